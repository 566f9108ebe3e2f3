"""Endpoints of 工程进度 construction progress."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import File, Form, Header, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import WrongState
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.reporting import read_place, read_quantity
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services
from gaoxin.runtime.api import Request, answers

router = Router(tags=["工程进度 construction progress"])
Number = Annotated[str, Path(max_length=32, description="number of the project", examples=["P-PARK"])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=60, pattern=r"^[!-~]+$",
        description="made on the device, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip


class WorkTold(Schema):
    """A work of the baseline. share, done: percent of the whole, of the work. float_days: 0 is critical; null of a group."""

    code: str
    name: str
    parent: str
    share: float
    unit: str
    quantity: float | None
    quantity_done: float | None
    done: float
    start: dt.date | None
    finish: dt.date | None
    float_days: int | None


class PointTold(Schema):
    """A day of the S-curve in percent; null where there is nothing to say."""

    on: dt.date
    plan: float
    actual: float | None
    forecast: float | None


class ProgressTold(Schema):
    """pv, ev, ac, bac, eac in thousands of yuan. spi, cpi, eac: null where nothing divides."""

    project: str
    name: str
    baseline: int
    on: dt.date
    progress: float = Field(description="weighted, percent, half up to 0.1")
    planned: float
    bac: int
    pv: int
    ev: int
    ac: int | None
    ac_months_recorded: int = Field(description="months whose cost is the project's recorded completed investment")
    ac_months_typed: int = Field(description="months without such a record, whose cost was typed")
    spi: float | None
    cpi: float | None
    eac: int | None
    finish_planned: dt.date
    finish_forecast: dt.date | None
    works: list[WorkTold]
    curve: list[PointTold]


class NewReport(Schema):
    """quantity: to date. lat, lon: CGCS2000 degrees, or place in words. reason: of a correction downwards."""

    code: Annotated[str, Field(max_length=32)] = Field(examples=["R1.2"])
    quantity: Annotated[str, Field(max_length=20)] = Field(examples=["1250.5"])
    taken_on: dt.date
    lat: Annotated[str, Field(max_length=20)] = ""
    lon: Annotated[str, Field(max_length=20)] = ""
    place: Annotated[str, Field(max_length=100)] = Field("", examples=["K0+320"])
    reason: Annotated[str, Field(max_length=500)] = ""


class ReportDone(Schema):
    """repeated: the key came before, nothing was added."""

    id: uuid.UUID
    code: str
    sha256: str
    repeated: bool


class Word(Schema):
    """reason: of a rejection."""

    verdict: Annotated[str, Field(pattern=r"^(confirmed|rejected)$")]
    reason: Annotated[str, Field(max_length=500)] = ""


class WordDone(Schema):
    report: uuid.UUID
    verdict: str
    repeated: bool


@router.get(
    "/projects/{number}/progress", response=answers(ProgressTold), url_name="progress", operation_id="progress",
    summary="工程进度 how far a project is",
)  # fmt: skip
def progress(
    request: Request, number: Number, baseline: Annotated[int | None, Query(ge=1, le=10_000)] = None,
    on: Annotated[dt.date | None, Query()] = None,
) -> Any:  # fmt: skip
    """Against the newest baseline or the one asked for, today or on the day asked for. Only confirmed reports count."""
    calendar = rulebook.calendar()
    project = permissions.project_for(request.zone, request.actor, number, calendar.local(request.at).date())
    frozen = reading.frozen(zone=request.zone, project_id=project.id, number=baseline)
    if frozen is None:
        raise WrongState("这个项目还没有进度基线 no baseline yet", do="由负责人先冻结基线 have the head freeze one")
    day = on or calendar.local(request.at).date()
    calendar.index(day)  # a day that the calendar does not have is said as such
    told = reading.standing_of(project=project, frozen=frozen, on=day, calendar=calendar)
    value = told.value
    return {
        "project": project.number, "name": project.name, "baseline": frozen.row.number, "on": day,
        "progress": _percent(value.progress), "planned": _percent(value.due), "bac": value.bac, "pv": round(value.pv),
        "ev": round(value.ev), "ac": value.ac, "ac_months_recorded": told.recorded_months,
        "ac_months_typed": len(told.costs) - told.recorded_months, "spi": _index(value.spi), "cpi": _index(value.cpi),
        "eac": None if value.eac is None else round(value.eac), "finish_planned": frozen.plan.finish,
        "finish_forecast": told.finish_forecast, "works": [_work(line) for line in told.lines],
        "curve": [
            {"on": p.on, "plan": _percent(p.plan), "actual": _percent(p.actual), "forecast": _percent(p.forecast)}
            for p in told.points
        ],
    }  # fmt: skip


@router.post(
    "/projects/{number}/progress-reports", response=answers(ReportDone), url_name="report-progress",
    operation_id="report-progress", summary="报进度 report progress",
)  # fmt: skip
def report(request: Request, number: Number, body: Form[NewReport], photo: File[UploadedFile], key: Key) -> Any:
    """One report with its photo, as the form on a phone sends it. It counts once a second person has confirmed it."""
    told = services.report(
        zone=request.zone, number=number, code=body.code, quantity=read_quantity(body.quantity), taken_on=body.taken_on,
        place=read_place(body.lat, body.lon, body.place), photo_name=photo.name or "photo", photo=photo.read(),
        by=request.actor, at=request.at, key=key, reason=body.reason,
    )  # fmt: skip
    return {"id": told.id, "code": told.code, "sha256": told.sha256, "repeated": told.repeated}


@router.post(
    "/progress-reports/{report}/word", response=answers(WordDone), url_name="confirm-progress",
    operation_id="confirm-progress", summary="确认进度 confirm or reject a report",
)  # fmt: skip
def word(request: Request, report: uuid.UUID, body: Word) -> Any:
    """By a second person, never the reporter. The same word of the same person again changes nothing."""
    asked: dict[str, Any] = {"zone": request.zone, "report_id": report, "by": request.actor, "at": request.at}
    new = services.reject(**asked, reason=body.reason) if body.verdict == "rejected" else services.confirm(**asked)
    return {"report": report, "verdict": body.verdict, "repeated": not new}


def _percent(share: Any) -> float | None:
    return None if share is None else float(rounded(share))


def _index(value: Any) -> float | None:
    return None if value is None else float(rounded(value, 0) / 100)


def _work(line: reading.Line) -> dict[str, Any]:
    work, slot, planned = line.row.work, line.slot, line.planned
    return {
        "code": work.code, "name": work.name, "parent": work.parent, "share": float(rounded(line.row.share, 2)),
        "unit": work.unit, "quantity": None if work.quantity is None else float(work.quantity),
        "quantity_done": None if line.done is None else float(line.done), "done": _percent(line.progress),
        "start": planned.start if planned else None, "finish": planned.finish if planned else None,
        "float_days": slot.float if slot else None,
    }  # fmt: skip
