"""Visits, wishes, signals of trouble."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.projects.models import DeclaredSignal, StewardVisit, Wish
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.rules.stewards.access import check_serves
from gaoxin.projects.rules.stewards.book import pick
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import act, weighing


def visit(
    *,
    zone: str,
    party_id: uuid.UUID,
    day: dt.date,
    place: str,
    findings: str,
    at: dt.datetime,
    by: Actor,
    key: str = "",
) -> uuid.UUID:
    """A visit that took place. Raises Invalid for a day in the future, and unless place and findings are told."""
    check_serves(by, zone)
    answering.check_past(day, act.today(at), "走访日期")
    where = answering.check_words(place, book().service, "地点")[:200]
    words = answering.check_words(findings, book().service, "走访情况")
    said = [party_id, day, where, words]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-visit", key, at, said)) is not None:
            return uuid.UUID(before["visit"])
        act.check_serves_party(by, zone, party_id)
        row = StewardVisit.objects.create(
            zone=zone, party_id=party_id, steward_id=act.me(by), day=day, place=where, findings=words, at=at
        )
        act.record(
            "steward-visit", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"visit": str(row.id)},
            day=day.isoformat(), place=where,
        )  # fmt: skip
    return row.id


def wish(*, zone: str, party_id: uuid.UUID, text: str, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """What the enterprise wishes for; those who serve it may note it for the enterprise."""
    words = answering.check_words(text, book().service, "诉求")
    said = [party_id, words]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-wish", key, at, said)) is not None:
            return uuid.UUID(before["wish"])
        act.check_speaks_or_serves(by, zone, party_id)
        row = Wish.objects.create(zone=zone, party_id=party_id, text=words, wished_by_id=act.me(by), wished_at=at)
        weighing.weigh(zone, [party_id], at)
        act.record(
            "steward-wish",
            f"party:{party_id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            result={"wish": str(row.id)},
        )
    return row.id


def settle_wish(
    *, zone: str, wish_id: uuid.UUID, done: bool, outcome: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Fulfilled, or told why not, in words either way. Raises NotFound, WrongState where that was done before."""
    check_serves(by, zone)
    words = answering.check_words(outcome, book().service, "办理结果")
    said = [wish_id, done, words]
    with transaction.atomic():
        if act.repeated(zone, by, "steward-settle-wish", key, at, said) is not None:
            return
        row = Wish.objects.select_for_update().filter(zone=zone, id=wish_id).first()
        if row is None or not serving.parties_of(zone, by).filter(party_id=row.party_id).exists():
            raise NotFound("没有这项诉求 no such wish", do="从企业页面进入 start from the enterprise")
        act.check_serves_party(by, zone, row.party_id)
        if row.state != "open":
            raise WrongState("诉求已办结 it was settled already", do="有新诉求的另行登记 note a new wish")
        row.state, row.outcome = "done" if done else "told-why-not", words
        row.settled_by_id, row.settled_at = act.me(by), at
        row.save()
        act.record(
            "steward-settle-wish", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, wish=str(row.id), state=row.state
        )  # fmt: skip


def note_signal(
    *, zone: str, party_id: uuid.UUID, code: str, day: dt.date, words: str, source: str, at: dt.datetime, by: Actor,
    key: str = "",
) -> uuid.UUID:  # fmt: skip
    """Stopped work, a dispute, unpaid wages: with its source. Raises Invalid for a day in the future or what no officer declares."""
    check_serves(by, zone)
    answering.check_past(day, act.today(at), "发生日期")
    pick([one for one in book().warnings.signals if one.kind == "declared"], code, "预警信号 signal")
    told = answering.check_words(words, book().service, "情况")
    origin = answering.check_words(source, book().service, "来源")[:200]
    said = [party_id, code, day, told, origin]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-signal", key, at, said)) is not None:
            return uuid.UUID(before["signal"])
        act.check_serves_party(by, zone, party_id)
        row = DeclaredSignal.objects.create(
            zone=zone,
            party_id=party_id,
            code=code,
            day=day,
            words=told,
            source=origin,
            noted_by_id=act.me(by),
            noted_at=at,
        )
        weighing.weigh(zone, [party_id], at)
        act.record(
            "steward-signal", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"signal": str(row.id)},
            code=code, day=day.isoformat(), source=origin,
        )  # fmt: skip
    return row.id


def end_signal(*, zone: str, signal_id: uuid.UUID, day: dt.date, at: dt.datetime, by: Actor, key: str = "") -> None:
    """It is over since that day. Raises NotFound where none stands, Invalid for a day before it began or in the future."""
    check_serves(by, zone)
    answering.check_past(day, act.today(at), "解除日期")
    said = [signal_id, day]
    with transaction.atomic():
        if act.repeated(zone, by, "steward-end-signal", key, at, said) is not None:
            return
        row = DeclaredSignal.objects.select_for_update().filter(zone=zone, id=signal_id, ended_on=None).first()
        if row is None or not serving.parties_of(zone, by).filter(party_id=row.party_id).exists():
            raise NotFound("没有这个信号 no such standing signal", do="从预警名单进入 start from the list")
        act.check_serves_party(by, zone, row.party_id)
        if day < row.day:
            raise Invalid(f"解除早于发生 it ends before it began: {row.day}", do="核对日期 check the day")
        row.ended_on = day
        row.save(update_fields=["ended_on"])
        weighing.weigh(zone, [row.party_id], at)
        act.record(
            "steward-end-signal", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=said, signal=str(row.id),
            day=day.isoformat(),
        )  # fmt: skip
