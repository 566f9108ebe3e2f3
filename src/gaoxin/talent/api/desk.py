"""Endpoints of the zone as a whole: gap and forecast, matchings with everybody who is left and why, the register of schools."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from gaoxin.runtime.api import Request, answers
from gaoxin.talent.api.shapes import (
    Degrees,
    Key,
    Month,
    Short,
    TalentCountMade,
    TalentIdMade,
    TalentNumberMade,
    TalentOccupation,
    TalentSaid,
    does,
    month,
    occupation,
    said,
    shown,
)  # fmt: skip
from gaoxin.talent.rules.access import READS_ALL, check_reads
from gaoxin.talent.selectors import desks
from gaoxin.talent.selectors.demand import gaps_of
from gaoxin.talent.selectors.matching import explained, rounds, runs
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services import matching, schools

router = Router(tags=["人才供需 talent"])


class TalentGap(Schema):
    """declared: jobs that firms told. assumed: reckoned from projects. seats: that end in the year. missing: below zero where more end."""

    occupation: TalentOccupation
    year: int
    declared: int
    assumed: int
    seats: int
    missing: int


class TalentForecast(Schema):
    """The assumption behind `assumed`."""

    assumption: bool
    source: str
    posts_per_100m: int
    months_after_completion: int


class TalentGaps(Schema):
    """undated: projects that say no day of production, of which nothing is forecast. totals: people by state of placement."""

    gaps: list[TalentGap]
    undated: list[str]
    forecast: TalentForecast
    totals: dict[str, int]


class TalentRound(Schema):
    """Months in which students practise. waiting: without a placement."""

    first: str
    last: str
    students: int
    waiting: int


class TalentMatchingLine(Schema):
    number: str
    first: str
    last: str
    placed: int
    left: int
    at: dt.datetime
    adopted_at: dt.datetime | None


class TalentMatchings(Schema):
    rounds: list[TalentRound]
    matchings: list[TalentMatchingLine]


class TalentPair(Schema):
    """student: the school's own number. km, cost: of the weights; the sum over all is least."""

    student: str
    post: str
    km: int
    cost: int


class TalentBar(Schema):
    """A rule that bars so many of the fitting posts."""

    rule: str
    says: TalentSaid
    article: str
    posts: int


class TalentLimit(Schema):
    """seats, share-post, base or share-unit: what so many of the open posts are full by."""

    limit: str
    posts: int


class TalentLeft(Schema):
    """A student without a post. why: no-fit, barred, too-far or full. fitting: posts of the major; open: to which the student may go."""

    student: str
    why: str
    fitting: int
    open: int
    bars: list[TalentBar]
    limits: list[TalentLimit]


class TalentMatchingWhole(TalentMatchingLine):
    """free: seats by post that nobody sits on."""

    pairs: list[TalentPair]
    unplaced: list[TalentLeft]
    free: dict[str, int]


class TalentMatchingAsked(Schema):
    first: Month = Field(examples=["2026-09"])
    last: Month = Field(examples=["2026-11"])


class TalentSchoolTold(Schema):
    id: uuid.UUID
    party: uuid.UUID
    name: str
    level: str


class TalentSchools(Schema):
    schools: list[TalentSchoolTold]


class TalentSchoolNew(Schema):
    """identifier: credit code of a registered party."""

    identifier: Short
    level: Literal["secondary", "technician", "higher"]
    lat: Degrees
    lon: Degrees


@router.get(
    "/talent/gaps", response=answers(TalentGaps), url_name="talent-gaps", operation_id="talent-gaps",
    summary="职业缺口和测算 gap by occupation",
)  # fmt: skip
def gaps(request: Request) -> Any:
    """Of this year and the next two, the largest first."""
    check_reads(request.actor, request.zone)
    found, undated = gaps_of(zone=request.zone, today=timezone.localdate(request.at))
    told = book().matching.forecast
    return {
        "gaps": [
            {
                "occupation": occupation(one.occupation), "year": one.year, "declared": one.declared, "assumed": one.assumed,
                "seats": one.seats, "missing": one.missing,
            }
            for one in found
        ],
        "undated": undated, "totals": desks.totals(zone=request.zone, by=request.actor),
        "forecast": {
            "assumption": told.assumption, "source": told.source, "posts_per_100m": told.posts_per_100m,
            "months_after_completion": told.months_after_completion,
        },
    }  # fmt: skip


