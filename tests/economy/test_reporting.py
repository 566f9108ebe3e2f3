"""Late reports, reminders and estimates; queries and their answers; reports by Excel; the pages that enterprises and statisticians see."""

from __future__ import annotations

import io
from fractions import Fraction

import openpyxl
import pytest
from django.conf import settings

from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.economy.rules.reports import due
from gaoxin.economy.rules.reports.book import read_book
from gaoxin.economy.selectors import filed, late
from gaoxin.economy.services import answering, estimating, filing, reminding, sheets
from tests.economy.conftest import TZ, ZONE, at, filled, rows

BOOK = read_book(settings.CATALOGUE)
NOW = at("2024-04-17T10:00")
MARCH = {"zone": ZONE, "form": "output", "period": 202403}


def file(world, *many, by="statistician", moment=NOW, **more):
    taken = filing.file(zone=ZONE, rows=many, source="test", by=world[by], at=moment, today=moment.date(), **more)
    assert not taken.problems, taken.problems[0].error
    return taken


def report(world, firm="one", period=202403, kind="filed", reason="", **amounts):
    return filing.Incoming(world.units[firm], "output", period, filled("output", **amounts), kind, reason)


def last_year(world, firm="two"):
    """March of last year, 100 of output; the base of this year's march."""
    file(
        world,
        report(world, firm, 202303, output_month=100, output_ytd=300, exports_month=0),
        moment=at("2023-04-10T10:00"),
    )


def test_the_response_counts_in_time_late_estimated_and_missing(world):
    file(world, report(world), moment=at("2024-04-16T12:00"))
    now = late.response(**MARCH, tz=TZ)
    assert (now.due, now.rate, now.on_time) == (at("2024-04-16T12:00"), 500, 500)
    assert [(row.state, row.unit_id) for row in now.late] == [("missing", world.units["two"])]
    file(world, report(world, "two"), moment=at("2024-04-16T12:01"))
    now = late.response(**MARCH, tz=TZ)
    assert (now.rate, now.on_time, [row.state for row in now.late]) == (1000, 500, ["late"])


def test_reminders_are_sent_once_a_stage_to_who_is_missing(world):
    file(world, report(world), moment=at("2024-04-10T10:00"))

    def stages():
        told = rows("Reminder").filter(form="output", period=202403).order_by("at")
        return list(told.values_list("unit_id", "stage"))

    two = world.units["two"]
    for moment, wanted in (
        ("2024-04-13T11:00", []),
        ("2024-04-13T12:00", ["before"]),
        ("2024-04-14T12:00", ["before"]),
        ("2024-04-16T12:30", ["before", "due"]),
        ("2024-04-18T09:00", ["before", "due", "late"]),
    ):
        reminding.remind(zone=ZONE, at=at(moment), tz=TZ)
        assert stages() == [(two, stage) for stage in wanted]
    assert not rows("Reminder").filter(period=202401).exists()


def test_an_estimate_is_last_years_month_times_the_peers_growth_and_keeps_every_identity():
    form = BOOK.form("output")
    peers = ((110, 100), (230, 200))
    rates = due.growth(form, [filled("output", output_month=now, output_month_base=base) for now, base in peers])
    assert rates["output"] == Fraction(340, 300)
    last = filled("output", output_month=150, output_ytd=400, sales_month=140, sales_ytd=390)
    before = filled("output", output_ytd=270, sales_ytd=260)
    told = due.estimated(form, rates, last, before, opening=False)
    assert (told["output.month"], told["output.ytd"], told["output.ytd.base"]) == (170, 440, 400)
    assert set(told) == set(form.keys())
    opening = due.estimated(form, rates, last, None, opening=True)
    assert opening["output.month"] == opening["output.ytd"]
    finance = BOOK.form("finance")
    stocks = filled("finance", assets_stock=9, liabilities_stock=5, equity_stock=4)
    told = due.estimated(finance, due.growth(finance, []), stocks, None, opening=False)
    assert (told["assets.stock"], set(told)) == (9, set(finance.keys()))


def test_missing_reports_are_estimated_after_the_due_moment_and_the_report_takes_the_place(world):
    last_year(world)
    does = {**MARCH, "by": world["statistician"]}
    with pytest.raises(WrongState, match="due"):
        estimating.estimate(**does, at=at("2024-04-16T11:59"), today=NOW.date())
    with pytest.raises(NotAllowed):
        estimating.estimate(**MARCH, by=world["head"], at=NOW, today=NOW.date())
    made = estimating.estimate(**does, at=NOW, today=NOW.date())
    assert (len(made.filings), made.skipped) == (1, (world.units["one"],))
    assert estimating.estimate(**does, at=NOW, today=NOW.date()).filings == ()
    assert late.response(**MARCH, tz=TZ).rate == 0  # an estimate is no answer
    file(world, report(world, "two", output_month=120, output_ytd=320, output_month_base=100, output_ytd_base=300))
    found = rows("Filing").filter(period=202403).order_by("vintage").values_list("kind", "values__output.month")
    assert list(found) == [("estimated", 100), ("filed", 120)]


def asked(world):
    """A query about the applicant's report, and one that only the statistician sees."""
    file(
        world,
        report(world, output_month=5000, output_ytd=5000, sales_ytd=100),
        report(world, "two", output_month=6000, output_ytd=6000, sales_ytd=190),
    )
    return rows("Query").get(filing__unit=world.units["one"], rule="sales-ratio").id


