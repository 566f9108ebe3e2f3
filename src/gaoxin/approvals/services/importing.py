"""Decided cases of a former system, taken over from CSV: every row checked, all of them or none, one audit row.

They carry their own dates into the ledger and pin the law of their day, so that figures of earlier years come from the same
queries. Licences of the former system are not re-issued: the decision keeps its number, without a licence of ours.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.models import Case, ClockEvent, Decision
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.clock.ledger import Entry, Kind, append, replay
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import define, pin
from gaoxin.approvals.services.drafting import reforms_for
from gaoxin.audit import services as audit
from gaoxin.core.errors import GaoxinError, Invalid, NotAllowed
from gaoxin.core.uuid7 import uuid7
from gaoxin.parties import selectors as parties

COLUMNS = (
    "number",
    "item",
    "applicant",
    "channel",
    "visits",
    "received",
    "accepted",
    "decided",
    "delivered",
    "supervisor",
)
MOMENTS = ("received", "accepted", "decided", "delivered")
KINDS = {"received": Kind.RECEIVED, "accepted": Kind.ACCEPTED, "decided": Kind.DECIDED, "delivered": Kind.DELIVERED}
ARTICLES = {
    "received": "行政许可法 32(2)",
    "accepted": "行政许可法 32",
    "decided": "行政许可法 38(1)",
    "delivered": "行政许可法 44",
}
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Imported:
    """rows: how many the file holds. added: how many are new; those whose number is known already are left alone."""

    rows: int
    added: int


class RowsRefused(Invalid):
    """Rows that cannot be taken over. `problems` holds one line each, with the row's line in the file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"{len(problems)} 行无法导入，全部未导入 rows refused, nothing was imported:\n" + "\n".join(problems[:50]),
            do="改正后重新导入；可先用 --dry-run 检查 correct them and import again",
        )


def import_decided(*, zone: str, text: str, source: str, by: Actor, at: dt.datetime, dry_run: bool = False) -> Imported:
    """Take over granted cases. text: CSV with the header `COLUMNS`; moments ISO, `delivered` may be empty.

    source: the former system, kept in the audit row with the file's SHA-256. A file imported twice adds nothing.
    Raises RowsRefused with every bad row, NotAllowed unless `by` is the system or a system administrator.
    """
    if not (by.has(Role.SYSTEM) or by.has(Role.SYSTEM_ADMIN)):
        raise NotAllowed("只有系统管理员可以导入 only a system administrator imports", do="交由系统管理员办理")
    rows = _rows(text)
    known = set(Case.objects.filter(zone=zone).values_list("number", flat=True))
    problems: list[str] = []
    made: list[tuple[Case, list[ClockEvent], Decision]] = []
    look = _Lookup(zone, at)
    seen: set[str] = set()
    with transaction.atomic():
        for line, row in rows:
            try:
                if row["number"] in seen:
                    raise Invalid(f"编号重复 the number stands twice: {row['number']}")
                seen.add(row["number"])
                if row["number"] not in known:
                    made.append(_case(look, row))
            except GaoxinError as error:
                problems.append(f"第 {line} 行 line {line}: {error.what}")
        if problems:
            raise RowsRefused(problems)
        if made and not dry_run:
            _write(zone, made)
            audit.record(
                zone=zone, actor=by, act="import-cases", subject=f"zone:{zone}", at=at, article="国务院令716号 12",
                detail={"source": source, "rows": len(rows), "added": len(made),
                        "sha256": hashlib.sha256(text.encode()).hexdigest()},
            )  # fmt: skip
        if dry_run:
            transaction.set_rollback(True)
    return Imported(len(rows), len(made))


