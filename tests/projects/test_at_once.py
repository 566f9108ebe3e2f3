"""Two at the same moment, each on a connection of its own: one wins, the other is told, nothing is there twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from gaoxin.projects.models import HandOver, KindRuling, MonthlyInvestment, Project, ProjectYear, Responsibility
from gaoxin.projects.services.projects import holding, investing, leading, opening
from tests.approvals.conftest import real_database  # noqa: F401
from tests.projects.conftest import ZONE, at, make_people
from tests.projects.conftest import opening as told


def together(*acts: Callable[[], Any]) -> list[Any]:
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        gate.wait(20)
        try:
            found[place] = acts[place]()
        except GaoxinError as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def lost(found: list[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, GaoxinError)]


@pytest.fixture
def at_once(real_database, django_db_blocker):  # noqa: F811  the fixture above
    with django_db_blocker.unblock():
        people = make_people()
        opening.open_project(zone=ZONE, opening=told(key=True, leader="leader-1"), at=at(), by=people["head"])
        yield people


def test_two_officers_tag_one_project(at_once):
    def tag(who: str, kind: str) -> Any:
        return opening.retag(zone=ZONE, number="P-1", kind=kind, reason="评审改类", at=at(), by=at_once[who], version=1)

    found = together(lambda: tag("head", "supplement"), lambda: tag("promoter", "strengthen"))
    assert [type(one) for one in lost(found)] == [Conflict], found
    assert KindRuling.objects.count() == 2 and Project.objects.get().version == 2 and verify(ZONE).ok
    assert Project.objects.get().kind == KindRuling.objects.get(seq=2).kind


def test_two_hand_overs_and_two_answers(at_once):
    def pass_on(who: str) -> Any:
        return leading.hand_over(
            zone=ZONE, number="P-1", leader="leader-2", reason="分工调整", note="用地还差一份批复，请跟进", at=at(), by=at_once[who],
            version=1,
        )  # fmt: skip

    found = together(lambda: pass_on("head"), lambda: pass_on("leader-1"))
    assert len(lost(found)) == 1 and isinstance(lost(found)[0], Conflict | WrongState) and HandOver.objects.count() == 1

    def accept() -> Any:
        return leading.answer_hand_over(
            zone=ZONE, number="P-1", accept=True, answer="", at=at(), by=at_once["leader-2"]
        )

    found = together(accept, accept)
    assert [type(one) for one in lost(found)] == [WrongState], found
    assert Responsibility.objects.filter(until=None).count() == 1 and Responsibility.objects.count() == 2


def test_one_file_imported_twice_at_once(at_once):
    rows = [told(f"P-{n}") for n in range(10, 20)]

    def take() -> Any:
        return opening.import_projects(zone=ZONE, openings=rows, at=at(), by=at_once["head"], source="表格")

    together(take, take)
    assert Project.objects.count() == 11 and KindRuling.objects.count() == 11
    amounts = [investing.Amount(f"P-{n}", dt.date(2024, 5, 1), "completed", 100) for n in range(10, 20)]

    def record() -> Any:
        return investing.record_investment(
            zone=ZONE, amounts=amounts, at=at(), by=at_once["statistician"], source="月报"
        )

    together(record, record)
    assert MonthlyInvestment.objects.count() == 10 and verify(ZONE).ok
    assert investing.check_sums(zone=ZONE, at=at(), by=at_once["statistician"]) == investing.Checked(10, 0)


def test_many_files_are_held_in_one_order(at_once, monkeypatch):
    """Two import the same months in opposite orders, in portions of two, while the sums are made anew: nobody blocks another."""
    for module in (holding, investing):
        monkeypatch.setattr(module, "BATCH", 2)
    numbers = [f"p-{n}" if n % 2 else f"P-{n}" for n in range(20, 32)]  # a collation sorts these otherwise than Python
    rows = [told(number) for number in numbers]
    opening.import_projects(zone=ZONE, openings=rows, at=at(), by=at_once["head"], source="表格")

    def record(month: int, order: int) -> Any:
        amounts = [investing.Amount(number, dt.date(2024, month, 1), "completed", 100) for number in numbers[::order]]
        return investing.record_investment(
            zone=ZONE, amounts=amounts, at=at(), by=at_once["statistician"], source="月报"
        )

    def repair() -> Any:
        ProjectYear.objects.filter(zone=ZONE).update(completed_k=1)
        return investing.check_sums(zone=ZONE, at=at(), by=at_once["statistician"], repair=True)

    record(1, 1)
    found = together(lambda: record(2, 1), lambda: record(3, -1), repair)
    assert lost(found) == [] and None not in found
    investing.check_sums(zone=ZONE, at=at(), by=at_once["statistician"], repair=True)
    assert {row.completed_k for row in ProjectYear.objects.all()} == {300} and verify(ZONE).ok