def test_a_query_is_explained_by_the_enterprise_and_settled_by_another(world):
    query = asked(world)
    does = {"zone": ZONE, "query_id": query, "at": NOW}
    with pytest.raises(Invalid, match="explains nothing"):
        answering.explain(**does, text="核实无误", by=world["applicant"])
    with pytest.raises(NotFound):
        answering.explain(**does, text="设备检修，少发货四百万元", by=world["head"])
    with pytest.raises(WrongState):
        answering.settle(**does, accept=True, text="", by=world["statistician"])
    for _twice in range(2):
        answering.explain(
            **does, text="三月订单推迟到四月发货，约四百九十万元", by=world["applicant"], key="form-key-1"
        )
    with pytest.raises(WrongState):
        answering.explain(**does, text="三月订单推迟到四月发货，约五百万元", by=world["applicant"])
    with pytest.raises(Invalid, match="refusal"):
        answering.settle(**does, accept=False, text=" ", by=world["statistician"])
    answering.settle(**does, accept=False, text="请写明合同号", by=world["statistician"])
    answering.explain(**does, text="合同号二〇二四零三一，四月五日发货", by=world["applicant"])
    answering.settle(**does, accept=True, text="", by=world["statistician"])
    acts = list(rows("QueryEntry").order_by("number").values_list("act", flat=True))
    assert acts == ["explained", "refused", "explained", "accepted"]
    assert rows("Query").get(id=query).state == "accepted"


def test_who_explained_it_does_not_settle_it(world):
    query = asked(world)
    answering.explain(zone=ZONE, query_id=query, at=NOW, text="电话说明：订单推迟到四月发货", by=world["statistician"])
    with pytest.raises(NotAllowed):
        answering.settle(zone=ZONE, query_id=query, at=NOW, accept=True, text="", by=world["statistician"])


def test_an_enterprise_sees_its_own_queries_and_none_that_shows_others(world):
    asked(world)
    rows("Query").filter(filing__unit=world.units["two"]).update(asked="statistician")
    mine = filed.queries(zone=ZONE, parties={world.firms["one"]})
    assert {one.unit_id for one in mine} == {world.units["one"]}
    assert filed.queries(zone=ZONE, parties={world.firms["two"]}) == []
    assert len(filed.queries(zone=ZONE, parties=None)) >= 1


# Excel -----------------------------------------------------------------------------------------------------------------------


def workbook(world, change=None, firms=("one", "two"), period=202403):
    """The template for both firms, filled with zeros, then changed."""
    units = [one for one in filed.units(zone=ZONE, parties=None) if one.id in {world.units[f] for f in firms}]
    data = sheets.template("output", period, [(unit, {}) for unit in units])
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row in range(sheets.FIRST, sheets.FIRST + len(units)):
        for column in range(len(sheets.HEADS) + 1, sheet.max_column + 1):
            sheet.cell(row, column).value = 0
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(world, data):
    units = {one.identifier: one.id for one in filed.units(zone=ZONE, parties=None)}
    sheet = sheets.read(data, units)
    if sheet.problems:
        return [(p.row, str(p.error)) for p in sheet.problems]
    done = filing.file(zone=ZONE, rows=sheet.rows, source="excel", by=world["statistician"], at=NOW, today=NOW.date())
    return [(p.row, str(p.error)) for p in done.problems]


def test_a_filled_template_is_filed_whole(world):
    assert taken(world, workbook(world)) == []
    assert sorted(rows("Filing").values_list("source", "period")) == [("excel", 202403)] * 2


def put(row, column, value):
    return lambda sheet: setattr(sheet.cell(row, column), "value", value)


@pytest.mark.parametrize(
    ("change", "row", "words"),
    [
        (put(5, 5, "=1+1"), 5, "公式"),
        (lambda sheet: sheet.merge_cells("E5:F5"), 5, "合并单元格"),
        (put(5, 5, "12.5"), 5, "不是整数"),
        (put(5, 5, None), 5, "不是整数"),
        (put(5, 1, "91441802MA4X0000XX"), 5, "没有这个调查单位"),
        (put(5, 3, 202401), 5, "202402"),
        (put(5, 5, 7), 5, "month-within-ytd"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_filed(world, change, row, words):
    found = taken(world, workbook(world, change))
    assert [number for number, _ in found] == [row]
    assert words in found[0][1]
    assert not rows("Filing").exists()


def test_another_unit_of_measure_and_another_file_are_refused_whole(world):
    for change, words in (
        (put(2, 5, "万元"), "计量单位"),
        (put(3, 5, "产值"), "列应为"),
        (put(1, 2, "x"), "不是报表模板"),
    ):
        with pytest.raises(Invalid, match=words):
            taken(world, workbook(world, change))
    with pytest.raises(Invalid):
        taken(world, b"PK not a workbook")
    assert not rows("Filing").exists()


def test_a_duplicate_a_closed_month_and_a_wrong_base_are_errors_of_their_rows(world):
    last_year(world)
    file(world, report(world))
    first, second = (taken(world, workbook(world, firms=(firm,)))[0][1] for firm in ("one", "two"))
    assert "已报送" in first and "base-output" in second
    filing.close(**MARCH, by=world["statistician"], at=NOW)
    assert "已封库" in taken(world, workbook(world, firms=("two",)))[0][1]
    assert rows("Filing").filter(period=202403).count() == 1