@router.get(
    "/talent/matchings", response=answers(TalentMatchings), url_name="talent-matchings", operation_id="talent-matchings",
    summary="匹配 matchings",
)  # fmt: skip
def matchings(request: Request) -> Any:
    """Who waits in which months, and the matchings, the newest first."""
    check_reads(request.actor, request.zone)
    return {
        "rounds": [
            {"first": shown(one.first), "last": shown(one.last), "students": one.students, "waiting": one.waiting}
            for one in rounds(zone=request.zone)
        ],
        "matchings": [_line(one) for one in runs(zone=request.zone)],
    }


@router.get(
    "/talent/matchings/{matching_number}", response=answers(TalentMatchingWhole), url_name="talent-matching",
    operation_id="talent-matching", summary="匹配结果和未安排的原因 one matching",
)  # fmt: skip
def one_matching(request: Request, matching_number: str) -> Any:
    """Every pair, everybody who is left with the reason and its article, seats that stay free."""
    row = desks.run_of(zone=request.zone, number=matching_number, by=request.actor)
    return {
        **_line(row), "free": {post: seats for post, seats in row.free.items() if seats},
        "pairs": [
            {"student": one["number"], "post": one["post"], "km": one["km"], "cost": one["cost"]} for one in row.pairs
        ],
        "unplaced": [
            {
                "student": one["number"], "why": one["why"], "fitting": one["fitting"], "open": one["open"], "limits": one["limits"],
                "bars": [{**bar, "says": said(bar["says"]), "article": bar["cite"]} for bar in one["bars"]],
            }
            for one in explained(row)
        ],
    }  # fmt: skip


@router.post(
    "/talent/matchings", response=answers(TalentNumberMade), url_name="draw-talent-matching", operation_id="draw-talent-matching",
    summary="匹配这些学生 draw a matching",
)  # fmt: skip
def draw(request: Request, body: TalentMatchingAsked, key: Key) -> Any:
    """Nobody is placed until it is adopted."""
    made = matching.draw(**does(request, key), first=month(body.first), last=month(body.last))
    return {"number": made}


@router.post(
    "/talent/matchings/{matching_number}/adopt", response=answers(TalentCountMade), url_name="adopt-talent-matching",
    operation_id="adopt-talent-matching", summary="采用匹配 adopt a matching",
)  # fmt: skip
def adopt(request: Request, matching_number: str, key: Key) -> Any:
    """All its placements or none: one in which something changed since is refused whole."""
    return {"count": matching.adopt(**does(request, key), number=matching_number)}


@router.get(
    "/talent/schools", response=answers(TalentSchools), url_name="talent-schools", operation_id="talent-schools",
    summary="学校 schools",
)  # fmt: skip
def schools_(request: Request) -> Any:
    """For officers and firms every school, for a school itself."""
    rows = desks.schools_of(zone=request.zone)
    sides = desks.own_sides(zone=request.zone, by=request.actor)
    if not request.actor.roles & READS_ALL and not any(side.kind == "firm" for side in sides):
        own = {side.school for side in sides}
        rows = [row for row in rows if row.pk in own]
    return {
        "schools": [{"id": row.pk, "party": row.party_id, "name": row.party.name, "level": row.level} for row in rows]
    }


@router.post(
    "/talent/schools", response=answers(TalentIdMade), url_name="register-talent-school", operation_id="register-talent-school",
    summary="登记学校 register a school",
)  # fmt: skip
def register(request: Request, body: TalentSchoolNew, key: Key) -> Any:
    """By the talent officer; its own people tell the rest."""
    return {"id": schools.register_school(**does(request, key), **body.dict())}


def _line(row: Any) -> dict[str, Any]:
    return {
        "number": row.number, "first": shown(row.first_month), "last": shown(row.last_month), "placed": len(row.pairs),
        "left": len(row.left), "at": row.at, "adopted_at": row.adopted_at,
    }  # fmt: skip
