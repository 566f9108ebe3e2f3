"""A foreign file as a table: CSV in any usual encoding, XLSX or Parquet, through DuckDB with bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.audits.tables.book import Limits
from gaoxin.economy.rules.audits.tables.table import Column, Floats, Ints, Table
from gaoxin.economy.selectors.tables.sheets import sheet
from gaoxin.economy.selectors.tables.texts import Plain, plain

NUMERIC = 0.8  # of the filled cells, from which a column is one of numbers and the rest is odd
BATCH = 40
PLAIN = (-1, -1)
ODD = 40
EMPTY = "('', 'na', 'n/a', 'nan', 'null', 'none', '-', '--', '—', '——', '–', '…', '……', '...', '..', '.', '/', '\\')"
WIDE = "translate({0}, '０１２３４５６７８９．－％，（）', '0123456789.-%,()')"


def read(path: Path, limits: Limits, name: str = "") -> Table:
    """The table in a file. Raises NotFound, or Invalid with what is wrong and what to do."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise NotFound(f"文件打不开 the file cannot be opened: {path.name}", do="核对路径 check the path") from error
    if size > limits.bytes:
        raise Invalid(f"文件超过 {limits.bytes // 1_000_000} MB the file is too large", do="分开审核 audit it in parts")
    if not size:
        raise Invalid("文件是空的 the file is empty", do="核对文件 check the file")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(
            "旧式 Excel（.xls）读不了 old workbooks (.xls) cannot be read", do="另存为 .xlsx save it as .xlsx"
        )
    with tempfile.TemporaryDirectory(prefix="gaoxin-table-") as folder, _engine(limits, Path(folder)) as engine:
        try:
            return _read(engine, path, start, limits, name or path.name, Path(folder))
        except duckdb.Error as error:
            raise Invalid(
                f"文件读不出 the file cannot be read: {path.name}",
                why=str(error).splitlines()[0][:300],
                do="核对格式，另存为 CSV（UTF-8）再试 save it as CSV (UTF-8) and try again",
            ) from error


@contextmanager
def _engine(limits: Limits, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    settings = {
        "memory_limit": limits.memory,
        "threads": 2,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    engine = duckdb.connect(":memory:", config=settings)
    try:
        yield engine
    finally:
        engine.close()


def _read(engine: Any, path: Path, start: bytes, limits: Limits, name: str, folder: Path) -> Table:
    if start.startswith(b"PAR1"):
        return _parquet(engine, path, limits, name)
    found = sheet(path, folder) if start.startswith(b"PK") else plain(path, folder)
    if len(found.names) > limits.columns:
        raise Invalid(
            f"{len(found.names)} 列，超过 more columns than {limits.columns}", do="分开审核 audit it in parts"
        )
    rejected = _load(engine, found)
    columns = _columns(engine, found.names, limits, comma=found.separator == ";")
    rows = _rows(engine)
    return Table(name, columns, rows, found.skip + 1, found.said, rejected)


def _parquet(engine: Any, path: Path, limits: Limits, name: str) -> Table:
    engine.execute("CREATE TEMP VIEW source AS SELECT * FROM read_parquet(" + _quoted(str(path)) + ")")
    names = tuple(row[0] for row in engine.execute("DESCRIBE source").fetchall())
    if len(names) > limits.columns:
        raise Invalid(f"{len(names)} 列，超过 more columns than {limits.columns}", do="分开审核 audit it in parts")
    told = ", ".join(f"CAST({_name(one)} AS VARCHAR) AS c{at}" for at, one in enumerate(names))
    engine.execute(f"CREATE TEMP TABLE given AS SELECT {told} FROM source")
    return Table(name, _columns(engine, names, limits, comma=False), _rows(engine), 1, {"encoding": "parquet"})


def _load(engine: Any, found: Plain) -> tuple[tuple[int, str], ...]:
    """The lines as text columns c0, c1, …; lines of another width are put aside, or padded where they are many."""
    kinds = "{" + ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(found.names))) + "}"
    common = (
        f"read_csv({_quoted(str(found.path))}, auto_detect=false, header=false, skip={found.skip}, columns={kinds}, "
        f"delim={_quoted(found.separator)}, quote='\"', escape='\"', strict_mode=false, max_line_size=16000000"
    )
    engine.execute(f"CREATE TEMP TABLE given AS SELECT * FROM {common}, ignore_errors=true, store_rejects=true)")
    wrong = engine.execute("SELECT line, error_message FROM reject_errors ORDER BY line LIMIT 100000").fetchall()
    if len(wrong) > 0.2 * (_rows(engine) + len(wrong)):
        engine.execute(
            f"CREATE OR REPLACE TEMP TABLE given AS SELECT * FROM {common}, null_padding=true, parallel=false)"
        )
        return ()
    return tuple(dict.fromkeys((int(line), str(why).splitlines()[0][:160]) for line, why in wrong))


def _rows(engine: Any) -> int:
    return int(engine.execute("SELECT count(*) FROM given").fetchone()[0])


def _columns(engine: Any, names: tuple[str, ...], limits: Limits, *, comma: bool) -> tuple[Column, ...]:
    rows = _rows(engine)
    if not rows:
        raise Invalid("表头下没有数据 there is no row below the heading", do="核对文件 check the file")
    if rows > limits.rows or rows * len(names) > limits.cells:
        raise Invalid(
            f"{rows:,} 行 × {len(names)} 列太大 too large",
            why=f"最多 at most {limits.cells:,} 格 cells",
            do="分开审核 audit it in parts",
        )
    columns: list[Column] = []
    for low in range(0, len(names), BATCH):
        part = range(low, min(low + BATCH, len(names)))
        columns += _batch(engine, names, part, comma)
    return tuple(columns)


