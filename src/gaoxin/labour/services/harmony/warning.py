"""Facts of unpaid wages, and a warning: opened with its terms, looked at, closed with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.labour.models import WageFact, WageWarning, WageWarningEntry
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.rules.harmony.access import check_runs
from gaoxin.labour.selectors.harmony import warned
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import act


@dataclass(frozen=True, slots=True)
class Fact:
    """code: of a signal that is noted by hand. source: where it is known from."""

    code: str
    day: dt.date
    words: str
    source: str


def note_fact(*, zone: str, party_id: uuid.UUID, fact: Fact, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """Raises NotAllowed, Invalid for a code that is none, a day outside the window, no source, or no enterprise of the zone."""
    check_runs(by, zone)
    said = [str(party_id), fact.code, str(fact.day), fact.words, fact.source]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "wage-fact", key, at, said)) is not None:
            return uuid.UUID(before["fact"])
        signal = wages.check_fact(fact.code, fact.day, act.today(at), book().wages)
        words = act.check_words(fact.words, "情况", book().wages.most_characters)
        source = act.check_words(fact.source, "来源", 200)
        act.check_enterprise(zone, party_id)
        row = WageFact.objects.create(zone=zone, party_id=party_id, code=fact.code, day=fact.day, words=words, source=source,
                                      noted_by_id=accounts.key_of(by), noted_at=at)  # fmt: skip
        act.record("wage-fact", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key, result={"fact": str(row.id)},
                   article=cited(signal.basis), code=fact.code)  # fmt: skip
    return row.id


def end_fact(*, zone: str, fact_id: uuid.UUID, day: dt.date, by: Actor, at: dt.datetime, key: str = "") -> None:
    """It is over from that day on. Raises NotFound, WrongState for one that has ended, Invalid for a day before it or to come."""
    check_runs(by, zone)
    said = [str(fact_id), str(day)]
    with transaction.atomic():
        if act.repeated(zone, by, "end-wage-fact", key, at, said) is not None:
            return
        row = WageFact.objects.select_for_update().filter(zone=zone, id=fact_id).first()
        if row is None:
            raise NotFound("没有这条登记 no such record", do="从企业页面进入 start from the firm's page")
        if row.ended_on is not None:
            raise WrongState("已经解除 it is over already", do="刷新页面 reload the page")
        act.check_past(day, act.today(at))
        if day < row.day:
            raise Invalid("解除日期早于登记日期 it ended before it began", do="核对日期 check the day")
        row.ended_on = day
        row.save(update_fields=["ended_on"])
        act.record("end-wage-fact", f"party:{row.party_id}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   code=row.code)  # fmt: skip


def open_warning(*, zone: str, party_id: uuid.UUID, words: str, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """A warning on a firm, with the terms as they stand now. Raises WrongState where no signal stands, Conflict where one is open."""
    check_runs(by, zone)
    said = [str(party_id), words]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "open-wage-warning", key, at, said)) is not None:
            return uuid.UUID(before["warning"])
        told = act.check_words(words, "理由", book().wages.most_characters)
        act.check_enterprise(zone, party_id)
        weighed = warned.weigh_one(zone=zone, party_id=party_id, today=act.today(at))
        if weighed.level is None:
            raise WrongState(
                "没有达到预警的信号 no signal reaches a level", why=weighed.reasons.zh, do="先登记情况和来源 note the fact first",
                article=cited(book().wages.basis),
            )  # fmt: skip
        try:
            with transaction.atomic():
                row = WageWarning.objects.create(zone=zone, party_id=party_id, opened_at=at)
        except IntegrityError:
            raise Conflict("这家企业已有未关闭的预警 a warning is open", do="在该预警上办理 act on that one") from None
        _enter(row, "opened", told, by, at)
        act.record("open-wage-warning", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key,
                   result={"warning": str(row.id)}, article=cited(book().wages.basis), points=weighed.points)  # fmt: skip
    return row.id


def look(
    *, zone: str, warning_id: uuid.UUID, words: str, by: Actor, at: dt.datetime, key: str = "", version: int | None = None
) -> None:  # fmt: skip
    """What was found when somebody looked. The signals stand until they are over. Raises NotFound, WrongState, Conflict."""
    _act("look-wage-warning", "looked", zone, warning_id, words, "", by, at, key, version)


def close(
    *, zone: str, warning_id: uuid.UUID, closing: str, words: str, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """Closed for a reason of the book. Raises NotFound, WrongState unless it is open and was looked at, Invalid, Conflict."""
    pick(book().wages.closings, closing, "关闭理由 reason")
    _act("close-wage-warning", "closed", zone, warning_id, words, closing, by, at, key, version)


def _act(
    name: str, kind: str, zone: str, warning_id: uuid.UUID, words: str, closing: str, by: Actor, at: dt.datetime, key: str,
    version: int | None,
) -> None:  # fmt: skip
    check_runs(by, zone)
    said = [str(warning_id), words, closing]
    with transaction.atomic():
        if act.repeated(zone, by, name, key, at, said) is not None:
            return
        told = act.check_words(words, "情况", book().wages.most_characters)
        row = WageWarning.objects.select_for_update().filter(zone=zone, id=warning_id).first()
        if row is None:
            raise NotFound("没有这个预警 no such warning", do="从预警清单进入 start from the list")
        if row.state != "open":
            raise WrongState("预警已经关闭 it is closed", do="刷新页面 reload the page")
        if version is not None and version != row.version:
            raise Conflict("预警刚被别人办理过 somebody acted on it meanwhile", do="刷新后再决定 reload, then decide")
        if closing:
            if not WageWarningEntry.objects.filter(zone=zone, warning=row, kind="looked").exists():
                raise WrongState("还没有核查过 nobody has looked yet", do="先登记核查情况 note what was found first",
                                 article=cited(book().wages.basis))  # fmt: skip
            row.state, row.closing, row.closed_at = "closed", closing, at
        _enter(row, kind, told, by, at)
        act.record(name, f"party:{row.party_id}", zone=zone, by=by, at=at, said=said, key=key, result={},
                   article=cited(book().wages.basis), closing=closing)  # fmt: skip


def _enter(row: WageWarning, kind: str, words: str, by: Actor, at: dt.datetime) -> None:
    """One more entry with the terms of this moment."""
    weighed = warned.weigh_one(zone=row.zone, party_id=row.party_id, today=act.today(at))
    row.version += 1
    row.save()
    WageWarningEntry.objects.create(
        zone=row.zone, warning=row, number=row.version, kind=kind, words=words, points=min(weighed.points, 32_000),
        terms=wages.kept(weighed), by_id=accounts.key_of(by), at=at,
    )  # fmt: skip
