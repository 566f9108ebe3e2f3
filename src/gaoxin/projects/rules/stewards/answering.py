"""The promise of a first answer on the working calendar, and how a question stands against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import Due, due_at, explain_due
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.core.limits import parse_limit
from gaoxin.projects.rules.stewards.book import Service

Standing = Literal["waiting", "soon", "late", "answered", "answered-late", "closed"]


@dataclass(frozen=True, slots=True)
class Times:
    """Of one question. due: by when its first answer was promised."""

    asked: dt.datetime
    due: dt.datetime
    answered: dt.datetime | None = None
    closed: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """asked, answered, in_time, late: counts; late holds what was answered late and what waits past its time.
    median_minutes: office minutes to the first answer of those answered; None where there are none.
    """

    asked: int
    answered: int
    in_time: int
    late: int
    median_minutes: int | None


def first_answer_due(asked: dt.datetime, service: Service, calendar: WorkCalendar) -> dt.datetime:
    """By when the enterprise hears the first answer."""
    return due_at(asked, parse_limit(service.first_answer), calendar)


def why_due(asked: dt.datetime, service: Service, calendar: WorkCalendar) -> Due:
    """The same with its steps."""
    return explain_due(asked, parse_limit(service.first_answer), calendar)


def standing(times: Times, now: dt.datetime, service: Service, calendar: WorkCalendar) -> Standing:
    """How it stands at that moment."""
    if times.closed is not None:
        return "closed"
    if times.answered is not None:
        return "answered" if times.answered <= times.due else "answered-late"
    if now > times.due:
        return "late"
    return "soon" if calendar.working_minutes(now, times.due) <= service.soon_minutes else "waiting"


def summed(found: Sequence[Times], now: dt.datetime, calendar: WorkCalendar) -> Summary:
    """Of many questions."""
    taken = sorted(calendar.working_minutes(t.asked, t.answered) for t in found if t.answered is not None)
    in_time = sum(1 for t in found if t.answered is not None and t.answered <= t.due)
    late = sum(1 for t in found if (t.answered or now) > t.due)
    middle = len(taken) // 2
    median = (taken[middle] + taken[~middle]) // 2 if taken else None
    return Summary(len(found), len(taken), in_time, late, median)


def saturday_share(moments: Sequence[dt.datetime], calendar: WorkCalendar) -> tuple[int, int]:
    """(services on days that are open for service only, such as Saturdays; all of them)."""
    return sum(1 for moment in moments if calendar.is_service_day(calendar.local(moment).date())), len(moments)


def check_words(text: str, service: Service, what: str) -> str:
    """The text without its margins. Raises Invalid for none, or for too much."""
    told = text.strip()
    if not told or len(told) > service.most_characters:
        raise Invalid(
            f"{what}没有写，或者太长 it is empty or too long",
            why=f"最多 {service.most_characters} 字 at most that many characters", do="写明后再提交 write it, then send it",
        )  # fmt: skip
    return told


def check_rating(stars: int, times: Times, rated: bool) -> None:
    """Raises Invalid unless 1 to 5, WrongState before an answer or for a second time."""
    if not 1 <= stars <= 5:
        raise Invalid(f"评分应为 1 至 5 a rating is 1 to 5, not {stars}", do="选择 1 至 5 choose one of them")
    if times.answered is None:
        raise WrongState(
            "还没有答复，不能评价 there is no answer to rate yet",
            why="评价针对答复 a rating is of an answer", do="收到答复后评价 rate it when it has come",
        )  # fmt: skip
    if rated:
        raise WrongState(
            "已经评价过 it was rated already", why="一次咨询评价一次 one rating a question",
            do="还有意见的，追问或者另提咨询 ask on, or ask anew",
        )  # fmt: skip


def check_open(times: Times) -> None:
    """Raises WrongState for a question that is closed."""
    if times.closed is not None:
        raise WrongState(
            "咨询已办结 the question is closed", why="办结后不再改动 nothing changes afterwards",
            do="另提咨询 ask a new question",
        )  # fmt: skip


def check_past(day: dt.date, today: dt.date, what: str) -> None:
    """Raises Invalid for a day that has not come."""
    if day > today:
        raise Invalid(
            f"{what}不能在将来 it cannot lie in the future: {day}", why=f"今天是 {today} today",
            do="填写已经发生的日期 give a day that has come",
        )  # fmt: skip
