"""Endpoints of a firm's practice bases and posts; schools read what is offered to them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gaoxin.runtime.api import Request, answers
from gaoxin.talent.api.shapes import (
    Code,
    Count,
    Degrees,
    Key,
    Month,
    Short,
    TalentCountMade,
    TalentDone,
    TalentIdMade,
    TalentNumberMade,
    TalentOccupation,
    TalentRule,
    does,
    month,
    occupation,
    rules,
    shown,
)  # fmt: skip
from gaoxin.talent.rules.access import READS_ALL
from gaoxin.talent.selectors import desks
from gaoxin.talent.services import importing, posts

router = Router(tags=["人才供需 talent"])


class TalentBaseTold(Schema):
    """months: seats by month, of one's own. inspected_on: none where nobody looked at it yet, and no student is sent there."""

    id: uuid.UUID
    party: uuid.UUID
    firm: str
    name: str
    workers: int
    inspected_on: dt.date | None
    months: dict[str, int]


class TalentBases(Schema):
    bases: list[TalentBaseTold]


class TalentBaseNew(Schema):
    """Anew, or changed under the same name."""

    party: uuid.UUID
    name: Short
    workers: Count
    lat: Degrees
    lon: Degrees
    months: Annotated[dict[Month, Count], Field(min_length=1, max_length=60)] = Field(examples=[{"2026-09": 5}])


class TalentInspected(Schema):
    """school: whose people looked; left out by the talent officer."""

    on: dt.date
    school: uuid.UUID | None = None


class TalentPostNew(Schema):
    """first, last: months. pay_percent: of the wage of the same post. filed: number of the filing that lets article 17 be left. agency:
    students come by an intermediary. wants: codes of programmes that the firm would rather have. project: number of one of its projects."""

    base: uuid.UUID
    title: Short
    occupation: Code = Field(examples=["6-18-02-04"])
    seats: Count
    same_workers: Count
    first: Month = Field(examples=["2026-09"])
    last: Month = Field(examples=["2026-11"])
    kind: Literal["practice", "job"] = "practice"
    tasks: Annotated[list[Short], Field(max_length=50)] = []
    daily_minutes: Count = 480
    weekly_minutes: Count = 2400
    night: bool = False
    rest_days: bool = False
    agency: bool = False
    filed: Code = ""
    hazards: Annotated[list[Code], Field(max_length=20)] = []
    pay_percent: Count = 100
    wants: Annotated[list[Code], Field(max_length=20)] = []
    project: Code = ""


class TalentPostTold(Schema):
    """most: students that it may take by law. placed: to the firm alone. rules: what the law says of it."""

    number: str
    party: uuid.UUID
    firm: str
    base: uuid.UUID
    kind: str
    title: str
    occupation: TalentOccupation
    tasks: list[str]
    seats: int
    most: int
    placed: int | None
    first: str
    last: str
    daily_minutes: int
    weekly_minutes: int
    night: bool
    rest_days: bool
    agency: bool
    hazards: list[str]
    pay_percent: int
    wants: list[str]
    closed_at: dt.datetime | None
    rules: list[TalentRule]


class TalentPosts(Schema):
    posts: list[TalentPostTold]


class TalentPostSheet(Schema):
    """dry_run: only looked at."""

    base: uuid.UUID
    dry_run: bool = True


@router.get(
    "/talent/bases", response=answers(TalentBases), url_name="talent-bases", operation_id="talent-bases",
    summary="实践基地 practice bases",
)  # fmt: skip
def bases(request: Request) -> Any:
    """A firm's own with the months from this one on; to a school those of posts that are offered; to officers those not inspected yet."""
    zone, by, today = request.zone, request.actor, timezone.localdate(request.at)
    found: dict[Any, dict[str, Any]] = {}
    for side in desks.own_sides(zone=zone, by=by):
        if side.kind == "firm":
            for row, months in desks.bases_of(zone=zone, party=side.party, by=by, since=today):
                found[row.pk] = _base(row, side.name, {shown(one.month): one.seats for one in months})
        else:
            for told in desks.open_posts(zone=zone, today=today):
                found.setdefault(told.row.base_id, _base(told.row.base, told.row.party.name, {}))
    if by.roles & READS_ALL:
        for row in desks.bases_uninspected(zone=zone, by=by):
            found.setdefault(row.pk, _base(row, row.party.name, {}))
    return {"bases": list(found.values())}


