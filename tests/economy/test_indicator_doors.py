"""Pages and API of indicators: what a statistician sees, what is merged for others, what a stranger is refused."""

from __future__ import annotations

import csv
import io
import uuid
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.contrib.auth import get_user_model

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.core.identifiers import uscc_check_character
from gaoxin.economy.selectors import figures_economy, registers, standing
from gaoxin.economy.selectors import seasonal as running
from gaoxin.economy.selectors.settings import definitions
from gaoxin.economy.services import filing, units
from gaoxin.parties import services as registering
from tests.economy.conftest import SYSTEM, ZONE, at, filled

NOW = at("2024-04-10T09:00")
MORE = ("3982", "3982", "3982", "1411", "1411", "1411")
LEVELS = (110, 130, 120, 100, 90, 105, 105, 105)  # 百万元 in a month, each with a base of 100


@pytest.fixture
def filed(world):
    """Four enterprises of electronics, one of equipment, three that make food; two months."""
    keys = []
    for place, code in enumerate(MORE):
        body = f"91441802MA4X{place:05}"
        keys.append(
            registering.register_party(
                zone=ZONE, kind="enterprise", name=f"企业{place}号", identifier=body + uscc_check_character(body), source="test",
                at=NOW, by=SYSTEM, industry=code,
            ).id
        )  # fmt: skip
    units.enter(
        zone=ZONE, scope="above_scale", by=world["statistician"], at=at("2023-01-06T09:00"),
        rows=[units.Entrance(key, code, 202301, "申报表") for key, code in zip(keys, MORE, strict=True)],
    )  # fmt: skip
    known = registers.units(zone=ZONE)
    everybody = [*world.units.values(), *(known[key] for key in keys)]
    rows = [
        filing.Incoming(
            unit, "output", ym,
            filled(
                "output", output_ytd=x * 1000 * month, output_ytd_base=100_000 * month,
                output_month=x * 1000 * alone, output_month_base=100_000 * alone,
            ),
            "filed", "", place,
        )
        for place, (unit, x) in enumerate(zip(everybody, LEVELS, strict=True))
        for ym, month, alone in ((202402, 2, 2), (202403, 3, 1))  # January and February are filed together
    ]  # fmt: skip
    taken = filing.file(zone=ZONE, rows=rows, source="excel", by=world["statistician"], at=NOW, today=NOW.date())
    assert not taken.problems
    return world


@pytest.fixture
def asked(filed, client):
    def get(name: str, address: str):
        client.force_login(get_user_model().objects.get(pk=filed.ids[name]))
        return client.get(address)

    return get


def test_who_files_first_for_a_month_neither_shows_nor_hides_the_others(filed):
    before = {one.key: one.value for one in figures_economy.figures(zone=ZONE, year=2024)}
    figures = filled(
        "output", output_ytd=777_000, output_ytd_base=400_000, output_month=447_000, output_month_base=100_000
    )
    first = [filing.Incoming(filed.units["one"], "output", 202404, figures)]
    day = at("2024-05-08T09:00")
    taken = filing.file(zone=ZONE, rows=first, source="form", by=filed["statistician"], at=day, today=day.date())
    assert not taken.problems
    assert standing.space(zone=ZONE, entitled=True).months[-1] == 202404
    assert standing.space(zone=ZONE, entitled=False).months == (202402, 202403)
    assert {one.key: one.value for one in figures_economy.figures(zone=ZONE, year=2024)} == before


def test_the_whole_tree_and_its_ranks(filed):
    held = standing.space(zone=ZONE, entitled=True)
    assert [one.code for one in held.path("3982")] == ["total", "3plus1", "electronics", "3982"]
    assert {one.code for one in held.children("total")} == {"3plus1", "14"}
    assert standing.cell(held, "output", "equipment", 202403).count == 1
    rows = {one.node.code: one for one in standing.cells(held, "output", "3plus1", 202403)}
    assert (rows["equipment"].growth, rows["equipment"].rank_growth) == (Decimal("30.0"), 1)
    assert (rows["electronics"].rank_level, rows["electronics"].month_growth) == (1, Decimal("5.0"))
    whole = standing.cell(held, "output", "total", 202403)
    parts = [one.pull for one in standing.cells(held, "output", "total", 202403)]
    assert whole.growth == Decimal("8.1") and sum(parts) == Decimal("8.13") and whole.pull is None
    assert standing.firms(zone=ZONE, code="output", node="total", ym=202403, limit=1)[0].name == "守口如瓶精密有限公司"


def test_others_see_merged_industries_and_nothing_below(filed):
    held = standing.space(zone=ZONE, entitled=False)
    assert {one.name.zh for one in held.children("3plus1")} == {"装备制造、电子信息"}
    (part,) = held.children("3plus1")
    assert standing.cell(held, "output", part.code, 202403).count == 5 and not held.children(part.code)
    for hidden in ("equipment", "electronics", "3421", "39", "1411"):
        with pytest.raises(NotFound):
            standing.cell(held, "output", hidden, 202403)
    full = standing.space(zone=ZONE, entitled=True)
    assert standing.cell(held, "output", "total", 202403) == standing.cell(full, "output", "total", 202403)


