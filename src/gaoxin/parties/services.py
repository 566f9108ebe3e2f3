"""Registering parties, mandates and credit, and asking the base registries."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.rules.sessions import may_be_entrusted
from gaoxin.audit import services as audit
from gaoxin.audit.rules.chain import canonical
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.core.identifiers import check_citizen_id, check_uscc
from gaoxin.core.pinyin import spelled
from gaoxin.parties.models import CREDIT_KINDS, KINDS, CreditRecord, Mandate, Party, RegistrySnapshot
from gaoxin.parties.registry_client import RegistryDown, ask
from gaoxin.parties.rules import enrolment
from gaoxin.parties.rules.registries import Difference, Reading, differences
from gaoxin.runtime.once import once
from gaoxin.runtime.prepared import Read

SHARING = "国务院令716号 7"
AT_WINDOW = "窗口核验营业执照 business licence seen at the window"


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
        party = _new_party(zone=zone, kind=kind, name=name, identifier=checked, source=source, **details)
        _audit(by, zone, "register-party", party.id, at, {"kind": kind, "name": name}, SHARING)
    return party


def note_person(*, zone: str, name: str, identifier: str, source: str) -> uuid.UUID:
    """The natural person under that citizen number, new or known. Part of the caller's act: no audit row, and no mandate.

    Raises Invalid for a number or a name that cannot be, Conflict for a number under another name.
    """
    code, told = check_citizen_id(identifier), enrolment.check_name(name)
    found = Party.objects.filter(zone=zone, identifier=code).first()
    if found is None:
        return _new_party(zone=zone, kind="person", name=told, identifier=code, source=source).id
    if found.kind != "person" or not enrolment.same_name(found.name, told):
        raise Conflict(
            "身份证号已登记在另一姓名下 this number is registered under another name", why="一个号码只对应一个人 a number is one person's",
            do="核对姓名和号码；登记有误的，带身份证到窗口更正 check both, or come with the card", article="GB 11643-1999",
        )  # fmt: skip
    return found.id


def _new_party(*, zone: str, name: str, identifier: str, **details: Any) -> Party:
    """Part of the caller's act. Raises Conflict if the zone has it, also where somebody else registers it at this moment."""
    try:
        with transaction.atomic():
            return Party.objects.create(zone=zone, name=name, identifier=identifier, spelled=spelled(name), **details)
    except IntegrityError:
        raise Conflict(
            f"主体已登记 the party is registered: {identifier}", do="直接使用已有主体 use the existing one"
        ) from None


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
    kind = Party.objects.filter(zone=zone, id=party_id).values_list("kind", flat=True).first() or ""
    user = _entrusted(zone, login, kind, at)
    _check_end(until, at)
    with transaction.atomic():
        if not once(zone=zone, key=f"mandate:{key}", at=at):
            return
        _check_new(zone, party_id, user, scope, until)
        grant_mandate(zone=zone, party_id=party_id, user_id=user.id, at=at, by=by, scope=scope, until=until)


class Enrolled(NamedTuple):
    """party_id: of the enterprise. added: it was not registered before. repeated: the same key came before."""

    party_id: uuid.UUID
    added: bool
    repeated: bool


def enrol(
    *, zone: str, name: str, identifier: str, login: str, checked: enrolment.Checked, at: dt.datetime, by: Actor, key: str,
    kind: str = "enterprise", legal_representative: str = "", scope: Sequence[str] = (), until: dt.datetime | None = None,
) -> Enrolled:  # fmt: skip
    """The window registers who acts for an enterprise, and the enterprise itself where it is new; one audit row says what was
    looked at. The same key again changes nothing.

    kind and legal_representative: of a new enterprise; a registered one keeps its own. scope, until: as for `entrust`.
    Raises NotAllowed unless a clerk does it, Invalid for an identifier, paper or date that cannot be, NotFound for an unknown
    login, Conflict for a code under another name, a mandate that lasts already, or a key that served for something else.
    """
    _check_window(zone, by)
    if kind not in enrolment.KINDS_AT_WINDOW:
        raise Invalid(
            "没有选择主体类型 the kind is not chosen", do="选择企业，或者机关、事业单位 choose one of the two"
        )
    code, name, leader = check_uscc(identifier), enrolment.check_name(name), _person(legal_representative)
    _check_end(until, at)
    enrolment.check_papers(checked, until=until)
    user = _entrusted(zone, login, kind, at)
    enrolment.check_person(checked, login=login, name=user.name)
    with transaction.atomic():
        first = once(zone=zone, key=f"enrol:{by.id}:{key}", at=at)
        party = Party.objects.filter(zone=zone, identifier=code).first()
        if not first:
            return Enrolled(_enrolled_before(zone, party, user), added=False, repeated=True)
        added = party is None
        if party is None:
            party = _new_party(
                zone=zone, kind=kind, name=name, identifier=code, source=AT_WINDOW, legal_representative=leader
            )
        _check_presented(party, name, user, checked)
        _check_new(zone, party.id, user, scope, until)
        Mandate.objects.create(
            zone=zone, party_id=party.id, user_id=user.id, scope=list(scope), since=at, until=until
        )  # fmt: skip
        detail = {
            "added": added, "kind": party.kind, "name": party.name, "user": str(user.id), "scope": list(scope),
            "until": until.isoformat() if until else "", **checked.as_detail(),
        }  # fmt: skip
        _audit(by, zone, "enrol", party.id, at, detail, enrolment.BY_PARTY)
    return Enrolled(party.id, added, repeated=False)


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


