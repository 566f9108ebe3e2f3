"""Two at the same moment, each on a connection of its own: one of them is it, and the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from gaoxin.projects.models import Baseline, Confirmation, ProgressReport
from gaoxin.projects.services import progress as services
from tests.approvals.conftest import real_database
from tests.approvals.test_at_once import together
from tests.progress.conftest import CHANG, HEAD, HERE, LE, NUMBER, WORKS, ZONE, at, freeze, png, project, report

__all__ = ["real_database"]


@pytest.fixture
def real_park(real_database: None, var: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        project()
        freeze()
        yield


def test_two_confirm_at_once(real_park):
    told = report("C", "300", "2024-02-01")
    moment = at("2024-02-01T18:00")
    found = together(
        lambda: services.confirm(zone=ZONE, report_id=told.id, by=LE, at=moment),
        lambda: services.reject(zone=ZONE, report_id=told.id, reason="照片不是这里", by=HEAD, at=moment),
    )
    assert sorted(map(type, found), key=str) == sorted([bool, Conflict], key=str), found
    assert Confirmation.objects.count() == 1 and verify(ZONE).ok


@pytest.mark.parametrize("other", ["300", "301"])
def test_one_key_sent_twice_at_once(real_park, other):
    """The same contents: one report, told twice. Other contents: a conflict."""

    def send(quantity: str) -> Any:
        return services.report(
            zone=ZONE, number=NUMBER, code="C", quantity=Decimal(quantity), taken_on=at("2024-02-01T17:00").date(), place=HERE,
            photo_name="a.png", photo=png(), by=CHANG, at=at("2024-02-01T17:00"), key="phone-0001",
        )  # fmt: skip

    found = together(lambda: send("300"), lambda: send(other))
    lost = [one for one in found if isinstance(one, GaoxinError)]
    assert ProgressReport.objects.count() == 1 and verify(ZONE).ok
    if other == "300":
        assert not lost and sorted(one.repeated for one in found) == [False, True]
    else:
        assert [type(one) for one in lost] == [Conflict]


def test_a_new_baseline_while_a_report_is_confirmed(real_park):
    """Less quantity than is about to be confirmed: whichever comes first, nothing is confirmed that the baseline in force does not have."""
    told = report("C", "500", "2024-02-01")
    works = [replace(work, quantity=Decimal(400)) if work.code == "C" else work for work in WORKS]
    moment = at("2024-02-01T18:00")
    found = together(
        lambda: services.confirm(zone=ZONE, report_id=told.id, by=LE, at=moment),
        lambda: freeze(after=1, works=works, reason="设计变更", key="second-baseline", at=moment),
    )
    lost = [one for one in found if isinstance(one, GaoxinError)]
    assert len(lost) == 1, found
    assert (Confirmation.objects.count(), Baseline.objects.count()) in ((1, 1), (0, 2))
    assert isinstance(lost[0], WrongState) == (Baseline.objects.count() == 2) and verify(ZONE).ok
