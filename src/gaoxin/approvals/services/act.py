"""One act on a case: lock, check, write, audit, in one transaction. Every service of this slice goes through `perform`.

The audit row is the record of the act: with its key and fingerprint it also makes a retry harmless.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Model

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case, ClockEvent
from gaoxin.approvals.rules.cases.acts import ACTS, APPLICANTS, Act, State, may
from gaoxin.approvals.rules.clock.ledger import (
    Clock,
    ClockBackwards,
    Entry,
    Kind,
    append,
    exclusions,
    next_due,
    replay,
)
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.selectors import ledger_of
from gaoxin.approvals.services import naming, rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.runtime.prepared import Read, add, columns, instance, update

_PARTY = cast("type[Model]", Case._meta.get_field("applicant").related_model)
_COLUMNS = columns(Case)
_APPLICANT = ("id", "zone", "kind", "name", "identifier")
_LOCKED = Read(
    lambda zone, case_id: Case.objects.filter(zone=zone, id=case_id).values_list(*_COLUMNS, *(f"applicant__{name}" for name in _APPLICANT)),
    lock=Case, zone="<zone>", case_id=uuid.UUID(int=1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What an act left behind. `repeated` is True where the key had been used before and nothing was done again."""

    case_id: uuid.UUID
    state: State
    result: Mapping[str, Any]
    repeated: bool = False


@dataclass(slots=True)
class Work:
    """The locked case during one act. Bodies change `case`, add `detail` for the audit row, and `log` to the clock."""

    case: Case
    item: Item
    by: Actor
    at: dt.datetime
    act: Act
    detail: dict[str, Any] = field(default_factory=dict[str, Any])
    _entries: tuple[Entry, ...] | None = None
    _stored: int = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The clock ledger so far, with what this act has added."""
        if self._entries is None:
            self._entries = ledger_of(self.case.zone, self.case.id)
            self._stored = len(self._entries)
        return self._entries

    def log(
        self, kind: Kind, *, note: str = "", limit: str = "", effective: dt.datetime | None = None, article: str = ""
    ) -> None:
        """Add one entry at the time of the act. Raises ClockBackwards if the act is dated before the last entry."""
        entry = Entry(kind, self.at, article or self.act.article, note, limit, effective)
        self._entries = append(self.entries, entry)

    def clock(self) -> Clock:
        """What the ledger says now. Raises CalendarMissing where one of its dates lies beyond the calendar."""
        return replay(self.entries, self.item.limits, rulebook.calendar())

    def known_clock(self) -> Clock | None:
        """The same, or None: an act that only asks about dates must not wait until next year's calendar is published."""
        try:
            return self.clock()
        except CalendarMissing:
            return None

    @property
    def suspended(self) -> bool:
        """Whether excluded time is running. Asks no calendar."""
        return exclusions(self.entries)[1]

    def due(self) -> dt.datetime | None:
        """The date of whoever must move next; None while nothing runs or the calendar does not reach that far."""
        clock = self.known_clock()
        return next_due(clock) if clock else None

    def write_ledger(self) -> None:
        """Insert the new entries and rewrite the copy of the due date; null where the calendar does not reach."""
        if self._entries is None or len(self._entries) == self._stored:
            return
        new = enumerate(self._entries[self._stored :], start=self._stored + 1)
        shared = {"zone": self.case.zone, "case_id": self.case.id}
        add(ClockEvent, *({**shared, "seq": seq, **_columns(entry)} for seq, entry in new))
        self.case.due_at = self.due()


Body = Callable[[Work], Mapping[str, Any] | None]


def perform(
    name: str,
    *,
    zone: str,
    case_id: uuid.UUID,
    by: Actor,
    at: dt.datetime,
    body: Body,
    key: str = "",
    request: Mapping[str, Any] | None = None,
) -> Done:
    """Do the act `name` on a case. `body` changes it; its return value is kept as the act's result.

    key: the caller's idempotency key; a retry with the same key and request returns the first result, with other
    contents it raises Conflict. Raises NotFound, NotAllowed, WrongState or what `body` raises; then nothing changed.
    """
    mark = fingerprint(name, str(case_id), by, request)
    try:
        with transaction.atomic():
            return _done(name, zone, case_id, by, at, body, key, mark)
    except (GaoxinError, IntegrityError) as error:
        # A retry is looked for only here: it fails by its state, or by the key that the audit row holds.
        if (earlier := repeated(zone, key, mark)) is not None:
            state = Case.objects.values_list("state", flat=True).get(zone=zone, id=case_id)
            return Done(case_id, State(state), earlier, repeated=True)
        if isinstance(error, GaoxinError):
            raise
        raise Conflict(
            f"另一个操作同时改变了办件 another act changed this case at the same moment ({name})",
            why="同一办件的操作依次进行 acts on one case follow each other",
            do="刷新后查看结果，再决定是否重试 reload, then decide whether to try again",
            article=ACTS[name].article,
        ) from error


def _done(
    name: str, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, body: Body, key: str, mark: str
) -> Done:
    act = ACTS[name]
    case = _locked(zone, case_id)
    if case is None or not permissions.may_see(by, case.zone, case.applicant_id, case.item_code):
        raise no_case()
    _check(act, case, by, at)
    own = not act.roles & APPLICANTS or by.may_act_for(case.applicant_id, case.item_code)
    if not own:
        _check_for_another(act, case, by)
    before = _values(case)
    work = Work(case, item_of(case.item_version_id), by, at, act)
    result = dict(body(work) or {})
    if act.to is not None:
        case.state = act.to
    if case.facts.get(naming.FIELD) != before["facts"].get(naming.FIELD):
        naming.name_project(case)
    work.write_ledger()
    if not own:
        work.detail = {**work.detail, **acted_for(case.applicant_id)}
    update(case, [column for column, value in before.items() if getattr(case, column) != value])
    audit.record(
        zone=zone, actor=by, act=name, subject=f"case:{case.id}", at=at, article=act.article, detail=work.detail, key=key,
        fingerprint=mark, result=result,
    )  # fmt: skip
    return Done(case.id, State(case.state), result)


