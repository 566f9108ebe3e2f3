"""Accounts and roles. There are no default passwords: an account without one cannot sign in."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Sequence

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login as django_login
from django.contrib.auth import logout as django_logout
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.roles import Actor, Role, check_exclusive
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound

DEMO_SESSION = "demo_session"
ARTICLE = "GB/T 22239-2019"
LONGEST_REASON = 300
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


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
    password_issued: bool = False,
) -> uuid.UUID:
    """A new account with its roles; one audit row. password_issued: whoever makes it knows the password, so that its owner has to
    change it at the first sign-in.

    Raises Conflict if the login exists, Invalid for excluded roles, NotAllowed unless an administrator does it.
    """
    _check_administrator(zone, by)
    held = sorted(set(roles))
    check_exclusive(held)
    with transaction.atomic():
        if User.objects.filter(zone=zone, login=login).exists():
            raise Conflict(f"登录名已存在 the login exists: {login!r}", do="换一个登录名")
        user = User(zone=zone, login=login, name=name, created_at=at, password_issued=password_issued)
        _set_password(user, password)
        user.save(force_insert=True)
        Grant.objects.bulk_create(
            Grant(zone=zone, user=user, role=role, department=department, granted_at=at) for role in held
        )
        _audit(by, zone, "create-user", user, at, {"login": login, "roles": held, "department": department})
    return user.id


def register_applicant(*, zone: str, login: str, name: str, password: str, at: dt.datetime) -> uuid.UUID:
    """An account that somebody opens for themselves: always an applicant, who acts for nobody until a party gives a mandate.

    Raises Conflict if the login exists, Invalid for a weak password.
    """
    return create_user(
        zone=zone, login=login, name=name, roles=[Role.APPLICANT], at=at, by=Actor.system(zone, "注册 registration"),
        password=password,
    )  # fmt: skip


def issue_password(*, zone: str, login: str, at: dt.datetime, by: Actor) -> str:
    """A random password for somebody who has lost theirs, told once and kept nowhere. All of their sessions end, and at the next
    sign-in they have to choose their own.

    Raises NotAllowed unless an administrator does it.
    """
    _check_administrator(zone, by)
    password = random_password()
    with transaction.atomic():
        user = _locked(zone, login)
        _set_password(user, password)
        user.password_issued = True
        user.save(update_fields=["password", "password_issued"])
        _end_sessions(UserSession.objects.filter(user_id=user.id))
        _audit(by, zone, "issue-password", user, at, {"login": login})
    return password


def change_password(*, zone: str, user_id: uuid.UUID, password: str, at: dt.datetime) -> None:
    """The owner chooses a password of their own. One audit row. Raises Invalid for a weak one, or for the one that it was."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(zone=zone, id=user_id)
        if user.check_password(password):
            raise Invalid(
                "新密码与原来的相同 the new password is the old one",
                do="换一个密码 choose another",
                article="GB/T 22239-2019",
            )
        issued = user.password_issued
        _set_password(user, password)
        user.password_issued = False
        user.save(update_fields=["password", "password_issued"])
        _audit(_self(user), zone, "change-password", user, at, {"was_issued": issued})


def clear_second_factors(*, zone: str, login: str, at: dt.datetime, by: Actor) -> int:
    """For somebody who has lost their telephone or key: the next login sets up a new one. All of their sessions end.

    Returns how many factors were taken away. Raises NotAllowed unless an administrator does it.
    """
    _check_administrator(zone, by)
    with transaction.atomic():
        user = _locked(zone, login)
        found = Authenticator.objects.filter(user_id=user.id).delete()[0]
        _end_sessions(UserSession.objects.filter(user_id=user.id))
        _audit(by, zone, "clear-second-factors", user, at, {"login": login, "factors": found})
    return found


def switch_off(*, zone: str, login: str, reason: str, at: dt.datetime, by: Actor) -> bool:
    """From now on nobody signs in to the account, and its tokens open nothing; all of its sessions end. Its roles and mandates stay,
    for the day it is switched on again. One audit row, with the reason.

    Returns False, and changes nothing, where it is off already. Raises NotAllowed unless a security administrator does it, and to
    whoever would switch themselves off; Invalid without a reason.
    """
    _check_security(zone, by)
    words = _reason(reason)
    with transaction.atomic():
        user = _locked(zone, login)
        if str(user.id) == by.id:
            raise NotAllowed(
                "不能停用自己的账号 nobody switches their own account off",
                why="停用须由另一人决定 that is for somebody else to decide",
                do="请另一位安全管理员办理 ask another security administrator",
                article=ARTICLE,
            )
        if not user.is_active:
            return False
        user.is_active = False
        user.save(update_fields=["is_active"])
        ended = _end_sessions(UserSession.objects.filter(user_id=user.id))
        _audit(by, zone, "switch-off", user, at, {"login": login, "reason": words, "sessions": ended})
    return True


