"""What the components show of a case: its clock as a band, its documents as a bar, and whose move it is.

Shared by the pages of enterprises and of officers. Nothing is decided here: the ledger is replayed and drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.rules.cases.acts import State, may
from gaoxin.approvals.rules.clock.ledger import Clock, Entry, Kind, next_due, replay
from gaoxin.approvals.rules.items.model import Basis, Bound, Limits
from gaoxin.approvals.rules.materials.burden import Requirement
from gaoxin.approvals.selectors import CaseView
from gaoxin.core.calendar import CalendarMissing, WorkCalendar
from gaoxin.core.due import workdays_between
from gaoxin.ui.shapes import Burden, Mark, NextStep, Ribbon, Segment
from gaoxin.ui.templatetags.law import limit

HOURS_SHOWN_UP_TO = dt.timedelta(days=4)
WAYS = ("held", "fetched", "promised", "deferred", "uploaded", "missing")
BY_APPLICANT = frozenset({"uploaded", "missing"})

_WORDS: dict[Kind, Any] = {
    Kind.RECEIVED: pgettext_lazy("ledger", "收到申请"),
    Kind.CORRECTION_NOTICED: pgettext_lazy("ledger", "一次性告知补正"),
    Kind.CORRECTED: pgettext_lazy("ledger", "收到补正"),
    Kind.ACCEPTED: pgettext_lazy("ledger", "受理"),
    Kind.DEEMED_ACCEPTED: pgettext_lazy("ledger", "视为受理"),
    Kind.SUSPENDED: pgettext_lazy("ledger", "中止计时"),
    Kind.RESUMED: pgettext_lazy("ledger", "恢复计时"),
    Kind.EXTENDED: pgettext_lazy("ledger", "延长期限"),
    Kind.DECIDED: pgettext_lazy("ledger", "作出决定"),
    Kind.DELIVERED: pgettext_lazy("ledger", "送达"),
    Kind.STOPPED: pgettext_lazy("ledger", "终止"),
}
# What runs after an entry: the kind of segment and its words.
_RUNS: dict[Kind, tuple[str, Any]] = {
    Kind.RECEIVED: ("waiting", gettext_lazy("等待受理")),
    Kind.CORRECTION_NOTICED: ("suspended", gettext_lazy("等待补正，不计时")),
    Kind.CORRECTED: ("waiting", gettext_lazy("等待受理")),
    Kind.ACCEPTED: ("working", gettext_lazy("审查计时")),
    Kind.DEEMED_ACCEPTED: ("working", gettext_lazy("审查计时")),
    Kind.SUSPENDED: ("suspended", gettext_lazy("中止，不计时")),
    Kind.RESUMED: ("working", gettext_lazy("审查计时")),
    Kind.DECIDED: ("done", gettext_lazy("已决定，等待送达")),
}
_ENDS = frozenset({Kind.DELIVERED, Kind.STOPPED})
# state -> who moves next, what they do, and the acts by which an actor is that person.
_MOVES: dict[State, tuple[Any, Any, tuple[str, ...]]] = {
    State.DRAFT: (pgettext_lazy("who", "申请人"), gettext_lazy("填好表单、备齐材料后提交"), ("submit",)),
    State.SUBMITTED: (pgettext_lazy("who", "窗口"), gettext_lazy("受理，或者一次告知全部补正"), ("accept",)),
    State.CORRECTING: (pgettext_lazy("who", "申请人"), gettext_lazy("逐项答复补正"), ("submit-corrections",)),
    State.ACCEPTED: (pgettext_lazy("who", "审查人员"), gettext_lazy("审查并提出建议"), ("recommend",)),
    State.RECOMMENDED: (pgettext_lazy("who", "主管"), gettext_lazy("作出决定"), ("grant",)),
    State.GRANTED: (pgettext_lazy("who", "窗口"), gettext_lazy("用印后送达证照"), ("deliver", "seal")),
}
_OVER: dict[State, Any] = {
    State.DELIVERED: gettext_lazy("已办结，证照可以下载"),
    State.REFUSED: gettext_lazy("已决定不予许可，理由和救济途径见决定书"),
    State.NOT_ACCEPTED: gettext_lazy("已决定不予受理，理由和去处见通知书"),
    State.WITHDRAWN: gettext_lazy("申请已撤回，可以重新申请"),
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time from one moment to the next, as the ledger tells it."""

    start: dt.datetime
    end: dt.datetime
    kind: str
    text: str
    article: str


