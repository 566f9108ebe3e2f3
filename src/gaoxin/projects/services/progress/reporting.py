"""Reporting progress: one report, its photo and its audit row together."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import files, rulebook
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.projects.models import ProgressReport, SubWork
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.photos import check_picture, shot_of
from gaoxin.projects.rules.progress.reporting import PHOTOS, Place, check_report
from gaoxin.projects.rules.progress.works import Work, leaves_of
from gaoxin.projects.selectors.progress import Frozen, frozen, latest_report
from gaoxin.runtime.once import once


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as its sender is told. repeated: the same key came before, nothing was added."""

    id: uuid.UUID
    code: str
    quantity: Decimal
    sha256: str
    repeated: bool = False


def report(
    *, zone: str, number: str, code: str, quantity: Decimal, taken_on: dt.date, place: Place, photo_name: str, photo: bytes,
    by: Actor, at: dt.datetime, key: str, reason: str = "",
) -> Reported:  # fmt: skip
    """The quantity to date of a leaf of the newest baseline. It counts once a second person has confirmed it.

    key: made by whoever sends it, the same when it is sent again; then nothing is added. Raises NotAllowed for who is no engineer,
    NotFound for one who is not assigned to the project and for no such work, WrongState where the baseline no longer has it,
    Invalid for what `check_report` refuses and for a photo that is none, Conflict for a key that served for another report.
    """
    permissions.check_reports(zone, by)
    today = rulebook.calendar().local(at).date()
    project, whole = permissions.project_for(zone, by, number, today), f"{by.id}:{key}"
    kept = _photo(photo_name, photo, key)
    shot = shot_of(photo, kept.media)
    with transaction.atomic():
        work = SubWork.objects.select_for_update().filter(zone=zone, project=project, code=code).first()
        if work is None:
            raise NotFound(f"{number} 没有这项工程 no such work: {code}", do="从报告页面选择 choose on the page")
        asked = (work.id, quantity, taken_on, kept.sha256)
        first = once(zone=zone, key=f"progress-report:{whole}", at=at)
        if earlier := ProgressReport.objects.filter(zone=zone, key=whole).first():
            return _repeated(earlier, asked, code)
        if not first:
            raise Conflict("这份报告正在处理 this report is being handled", do="稍后查看 look again in a moment")
        plan = frozen(zone=zone, project_id=project.id)
        line = _leaf(plan, code)
        last = latest_report(zone=zone, work_id=work.id)
        check_report(
            name=f"{code} {line.name}", unit=line.unit, quantity=quantity, planned=line.quantity or Decimal(0),
            taken_on=taken_on, today=today, before=last.quantity if last else None,
            before_on=last.taken_on if last else None, reason=reason,
        )  # fmt: skip
        assert plan is not None
        files.keep(zone, kept, photo)
        row = ProgressReport.objects.create(
            zone=zone, project=project, work=work, baseline=plan.row, quantity=quantity, taken_on=taken_on, lat=place.lat,
            lon=place.lon, place=place.text, reason=reason.strip(), photo_sha256=kept.sha256, photo_name=kept.name,
            photo_media=kept.media, scanned=kept.scanned, reporter=by.id, reporter_name=by.name, at=at, key=whole,
            shot_at=shot.at.replace(tzinfo=rulebook.calendar().tz) if shot.at else None, shot_lat=shot.lat, shot_lon=shot.lon,
        )  # fmt: skip
        audit.record(
            zone=zone, actor=by, act="report-progress", subject=f"project:{project.id}", at=at,
            detail={"work": code, "quantity": str(quantity), "taken_on": taken_on.isoformat(), "sha256": kept.sha256,
                    "scanned": kept.scanned, "baseline": plan.row.number, "correction": row.reason},
        )  # fmt: skip
    return Reported(row.id, code, quantity, kept.sha256)


def _photo(name: str, data: bytes, key: str) -> files.Examined:
    """The photo as any file that is handed in is looked at. Raises Invalid for what is none, or a report without its key."""
    if not 8 <= len(key) <= 60:
        raise Invalid("报告缺少标识 the report lacks its key", do="刷新页面再报 open the page anew")
    kept = files.examine(name, data)
    if kept.media not in PHOTOS:
        raise Invalid(
            f"照片应为 {', '.join(PHOTOS)}，收到的是 {kept.media} not a photo",
            do="用手机拍照后上传 take a photo and send it",
        )
    check_picture(data, kept.media)
    return kept


def _leaf(plan: Frozen | None, code: str) -> Work:
    """The line that the newest baseline has for it. Raises WrongState where it has none to be measured."""
    found = next((work for work in plan.plan.works if work.code == code), None) if plan else None
    if plan is None or found is None:
        raise WrongState(
            f"现行基线没有 {code} the baseline in force does not have it",
            why="已由新基线移出 a newer baseline took it out", do="按现行基线的工程报告 report a work that it has",
        )  # fmt: skip
    if code not in leaves_of(plan.plan.works):
        raise WrongState(
            f"{code} {found.name} 有下级，由下级汇总 is the sum of what is below it",
            do="报告最末级 report a work below",
        )
    return found


def _repeated(row: ProgressReport, asked: tuple[uuid.UUID, Decimal, dt.date, str], code: str) -> Reported:
    if (row.work_id, row.quantity, row.taken_on, row.photo_sha256) != asked:
        raise Conflict(
            "这个标识已用于另一份报告 this key served for another report",
            why="一个标识只报一次 a key reports once", do="刷新页面再报 open the page anew and report",
        )  # fmt: skip
    return Reported(row.id, code, row.quantity, row.photo_sha256, repeated=True)
