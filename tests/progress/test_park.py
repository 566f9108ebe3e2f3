"""The park of the demo: what its records come to, through the ordinary acts, and again without anything new."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import create_user
from gaoxin.approvals.services import rulebook
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid
from gaoxin.demo.parts import progress as part
from gaoxin.demo.plan import read_plan
from gaoxin.projects.models import Confirmation, ProgressReport, Project
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.rules.progress.writing import read_work, write_work
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.figures_progress import figures
from tests.progress.conftest import SYSTEM, WORKS, ZONE, at

pytestmark = pytest.mark.django_db


def build() -> list[str]:
    told: list[str] = []
    part.build(ZONE, read_plan(settings.CATALOGUE / "demo"), at("2025-01-02T09:00"), told.append)
    return told


@pytest.fixture
def park(db) -> Project:
    for number in (1, 2):
        create_user(
            zone=ZONE, login=f"engineer-{number}@{ZONE}", name=f"工程师{number}", roles=[Role.ENGINEER],
            at=at("2023-01-03T09:00"), by=SYSTEM, password=None,
        )  # fmt: skip
    return Project.objects.create(
        zone=ZONE, number="P-PARK", name="电子信息产业园（演示）", kind="strengthen", opened_on=dt.date(2023, 1, 9)
    )


def test_without_the_project_there_is_nothing(db):
    assert build() == []
    assert figures(zone=ZONE, year=2024) == []


def test_the_park_comes_to_its_figure_from_records(park):
    build()
    (figure,) = figures(zone=ZONE, year=2024)
    assert (figure.key, figure.value, figure.unit) == ("park.progress", Decimal("93.0"), "%")
    assert figure.rows == Confirmation.objects.filter(verdict="confirmed").count() == ProgressReport.objects.count()
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan and plan.row.number == 2
    names = [work.name for work in plan.plan.works]
    assert sum(name.startswith("规划") and name.endswith("路") for name in names) == 7
    assert {"排水箱涵", "高压走廊下加筋土回填", "桥梁", "边坡防护"} <= set(names)
    told = reading.standing_of(project=park, frozen=plan, on=dt.date(2024, 12, 31), calendar=rulebook.calendar())
    under_way = {line.row.work.name for line in told.lines if line.row.leaf and 0 < line.progress < 1}
    assert {"水泥稳定碎石层", "沥青混凝土第一层"} <= under_way
    assert all(line.progress == 1 for line in told.lines if line.row.work.name == "路基")
    assert told.value.spi and Decimal("0.9") < rounded(told.value.spi, 4) / 100 < 1 and told.value.cpi


def test_another_record_another_figure(park):
    """Nothing is typed: without one confirmed report the figure is another."""
    build()
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan
    before = reading.standing_of(
        project=park,
        frozen=plan,
        on=dt.date(2024, 12, 31),
        calendar=rulebook.calendar(),
        known_at=at("2024-12-24T12:00"),
    )
    assert before.progress < Fraction(93, 100)


def test_built_twice_is_built_once(park):
    build()
    entries = len(list(audit_log.entries(ZONE)))
    build()
    assert len(list(audit_log.entries(ZONE))) == entries
    assert figures(zone=ZONE, year=2024)[0].value == Decimal("93.0")
    assert figures(zone=ZONE, year=2023)[0].value < Decimal("50")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"weight": "12.345"}, "权重"), ({"weight": "x"}, "权重"), ({"weight": "101"}, "权重"), ({"days": "1.5"}, "工期"),
        ({"quantity": "很多"}, "工程量"), ({"not_before": "2024-2-30"}, "日期"), ({"after": "A+x"}, "间隔"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_names_the_work(changed: dict[str, Any], told: str):
    line = {"code": "R1.1", "name": "路基", "weight": "20", "unit": "m", "quantity": "5", "days": "3"}
    with pytest.raises(Invalid, match=f"R1.1 的{told}"):
        read_work(line | changed)


def test_what_is_written_reads_the_same():
    assert tuple(read_work(write_work(work)) for work in WORKS) == WORKS
