"""An effect and its key are one: both, or neither."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

from gaoxin.runtime.models import Effect
from gaoxin.runtime.once import once

NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_only_the_first_use_of_a_key_in_a_zone_is_the_first() -> None:
    with transaction.atomic():
        assert once(zone="zone-a", key="k", at=NOW)
        assert not once(zone="zone-a", key="k", at=NOW)
        assert once(zone="zone-b", key="k", at=NOW)
    assert not once(zone="zone-a", key="k", at=NOW)


@pytest.mark.django_db
def test_a_rolled_back_effect_takes_its_key_along() -> None:
    with pytest.raises(ValueError, match="half done"):
        _half_done()
    assert once(zone="zone-a", key="k", at=NOW)


def _half_done() -> None:
    with transaction.atomic():
        assert once(zone="zone-a", key="k", at=NOW)
        raise ValueError("half done")


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_guard_nothing() -> None:
    with pytest.raises(RuntimeError, match="needs the transaction"):
        once(zone="zone-a", key="k", at=NOW)
    assert not Effect.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_caller_waits_for_the_first_to_commit() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("an in-memory SQLite database has no second writer; test_writer_gate covers the file")
    began, answers = threading.Event(), []

    def second() -> None:
        began.wait(10)
        with transaction.atomic():
            answers.append(once(zone="zone-a", key="k", at=NOW))
        connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        assert once(zone="zone-a", key="k", at=NOW)
        began.set()
        thread.join(0.3)
        assert answers == []
    thread.join(10)
    assert answers == [False]
