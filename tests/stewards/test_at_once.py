"""Two people at one moment, on two connections: one act counts, and the other is told why not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.utils import timezone

from gaoxin.core.errors import GaoxinError
from gaoxin.demo.plan import Enterprise
from gaoxin.parties import services as registering
from gaoxin.projects.services.stewards import inquiries, serving
from tests.approvals.conftest import real_database
from tests.stewards.conftest import SYSTEM, ZONE, World, make_world, rows

__all__ = ["real_database"]


@pytest.fixture
def world(real_database: None, var: Any, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield make_world()


def both(*acts: Callable[[], Any]) -> list[str]:
    """The outcome of each: `done`, or the kind of error."""
    told: list[str] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            act()
            told.append("done")
        except GaoxinError as error:
            told.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_one_of_two_counts(world):
    at, firm = timezone.now(), world.firms["one"]
    asked = inquiries.ask(zone=ZONE, party_id=firm, subject="用电增容", text="找谁？", at=at, by=world["applicant"])
    does: dict[str, Any] = {"zone": ZONE, "inquiry_id": asked, "at": at}
    steward, backup, head, applicant = (world[name] for name in ("steward", "steward-2", "head", "applicant"))
    answers = [lambda by=by: inquiries.answer(**does, text="找供电所", version=1, by=by) for by in (steward, backup)]
    assert both(*answers) == ["Conflict", "done"]
    assert rows("InquiryEntry").filter(kind="answered").count() == 1
    rates = [lambda stars=stars: inquiries.rate(**does, stars=stars, text="好", by=applicant) for stars in (4, 5)]
    assert both(*rates) == ["WrongState", "done"]
    assert rows("InquiryEntry").filter(kind="rated").count() == 1
    held = rows("Stewardship").get(party_id=firm, until=None).id
    moves = [
        lambda to=to: serving.hand_over(
            zone=ZONE, party_id=firm, steward_id=world.ids[to], note="交接", at=at, by=head, expected=held
        )
        for to in ("steward-2", "steward-3")
    ]
    assert both(*moves) == ["Conflict", "done"]
    assert rows("Stewardship").filter(party_id=firm, until=None).count() == 1


def test_two_who_assign_everybody_that_waits_give_each_one_steward(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "LOT", 2)
    at, head = timezone.now(), world["head"]
    for number in range(7):
        registering.register_party(
            zone=ZONE, kind="enterprise", name=f"后来{number}号", identifier=Enterprise(900 + number, "", "", "").identifier,
            source="test", at=at, by=SYSTEM, industry="3985",
        )  # fmt: skip
    told: list[int] = []
    acts = [
        lambda key=key: told.append(serving.assign_waiting(zone=ZONE, at=at, by=head, key=key)) for key in ("a", "b")
    ]
    assert both(*acts) == ["done", "done"] and sum(told) == 7
    now = list(rows("Stewardship").filter(until=None).values_list("party_id", flat=True))
    assert len(now) == len(set(now)) == 9 and rows("Stewardship").count() == 9
    assert rows("WarningStanding").filter(party_id__in=now).count() == 9
    found = apps.get_model("audit", "AuditEntry").objects.filter(act="steward-assign-waiting")
    given = [party for row in found for parties in json.loads(row.detail)["given"].values() for party in parties]
    assert len(given) == len(set(given)) == 7
