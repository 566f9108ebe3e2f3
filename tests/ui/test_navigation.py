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
    groups = face(request)["ui"]["nav"]
    found = [entry["href"] for group in groups for entry in group["entries"] if entry["here"]]
    assert sum(group["here"] for group in groups) == len(found)
    return found


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


def test_a_group_of_one_is_no_group():
    request = RequestFactory().get("/")
    request.actor = Actor("2", "企业", "demo-qingyuan", frozenset({Role.APPLICANT}))
    groups = face(request)["ui"]["nav"]
    assert {len(group["entries"]) for group in groups if group["text"] is None} == {1}
    assert all(len(group["entries"]) > 1 for group in groups if group["text"])
    assert not {"/manage/", "/desk/seals/"} & {entry["href"] for group in groups for entry in group["entries"]}
