"""A baseline from a workbook or CSV: every row or none, each mistake with its row; and the empty form of such a file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.errors import Invalid
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.network import Planned, circle_of, schedule
from gaoxin.projects.rules.progress.works import Work, flaws, planned_cost, weighted_by_cost
from gaoxin.projects.rules.progress.writing import read_work
from gaoxin.projects.rules.projects.tags import RowError
from gaoxin.projects.selectors.progress import frozen, project_of
from gaoxin.projects.services.progress.freezing import freeze_baseline
from gaoxin.projects.services.projects.sheets import BASELINE, Line, day, read

KINDS = {"": "work", "单项工程": "work", "结构层": "layer"}
EXAMPLE = (
    ("R1", "规划一路（示例，请删去）", "", "单项工程", 60, "", "", "", "", "", "", ""),
    ("R1.1", "路基", "R1", "结构层", 40, "m³", 5000, 20, "FIRST", "", "", 12000),
    ("R1.2", "水泥稳定碎石层", "R1", "结构层", 60, "m²", 8000, 30, "", "", "R1.1+3", 30000),
    ("C", "排水箱涵", "", "单项工程", 40, "m", 640, 60, "", "", "R1.1", 28000),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says. starts_on: of the whole. budget_k: sum of the planned costs, None where none is stated. dates: by code.
    errors: by row of the file; then the rest is not to be used. frozen: number of the baseline that was made of it, None for none."""

    works: tuple[Work, ...] = ()
    starts_on: dt.date | None = None
    budget_k: int | None = None
    dates: Mapping[str, Planned] = field(default_factory=dict[str, Planned])
    errors: tuple[RowError, ...] = ()
    frozen: int | None = None


@dataclass(frozen=True, slots=True)
class _Dated:
    """A row with the dates that it states."""

    row: int
    work: Work
    start: dt.date | None
    finish: dt.date | None


def draft_from_file(*, zone: str, data: bytes, by: Actor, starts_on: dt.date | None = None) -> Draft:
    """What the file would freeze; writes nothing. starts_on: None for the earliest start that the file states.

    Raises NotAllowed, and Invalid for what is no such file. What is wrong with its rows is in `errors`.
    """
    permissions.check_plans(zone, by)
    calendar = rulebook.calendar()
    lines, errors = read("baseline", data)
    unread = {error.row for error in errors}
    rows: list[_Dated] = []
    for line in lines:
        if line.row in unread:
            continue
        try:
            rows.append(_dated(line, calendar))
        except Invalid as error:
            errors.append(RowError(line.row, error.what))
    if errors:  # what depends on unread rows would only be noise
        return Draft(errors=_sorted(errors))
    works = weighted_by_cost([row.work for row in rows])
    errors += [RowError(rows[at].row, flaw.what) for at, flaw in flaws(works)]
    if not errors and (circle := circle_of(works)):
        last = next(row for row in rows if row.work.code == circle[0])
        errors.append(RowError(last.row, f"紧前关系绕成一圈 in a circle: {' → '.join(circle)}"))
    begins = starts_on or min((row.start for row in rows if row.start), default=None)
    if not errors and begins is None:
        raise Invalid(
            "没有开工日 no day to start", do="填写开工日，或者在表里写计划开始 state it, or planned starts in the file"
        )
    if errors or begins is None:
        return Draft(errors=_sorted(errors))
    dates = schedule(works, begins, calendar)[1]
    errors += _late(rows, dates)
    return Draft(tuple(works), begins, planned_cost(works), dates, _sorted(errors))


def import_baseline(
    *, zone: str, number: str, data: bytes, source: str, by: Actor, at: dt.datetime, starts_on: dt.date | None = None,
    budget_k: int | None = None, reason: str = "", dry_run: bool = False,
) -> Draft:  # fmt: skip
    """Freeze the project's next baseline from a file, all of it or nothing. The file that the newest baseline was made of changes nothing.

    Raises as `draft_from_file` and `freeze_baseline`; a dry run raises the same and leaves nothing.
    """
    draft = draft_from_file(zone=zone, data=data, by=by, starts_on=starts_on)
    if draft.errors or draft.starts_on is None:
        return draft
    budget = budget_k if budget_k is not None else draft.budget_k
    if budget is None:
        raise Invalid(
            "没有总预算 no budget", do="写明总预算，或者每项的计划成本 state it, or a planned cost of each work"
        )
    with transaction.atomic():
        project = project_of(zone=zone, number=number)
        last = frozen(zone=zone, project_id=project.id)
        same = last is not None and (last.plan.works, last.row.starts_on, last.row.budget_k) == (
            draft.works, draft.starts_on, budget
        )  # fmt: skip
        if last is not None and same:
            return _made(draft, last.row.number)
        digest = hashlib.sha256(data).hexdigest()
        made = freeze_baseline(
            zone=zone, number=number, after=last.row.number if last else 0, works=draft.works, starts_on=draft.starts_on,
            budget_k=budget, by=by, at=at, key=f"file-{digest[:40]}-{last.row.number if last else 0}", reason=reason,
            source=f"{source[:200]} sha256:{digest}",
        )  # fmt: skip
        if dry_run:
            transaction.set_rollback(True)
    return draft if dry_run else _made(draft, made)


