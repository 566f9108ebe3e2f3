"""Moves of a lead, visits to it, and its return to the pool."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Lead, LeadVisit, StageMove, TeamNotice
from gaoxin.investment.rules.leads import access
from gaoxin.investment.rules.leads.moving import check_move, idle_since
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_facts import facts_of
from gaoxin.investment.services.leads.acts import changed, day, log, note, past, same, taken

KINDS = ("visit", "call", "reception", "online")
TEXTS = {"place": 200, "met": 200, "notes": 10_000, "next_step": 200}


def move(
    *, zone: str, pk: uuid.UUID, to: str, by: Actor, at: dt.datetime, reason: str = "", version: int | None = None,
    on: dt.date | None = None,
) -> Lead:  # fmt: skip
    """To another stage. on: the day it counts for, today if none.

    Raises WrongState naming every condition that is not met, Invalid where a reason is missing or the day has not come, Conflict
    where somebody else moved it meanwhile.
    """
    access.check_works(by)
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        known, counts = book(), on or day(at)
        past(counts, at, "日期 the day ")
        check_move(known, lead.stage, to, facts_of(lead), reason)
        if len(reason) > 500:
            raise Invalid("理由超过 500 字 the reason is longer than 500", do="缩短 shorten it")
        here = lead.stage
        landed = counts if known.stage(to).final else lead.landed_on
        log(lead, to=to, on=counts, at=at, by=by, reason=reason.strip())
        changed(lead, stage=to, furthest=max(lead.furthest, known.order(to)), landed_on=landed, touched_on=day(at))
        note(by, zone, "move-lead", f"lead:{pk}", at, {"from": here, "to": to, "reason": reason.strip()})
    return lead


class Visited(NamedTuple):
    """repeated: the same key came before and nothing was written."""

    visit: LeadVisit
    repeated: bool


def record_visit(
    *, zone: str, pk: uuid.UUID, on: dt.date, kind: str, by: Actor, at: dt.datetime, key: str,
    next_due: dt.date | None = None, **texts: str,
) -> Visited:  # fmt: skip
    """What was said on a visit, and the next step with its date. texts: place, met, notes, next_step.

    key: made where the draft was written; sent twice it counts once. A draft written before the lead was merged stays with it.
    Raises Conflict for a known key with other contents, Invalid for a day in the future, a next step due before the visit or
    without a date, or an unknown kind.
    """
    access.check_works(by)
    if not key.strip() or len(key) > 38:
        raise Invalid("缺少提交标识 the key of the draft is missing", do="重新打开走访表单 open the form anew")
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, merged=True)
        own = f"{by.id[:40]}:{key}"
        values = _texts(texts)
        if known := LeadVisit.objects.filter(zone=zone, key=own).first():
            same(known, lead_id=pk, on=on, kind=kind, next_due=next_due, **values)
            return Visited(known, True)
        past(on, at, "走访日期 the visit ")
        _check_next(kind, on, values["next_step"], next_due)
        visit = LeadVisit.objects.create(
            zone=zone,
            lead=lead,
            on=on,
            kind=kind,
            next_due=next_due,
            at=at,
            by_id=by.id,
            by_name=by.name,
            key=own,
            **values,
        )
        newest = LeadVisit.objects.filter(zone=zone, lead=lead).aggregate(on=Max("on"))["on"]
        if newest == on:
            lead.next_step, lead.next_due = values["next_step"], next_due
        lead.touched_on = max(on, lead.touched_on or on)
        lead.save(update_fields=["next_step", "next_due", "touched_on"])
        note(by, zone, "record-visit", f"lead:{pk}", at, {"on": on.isoformat(), "kind": kind})
    return Visited(visit, False)


def reclaim_idle(*, zone: str, by: Actor, at: dt.datetime, dry_run: bool = False) -> list[str]:
    """Leads of teams that were without a sign for longer than their stage allows go back to the pool; one audit row, and a notice to
    each team. What went back is touched by that, so that running again finds nothing.

    Returns their numbers, with dry_run of those that would go; credit and history stay. What an ambassador
    filed and no team holds is left alone.
    """
    access.check_head(by)
    today, found = day(at), list[Lead]()
    with transaction.atomic():
        for stage in book().leads.stages:
            since = idle_since(book(), stage.code, today)
            if since is None:
                continue
            rows = Lead.objects.select_for_update(of=("self",)).filter(
                Q(touched_on__lt=since) | Q(touched_on=None, opened_on__lt=since),
                zone=zone, stage=stage.code, team__isnull=False, merged_into=None,
            )  # fmt: skip
            found += list(rows.select_related("team"))
        if dry_run:
            return [lead.number for lead in found]
        _log_reclaimed(zone, found, by, at)
        TeamNotice.objects.bulk_create(
            [
                TeamNotice(
                    zone=zone, team=lead.team, lead=lead, kind="reclaimed", on=today, days=book().stage(lead.stage).idle_days
                )
                for lead in found
            ],
            batch_size=500,
        )  # fmt: skip
        for lead in found:
            changed(lead, team=None, owner=None, touched_on=today)
        numbers = [lead.number for lead in found]
        if found:
            note(by, zone, "reclaim-leads", f"zone:{zone}", at, {"count": len(found), "numbers": numbers[:500]})
    return numbers


def _log_reclaimed(zone: str, leads: list[Lead], by: Actor, at: dt.datetime) -> None:
    keys = [lead.id for lead in leads]
    last = dict(
        StageMove.objects.filter(zone=zone, lead_id__in=keys).values_list("lead").annotate(last=Coalesce(Max("seq"), 0))
    )
    StageMove.objects.bulk_create(
        [
            StageMove(
                zone=zone, lead=lead, seq=last.get(lead.id, 0) + 1, here=lead.stage, to=lead.stage, on=day(at), at=at,
                by_id=by.id, by_name=by.name,
                reason=f"{book().stage(lead.stage).idle_days} 天没有进展，由 {lead.team.name if lead.team else '—'} 收回公共池"
                " idle, back to the pool",
            )
            for lead in leads
        ],
        batch_size=500,
    )  # fmt: skip


def _texts(texts: dict[str, str]) -> dict[str, str]:
    values = {name: (texts.get(name) or "").strip() for name in TEXTS}
    for name, most in TEXTS.items():
        if len(values[name]) > most:
            raise Invalid(f"{name} 超过 {most} 字 is longer than {most}", do="缩短 shorten it")
    if not values["notes"]:
        raise Invalid("没有填写走访内容 the notes are empty", do="写明谈了什么 write what was said")
    return values


def _check_next(kind: str, on: dt.date, step: str, due: dt.date | None) -> None:
    if kind not in KINDS:
        raise Invalid(f"未知的走访方式 unknown kind: {kind!r}", do=f"可选 choose: {', '.join(KINDS)}")
    if bool(step) != (due is not None):
        raise Invalid("下一步和它的期限要同时填写 the next step and its date go together", do="补填 fill in both")
    if due is not None and due < on:
        raise Invalid(
            f"下一步的期限早于走访日期 the next step is due before the visit: {due}", do="改正日期 correct the date"
        )
