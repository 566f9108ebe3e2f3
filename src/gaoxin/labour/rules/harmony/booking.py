"""When a desk can be booked, who may book, which lawyer may serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.errors import Conflict, Invalid, WrongState
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.disputes.slots import free_of
from gaoxin.labour.rules.harmony.book import Booking, Desk, Desks

TURN = "值班 turn"


def times(desk: Desk, day: dt.date, calendar: WorkCalendar) -> list[dt.datetime]:
    """When the desk serves on that day, by the working calendar: on its weekdays, and on Saturdays where it keeps them."""
    if calendar.is_workday(day):
        open_ = day.isoweekday() in desk.weekdays
        # A make-up workday is a workday on a weekend: it counts as one for desks that serve all week.
        open_ = open_ or (day.isoweekday() > 5 and len(desk.weekdays) == 5)
        return free_of(day, desk.minutes, calendar) if open_ else []
    return free_of(day, desk.minutes, calendar, service=True) if desk.saturday else []


def check_time(desk: Desk, start: dt.datetime, now: dt.datetime, calendar: WorkCalendar, rules: Booking) -> dt.datetime:
    """The beginning in the zone's time. Raises Invalid for a time that the desk does not serve, too soon or too far ahead."""
    if start.tzinfo is not None and start - now < dt.timedelta(minutes=rules.notice_minutes):
        raise Invalid(
            f"{start:%Y-%m-%d %H:%M} 太近或者已过 too soon, or over", why=f"至少提前 {rules.notice_minutes} 分钟 so many minutes ahead",
            do="换一个时间 choose a later time",
        )  # fmt: skip
    far = start.tzinfo is not None and start - now > dt.timedelta(rules.ahead_days + 1)
    local = now if far else calendar.local(start)
    if far or (local.date() - calendar.local(now).date()).days > rules.ahead_days:
        raise Invalid(
            f"只能预约 {rules.ahead_days} 天内的时间 at most so many days ahead",
            do="换一个时间 choose an earlier time",
        )
    if local not in times(desk, local.date(), calendar):
        raise Invalid(
            f"{desk.name.zh} 在 {local:%Y-%m-%d %H:%M} 不办理 the desk does not serve then", why=calendar.reason(local.date()),
            do="从列出的时间里选 choose a listed time", article=cited(desk.basis),
        )  # fmt: skip
    return local


def check_person(ahead: int, missed: Sequence[dt.date], today: dt.date, rules: Booking) -> None:
    """Raises Conflict where a person has too many ahead, or missed so many that they may not book online for a while."""
    if ahead >= rules.open_most:
        raise Conflict(
            f"已有 {ahead} 个预约未办 so many are ahead of you", why=f"每人最多 {rules.open_most} 个 at most so many a person",
            do="先取消一个 cancel one first",
        )  # fmt: skip
    recent = [day for day in missed if (today - day).days <= rules.missed_days]
    if len(recent) < rules.missed_most:
        return
    until = max(recent) + dt.timedelta(rules.barred_days)
    if today <= until:
        raise Conflict(
            f"{len(recent)} 次预约未到，{until} 前不能网上预约 missed too often to book online",
            why=f"{rules.missed_days} 天内 {rules.missed_most} 次未到 so many in so many days",
            do="到窗口现场取号 come to the counter, which serves you still",
        )  # fmt: skip


def check_cancel(start: dt.datetime, now: dt.datetime, rules: Booking) -> None:
    """Raises WrongState when it is too late to give a time back."""
    if now > start - dt.timedelta(minutes=rules.cancel_minutes):
        raise WrongState(
            "已过取消时间 too late to cancel",
            why=f"开始前 {rules.cancel_minutes} 分钟截止 until so many minutes before it begins",
            do="致电窗口说明 call the desk",
        )


@dataclass(frozen=True, slots=True)
class Lawyer:
    """On duty that day. clients: names for whom they act or acted. served: bookings of the day, for an even share."""

    key: str
    name: str
    clients: Collection[str]
    served: int = 0


def plain(name: str) -> str:
    """A name as conflicts are compared: without blanks and full-width brackets."""
    return "".join(name.split()).replace("（", "(").replace("）", ")").casefold()


def may_serve(lawyers: Sequence[Lawyer], opponent: str, desks: Desks) -> list[Lawyer]:
    """Those on duty who never acted for the other side, who served least first. Raises Conflict with the article where none is left."""
    if not lawyers:
        raise Conflict("当天没有律师值班 no lawyer is on duty that day", do="换一天 choose another day", article="")
    other = plain(opponent)
    free = [one for one in lawyers if not other or other not in {plain(client) for client in one.clients}]
    if not free:
        raise Conflict(
            "当天值班律师都代理过对方 every lawyer on duty that day acted for the other side",
            why="律师不得代理有利益冲突的法律事务 a lawyer does not serve both sides", do="换一天 choose another day",
            article=cited(desks.conflict),
        )  # fmt: skip
    return sorted(free, key=lambda one: (one.served, one.name, one.key))


def share_of_saturdays(days: Mapping[dt.date, int]) -> tuple[int, int]:
    """(on Saturdays, all) of bookings by day."""
    return sum(count for day, count in days.items() if day.isoweekday() == 6), sum(days.values())