@router.post(
    "/talent/bases", response=answers(TalentIdMade), url_name="set-talent-base", operation_id="set-talent-base",
    summary="登记或者更改基地 tell a base",
)  # fmt: skip
def set_base(request: Request, body: TalentBaseNew, key: Key) -> Any:
    """With its seats by month; months that are not named stay."""
    made = posts.set_base(
        **does(request, key), party=body.party, name=body.name, workers=body.workers, lat=body.lat, lon=body.lon,
        months={month(one): seats for one, seats in body.months.items()},
    )  # fmt: skip
    return {"id": made}


@router.post(
    "/talent/bases/{base}/inspect", response=answers(TalentDone), url_name="inspect-talent-base",
    operation_id="inspect-talent-base", summary="登记实地考察 note an inspection",
)  # fmt: skip
def inspect(request: Request, base: uuid.UUID, body: TalentInspected, key: Key) -> Any:
    """By a school's people or by the talent officer."""
    posts.inspect(**does(request, key), base=base, on=body.on, school=body.school)
    return {"done": True}


@router.get(
    "/talent/posts", response=answers(TalentPosts), url_name="talent-posts", operation_id="talent-posts", summary="岗位 posts"
)  # fmt: skip
def posts_(request: Request) -> Any:
    """A firm's own, closed ones last; to a school the practice posts that are open."""
    zone, by = request.zone, request.actor
    found: dict[str, dict[str, Any]] = {}
    for side in desks.own_sides(zone=zone, by=by):
        if side.kind == "firm":
            for told in desks.posts_of(zone=zone, party=side.party, by=by):
                found[told.row.number] = _post(told, side.name, told.placed)
        else:
            for told in desks.open_posts(zone=zone, today=timezone.localdate(request.at)):
                found.setdefault(told.row.number, _post(told, told.row.party.name, None))
    return {"posts": list(found.values())}


@router.post(
    "/talent/posts", response=answers(TalentNumberMade), url_name="offer-talent-post", operation_id="offer-talent-post",
    summary="登记岗位 tell a post",
)  # fmt: skip
def offer(request: Request, body: TalentPostNew, key: Key) -> Any:
    """What the law bars may be told: no student is sent there, and `rules` of the post says why."""
    told = body.dict(exclude={"base", "first", "last", "tasks"})
    post = posts.NewPost(
        **told, first_month=month(body.first), last_month=month(body.last), tasks="\n".join(body.tasks)
    )
    return {"number": posts.offer(**does(request, key), base=body.base, post=post)}


@router.post(
    "/talent/posts/import", response=answers(TalentCountMade), url_name="import-talent-posts",
    operation_id="import-talent-posts", summary="从 Excel 导入岗位 posts of a workbook",
)  # fmt: skip
def import_posts(request: Request, body: Form[TalentPostSheet], file: File[UploadedFile], key: Key) -> Any:
    """All rows or none; `why` of a refusal names every row. A dry run leaves the key free."""
    made = importing.import_posts(**does(request, key), base=body.base, data=file.read(), dry_run=body.dry_run)
    return {"count": made}


@router.post(
    "/talent/posts/{post}/close", response=answers(TalentDone), url_name="close-talent-post",
    operation_id="close-talent-post", summary="关闭岗位 close a post",
)  # fmt: skip
def close(request: Request, post: str, key: Key) -> Any:
    """Placements that stand stay."""
    posts.close(**does(request, key), number=post)
    return {"done": True}


def _base(row: Any, firm: str, months: dict[str, int]) -> dict[str, Any]:
    return {
        "id": row.pk, "party": row.party_id, "firm": firm, "name": row.name, "workers": row.workers,
        "inspected_on": row.inspected_on, "months": months,
    }  # fmt: skip


def _post(told: desks.Told, firm: str, placed: int | None) -> dict[str, Any]:
    row = told.row
    same = ("number", "kind", "title", "seats", "daily_minutes", "weekly_minutes", "night", "rest_days", "agency", "hazards",
            "pay_percent", "wants", "closed_at")  # fmt: skip
    return {name: getattr(row, name) for name in same} | {
        "party": row.party_id, "firm": firm, "base": row.base_id, "occupation": occupation(row.occupation), "most": told.most,
        "placed": placed, "tasks": row.tasks.splitlines(), "first": shown(row.first_month), "last": shown(row.last_month),
        "rules": rules(told.rules),
    }  # fmt: skip