def ribbon_of(entries: Sequence[Entry], limits: Limits, calendar: WorkCalendar, now: dt.datetime) -> Ribbon:
    """The clock as a band from receipt to its end or due date, with every entry, the due date and now as marks."""
    if not entries:
        return Ribbon(_("尚未提交，还没有开始计时"))
    now = calendar.local(now)
    try:
        clock: Clock | None = replay(entries, limits, calendar)
    except CalendarMissing:
        clock = None
    due = next_due(clock) if clock else None
    over = entries[-1].kind in _ENDS
    start, last = entries[0].at, entries[-1].at
    end = last if over else max(filter(None, (last, due, now)))
    first, span = _frame(start, end)

    def scale(moment: dt.datetime) -> float:
        return round(1000 * ((moment - first) / span), 1)

    segments = [
        Segment(scale(a), max(round(scale(b) - scale(a), 1), 0.5), kind, text, article)
        for stretch in _stretches(entries, due, now, over)
        for a, b, kind, text, article in _by_day(stretch, calendar, span <= HOURS_SHOWN_UP_TO)
    ]
    marks = [Mark(scale(e.at), e.kind.value, _told(e), e.article) for e in entries]
    if due and clock:
        bound = _bound(clock, limits)
        text = _("%(day)s 前应办结此步（%(limit)s）") % {"day": _stamp(due), "limit": limit(bound.limit)}
        marks.append(Mark(scale(due), "due", text, _cited(bound.basis)))
    if not over and first <= now:
        marks.append(Mark(min(scale(now), 1000.0), "now", _("现在 %(day)s") % {"day": _stamp(now)}))
    return Ribbon(_sentence(entries, clock, due, calendar, now), segments, sorted(marks, key=lambda mark: mark.at))


def burden_of(requirements: Iterable[Requirement], before: int) -> Burden:
    """How the documents are met. before: how many the applicant handed in without the reforms."""
    ways = [need.way for need in requirements]
    counts = [(way, ways.count(way)) for way in WAYS if way in ways]
    return Burden(counts, before=before, after=sum(way in BY_APPLICANT for way in ways))


def next_step_of(
    view: CaseView, actor: Actor | None, *, due: dt.datetime | None = None, suspended: bool = False, link: str = "",
    waits: Collection[str] = (),
) -> NextStep:  # fmt: skip
    """Whose move it is. due: in the zone's time. link: where the actor makes it; shown only where the actor may.

    waits: what else waits for the applicant after the decision, such as commitments; the first is told.
    """
    state = State(view.state)
    move = _MOVES.get(state)
    if suspended and state in (State.ACCEPTED, State.RECOMMENDED):
        mine = actor is not None and bool(may("resume", state, actor))
        return NextStep(pgettext("who", "审查人员"), _("计时中止，等待恢复"), link=link if mine else "", mine=mine)
    if move is None:
        told = next(iter(waits), "") or str(_OVER[state])
        return NextStep(
            pgettext("who", "申请人") if waits else pgettext("who", "已办结"),
            told,
            link=link if waits else "",
            mine=bool(waits),
        )
    who, what, acts = move
    mine = actor is not None and any(may(act, state, actor) for act in acts)
    return NextStep(str(who), str(what), _stamp(due) if due else "", link if mine else "", mine)


def _frame(start: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, dt.timedelta]:
    """The left edge and the length of the band: at least an hour, with a little room on the right."""
    span = max(end - start, dt.timedelta(hours=1))
    return start, span * 1.02


def _stretches(entries: Sequence[Entry], due: dt.datetime | None, now: dt.datetime, over: bool) -> Iterator[_Stretch]:
    """What ran between the entries, then what runs now: until now, late beyond the due date, and what is still left."""
    running: tuple[str, str, str] = ("waiting", "", "")
    for entry, following in pairwise(entries):
        running = _after(entry, running)
        yield _Stretch(entry.at, following.at, *running)
    if over:
        return
    last = entries[-1]
    running = _after(last, running)
    until = max(now, last.at)
    on_time = min(until, due) if due else until
    yield _Stretch(last.at, max(on_time, last.at), *running)
    if due and until > due:
        yield _Stretch(max(due, last.at), until, "late", _("已超过期限"), running[2])
    elif due and due > until:
        yield _Stretch(until, due, "waiting", _("剩余时间"), running[2])


