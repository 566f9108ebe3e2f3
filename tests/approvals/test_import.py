"""Decided cases of a former system: all rows or none, each mistake named, nothing twice."""

from __future__ import annotations

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.models import Case, ClockEvent, Decision
from gaoxin.approvals.selectors import fully_online, ledger_of
from gaoxin.approvals.services.importing import COLUMNS, RowsRefused, import_decided
from gaoxin.approvals.services.sweep import sweep
from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid, NotAllowed
from tests.approvals.conftest import SYSTEM, ZONE, at, officer

HEAD = ",".join(COLUMNS)
GOOD = "A-1,eia-registration,91350100M000100Y43,online,0,2024-03-01T10:00,2024-03-01T11:00,2024-03-04T10:00,2024-03-04T11:00,x"
OPEN = "A-2,construction-permit,91350100M000100Y43,window,2,2024-03-01T10:00,2024-03-01T11:00,2024-03-04T10:00,,x"
NOW = at("2025-01-02T09:00")


def take(*rows: str, **changed):
    text = "\n".join((HEAD, *rows)) + "\n"
    return import_decided(**{"zone": ZONE, "text": text, "source": "old", "by": SYSTEM, "at": NOW} | changed)


def test_rows_become_cases_with_their_own_dates_and_law(zone):
    assert take(GOOD, OPEN).added == 2
    done, waiting = Case.objects.order_by("number")
    assert [entry.kind for entry in ledger_of(ZONE, done.id)] == ["received", "accepted", "decided", "delivered"]
    assert (done.state, done.due_at, waiting.state) == ("delivered", None, "granted")
    assert waiting.due_at == at("2024-03-18T17:30")  # ten working days to deliver (行政许可法 44)
    assert done.item_version.valid_from <= at("2024-03-01T10:00").date()
    assert fully_online(zone=ZONE, year=2024) == (1, 2)
    assert verify(ZONE).ok


def test_a_file_taken_twice_adds_nothing(zone):
    take(GOOD, OPEN)
    count = verify(ZONE).count
    assert (take(GOOD, OPEN).added, Case.objects.count(), verify(ZONE).count) == (0, 2, count)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (GOOD.replace("eia-registration", "no-such-item").replace("A-1", "B"), "no-such-item"),
        (GOOD.replace("91350100M000100Y43", "11330105002500287C").replace("A-1", "B"), "11330105002500287C"),
        (GOOD.replace("2024-03-04T10:00", "2024-02-01T10:00").replace("A-1", "B"), "backwards"),
        (GOOD.replace("2024-03-01T10:00", "soon").replace("A-1", "B"), "soon"),
        (GOOD.replace("2024-03-04T11:00", "2026-03-04T11:00").replace("A-1", "B"), "future"),
        (GOOD.replace("online,0", "fax,0").replace("A-1", "B"), "fax"),
        (GOOD.replace("online,0", "online,-1").replace("A-1", "B"), "-1"),
        (GOOD, "twice"),
        ("B,1,2", "columns"),
    ],
)  # fmt: skip
def test_one_bad_row_and_nothing_is_taken(zone, bad, told):
    before = verify(ZONE).count
    with pytest.raises(RowsRefused, match=told) as error:
        take(GOOD, bad)
    assert "line 3" in str(error.value)
    assert (Case.objects.count(), ClockEvent.objects.count(), Decision.objects.count()) == (0, 0, 0)
    assert verify(ZONE).count == before


def test_a_dry_run_changes_nothing(zone):
    before = verify(ZONE).count
    assert take(GOOD, OPEN, dry_run=True).added == 2
    assert (Case.objects.count(), verify(ZONE).count) == (0, before)


def test_only_an_administrator_and_only_the_header(zone):
    with pytest.raises(NotAllowed):
        take(GOOD, by=officer(Role.CLERK))
    with pytest.raises(Invalid, match="header"):
        import_decided(zone=ZONE, text="a,b\n1,2\n", source="old", by=SYSTEM, at=NOW)
    assert Case.objects.count() == 0


def test_imported_cases_are_not_rated_by_silence(zone):
    take(GOOD)
    assert sweep(zone=ZONE, at=NOW) == {"failed": []}
