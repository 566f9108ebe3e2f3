"""Who someone is, as the rules see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.devices import device_words
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.runtime.prepared import Read

ROLE_WORDS: dict[Role, Any] = {
    Role.APPLICANT: _("申请人（企业经办人）"),
    Role.AGENT: _("代办人"),
    Role.CLERK: _("窗口人员"),
    Role.REVIEWER: _("审查人员"),
    Role.SUPERVISOR: _("主管"),
    Role.HEAD: _("行政机关负责人"),
    Role.SEAL_KEEPER: _("用印人"),
    Role.STEWARD: _("店小二（项目服务专员）"),
    Role.PROMOTER: _("招商专员"),
    Role.AMBASSADOR: _("招商大使"),
    Role.LEADER: _("包干领导"),
    Role.ENGINEER: _("项目工程师"),
    Role.STATISTICIAN: _("统计人员"),
    Role.LAND_OFFICER: _("用地管理人员"),
    Role.INNOVATION_OFFICER: _("科技创新人员"),
    Role.POLICY_OFFICER: _("政策兑现人员"),
    Role.TALENT_OFFICER: _("人才工作人员"),
    Role.SCHOOL: _("院校人员"),
    Role.ARBITRATOR: _("仲裁员"),
    Role.TRIBUNAL_CLERK: _("仲裁庭书记员"),
    Role.LABOUR_OFFICER: _("劳动关系协调员"),
    Role.AUDITOR: _("审计人员"),
    Role.SYSTEM_ADMIN: _("系统管理员"),
    Role.SECURITY_ADMIN: _("安全管理员"),
    Role.AUDIT_ADMIN: _("审计管理员"),
    Role.SYSTEM: _("系统"),
}

# Every request of a signed-in person asks this.
_HELD = Read(
    lambda zone, user_id, at: Grant.objects.filter(
        Q(until=None) | Q(until__gt=at), zone=zone, user_id=user_id, granted_at__lte=at
    ).values_list("role", "department"),
    zone="<zone>", user_id=uuid.UUID(int=1), at=dt.datetime.min.replace(tzinfo=dt.UTC),
)  # fmt: skip


def actor(*, zone: str, login: str, at: dt.datetime, parties: frozenset[str] = frozenset()) -> Actor:
    """The active account with that login and the roles it holds at that moment. Raises NotFound."""
    user = User.objects.filter(zone=zone, login=login, is_active=True).first()
    if user is None:
        raise NotFound(f"没有可用的账号 no active account {login!r}", do="核对登录名，或者由安全管理员开通")
    return actor_behind(user, at=at, parties=parties)


def actor_behind(user: User, *, at: dt.datetime, parties: frozenset[str] = frozenset()) -> Actor:
    """An account that is already read, as an actor with the roles it holds at that moment."""
    department, roles = roles_kept(zone=user.zone, user_id=user.id, at=at)
    return Actor(str(user.id), user.name, user.zone, roles, department, parties)


def roles_kept(*, zone: str, user_id: uuid.UUID, at: dt.datetime) -> tuple[str, frozenset[Role]]:
    """Department and roles of an account at that moment, also of one that is switched off: what it may do again once it is on."""
    held = _HELD(zone=zone, user_id=user_id, at=at)
    return next((department for _, department in held), ""), frozenset(Role(role) for role, _ in held)


def key_of(actor: Actor) -> uuid.UUID:
    """The key of the account behind an actor. Raises Invalid for the platform itself, which has none."""
    try:
        return uuid.UUID(actor.id)
    except ValueError:
        raise Invalid(f"{actor.name} 不是账号 is not an account") from None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One place where an account is signed in."""

    id: int
    device: str
    ip: str
    since: dt.datetime
    seen: dt.datetime
    current: bool


def sessions_of(*, user_id: uuid.UUID, current: str) -> list[SessionView]:
    """Where the account is signed in, the session asking first; those that have ended meanwhile are left out."""
    user = User.objects.get(id=user_id)
    rows = [
        SessionView(
            row.id, device_words(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == current
        )
        for row in UserSession.objects.purge_and_list(user)
    ]
    return sorted(rows, key=lambda row: (not row.current, -row.seen.timestamp()))


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as another slice may know it."""

    id: uuid.UUID
    login: str
    name: str
    roles: frozenset[Role]


def account(*, zone: str, login: str, at: dt.datetime) -> AccountView:
    """The active account with that login. Raises NotFound."""
    found = actor(zone=zone, login=login, at=at)
    return AccountView(uuid.UUID(found.id), login, found.name, found.roles)


@dataclass(frozen=True, slots=True)
class OfficerView:
    """An officer as a list shows one: where, as what, and by which login."""

    id: uuid.UUID
    login: str
    name: str
    department: str
    roles: frozenset[Role]


def officers(*, zone: str, roles: Iterable[Role], at: dt.datetime) -> list[OfficerView]:
    """Active accounts that hold one of these roles at that moment, by department and name."""
    lasting = Grant.objects.filter(Q(until=None) | Q(until__gt=at), zone=zone, role__in=list(roles), granted_at__lte=at)
    held: dict[uuid.UUID, tuple[Any, ...]] = {}
    columns = ("user_id", "user__login", "user__name", "department", "role")
    for pk, login, name, department, role in (
        lasting.filter(user__is_active=True).order_by("granted_at", "id").values_list(*columns)
    ):
        first, before = held.get(pk, ((login, name, department), frozenset[Role]()))
        held[pk] = (first, before | {Role(role)})
    found = [OfficerView(pk, *first, roles) for pk, (first, roles) in held.items()]
    return sorted(found, key=lambda officer: (officer.department, officer.name, officer.login))


def names_of(*, zone: str, user_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Name and login by key, for the people that a list shows."""
    rows = User.objects.filter(zone=zone, id__in=list(user_ids)).values_list("id", "name", "login")
    return {pk: (name, login) for pk, name, login in rows}


def holders(*, zone: str, role: Role, at: dt.datetime) -> list[tuple[str, str]]:
    """Login and name of every active account that holds the role at that moment, by name."""
    lasting = Grant.objects.filter(
        Q(until=None) | Q(until__gt=at), zone=zone, role=role, granted_at__lte=at, user__is_active=True
    )
    return list(lasting.order_by("user__name", "user__login").values_list("user__login", "user__name").distinct())


def role_words(roles: Iterable[Role]) -> list[str]:
    """The roles in words, in the order of the list above."""
    held = frozenset(roles)
    return [str(word) for role, word in ROLE_WORDS.items() if role in held]


def accounts(*, zone: str, at: dt.datetime) -> list[dict[str, Any]]:
    """Every account of the zone by login: name, whether it is active, and the roles it holds at that moment."""
    held: dict[uuid.UUID, list[str]] = {}
    lasting = Grant.objects.filter(Q(until=None) | Q(until__gt=at), zone=zone, granted_at__lte=at)
    for user_id, role in lasting.order_by("role").values_list("user_id", "role"):
        held.setdefault(user_id, []).append(role)
    rows = User.objects.filter(zone=zone).order_by("login").values_list("id", "login", "name", "is_active")
    return [
        {"login": login, "name": name, "active": active, "roles": held.get(pk, [])} for pk, login, name, active in rows
    ]