def template(today: dt.date) -> bytes:
    """The empty form (.xlsx): the columns, an example to be deleted, and how each column is filled."""
    first = today.replace(month=1, day=1)  # a year whose working calendar there is
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#e8e8ea", "border": 1})
    sheet, help_sheet = book.add_worksheet("基线"), book.add_worksheet("填表说明")
    for column, names in enumerate(BASELINE.values()):
        sheet.write(0, column, names[0], bold)
        sheet.set_column(column, column, 24 if names[0] == "名称" else 15)
    for row, cells in enumerate(EXAMPLE, start=1):
        for column, cell in enumerate(cells):
            if cell != "":
                sheet.write(row, column, first.isoformat() if cell == "FIRST" else cell)
    sheet.freeze_panes(1, 2)
    help_sheet.set_column(0, 0, 90)
    for row, text in enumerate(HELP):
        help_sheet.write(row, 0, text)
    book.close()
    return out.getvalue()


HELP = (
    "一行一项；最末级写单位、工程量和工期，有下级的行这些格留空。",
    "权重：占上级的百分数，同一上级的各项之和为 100，最多两位小数。全部留空且每个末级都写计划成本的，按成本计算权重。",
    "类型：单项工程或者结构层。上级：写上级的编码，最上一级留空。",
    "工期：工作日数。写了计划开始和计划完成的，工期可以留空，由两个日期之间的工作日算出。",
    "紧前工作：编码，用逗号分开；R1.1+3 表示 R1.1 完成后隔 3 个工作日。",
    "计划成本：整数千元，末级要么都写，要么都不写；都写的，合计就是总预算。",
    "不要合并单元格，不要公式（复制后“粘贴为数值”）。有一行不对，就一行也不导入。",
)


def _dated(line: Line, calendar: WorkCalendar) -> _Dated:
    said = dict(line.values)
    kind = said.get("kind", "")
    start, finish = (day(said[name]) if said.get(name) else None for name in ("start", "finish"))
    days = said.get("days", "").removesuffix(".0")
    if start and finish and finish < start:
        raise Invalid(f"计划完成 {finish} 早于计划开始 {start} the planned end is before the start")
    if start and finish:
        for end in (start, finish):
            calendar.index(end)
        span = calendar.workdays_through(finish) - calendar.workdays_through(calendar.workday_from(start)) + 1
        if span < 1:
            raise Invalid(f"{start} 至 {finish} 没有工作日 no working day between")
        if days and days != str(span):
            raise Invalid(f"工期 {days[:20]} 与 {start} 至 {finish} 的 {span} 个工作日不符 days and dates differ")
        days = str(span)
    told = said | {"kind": KINDS.get(kind, kind), "days": days, "not_before": start.isoformat() if start else ""}
    return _Dated(line.row, read_work(told), start, finish)


def _late(rows: Sequence[_Dated], dates: Mapping[str, Planned]) -> list[RowError]:
    """Rows whose stated dates the links and the day to start do not allow."""
    found: list[RowError] = []
    for row in rows:
        slot = dates.get(row.work.code)
        if slot is None:
            continue
        if row.finish and slot.finish > row.finish:
            found.append(RowError(
                row.row, f"{row.work.code} 按紧前工作 {slot.finish} 才能完成，晚于计划完成 {row.finish} what it follows makes it later"
            ))  # fmt: skip
        elif row.start and not row.finish and slot.start > rulebook.calendar().workday_from(row.start):
            found.append(RowError(
                row.row, f"{row.work.code} 按紧前工作 {slot.start} 才能开始，晚于计划开始 {row.start} what it follows makes it later"
            ))  # fmt: skip
    return found


def _made(draft: Draft, number: int) -> Draft:
    return Draft(draft.works, draft.starts_on, draft.budget_k, draft.dates, (), number)


def _sorted(errors: Sequence[RowError]) -> tuple[RowError, ...]:
    return tuple(sorted(errors, key=lambda error: error.row))
