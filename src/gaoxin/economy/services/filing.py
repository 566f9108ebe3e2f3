"""Questionnaires are filed, revised and closed; nothing that was filed is ever overwritten."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotFound, WrongState
from gaoxin.economy.models import ClosedPeriod, Filing, Query, Unit
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports import shape
from gaoxin.economy.rules.reports.validation import Finding
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services import checking, keyed
from gaoxin.economy.services.checking import Ready, Spans

Key = tuple[uuid.UUID, str, int]
KINDS = ("filed", "revised", "admission")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One questionnaire. kind: filed, revised (needs a reason) or admission. row: where it stood in a file, 0 for none."""

    unit_id: uuid.UUID
    form: str
    period: int
    values: Mapping[str, Any]
    kind: str = "filed"
    reason: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken."""

    row: int
    unit_id: uuid.UUID
    form: str
    period: int
    error: GaoxinError


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. filings: their keys, empty where there were problems: then nothing was kept. doubts: what is asked
    about, by the place of the row in the batch; of a dry run too."""

    filings: tuple[uuid.UUID, ...]
    problems: tuple[Problem, ...] = field(default=())
    doubts: tuple[Finding, ...] = field(default=())


def file(
    *, zone: str, rows: Sequence[Incoming], source: str, by: Actor, at: dt.datetime, today: dt.date, dry_run: bool = False,
    key: str = "",
) -> Taken:  # fmt: skip
    """All rows or none; one audit row. A problem is told for every row that has one, a unit that is not there or not the actor's too.

    First each row by itself, then all of them against each other and what is on file (`validation.yaml`): 强制性 are problems,
    核实性 become queries. key: of a form or a request; the same again files nothing again. Raises Conflict for a key with other contents.
    """
    said = [[str(r.unit_id), r.form, r.period, r.kind, r.reason, dict(r.values)] for r in rows]
    with transaction.atomic():
        if not dry_run and (before := keyed.repeated(zone, by, "file-report", key, at, said)) is not None:
            return Taken(tuple(uuid.UUID(one) for one in before["filings"]))
        taken = _taken(zone, rows, source, by, at, today, dry_run, key, said)
        if key and not taken.filings:
            transaction.set_rollback(True)  # nothing was done: the same form may be sent again when it is mended
        return taken


def _taken(
    zone: str, rows: Sequence[Incoming], source: str, by: Actor, at: dt.datetime, today: dt.date, dry_run: bool, key: str, said: Any
) -> Taken:  # fmt: skip
    units = _units(zone, {row.unit_id for row in rows})
    known, ready, problems = _Known(zone, rows), list[Ready](), list[Problem]()
    for place, row in enumerate(rows):
        try:
            unit = _own(units, row.unit_id, by, zone)
            values, vintage = _ready(row, unit, known, by, zone, today)
            ready.append(Ready(place, unit.id, unit.industry, row.form, row.period, row.kind, values, vintage))
        except GaoxinError as error:
            problems.append(Problem(row.row, row.unit_id, row.form, row.period, error))
    doubts: list[Finding] = []
    if not problems:
        for one in checking.check(zone, ready, known.spans):
            if one.severity == "block":
                row = rows[one.row]
                problems.append(Problem(row.row, row.unit_id, row.form, row.period, one.error()))
            else:
                doubts.append(one)
    if problems or dry_run or not ready:
        return Taken((), tuple(problems), tuple(doubts))
    made = _kept(zone, rows, ready, source, by, at)
    raised = _asked(zone, ready, made, doubts, at)
    keyed.record(
        "file-report", str(made[0].unit_id) if len(made) == 1 else source, zone=zone, by=by, at=at, said=said, key=key,
        article=permissions.ARTICLE, result={"filings": [str(one.id) for one in made]} if key else None,
        filings=len(made), queries=raised, kinds=sorted({one.kind for one in made}), digest=digest([m.digest for m in made]),
    )  # fmt: skip
    return Taken(tuple(one.id for one in made), (), tuple(doubts))


def _kept(
    zone: str, rows: Sequence[Incoming], ready: Sequence[Ready], source: str, by: Actor, at: dt.datetime
) -> list[Filing]:
    who = accounts.key_of(by)
    made = [
        Filing(
            zone=zone, unit_id=one.unit, form=one.form, period=one.period, vintage=one.vintage, kind=one.kind, values=one.values,
            reason=rows[one.place].reason.strip(), source=source, filed_by_id=who, filed_at=at, digest=digest(one.values),
        )
        for one in ready
    ]  # fmt: skip
    Filing.objects.bulk_create(made, batch_size=500)
    return made


def _asked(
    zone: str, ready: Sequence[Ready], made: Sequence[Filing], doubts: Sequence[Finding], at: dt.datetime
) -> int:
    """Raise the queries, and lay down those about a report that this batch replaces."""
    if replaced := {(one.unit, one.form, one.period) for one in ready if one.vintage > 1}:
        old = Query.objects.filter(
            zone=zone, state__in=("open", "answered", "refused"), filing__unit__in={unit for unit, _, _ in replaced}
        ).exclude(filing__in=[one.id for one in made])
        told = old.values_list("id", "filing__unit_id", "filing__form", "filing__period")
        gone = [pk for pk, unit, form, period in told if (unit, form, period) in replaced]
        Query.objects.filter(id__in=gone).update(state="outdated")
    place = {one.place: filing for one, filing in zip(ready, made, strict=True)}
    queries = [
        Query(zone=zone, filing=place[one.row], rule=one.rule, evidence=one.evidence(), asked=one.asked, raised_at=at)
        for one in doubts
    ]
    Query.objects.bulk_create(queries, batch_size=500)
    return len(queries)


