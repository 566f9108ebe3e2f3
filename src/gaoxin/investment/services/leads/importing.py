"""Leads from a workbook: new ones are added, known ones updated; every row or none, one audit row.

A row is a known lead by its number; without one, by credit code (or investor) and title. An empty cell leaves what is there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, GaoxinError, Invalid
from gaoxin.core.uuid7 import uuid7
from gaoxin.investment.models import Ambassador, Lead, StageMove, Team
from gaoxin.investment.rules.leads import access, duplicates
from gaoxin.investment.rules.leads.book import Book
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.services.leads.acts import day, note
from gaoxin.investment.services.leads.needing import COLUMNS as NEED
from gaoxin.investment.services.leads.needing import cleaned_need
from gaoxin.investment.services.leads.registering import cleaned, new_number
from gaoxin.investment.services.leads.sheets import Line, SheetRefused, read

_BATCH = 400
_UPDATED = (
    "title", "investor", "identifier", "party_id", "spelled", "core", "sound", "mode", "stage", "furthest", "node", "team_id",
    "ambassador_id", "contact_name", "contact_phone", "investment_k", "note", "opened_on", "landed_on", "touched_on", *NEED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """rows = added + updated + unchanged. warnings: rows worth a look that were taken over all the same."""

    rows: int
    added: int
    updated: int
    unchanged: int
    dry_run: bool
    warnings: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class _Work:
    """What the file makes: new rows, changed rows, moves between stages, what is wrong and what is odd."""

    zone: str
    at: dt.datetime
    known: Book
    by: Actor
    teams: dict[str, uuid.UUID]
    ambassadors: dict[str, uuid.UUID]
    new: list[Lead] = field(default_factory=list[Lead])
    changed: list[Lead] = field(default_factory=list[Lead])
    moved: list[tuple[Lead, str]] = field(default_factory=list[tuple[Lead, str]])
    unchanged: int = 0
    problems: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])


def import_leads(*, zone: str, data: bytes, source: str, by: Actor, at: dt.datetime, dry_run: bool = False) -> Imported:
    """Take over a workbook. source: where it comes from, kept in the audit row with the file's SHA-256.

    Raises NotAllowed unless a head or the platform does it, SheetRefused with every cell and row that is wrong,
    Conflict where another import took a number at the same moment; nothing was written.
    """
    access.check_head(by)
    lines = read(data)
    if not lines:
        raise Invalid("没有数据行 there are no rows", do="核对文件 check the file")
    try:
        return _imported(zone, lines, data, source, by, at, dry_run=dry_run)
    except IntegrityError as error:  # two imports at once gave one number: the first has it, this one wrote nothing
        raise Conflict(
            "有人同时导入了这些线索 somebody imported these leads at the same moment", why="编号已被占用 a number was taken meanwhile",
            do="再导入一次：已有的会更新 import again: those there are updated",
        ) from error  # fmt: skip


def _imported(
    zone: str, lines: list[Line], data: bytes, source: str, by: Actor, at: dt.datetime, *, dry_run: bool
) -> Imported:
    with transaction.atomic():
        named = {str(line.values.get("team", "")) for line in lines}
        work = _Work(zone, at, book(), by, _open_teams(zone, named), _codes(Ambassador, zone))
        _sort(work, lines)
        if work.problems:
            raise SheetRefused(work.problems)
        told = Imported(
            len(lines), len(work.new), len(work.changed), work.unchanged, dry_run, tuple(work.warnings[:200])
        )
        if not dry_run and (work.new or work.changed):
            _write(work)
            detail = told.as_dict() | {"warnings": len(work.warnings), "source": source, "sha256": _digest(data)}
            note(by, zone, "import-leads", f"zone:{zone}", at, detail)
    return told


def _codes(model: Any, zone: str) -> dict[str, uuid.UUID]:
    return dict(model.objects.filter(zone=zone).values_list("code", "id"))


def _open_teams(zone: str, named: set[str]) -> dict[str, uuid.UUID]:
    """Code -> key of those that the file names, locked before any lead is: none of them is closed meanwhile."""
    rows = Team.objects.select_for_update(no_key=True).filter(zone=zone, code__in=named, closed_on=None).order_by("id")
    return {row.code: row.id for row in rows}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sort(work: _Work, lines: list[Line]) -> None:
    look = _Known(work.zone, lines, work.known)
    seen: set[str] = set()
    for line in lines:
        try:
            number = str(line.values.get("number", ""))
            if number and number in seen:
                raise Invalid(f"编号在文件中重复 the number stands twice: {number}")
            seen.add(number)
            lead = look.find(line)
            if lead is None:
                _add(work, line)
            else:
                _update(work, line, lead)
            if other := look.same_code(line, lead):
                work.warnings.append(
                    f"第 {line.row} 行 row {line.row}: 信用代码与 {other} 相同 the same code as another lead"
                )
        except GaoxinError as error:
            work.problems.append(f"第 {line.row} 行 row {line.row}: {error.what}")


class _Known:
    """Leads that the file may be about, read once: by number, and by who invests in what."""

    def __init__(self, zone: str, lines: list[Line], known: Book) -> None:
        self.rules = known.leads.duplicates
        self.zone = zone
        self.by_number = self._index(
            "number", {str(line.values.get("number", "")) for line in lines}, lambda r: r.number
        )
        codes = self._rows("identifier", {str(line.values.get("identifier", "")).upper() for line in lines})
        self.codes: dict[str, list[Lead]] = {}
        for row in codes:
            self.codes.setdefault(row.identifier, []).append(row)
        bare = {self._core(line) for line in lines if not line.values.get("number")}
        self.by_name = {(row.core, row.title): row for row in self._rows("core", bare) if row.merged_into_id is None}
        self._taken: set[uuid.UUID] = set()

    def find(self, line: Line) -> Lead | None:
        """The lead that a row is about; each once. Raises Invalid where two rows are about the same."""
        number, code = str(line.values.get("number", "")), str(line.values.get("identifier", "")).upper()
        title = str(line.values.get("title", ""))
        if number:
            found = self.by_number.get(number)
        else:
            same = [row for row in self.codes.get(code, ()) if row.title == title and row.merged_into_id is None]
            found = same[0] if same else self.by_name.get((self._core(line), title))
            if found is not None and code and found.identifier and found.identifier != code:
                found = None
        if found is not None:
            if found.id in self._taken:
                raise Invalid(f"与另一行是同一条线索 another row is about the same lead: {found.number}")
            self._taken.add(found.id)
        return found

    def same_code(self, line: Line, lead: Lead | None) -> str:
        code = str(line.values.get("identifier", "")).upper()
        others = [row.number for row in self.codes.get(code, ()) if lead is None or row.id != lead.id]
        return others[0] if code and others else ""

    def _core(self, line: Line) -> str:
        return duplicates.trade_name(str(line.values.get("investor", "")), self.rules)[:200]

    def _index(self, column: str, wanted: set[str], key: Any) -> dict[str, Lead]:
        return {key(row): row for row in self._rows(column, wanted)}

    def _rows(self, column: str, wanted: set[str]) -> list[Lead]:
        found: list[Lead] = []
        for part in _parts(sorted(wanted - {""})):
            rows = Lead.objects.select_for_update(of=("self",)).select_related("team").order_by("id")
            found += rows.filter(zone=self.zone, **{f"{column}__in": part})
        return found


def _add(work: _Work, line: Line) -> None:
    values = cleaned(work.zone, line.values | _by_word(work, line)) | cleaned_need(line.values)
    pk, opened = uuid7(), line.values.get("opened_on") or line.values.get("landed_on") or day(work.at)
    assert isinstance(opened, dt.date)
    stage = _stage(work, line) or work.known.way[0].code
    lead = Lead(
        id=pk, zone=work.zone, number=str(line.values.get("number") or new_number(pk, opened))[:32], stage=stage,
        furthest=max(1, work.known.order(stage)), opened_on=opened, landed_on=line.values.get("landed_on"),
        touched_on=line.values.get("landed_on") or opened, **values, **_holders(work, line),
    )  # fmt: skip
    _check_dates(work, lead)
    work.new.append(lead)
    work.moved.append((lead, ""))


def _update(work: _Work, line: Line, lead: Lead) -> None:
    if lead.merged_into_id:
        raise Invalid(f"线索已并入另一条 the lead was merged: {lead.number}")
    now = {name: getattr(lead, name) for name in ("title", "investor", "identifier", "mode", "node", "contact_name", "contact_phone",
                                                  "investment_k", "note")}  # fmt: skip
    before = {name: getattr(lead, name) for name in _UPDATED}
    values = cleaned(work.zone, now | line.values | _by_word(work, line))
    values |= cleaned_need({name: getattr(lead, name) for name in NEED} | line.values)
    stage, here = _stage(work, line) or lead.stage, lead.stage
    if work.known.stage(here).final and stage != here:
        raise Invalid(f"已落地的线索不能改阶段 it has landed and moves no more: {lead.number}")
    values |= {"stage": stage, "furthest": max(lead.furthest, work.known.order(stage)), **_holders(work, line, lead)}
    values |= {name: line.values[name] for name in ("opened_on", "landed_on") if name in line.values}
    for name, value in values.items():
        setattr(lead, name, value)
    _check_dates(work, lead)
    if all(before[name] == getattr(lead, name) for name in _UPDATED):
        work.unchanged += 1
        return
    lead.touched_on, lead.version = day(work.at), lead.version + 1
    work.changed.append(lead)
    if stage != here:
        work.moved.append((lead, here))


def _by_word(work: _Work, line: Line) -> dict[str, str]:
    """The mode by its code or by its name in either language."""
    text = str(line.values.get("mode", ""))
    named = {word: mode.code for mode in work.known.leads.modes for word in (mode.code, mode.name.zh, mode.name.en)}
    return {"mode": named.get(text, text)} if text else {}


def _stage(work: _Work, line: Line) -> str:
    text = str(line.values.get("stage", ""))
    named = {
        word: stage.code for stage in work.known.leads.stages for word in (stage.code, stage.name.zh, stage.name.en)
    }
    if text and text not in named:
        raise Invalid(f"未知的阶段 unknown stage: {text}")
    return named.get(text, "")


def _holders(work: _Work, line: Line, lead: Lead | None = None) -> dict[str, uuid.UUID]:
    """Whom the row names. A lead keeps the closed team that it landed with; none is given to one."""
    held: dict[str, uuid.UUID] = {}
    for column, codes, what in (
        ("team", work.teams, "队伍 team"),
        ("ambassador", work.ambassadors, "招商大使 ambassador"),
    ):
        code = str(line.values.get(column, ""))
        if column == "team" and lead and lead.team and lead.team.code == code:
            continue
        if code and code not in codes:
            raise Invalid(f"没有这个{what}，或者已撤销 no such one, or it is closed: {code}")
        if code:
            held[f"{column}_id"] = codes[code]
    return held


def _check_dates(work: _Work, lead: Lead) -> None:
    final = work.known.stage(lead.stage).final
    if final != (lead.landed_on is not None):
        raise Invalid("落地日期与阶段不符 the day of landing does not fit the stage")
    for on in (lead.opened_on, lead.landed_on):
        if on is not None and on > day(work.at):
            raise Invalid(f"日期在将来 lies in the future: {on}")
    if lead.landed_on is not None and lead.landed_on < lead.opened_on:
        raise Invalid(f"落地早于登记 it landed before it was opened: {lead.landed_on}")


def _write(work: _Work) -> None:
    Lead.objects.bulk_create(work.new, batch_size=_BATCH)
    for part in _parts(work.changed, 100):
        Lead.objects.bulk_update(part, [name.removesuffix("_id") for name in _UPDATED] + ["version"])
    last: dict[uuid.UUID, int] = {}
    for part in _parts([lead.id for lead, here in work.moved if here]):
        rows = StageMove.objects.filter(zone=work.zone, lead_id__in=part).values_list("lead").annotate(last=Max("seq"))
        last |= dict(rows)
    StageMove.objects.bulk_create(
        [
            StageMove(
                zone=work.zone, lead=lead, seq=last.get(lead.id, 0) + 1, here=here, to=lead.stage, at=work.at, by_id=work.by.id,
                on=lead.landed_on or (lead.opened_on if not here else day(work.at)), by_name=work.by.name, reason="导入 import",
            )
            for lead, here in work.moved
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _parts(rows: Iterable[Any], size: int = _BATCH) -> Iterator[list[Any]]:
    every = list(rows)
    return (every[at : at + size] for at in range(0, len(every), size))
