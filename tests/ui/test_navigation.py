"""One section of the navigation is marked as the one where the reader is, for eyes and for screen readers."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.config.face import face

EVERYTHING = Actor("1", "全岗", "demo-qingyuan", frozenset(Role))


def here(path: str) -> list[str]:
    request = RequestFactory().get(path)
    request.actor = EVERYTHING
    return [entry["href"] for entry in face(request)["ui"]["nav"] if entry["here"]]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/desk/", ["/desk/"]),
        ("/desk/cases/2603-0001/", ["/desk/"]),
        ("/desk/seals/", ["/desk/seals/"]),
        ("/desk/supervision/", ["/desk/supervision/"]),
        ("/manage/audit/", ["/manage/"]),
        ("/verify/file/", ["/verify/"]),
        ("/account/me/", []),
        ("/", []),
    ],
)
def test_the_longest_address_has_it(path: str, section: list[str]):
    assert here(path) == section


@pytest.mark.django_db
def test_the_page_says_it_once(client):
    page = client.get("/guides/").content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/guides/"]
