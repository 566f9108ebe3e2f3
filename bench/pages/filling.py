"""Fills a database with cases by copying a few real ones inside the database itself: ledger, requirements, decision, licence.

The first of a kind is made by services (`gaoxin.demo`); its copies differ in key, number, applicant and moments. Nine of ten
are decided and lie up to three years back. Every batch is one transaction and notes how far it came, so that a fill that
was interrupted goes on where it stopped.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

BATCH = 10_000
OPEN_SHARE = 50  # one case in so many is still open
THREE_YEARS = 3 * 365 * 24 * 3600
A_WEEK = 7 * 24 * 3600
OF_A_CASE = ("ClockEvent", "Requirement", "Upload", "Correction", "Opinion", "Commitment", "Decision")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One real case to copy. spread: seconds over which the copies' moments lie back."""

    case: uuid.UUID
    spread: int


class Filler:
    """Copies on one database. parties: how many enterprises stand behind the cases."""

    def __init__(self, zone: str, parties: int, say: Callable[[str], None]) -> None:
        self.zone, self.parties, self.say = zone, parties, say
        self.sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS bench_filled (name varchar(64) PRIMARY KEY, done bigint NOT NULL)"
            )

    def fill(self, cases: int, decided: Sequence[Pattern], on_the_way: Sequence[Pattern]) -> None:
        """Bring the copies up to that number."""
        self._enterprises()
        still_open = cases // OPEN_SHARE
        for kind, patterns, wanted in (("open", on_the_way, still_open), ("decided", decided, cases - still_open)):
            for index, pattern in enumerate(patterns):
                share = wanted // len(patterns) + (index < wanted % len(patterns))
                self._copies(f"{kind}{index}", f"{'f' if kind == 'open' else '0'}{index:x}", pattern, share)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _enterprises(self) -> None:
        party = apps.get_model("parties", "Party")
        source = party.objects.filter(zone=self.zone, kind="enterprise").order_by("id").first()
        change = {
            "id": self._key("'aaaa'", "s.n", "'0'"), "name": self._joined("'合成企业'", self._digits("s.n"), "'有限公司'"),
            "identifier": self._joined("'91441802S'", self._digits("s.n", 9)),
        }  # fmt: skip
        self._steps(
            "parties", self.parties, lambda first, last: self._copy(party, "t.id = %s", source.pk, change, first, last)
        )

    def _copies(self, name: str, kind: str, pattern: Pattern, count: int) -> None:
        case = apps.get_model("approvals", "Case")
        licence = apps.get_model("trust", "Licence")
        decision = apps.get_model("approvals", "Decision")
        held = (
            decision.objects.filter(case_id=pattern.case)
            .exclude(licence=None)
            .values_list("licence_id", flat=True)
            .first()
        )
        key, licence_key = self._key(f"'c0{kind}'", "s.n", "'0'"), self._key(f"'cc{kind}'", "s.n", "'0'")
        moved = f"(s.n %% 100000) * {pattern.spread} / 100000"
        holder = self._key("'aaaa'", f"s.n %% {self.parties} + 1", "'0'")

        def batch(first: int, last: int) -> None:
            if held:
                own = {"id": licence_key, "holder_id": holder}
                own |= {name: self._joined(f"'S{kind}-'", self._digits("s.n")) for name in _unique(licence)}
                self._copy(licence, "t.id = %s", held, own, first, last, moved)
            own = {"id": key, "number": self._joined(f"'S{kind}-'", self._digits("s.n")), "applicant_id": holder}
            self._copy(case, "t.id = %s", pattern.case, own, first, last, moved)
            for index, part in enumerate(OF_A_CASE):
                model = apps.get_model("approvals", part)
                own = {"id": self._key(f"'b{index}{kind}'", "s.n", self._nth()), "case_id": key}
                if part == "Decision" and held:
                    own["licence_id"] = licence_key
                self._copy(model, "t.case_id = %s", pattern.case, own, first, last, moved)

        self._steps(name, count, batch)

    def _steps(self, name: str, wanted: int, batch: Callable[[int, int], None]) -> None:
        """Batch after batch until `wanted`, each noted in its own transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT done FROM bench_filled WHERE name = %s", [name])
            found = cursor.fetchone()
            done = int(found[0]) if found else 0
            while done < wanted:
                last = min(done + BATCH, wanted)
                with transaction.atomic():
                    batch(done + 1, last)
                    cursor.execute("DELETE FROM bench_filled WHERE name = %s", [name])
                    cursor.execute("INSERT INTO bench_filled VALUES (%s, %s)", [name, last])
                done = last
                self.say(f"{name}: {done:,} / {wanted:,}")

    def _copy(
        self, model: type[models.Model], which: str, key: uuid.UUID, own: Mapping[str, str], first: int, last: int,
        moved: str = "0",
    ) -> None:  # fmt: skip
        """INSERT … SELECT of the rows found, once for each n from first to last."""
        columns = [field.column for field in model._meta.concrete_fields]
        dates = {f.column for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)}
        told = [own.get(c) or (self._back(c, moved) if c in dates else f't."{c}"') for c in columns]
        table, names = model._meta.db_table, ", ".join(f'"{c}"' for c in columns)
        rows = f"(SELECT *, row_number() OVER (ORDER BY id) AS nth FROM {table} t WHERE {which})"
        if self.sqlite:
            series = "WITH RECURSIVE s(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM s WHERE n < %s) "
            statement = f"INSERT INTO {table} ({names}) {series}SELECT {', '.join(told)} FROM s CROSS JOIN {rows} t"  # noqa: S608
            values = [first, last, key.hex]
        else:
            statement = (
                f"INSERT INTO {table} ({names}) SELECT {', '.join(told)} "  # noqa: S608
                f"FROM generate_series(%s::bigint, %s::bigint) AS s(n) CROSS JOIN {rows} t"
            )
            values = [first, last, key]
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _nth(self) -> str:
        return "printf('%%x', t.nth)" if self.sqlite else "to_hex(t.nth)"

    def _key(self, kind: str, number: str, nth: str) -> str:
        """A key of ours: 12 digits of the number, the kind, and which of its case's rows it is. Never one of version 7."""
        if self.sqlite:
            return (
                f"(printf('%%012x', {number}) || '8000' || '8000' || '0000' || {kind} || substr('0000' || {nth}, -4))"
            )
        digits = f"lpad(to_hex(({number})::bigint), 12, '0')"
        return f"({digits} || '8000' || '8000' || '0000' || {kind} || lpad({nth}, 4, '0'))::uuid"

    def _digits(self, number: str, width: int = 8) -> str:
        return f"printf('%%0{width}d', {number})" if self.sqlite else f"lpad(({number})::text, {width}, '0')"

    def _joined(self, *parts: str) -> str:
        return f"({' || '.join(parts)})"

    def _back(self, column: str, moved: str) -> str:
        if self.sqlite:
            return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S.000000', t.\"{column}\", '-' || ({moved}) || ' seconds')"
        return f't."{column}" - make_interval(secs => ({moved})::double precision)'


def _unique(model: type[models.Model]) -> list[str]:
    """Text columns that no two rows of a zone may share."""
    found: list[str] = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            found += [name for name in constraint.fields if isinstance(model._meta.get_field(name), models.CharField)]
    return [name for name in dict.fromkeys(found) if name not in ("zone", "kind")]
