"""The public pages say what the catalogue and the reforms compute, and nothing that a licence does not show."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from gaoxin.approvals.services import rulebook
from gaoxin.core.limits import parse_limit
from gaoxin.portal import selectors
from tests.approvals.conftest import zone  # noqa: F401

DAY = dt.date(2026, 9, 1)


def offer(code: str) -> selectors.Offer:
    return next(o for stage in selectors.offers(DAY) for o in stage.offers if o.code == code)


def test_every_item_in_force_is_listed_once() -> None:
    listed = sorted(o.code for stage in selectors.offers(DAY) for o in stage.offers)
    in_force = [
        code
        for code, versions in rulebook.catalogue().items.items()
        if any(v.valid_from <= DAY and (v.valid_to is None or DAY <= v.valid_to) for v in versions)
    ]
    assert listed == sorted(in_force)


def test_the_construction_permit_shows_what_the_reforms_do() -> None:
    permit = offer("construction-permit")
    item = rulebook.catalogue().on("construction-permit", DAY)
    assert parse_limit(item.limits.statutory.limit).amount > 0
    assert permit.documents_before == 11
    assert permit.documents_after < permit.documents_before
    assert permit.visits_after == 0
    assert permit.promised.zh == "0.5个工作日"
    assert permit.statutory.articles


def test_no_reform_before_its_day() -> None:
    day = dt.date(2023, 9, 1)
    offers = [o for stage in selectors.offers(day) for o in stage.offers]
    assert offers
    assert all(o.reforms == () and o.documents_before == o.documents_after for o in offers)


def test_every_guide_opens_and_says_how_certain_it_is(db, client: Client) -> None:
    for stage in selectors.offers(timezone.localdate()):
        for listed in stage.offers:
            answer = client.get(f"/guides/{listed.code}/")
            page = answer.content.decode()
            assert answer.status_code == 200
            guide = selectors.guide(listed.code, timezone.localdate())
            assert ("没有逐字核对" in page) is bool(guide.doubts)
            assert listed.zh in page
            assert guide.law.remedies.reconsideration in page
            assert guide.law.service.complaint in page
            assert page.count("<h1>") == 1


def test_a_guide_of_another_day_and_of_none(db, client: Client) -> None:
    page = client.get("/guides/construction-permit/", {"on": "2019-05-01"}).content.decode()
    assert "2019-05-01" in page and "不是今天的" in page
    assert client.get("/guides/construction-permit/", {"on": "soon"}).status_code == 422
    assert client.get("/guides/construction-permit/", {"on": "1990-01-01"}).status_code == 404
    assert client.get("/guides/no-such-item/").status_code == 404


def test_the_front_page_names_every_door_and_takes_nothing_from_elsewhere(db, client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for door in ("/guides/", "/verify/", "/figures/", "/grants/", "./gaoxin licence verify"):
        assert door in page
    assert 'lang="zh-Hans"' in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=", page)


def test_writing_methods_are_refused(db, client: Client) -> None:
    for path in ("/", "/guides/", "/figures/", "/grants/", "/verify/"):
        assert client.post(path).status_code == 405


def test_a_swap_equals_a_reload(db, client: Client, zone) -> None:  # noqa: F811
    zone.granted()
    for path, target in (
        ("/guides/?q=sgxk", "found"),
        ("/grants/?q=新材料", "grants"),
        ("/verify/?number=x", "answer"),
    ):
        whole = client.get(path).content.decode()
        part = client.get(path, headers={"HX-Request": "true", "HX-Target": target}).content.decode()
        assert part.strip() in whole
        assert "<html" not in part


@pytest.mark.django_db
def test_health_is_200_while_the_database_answers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "database": "reachable"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_health_is_503_when_it_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused at 10.1.2.3")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.content.decode()
