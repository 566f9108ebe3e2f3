"""What is asked of a report before it counts: rules of `catalogue/indicators/validation.yaml`, run as SQL by DuckDB.

强制性 blocks; 核实性 is taken and asks for an explanation. A rule sees the batch and what is on file for the same months, the
months before, and a year before; it never sees a database. A rule with `across` sees two questionnaires of a unit and month at once.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import msgspec
import pandas as pd
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.reports.book import Book, Form, Phrase
from gaoxin.economy.rules.reports.shape import earlier

ANY_FORM = "*"
FLOWS = {"month": Phrase("本月", "this month"), "ytd": Phrase("本年累计", "year to date")}
_NOT_WORDS = re.compile(r"[\W_\d]+")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Rule(_Part, frozen=True):
    """One rule. form: a questionnaire, `*` for each. over, flows: what `{item}` and `{flow}` stand for. unless: rules whose finding
    on the same row says it already. asked: who explains. across: the questionnaire that it looks at beside its own."""

    code: str
    form: str
    severity: Literal["block", "query"]
    name: Phrase
    sql: str
    say: Phrase
    do: Phrase
    over: tuple[str, ...] = ("",)
    flows: tuple[str, ...] = ("",)
    limits: dict[str, float] = {}
    unless: tuple[str, ...] = ()
    asked: Literal["enterprise", "statistician"] = "enterprise"
    across: str = ""


class Explanations(_Part, frozen=True):
    """What counts as an explanation. least, distinct, most: characters. empty: phrases that explain nothing."""

    least: int
    distinct: int
    most: int
    empty: tuple[str, ...]
    why: Phrase
    do: Phrase


class Checks(_Part, frozen=True):
    """The whole file."""

    source: str
    confidence: str
    explanations: Explanations
    rules: tuple[Rule, ...]

    def rule(self, code: str) -> Rule | None:
        """By the code of a finding, `jump-month:output`; None for one that the file no longer has."""
        return next((rule for rule in self.rules if rule.code == code.partition(":")[0]), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A questionnaire of a unit for a month as it stands. row: its place in the batch, -1 on file. group: of the zone, or the division.

    before: the unit was in scope a year before. back: something is on file from a year before or earlier.
    """

    unit: int
    row: int
    period: int
    kind: str
    industry: str
    section: str
    group: str
    before: bool
    back: bool
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a row of the batch breaks. rule: its code, with `:item` and `:flow` where it has them. say: with the values in it."""

    row: int
    rule: str
    severity: str
    asked: str
    name: Phrase
    values: Mapping[str, Any]
    say: Phrase
    do: Phrase

    def error(self) -> Invalid:
        """For the one who files."""
        return Invalid(
            f"{self.say.zh} {self.say.en}", why=f"{self.name.zh} {self.name.en}（{self.rule}）", do=f"{self.do.zh} {self.do.en}"
        )  # fmt: skip

    def evidence(self) -> dict[str, Any]:
        """As a query keeps it: the words of the day it was raised."""
        return {
            "values": dict(self.values), "name": [self.name.zh, self.name.en], "say": [self.say.zh, self.say.en],
            "do": [self.do.zh, self.do.en],
        }  # fmt: skip


def read_checks(root: Path, book: Book) -> Checks:
    """Reads `root/indicators/validation.yaml`. Raises Invalid naming the mistake: a form, an item or a rule that is not there."""
    path = root / "indicators" / "validation.yaml"
    try:
        found = msgspec.convert(yaml.safe_load(path.read_bytes()), Checks)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error
    codes = [rule.code for rule in found.rules]
    for rule in found.rules:
        items = {item.code for item in book.form(rule.form).items} if rule.form != ANY_FORM else set[str]()
        strange = [one for one in rule.over if one and one not in items] + [c for c in rule.unless if c not in codes]
        if rule.across:
            book.form(rule.across)
            # Which of the two comes first is chance: what the second one shows cannot be a reason to refuse it.
            strange += [rule.severity] if rule.severity == "block" or rule.form == ANY_FORM else []
        if strange or codes.count(rule.code) > 1:
            raise Invalid(f"{path.name}: {rule.code}: {strange or '重复 twice'}", do="按文件修改 correct the file")
    return found


def check(checks: Checks, book: Book, cells: Mapping[str, Sequence[Cell]]) -> list[Finding]:
    """What the rows of the batch (row >= 0) break, in the order of rows; a row that is blocked is not asked about as well.

    cells: by questionnaire; a unit has the same number in all of them. One without rows of the batch is only looked at from another.
    """
    asked = [code for code, held in cells.items() if any(cell.row >= 0 for cell in held)]
    found: list[Finding] = []
    with _connected() as con:
        for code in cells:
            form = book.form(code)
            _load(con, form, book, cells[code])
            if code in asked:
                sections = list(book.scope(form.scope).industry)
                rules = [one for one in checks.rules if one.form in (code, ANY_FORM) and not one.across]
                found += [one for rule in rules for one in _broken(con, rule, form, sections)]
            _keep(con, code)
        for rule in checks.rules:
            if rule.across and {rule.form, rule.across} <= cells.keys() and {rule.form, rule.across} & set(asked):
                _join(con, rule.form, rule.across)
                found += _broken(con, rule, book.form(rule.form), [])
    return _kept(checks, found)


def _kept(checks: Checks, found: Sequence[Finding]) -> list[Finding]:
    said = {(one.row, one.rule.partition(":")[0]) for one in found}
    blocked = {one.row for one in found if one.severity == "block"}
    told = {rule.code: rule.unless for rule in checks.rules}
    kept = [
        one
        for one in found
        if (one.severity == "block" or one.row not in blocked)
        and not any((one.row, other) in said for other in told[one.rule.partition(":")[0]])
    ]
    return sorted(kept, key=lambda one: one.row)


def check_explanation(text: str, told: Explanations) -> str:
    """The text without outer space. Raises Invalid for what explains nothing: an empty phrase, a few characters, one repeated."""
    said = text.strip()
    left = _NOT_WORDS.sub("", said.lower())
    for phrase in sorted(told.empty, key=len, reverse=True):
        left = left.replace(_NOT_WORDS.sub("", phrase.lower()), "")
    if len(left) < told.least or len(set(left)) < told.distinct:
        raise Invalid(
            f"这不是说明 this explains nothing: {said[:40]}",
            why=f"{told.why.zh} {told.why.en}",
            do=f"{told.do.zh} {told.do.en}",
        )
    if len(said) > told.most:
        raise Invalid(f"说明超过 {told.most} 字 too long", do="写要点 write the essentials")
    return said


class _Held(threading.local):
    """One connection a thread, since opening one takes longer than a check; another process has its own."""

    con: duckdb.DuckDBPyConnection | None = None
    process = 0


_HELD = _Held()


@contextmanager
def _connected() -> Generator[duckdb.DuckDBPyConnection]:
    """An empty database, and empty again afterwards: survey data do not stay in it."""
    if _HELD.con is None or _HELD.process != os.getpid():
        _HELD.con = duckdb.connect(":memory:", config={"threads": 1, "enable_external_access": False})
        _HELD.process = os.getpid()
    con = _HELD.con
    try:
        yield con
    except BaseException:
        _HELD.con = None
        con.close()
        raise
    for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        con.execute(f'DROP TABLE "{name}"')


def _keep(con: duckdb.DuckDBPyConnection, code: str) -> None:
    """The cells of one questionnaire make room for those of the next."""
    con.execute(f'DROP TABLE v; ALTER TABLE cells RENAME TO "cells_{code}"')


def _join(con: duckdb.DuckDBPyConnection, form: str, other: str) -> None:
    """Table x: a unit's month with the keys of both questionnaires, and the same a year before as l_…; estimates never stand there."""
    con.execute(
        f"""CREATE OR REPLACE TABLE x AS
        WITH j AS (SELECT a.* REPLACE (a.before OR b.before AS before), b.* EXCLUDE (
                row, unit, industry, section, grp, period, before_period, opening, months, kind, before, back),
            CASE WHEN a.row >= 0 THEN a.row ELSE b.row END AS raised
            FROM "cells_{form}" a JOIN "cells_{other}" b ON a.unit = b.unit AND a.period = b.period
            WHERE a.kind <> 'estimated' AND b.kind <> 'estimated')
        SELECT n.* EXCLUDE (row, raised), n.raised AS row, COLUMNS(l.* EXCLUDE (row, raised)) AS "l_\\0"
        FROM j n LEFT JOIN j l ON l.unit = n.unit AND l.period = n.period - 100"""
    )


