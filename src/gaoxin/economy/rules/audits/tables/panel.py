"""The panel in a table: each measure as a matrix of units by periods, with the row that every cell came from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gaoxin.economy.rules.audits.tables.periods import SEASON, label
from gaoxin.economy.rules.audits.tables.table import Floats, Ints, Table

DENSEST = 30_000_000  # cells of one matrix, so that a wrong choice of unit cannot ask for all memory


@dataclass(frozen=True)
class Measure:
    """values: units × periods, NaN where there is none. flat: the column as in the file, by row."""

    name: str
    values: Floats
    flat: Floats


@dataclass(frozen=True)
class Layout:
    """How the table is read. form: long, periods-across, units-across, series or list (no period).

    said: sentences (Chinese, English) that say what was inferred and why. attributes: columns that belong to a unit.
    """

    form: str
    unit: tuple[str, ...]
    period: tuple[str, ...]
    measures: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """units, places: labels of rows and columns of every matrix. cell: units × periods, the data row (-1 where none).

    kind: year, quarter, month, day or index. groups: of each attribute, the group of each unit. repeated: rows whose key
    an earlier row has (row, first row with it).
    """

    table: Table
    layout: Layout
    kind: str
    units: tuple[str, ...]
    places: tuple[int, ...]
    cell: Ints
    measures: tuple[Measure, ...]
    groups: dict[str, tuple[Ints, tuple[str, ...]]] = field(default_factory=dict[str, tuple[Ints, tuple[str, ...]]])
    repeated: tuple[tuple[int, int], ...] = ()
    row_unit: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    row_period: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def season(self) -> int:
        """Periods of a year, 1 where the panel has none."""
        return SEASON[self.kind]

    @property
    def labels(self) -> list[str]:
        return [label(self.kind, place) for place in self.places]

    def at(self, unit: int, period: int) -> int | None:
        """The line of the file of one cell."""
        row = int(self.cell[unit, period])
        return None if row < 0 else self.table.line(row)


def long(
    table: Table,
    layout: Layout,
    kind: str,
    unit_codes: Ints,
    units: tuple[str, ...],
    rows_at: Ints,
    places: tuple[int, ...],
) -> Panel | None:
    """The panel of a long table. unit_codes, rows_at: of each row, unit and period (-1: the row has none).

    None where units × periods would be too large. The first row of a key is kept; others are `repeated`.
    """
    count, width = len(units), len(places)
    if count * width > DENSEST or not count or not width:
        return None
    rows = np.flatnonzero((unit_codes >= 0) & (rows_at >= 0))
    key = unit_codes[rows] * width + rows_at[rows]
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[inverse] != np.arange(len(rows)))
    repeated = tuple((int(rows[one]), int(rows[first[inverse[one]]])) for one in again)
    kept = rows[first]
    cell = np.full(count * width, -1, np.int64)
    cell[key[first]] = kept
    measures: list[Measure] = []
    for name in layout.measures:
        column = table.column(name)
        if column is None:
            continue
        values = np.full(count * width, np.nan)
        values[key[first]] = column.numbers[kept]
        measures.append(Measure(name, values.reshape(count, width), column.numbers))
    groups = _groups(table, layout.attributes, unit_codes, count)
    return Panel(
        table,
        layout,
        kind,
        units,
        places,
        cell.reshape(count, width),
        tuple(measures),
        groups,
        repeated,
        unit_codes,
        rows_at,
    )


def _groups(
    table: Table, names: tuple[str, ...], unit_codes: Ints, count: int
) -> dict[str, tuple[Ints, tuple[str, ...]]]:
    """Of each attribute, the group of each unit; a name and its code are one grouping."""
    groups: dict[str, tuple[Ints, tuple[str, ...]]] = {}
    seen: set[bytes] = set()
    for name in names:
        found = _group(table, name, unit_codes, count)
        if found is not None and (mark := _partition(found[0])) not in seen:
            seen.add(mark)
            groups[name] = found
    return groups


def _partition(group: Ints) -> bytes:
    """The grouping whatever its groups are called."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], np.int64).tobytes()


def across(
    table: Table, layout: Layout, kind: str, units: tuple[str, ...], places: tuple[int, ...], name: str, by_period: bool
) -> Panel:
    """The panel of a table with periods (or units) as columns: one measure, called `name`."""
    columns = [column for one in layout.measures if (column := table.column(one)) is not None]
    values = np.vstack([column.numbers for column in columns])
    cell = np.tile(np.arange(table.rows, dtype=np.int64), (len(columns), 1))
    if by_period:
        values, cell = values.T, cell.T
    rows = np.arange(table.rows, dtype=np.int64)
    return Panel(
        table,
        layout,
        kind,
        units,
        places,
        np.where(np.isnan(values), -1, cell),
        (Measure(name, values, values.ravel()),),
        row_unit=rows if by_period else np.zeros(0, np.int64),
        row_period=np.zeros(0, np.int64),
    )


def _group(table: Table, name: str, unit_codes: Ints, count: int) -> tuple[Ints, tuple[str, ...]] | None:
    """The group of each unit by an attribute, where it has between two and half as many groups as units."""
    column = table.column(name)
    if column is None:
        return None
    if column.kind == "text":
        codes, labels = column.codes, column.labels
    else:
        found, inverse = np.unique(column.numbers, return_inverse=True)
        codes, labels = np.where(np.isnan(column.numbers), -1, inverse), tuple(f"{one:g}" for one in found)
    group = np.full(count, -1, np.int64)
    good = unit_codes >= 0
    group[unit_codes[good]] = codes[good]
    used = np.unique(group[group >= 0])
    return (group, labels) if 2 <= len(used) <= max(2, count // 2) else None
