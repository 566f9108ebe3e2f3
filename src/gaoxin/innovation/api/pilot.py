"""Endpoints of the IP pilot park's tasks, of awards, and of licences of patents."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.accounts import selectors as accounts
from gaoxin.innovation.api.transfer import Key, Short, Thousands, TransferIdTold
from gaoxin.innovation.permissions.register import check_reader
from gaoxin.innovation.selectors.stations import lists
from gaoxin.innovation.selectors.transfer.lists import licences as licence_list
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import dealing
from gaoxin.runtime.api import Request, answers

router = Router(tags=["知识产权任务、奖项和许可 IP tasks, awards and licences"])
LICENCES = 200


class PilotTaskTold(Schema):
    """light: green, yellow, red or done, as of today. days: until its day, below zero after it."""

    id: uuid.UUID
    title: str
    office: str
    owner: str
    due_on: dt.date
    light: str
    days: int
    done_on: dt.date | None
    evidence: str


class PilotTasksTold(Schema):
    tasks: list[PilotTaskTold]


class PilotTaskAdded(Schema):
    """owner: the account that answers for it; the caller's own where left out."""

    title: Short
    office: Short
    due_on: dt.date
    owner: uuid.UUID | None = None


class PilotTaskDone(Schema):
    evidence: Annotated[str, StringConstraints(max_length=300)]


class AwardTold(Schema):
    """holder: as the paper says. party: where it is an enterprise of the register."""

    id: uuid.UUID
    holder: str
    party: uuid.UUID | None
    name: str
    grade: str
    level: str
    authority: str
    year: int
    evidence: str


class AwardsTold(Schema):
    awards: list[AwardTold]


class AwardAdded(Schema):
    holder: Short
    name: Short
    level: Short = Field(examples=["provincial"])
    authority: Short
    year: int
    evidence: Short
    grade: Short = ""
    party: uuid.UUID | None = None


class PatentLicenceTold(Schema):
    """filing: filed, open, soon or late with the patent office; file_by: the day by which it is filed. amount_k: thousand yuan."""

    id: uuid.UUID
    patent: str
    enterprise: str
    kind: str
    since: dt.date
    until: dt.date | None
    amount_k: int | None
    filed_on: dt.date | None
    filing: str
    file_by: dt.date
    evidence: str


class PatentLicencesTold(Schema):
    licences: list[PatentLicenceTold]


class PatentLicenceAdded(Schema):
    patent: Annotated[str, StringConstraints(max_length=40)]
    party: uuid.UUID
    kind: Short = Field(examples=["ordinary"])
    since: dt.date
    evidence: Short
    until: dt.date | None = None
    amount_k: Thousands | None = None


class PatentLicenceFiled(Schema):
    on: dt.date


@router.get(
    "/innovation/pilot-tasks", response=answers(PilotTasksTold), url_name="pilot-tasks", operation_id="pilot-tasks",
    summary="知识产权试点任务 tasks of the IP pilot park",
)  # fmt: skip
def tasks(request: Request) -> Any:
    """Red first."""
    check_reader(request.actor, request.zone)
    rows = lists.tasks(zone=request.zone, today=timezone.localdate(request.at))
    return {
        "tasks": [
            {
                "id": one.row.id, "title": one.row.title, "office": one.row.office, "owner": one.owner, "due_on": one.row.due_on,
                "light": one.light, "days": one.days, "done_on": one.row.done_on, "evidence": one.row.evidence,
            }
            for one in rows
        ]
    }  # fmt: skip


@router.post(
    "/innovation/pilot-tasks", response=answers(TransferIdTold), url_name="add-pilot-task", operation_id="add-pilot-task",
    summary="登记任务 enter a task",
)  # fmt: skip
def add_task(request: Request, body: PilotTaskAdded, key: Key) -> Any:
    """By the innovation officer."""
    owner = body.owner or accounts.key_of(request.actor)
    made = stations.add_task(
        **_does(request, key), title=body.title, office=body.office, owner=owner, due_on=body.due_on
    )
    return {"id": made}


@router.post(
    "/innovation/pilot-tasks/{task}/done", response=answers(TransferIdTold), url_name="finish-pilot-task",
    operation_id="finish-pilot-task", summary="完成任务 a task is done",
)  # fmt: skip
def finish(request: Request, task: uuid.UUID, body: PilotTaskDone, key: Key) -> Any:
    """By its owner or the innovation officer, with what proves it."""
    stations.finish_task(**_does(request, key), task_id=task, evidence=body.evidence)
    return {"id": task}


@router.get(
    "/innovation/awards", response=answers(AwardsTold), url_name="awards", operation_id="awards", summary="科技奖项 awards"
)  # fmt: skip
def awards(request: Request) -> Any:
    """The newest first."""
    check_reader(request.actor, request.zone)
    names = ("id", "holder", "name", "grade", "level", "authority", "year", "evidence")
    rows = lists.awards(zone=request.zone)
    return {"awards": [{name: getattr(row, name) for name in names} | {"party": row.party_id} for row in rows]}


@router.post(
    "/innovation/awards", response=answers(TransferIdTold), url_name="add-award", operation_id="add-award",
    summary="登记奖项 enter an award",
)  # fmt: skip
def add_award(request: Request, body: AwardAdded, key: Key) -> Any:
    """As its paper says."""
    new = stations.NewAward(
        body.holder, body.name, body.level, body.authority, body.year, body.evidence, body.grade, body.party
    )
    return {"id": stations.add_award(**_does(request, key), told=new)}


@router.get(
    "/innovation/patent-licences", response=answers(PatentLicencesTold), url_name="patent-licences", operation_id="patent-licences",
    summary="专利许可 licences of patents",
)  # fmt: skip
def licences(request: Request) -> Any:
    """The newest 200, each with how its filing stands."""
    check_reader(request.actor, request.zone)
    rows = licence_list(zone=request.zone, today=timezone.localdate(request.at), most=LICENCES)
    names = ("id", "kind", "since", "until", "amount_k", "filed_on", "evidence")
    return {
        "licences": [
            {name: getattr(row, name) for name in names}
            | {"patent": row.patent.number, "enterprise": row.party.name, "filing": how.state, "file_by": how.due}
            for row, how in rows
        ]
    }


@router.post(
    "/innovation/patent-licences", response=answers(TransferIdTold), url_name="record-patent-licence",
    operation_id="record-patent-licence", summary="登记专利许可 enter a licence",
)  # fmt: skip
def license_patent(request: Request, body: PatentLicenceAdded, key: Key) -> Any:
    """Of one patent to one enterprise, outside the platform."""
    new = dealing.NewLicence(body.patent, body.party, body.kind, body.since, body.evidence, body.until, body.amount_k)
    return {"id": dealing.record_licence(**_does(request, key), told=new)}


@router.post(
    "/innovation/patent-licences/{licence}/filing", response=answers(TransferIdTold), url_name="file-patent-licence",
    operation_id="file-patent-licence", summary="许可备案 a licence is filed",
)  # fmt: skip
def filed(request: Request, licence: uuid.UUID, body: PatentLicenceFiled, key: Key) -> Any:
    """Once."""
    dealing.note_filed(**_does(request, key), licence_id=licence, on=body.on)
    return {"id": licence}


def _does(request: Request, key: str) -> dict[str, Any]:
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}
