"""What the acts on a lead share: the lead locked for the length of the act, its log, and the audit row."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, WrongState
from gaoxin.investment.models import Lead, StageMove
from gaoxin.investment.selectors.leads_scope import not_there, whose, within


def day(at: dt.datetime) -> dt.date:
    """The day of a moment, where the zone is."""
    return localtime(at).date()


def taken(
    *, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime, version: int | None = None, merged: bool = False
) -> Lead:
    """The lead, locked until the transaction ends, if the actor sees it.

    version: as the actor saw it. merged: also one that was merged into another.
    Raises NotFound, Conflict where somebody changed it meanwhile, WrongState for a merged one.
    """
    scope = whose(zone=zone, by=by, on=day(at))
    row = within(zone=zone, scope=scope).select_for_update(of=("self",)).filter(id=pk).first()
    if row is None:
        raise not_there(pk)
    if row.merged_into_id and not merged:
        raise WrongState(
            f"线索 {row.number} 已并入另一条 this lead was merged into another one", do="在保留的线索上办理 act on the one that is kept"
        )  # fmt: skip
    if version is not None and version != row.version:
        raise Conflict(
            f"线索 {row.number} 刚被别人改过 somebody changed this lead meanwhile",
            do="刷新页面，看过后再办 reload the page and look before you act",
        )
    return row


def log(
    lead: Lead, *, to: str, on: dt.date, at: dt.datetime, by: Actor, reason: str = "", here: str | None = None
) -> None:
    """Append a move, or with the same stage twice a change of hands. Part of the caller's act."""
    last = StageMove.objects.filter(zone=lead.zone, lead=lead).aggregate(last=Max("seq"))["last"] or 0
    StageMove.objects.create(
        zone=lead.zone, lead=lead, seq=last + 1, here=lead.stage if here is None else here, to=to, on=on, at=at, by_id=by.id,
        by_name=by.name, reason=reason,
    )  # fmt: skip


def note(by: Actor, zone: str, act: str, subject: object, at: dt.datetime, detail: Mapping[str, Any]) -> None:
    """The audit row of an act on a lead (`lead:KEY`), or on the zone."""
    audit.record(zone=zone, actor=by, act=act, subject=str(subject), at=at, detail=detail)


def changed(lead: Lead, **values: Any) -> None:
    """Write some columns and the next version."""
    for name, value in values.items():
        setattr(lead, name, value)
    lead.version += 1
    lead.save(update_fields=[*values, "version"])


def digest(details: Mapping[str, Any]) -> str:
    """Of what was sent, so that a key that is used again for something else is told."""
    told = {name: str(value) for name, value in details.items() if value not in (None, "", 0)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def other_contents() -> Conflict:
    return Conflict(
        "同一幂等键的内容不同，没有改变任何记录 this key was used for other contents; nothing was changed",
        why="一个键只用于一件事和它的重试 a key is for one act and its retries", do="换一个新的键 use a new key",
    )  # fmt: skip


def same(known: Any, **sent: Any) -> None:
    """Raises Conflict where what stands under a key says something else than what was sent now."""
    if any(getattr(known, name) != value for name, value in sent.items()):
        raise other_contents()


def past(on: dt.date, at: dt.datetime, what: str) -> None:
    """Raises Invalid for a day that has not come."""
    if on > day(at):
        raise Invalid(f"{what}在将来 lies in the future: {on}", do="填写已经发生的日期 give a day that has come")
