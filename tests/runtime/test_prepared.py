"""Statements built once give what the ORM gives, refuse what the database refuses, and are seen by whoever counts queries."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from gaoxin.accounts.models import Grant, User
from gaoxin.approvals.models import DailySerial, ItemVersion
from gaoxin.runtime.prepared import Read, add, columns, insert, instance, update

AT = dt.datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=dt.UTC)
USERS = Read(
    lambda zone, pk: User.objects.filter(zone=zone, id=pk).values_list(*columns(User)),
    zone="<zone>",
    pk=uuid.UUID(int=1),
)
SERIALS = Read(
    lambda zone, day: DailySerial.objects.filter(zone=zone, day__gte=day).order_by("day").values_list("name", "day", "value"),
    zone="<zone>", day=dt.date.min,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def user(**changed) -> User:
    return User(**{"zone": "z", "login": "林@z", "name": "林窗口", "created_at": AT} | changed)


def version(**changed) -> ItemVersion:
    values = {
        "zone": "z", "code": "x", "valid_from": dt.date(2026, 1, 1), "reforms": ["四免", {"a": 1}], "digest": "d",
        "body": "{}", "loaded_at": AT,
    }  # fmt: skip
    return ItemVersion(**values | changed)


def test_what_is_inserted_reads_back_the_same_both_ways():
    row = user()
    insert(row)
    assert not row._state.adding
    by_orm = User.objects.get(id=row.id)
    by_read = instance(User, USERS.one(zone="z", pk=row.id))
    for name in columns(User):
        assert getattr(by_orm, name) == getattr(by_read, name) == getattr(row, name), name
    assert by_read == by_orm


def test_json_dates_and_absent_values_survive():
    insert(version(), version(digest="e", valid_to=dt.date(2026, 12, 31)))
    first, second = ItemVersion.objects.order_by("digest")
    assert (first.reforms, first.valid_to, second.valid_to) == (["四免", {"a": 1}], None, dt.date(2026, 12, 31))


def test_add_takes_the_fields_defaults():
    add(
        User,
        {"zone": "z", "login": "a@z", "name": "a", "created_at": AT},
        {"zone": "z", "login": "b@z", "created_at": AT},
    )
    a, b = User.objects.order_by("login")
    assert (a.is_active, b.name, a.id != b.id) == (True, "", True)


def test_update_writes_only_what_is_named_and_only_in_the_zone():
    row = user()
    insert(row)
    row.name, row.is_active = "改名", False
    update(row, ["name"])
    kept = User.objects.get(id=row.id)
    assert (kept.name, kept.is_active) == ("改名", True)
    row.zone = "other"
    with pytest.raises(User.DoesNotExist):
        update(row, ["is_active"])
    assert User.objects.get(id=row.id).is_active


def test_parameters_are_values_and_never_sql():
    add(DailySerial, {"zone": "z", "name": "a'; DROP TABLE x; --", "day": dt.date(2026, 3, 2), "value": 7})
    assert SERIALS(zone="z", day=dt.date(2026, 3, 1)) == [["a'; DROP TABLE x; --", dt.date(2026, 3, 2), 7]]
    assert SERIALS(zone="z' OR '1'='1", day=dt.date(2026, 3, 1)) == []
    assert SERIALS.one(zone="z", day=dt.date(2026, 3, 3)) is None


def test_a_parameter_that_the_query_does_not_use_is_a_mistake():
    wrong = Read(lambda zone, pk: User.objects.filter(zone=zone).values_list("id"), zone="<zone>", pk=uuid.UUID(int=1))
    with pytest.raises(ValueError, match="not in the query"):
        wrong(zone="z", pk=uuid.uuid4())


def test_the_database_s_own_rules_hold():
    insert(user())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(user())
    orphan = Grant(zone="z", user_id=uuid.uuid4(), role="clerk", granted_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        _inserted_and_checked(orphan)
    assert (User.objects.count(), Grant.objects.count()) == (1, 0)


def _inserted_and_checked(row):
    insert(row)
    connection.check_constraints()


def test_queries_are_counted(django_assert_num_queries):
    row = user()
    with django_assert_num_queries(3):
        insert(row)
        update(row, ["name"])
        USERS(zone="z", pk=row.id)