def _load(con: duckdb.DuckDBPyConnection, form: Form, book: Book, cells: Sequence[Cell]) -> None:
    keys = form.keys()
    names = [key.replace(".", "_") for key in keys]
    combined = book.combined.months
    prior = {period: earlier(period, book) for period in {cell.period for cell in cells}}
    rows = [
        (
            cell.row, cell.unit, cell.industry, cell.section, cell.group, cell.period, prior[cell.period] or 0,
            prior[cell.period] is None, len(combined) if cell.period % 100 in combined else 1, cell.kind, cell.before, cell.back,
            *(cell.values.get(key) for key in keys),
        )
        for cell in cells
    ]  # fmt: skip
    heads = [
        "row", "unit", "industry", "section", "grp", "period", "before_period", "opening", "months", "kind", "before", "back",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*heads, *names])
    con.register("incoming", frame)
    # Whole numbers stay whole; a division of two of them is a DOUBLE in DuckDB.
    whole = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in names)
    con.execute(f"CREATE TABLE cells AS SELECT {', '.join(heads)}, {whole} FROM incoming")
    con.unregister("incoming")
    sides = ", ".join(f"{side}.{name} AS {side}_{name}" for side in ("p", "l") for name in ("months", *names))
    con.execute(
        f"CREATE TABLE v AS SELECT b.*, {sides} FROM cells b "
        "LEFT JOIN cells p ON p.unit = b.unit AND p.period = b.before_period AND p.kind <> 'estimated' "
        "LEFT JOIN cells l ON l.unit = b.unit AND l.period = b.period - 100 AND l.kind <> 'estimated' WHERE b.row >= 0"
    )


def _broken(con: duckdb.DuckDBPyConnection, rule: Rule, form: Form, sections: Sequence[str]) -> Iterator[Finding]:
    names = {item.code: item.name for item in form.items}
    for item in rule.over:
        for flow in rule.flows:
            sql = rule.sql.replace("{item}", item).replace("{flow}", flow)
            given: dict[str, Any] = {**rule.limits, "sections": list(sections)}
            cursor = con.execute(sql, {name: value for name, value in given.items() if f"${name}" in sql})
            heads = [column[0] for column in cursor.description or ()]
            for row, *evidence in cursor.fetchall():
                values = {head: _plain(value) for head, value in zip(heads[1:], evidence, strict=True)}
                zh, en = (
                    getattr(rule.say, side).format(
                        **values | {"item": getattr(names[item], side) if item else "", "flow": getattr(FLOWS[flow], side) if flow else ""}
                    )
                    for side in ("zh", "en")
                )  # fmt: skip
                code = ":".join(part for part in (rule.code, item, flow) if part)
                yield Finding(int(row), code, rule.severity, rule.asked, rule.name, values, Phrase(zh, en), rule.do)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return round(value, 6) if isinstance(value, float) else value