def _check_window(zone: str, by: Actor) -> None:
    if by.zone == zone and (by.has(Role.CLERK) or by.has(Role.SYSTEM)):
        return
    raise NotAllowed(
        f"{by.name} 无权登记企业和委托 may not register enterprises and mandates",
        why="由窗口核验证照后登记 the window registers what it has checked",
        do="请窗口人员登记，或者由该企业授权 have a clerk register it, or the enterprise give the mandate",
        article="行政许可法 29",
    )


def _person(name: str) -> str:
    """A legal representative's name as the register keeps it; empty where it is not known."""
    return enrolment.check_name(name)[:100] if name.strip() else ""


def _check_end(until: dt.datetime | None, at: dt.datetime) -> None:
    if until is not None and until <= at:
        raise Invalid("到期日已过 the mandate would have ended already", do="选择今天以后的日期 choose a later day")


def _entrusted(zone: str, login: str, kind: str, at: dt.datetime) -> account_log.AccountView:
    """The account that is to act for somebody. Raises NotFound with the way to sign up, Invalid for
    an officer's, or a school's for anything but a body."""
    try:
        user = account_log.account(zone=zone, login=login, at=at)
    except NotFound:
        raise NotFound(
            f"没有可用的账号 no active account {login!r}",
            why="代为办事的人用自己的账号登录 whoever acts signs in with an account of their own",
            do="核对登录名；还没有账号的，请本人在 /account/signup/ 注册 check it, or have the person sign up there first",
            article="行政许可法 29",
        ) from None
    if may_be_entrusted(user.roles, kind):
        return user
    raise Invalid(
        f"{login} 不是申请人或代办人账号 is neither an applicant's nor an agent's account",
        why="工作人员不得代办申请事项 officers may act for no applicant",
        do="请对方注册个人账号 have them register an account of their own",
        article="行政许可法 29",
    )


def _check_new(
    zone: str, party_id: uuid.UUID, user: account_log.AccountView, scope: Sequence[str], until: dt.datetime | None
) -> None:
    """Raises Conflict where a mandate that lasts as long covers all of the scope."""
    lasting = Mandate.objects.filter(zone=zone, party_id=party_id, user_id=user.id, revoked_at=None)
    lasting = lasting.filter(Q(until=None) if until is None else Q(until=None) | Q(until__gte=until))
    if any(not row.scope or (scope and set(scope) <= set(row.scope)) for row in lasting):
        raise Conflict(f"{user.name} 已有这项授权 holds this mandate already", do="无需重复授权 nothing is left to do")


def _check_presented(party: Party, name: str, user: account_log.AccountView, checked: enrolment.Checked) -> None:
    """Raises Conflict for a code under another name, Invalid for a legal representative whom the register names otherwise."""
    if not enrolment.same_name(party.name, name):
        raise Conflict(
            f"{party.identifier} 已登记为“{party.name}” is registered under that name, not as {name!r}",
            why="一个代码只属于一个主体 a code belongs to one party",
            do="核对营业执照上的代码和名称 check code and name against the business licence",
            article="GB 32100-2015",
        )
    leader = party.legal_representative
    if checked.presenter == enrolment.REPRESENTATIVE and leader and not enrolment.same_name(leader, user.name):
        raise Invalid(
            f"账号姓名 {user.name} 不是法定代表人 {leader} the account is not the legal representative's",
            why="不是法定代表人的，凭授权委托书代办 others act by a letter of authority",
            do="核对登录名，或者选择“持授权委托书” check the login, or choose the letter of authority",
            article="民法典 61",
        )


def _enrolled_before(zone: str, party: Party | None, user: account_log.AccountView) -> uuid.UUID:
    """What the first press of the button made. Raises Conflict where it was about somebody else."""
    if party is not None and Mandate.objects.filter(zone=zone, party_id=party.id, user_id=user.id).exists():
        return party.id
    raise Conflict(
        "这张表已经提交过，内容不同 this form was sent before with other contents",
        why="一张表只登记一次 a form registers once", do="重新打开“登记企业”再填 open the page anew and fill it in",
    )  # fmt: skip


def _audit(
    by: Actor, zone: str, act: str, party_id: uuid.UUID, at: dt.datetime, detail: dict[str, object], article: str
) -> None:
    audit.record(zone=zone, actor=by, act=act, subject=f"party:{party_id}", at=at, article=article, detail=detail)
