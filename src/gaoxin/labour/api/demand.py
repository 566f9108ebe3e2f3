"""Demand for the desks, and the staffing that it speaks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema

from gaoxin.labour.selectors.harmony import demand
from gaoxin.labour.selectors.settings import calendar
from gaoxin.runtime.api import Request, answers

router = Router(tags=["劳动关系和谐 harmony"])


class DemandHour(Schema):
    """average: who asked a day. needed: counters for the share of days that the zone set."""

    hour: int
    booked: int
    turned_away: int
    average: float
    busiest: int
    needed: int


class DemandDay(Schema):
    """weekday: ISO. left: who was shown a week without a place and went away; in the average and in what is needed.
    verdict: more, fewer or fits; few where the days are too few to say."""

    weekday: int
    days: int
    booked: int
    turned_away: int
    left: int
    average: float
    on_duty: int
    needed: int
    verdict: str
    hours: list[DemandHour]


class DemandGap(Schema):
    day: dt.date
    on_duty: int
    needed: int


class DeskDemand(Schema):
    """The weeks from `since` to the day before `until`. gaps: days ahead with too few lawyers on duty."""

    desk: str
    since: dt.date
    until: dt.date
    weekdays: list[DemandDay]
    gaps: list[DemandGap]


@router.get(
    "/desks/{desk}/demand", response=answers(DeskDemand), url_name="desk-demand", operation_id="desk-demand",
    summary="按需求排班 demand and staffing",
)  # fmt: skip
def desk_demand(
    request: Request, desk: Annotated[str, Path(max_length=32)],
    until: Annotated[dt.date | None, Query(description="of the weeks before that day; today without it")] = None,
) -> Any:  # fmt: skip
    """Who asked by weekday and hour against who served, and how many counters that speaks for."""
    today = calendar().local(request.at).date()
    found = demand.demand(zone=request.zone, code=desk, by=request.actor, today=today, until=until)
    return asdict(found) | {"desk": found.desk.code}
