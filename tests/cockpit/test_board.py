"""The board as page, wall, PDF and data; figures under embargo; what was published then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.selectors import panels, sheets, vintages
from gaoxin.cockpit.selectors.board import board
from gaoxin.economy.selectors.opendata import compiling
from gaoxin.economy.services.opendata import releasing
from tests.cockpit.conftest import NOW, TODAY, signed_in
from tests.economy.conftest import ZONE

People = Callable[[str], Actor]
HOUR = dt.timedelta(hours=1)


def test_the_board_says_rule_owner_and_source(people: People, figure: Callable[[str], None]):
    seen = board(zone=ZONE, by=people("leader"), year=2024, at=NOW, today=TODAY)
    card = next(one for one in seen.cards if one.card.code == "iva")
    assert (card.light.colour, card.light.per_mille, card.share) == ("yellow", 985, 98)
    figure("90.00")
    worse = board(zone=ZONE, by=people("leader"), year=2024, at=NOW, today=TODAY)
    assert next(one for one in worse.cards if one.card.code == "iva").light.colour == "red"
    lacking = {one.panel.code: one for one in seen.panels}
    assert lacking["talent"].counted is None and "没有" in lacking["talent"].light.zh
    told = sheets.told(seen)
    assert all(one["owner"]["zh"] and one["rule"]["zh"] and one["definition"]["en"] for one in told["cards"])


def test_page_wall_paper_and_api(people: People, figure: Any):
    leader = signed_in("leader")
    page = leader.get("/cockpit/2024/").content.decode()
    for text in ("118.20", "统计办", "还没有数据来源", "不低于 95% 为黄", "tests"):
        assert text in page, text
    assert "118.20" in leader.get("/cockpit/2024/wall/").content.decode()
    paper = leader.get("/cockpit/2024/pdf/")
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    told = leader.get("/api/v1/cockpit/2024").json()
    assert next(one for one in told["cards"] if one["code"] == "iva")["value"] == 118.2
    assert leader.get("/cockpit/1999/").status_code == 302
    assert "desk/supervision" not in page  # a leader's rows do not lead where the door is shut
    assert "desk/supervision" in signed_in("head").get("/cockpit/2024/").content.decode()
    assert "/ask/" not in signed_in("auditor").get("/cockpit/2024/").content.decode()


def test_under_embargo_leaders_see_it_and_no_mail_tells_it(
    people: People, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(compiling, "years", lambda zone: [2024])
    now = timezone.now()
    releasing.publish(
        zone=ZONE, dataset="figures", note="", by=people("statistician"), at=now - 3 * HOUR, release_at=now - 2 * HOUR
    )
    figure("121.00")
    releasing.publish(
        zone=ZONE, dataset="figures", note="", by=people("statistician"), at=now - HOUR, release_at=now + 5 * HOUR
    )
    seen = board(zone=ZONE, by=people("leader"), year=2024, at=now, today=now.date())
    card = next(one for one in seen.cards if one.card.code == "iva")
    assert card.embargo == now + 5 * HOUR
    assert "121.00" in sheets.amount(card, "zh", outside=False)
    assert "121" not in sheets.amount(card, "zh", outside=True)
    known, rows = vintages.compared(zone=ZONE, year=2024, at=now)
    assert [one.vintage for one in known] == [1]
    assert [(str(row.then[0]), str(row.change)) for row in rows] == [("118.20", "2.80")]
    assert "118.20" in signed_in("leader").get("/cockpit/2024/vintages/").content.decode()


def test_a_character_without_glyph_stops_no_paper(people: People, figure: Any, monkeypatch: pytest.MonkeyPatch):
    odd = panels.Counted(1, (panels.Row("㐀😀名", "x"),), (), "tests")
    monkeypatch.setattr(panels, "SOURCES", {"blocks": lambda ask: odd})
    seen = board(zone=ZONE, by=people("leader"), year=2024, at=NOW, today=TODAY)
    assert sheets.pdf(seen, "zh", outside=False).startswith(b"%PDF")