def close(*, zone: str, form: str, period: int, by: Actor, at: dt.datetime, key: str = "") -> None:
    """After this only revisions with a reason are taken. Closing twice is the same.

    Raises NotAllowed, NotFound for no such form, Invalid for a month that is not filed, Conflict as `file`.
    """
    permissions.check_statistician(by, zone, "封库 close a month")
    book().form(form)
    shape.check_period(period, book(), at.date())
    said = [form, period]
    with transaction.atomic():
        if keyed.repeated(zone, by, "close-period", key, at, said) is not None:
            return
        # The lock that filings and estimates take, so that none is half-way through.
        list(Unit.objects.select_for_update().filter(zone=zone).order_by("id").values_list("id", flat=True))
        _, made = ClosedPeriod.objects.get_or_create(
            zone=zone, form=form, period=period, defaults={"by_id": accounts.key_of(by), "at": at}
        )
        if made or key:
            keyed.record(
                "close-period", f"{form} {period}", zone=zone, by=by, at=at, said=said, key=key, result={} if key else None,
                article=permissions.ARTICLE, closed_before=not made,
            )  # fmt: skip


class _Known:
    """What is on file for the units of a batch: the newest vintage and its kind, memberships, closed months."""

    def __init__(self, zone: str, rows: Sequence[Incoming]) -> None:
        units = {row.unit_id for row in rows}
        self.newest: dict[Key, tuple[int, str]] = {}
        filed = Filing.objects.filter(zone=zone, unit__in=units, period__in={row.period for row in rows})
        for unit, form, period, vintage, kind in filed.values_list("unit_id", "form", "period", "vintage", "kind"):
            key = (unit, form, period)
            self.newest[key] = max((vintage, kind), self.newest.get(key, (0, "")))
        self.taken: set[Key] = set()
        self.spans = Spans(zone, units)
        self.closed = set(ClosedPeriod.objects.filter(zone=zone).values_list("form", "period"))


def _units(zone: str, wanted: set[uuid.UUID]) -> dict[uuid.UUID, Unit]:
    """Locked, so that two batches of one unit come one after the other."""
    return {unit.id: unit for unit in Unit.objects.select_for_update().filter(zone=zone, id__in=wanted).order_by("id")}


def _own(units: Mapping[uuid.UUID, Unit], wanted: uuid.UUID, by: Actor, zone: str) -> Unit:
    """Raises NotFound for none and for another's: nobody learns which."""
    unit = units.get(wanted)
    if unit is None and permissions.may_see_all(by, zone):
        raise NotFound(f"没有这个调查单位 no such survey unit: {wanted}", do="先办理入库 admit it first")
    permissions.check_files_for(by, zone, unit.party_id if unit else None)
    assert unit is not None
    return unit


def _ready(
    row: Incoming, unit: Unit, known: _Known, by: Actor, zone: str, today: dt.date
) -> tuple[dict[str, int], int]:
    if row.kind not in KINDS:
        raise Invalid(f"没有这种报表 no such kind: {row.kind!r}", do=f"可用 known: {', '.join(KINDS)}")
    form = book().form(row.form)
    shape.check_period(row.period, book(), today)
    values = shape.checked(row.values, form)
    key = (unit.id, form.code, row.period)
    if key in known.taken:
        raise Conflict(
            f"这一批里 {row.period} 的{form.name.zh}重复 stands twice in this batch", do="只留一份 leave one of them"
        )
    if row.kind == "admission":
        permissions.check_statistician(by, zone, "录入入库资料 record an admission form")
    elif not known.spans.hold(unit.id, form.scope, row.period):
        raise Invalid(
            f"{row.period} 不在库 not in the scope in that month",
            do="核对名录和报告期 check the register and the month",
        )
    vintage, latest = known.newest.get(key, (0, ""))
    _check_again(row, latest, (form.code, row.period) in known.closed)
    known.taken.add(key)
    return values, vintage + 1


def _check_again(row: Incoming, latest: str, closed: bool) -> None:
    """Whether this kind may follow the newest one on file ('' for none)."""
    if row.kind == "revised":
        if latest not in ("filed", "revised"):
            raise NotFound("没有可修订的报表 there is nothing to revise", do="先报送 file it first")
        if not row.reason.strip():
            raise Invalid("修订要写理由 a revision needs a reason", do="写明为什么改 say why")
        return
    late = row.kind == "filed" and latest == "estimated"  # the report itself takes an estimate's place, at any time
    if closed and row.kind == "filed" and not (late and row.reason.strip()):
        raise WrongState(
            f"{row.period} 已封库 that month is closed",
            do="补报要写迟报理由 say why it is late" if late else "按修订报送并写理由 file a revision with a reason",
        )
    if row.kind == "admission" and latest == "admission" and row.reason.strip():
        return
    if latest and not late:
        raise Conflict(
            f"{row.period} 已报送 filed already", why="已报的不覆盖 nothing is overwritten",
            do="要改请按修订报送并写理由 file a revision with a reason",
        )  # fmt: skip


def digest(told: object) -> str:
    """SHA-256 of a value in JSON, as a filing keeps it."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