def _locked(zone: str, case_id: uuid.UUID) -> Case | None:
    """The case and its applicant, locked until the transaction ends."""
    row = _LOCKED.one(zone=zone, case_id=case_id)
    if row is None:
        return None
    case = instance(Case, row[: len(_COLUMNS)])
    case.applicant = instance(_PARTY, row[len(_COLUMNS) :], _APPLICANT)
    return case


def _values(case: Case) -> dict[str, Any]:
    """What the case says now, to see afterwards what an act changed. Bodies replace facts and sources, never edit them."""
    return {name: getattr(case, name) for name in _COLUMNS}


def repeated(zone: str, key: str, mark: str) -> Mapping[str, Any] | None:
    """The result of the earlier act with this key, None if there is none. Raises Conflict if it was another request."""
    if not key:
        return None
    earlier = audit_log.earlier(zone, key)
    if earlier is None:
        return None
    if earlier.fingerprint != mark:
        raise Conflict(
            f"幂等键已用于另一请求 the key {key!r} was used for another request",
            why=f"第 {earlier.seq} 条审计记录已使用此键 audit row {earlier.seq} has this key",
            do="换一个新的键 send a new key",
        )
    return earlier.result


def fingerprint(name: str, subject: str, by: Actor, request: Mapping[str, Any] | None) -> str:
    """SHA-256 of who asked for what; the time of asking is left out, since a retry comes later.

    Raises Invalid for text that no database can keep.
    """
    _check_text(request)
    text = json.dumps([name, subject, by.id, request or {}], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _check_text(value: object) -> None:
    """No NUL and no half of a character, however deep."""
    if isinstance(value, str):
        if "\0" in value or not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
            raise Invalid(
                f"文字含有不能保存的字符 text with characters that cannot be kept: {value[:40]!r}",
                do="删除后重新填写 remove them",
            )
    elif isinstance(value, Mapping):
        for name, inner in cast("Mapping[object, object]", value).items():
            _check_text(name)
            _check_text(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in cast("tuple[object, ...]", value):
            _check_text(inner)


def no_case() -> NotFound:
    """The same answer whether the case does not exist or is not the actor's to see."""
    return NotFound(
        "没有可办理的办件 no such case",
        why="编号不存在，或者不属于您 it does not exist, or is not yours",
        do="核对编号；代办的先取得委托",
    )


def _check(act: Act, case: Case, by: Actor, at: dt.datetime) -> None:
    verdict = may(act.name, State(case.state), by)
    if verdict:
        return _check_time(case, act, at)
    has_role = any(by.has(role) for role in act.roles)
    error = WrongState if has_role else NotAllowed
    do = (
        "刷新办件，按当前状态办理 reload and act on the present state"
        if has_role
        else "交由有权人员办理 hand it to them"
    )
    raise error(verdict.reason, do=do, article=verdict.article)


def _check_for_another(act: Act, case: Case, by: Actor) -> None:
    """An applicant's act by somebody without its mandate: only the clerk to whom the applicant came, where the act knows one."""
    if Role.CLERK not in act.roles or not by.has(Role.CLERK):
        raise NotAllowed(
            "没有该申请人的委托 there is no mandate of this applicant",
            why="这一步由申请人自己，或者受其委托的人办理 it is the applicant's own act",
            do="取得委托后再办 have it give a mandate",
            article=act.article,
        )
    draft = case.state == State.DRAFT
    if not permissions.may_write(by, case.zone, case.applicant_id, case.item_code, channel=case.channel, draft=draft):
        raise whose_own(act.article)


def whose_own(article: str) -> NotAllowed:
    """What a clerk is told who would write in an application that the applicant makes online."""
    return NotAllowed(
        "网上申请由申请人自己填写和提交 an application online is the applicant's own to fill and hand in",
        why="窗口只为到窗口或者邮寄来的申请代办 the window acts for those who came to it, or wrote",
        do="请申请人在自己的账号中提交，或者在窗口新开一件 hand it in there, or open one at the window",
        article=article,
    )


def acted_for(applicant_id: uuid.UUID) -> dict[str, str]:
    """What the audit row of an act says that a clerk did for an applicant."""
    return {"for": f"party:{applicant_id}"}


def _check_time(case: Case, act: Act, at: dt.datetime) -> None:
    """No act is dated before the case's last milestone, also where it adds nothing to the clock."""
    moment = rulebook.calendar().local(at)
    last = max(filter(None, (case.created_at, case.submitted_at, case.accepted_at, case.decided_at)))
    if moment < last:
        raise ClockBackwards(
            f"时钟不能倒走 the clock cannot run backwards: {act.name} {moment:%Y-%m-%d %H:%M}"
            f" 早于 is before {rulebook.calendar().local(last):%Y-%m-%d %H:%M}",
            why="后一行为不能早于前一行为 an act follows the one before it",
            do="核对发生时间后重新提交 check the time of the act and send it again",
            article=act.article,
        )


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "at": entry.at,
        "effective": entry.effective,
        "article": entry.article,
        "note": entry.note,
        "limit_text": entry.limit,
    }
