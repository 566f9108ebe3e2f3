"""One year of the State Council's calendar as a file: read from holiday-cn JSON or our YAML, checked, written at once.

A notice is named after its year, yet may set days of the December before (元旦 2023 began on 2022-12-31). Those days belong
to that year's own file; an import says so instead of losing them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import yaml

from gaoxin.core.errors import Conflict, Invalid

NOTICE = "国务院办公厅年度节假日安排通知"
Days = Mapping[dt.date, str]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Holidays and make-up workdays of one year by date, with their names. source: the notice they are taken from."""

    year: int
    source: str
    holidays: Days
    make_up: Days

    def runs(self, days: Days) -> tuple[tuple[str, dt.date, dt.date], ...]:
        """Name, first and last day of each run of one holiday."""
        ordered = sorted(days.items())
        groups = groupby(enumerate(ordered), key=lambda pair: (pair[1][1], pair[1][0].toordinal() - pair[0]))
        return tuple((name, run[0][1][0], run[-1][1][0]) for (name, _), found in groups if (run := list(found)))


def read_year(path: Path) -> CalendarYear:
    """The year that a holiday-cn JSON (`{year, papers, days}`) or a YAML of ours holds, its own days checked.

    Raises Invalid for what is neither, has no days, names no source, or has days that cannot be.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data: Any = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _wrong(path, f"无法读取 cannot be read: {error}") from error
    if not isinstance(data, dict) or not isinstance(cast("dict[str, Any]", data).get("year"), int):
        raise _wrong(path, "没有写明年份 names no year")
    fields = cast("dict[str, Any]", data)
    try:
        found = _from_days(fields) if "days" in fields else _from_yaml(fields)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong(path, f"日期无法读取 unreadable days: {error}") from error
    _check_days(path, found)
    return found


def check_fits(path: Path, found: CalendarYear, folder: Path, *, replace: bool = False) -> tuple[str, ...]:
    """Whether the year may be added to `folder`. Returns what a person should look at; raises where it may not.

    Raises Conflict for a year that is there already, Invalid for one that leaves a gap or whose December days of the year
    before are not in that year's file.
    """
    present = {int(file.stem[3:]): file for file in folder.glob("cn-*.yaml")}
    if found.year in present and not replace:
        raise Conflict(
            f"{found.year} 年日历已经存在 the calendar of that year exists: {present[found.year].name}",
            why="日期已据此计算，不能无意中改变 dates were computed from it",
            do="确需更正时加 --replace to correct it on purpose",
            article=NOTICE,
        )
    if present and found.year not in present and found.year not in (min(present) - 1, max(present) + 1):
        raise _wrong(
            path, f"{found.year} 与已有年份 {min(present)}…{max(present)} 不连续 not next to the years present"
        )
    before = {day: name for day, name in (*found.holidays.items(), *found.make_up.items()) if day.year < found.year}
    if before and found.year - 1 in present:
        known = read_year(present[found.year - 1])
        off = {day for day in before if day in found.holidays}
        lacking = [day for day in sorted(before) if day not in (known.holidays if day in off else known.make_up)]
        if lacking:
            told = ", ".join(f"{day}: {before[day]} {'休 off' if day in off else '班 on'}" for day in lacking)
            raise _wrong(
                path,
                f"通知还安排了上一年的日期 it also sets days of the year before: {told}",
                do=f"先写入 first add them to cn-{found.year - 1}.yaml",
            )
    neighbour = present.get(found.year - 1) or present.get(found.year + 1)
    return _unlike(found, read_year(neighbour)) if neighbour else ()


def write_year(found: CalendarYear, folder: Path) -> Path:
    """`cn-YYYY.yaml` in `folder`, written whole or not at all."""
    own = CalendarYear(found.year, found.source, _within(found.holidays, found), _within(found.make_up, found))
    lines = [
        f"# {own.year} 年节假日与调休上班 statutory holidays and make-up workdays.",
        f"year: {own.year}",
        f"source: {json.dumps(own.source, ensure_ascii=False)}",
        *_block("holidays", own.holidays),
        *_block("make_up_workdays", own.make_up),
    ]
    path = folder / f"cn-{own.year}.yaml"
    handle, name = tempfile.mkstemp(dir=folder, prefix=".cn-", suffix=".yaml")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _from_days(fields: Mapping[str, Any]) -> CalendarYear:
    """holiday-cn: `days` with `isOffDay`, `papers` with the addresses of the notice."""
    holidays: dict[dt.date, str] = {}
    make_up: dict[dt.date, str] = {}
    for entry in fields["days"]:
        day = dt.date.fromisoformat(entry["date"])
        if day in holidays or day in make_up:
            raise ValueError(f"{day} 出现两次 appears twice")
        (holidays if entry["isOffDay"] else make_up)[day] = str(entry["name"])
    return CalendarYear(fields["year"], "; ".join(fields.get("papers") or ()), holidays, make_up)


def _from_yaml(fields: Mapping[str, Any]) -> CalendarYear:
    holidays, make_up = (
        {_date(day): str(name) for day, name in cast("dict[object, object]", fields.get(key) or {}).items()}
        for key in ("holidays", "make_up_workdays")
    )
    found = CalendarYear(fields["year"], str(fields.get("source") or ""), holidays, make_up)
    if both := sorted(set(found.holidays) & set(found.make_up)):
        raise ValueError(f"{both[0]} 既休又班 both off and on")
    return found


def _date(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))


def _check_days(path: Path, found: CalendarYear) -> None:
    for day in (*found.holidays, *found.make_up):
        if day.year != found.year and not (day.year == found.year - 1 and day.month == 12):
            raise _wrong(path, f"{day} 不在 {found.year} 年 is not in that year")
    if not _within(found.holidays, found):
        raise _wrong(path, f"{found.year} 年没有节假日，可能尚未公布 has no holidays: not announced yet?")
    if not found.source.strip():
        raise _wrong(
            path, "没有写明来源 names no source", do="写明通知 name the notice: papers (JSON) 或 or source (YAML)"
        )
    for day in found.make_up:
        if day.weekday() < 5:
            raise _wrong(path, f"{day} 本来就是工作日，不能调休上班 is a weekday already, not a make-up workday")


def _unlike(found: CalendarYear, other: CalendarYear) -> tuple[str, ...]:
    """Holidays of the neighbouring year that this one lacks: a notice copied in part looks like this."""
    names = " ".join((*found.holidays.values(), *found.make_up.values()))
    lacking = sorted({name for name in other.holidays.values() if not any(part in names for part in _parts(name))})
    return tuple(f"{other.year} 年有而本年没有 in {other.year} but not here: {name}" for name in lacking)


def _parts(name: str) -> Iterable[str]:
    return name.replace("·", "、").split("、")


def _within(days: Days, found: CalendarYear) -> Days:
    return {day: name for day, name in sorted(days.items()) if day.year == found.year}


def _block(key: str, days: Days) -> list[str]:
    if not days:
        return [f"{key}: {{}}"]
    return [f"{key}:", *(f"  {day}: {json.dumps(name, ensure_ascii=False)}" for day, name in days.items())]


def _wrong(path: Path, why: str, do: str = "核对通知原文后更正文件 check the notice and correct the file") -> Invalid:
    return Invalid(f"不能导入日历 {path.name} cannot be imported", why=why, do=do, article=NOTICE)
