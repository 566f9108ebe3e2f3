"""3+3 培育: who is cultivated, what they put out, what is done for it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.projects.models import LadderEntry, LadderMeasure, LadderOutput
from gaoxin.projects.rules.stewards import answering, ladder
from gaoxin.projects.rules.stewards.access import check_head, check_serves
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import act


def take_in(
    *, zone: str, kind: str, name: str, target_year: int, at: dt.datetime, by: Actor, target_k: int | None = None,
    party_id: uuid.UUID | None = None, node: str = "", key: str = "",
) -> uuid.UUID:  # fmt: skip
    """An enterprise or a cluster. target_k: thousand yuan, the book's where it is not told.

    Raises NotAllowed unless a head does it, Invalid when the places of its kind are taken, Conflict for a name that is there.
    """
    check_head(by, zone)
    target = book().ladder.target_k if target_k is None else target_k
    title = answering.check_words(name, book().service, "名称")[:200]
    if target <= 0:
        raise Invalid(f"目标应大于 0 a target is more than 0: {target}", do="核对金额（千元）check the amount")
    said = [kind, title, target, target_year, party_id, node]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "ladder-take-in", key, at, said)) is not None:
            return uuid.UUID(before["entry"])
        if party_id is not None:
            act.check_enterprise(zone, party_id)
        standing = LadderEntry.objects.select_for_update().filter(zone=zone, kind=kind, left_on=None)
        ladder.check_slot(kind, len(standing), book().ladder)
        try:
            with transaction.atomic():
                row = LadderEntry.objects.create(
                    zone=zone, kind=kind, name=title, party_id=party_id, node=node[:64], target_k=target,
                    target_year=target_year, since=act.today(at),
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(f"{title} 已在培育名单 is there already", do="使用已有的一项 use the one there is") from None
        act.record(
            "ladder-take-in", f"ladder:{row.id}", zone=zone, by=by, at=at, key=key, said=said, result={"entry": str(row.id)}, kind=kind,
            name=title, target_k=target,
        )  # fmt: skip
    return row.id


def put_output(
    *, zone: str, entry_id: uuid.UUID, year: int, output_k: int, source: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """A year's output as it is told now; told again the later word counts and the earlier one stays. Raises Invalid for statistical
    survey data, whatever it says."""
    check_serves(by, zone)
    ladder.check_output(source, output_k, book().ladder)
    if year > act.today(at).year:
        raise Invalid(f"{year} 年还没有到 that year has not come", do="填写已有的年度 give a year that has begun")
    said = [entry_id, year, output_k, source]
    with transaction.atomic():
        if act.repeated(zone, by, "ladder-output", key, at, said) is not None:
            return
        row = _entry(zone, entry_id)
        told = LadderOutput.objects.filter(zone=zone, entry=row, year=year).count()  # the entry is locked
        LadderOutput.objects.create(
            zone=zone, entry=row, year=year, serial=told + 1, output_k=output_k, source=source, told_at=at, told_by_id=act.me(by)
        )  # fmt: skip
        act.record(
            "ladder-output", f"ladder:{row.id}", zone=zone, by=by, at=at, key=key, said=said, year=year, output_k=output_k,
            source=source, serial=told + 1,
        )  # fmt: skip


def add_measure(
    *,
    zone: str,
    entry_id: uuid.UUID,
    text: str,
    office: str,
    due_on: dt.date,
    at: dt.datetime,
    by: Actor,
    key: str = "",
) -> uuid.UUID:
    """What will be done, by which office, until when. Raises NotFound, Invalid."""
    check_serves(by, zone)
    words = answering.check_words(text, book().service, "措施")[:300]
    book().office(office)
    said = [entry_id, words, office, due_on]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "ladder-measure", key, at, said)) is not None:
            return uuid.UUID(before["measure"])
        entry = _entry(zone, entry_id)
        row = LadderMeasure.objects.create(zone=zone, entry=entry, text=words, office=office, due_on=due_on)
        act.record(
            "ladder-measure", f"ladder:{entry.id}", zone=zone, by=by, at=at, key=key, said=said, result={"measure": str(row.id)},
            text=words, office=office, due=due_on.isoformat(),
        )  # fmt: skip
    return row.id


def finish_measure(
    *, zone: str, measure_id: uuid.UUID, outcome: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Done, with what came of it. Raises NotFound, WrongState for a second time."""
    check_serves(by, zone)
    words = answering.check_words(outcome, book().service, "结果")
    said = [measure_id, words]
    with transaction.atomic():
        if act.repeated(zone, by, "ladder-finish", key, at, said) is not None:
            return
        row = LadderMeasure.objects.select_for_update().filter(zone=zone, id=measure_id).first()
        if row is None:
            raise NotFound("没有这项措施 no such measure", do="从培育页面进入 start from the ladder")
        if row.done_on is not None:
            raise WrongState("措施已完成 it was done already", do="有新措施的另行登记 add a new one")
        row.done_on, row.outcome = act.today(at), words
        row.save()
        act.record(
            "ladder-finish", f"ladder:{row.entry_id}", zone=zone, by=by, at=at, key=key, said=said, measure=str(row.id)
        )


def _entry(zone: str, entry_id: uuid.UUID) -> LadderEntry:
    row = LadderEntry.objects.select_for_update().filter(zone=zone, id=entry_id, left_on=None).first()
    if row is None:
        raise NotFound("没有这个培育对象 no such entry of the ladder", do="从培育页面进入 start from the ladder")
    return row
