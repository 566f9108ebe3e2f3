"""Endpoints of harmony: warnings of unpaid wages, booked desks, coordinators' visits, self-checks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.rules.harmony.access import may_run
from gaoxin.labour.rules.harmony.aid import Asked
from gaoxin.labour.selectors.harmony import desks, warned
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import booking, checking, coordinating, warning
from gaoxin.runtime.api import Request, answers

router = Router(tags=["劳动关系和谐 harmony"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Code = Annotated[str, StringConstraints(max_length=32)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Line = Annotated[str, StringConstraints(max_length=200)]


class DeskTime(Schema):
    """left: places."""

    start: dt.datetime
    left: int


class DeskTold(Schema):
    """times: of the week from `since` on."""

    code: str
    name: dict[str, str]
    minutes: int
    saturday: bool
    basis: str
    purposes: dict[str, str]
    times: list[DeskTime]


class DesksTold(Schema):
    desks: list[DeskTold]


class AidAsked(Schema):
    """What legal aid is asked about; codes of the book."""

    matter: Code
    groups: Annotated[list[Code], Field(max_length=10)] = []
    poor: bool = False
    ends_on: dt.date | None = None


class DeskWanted(Schema):
    """opponent: the other side, for the check of conflicts. party: a firm that the account speaks for."""

    desk: Code = Field(examples=["insurance"])
    purpose: Code = Field(examples=["medical"])
    starts_at: dt.datetime
    phone: Annotated[str, StringConstraints(max_length=40)]
    opponent: Annotated[str, StringConstraints(max_length=120)] = ""
    words: Annotated[str, StringConstraints(max_length=1000)] = ""
    party: uuid.UUID | None = None
    aid: AidAsked | None = None


class AppointmentTold(Schema):
    id: uuid.UUID
    desk: str
    purpose: str
    starts_at: dt.datetime
    state: str
    adviser: str
    screening: dict[str, Any]


class AppointmentsTold(Schema):
    appointments: list[AppointmentTold]


class AppointmentMade(Schema):
    id: uuid.UUID


class DeskSeen(Schema):
    """since: the first day of the week that was shown."""

    since: dt.date


class DeskCounted(Schema):
    """counted: false where there is a place, where the person has a time there, or was counted this week."""

    counted: bool


class AppointmentOutcome(Schema):
    """kept: whether the person came."""

    kept: bool


class WageTerm(Schema):
    """One addend with its evidence. counts: false where a stronger one of the same fact counts."""

    code: str
    name: dict[str, str]
    points: int
    counts: bool
    day: dt.date
    evidence: dict[str, str]
    source: dict[str, str]
    article: str


class WageRisk(Schema):
    """points are the sum of the terms that count; there is no sum without them."""

    party: uuid.UUID
    enterprise: str
    level: str
    points: int
    terms: list[WageTerm]
    warning: uuid.UUID | None


class WageRisks(Schema):
    enterprises: list[WageRisk]
    count: int


class WageFactTold(Schema):
    party: uuid.UUID
    code: Code = Field(examples=["late-pay"])
    day: dt.date
    words: Words
    source: Line


class WageWarningAsked(Schema):
    party: uuid.UUID
    words: Words


class WageWarningWords(Schema):
    words: Words


class WageWarningEnd(Schema):
    closing: Code = Field(examples=["paid"])
    words: Words


class HarmonyMade(Schema):
    id: uuid.UUID


class HarmonyDone(Schema):
    done: bool = True


class CoordinationTold(Schema):
    party: uuid.UUID
    day: dt.date
    findings: Words
    next_on: dt.date | None = None


class HarmonyJudged(Schema):
    confirm: bool
    words: Words


def made(request: Request, key: str) -> dict[str, Any]:
    """What every act takes."""
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


@router.get(
    "/desks", response=answers(DesksTold), url_name="desks", operation_id="desks", summary="可预约的服务 desks and their times"
)  # fmt: skip
def desks_(request: Request, since: Annotated[dt.date | None, Query(description="today without it")] = None) -> Any:
    """The week from that day on, never before today; none beyond what may be booked."""
    today = calendar().local(request.at).date()
    begin = min(max(since or today, today), today + dt.timedelta(book().desks.booking.ahead_days))
    found: list[dict[str, Any]] = []
    for one in book().desks.desks:
        days = desks.week(zone=request.zone, code=one.code, since=begin, now=request.at)
        times = [{"start": slot.start, "left": slot.left} for day in days for slot in day.slots]
        found.append(
            {"code": one.code, "name": wages.both(one.name), "minutes": one.minutes, "saturday": one.saturday,
             "basis": cited(one.basis), "purposes": {part.code: part.name.zh for part in one.purposes}, "times": times}
        )  # fmt: skip
    return {"desks": found}


@router.get(
    "/appointments", response=answers(AppointmentsTold), url_name="appointments", operation_id="appointments",
    summary="预约 bookings",
)  # fmt: skip
def appointments(
    request: Request, day: Annotated[dt.date | None, Query(description="of officers; today without it")] = None
) -> Any:
    """For a labour officer those of a day; for anybody else their own."""
    if may_run(request.actor, request.zone):
        today = calendar().local(request.at).date()
        rows = desks.of_day(zone=request.zone, by=request.actor, day=day or today)
    else:
        rows = desks.own(zone=request.zone, by=request.actor)
    return {"appointments": [_told(row) for row in rows]}


@router.post(
    "/appointments", response=answers(AppointmentMade), url_name="book-desk", operation_id="book-desk", summary="预约 book a time"
)  # fmt: skip
def book_desk(request: Request, body: DeskWanted, key: Key) -> Any:
    """One place, with a lawyer who never served the other side where the desk has lawyers. Where it is full: 409, and the wish counts
    for staffing."""
    asked = Asked(body.aid.matter, tuple(body.aid.groups), body.aid.poor, body.aid.ends_on) if body.aid else None
    start = body.starts_at if body.starts_at.tzinfo else body.starts_at.replace(tzinfo=calendar().tz)
    wanted = booking.Wanted(body.desk, body.purpose, start, body.phone, body.opponent, body.words, body.party, asked)
    return {"id": booking.ask(**made(request, key), wanted=wanted)}


@router.post(
    "/desks/{desk}/full", response=answers(DeskCounted), url_name="saw-full-desk", operation_id="saw-full-desk",
    summary="看到约满 shown a week without a place",
)  # fmt: skip
def saw_full(request: Request, desk: Code, body: DeskSeen, key: Key) -> Any:
    """For an app that shows the week: counts for staffing until the person books, once a person and week."""
    return {
        "counted": booking.saw_full(zone=request.zone, code=desk, since=body.since, by=request.actor, at=request.at)
    }


@router.post(
    "/appointments/{appointment}/cancel", response=answers(HarmonyDone), url_name="cancel-appointment",
    operation_id="cancel-appointment", summary="取消预约 give a time back",
)  # fmt: skip
def cancel(request: Request, appointment: uuid.UUID, key: Key) -> Any:
    """Until some time before it begins."""
    booking.cancel(**made(request, key), appointment_id=appointment)
    return {"done": True}


@router.post(
    "/appointments/{appointment}/outcome", response=answers(HarmonyDone), url_name="settle-appointment",
    operation_id="settle-appointment", summary="登记到场 kept or missed",
)  # fmt: skip
def settle(request: Request, appointment: uuid.UUID, body: AppointmentOutcome, key: Key) -> Any:
    """Once the time has begun."""
    booking.settle(**made(request, key), appointment_id=appointment, kept=body.kept)
    return {"done": True}


@router.get(
    "/wage-warnings", response=answers(WageRisks), url_name="wage-warnings", operation_id="wage-warnings",
    summary="欠薪风险排序 firms whose wages may go unpaid",
)  # fmt: skip
def risks(
    request: Request, level: Annotated[str, Query(max_length=16)] = "",
    page: Annotated[int, Query(ge=1, le=1000, description="of thirty firms")] = 1,
) -> Any:  # fmt: skip
    """The worst first, each with all its terms."""
    today = calendar().local(request.at).date()
    rows, many = warned.ranked(zone=request.zone, by=request.actor, today=today, level=level, page=page)
    told = [
        {
            "party": one.party_id, "enterprise": one.name, "level": one.weighed.level.code if one.weighed.level else "",
            "points": one.weighed.points, "terms": wages.kept(one.weighed), "warning": one.warning.id if one.warning else None,
        }
        for one in rows
    ]  # fmt: skip
    return {"enterprises": told, "count": many}


@router.post(
    "/wage-facts", response=answers(HarmonyMade), url_name="note-wage-fact", operation_id="note-wage-fact",
    summary="登记工资支付情况 note a fact",
)  # fmt: skip
def note_fact(request: Request, body: WageFactTold, key: Key) -> Any:
    """With its source; survey data are refused (统计法 28)."""
    fact = warning.Fact(body.code, body.day, body.words, body.source)
    return {"id": warning.note_fact(**made(request, key), party_id=body.party, fact=fact)}


@router.post(
    "/wage-warnings", response=answers(HarmonyMade), url_name="open-wage-warning", operation_id="open-wage-warning",
    summary="启动预警 open a warning",
)  # fmt: skip
def open_warning(request: Request, body: WageWarningAsked, key: Key) -> Any:
    """With the terms as they stand; one open at a time."""
    return {"id": warning.open_warning(**made(request, key), party_id=body.party, words=body.words)}


@router.post(
    "/wage-warnings/{warning_id}/look", response=answers(HarmonyDone), url_name="look-wage-warning",
    operation_id="look-wage-warning", summary="核查 what was found",
)  # fmt: skip
def look(request: Request, warning_id: uuid.UUID, body: WageWarningWords, key: Key) -> Any:
    """The signals stand until they are over."""
    warning.look(**made(request, key), warning_id=warning_id, words=body.words)
    return {"done": True}


@router.post(
    "/wage-warnings/{warning_id}/close", response=answers(HarmonyDone), url_name="close-wage-warning",
    operation_id="close-wage-warning", summary="关闭预警 close with a reason",
)  # fmt: skip
def close(request: Request, warning_id: uuid.UUID, body: WageWarningEnd, key: Key) -> Any:
    """After somebody looked."""
    warning.close(**made(request, key), warning_id=warning_id, closing=body.closing, words=body.words)
    return {"done": True}


@router.post(
    "/coordination-visits", response=answers(HarmonyMade), url_name="note-coordination-visit",
    operation_id="note-coordination-visit", summary="登记走访 note a visit",
)  # fmt: skip
def visit(request: Request, body: CoordinationTold, key: Key) -> Any:
    """By the coordinator who made it."""
    visited = coordinating.visit(
        **made(request, key), party_id=body.party, day=body.day, findings=body.findings, next_on=body.next_on
    )
    return {"id": visited}


@router.post(
    "/harmony-checks/{check}/judge", response=answers(HarmonyDone), url_name="judge-harmony-check",
    operation_id="judge-harmony-check", summary="认定或者退回 confirm or give back",
)  # fmt: skip
def judge(request: Request, check: uuid.UUID, body: HarmonyJudged, key: Key) -> Any:
    """One that does not pass is not confirmed."""
    checking.judge(**made(request, key), check_id=check, confirm=body.confirm, words=body.words)
    return {"done": True}


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "desk": row.desk, "purpose": row.purpose, "starts_at": calendar().local(row.starts_at), "state": row.state,
        "adviser": row.adviser.name if row.adviser else "", "screening": row.screening,
    }  # fmt: skip
