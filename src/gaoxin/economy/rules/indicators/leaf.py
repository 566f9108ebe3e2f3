"""The one statement that may run on a bigger engine: sums of whole numbers by industry class and month.

Everything above it is a few thousand rows and runs here (tree.py). Facts: one row an enterprise and month: `ent`, `node` (GB/T 4754
class) and `ym` (YYYYMM) or whole numbers that stand for them, `x_<measure>` and `b_<measure>` BIGINT. Only SUM and COUNT: no ratio,
median or distinct, so that every engine gives the same integers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from gaoxin.core.errors import Invalid

KEYS = ("node", "ym")
Row = tuple[int, ...]


def columns(measures: Sequence[str]) -> tuple[str, ...]:
    """x_ and b_ of each measure, in order."""
    for measure in measures:
        if not measure.isidentifier():
            raise Invalid(f"量的代码不能作列名 not a column name: {measure}")
    return tuple(f"{side}_{measure}" for measure in measures for side in ("x", "b"))


def statement(measures: Sequence[str], *, table: str = "facts", month: int | None = None) -> str:
    """SQL that DuckDB, PostgreSQL, SQLite and Spark take unchanged. month: only that `ym`, for a refresh."""
    sums = ", ".join(f"CAST(SUM({column}) AS BIGINT) AS {column}" for column in columns(measures))
    where = "" if month is None else f" WHERE ym = {int(month)}"
    return f"SELECT node, ym, COUNT(*) AS n, {sums} FROM {table}{where} GROUP BY node, ym"


def fingerprint(rows: Iterable[Sequence[int]]) -> str:
    """SHA-256 of the leaves in order of their keys: equal on every engine, or one of them is wrong."""
    told = hashlib.sha256()
    for row in sorted(tuple(int(value) for value in row) for row in rows):
        told.update(",".join(map(str, row)).encode() + b"\n")
    return told.hexdigest()
