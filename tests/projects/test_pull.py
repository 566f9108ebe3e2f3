"""Investment by month and the pull of new projects: by hand, by property, and from records that are never overwritten."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.projects.models import MonthlyInvestment, Project, ProjectYear
from gaoxin.projects.rules.projects.pull import pull, rounded
from gaoxin.projects.selectors import investment
from gaoxin.projects.selectors.figures_projects import figures
from gaoxin.projects.services.projects.investing import Amount, check_sums, record_investment
from gaoxin.projects.services.projects.opening import import_projects
from tests.projects.conftest import ZONE, at, opening

AMOUNTS = st.dictionaries(
    st.text("ABC0123", min_size=1, max_size=4), st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=30
)


def test_by_hand():
    told = pull({"P-1": (1200, 0), "P-2": (590, 0)}, 10_000)
    assert (told.points, told.exact, told.change_k) == (Decimal("17.9"), Fraction(1790, 10_000), 1790)
    assert [(p.number, told.points_of(p)) for p in told.parts] == [("P-1", Decimal("12.00")), ("P-2", Decimal("5.90"))]


@pytest.mark.parametrize(
    ("value", "says"), [("0.05", "0.1"), ("0.049", "0.0"), ("-0.05", "-0.1"), ("17.85", "17.9"), ("17.8499", "17.8")]
)
def test_rounding_is_half_up(value, says):
    assert rounded(Fraction(value), 1) == Decimal(says)


@given(AMOUNTS, st.integers(1, 10**10))
def test_the_whole_is_the_sum_of_its_parts(parts, previous):
    told = pull(parts, previous)
    assert told.exact == sum(Fraction(p.change_k, previous) for p in told.parts)
    assert abs(told.points - Decimal(told.exact.numerator * 100) / Decimal(told.exact.denominator)) <= Decimal(
        "0.0500001"
    )


def test_nothing_before_means_no_pull():
    with pytest.raises(Invalid, match="算不出拉动"):
        pull({"P-1": (1, 0)}, 0)


def month(number: str, year: int, which: int, amount: int, flow: str = "completed", reason: str = "") -> Amount:
    return Amount(number, dt.date(year, which, 1), flow, amount, reason)


@pytest.fixture
def three(people):
    rows = [opening(f"P-{i}", opened_on=dt.date(2023, 1, 5)) for i in (1, 2, 3)]
    import_projects(zone=ZONE, openings=rows, at=at("2024-01-08T09:00"), by=people["head"], source="表格")
    return people


@pytest.mark.django_db
def test_from_records(three):
    told = [month("P-1", 2023, 3, 6000), month("P-1", 2024, 3, 6100), month("P-2", 2023, 5, 4000), month("P-3", 2024, 4, 1790),
            month("P-3", 2024, 4, 9999, "contract")]  # fmt: skip
    before = verify(ZONE).count
    done = record_investment(zone=ZONE, amounts=told, at=at(), by=three["statistician"], source="月报")
    assert (done.added, done.revised, verify(ZONE).count) == (5, 0, before + 1)
    assert record_investment(zone=ZONE, amounts=told, at=at(), by=three["statistician"], source="月报").known == 5
    assert verify(ZONE).count == before + 1
    found, projects = investment.pull_of_new(zone=ZONE, year=2024)
    assert (found.points, found.previous_k, set(projects)) == (Decimal("17.9"), 10_000, {"P-3"})
    named = {one.key: one for one in figures(zone=ZONE, year=2024)}
    assert (named["projects.new"].value, named["fai.pull_of_new"].value, named["fai.pull_of_new"].rows) == (
        1,
        Decimal("17.9"),
        1,
    )
    assert investment.by_month(zone=ZONE, year=2024)[3].contract_k == 9999
    assert {one.value for one in figures(zone=ZONE, year=2020) if one.key == "fai.pull_of_new"} == {None}


@pytest.mark.django_db
def test_a_correction_keeps_what_was(three):
    by = three["statistician"]
    record_investment(zone=ZONE, amounts=[month("P-1", 2024, 3, 600)], at=at(), by=by, source="月报")
    silent = record_investment(zone=ZONE, amounts=[month("P-1", 2024, 3, 700)], at=at(), by=by, source="月报")
    assert "更正须写理由" in silent.errors[0].what
    told = record_investment(
        zone=ZONE, amounts=[month("P-1", 2024, 3, 700, reason="漏报设备款")], at=at(), by=by, source="月报"
    )
    assert told.revised == 1
    rows = MonthlyInvestment.objects.order_by("revision").values_list("amount_k", "revision", "current")
    assert list(rows) == [(600, 1, False), (700, 2, True)]
    assert investment.completed(zone=ZONE, year=2024) == (700, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (month("P-1", 2031, 1, 5), "在将来"),
        (month("P-9", 2024, 1, 5), "没有这个项目"),
        (month("P-1", 2024, 1, -5), "不能为负"),
        (month("P-1", 2024, 1, 5, "promised"), "口径"),
        (Amount("P-1", dt.date(2024, 1, 15), "paid", 5), "当月一日"),
        (month("P-2", 2024, 1, 6), "重复"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(three, wrong, says):
    rows = [month("P-2", 2024, 1, 5), wrong]
    told = record_investment(zone=ZONE, amounts=rows, at=at(), by=three["statistician"], source="月报")
    assert [error.row for error in told.errors] == [3] and says in told.errors[0].what
    assert not MonthlyInvestment.objects.exists()


@pytest.mark.django_db
def test_only_statisticians_record(three):
    with pytest.raises(NotAllowed):
        record_investment(zone=ZONE, amounts=[month("P-1", 2024, 1, 5)], at=at(), by=three["head"], source="月报")


@pytest.mark.django_db
def test_the_sums_of_a_year_are_kept_with_its_months_and_can_be_made_anew(three):
    """Every act keeps them; where somebody wrote past the acts, the check tells and repairs it."""
    by = three["statistician"]
    told = [month("P-1", 2023, 3, 6000), month("P-1", 2024, 3, 100), month("P-1", 2024, 3, 70, "paid")]
    record_investment(zone=ZONE, amounts=told, at=at(), by=by, source="月报")
    record_investment(zone=ZONE, amounts=[month("P-1", 2024, 3, 90, reason="更正")], at=at(), by=by, source="月报")
    assert check_sums(zone=ZONE, at=at(), by=by).wrong == 0
    row = ProjectYear.objects.get(year=2024)
    assert (row.completed_k, row.paid_k, row.contract_k, row.records) == (90, 70, 0, 1)
    ProjectYear.objects.filter(year=2024).update(completed_k=1)
    ProjectYear.objects.create(zone=ZONE, project=row.project, year=2019, completed_k=5)
    before = verify(ZONE).count
    assert check_sums(zone=ZONE, at=at(), by=by).wrong == 2 and verify(ZONE).count == before
    with pytest.raises(NotAllowed):
        check_sums(zone=ZONE, at=at(), by=three["head"], repair=True)
    assert check_sums(zone=ZONE, at=at(), by=by, repair=True).wrong == 2 and verify(ZONE).count == before + 1
    assert check_sums(zone=ZONE, at=at(), by=by).wrong == 0 and investment.completed(zone=ZONE, year=2024) == (90, 1)


@pytest.mark.django_db
def test_a_check_of_the_sums_holds_only_projects_that_look_wrong(three):
    """Recording goes on while somebody checks: only what differs is held, and read once more."""
    by = three["statistician"]
    rows = [month(f"P-{n}", 2024, 3, 100) for n in (1, 2, 3)]
    record_investment(zone=ZONE, amounts=rows, at=at(), by=by, source="月报")

    def held() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            check_sums(zone=ZONE, at=at(), by=by)
        return [one["sql"] for one in asked if 'FROM "projects_project" ' in one["sql"]]

    assert held() == []
    row = ProjectYear.objects.filter(year=2024).first()
    ProjectYear.objects.filter(pk=row.pk).update(completed_k=1)
    (only,) = held()
    assert row.project_id.hex in only.replace("-", "")
    others = Project.objects.exclude(pk=row.project_id).values_list("pk", flat=True)
    assert not any(key.hex in only.replace("-", "") for key in others)


@pytest.mark.django_db
def test_the_year_asks_a_fixed_number_of_questions(three, django_assert_max_num_queries):
    rows = [month(f"P-{n}", 2024, m, 100) for n in (1, 2, 3) for m in (1, 2, 3)] + [month("P-1", 2023, 1, 100)]
    record_investment(zone=ZONE, amounts=rows, at=at(), by=three["statistician"], source="月报")
    with django_assert_max_num_queries(2):
        investment.pull_of_new(zone=ZONE, year=2024)
    with django_assert_max_num_queries(1):
        investment.by_month(zone=ZONE, year=2024)
