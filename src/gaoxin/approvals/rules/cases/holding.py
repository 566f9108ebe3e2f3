"""What the holder of a permit must do, from dated reports: start, extensions, stoppage, re-verification (建筑法 9, 10).

The numbers come from the item's `result.keep`; the reports are the rows the case keeps, so the verdict can be replayed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gaoxin.approvals.rules.items.model import Bound, Keep
from gaoxin.core.calendar import CalendarMissing, WorkCalendar
from gaoxin.core.due import due_at, latest_before
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.core.limits import parse_limit


class Report(StrEnum):
    """A dated event of the works."""

    ISSUED = "issued"
    STARTED = "started"
    START_EXTENDED = "start-extended"
    STOPPED = "stopped"
    RESUMED = "resumed"
    REVERIFIED = "reverified"


@dataclass(frozen=True, slots=True)
class Holding:
    """How the permit stands on a day: in force or void, what is due next and why."""

    in_force: bool
    started: bool
    stopped: bool
    due: dt.datetime | None
    duty: str
    article: str


def holding(
    keep: Keep,
    reports: Sequence[tuple[Report, dt.datetime]],
    on: dt.datetime,
    cal: WorkCalendar,
    asked: dt.datetime | None = None,
) -> Holding:
    """The permit's standing on `on`. `reports` begin with ISSUED and go forward in time.

    asked: when an extension was asked for that nobody has decided yet. Asked in time, it keeps the permit in force until it
    is decided: the law voids the permit of whoever neither starts nor asks (建筑法 9).
    """
    started = any(kind is Report.STARTED for kind, _ in reports)
    if not started and keep.start_within:
        due = start_due(keep, reports, cal)
        article = _cited(keep.start_within)
        if asked and asked <= due:
            return Holding(True, False, False, due, "已申请延期开工，等待决定 an extension is asked for", article)
        if on > due:
            return Holding(
                False, False, False, due, "逾期未开工，许可证自行废止 void: works did not start in time", article
            )
        return Holding(True, False, False, due, "应当开工 start the works", article)
    stop = next(
        (at for kind, at in reversed(reports) if kind in (Report.STOPPED, Report.RESUMED, Report.REVERIFIED)), None
    )
    last = reports[-1][0]
    if last is Report.STOPPED and stop and keep.stop_report:
        due = due_at(stop, parse_limit(keep.stop_report.limit), cal)
        return Holding(True, started, True, due, "中止施工，应当报告 report the stoppage", _cited(keep.stop_report))
    return Holding(True, started, False, None, "", "")


def start_due(keep: Keep, reports: Sequence[tuple[Report, dt.datetime]], cal: WorkCalendar) -> dt.datetime:
    """The day by which works must start: from issue, plus each extension from the day the former period ends."""
    if keep.start_within is None:
        raise WrongState("本证照没有开工期限 this licence has no starting limit")
    due = due_at(reports[0][1], parse_limit(keep.start_within.limit), cal)
    for kind, _ in reports:
        if kind is Report.START_EXTENDED and keep.start_extension:
            due = due_at(due, parse_limit(keep.start_extension.limit), cal)
    return due


def check_start_extension(
    keep: Keep, reports: Sequence[tuple[Report, dt.datetime]], on: dt.datetime, cal: WorkCalendar
) -> None:
    """Raises where no further extension exists: used up, works begun, or asked for after the period ended."""
    used = sum(kind is Report.START_EXTENDED for kind, _ in reports)
    article = _cited(keep.start_within) if keep.start_within else ""
    if used >= keep.start_extensions:
        raise WrongState(
            f"延期以 {keep.start_extensions} 次为限，已用 {used} 次 no extension left",
            why="逾期不开工又不申请延期或者超过延期次数的，许可证自行废止",
            do="重新申请 apply anew",
            article=article,
        )
    if any(kind is Report.STARTED for kind, _ in reports):
        raise WrongState("已经开工，无需延期 the works have started", article=article)
    if _over(keep, reports, on, cal):
        raise WrongState("期限已过，不能再延期 the starting period is over", do="重新申请 apply anew", article=article)


def _over(keep: Keep, reports: Sequence[tuple[Report, dt.datetime]], on: dt.datetime, cal: WorkCalendar) -> bool:
    """Whether the time to start has passed. A day that no published calendar reaches has not come."""
    try:
        return on > start_due(keep, reports, cal)
    except CalendarMissing:
        return False


def must_reverify(
    keep: Keep, reports: Sequence[tuple[Report, dt.datetime]], on: dt.datetime, cal: WorkCalendar
) -> bool:
    """Whether works stopped so long that the permit is verified again before they resume (建筑法 10(2))."""
    stopped = next((at for kind, at in reversed(reports) if kind is Report.STOPPED), None)
    if stopped is None or keep.reverify_after is None:
        return False
    if any(kind is Report.REVERIFIED and at >= stopped for kind, at in reports):
        return False
    anniversary = _plain_anniversary(stopped, keep.reverify_after)
    return on.date() >= anniversary


def renew_by(keep: Keep, valid_until: dt.date, cal: WorkCalendar) -> dt.date | None:
    """The last day to ask for renewal of a licence that ends on `valid_until` (行政许可法 50); None where it sets none."""
    if keep.renew_before is None:
        return None
    return latest_before(valid_until, parse_limit(keep.renew_before.limit), cal)


def check_report(reports: Sequence[tuple[Report, dt.datetime]], kind: Report, at: dt.datetime) -> None:
    """Raises Invalid where a report does not fit those before it, or time runs backwards."""
    last, last_at = reports[-1]
    if at < last_at:
        raise Invalid(f"报告时间早于上一次 the report is dated before the last ({last_at:%Y-%m-%d})", do="核对日期")
    begun = any(k is Report.STARTED for k, _ in reports)
    fits = {
        Report.STARTED: not begun,
        Report.STOPPED: begun and last is not Report.STOPPED,
        Report.RESUMED: last in (Report.STOPPED, Report.REVERIFIED),
        Report.REVERIFIED: last is Report.STOPPED,
    }
    if not fits.get(kind, True):
        raise WrongState(f"{kind.value} 不能接在 {last.value} 之后 does not follow", do="先报告前一状态")


def _plain_anniversary(start: dt.datetime, bound: Bound) -> dt.date:
    limit = parse_limit(bound.limit)
    day = start.date()
    if limit.unit != "y":
        raise Invalid(f"停工复核期限须以年计 expected years: {bound.limit}")
    year = day.year + int(limit.amount)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return dt.date(year, day.month + 1, 1)


def _cited(bound: Bound) -> str:
    return "；".join(str(reference) for reference in bound.basis)
