"""What is filed stays; what cannot be right is refused, with the whole batch; survey data are seen by nobody else."""

from __future__ import annotations

import pytest

from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.economy.selectors import indicators
from gaoxin.economy.services import filing, units
from tests.economy.conftest import ZONE, at, filled, rows

NOW = at("2024-04-10T10:00")


def file(world, *many, by="statistician", moment=NOW):
    return filing.file(zone=ZONE, rows=many, source="test", by=world[by], at=moment, today=moment.date())


def report(world, firm="one", period=202403, kind="filed", reason="", row=0, **amounts):
    return filing.Incoming(world.units[firm], "output", period, filled("output", **amounts), kind, reason, row)


def refused(taken, error, words):
    assert taken.filings == () and [type(problem.error) for problem in taken.problems] == [error]
    assert words in str(taken.problems[0].error)


def test_a_report_filed_twice_is_not_overwritten(world):
    assert len(file(world, report(world, output_ytd=10)).filings) == 1
    refused(file(world, report(world, output_ytd=11)), Conflict, "revision")
    assert list(rows("Filing").values_list("vintage", "values__output.ytd")) == [(1, 10)]


def test_a_revision_needs_a_reason_and_leaves_the_first(world):
    file(world, report(world, output_ytd=10))
    refused(file(world, report(world, kind="revised", output_ytd=12)), Invalid, "reason")
    assert file(world, report(world, kind="revised", reason="漏报一个车间", output_ytd=12)).filings
    assert list(rows("Filing").order_by("vintage").values_list("vintage", "kind")) == [(1, "filed"), (2, "revised")]


def test_one_bad_row_keeps_the_whole_file_out_and_is_named(world):
    bad = filing.Incoming(world.units["two"], "output", 202403, filled("output") | {"sales.ytd": "12"}, row=7)
    taken = file(world, report(world, row=6), bad)
    assert taken.filings == () and [problem.row for problem in taken.problems] == [7]
    assert "工业销售产值" in str(taken.problems[0].error)
    assert not rows("Filing").exists()


@pytest.mark.parametrize(
    ("period", "words"),
    [(202401, "202402"), (202413, "YYYYMM"), (202612, "not come yet"), (202212, "not in the scope")],
)
def test_months_that_cannot_be_filed(world, period, words):
    refused(file(world, report(world, period=period)), Invalid, words)


def test_a_closed_month_takes_revisions_only(world):
    file(world, report(world, output_ytd=10))
    filing.close(zone=ZONE, form="output", period=202403, by=world["statistician"], at=NOW)
    filing.close(zone=ZONE, form="output", period=202403, by=world["statistician"], at=NOW)
    assert rows("ClosedPeriod").count() == 1
    refused(file(world, report(world, firm="two")), WrongState, "closed")
    assert file(world, report(world, kind="revised", reason="更正", output_ytd=9)).filings


def test_the_enterprise_files_for_itself_and_for_nobody_else(world):
    assert file(world, report(world), by="applicant").filings
    for by in ("applicant", "head", "auditor"):
        refused(file(world, report(world, firm="two"), by=by), NotFound, "no such report")
    with pytest.raises(NotAllowed):
        filing.close(zone=ZONE, form="output", period=202403, by=world["applicant"], at=NOW)
    assert rows("Filing").count() == 1


def test_units_enter_in_season_and_leave_with_a_reason(world):
    with pytest.raises(Invalid, match="yearly"):
        units.enter(
            zone=ZONE, scope="above_scale", by=world["statistician"], at=NOW,
            rows=[units.Entrance(world.firms["one"], "3982", 202405, "申报表")],
        )  # fmt: skip
    with pytest.raises(Invalid, match="reason"):
        units.leave(
            zone=ZONE,
            unit_ids=[world.units["two"]],
            scope="above_scale",
            until=202312,
            reason=" ",
            by=world["statistician"],
            at=NOW,
        )
    units.leave(
        zone=ZONE,
        unit_ids=[world.units["two"]],
        scope="above_scale",
        until=202312,
        reason="关停",
        by=world["statistician"],
        at=NOW,
    )
    refused(file(world, report(world, firm="two")), Invalid, "not in the scope")


def test_figures_are_of_the_moment_that_is_asked_for(world):
    file(world, report(world, output_ytd=112, output_ytd_base=100))
    later = at("2024-06-01T09:00")
    file(world, report(world, kind="revised", reason="更正", output_ytd=120, output_ytd_base=100), moment=later)
    then = indicators.snapshot(zone=ZONE, at=NOW).exact("output", "total", 202403)
    now = indicators.snapshot(zone=ZONE).exact("output", "total", 202403)
    assert (float(then.growth), float(now.growth)) == (0.12, 0.2)


def test_growth_differs_by_entry_exit_and_revision_and_each_is_named(world):
    december, year_on = at("2024-01-10T09:00"), at("2025-01-10T09:00")
    file(
        world,
        report(world, period=202312, output_ytd=100),
        report(world, "two", 202312, output_ytd=50),
        moment=december,
    )
    file(
        world,
        report(world, period=202312, kind="revised", reason="更正", output_ytd=110),
        moment=at("2024-02-01T09:00"),
    )
    units.leave(
        zone=ZONE,
        unit_ids=[world.units["two"]],
        scope="above_scale",
        until=202312,
        reason="关停",
        by=world["statistician"],
        at=year_on,
    )
    file(world, report(world, period=202412, output_ytd=121, output_ytd_base=110), moment=year_on)
    told = indicators.churn(zone=ZONE, code="output", node="total", ym=202412, published=december)
    assert (told.published, told.base, told.level) == (150, 110, 121)
    assert {change.unit: (change.reason, change.amount) for change in told.changes} == {
        str(world.units["one"]): ("revision", 10), str(world.units["two"]): ("exit", -50),
    }  # fmt: skip


