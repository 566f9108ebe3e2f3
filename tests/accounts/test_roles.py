"""Accounts: three administrators who exclude everything else, roles from one moment to another, no default passwords."""

from __future__ import annotations

import itertools

import pytest

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.roles import ADMINS, Actor, Role, check_exclusive
from gaoxin.accounts.selectors import actor
from gaoxin.accounts.services import create_user, grant_role, revoke_role
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.approvals.conftest import ZONE, at, officer, refused

BY = Actor.system(ZONE, "test")
SINCE = at("2026-01-05T09:00")


def create(login="li@zone", roles=(Role.CLERK,), **changed):
    return create_user(zone=ZONE, login=login, name="李", roles=roles, at=SINCE, by=BY, department="审批局", **changed)


def holds(when, login="li@zone"):
    return actor(zone=ZONE, login=login, at=at(when)).roles


@pytest.mark.parametrize("pair", list(itertools.combinations(sorted(Role), 2)))
def test_an_administrator_is_nothing_else(pair):
    if ADMINS & set(pair):
        with pytest.raises(Invalid, match="三员"):
            check_exclusive(pair)
    else:
        check_exclusive(pair)


def test_no_account_begins_with_excluded_roles(db):
    with refused(Invalid):
        create(roles=[Role.SYSTEM_ADMIN, Role.CLERK])
    assert not User.objects.exists()


def test_no_role_is_added_that_is_excluded(db):
    create(roles=[Role.AUDIT_ADMIN])
    with refused(Invalid):
        grant_role(zone=ZONE, login="li@zone", role=Role.SUPERVISOR, at=at("2026-02-02T09:00"), by=BY)


def test_a_role_that_still_runs_until_later_excludes_too(db):
    create(roles=[Role.CLERK])
    revoke_role(zone=ZONE, login="li@zone", role=Role.CLERK, at=at("2026-06-01T09:00"), by=BY)
    with refused(Invalid):
        grant_role(zone=ZONE, login="li@zone", role=Role.SYSTEM_ADMIN, at=at("2026-02-02T09:00"), by=BY)
    grant_role(zone=ZONE, login="li@zone", role=Role.SYSTEM_ADMIN, at=at("2026-06-01T09:00"), by=BY)


def test_roles_are_held_from_one_moment_to_another(db):
    create()
    grant_role(zone=ZONE, login="li@zone", role=Role.REVIEWER, at=at("2026-02-02T09:00"), by=BY)
    revoke_role(zone=ZONE, login="li@zone", role=Role.CLERK, at=at("2026-03-02T09:00"), by=BY)
    assert holds("2026-01-04T09:00") == frozenset()
    assert holds("2026-02-01T09:00") == {Role.CLERK}
    assert holds("2026-02-02T09:00") == {Role.CLERK, Role.REVIEWER}
    assert holds("2026-03-02T09:00") == {Role.REVIEWER}
    with refused(NotFound):
        revoke_role(zone=ZONE, login="li@zone", role=Role.CLERK, at=at("2026-03-03T09:00"), by=BY)
    assert Grant.objects.count() == 2  # history stays
    assert [entry.act for entry in audit_log.entries(ZONE)] == ["create-user", "grant-role", "revoke-role"]


def test_a_role_that_is_held_is_not_granted_again(db):
    create()
    for when in (SINCE, at("2026-02-02T09:00")):
        with refused(Conflict):
            grant_role(zone=ZONE, login="li@zone", role=Role.CLERK, at=when, by=BY, department="审批局")


@pytest.mark.parametrize("by", [officer(Role.SUPERVISOR), officer(Role.AUDIT_ADMIN), officer(Role.APPLICANT),
                                Actor("x", "别区管理员", "elsewhere", frozenset({Role.SECURITY_ADMIN}))])  # fmt: skip
def test_only_administrators_of_the_zone_manage_accounts(db, by):
    create()
    with refused(NotAllowed):
        create_user(zone=ZONE, login="wang@zone", name="王", roles=[Role.SUPERVISOR], at=SINCE, by=by)
    with refused(NotAllowed):
        grant_role(zone=ZONE, login="li@zone", role=Role.SUPERVISOR, at=SINCE, by=by)
    with refused(NotAllowed):
        revoke_role(zone=ZONE, login="li@zone", role=Role.CLERK, at=at("2026-02-02T09:00"), by=by)
    grant_role(zone=ZONE, login="li@zone", role=Role.REVIEWER, at=SINCE, by=officer(Role.SECURITY_ADMIN))


def test_a_login_is_there_once_in_a_zone(db):
    create()
    with refused(Conflict):
        create()


def test_there_is_no_default_password_and_no_weak_one(db, settings):
    create()
    assert not User.objects.get().has_usable_password()
    settings.AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}}
    ]
    with refused(Invalid, "密码"):
        create(login="wang@zone", password="123")
    create(login="wang@zone", password="correct horse battery")
    assert User.objects.get(login="wang@zone").password.startswith("argon2")


def test_who_is_not_there_or_not_active(db):
    create()
    User.objects.update(is_active=False)
    for login in ("li@zone", "nobody@zone"):
        with pytest.raises(NotFound):
            holds("2026-02-01T09:00", login)
    with pytest.raises(NotFound):
        actor(zone="elsewhere", login="li@zone", at=SINCE)
