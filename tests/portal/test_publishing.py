"""Figures are those of the rows, small cells stay closed; grants show what licences show, a page at a time."""

from __future__ import annotations

import csv
import io

import pytest
from django.apps import apps
from django.core.cache import cache

from gaoxin.approvals.services import figures, granted
from tests.approvals.conftest import ZONE, rows, zone  # noqa: F401


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()
    yield
    cache.clear()


def table(client, year: int) -> list[dict[str, str]]:
    text = client.get(f"/figures/{year}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("#")))))


def test_nothing_yet(client, db):
    assert "还没有数据" in client.get("/figures/").content.decode()
    assert client.get("/figures/2026.csv").status_code == 404
    assert "还没有" in client.get("/grants/").content.decode()


def test_figures_are_those_of_the_rows(client, zone):  # noqa: F811
    zone.granted("2026-03-09T10:00")
    zone.granted("2026-03-10T10:00", phase="")
    zone.granted("2026-03-11T10:00")
    zone.submitted("2026-03-12T10:00")
    whole = next(row for row in figures.speed(zone=ZONE, year=2026) if not row.month and not row.item)
    assert (whole.received, whole.decided, whole.on_time, whole.online) == (4, 3, 1.0, 1.0)
    assert whole.hours is not None and whole.hours >= 0
    page = client.get("/figures/").content.decode()
    assert "2026" in page
    line = next(row for row in table(client, 2026) if not row["month"] and not row["item"])
    assert (line["received"], line["decided"], line["share_on_time"]) == ("4", "3", "1.000")


def test_a_cell_of_one_is_not_published(client, zone):  # noqa: F811
    zone.granted("2026-03-09T10:00")
    assert all(row["decided"] == "" for row in table(client, 2026))
    assert "不公开" in client.get("/figures/").content.decode()


def test_what_is_withheld_cannot_be_worked_out():
    counts = {(0, ""): 20, (1, ""): 2, (2, ""): 9, (3, ""): 9}
    counts |= {(month, "a"): count for (month, _), count in list(counts.items())}
    hidden = figures.unsaid(counts)
    months = {month for month, code in hidden if code == ""}
    assert 1 in months and len(months) >= 2
    assert figures.unsaid({(0, ""): 9, (1, ""): 9}) == set()


def test_grants_show_what_licences_show(client, zone):  # noqa: F811
    pk = zone.granted()
    page = client.get("/grants/").content.decode()
    number = rows("Decision").get(case_id=pk).licence.number
    assert number in page and zone.party.name in page
    assert zone.view(pk).number not in page
    assert "陈工" not in page


def test_a_refusal_is_no_grant(client, zone):  # noqa: F811
    pk = zone.refused()
    assert zone.view(pk).number not in client.get("/grants/").content.decode()
    assert granted.grants(zone=ZONE) == []


def test_another_zone_sees_nothing(zone):  # noqa: F811
    zone.granted()
    assert granted.grants(zone="elsewhere") == []
    assert figures.years(zone="elsewhere") == []


def test_a_person_is_masked_and_not_found_by_name(client, zone):  # noqa: F811
    zone.granted()
    apps.get_model("parties", "Party").objects.filter(id=zone.party.id).update(kind="person", name="欧阳小明")
    page = client.get("/grants/").content.decode()
    assert "欧***" in page and "欧阳" not in page
    assert granted.grants(zone=ZONE, query="欧阳") == []


def test_searched_and_paged_by_key(client, zone):  # noqa: F811
    for day in ("09", "10", "11"):
        zone.granted(f"2026-03-{day}T10:00")
    every = granted.grants(zone=ZONE)
    first = granted.grants(zone=ZONE, limit=2)
    zone.granted("2026-03-12T10:00")  # comes in between: the next page does not move
    assert [row.id for row in first + granted.grants(zone=ZONE, before=first[-1].id)] == [row.id for row in every]
    assert granted.grants(zone=ZONE, query="新材料") and not granted.grants(zone=ZONE, query="无此企业")
    assert not granted.grants(zone=ZONE, item_code="night-work")
    assert client.get("/grants/", {"before": "x"}).status_code == 422
