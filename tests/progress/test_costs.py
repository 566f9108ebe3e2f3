"""No money is entered twice: the project's recorded completed investment is the actual cost, typed costs fill what it lacks."""

from __future__ import annotations

import datetime as dt

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import WrongState
from gaoxin.projects.models import CostEntry
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services
from gaoxin.projects.services.projects.investing import Amount, record_investment
from tests.progress.conftest import HEAD, NUMBER, STATISTICIAN, ZONE, at, done
from tests.progress.test_pages import HOME, client
from tests.progress.test_services import refused

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = dt.date(2024, 1, 1), dt.date(2024, 2, 1)


def typed(month: dt.date, amount: int, day: str = "2024-03-01", **more: str) -> int:
    return services.record_cost(
        zone=ZONE, number=NUMBER, month=month, amount_k=amount, by=HEAD, at=at(f"{day}T09:00"), **more
    )


def recorded(month: dt.date, amount: int, flow: str = "completed", day: str = "2024-03-02", reason: str = "") -> None:
    told = record_investment(
        zone=ZONE,
        amounts=[Amount(NUMBER, month, flow, amount, reason)],
        at=at(f"{day}T09:00"),
        by=STATISTICIAN,
        source="test",
    )
    assert not told.errors


def months(park, **more) -> list[tuple[dt.date, int, str, int | None]]:
    return [
        (cost.month, cost.amount_k, cost.source, cost.set_aside_k)
        for cost in reading.costs_by_month(zone=ZONE, project_id=park.id, **more)
    ]


def test_the_record_counts_and_what_was_typed_is_set_aside(park):
    typed(JANUARY, 4000)
    typed(FEBRUARY, 6000)
    recorded(FEBRUARY, 99, flow="paid")  # money paid in is no cost
    assert months(park) == [(JANUARY, 4000, "typed", None), (FEBRUARY, 6000, "typed", None)]
    recorded(FEBRUARY, 7000)
    assert months(park) == [(JANUARY, 4000, "typed", None), (FEBRUARY, 7000, "recorded", 6000)]
    recorded(FEBRUARY, 7500, day="2024-03-05", reason="复核更正")
    assert months(park)[1] == (FEBRUARY, 7500, "recorded", 6000)
    assert months(park, known_at=at("2024-03-03T09:00"))[1] == (FEBRUARY, 7000, "recorded", 6000)
    assert months(park, known_at=at("2024-03-01T12:00"))[1] == (FEBRUARY, 6000, "typed", None)
    plan = reading.frozen(zone=ZONE, project_id=park.id)
    assert plan
    told = reading.standing_of(project=park, frozen=plan, on=dt.date(2024, 2, 29), calendar=rulebook.calendar())
    assert (told.value.ac, told.recorded_months, len(told.costs)) == (11_500, 1, 2)


def test_a_month_with_a_record_takes_no_typed_cost(park):
    recorded(JANUARY, 4000)
    with refused(WrongState, "已有完成投资登记"):
        typed(JANUARY, 4000)
    head = client(Role.HEAD)
    assert head.post(f"{HOME}cost/", {"month": "2024-01", "amount_k": "1"}).status_code == 409
    assert not CostEntry.objects.exists()


def test_the_page_and_the_api_say_which(park):
    done("C", "300", "2024-02-01")
    typed(JANUARY, 4000)
    recorded(FEBRUARY, 7000)
    page = client(Role.LEADER).get(f"{HOME}?on=2024-02-29").content.decode()
    assert "完成投资登记 1 个月，手工登记 1 个月" in page and "手工登记：张局" in page and "11,000 千元" in page
    told = client(Role.AUDITOR).get(f"/api/v1/projects/{NUMBER}/progress?on=2024-02-29").json()
    assert (told["ac"], told["ac_months_recorded"], told["ac_months_typed"]) == (11_000, 1, 1)
