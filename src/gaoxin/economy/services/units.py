"""Survey units enter and leave a scope, on evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.economy.models import Membership, Unit
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services.checking import section_of
from gaoxin.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class Entrance:
    """One unit to enter. since: YYYYMM. reason: yearly (年度入库) or new (新建投产)."""

    party_id: uuid.UUID
    industry: str
    since: int
    evidence: str
    reason: str = "yearly"


def enter(*, zone: str, scope: str, rows: Sequence[Entrance], by: Actor, at: dt.datetime) -> int:
    """All of them or none; one audit row. Who is in the scope or entered it in that month stays as it is. Returns how many entered.

    Raises NotAllowed, NotFound for an unknown scope or party, Invalid without evidence, for a class outside the scope's sections
    or a month in which nobody enters, Conflict for one that left later than it would enter.
    """
    permissions.check_statistician(by, zone, "办理入库 admit units")
    told = book().scope(scope)
    with transaction.atomic():
        entered = [str(row.party_id) for row in rows if _enter(zone, told.code, row, by, at)]
        if entered:
            audit.record(
                zone=zone, actor=by, act="enter-scope", subject=scope, at=at, article="统计法 28",
                detail={"units": len(entered), "first": entered[:20]},
            )  # fmt: skip
    return len(entered)


def leave(
    *, zone: str, unit_ids: Collection[uuid.UUID], scope: str, until: int, reason: str, by: Actor, at: dt.datetime
) -> None:
    """The units' last month in the scope, all of them or none; one audit row.

    Raises NotAllowed, NotFound where one is not in it, Invalid for a month before one entered or no reason.
    """
    permissions.check_statistician(by, zone, "办理退库 remove units")
    with transaction.atomic():
        current = Membership.objects.select_for_update().filter(
            zone=zone, scope=scope, until=None, unit_id__in=unit_ids
        )
        held = list(current.order_by("unit_id"))
        if len(held) < len(set(unit_ids)):
            raise NotFound("该单位不在库 the unit is not in the scope", do="核对名录 check the register")
        if not held:
            return
        entered = max(row.since for row in held)
        if until < entered or not reason.strip():
            raise Invalid(
                "退库要有理由，且不早于入库月 a reason, and no month before it entered", do=f"入库月 entered: {entered}"
            )
        Membership.objects.filter(zone=zone, id__in=[row.id for row in held]).update(
            until=until, exit_reason=reason.strip()[:32]
        )
        audit.record(
            zone=zone, actor=by, act="leave-scope", subject=str(held[0].unit_id) if len(held) == 1 else scope, at=at,
            detail={"scope": scope, "until": until, "units": len(held), "first": [str(row.unit_id) for row in held[:20]]},
        )  # fmt: skip


def _enter(zone: str, scope: str, row: Entrance, by: Actor, at: dt.datetime) -> bool:
    party = parties.by_key(zone=zone, party_id=row.party_id)
    if party is None:
        raise NotFound(f"本园区没有这个主体 no such party: {row.party_id}", do="先登记企业 register it first")
    if not row.evidence.strip():
        raise Invalid(
            f"{party.name}：入库要有依据 evidence is needed",
            do="写明资料名称和上年收入 name the papers and the revenue",
        )
    _check_section(row.industry, scope, party.name)
    _check_month(row, scope, party.name)
    unit, _ = Unit.objects.get_or_create(zone=zone, party_id=party.id, defaults={"industry": row.industry})
    spans = Membership.objects.filter(zone=zone, unit=unit, scope=scope)
    if spans.filter(Q(until=None) | Q(since=row.since)).exists():
        return False
    if spans.filter(until__gte=row.since).exists():
        raise Conflict(f"{party.name} 在 {row.since} 之后才退库 left later than that", do="核对入库月 check the month")
    Membership.objects.create(
        zone=zone, unit=unit, scope=scope, since=row.since, evidence=row.evidence.strip(), entry_reason=row.reason,
        entered_by_id=accounts.key_of(by), entered_at=at,
    )  # fmt: skip
    return True


def _check_section(industry: str, scope: str, name: str) -> None:
    told = book().scope(scope)
    section = section_of(industry)
    if not section:
        raise Invalid(
            f"{name}：没有这个行业小类 no such class: {industry[:10]}", why="行业按 GB/T 4754-2017 四位小类 four digits of GB/T 4754-2017",
            do="核对行业代码 check the code",
        )  # fmt: skip
    if section not in told.industry:
        raise Invalid(
            f"{name}：{industry} 属于 {section} 门类，不在{told.name.zh}范围 is of section {section}, outside {told.name.en}",
            why=f"范围是 the scope is {'、'.join(told.industry)}", do="核对行业代码 check the code",
        )  # fmt: skip


def _check_month(row: Entrance, scope: str, name: str) -> None:
    entry, month = book().scope(scope).entry, row.since % 100
    if not 1 <= month <= 12:
        raise Invalid(f"{name}：不是月份 not a month: {row.since}", do="按 YYYYMM 填 write YYYYMM")
    if row.reason == "yearly" and month not in entry.yearly:
        raise Invalid(
            f"{name}：{month} 月不办理年度入库 no yearly entry in that month", why=f"年度入库 months: {entry.yearly}",
            do=f"只有{entry.monthly}可以按月入库 others wait",
        )  # fmt: skip
