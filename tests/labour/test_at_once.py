"""Two officers at one moment, on two connections: one act counts, and the other is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gaoxin.labour.services.disputes import deciding, filing, receiving
from tests.approvals.conftest import real_database  # noqa: F401
from tests.labour.conftest import World, build, citizen, rows
from tests.stewards.test_at_once import both


@pytest.fixture
def real(real_database: None, django_db_blocker: Any) -> Iterator[World]:  # noqa: F811
    with django_db_blocker.unblock():
        yield build()


def test_one_of_two_counts(real: World):
    pk = real.filed()
    takes = [
        lambda who=who: receiving.accept(**real.does(pk, who, "2026-03-04T10:00"), identity_checked=True, version=1)
        for who in ("clerk", "clerk-2")
    ]
    assert both(*takes) == ["Conflict", "done"]
    assert rows("DisputeEntry").filter(dispute_id=pk, event="accepted").count() == 1
    files = [real.seated(pk), real.seated(real.accepted(workers=[filing.Worker("钱工人", citizen(12))]))]
    rooms = [lambda one=one: real.set(one) for one in files]
    assert both(*rooms) == ["Conflict", "done"]
    assert rows("Hearing").count() == 1 and rows("TakenSlot").filter(holder="room:room-1").count() == 2
    ends = [
        lambda words=words: deciding.mediate(
            **real.does(pk, "arbitrator-1", "2026-03-25T10:00"), settled=True, words=words
        )
        for words in ("付一万", "付两万")
    ]
    assert both(*ends) == ["WrongState", "done"]
    assert rows("MediationRecord").filter(dispute_id=pk, settled=True).count() == 1
