"""Texts and codes: words in columns of numbers, broken characters, one name in two spellings, codes that are none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from gaoxin.economy.rules.audits.tables.book import Book
from gaoxin.economy.rules.audits.tables.inferring import codes_of
from gaoxin.economy.rules.audits.tables.table import SHOWN, Column, Finding, Table, scored

# Marks that a text was decoded with the wrong table of characters.
BROKEN = re.compile("\ufffd|锟斤拷|烫烫|屯屯|Ã.|â€|ï¼|å[\x80-\xbf]")
DIVISION = re.compile(r"^\d{6}$")
INDUSTRY = re.compile(r"^(?:[A-T]|[A-T]?\d{2,4})$")


def check(table: Table, book: Book, lists: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """lists: name of an official code list (gbt4754, gbt2260) to its codes and names."""
    results: list[Finding] = []
    for column in table.columns:
        results += _mixed(table, book, column)
        if column.kind == "text":
            results += _broken(table, book, column) + _spellings(table, book, column)
        if column.kind != "empty":
            results += _codes(table, book, column, lists)
    return results + _pairs(table, book) + _rejected(table, book)


def _finding(
    book: Book,
    kind: str,
    column: str,
    expected: float,
    rows: list[int],
    count: int,
    evidence: dict[str, Any],
    ceiling: float = 1.0,
) -> Finding:
    where = {
        "unit": None,
        "units": [],
        "units_count": 0,
        "from": None,
        "to": None,
        "count": count,
        "rows": rows[:SHOWN],
    }
    return Finding(kind, column, where, evidence, scored(min(ceiling, book.kinds[kind].ceiling), expected))


def _rejected(table: Table, book: Book) -> list[Finding]:
    if not table.rejected:
        return []
    rows = [line for line, _ in table.rejected]
    evidence = {"lines": [{"row": line, "why": why} for line, why in table.rejected[:SHOWN]]}
    return [_finding(book, "ragged_row", "", 0.0, rows, len(rows), evidence)]


def _mixed(table: Table, book: Book, column: Column) -> list[Finding]:
    """Words among numbers, and a percent sign in some cells only."""
    results: list[Finding] = []
    if column.kind == "number" and column.odd_count:
        rows = [table.line(row) for row, _ in column.odd]
        evidence = {
            "numbers": column.filled - column.odd_count,
            "texts": column.odd_count,
            "cases": [{"row": table.line(row), "text": text[:60]} for row, text in column.odd[:SHOWN]],
        }
        results.append(_finding(book, "mixed_type", column.name, 0.0, rows, column.odd_count, evidence))
    if column.kind == "number" and 0 < column.percent < column.filled:
        evidence = {"with_percent_sign": column.percent, "without": column.filled - column.percent}
        results.append(
            _finding(
                book, "mixed_type", column.name, 0.1, [], min(column.percent, column.filled - column.percent), evidence
            )
        )
    return results


def _broken(table: Table, book: Book, column: Column) -> list[Finding]:
    bad = [at for at, label in enumerate(column.labels) if BROKEN.search(label)]
    if not bad:
        return []
    rows = np.flatnonzero(np.isin(column.codes, bad))
    evidence = {"texts": [column.labels[at][:60] for at in bad[:SHOWN]], "different": len(bad)}
    return [
        _finding(
            book, "broken_text", column.name, 0.0, [table.line(int(row)) for row in rows[:SHOWN]], len(rows), evidence
        )
    ]


def _folded(label: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).casefold()


def _spellings(table: Table, book: Book, column: Column) -> list[Finding]:
    """The same name with and without spaces, in full and half width, in large and small letters."""
    if len(column.labels) > 0.9 * table.rows and table.rows > 50:
        return []
    groups: dict[str, list[int]] = {}
    for at, label in enumerate(column.labels):
        groups.setdefault(_folded(label), []).append(at)
    double = {key: at for key, at in groups.items() if len(at) > 1}
    if not double:
        return []
    counts: Counter[int] = Counter(column.codes.tolist())
    rare = [min(at, key=lambda one: counts[one]) for at in double.values()]
    rows = np.flatnonzero(np.isin(column.codes, rare))
    evidence = {
        "names": [
            [{"text": column.labels[one], "rows": counts[one]} for one in at] for at in list(double.values())[:SHOWN]
        ]
    }
    return [
        _finding(
            book, "name_variant", column.name, 0.0, [table.line(int(row)) for row in rows[:SHOWN]], len(rows), evidence
        )
    ]


def _codes(table: Table, book: Book, column: Column, lists: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    """A column whose values are nearly all codes of an official list, and those that are not."""
    if column.kind == "number" and not re.search(book.thresholds.code_names, column.name, re.I):
        return []
    codes, labels = codes_of(column)
    for name, pattern in (("gbt2260", DIVISION), ("gbt4754", INDUSTRY)):
        known = lists.get(name, {})
        shaped = [at for at, label in enumerate(labels) if pattern.match(label)]
        right = [at for at in shaped if labels[at] in known]
        if len(right) < 5 or len(shaped) < 0.9 * len(labels) or len(right) < 0.8 * len(labels):
            continue
        wrong = [at for at in range(len(labels)) if labels[at] not in known]
        if not wrong:
            return []
        rows = np.flatnonzero(np.isin(codes, wrong))
        evidence = {
            "list": name,
            "codes": len(labels),
            "known": len(right),
            "unknown": [labels[at] for at in wrong[:SHOWN]],
            "nearest": {labels[at]: _near(labels[at], known) for at in wrong[:SHOWN]},
        }
        few = len(wrong) / len(labels)
        return [
            _finding(
                book,
                "invalid_code",
                column.name,
                4 * few,
                [table.line(int(row)) for row in rows[:SHOWN]],
                len(rows),
                evidence,
            )
        ]
    return []


def _near(code: str, known: Mapping[str, str]) -> list[str]:
    """Codes that differ in one place, at most three."""
    near = [one for one in known if len(one) == len(code) and sum(a != b for a, b in zip(one, code, strict=True)) == 1]
    return near[:3]


def _pairs(table: Table, book: Book) -> list[Finding]:
    """Columns in which one decides the other (code and name) nearly everywhere, and the rows that differ."""
    texts = [
        one
        for one in table.columns
        if (one.kind == "text" or re.search(book.thresholds.code_names, one.name, re.I))
        and one.kind != "empty"
        and one.filled >= 0.5 * table.rows
    ][:12]
    results: list[Finding] = []
    coded = [(one, *codes_of(one)) for one in texts]
    for first, codes, labels in coded:
        if len(labels) > table.rows / 3 or len(labels) < 2:
            continue
        for second, others, names in coded:
            if second is first or len(names) < len(labels) / 20 or len(names) < 2:
                continue
            good = np.flatnonzero((codes >= 0) & (others >= 0))
            pairs, counts = np.unique(codes[good] * len(names) + others[good], return_counts=True)
            of = pairs // len(names)
            extra = len(pairs) - len(np.unique(of))
            if not extra or extra > 0.1 * len(labels) + 1:
                continue
            top = np.zeros(len(labels), np.int64)
            np.maximum.at(top, of, counts)
            minor = counts < top[of]
            odd = int(counts[minor].sum())
            if not odd or odd > 0.01 * len(good):
                continue
            rows = good[np.isin(codes[good] * len(names) + others[good], pairs[minor])]
            evidence = {
                "decides": first.name,
                "rows": len(good),
                "rows_differing": odd,
                "cases": [
                    {
                        first.name: labels[int(codes[row])],
                        second.name: names[int(others[row])],
                        "row": table.line(int(row)),
                    }
                    for row in rows[:SHOWN].tolist()
                ],
            }
            results.append(
                _finding(
                    book, "code_name", second.name, 0.0, [table.line(int(row)) for row in rows[:SHOWN]], odd, evidence
                )
            )
    return results[:3]