class _Lookup:
    """What many rows share, read once: parties by identifier, the pinned law by item and day."""

    def __init__(self, zone: str, at: dt.datetime) -> None:
        self.zone, self.at = zone, at
        self._parties: dict[str, uuid.UUID] = {}
        self._versions: dict[tuple[str, dt.date], tuple[uuid.UUID, Item]] = {}
        self._pinned: dict[Item, uuid.UUID] = {}

    def party(self, identifier: str) -> uuid.UUID:
        if identifier not in self._parties:
            self._parties[identifier] = parties.party(zone=self.zone, identifier=identifier).id
        return self._parties[identifier]

    def version(self, code: str, day: dt.date) -> tuple[uuid.UUID, Item]:
        if (code, day) not in self._versions:
            item = define(code, day, reforms_for(code, day, commits=False))
            if item not in self._pinned:
                self._pinned[item] = pin(zone=self.zone, item=item, at=self.at)
            self._versions[code, day] = (self._pinned[item], item)
        return self._versions[code, day]


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise Invalid(f"表头应为 the header must be: {','.join(COLUMNS)}", do="按表头整理文件 arrange the columns")
    rows: list[tuple[int, dict[str, str]]] = []
    for row in reader:
        if None in row or None in row.values():
            raise RowsRefused([f"第 {reader.line_num} 行 line {reader.line_num}: 列数不符 wrong number of columns"])
        rows.append((reader.line_num, row))
        if len(rows) > MOST_ROWS:
            raise Invalid(f"超过 {MOST_ROWS:,} 行 too many rows", do="分批导入 import in parts")
    return rows


def _case(look: _Lookup, row: Mapping[str, str]) -> tuple[Case, list[ClockEvent], Decision]:
    moments = {name: _moment(row[name], name) for name in MOMENTS if row[name] or name != "delivered"}
    for name, moment in moments.items():
        if moment > look.at:
            raise Invalid(f"{name} 在将来 lies in the future: {row[name]}")
    if row["channel"] not in ("online", "window", "post") or not row["visits"].isdigit() or int(row["visits"]) > 99:
        raise Invalid(f"渠道或到场次数有误 channel or visits: {row['channel']!r} {row['visits']!r}")
    if not row["supervisor"].strip() or not row["number"].strip() or len(row["number"]) > 32:
        raise Invalid("编号和决定人不能为空 number and supervisor are needed")
    entries: tuple[Entry, ...] = ()
    for name, moment in moments.items():
        entries = append(entries, Entry(KINDS[name], moment, ARTICLES[name]))
    version, item = look.version(row["item"], rulebook.calendar().local(moments["received"]).date())
    case = Case(
        id=uuid7(), zone=look.zone, number=row["number"], item_version_id=version, item_code=row["item"],
        applicant_id=look.party(row["applicant"]), channel=row["channel"], visits=int(row["visits"]),
        state=State.DELIVERED if "delivered" in moments else State.GRANTED, created_at=moments["received"],
        submitted_at=moments["received"], accepted_at=moments["accepted"], decided_at=moments["decided"],
        sources={"@import": {"at": look.at.isoformat(), "provisional": False, "reason": "former system"}},
    )  # fmt: skip
    case.due_at = None if "delivered" in moments else replay(entries, item.limits, rulebook.calendar()).delivery_due
    events = [
        ClockEvent(zone=look.zone, case=case, seq=seq, kind=entry.kind, at=entry.at, article=entry.article)
        for seq, entry in enumerate(entries, start=1)
    ]
    decision = Decision(
        zone=look.zone, case=case, outcome="granted", supervisor=row["supervisor"], at=moments["decided"],
        article=ARTICLES["decided"],
    )  # fmt: skip
    return case, events, decision


def _write(zone: str, made: list[tuple[Case, list[ClockEvent], Decision]]) -> None:
    Case.objects.bulk_create([case for case, _, _ in made], batch_size=500)
    ClockEvent.objects.bulk_create([event for _, events, _ in made for event in events], batch_size=500)
    Decision.objects.bulk_create([decision for _, _, decision in made], batch_size=500)


def _moment(text: str, name: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{name} 不是时间 not a time: {text!r}", do="写作 2024-03-01T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=rulebook.calendar().tz)
