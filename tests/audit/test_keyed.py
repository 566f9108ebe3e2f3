"""A form with a key is done once for good: also after the marks that tell two at once apart have been pruned."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.models import AuditEntry
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Conflict
from gaoxin.runtime import keeper, replays
from tests.approvals.conftest import at

ZONE = "demo-qingyuan"
BY = Actor.system(ZONE, "test")
NOW = at("2026-03-02T10:00")


def send(said: object) -> tuple[dict[str, int] | None, bool]:
    """What an earlier act with the key left, after doing it where there was none; and whether it was told to be a repetition."""
    keyed = Keyed("tt")
    replays.begin()
    with transaction.atomic():
        before = keyed.repeated(ZONE, BY, "test", "form-0001", NOW, said)
        if before is None:
            keyed.record("test", "case:1", zone=ZONE, by=BY, at=NOW, said=said, key="form-0001", result={"n": 1})
    return before, replays.noted()


@pytest.mark.django_db
@pytest.mark.parametrize("pruned", [False, True])
def test_the_same_form_again(pruned: bool):
    assert send(["a"]) == (None, False)
    if pruned:
        assert keeper.prune(zone=ZONE, before=NOW + dt.timedelta(days=400))["keys"] == 1
    assert send(["a"]) == ({"n": 1}, True)
    with pytest.raises(Conflict):
        send(["b"])
    assert AuditEntry.objects.filter(zone=ZONE).count() == 1
