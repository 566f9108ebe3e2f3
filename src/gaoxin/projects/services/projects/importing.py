"""A file of projects or of monthly investment: every row or none, each mistake with its row, one audit row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.tags import RowError, kind_of
from gaoxin.projects.services.projects.investing import Amount, Recorded, record_investment
from gaoxin.projects.services.projects.joining import joined
from gaoxin.projects.services.projects.opening import Imported, Opening, import_projects
from gaoxin.projects.services.projects.sheets import Line, day, read, whole

FLOWS = {
    "合同": "contract",
    "合同投资": "contract",
    "到位": "paid",
    "到位投资": "paid",
    "完成": "completed",
    "完成投资": "completed",
}
YES, NO = ("是", "1", "yes", "true"), ("", "否", "0", "no", "false")
Row = TypeVar("Row")


def projects_from_file(
    *, zone: str, data: bytes, source: str, at: dt.datetime, by: Actor, dry_run: bool = False
) -> Imported:
    """New files, and what a row says anew of a known one; lead and firm are joined by their numbers.

    Raises NotAllowed, Invalid for what is no such file.
    """
    check(by, zone, "open")
    lines, openings, errors = _taken("projects", data, lambda line: _joined(zone, line))
    asked: dict[str, Any] = {"zone": zone, "openings": openings, "at": at, "by": by, "source": _named(source, data)}
    told = import_projects(**asked, dry_run=dry_run or bool(errors))
    wrong = _placed(errors, told.errors, lines)
    return Imported(0, 0, wrong) if wrong else told


def investment_from_file(
    *, zone: str, data: bytes, source: str, at: dt.datetime, by: Actor, dry_run: bool = False
) -> Recorded:
    """Amounts by month; one that is there already changes nothing. Raises NotAllowed, Invalid for what is no such file."""
    check(by, zone, "invest")
    lines, amounts, errors = _taken("investment", data, _amount)
    asked: dict[str, Any] = {"zone": zone, "amounts": amounts, "at": at, "by": by, "source": _named(source, data)}
    told = record_investment(**asked, dry_run=dry_run or bool(errors))
    wrong = _placed(errors, told.errors, lines)
    return Recorded(0, 0, 0, wrong) if wrong else told


def _taken(what: str, data: bytes, make: Callable[[Line], Row]) -> tuple[list[Line], list[Row], list[RowError]]:
    """Rows that could be read with what they say, and what is wrong with the others."""
    lines, errors = read(what, data)
    unread = {error.row for error in errors}
    good: list[Line] = []
    made: list[Row] = []
    for line in lines:
        if line.row in unread:
            continue
        try:
            made.append(make(line))
            good.append(line)
        except (Invalid, NotFound) as error:
            errors.append(RowError(line.row, error.what))
    return good, made, errors


def _placed(
    read_errors: Sequence[RowError], act_errors: Sequence[RowError], lines: Sequence[Line]
) -> tuple[RowError, ...]:
    """All mistakes by row of the file. The acts count the rows they were given from 2."""
    told = [RowError(lines[error.row - 2].row, error.what) for error in act_errors]
    return tuple(sorted([*read_errors, *told], key=lambda error: error.row))


def _joined(zone: str, line: Line) -> Opening:
    said = line.values
    return joined(zone, _opening(line), said.get("lead", ""), said.get("identifier", "").upper())


def _opening(line: Line) -> Opening:
    said = line.values
    key = said.get("key", "").lower()
    if key not in (*YES, *NO):
        raise Invalid(f"重点项目须写“是”或者“否” yes or no: {key[:20]!r}")
    return Opening(
        said.get("number", "").upper(), said.get("name", ""), kind_of(said.get("kind", "")), said.get("reason", ""),
        day(said.get("opened_on", "")), project_code=said.get("project_code", ""), node=said.get("node", ""), key=key in YES,
        leader=said.get("leader", ""), planned_k=whole(said.get("planned_k", "0")),
    )  # fmt: skip


def _amount(line: Line) -> Amount:
    said = line.values
    flow = said.get("flow", "")
    return Amount(
        said.get("number", "").upper(), day(said.get("month", ""), of_month=True), FLOWS.get(flow, flow),
        whole(said.get("amount_k", "")), said.get("reason", ""),
    )  # fmt: skip


def _named(source: str, data: bytes) -> str:
    return f"{source[:200]} sha256:{hashlib.sha256(data).hexdigest()}"