def _batch(engine: Any, names: tuple[str, ...], part: range, comma: bool) -> list[Column]:
    """Counts of a few columns in one pass; then the numbers of all that are of numbers in another."""
    told = _counted(engine, part, comma)
    numeric = [
        at
        for at, (filled, numbers, _, _, zeros) in told.items()
        if filled and numbers >= NUMERIC * filled and not zeros
    ]
    asked = ", ".join(f"{_as_number(at, comma) if told[at][2:4] != PLAIN else _cast(at)} AS c{at}" for at in numeric)
    values = engine.execute(f"SELECT {asked} FROM given").fetchnumpy() if numeric else {}
    none: Floats = np.zeros(0)
    columns: list[Column] = []
    for at in part:
        filled, numbers, percent, grouped, _ = (max(0, int(one)) for one in told[at])
        if at in numeric:
            found: Any = values[f"c{at}"]
            data = np.ma.filled(np.ma.asarray(found, dtype=np.float64), np.nan)
            data = np.where(np.isfinite(data), data, np.nan)
            odd = _odd(engine, at, comma) if filled > numbers else ()
            columns.append(
                Column(
                    names[at],
                    "number",
                    data,
                    np.zeros(0, np.int64),
                    (),
                    filled,
                    percent,
                    grouped,
                    odd,
                    filled - numbers,
                )
            )
        elif filled:
            codes, labels = _coded(engine, at)
            columns.append(Column(names[at], "text", none, codes, labels, filled))
        else:
            columns.append(Column(names[at], "empty", none, np.zeros(0, np.int64), (), 0))
    return columns


def _counted(engine: Any, part: range, comma: bool) -> dict[int, tuple[int, ...]]:
    """Of each column: see `_counts`. Columns that are numbers as they stand are not looked at closer (percent, grouped: -1)."""
    asked = ", ".join(
        f"count(c{at}), count({_cast(at)}), count(*) FILTER (c{at} LIKE '0_%' AND c{at} NOT LIKE '0.%')" for at in part
    )
    quick = engine.execute(f"SELECT {asked} FROM given").fetchone()
    told: dict[int, tuple[int, ...]] = {}
    closer: list[int] = []
    for n, at in enumerate(part):
        filled, numbers, zeros = quick[3 * n : 3 * n + 3]
        told[at] = (filled, numbers, *PLAIN, 0)
        if filled != numbers or zeros:
            closer.append(at)
    if closer:
        counts = engine.execute("SELECT " + ", ".join(_counts(at, comma) for at in closer) + " FROM given").fetchone()
        told |= {at: tuple(counts[5 * n : 5 * n + 5]) for n, at in enumerate(closer)}
    return told


def _cast(at: int) -> str:
    return f"TRY_CAST(c{at} AS DOUBLE)"


def _text(at: int) -> str:
    """The cell trimmed, NULL where it says that there is nothing."""
    return f"CASE WHEN lower(trim(c{at})) IN {EMPTY} THEN NULL ELSE trim(c{at}) END"


def _as_number(at: int, comma: bool) -> str:
    """The cell as DOUBLE: full-width digits, thousands separators, percent signs, (1) for -1; NULL where it is none."""
    text = WIDE.format(f"trim(c{at})")
    if comma:
        text = f"CASE WHEN regexp_full_match({text}, '-?\\d+,\\d+') THEN replace({text}, ',', '.') ELSE {text} END"
    grouped = "'-?\\d{1,3}(,\\d{3})+(\\.\\d+)?[% ]*'"
    cleaned = f"CASE WHEN regexp_full_match({text}, {grouped}) THEN replace({text}, ',', '') ELSE {text} END"
    cleaned = f"regexp_replace(rtrim({cleaned}, '% '), '^\\((.*)\\)$', '-\\1')"
    return f"coalesce({_cast(at)}, TRY_CAST({cleaned} AS DOUBLE))"


def _counts(at: int, comma: bool) -> str:
    """filled, numbers, with percent signs, with separators, and codes with leading zeros."""
    text = _text(at)
    return (
        f"count({text}), count({_as_number(at, comma)}) FILTER (({text}) IS NOT NULL), "
        f"count(*) FILTER (c{at} LIKE '%\\%' ESCAPE '\\' OR c{at} LIKE '%％'), "
        f"count(*) FILTER (c{at} LIKE '%,%'), count(*) FILTER (regexp_full_match(c{at}, '0\\d+'))"
    )


def _odd(engine: Any, at: int, comma: bool) -> tuple[tuple[int, str], ...]:
    asked = f"SELECT rowid, c{at} FROM given WHERE ({_text(at)}) IS NOT NULL AND {_as_number(at, comma)} IS NULL LIMIT {ODD}"
    return tuple((int(row), str(text)) for row, text in engine.execute(asked).fetchall())


def _coded(engine: Any, at: int) -> tuple[Ints, tuple[str, ...]]:
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE label AS SELECT x, row_number() OVER (ORDER BY x) - 1 AS code "
        f"FROM (SELECT DISTINCT {_untrimmed(at)} AS x FROM given) WHERE x IS NOT NULL"
    )
    labels = tuple(str(row[0]) for row in engine.execute("SELECT x FROM label ORDER BY code").fetchall())
    found = engine.execute(
        f"SELECT coalesce(label.code, -1) AS code FROM given LEFT JOIN label ON label.x = {_untrimmed(at)} ORDER BY given.rowid"
    ).fetchnumpy()["code"]
    return np.asarray(found, dtype=np.int64), labels


def _untrimmed(at: int) -> str:
    """The text with its spaces, so that two spellings of one name are seen."""
    return f"CASE WHEN ({_text(at)}) IS NULL THEN NULL ELSE c{at} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