def switch_on(*, zone: str, login: str, reason: str, at: dt.datetime, by: Actor) -> bool:
    """The account signs in again, with the roles, tokens and factors that it has; no session comes back. One audit row, with the reason.

    Returns False, and changes nothing, where it is on already. Raises NotAllowed unless a security administrator does it, Invalid
    without a reason.
    """
    _check_security(zone, by)
    words = _reason(reason)
    with transaction.atomic():
        user = _locked(zone, login)
        if user.is_active:
            return False
        user.is_active = True
        user.save(update_fields=["is_active"])
        _audit(by, zone, "switch-on", user, at, {"login": login, "reason": words})
    return True


def random_password() -> str:
    """About 95 bits, without characters that look like others."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(5)) for _ in range(4))


def note_sign_in(*, zone: str, user_id: uuid.UUID, proofs: Sequence[str], at: dt.datetime) -> None:
    """One audit row for each login, with the kinds of proof it rested on."""
    user = User.objects.get(zone=zone, id=user_id)
    with transaction.atomic():
        _audit(_self(user), zone, "sign-in", user, at, {"proofs": list(proofs)})


def enter_demo(*, request: HttpRequest, login: str, at: dt.datetime) -> None:
    """Sign a visitor of the demo in as one of its people, without a password, in a session that says so.

    Raises NotFound wherever the installation keeps no such door (a zone that is no demo, or settings.DEMO_ENTRY off), and for
    a login that is not there.
    """
    if not (settings.DEMO_ENTRY and settings.DEMO_ZONE):
        raise NotFound("没有这个页面 no such page", do="从首页进入 start from the front page")
    user = User.objects.filter(zone=settings.ZONE, login=login, is_active=True).first()
    if user is None:
        raise NotFound(f"没有可用的账号 no active account {login!r}", do="./gaoxin demo")
    django_logout(request)  # nothing of another person's session is carried over
    django_login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[DEMO_SESSION] = str(user.pk)
    UserSession.objects.create_from_request(request)
    note_sign_in(zone=user.zone, user_id=user.id, proofs=["demo"], at=at)


def note_seen(*, session_key: str, at: dt.datetime) -> None:
    """The session was used. Not an act: no audit row."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


def end_session(*, zone: str, user_id: uuid.UUID, session_id: int, at: dt.datetime) -> None:
    """Sign one of one's own sessions out, wherever it is. Raises NotFound for anybody else's."""
    with transaction.atomic():
        user = User.objects.get(zone=zone, id=user_id)
        if not _end_sessions(UserSession.objects.filter(user_id=user_id, id=session_id)):
            raise NotFound("没有这个登录会话 no such session", do="刷新列表 reload the list")
        _audit(_self(user), zone, "end-session", user, at, {})


def end_other_sessions(*, zone: str, user_id: uuid.UUID, session_key: str, at: dt.datetime) -> int:
    """Sign out everywhere but here. Returns how many sessions ended."""
    with transaction.atomic():
        user = User.objects.get(zone=zone, id=user_id)
        count = _end_sessions(UserSession.objects.filter(user_id=user_id).exclude(session_key=session_key))
        _audit(_self(user), zone, "end-session", user, at, {"count": count})
    return count


def _self(user: User) -> Actor:
    """The account acting for itself: no role is needed for one's own sessions."""
    return Actor(str(user.id), user.name, user.zone, frozenset())


def _end_sessions(found: QuerySet[UserSession]) -> int:
    rows = list(found)
    for row in rows:
        row.end()
    return len(rows)


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


def _check_security(zone: str, by: Actor) -> None:
    if by.zone == zone and (by.has(Role.SECURITY_ADMIN) or by.has(Role.SYSTEM)):
        return
    raise NotAllowed(
        f"{by.name} 无权停用、启用账号 may not switch accounts off or on",
        why="谁可以登录由安全管理员决定 who may sign in is for the security administrator to decide",
        do="交由安全管理员办理 hand it to the security administrator",
        article=ARTICLE,
    )


def _reason(text: str) -> str:
    words = text.strip()
    if 0 < len(words) <= LONGEST_REASON:
        return words
    raise Invalid(
        "请写明理由 a reason is needed" if not words else "理由过长 the reason is too long",
        why="理由记入审计日志，供日后核查 it stands in the audit log, for whoever asks later",
        do=f"用一句话说明，最多 {LONGEST_REASON} 个字 say it in a sentence, of {LONGEST_REASON} characters at most",
        article=ARTICLE,
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