def test_too_few_enterprises_show_nothing(world):
    row = filing.Incoming(world.units["one"], "output", 202403, filled("output", output_ytd=5), "filed", "", 1)
    filing.file(zone=ZONE, rows=[row], source="excel", by=world["statistician"], at=NOW, today=NOW.date())
    with pytest.raises(Invalid, match="single"):
        standing.space(zone=ZONE, entitled=False)
    assert standing.space(zone=ZONE, entitled=True).months == (202403,)


def test_pages(asked):
    page = asked("statistician", "/indicators/output/?node=3plus1&ym=202403").content.decode()
    assert "守口如瓶精密有限公司" in page and "装备制造" in page and "months-chart" in page
    assert "守口如瓶精密有限公司" in asked("statistician", "/indicators/output/churn/").content.decode()
    page = asked("head", "/indicators/output/?ym=202403").content.decode()
    assert "守口如瓶精密有限公司" not in page and "已与其他行业合并" in page
    assert asked("head", "/indicators/output/churn/").status_code in (403, 404)
    assert asked("head", "/indicators/output/?node=equipment").status_code == 404
    assert asked("head", "/indicators/output/?node=equipment&format=csv").status_code == 404
    assert asked("applicant", "/indicators/").status_code in (302, 403, 404)
    listed = asked("auditor", "/indicators/").content.decode()
    assert "规上工业总产值" in listed and "8.1" in listed
    for wrong in ("?ym=x", "?ym=209901", "?ym=²", "?node=%00", "?node=total&ym=" + "9" * 40):
        assert asked("statistician", f"/indicators/output/{wrong}").status_code in (400, 404)
    assert asked("statistician", "/indicators/nothing/").status_code == 404
    page = asked("statistician", "/indicators/output/?seasonal=1").content.decode()
    assert "季节因素要从整三年以上的数据估计" in page


def test_the_seasonal_view_tells_series_method_and_festival(asked, monkeypatch):
    """Sixteen quarters that grow by 2 % each under a season: what is left is the growth. The same as a page, a table and a file."""
    season = (0.8, 1.0, 1.0, 1.2)
    values = [100 * 1.02**at * season[at % 4] for at in range(16)]
    monkeypatch.setattr(standing, "quarters", lambda *_: (values, (2021, 1)))
    address = "/indicators/output/?seasonal=1"
    page = asked("statistician", address).content.decode()
    assert (
        "2024-02-10" in page and page.count('<td class="n">100</td>') == 1
    )  # the festival's fifteen days, all in February
    if running.program() is None:
        assert "本机没有 X-13 程序" in page
        return
    rows = list(csv.DictReader(io.StringIO(asked("head", address + "&format=csv").content.decode("utf-8-sig"))))
    assert [row["period"] for row in rows] == [f"{year}-Q{q}" for year in range(2021, 2025) for q in (1, 2, 3, 4)]
    steps = [float(b["adjusted"]) / float(a["adjusted"]) - 1 for a, b in zip(rows, rows[1:], strict=False)]
    assert all(0.015 < step < 0.025 for step in steps)
    assert "seasonal-chart" in page and "2024 年 4 季度去掉季节因素后" in page and "比上季度 +" in page
    assert "本机有此程序" in page and "不足五年" in page and "乘法" in page and "原值比上年同季 +8.2%" in page
    monkeypatch.setattr(running, "program", lambda: None)
    page = asked("statistician", address).content.decode()
    assert "本机没有 X-13 程序" in page and "seasonal-chart" not in page
    assert asked("statistician", address + "&format=csv").status_code == 422


def test_per_mu_of_those_who_have_land_is_over_their_own_land(asked, filed, monkeypatch):
    """Two of nine have land: what these two made, over the 30 亩 they have; not the zone's level, not the land of one who files nothing."""
    held = {filed.firms["one"]: 10_000, filed.firms["two"]: 10_000, uuid.uuid4(): 90_000}
    monkeypatch.setattr(standing.ledgers, "held_by_parties", lambda *, zone: held)
    monkeypatch.setattr(
        standing.ledgers,
        "totals",
        lambda *, zone: [SimpleNamespace(area_m2=200_000, category=SimpleNamespace(supply=""))],
    )
    one = definitions().indicator("output")
    assert standing.per_mu_of_holders(zone=ZONE, one=one, ym=202403) == (Decimal("2400.00"), Decimal("30.00"), 2)
    page = asked("statistician", "/indicators/output/").content.decode()
    assert "2400.00 万元/亩（2 家" in page and "865.00 万元/亩（全部已供地块 300.00 亩" in page
    page = asked("head", "/indicators/output/").content.decode()
    assert "2400.00" not in page and "865.00 万元/亩" in page
    held.clear()
    assert "算不出" in asked("statistician", "/indicators/output/").content.decode()


def test_files(asked):
    rows = list(
        csv.DictReader(io.StringIO(asked("head", "/indicators/output/?format=csv").content.decode("utf-8-sig")))
    )
    assert [row["level"] for row in rows if row["node"] == "total"] == ["17.30", "25.95"]
    assert not {"equipment", "3421"} & {row["node"] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(asked("statistician", "/indicators/output/?format=xlsx").content))
    assert book.worksheets[0]["E2"].value == 17.3 and len(book.worksheets) == 3