def test_a_new_filing_refreshes_its_own_months_on_disk_and_no_other(world, settings, tmp_path):
    settings.VAR = tmp_path
    file(
        world,
        report(world, period=202403, output_ytd=112),
        report(world, period=202404, output_month=38, output_ytd=150),
    )
    assert indicators.snapshot(zone=ZONE).exact("output", "total", 202404).level * 100_000 == 150
    folder = tmp_path / "indicators" / ZONE / "above_scale"
    before = {path.name for path in folder.iterdir()}
    later = report(world, period=202404, kind="revised", reason="更正", output_month=48, output_ytd=160)
    file(world, later, moment=at("2024-06-01T09:00"))
    assert indicators.snapshot(zone=ZONE).exact("output", "total", 202404).level * 100_000 == 160
    assert {name[:6] for name in {path.name for path in folder.iterdir()} - before} == {"202404"}
    for path in folder.iterdir():
        path.unlink()
    indicators.forget()  # as another process: whatever is lost is made again
    assert indicators.snapshot(zone=ZONE).exact("output", "total", 202403).level * 100_000 == 112


def estimate_of(world, period=202403):
    """An estimate on file, as the service for estimates leaves it."""
    rows("Filing").create(
        zone=ZONE, unit_id=world.units["one"], form="output", period=period, vintage=1, kind="estimated", values=filled("output"),
        source="estimate", filed_by_id=world.ids["statistician"], filed_at=NOW, digest="0" * 64,
    )  # fmt: skip


def test_a_report_takes_an_estimates_place_and_nothing_revises_one(world):
    estimate_of(world)
    refused(file(world, report(world, kind="revised", reason="更正")), NotFound, "nothing to revise")
    assert file(world, report(world, output_ytd=5)).filings
    kinds = list(rows("Filing").order_by("vintage").values_list("vintage", "kind"))
    assert kinds == [(1, "estimated"), (2, "filed")]


def test_after_closing_a_report_takes_an_estimates_place_only_with_a_reason(world):
    estimate_of(world)
    filing.close(zone=ZONE, form="output", period=202403, by=world["statistician"], at=NOW)
    refused(file(world, report(world)), WrongState, "why it is late")
    assert file(world, report(world, reason="会计离职，补报")).filings


def test_an_admission_form_is_no_report_that_could_be_revised(world):
    assert file(world, report(world, period=202212, kind="admission")).filings
    refused(file(world, report(world, period=202212, kind="admission")), Conflict, "filed already")
    refused(file(world, report(world, period=202212, kind="revised", reason="更正")), Invalid, "not in the scope")


def test_a_kind_and_a_unit_that_are_not_there_are_errors_of_their_row(world):
    refused(file(world, report(world, kind="estimated")), Invalid, "no such kind")
    stranger = filing.Incoming(world.firms["one"], "output", 202403, filled("output"), row=9)
    taken = file(world, report(world, row=8), stranger)
    assert [(problem.row, type(problem.error)) for problem in taken.problems] == [(9, NotFound)]
    assert not rows("Filing").exists()


def test_the_same_report_twice_in_a_batch_is_named(world):
    refused(file(world, report(world, row=1), report(world, row=2)), Conflict, "twice in this batch")


def test_what_blocks_keeps_the_batch_out_and_what_is_doubted_becomes_a_query(world):
    bad = report(world, output_month=9, output_ytd=5, row=4)
    taken = file(world, report(world, firm="two"), bad)
    assert [problem.row for problem in taken.problems] == [4]
    assert "month-within-ytd:output" in taken.problems[0].error.why
    assert not rows("Filing").exists()
    doubted = {"output_ytd": 5000, "output_month": 5000, "sales_month": 100, "sales_ytd": 100}
    assert file(world, report(world, **doubted)).doubts[0].rule == "sales-ratio"
    assert list(rows("Query").values_list("rule", "state", "asked")) == [("sales-ratio", "open", "enterprise")]
    file(world, report(world, kind="revised", reason="漏填销售", **doubted | {"sales_month": 4900, "sales_ytd": 4900}))
    assert list(rows("Query").values_list("rule", "state")) == [("sales-ratio", "outdated")]


def test_the_same_form_sent_twice_files_once_and_other_contents_conflict(world):
    sends = {"zone": ZONE, "source": "form", "by": world["applicant"], "at": NOW, "today": NOW.date(), "key": "form-1"}
    bad = filing.file(rows=[report(world, output_month=9, output_ytd=5)], **sends)
    assert bad.problems  # nothing was done, so that the mended form may use the key
    first = filing.file(rows=[report(world, output_ytd=5)], **sends)
    assert filing.file(rows=[report(world, output_ytd=5)], **sends).filings == first.filings
    with pytest.raises(Conflict, match="something else"):
        filing.file(rows=[report(world, output_ytd=6)], **sends)
    assert rows("Filing").count() == 1
