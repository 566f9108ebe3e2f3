"""Registering parties, mandates and credit, and asking the base registries."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.rules.sessions import MAY_ACT_FOR_OTHERS
from gaoxin.audit import services as audit
from gaoxin.audit.rules.chain import canonical
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.core.identifiers import check_citizen_id, check_uscc
from gaoxin.core.pinyin import spelled
from gaoxin.parties.models import CREDIT_KINDS, KINDS, CreditRecord, Mandate, Party, RegistrySnapshot
from gaoxin.parties.registry_client import RegistryDown, ask
from gaoxin.parties.rules.registries import Difference, Reading, differences
from gaoxin.runtime.once import once
from gaoxin.runtime.prepared import Read

SHARING = "国务院令716号 7"


def register_party(
    *, zone: str, kind: str, name: str, identifier: str, source: str, at: dt.datetime, by: Actor, **details: Any
) -> Party:
    """A new party under a checked identifier; one audit row. details: the remaining columns of `Party`.

    Raises Invalid for a wrong identifier, Conflict if the zone has it already.
    """
    if kind not in KINDS:
        raise Invalid(f"主体类型不正确 unknown kind {kind!r}", do=f"可选 choose: {', '.join(KINDS)}")
    checked = check_citizen_id(identifier) if kind == "person" else check_uscc(identifier)
    with transaction.atomic():
        if Party.objects.filter(zone=zone, identifier=checked).exists():
            raise Conflict(f"主体已登记 the party is registered: {checked}", do="直接使用已有主体 use the existing one")
        party = Party.objects.create(
            zone=zone, kind=kind, name=name, identifier=checked, source=source, spelled=spelled(name), **details
        )
        _audit(by, zone, "register-party", party.id, at, {"kind": kind, "name": name}, SHARING)
    return party


def note_credit(
    *, zone: str, party_id: uuid.UUID, kind: str, since: dt.date, source: str, article: str, ref: str,
    until: dt.date | None = None,
) -> tuple[uuid.UUID, bool]:  # fmt: skip
    """A credit finding; recorded once a `ref`, so a repeated report adds nothing. Part of the caller's act: no audit row.

    Returns its key and whether it is new.
    """
    if kind not in CREDIT_KINDS:
        raise Invalid(f"信用记录类型不正确 unknown kind {kind!r}", do=f"可选 choose: {', '.join(CREDIT_KINDS)}")
    row, created = CreditRecord.objects.get_or_create(
        zone=zone, party_id=party_id, kind=kind, ref=ref,
        defaults={"since": since, "until": until, "source": source, "article": article},
    )  # fmt: skip
    return row.id, created


def record_credit(
    *, zone: str, party_id: uuid.UUID, kind: str, since: dt.date, source: str, article: str, ref: str,
    at: dt.datetime, by: Actor, until: dt.date | None = None,
) -> uuid.UUID:  # fmt: skip
    """The same as an act of its own, with its audit row. Raises NotAllowed unless a supervisor does it."""
    _check_credit(zone, by)
    with transaction.atomic():
        found, created = note_credit(
            zone=zone, party_id=party_id, kind=kind, since=since, source=source, article=article, ref=ref, until=until
        )
        if created:
            _audit(by, zone, "record-credit", party_id, at, {"kind": kind, "ref": ref}, article)
    return found


def repair_credit(*, zone: str, record_id: uuid.UUID, reason: str, at: dt.datetime, by: Actor) -> None:
    """Credit repair: the record stays, and stands against the party no more. Raises NotAllowed as `record_credit` does."""
    _check_credit(zone, by)
    with transaction.atomic():
        row = CreditRecord.objects.select_for_update().filter(zone=zone, id=record_id, repaired_at=None).first()
        if row is None:
            raise NotFound("没有可修复的信用记录 no such standing credit record", do="核对记录编号")
        row.repaired_at = at
        row.save(update_fields=["repaired_at"])
        _audit(by, zone, "repair-credit", row.party_id, at, {"ref": row.ref, "reason": reason}, row.article)


def grant_mandate(
    *, zone: str, party_id: uuid.UUID, user_id: uuid.UUID, at: dt.datetime, by: Actor,
    scope: Sequence[str] = (), until: dt.datetime | None = None,
) -> uuid.UUID:  # fmt: skip
    """Let a user act for a party. scope: item codes, empty for all. Raises NotAllowed unless the party itself gives it."""
    _check_mandate(zone, party_id, by)
    with transaction.atomic():
        row = Mandate.objects.create(
            zone=zone, party_id=party_id, user_id=user_id, scope=list(scope), since=at, until=until
        )
        _audit(by, zone, "grant-mandate", party_id, at, {"user": str(user_id), "scope": list(scope)}, "行政许可法 29")
    return row.id


def entrust(
    *, zone: str, party_id: uuid.UUID, login: str, at: dt.datetime, by: Actor, key: str,
    scope: Sequence[str] = (), until: dt.datetime | None = None,
) -> None:  # fmt: skip
    """A written mandate for the account with that login. The same key again changes nothing.

    Raises NotAllowed unless the party gives it, NotFound for an unknown login, Invalid for an officer's account or an end that
    is past, Conflict where the account may do all of it already.
    """
    _check_mandate(zone, party_id, by)
    user = account_log.account(zone=zone, login=login, at=at)
    if not user.roles & MAY_ACT_FOR_OTHERS:
        raise Invalid(
            f"{login} 不是申请人或代办人账号 is neither an applicant's nor an agent's account",
            why="工作人员不得代办申请事项 officers may act for no applicant",
            do="请对方注册个人账号 have them register an account of their own",
            article="行政许可法 29",
        )
    if until is not None and until <= at:
        raise Invalid("到期日已过 the mandate would have ended already", do="选择今天以后的日期 choose a later day")
    with transaction.atomic():
        if not once(zone=zone, key=f"mandate:{key}", at=at):
            return
        lasting = Mandate.objects.filter(zone=zone, party_id=party_id, user_id=user.id, revoked_at=None, until=None)
        if any(not row.scope or (scope and set(scope) <= set(row.scope)) for row in lasting):
            raise Conflict(
                f"{user.name} 已有这项授权 holds this mandate already", do="无需重复授权 nothing is left to do"
            )
        grant_mandate(zone=zone, party_id=party_id, user_id=user.id, at=at, by=by, scope=scope, until=until)


def revoke_mandate(*, zone: str, mandate_id: uuid.UUID, at: dt.datetime, by: Actor) -> None:
    """End a mandate now. Raises NotFound if there is none that lasts."""
    with transaction.atomic():
        row = Mandate.objects.select_for_update().filter(zone=zone, id=mandate_id, revoked_at=None).first()
        if row is None:
            raise NotFound("没有有效的委托 no lasting mandate", do="核对委托编号")
        _check_mandate(zone, row.party_id, by)
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _audit(by, zone, "revoke-mandate", row.party_id, at, {"user": str(row.user_id)}, "行政许可法 29")


def store_snapshot(
    *, zone: str, registry: str, subject: str, values: Mapping[str, Any], at: dt.datetime
) -> RegistrySnapshot:
    """What the registry says now, kept for the day it is down. Not an act of a person: no audit row."""
    digest = hashlib.sha256(canonical(values).encode()).hexdigest()
    return RegistrySnapshot.objects.update_or_create(
        zone=zone, registry=registry, subject=subject,
        defaults={"values": dict(values), "fetched_at": at, "digest": digest},
    )[0]  # fmt: skip


class Kept(NamedTuple):
    """The last answer of one registry about one subject."""

    values: dict[str, Any]
    fetched_at: dt.datetime


_SNAPSHOTS = Read(
    lambda zone, subject: RegistrySnapshot.objects.filter(zone=zone, subject=subject).values_list(
        "registry", "values", "fetched_at"
    ),
    zone="<zone>", subject="<subject>",
)  # fmt: skip


def read_registries(*, zone: str, subjects: Mapping[str, str], at: dt.datetime) -> dict[str, Reading]:
    """What each registry says about its subject (registry -> subject). Never raises for one that is down: the last answer,
    provisional.

    settings.REGISTRIES[registry]: {"kind": "local"} (the zone keeps it) or {"kind": "http", "url", "timeout_seconds"}.
    """
    kept = {
        (row[0], subject): Kept(*row[1:])
        for subject in set(subjects.values())
        for row in _SNAPSHOTS(zone=zone, subject=subject)
    }
    return {
        registry: _read(zone, registry, subject, kept.get((registry, subject)), at)
        for registry, subject in subjects.items()
    }


def _read(zone: str, registry: str, subject: str, kept: Kept | None, at: dt.datetime) -> Reading:
    connector = settings.REGISTRIES.get(registry, {"kind": "local"})
    if connector["kind"] == "local":
        if kept is None:
            return Reading(registry, {}, None, True, f"{registry} 尚无该主体的数据 no data yet")
        return Reading(registry, kept.values, kept.fetched_at)
    try:
        values = ask(connector["url"], subject, timeout_seconds=connector.get("timeout_seconds", 3))
    except RegistryDown as error:
        reason = f"{registry}：{error}，采用上次数据，稍后核对 the last answer is used and reconciled later"
        return Reading(
            registry, kept.values if kept else {}, kept.fetched_at if kept else None, True, reason, down=True
        )
    store_snapshot(zone=zone, registry=registry, subject=subject, values=values, at=at)
    return Reading(registry, values, at)


def reconcile(
    *, zone: str, registry: str, subject: str, told: Mapping[str, object], at: dt.datetime
) -> tuple[Reading, tuple[Difference, ...]]:
    """Ask again about values that were told provisionally. Differences are empty while it is still down."""
    reading = read_registries(zone=zone, subjects={registry: subject}, at=at)[registry]
    return reading, () if reading.provisional else differences(told, reading.values)


def _check_credit(zone: str, by: Actor) -> None:
    if by.zone == zone and any(by.has(role) for role in (Role.SUPERVISOR, Role.HEAD, Role.SYSTEM)):
        return
    raise NotAllowed(
        f"{by.name} 无权认定或者修复信用 may neither record nor repair credit",
        why="信用记录由主管认定和修复 a supervisor decides on credit records",
        do="提交主管决定 hand it to a supervisor",
        article="国办发〔2020〕42号",
    )


def _check_mandate(zone: str, party_id: uuid.UUID, by: Actor) -> None:
    if by.zone == zone and (str(party_id) in by.parties or by.has(Role.CLERK) or by.has(Role.SYSTEM)):
        return
    raise NotAllowed(
        f"{by.name} 无权代该主体委托 may give no mandate of this party",
        why="委托由该主体作出，或者在窗口核验后登记 the party gives it, or the window registers what it has checked",
        do="由该主体授权 have the party give it",
        article="行政许可法 29",
    )


def _audit(
    by: Actor, zone: str, act: str, party_id: uuid.UUID, at: dt.datetime, detail: dict[str, object], article: str
) -> None:
    audit.record(zone=zone, actor=by, act=act, subject=f"party:{party_id}", at=at, article=article, detail=detail)
