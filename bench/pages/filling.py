"""Fills a database with cases by copying a few real ones inside the database itself: ledger, requirements, decision, licence.

The first of a kind is made by services (`gaoxin.demo`); its copies differ in key, number, applicant and moments, and some in
state. Keys begin with their moment as ours do, so that what is newer has the greater key. Every batch is one transaction and
notes how far it came: a fill that was interrupted goes on where it stopped. Parties are skewed: the first have thousands of
cases, the last a few. Audit rows and signed documents are copied for the newest only, whose pages are looked at.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from bench.pages.dialect import dialect
from gaoxin.approvals.models.tally_triggers import count_anew
from gaoxin.approvals.services import tallying

BATCH = 10_000
NEWEST = 1000  # of a kind, that have audit rows and documents
OF_A_CASE = ("ClockEvent", "Requirement", "Upload", "Correction", "Opinion", "Commitment", "HoldingReport", "Rating")
WORDS = ("合成新材", "合成电子", "合成装备", "合成生物", "合成食品", "合成光伏", "合成物流", "合成环保")
OFFICERS = 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """One real case to copy. days: over how many the copies lie back. changes: model -> column -> SQL in place of its own."""

    name: str
    case: uuid.UUID
    days: int
    copies: int
    zone: str = ""
    hands: Sequence[tuple[str, str, str]] = ()  # officers who have open cases in hand: account, name, department
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


def made_ready() -> None:
    """The table in which a fill notes how far it came."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_filled (name varchar(64) PRIMARY KEY, done bigint NOT NULL)")


def done(name: str) -> int:
    """How far the fill of that name came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT done FROM bench_filled WHERE name = %s", [name])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def note(name: str, number: int) -> None:
    """Note how far it came."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_filled WHERE name = %s", [name])
        cursor.execute("INSERT INTO bench_filled VALUES (%s, %s)", [name, number])


