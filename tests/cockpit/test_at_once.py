"""Two acts on supervised tasks at the same moment, each on a connection of its own."""

from __future__ import annotations

from typing import Any

import pytest

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.audit.services import verify
from gaoxin.cockpit.services import follow_ups
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from tests.approvals.conftest import real_database  # noqa: F401
from tests.cockpit.conftest import NOW, PEOPLE, SYSTEM, TODAY, figure, rows
from tests.cockpit.test_tasks import DAY, asked
from tests.economy.conftest import ZONE
from tests.projects.test_at_once import lost, together

__all__ = ["figure"]


@pytest.fixture
def at_once(real_database, django_db_blocker, figure):  # noqa: F811  the fixtures above
    with django_db_blocker.unblock():
        for name in ("leader", "leader-2", "steward"):
            accounting.create_user(
                zone=ZONE,
                login=f"{name}@{ZONE}",
                name=name,
                roles=[PEOPLE[name]],
                at=NOW - DAY,
                by=SYSTEM,
                department="局",
            )
        yield {
            name: accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=NOW)
            for name in ("leader", "leader-2", "steward")
        }


def test_two_tasks_are_never_given_one_number(at_once: Any):
    def opening(who: str) -> Any:
        return follow_ups.open_task(
            zone=ZONE, asked=asked(ask=f"{who} 要求说明"), by=at_once[who], at=NOW, today=TODAY, key=f"key-of-{who}"
        )

    found = together(lambda: opening("leader"), lambda: opening("leader-2"))
    assert all(type(one) is Conflict for one in lost(found)), found
    numbers = {one for one in found if not isinstance(one, GaoxinError)}
    numbers |= {
        opening("leader"),
        opening("leader-2"),
    }  # who was told to send it again does; who was not is answered the same
    assert numbers == {"DB-2026-0001", "DB-2026-0002"}
    assert set(rows("FollowUp").values_list("number", flat=True)) == numbers
    assert rows("FollowUpEntry").count() == 2 and verify(ZONE).ok


def test_one_form_sent_twice_at_once_opens_one_task(at_once: Any):
    def opening() -> Any:
        return follow_ups.open_task(
            zone=ZONE, asked=asked(), by=at_once["leader"], at=NOW, today=TODAY, key="double-click"
        )

    found = together(opening, opening)
    assert {one for one in found if not isinstance(one, GaoxinError)} == {"DB-2026-0001"} and rows(
        "FollowUp"
    ).count() == 1
    assert opening() == "DB-2026-0001" and verify(ZONE).ok


def test_an_answer_and_a_closing_at_once(at_once: Any):
    number = follow_ups.open_task(zone=ZONE, asked=asked(), by=at_once["leader"], at=NOW, today=TODAY)
    does = {"zone": ZONE, "number": number, "at": NOW}
    found = together(
        lambda: follow_ups.answer(**does, text="已办", by=at_once["steward"]),
        lambda: follow_ups.close(**does, text="不再需要", by=at_once["leader"]),
    )
    assert all(type(one) is WrongState for one in lost(found)) and len(lost(found)) <= 1, found
    acts = list(rows("FollowUpEntry").order_by("number").values_list("act", flat=True))
    assert rows("FollowUp").get().state == "closed" and acts in (["opened", "closed"], ["opened", "answered", "closed"])
    assert verify(ZONE).ok
