"""The leaf table on DuckDB: made from facts, refreshed by month, drilled to enterprises.

Facts lie in order of month and class, so that a month's refresh reads only its own row groups. Their keys are short codes (a class's
place, months counted from year 0): DuckDB then finds a group's sums by its place and not by hashing, in half the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from gaoxin.economy.rules.indicators import leaf

Row = tuple[int, ...]
BITS = 16  # up to so many bits of keys DuckDB groups by place; 65,536 places of 17 sums are 25 MB a thread
SHORT_MONTH = "({0} // 100 * 12 + {0} % 100)"
LONG_MONTH = "((CAST({0} AS INTEGER) - 1) // 12 * 100 + ({0} - 1) % 12 + 1)"


class Engine:
    """One DuckDB database in memory, with `facts` and `leaves` of the given measures. ent: DuckDB's type of an enterprise's key."""

    def __init__(self, measures: Sequence[str], *, threads: int = 0, ent: str = "BIGINT") -> None:
        self.measures = tuple(measures)
        self.con = duckdb.connect(":memory:")
        # Nothing is downloaded, and files outside are not read unless asked for by this class.
        self.con.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        self.con.execute(f"SET perfect_ht_threshold = {BITS}")
        if threads:
            self.con.execute(f"SET threads = {int(threads)}")
        self.names = leaf.columns(self.measures)
        whole = ", ".join(f"{name} BIGINT" for name in self.names)
        self.con.execute("CREATE TABLE classes (node SMALLINT, code INTEGER)")
        self.con.execute(f"CREATE TABLE facts (ent {ent}, node SMALLINT, ym SMALLINT, {whole})")
        self.con.execute(f"CREATE TABLE leaves (node INTEGER, ym INTEGER, n BIGINT, {whole})")

    @classmethod
    def over(cls, measures: Sequence[str], leaves: Sequence[Path], facts: Sequence[Path]) -> Engine:
        """Leaves read from Parquet files now, facts where they lie when they are asked for. Raises duckdb.IOException for a file
        that is not there."""
        made = cls(measures, ent="UUID")
        if leaves:
            made.con.execute(
                f"INSERT INTO leaves SELECT node, ym, n, {', '.join(made.names)} FROM read_parquet({_list(leaves)})"
            )
            made.con.execute(
                "INSERT INTO classes SELECT ROW_NUMBER() OVER (ORDER BY node) - 1, node FROM leaves GROUP BY node"
            )
            made.con.execute("DROP TABLE facts")
            made.con.execute(f"CREATE VIEW facts AS {made._coded(f'read_parquet({_list(facts)})')}")
        return made

    def load(self, frame: Any) -> int:
        """Replace all facts by those of a data frame (or any object DuckDB can scan): ent, node (GB/T 4754 class), ym (YYYYMM), x and b
        of each measure."""
        self._take(frame, None)
        return self.rebuild()

    def rebuild(self) -> int:
        """Make all leaves anew. Returns how many."""
        self.con.execute("BEGIN; DELETE FROM leaves")
        self.con.execute(f"INSERT INTO leaves {self._told(leaf.statement(self.measures))}")
        self.con.execute("COMMIT")
        return int(self.con.execute("SELECT COUNT(*) FROM leaves").fetchall()[0][0])

    def refresh(self, month: int, frame: Any | None = None) -> None:
        """Make one month's leaves anew, after its facts were replaced by `frame` if one is given."""
        if frame is not None:
            self._take(frame, month)
        short = month // 100 * 12 + month % 100
        self.con.execute("BEGIN; DELETE FROM leaves WHERE ym = ?", [month])
        self.con.execute(f"INSERT INTO leaves {self._told(leaf.statement(self.measures, month=short))}")
        self.con.execute("COMMIT")

    def leaves(self) -> list[Row]:
        """node, ym, n, then x and b of each measure."""
        return self.con.execute("SELECT * FROM leaves").fetchall()

    def table(self) -> npt.NDArray[np.int64]:
        """The same as one array."""
        return _array(self.con.execute("SELECT * FROM leaves").fetchnumpy())

    def computed(self) -> npt.NDArray[np.int64]:
        """The same straight from the facts, by the statement that every engine runs."""
        return _array(self.con.execute(self._told(leaf.statement(self.measures))).fetchnumpy())

    def behind(self, measure: str, ym: int, classes: Sequence[int], limit: int = 20) -> list[tuple[Any, int, int]]:
        """ent, x, b of those that moved the sum of these classes most in that month."""
        names = leaf.columns((measure,))
        told = ", ".join(str(int(one)) for one in classes) or "-1"
        return self.con.execute(
            f"SELECT ent, {names[0]}, {names[1]} FROM facts JOIN classes USING (node) WHERE ym = ? AND code IN ({told}) "
            f"ORDER BY ABS({names[0]} - {names[1]}) DESC, ent LIMIT ?",
            [ym // 100 * 12 + ym % 100, limit],
        ).fetchall()

    def amounts(self) -> list[Row]:
        """node, ym, units, then for each measure the largest and the sum of absolute amounts of one unit's period."""
        each = ", ".join(
            f"CAST(MAX(ABS({name})) AS BIGINT), CAST(SUM(ABS({name})) AS BIGINT)" for name in self.names[::2]
        )
        return self.con.execute(
            f"SELECT code, {LONG_MONTH.format('ym')}, COUNT(*), {each} FROM facts JOIN classes USING (node) GROUP BY code, ym"
        ).fetchall()

    def write(self, facts: Path, leaves: Path) -> None:
        """Both tables as Parquet, facts with the codes that came in."""
        each = ", ".join(self.names)
        self.con.execute(
            f"COPY (SELECT ent, code AS node, {LONG_MONTH.format('ym')} AS ym, {each} FROM facts JOIN classes USING (node) "
            f"ORDER BY 3, 2, 1) TO {_text(facts)} (FORMAT parquet)"
        )
        self.con.execute(f"COPY (SELECT * FROM leaves ORDER BY ym, node) TO {_text(leaves)} (FORMAT parquet)")

    def close(self) -> None:
        self.con.close()

    def _take(self, frame: Any, month: int | None) -> None:
        """Facts of a frame in the place of all, or of one month's."""
        self.con.register("incoming", frame)
        where = "" if month is None else f" WHERE ym = {int(month)}"
        try:
            self.con.execute("BEGIN")
            self.con.execute(
                "INSERT INTO classes SELECT ROW_NUMBER() OVER (ORDER BY node) - 1 + (SELECT COUNT(*) FROM classes), node "
                f"FROM (SELECT DISTINCT node FROM incoming{where}) WHERE node NOT IN (SELECT code FROM classes)"
            )
            self.con.execute(f"DELETE FROM facts{where and f' WHERE ym = {SHORT_MONTH.format(int(month or 0))}'}")
            self.con.execute(f"INSERT INTO facts {self._coded(f'(SELECT * FROM incoming{where})')} ORDER BY ym, node")
            self.con.execute("COMMIT")
        except duckdb.Error:
            self.con.execute("ROLLBACK")
            raise
        finally:
            self.con.unregister("incoming")

    def _coded(self, source: str) -> str:
        each = ", ".join(f"f.{name}" for name in self.names)
        month = SHORT_MONTH.format("f.ym")
        return f"SELECT f.ent, c.node, CAST({month} AS SMALLINT) AS ym, {each} FROM {source} f JOIN classes c ON c.code = f.node"

    def _told(self, statement: str) -> str:
        """The leaf statement's rows with the codes that came in."""
        each = ", ".join(f"l.{name}" for name in self.names)
        return f"SELECT c.code AS node, {LONG_MONTH.format('l.ym')} AS ym, l.n, {each} FROM ({statement}) l JOIN classes c USING (node)"


def _array(columns: dict[str, Any]) -> npt.NDArray[np.int64]:
    return np.column_stack([np.asarray(one, dtype=np.int64) for one in columns.values()])


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _list(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(_text(path) for path in paths) + "]"
