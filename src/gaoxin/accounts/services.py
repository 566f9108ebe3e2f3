"""Accounts and roles. There are no default passwords: an account without one cannot sign in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.roles import Actor, Role, check_exclusive
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound


def create_user(
    *,
    zone: str,
    login: str,
    name: str,
    roles: Iterable[Role],
    at: dt.datetime,
    by: Actor,
    department: str = "",
    password: str | None = None,
) -> uuid.UUID:
    """A new account with its roles; one audit row.

    Raises Conflict if the login exists, Invalid for excluded roles, NotAllowed unless an administrator does it.
    """
    _check_administrator(zone, by)
    held = sorted(set(roles))
    check_exclusive(held)
    with transaction.atomic():
        if User.objects.filter(zone=zone, login=login).exists():
            raise Conflict(f"登录名已存在 the login exists: {login!r}", do="换一个登录名")
        user = User(zone=zone, login=login, name=name, created_at=at)
        _set_password(user, password)
        user.save(force_insert=True)
        Grant.objects.bulk_create(
            Grant(zone=zone, user=user, role=role, department=department, granted_at=at) for role in held
        )
        _audit(by, zone, "create-user", user, at, {"login": login, "roles": held, "department": department})
    return user.id


def grant_role(*, zone: str, login: str, role: Role, at: dt.datetime, by: Actor, department: str = "") -> None:
    """One more role from now on. Raises Invalid where it excludes one already held, Conflict where it is held already."""
    _check_administrator(zone, by)
    with transaction.atomic():
        user = _locked(zone, login)
        lasting = Grant.objects.filter(Q(until=None) | Q(until__gt=at), zone=zone, user=user)
        if lasting.filter(role=role, department=department).exists():
            raise Conflict(f"{login} 已有角色 holds it already: {role}", do="核对账号与角色 look at its roles")
        check_exclusive({Role(r) for r in lasting.values_list("role", flat=True)} | {role})
        Grant.objects.create(zone=zone, user=user, role=role, department=department, granted_at=at)
        _audit(by, zone, "grant-role", user, at, {"role": role, "department": department})


def revoke_role(*, zone: str, login: str, role: Role, at: dt.datetime, by: Actor) -> None:
    """End a role now; the grant stays as history. Raises NotFound if it is not held."""
    _check_administrator(zone, by)
    with transaction.atomic():
        user = _locked(zone, login)
        if not Grant.objects.filter(zone=zone, user=user, role=role, until=None).update(until=at):
            raise NotFound(f"{login} 没有角色 does not hold {role}", do="核对账号与角色")
        _audit(by, zone, "revoke-role", user, at, {"role": role})


def _check_administrator(zone: str, by: Actor) -> None:
    if by.zone == zone and any(by.has(role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.SYSTEM)):
        return
    raise NotAllowed(
        f"{by.name} 无权管理账号 may not manage accounts",
        why="账号和授权由系统、安全管理员管理 accounts belong to the system and security administrators",
        do="交由安全管理员办理 hand it to the security administrator",
        article="GB/T 22239-2019",
    )


def _locked(zone: str, login: str) -> User:
    user = User.objects.select_for_update().filter(zone=zone, login=login).first()
    if user is None:
        raise NotFound(f"没有账号 no account {login!r}", do="核对登录名")
    return user


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            "密码强度不足 the password is too weak", why=" ".join(error.messages), article="GB/T 22239-2019"
        ) from error
    user.set_password(password)


def _audit(by: Actor, zone: str, act: str, user: User, at: dt.datetime, detail: dict[str, object]) -> None:
    audit.record(
        zone=zone, actor=by, act=act, subject=f"user:{user.id}", at=at, article="GB/T 22239-2019", detail=detail
    )
