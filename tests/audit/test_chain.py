"""The audit chain: appended in the act's own transaction, never changed; verification finds what was."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import selectors, services
from gaoxin.audit.models import AuditEntry, ChainHead
from tests.approvals.conftest import at

ZONE = "demo-qingyuan"
BY = Actor.system(ZONE, "test")


def record(**changed):
    values = {"zone": ZONE, "actor": BY, "act": "test", "subject": "case:1", "at": at("2026-03-02T10:00"),
              "detail": {"说明": "测试"}}  # fmt: skip
    with transaction.atomic():
        return services.record(**values | changed)


@pytest.fixture
def chain(db):
    return [record(detail={"n": n}) for n in range(5)]


@pytest.fixture
def unlocked(chain):
    """The same, with the triggers lifted: what someone with the database in their hands can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_auditentry_no_{verb}")
        else:
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
    return AuditEntry.objects.filter(zone=ZONE)


def test_it_holds_and_counts(chain):
    found = services.verify(ZONE)
    assert (found.ok, found.first_bad, found.count) == (True, None, 5)
    assert [entry.seq for entry in chain] == [1, 2, 3, 4, 5]
    assert [entry.prev for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]


def test_an_empty_chain_holds(db):
    assert services.verify(ZONE).ok


@pytest.mark.parametrize("change", [lambda rows: rows.update(act="other"), lambda rows: rows.delete()])
def test_the_database_refuses_change(chain, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(AuditEntry.objects.filter(seq=3))
    assert services.verify(ZONE).count == 5


@pytest.mark.parametrize("column", ["at", "actor_id", "actor_name", "act", "subject", "article", "detail", "key", "fingerprint",
                                    "outcome", "prev", "hash"])  # fmt: skip
def test_a_changed_row_is_found(unlocked, column):
    unlocked.filter(seq=3).update(**{column: "changed"})
    found = services.verify(ZONE)
    assert (found.ok, found.first_bad) == (False, 3)


@pytest.mark.parametrize(("removed", "first"), [(1, 1), (3, 3), (5, 5)])
def test_a_removed_row_is_found(unlocked, removed, first):
    unlocked.filter(seq=removed).delete()
    found = services.verify(ZONE)
    assert (found.ok, found.first_bad) == (False, first)


def test_an_inserted_row_is_found(unlocked):
    row = unlocked.get(seq=5)
    row.pk, row.seq = "0190b0b0-0000-7000-8000-000000000000", 6
    row.save(force_insert=True)
    found = services.verify(ZONE)
    assert (found.ok, found.first_bad) == (False, 6)


def test_a_row_put_in_between_is_found(unlocked):
    for seq in (5, 4):
        unlocked.filter(seq=seq).update(seq=seq + 1)
    forged = AuditEntry.objects.get(seq=3)
    forged.pk, forged.seq, forged.act = "0190b0b0-0000-7000-8000-000000000000", 4, "grant"
    forged.save(force_insert=True)
    found = services.verify(ZONE)
    assert (found.ok, found.first_bad) == (False, 4)


def test_two_rows_exchanged_are_found(unlocked):
    unlocked.filter(seq=2).update(seq=99)
    unlocked.filter(seq=3).update(seq=2)
    unlocked.filter(seq=99).update(seq=3)
    assert services.verify(ZONE).first_bad == 2


def test_the_tail_cut_off_with_its_head_left_is_found(unlocked):
    unlocked.filter(seq__gte=4).delete()
    assert services.verify(ZONE).first_bad == 4


def test_a_head_set_back_or_removed_is_found(chain):
    ChainHead.objects.filter(zone=ZONE).update(seq=4, hash=chain[3].hash)
    assert not services.verify(ZONE).ok
    ChainHead.objects.filter(zone=ZONE).delete()
    assert not services.verify(ZONE).ok


def test_zones_have_chains_of_their_own(chain):
    record(zone="elsewhere")
    assert selectors.entries("elsewhere")[0].seq == 1
    assert (services.verify(ZONE).count, services.verify("elsewhere").count) == (5, 1)


def test_a_rolled_back_act_leaves_no_row(chain):
    with transaction.atomic():
        services.record(zone=ZONE, actor=BY, act="test", subject="x", at=at("2026-03-02T10:00"))
        transaction.set_rollback(True)
    assert services.verify(ZONE).count == 5


@pytest.mark.django_db(transaction=True)
def test_no_record_without_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        services.record(zone=ZONE, actor=BY, act="test", subject="x", at=at("2026-03-02T10:00"))


def test_a_key_is_used_once_in_a_zone(chain):
    first = record(key="k", fingerprint="f", result={"a": 1})
    with pytest.raises(IntegrityError):
        record(key="k")
    record(key="k", zone="elsewhere")
    assert selectors.earlier(ZONE, "k") == first and selectors.earlier(ZONE, "k").result == {"a": 1}
    assert selectors.earlier(ZONE, "") is None and selectors.earlier(ZONE, "other") is None


def told(capsys, *arguments):
    """(exit status, what the command printed)."""
    status = 0
    try:
        call_command("audit", *arguments)
    except SystemExit as error:
        status = error.code
    return status, capsys.readouterr().out


def test_the_command_says_that_it_holds(chain, capsys, settings):
    settings.ZONE = ZONE
    status, out = told(capsys, "verify", "--json")
    found = json.loads(out)
    assert (status, found["ok"], found["first_bad"]) == (0, True, None)


def test_the_command_says_where_it_breaks(unlocked, capsys, settings):
    settings.ZONE = ZONE
    unlocked.filter(seq=2).update(act="other")
    status, out = told(capsys, "verify", "--json")
    found = json.loads(out)
    assert (status, found["ok"], found["first_bad"]) == (1, False, 2)
    status, out = told(capsys, "verify")
    assert status == 1 and "2" in out
