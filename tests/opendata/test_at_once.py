"""Two publish at the same moment, and one cancels while another publishes: one is kept, the other is told, nothing is there twice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from gaoxin.core.figures import Figure
from gaoxin.economy.selectors.opendata import compiling, releases
from gaoxin.economy.services.opendata import releasing
from tests.approvals.conftest import real_database  # noqa: F401
from tests.economy.conftest import ZONE, rows
from tests.projects.test_at_once import lost, together

SYSTEM = Actor.system(ZONE, "test")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def publishers(real_database, django_db_blocker, monkeypatch):  # noqa: F811  the fixture above
    one = Figure("test.one", Decimal("41.5"), "个", "为测试 for the test", "tests", 5, name="测试 test")
    monkeypatch.setattr("gaoxin.economy.selectors.published.PROVIDERS", (lambda zone, year: [one],))
    monkeypatch.setattr(compiling, "years", lambda zone: [2024])
    now = timezone.now()
    with django_db_blocker.unblock():
        for name in ("first", "second"):
            accounting.create_user(
                zone=ZONE,
                login=f"{name}@{ZONE}",
                name=name,
                roles=[Role.STATISTICIAN],
                at=now - HOUR,
                by=SYSTEM,
                department="",
            )
        yield {name: accounts.actor(zone=ZONE, login=f"{name}@{ZONE}", at=now) for name in ("first", "second")}


def test_two_publish_at_once(publishers: Any):
    at = timezone.now()

    def publish(who: str) -> Any:
        return releasing.publish(
            zone=ZONE, dataset="figures", note=who, by=publishers[who], at=at, release_at=at + HOUR
        )

    found = together(lambda: publish("first"), lambda: publish("second"))
    assert [type(one) for one in lost(found)] == [Conflict], found
    (row,) = rows("Release").filter(zone=ZONE)
    winner = next(one for one in found if not isinstance(one, GaoxinError))
    assert (row.id, row.vintage, row.note) == (winner.id, 1, winner.note)
    assert releases.latest(zone=ZONE, code="figures", at=at + 2 * HOUR) == 1 and verify(ZONE).ok


def test_two_call_it_off_at_once(publishers: Any):
    at = timezone.now()
    releasing.publish(zone=ZONE, dataset="figures", note="", by=publishers["first"], at=at, release_at=at + HOUR)

    def cancel(who: str) -> Any:
        return releasing.cancel(zone=ZONE, dataset="figures", vintage=1, reason=who, by=publishers[who], at=at)

    found = together(lambda: cancel("first"), lambda: cancel("second"))
    assert (
        len(lost(found)) == 1 and isinstance(lost(found)[0], GaoxinError) and not isinstance(lost(found)[0], WrongState)
    ), found
    assert (
        rows("ReleaseCancelled").count() == 1 and releases.latest(zone=ZONE, code="figures", at=at + 2 * HOUR) is None
    )
    again = releasing.publish(zone=ZONE, dataset="figures", note="", by=publishers["second"], at=at)
    assert again.vintage == 2 and verify(ZONE).ok  # a number that was called off is not used again