class Filler:
    """Copies on one database. parties: how many enterprises stand behind the cases; ours: the one whose account is asked."""

    def __init__(self, zone: str, parties: int, ours: uuid.UUID, say: Callable[[str], None]) -> None:
        self.zone, self.parties, self.ours, self.say = zone, parties, ours, say
        self.sql, self.now = dialect(), timezone.now()
        made_ready()

    def fill(self, patterns: Sequence[Pattern]) -> None:
        """Bring the copies of each up to their number; the tally, which no trigger kept meanwhile, is counted anew."""
        with self.sql.unchecked():
            for number, zone in enumerate(dict.fromkeys([self.zone, *(p.zone or self.zone for p in patterns)])):
                self._enterprises(zone, number)
            for index, pattern in enumerate(patterns, start=1):
                self._copies(index, pattern)
        with transaction.atomic(), connection.cursor() as cursor:
            count_anew(cursor, connection.vendor)
        while tallying.fold(zone=self.zone):
            pass

    def _enterprises(self, zone: str, number: int) -> None:
        party = apps.get_model("parties", "Party")
        word = f"CASE s.n %% {len(WORDS)} " + " ".join(f"WHEN {i} THEN '{w}'" for i, w in enumerate(WORDS)) + " END"
        own = {
            "id": self.sql.key("0", f"fa{number:x}", "s.n", 0), "zone": f"'{zone}'",
            "name": f"{word} || {self.sql.digits('s.n', 7)} || '有限公司'",
            "identifier": f"'91441802S' || {self.sql.digits('s.n', 9)}",
        }  # fmt: skip
        name = f"parties{number or ''}"
        self._steps(name, self.parties, lambda a, b: self._copy(party, "t.id = %s", self.ours, own, a, b))

    def _copies(self, index: int, pattern: Pattern) -> None:
        case, decision = apps.get_model("approvals", "Case"), apps.get_model("approvals", "Decision")
        source = case.objects.get(pk=pattern.case)
        held = decision.objects.filter(case_id=source.pk).values_list("licence_id", flat=True).first()
        other = bool(pattern.zone and pattern.zone != self.zone)
        kind, zone = f"{index:02x}{other:x}", {"zone": f"'{pattern.zone or self.zone}'"}
        shift = self._shift(pattern)
        moment = f"{int(source.created_at.timestamp() * 1000)} + ({shift}) * 1000"
        key = self.sql.key(moment, kind, "s.n", 1)
        licence, holder = self.sql.key(moment, kind, "s.n", 2), self._holder(other)
        number = {"number": f"'S{index:02d}{other:x}-' || {self.sql.digits('s.n')}"}

        def batch(first: int, last: int) -> None:
            def copied(label: str, which: str, value: object, own: Mapping[str, str], start: int = first) -> None:
                model = apps.get_model(label)
                own = {**zone, **own, **pattern.changes.get(model.__name__, {})}
                self._copy(model, which, value, own, max(start, first), last, shift)

            copied("approvals.Case", "t.id = %s", source.pk, {"id": key, "applicant_id": holder, **number})
            issued = held and "licence_id" not in pattern.changes.get("Decision", {})
            if issued:
                own = {"id": licence, "holder_id": holder, "licence_id": number["number"], **number}
                copied("trust.Licence", "t.id = %s", held, own)
            own = {"id": self.sql.key(moment, kind, "s.n", 3), "case_id": key} | (
                {"licence_id": licence} if issued else {}
            )
            copied("approvals.Decision", "t.case_id = %s", source.pk, own)
            for place, part in enumerate(OF_A_CASE, start=4):
                own = {"id": self.sql.key(moment, kind, "s.n", place, "t.nth"), "case_id": key}
                copied(f"approvals.{part}", "t.case_id = %s", source.pk, own)
            subject, newest = f"'case:' || {self.sql.text(key)}", pattern.copies - NEWEST + 1
            own = {"id": self.sql.key(moment, kind, "s.n", 30, "t.nth"), "subject": subject}
            copied("trust.SignedDocument", "t.subject = %s", f"case:{source.pk}", own, newest)
            own = {"id": self.sql.key(moment, kind, "s.n", 31, "t.nth"), "subject": subject, "key": "''"}
            own["seq"] = f"{index * 10**8} + s.n * 64 + t.nth"
            copied("audit.AuditEntry", "t.subject = %s", f"case:{source.pk}", own, newest)
            if pattern.hands:
                self._hand_out(pattern, key, self.sql.key(moment, kind, "s.n", 32), first, last)

        self._steps(f"{index:02d} {pattern.name}", pattern.copies, batch)

    def _shift(self, pattern: Pattern) -> str:
        """Seconds, in whole days, by which a copy's moments differ: the last copy is as late as it may be, the first `days` earlier."""
        events = apps.get_model("approvals", "ClockEvent").objects.filter(case_id=pattern.case)
        last = events.order_by("-at").values_list("at", flat=True).first() or self.now
        lead = max((self.now - last) // dt.timedelta(days=1), 0)
        return f"({lead} - (({pattern.copies} - s.n) * {pattern.days}) / {pattern.copies}) * 86400"

    def _holder(self, other: bool) -> str:
        """Which enterprise: the n-th by a square law; one place in a few hundred is the enterprise that is asked for."""
        place = f"((s.n * 7919) %% {self.parties}) * ((s.n * 7919) %% {self.parties}) / {self.parties} + 1"
        key = self.sql.key("0", f"fa{other:x}", place, 0)
        return (
            key
            if other
            else f"CASE WHEN {place} = {self.parties // 200 + 1} THEN {self.sql.value(self.ours)} ELSE {key} END"
        )

    def _hand_out(self, pattern: Pattern, case: str, key: str, first: int, last: int) -> None:
        """Seven of ten are in somebody's hands, evenly among the officers, of whom the first few have accounts."""
        table = apps.get_model("approvals", "CaseAssignment")._meta.db_table
        named = list(enumerate(pattern.hands))

        def told(place: int, otherwise: str) -> str:
            cases = " ".join(f"WHEN {index} THEN '{officer[place]}'" for index, officer in named)
            return f"CASE s.n %% {OFFICERS} {cases} ELSE {otherwise} END"

        number = self.sql.digits(f"s.n %% {OFFICERS}", 2)
        values = (
            key, f"'{pattern.zone or self.zone}'", case, told(0, f"'officer-' || {number}"), told(1, f"'审查员' || {number}"),
            told(2, f"'审查' || {self.sql.digits('s.n %% 8', 1)} || '科'"), "''", self.sql.value(self.now), "NULL", "'supervisor'",
        )  # fmt: skip
        series, source, bounds = self.sql.series(first, last)
        columns = 'id, zone, case_id, officer, name, department, step, since, "until", "by"'
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) {series} SELECT {', '.join(values)} FROM {source} WHERE s.n %% 10 < 7",  # noqa: S608
                bounds,
            )

    def _steps(self, name: str, wanted: int, batch: Callable[[int, int], None]) -> None:
        """Batch after batch until `wanted`, each noted in its own transaction."""
        last = done(name)
        while last < wanted:
            first, last = last + 1, min(last + BATCH, wanted)
            with transaction.atomic():
                batch(first, last)
                note(name, last)
            self.say(f"{name}: {last:,} / {wanted:,}")

    def _copy(
        self, model: type[models.Model], which: str, value: object, own: Mapping[str, str], first: int, last: int,
        shift: str = "0",
    ) -> None:  # fmt: skip
        """INSERT … SELECT of the rows found, once for each n from first to last."""
        if first > last:
            return
        columns = [f.column for f in model._meta.concrete_fields]
        moments = {f.column for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)}
        told = [own.get(c) or (self.sql.moved(f't."{c}"', shift) if c in moments else f't."{c}"') for c in columns]
        table, names = model._meta.db_table, ", ".join(f'"{c}"' for c in columns)
        rows = f"(SELECT *, row_number() OVER (ORDER BY id) AS nth FROM {table} t WHERE {which})"
        series, source, bounds = self.sql.series(first, last)
        statement = f"INSERT INTO {table} ({names}) {series} SELECT {', '.join(told)} FROM {source} CROSS JOIN {rows} t"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [*bounds, self.sql.bound(value)])
