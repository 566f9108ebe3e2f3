"""The front page says what the catalogue and the reforms compute; the health check tells the truth."""

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


def test_the_page_names_every_item_and_takes_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for stage in selectors.offers(timezone.localdate()):
        assert all(f"<code>{o.code}</code>" in page for o in stage.offers)
    assert 'lang="zh-Hans"' in page
    assert "./gaoxin licence verify" in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert page.count("<h1>") == 1
    assert "<script" not in page


def test_writing_methods_are_refused(client: Client) -> None:
    assert client.post("/").status_code == 405


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