def _after(entry: Entry, running: tuple[str, str, str]) -> tuple[str, str, str]:
    found = _RUNS.get(entry.kind)
    return (found[0], str(found[1]), entry.article) if found else running


def _by_day(
    stretch: _Stretch, calendar: WorkCalendar, by_hour: bool
) -> Iterator[tuple[dt.datetime, dt.datetime, str, str, str]]:
    """The stretch cut where work and rest change; neighbours of one kind are one. Where no calendar reaches, uncut."""
    if stretch.start >= stretch.end:
        return
    try:
        pieces = list(_pieces(stretch, calendar, by_hour))
    except CalendarMissing:
        pieces = [(stretch.start, stretch.end, "")]
    index = 0
    while index < len(pieces):
        begin, end, rest = pieces[index]
        while index + 1 < len(pieces) and pieces[index + 1][2] == rest:
            index += 1
            end = pieces[index][1]
        index += 1
        if rest and stretch.kind != "suspended":
            yield begin, end, "rest", rest, "行政许可法 82"
        else:
            yield begin, end, stretch.kind, stretch.text, stretch.article


def _pieces(stretch: _Stretch, calendar: WorkCalendar, by_hour: bool) -> Iterator[tuple[dt.datetime, dt.datetime, str]]:
    """(from, to, why it is rest or ''), day by day, or by office hours on a short band."""
    begin = calendar.local(stretch.start)
    end = calendar.local(stretch.end)
    day = begin.date()
    while day <= end.date():
        midnight = dt.datetime.combine(day, dt.time(), calendar.tz)
        whole = (midnight, midnight + dt.timedelta(days=1))
        if not calendar.is_workday(day):
            parts = [(*whole, calendar.reason(day) or _("休息日"))]
        elif by_hour:
            parts = list(_office(midnight, calendar, day))
        else:
            parts = [(*whole, "")]
        for a, b, rest in parts:
            a, b = max(a, begin), min(b, end)
            if a < b:
                yield a, b, rest
        day += dt.timedelta(days=1)


def _office(
    midnight: dt.datetime, calendar: WorkCalendar, day: dt.date
) -> Iterator[tuple[dt.datetime, dt.datetime, str]]:
    at = 0
    for opening, closing in (*calendar.hours(day), (1440, 1440)):
        yield midnight + dt.timedelta(minutes=at), midnight + dt.timedelta(minutes=opening), _("非办公时间")
        yield midnight + dt.timedelta(minutes=opening), midnight + dt.timedelta(minutes=closing), ""
        at = closing


def _told(entry: Entry) -> str:
    return f"{_stamp(entry.at)} {_WORDS[entry.kind]}"


def _stamp(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _bound(clock: Clock, limits: Limits) -> Bound:
    """The limit that sets the present date, with its articles."""
    if clock.decided_at:
        return limits.delivery
    if clock.due is None:
        return limits.correction
    return limits.promised if clock.due == clock.promised_due else limits.statutory


def _sentence(
    entries: Sequence[Entry], clock: Clock | None, due: dt.datetime | None, calendar: WorkCalendar, now: dt.datetime
) -> str:
    """What the band shows, in words: the last thing that happened, and how much time is left or over."""
    last = entries[-1]
    told = _("%(day)s %(what)s") % {"day": _stamp(last.at), "what": _WORDS[last.kind]}
    if last.kind in _ENDS:
        days = (last.at.date() - entries[0].at.date()).days + 1
        return _("%(told)s；从收到起共 %(days)s 天") % {"told": told, "days": days}
    if clock is None:
        return _("%(told)s；工作日历尚未公布到期的年份") % {"told": told}
    if due is None:
        return _("%(told)s；现在不计时") % {"told": told}
    values = {"told": told, "due": _stamp(due)}
    if now > due:
        return _("%(told)s；应当在 %(due)s 前，已经超过") % values
    left = workdays_between(now, due, calendar)
    return _("%(told)s；%(due)s 前应办结此步，还有 %(left)s 个工作日") % {**values, "left": left}


def _cited(basis: Basis) -> str:
    return "；".join(str(reference) for reference in basis)
