"""What a table is: which columns name the unit and the period, which are measures, and why it is read so."""

from __future__ import annotations

import re

import numpy as np

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.tables.book import Thresholds
from gaoxin.economy.rules.audits.tables.panel import Layout, Panel, across, long
from gaoxin.economy.rules.audits.tables.periods import INDEX, MONTH, QUARTER, YEAR, coarser, moment
from gaoxin.economy.rules.audits.tables.table import Column, Ints, Table

UNIQUE = 0.98  # of the rows must differ in unit and period, else the pair is no key
PERIODIC = 0.95  # of the labels of a period column must name one


def infer(table: Table, book: Thresholds, unit: str = "", period: str = "") -> Panel | None:
    """The panel, or None where the table has no period (then only keys, codes and texts are looked at).

    unit, period: columns that somebody names, separated by commas where several make one. Raises Invalid for a column
    that is not there or a period that names none.
    """
    given_unit, given_period = _named(table, unit), _named(table, period)
    when = _given_period(table, given_period) if given_period else _find_period(table, book)
    if when is None:
        return _periods_across(table, given_unit, book)
    names, kind, rows_at, places, why = when
    units, unit_codes, labels, why_unit = _find_unit(table, book, given_unit, names, rows_at)
    measures, attributes = _measures(table, book, {*units, *names}, unit_codes, len(labels))
    said = (why, why_unit)
    if not units and (wide := _units_across(table, measures, rows_at, kind, places, said, names)) is not None:
        return wide
    layout = Layout("long" if units else "series", units, names, measures, attributes, said)
    return long(table, layout, kind, unit_codes, labels, rows_at, places)


def _named(table: Table, given: str) -> tuple[str, ...]:
    names = (given,) if table.column(given) else tuple(one.strip() for one in given.split(",") if one.strip())
    for name in names:
        if table.column(name) is None:
            raise Invalid(
                f"没有这一列 no such column: {name}",
                why="、".join(one.name for one in table.columns)[:400],
                do="按表头填写列名 write it as in the heading",
            )
    return names


def codes_of(column: Column) -> tuple[Ints, tuple[str, ...]]:
    """A column as codes and labels, whatever its kind. -1: empty."""
    if column.kind == "text":
        return column.codes, column.labels
    found, inverse = np.unique(column.numbers, return_inverse=True)
    labels = tuple(f"{int(one)}" if one == int(one) else f"{one!r}" for one in found.tolist() if one == one)
    codes = np.asarray(inverse, dtype=np.int64)
    return np.where(np.isnan(column.numbers), -1, codes), labels


When = tuple[tuple[str, ...], str, Ints, tuple[int, ...], tuple[str, str]]


def _find_period(table: Table, book: Thresholds) -> When | None:
    """Two columns of year and month or quarter; else the best column whose labels name periods."""
    pattern = re.compile(book.period_names, re.I)
    found: list[tuple[float, When]] = []
    for column in table.columns:
        named = bool(pattern.search(column.name))
        if (when := _one(column, named)) is not None:
            found.append(((2.0 if named else 0.0) + len(when[3]) / 1e6, when))
    if not found:
        return None
    best = max(found, key=lambda one: one[0])[1]
    if best[1] == YEAR:
        for column in table.columns:
            if (joined := _joined(table, best, column)) is not None:
                return joined
    return best


def _one(column: Column, named: bool) -> When | None:
    if column.kind == "empty" or (column.kind == "number" and not named and not _like_years(column)):
        return None
    codes, labels = codes_of(column)
    if len(labels) > 60_000:
        return None
    moments = [moment(one) for one in labels]
    kinds = {one.kind for one in moments if one}
    held = sum(1 for one in moments if one)
    if len(kinds) != 1 or held < 2 or held < PERIODIC * len(labels):
        return None
    kind, places = coarser(kinds.pop(), [one.place for one in moments if one])
    axis = sorted(set(places.values()))
    where = {place: at for at, place in enumerate(axis)}
    by_code = np.array([where[places[one.place]] if one else -1 for one in moments] + [-1], np.int64)
    why = (
        f"期间是“{column.name}”：{held} 个不同的值都是{_KINDS[kind]}",
        f"the period is `{column.name}`: its {held} values are all of the form {kind}",
    )
    return (column.name,), kind, by_code[codes], tuple(axis), why


_KINDS = {"year": "年份", "quarter": "季度", "month": "月份", "day": "日期", "index": "序号"}


def _like_years(column: Column) -> bool:
    values = column.numbers[~np.isnan(column.numbers)]
    found = np.unique(values)
    whole = bool(np.all(found == np.round(found))) and len(found) >= 2
    return whole and bool(found[0] >= 1800 and found[-1] <= 2150) and found[-1] - found[0] <= 2 * len(found)


def _joined(table: Table, year: When, column: Column) -> When | None:
    """Year and a column of months (1–12) or quarters (1–4)."""
    wanted = {
        "month": (MONTH, 12),
        "months": (MONTH, 12),
        "月": (MONTH, 12),
        "月份": (MONTH, 12),
        "m": (MONTH, 12),
        "quarter": (QUARTER, 4),
        "季度": (QUARTER, 4),
        "季": (QUARTER, 4),
        "q": (QUARTER, 4),
    }.get(column.name.strip().lower())
    if wanted is None or column.kind != "number":
        return None
    kind, most = wanted
    values = column.numbers
    good = ~np.isnan(values) & (values >= 1) & (values <= most) & (year[2] >= 0)
    if good.sum() < PERIODIC * max(1, column.filled):
        return None
    years = np.array([*year[3], 0], np.int64)[year[2]]
    place = np.where(good, years * most + np.nan_to_num(values).astype(np.int64) - 1, -1)
    axis, inverse = np.unique(place[good], return_inverse=True)
    rows_at = np.full(table.rows, -1, np.int64)
    rows_at[good] = inverse
    why = (f"期间是“{year[0][0]}”和“{column.name}”合起来", f"the period is `{year[0][0]}` and `{column.name}` together")
    return (*year[0], column.name), kind, rows_at, tuple(int(one) for one in axis), why


def _given_period(table: Table, names: tuple[str, ...]) -> When:
    """The period that somebody names; whole numbers that are no years count as an index."""
    why = (f"期间列由您指定：{'、'.join(names)}", f"the period is named by you: {', '.join(names)}")
    column = table.column(names[0])
    assert column is not None
    found = _one(column, True)
    if found is not None and len(names) > 1 and (second := table.column(names[1])) is not None:
        found = _joined(table, found, second)
    if found is not None:
        return (*found[:4], why)
    values = column.numbers
    good = ~np.isnan(values) if column.kind == "number" else np.zeros(table.rows, bool)
    if len(names) > 1 or not good.any() or not bool(np.all(values[good] == np.round(values[good]))):
        raise Invalid(
            f"这一列不是期间 this column names no periods: {'、'.join(names)}",
            do="用年、季、月、日期或者整数序号 use years, quarters, months, dates or whole numbers",
        )
    axis, inverse = np.unique(values[good], return_inverse=True)
    rows_at = np.full(table.rows, -1, np.int64)
    rows_at[good] = inverse
    return names, INDEX, rows_at, tuple(int(one) for one in axis), why


Which = tuple[tuple[str, ...], Ints, tuple[str, ...], tuple[str, str]]


def _find_unit(table: Table, book: Thresholds, given: tuple[str, ...], taken: tuple[str, ...], rows_at: Ints) -> Which:
    """The column (or two) that with the period is a key. No unit: the rows differ by period alone."""
    if given:
        codes, labels = _joint(table, given)
        return (
            given,
            codes,
            labels,
            (f"单位列由您指定：{'、'.join(given)}", f"the unit is named by you: {', '.join(given)}"),
        )
    rows = rows_at >= 0
    everything = np.zeros(table.rows, np.int64)
    if _distinct(everything, rows_at, rows) >= UNIQUE:
        why = ("没有单位列：每个期间只有一行", "there is no unit: every period has one row")
        return (), everything, ("",), why
    ranked = _candidates(table, book, taken)
    best: tuple[float, Which] | None = None
    for liking, column in ranked:
        codes, labels = codes_of(column)
        share = _distinct(codes, rows_at, rows & (codes >= 0)) * float(np.mean(codes[rows] >= 0))
        why = (
            f"单位是“{column.name}”：与期间合起来，{share:.1%} 的行互不相同",
            f"the unit is `{column.name}`: with the period, {share:.1%} of the rows are different",
        )
        worth = share + liking
        if share >= 0.9 and len(labels) < table.rows * 0.9 and (best is None or worth > best[0] + 0.005):
            best = (worth, ((column.name,), codes, labels, why))
    return best[1] if best else _two_columns(table, ranked, rows_at, rows)


def _two_columns(table: Table, ranked: list[tuple[float, Column]], rows_at: Ints, rows: np.ndarray) -> Which:
    columns = [one.name for _, one in ranked][:6]
    for at, first in enumerate(columns):
        for second in columns[at + 1 :]:
            codes, labels = _joint(table, (first, second))
            if _distinct(codes, rows_at, rows & (codes >= 0)) >= UNIQUE:
                why = (f"单位是“{first}”和“{second}”合起来", f"the unit is `{first}` and `{second}` together")
                return (first, second), codes, labels, why
    raise Invalid(
        "看不出哪一列是单位 no column was found that names the unit",
        why="没有一列或两列与期间合起来能区分各行 no one or two columns, with the period, tell the rows apart",
        do="用 --unit 指明列 name it with --unit",
    )


def _candidates(table: Table, book: Thresholds, taken: tuple[str, ...]) -> list[tuple[float, Column]]:
    """Columns that may name units: texts and whole numbers, liked by name, by kind and by place in the table."""
    pattern = re.compile(book.unit_names, re.I)
    ranked: list[tuple[float, Column]] = []
    for at, column in enumerate(table.columns):
        if column.name in taken or column.kind == "empty" or column.filled < 0.5 * table.rows:
            continue
        named = bool(pattern.search(column.name))
        if column.kind == "number" and not named:
            continue
        ranked.append(((0.03 if named else 0.0) + (0.02 if column.kind == "text" else 0.0) - at * 1e-4, column))
    return sorted(ranked, key=lambda one: -one[0])


def _joint(table: Table, names: tuple[str, ...]) -> tuple[Ints, tuple[str, ...]]:
    codes, labels = codes_of(_must(table, names[0]))
    for name in names[1:]:
        more, further = codes_of(_must(table, name))
        both = np.where((codes >= 0) & (more >= 0), codes * len(further) + more, -1)
        found, inverse = np.unique(both, return_inverse=True)
        shift = 1 if len(found) and found[0] < 0 else 0
        labels = tuple(
            f"{labels[one // len(further)]} · {further[one % len(further)]}" for one in found.tolist() if one >= 0
        )
        codes = np.asarray(inverse, np.int64) - shift
    return codes, labels


def _must(table: Table, name: str) -> Column:
    column = table.column(name)
    assert column is not None
    return column


def _distinct(codes: Ints, rows_at: Ints, rows: np.ndarray) -> float:
    """The share of rows that differ in unit and period."""
    if not rows.any():
        return 0.0
    width = int(rows_at.max()) + 1
    return len(np.unique(codes[rows] * width + rows_at[rows])) / int(rows.sum())


def _measures(
    table: Table, book: Thresholds, taken: set[str], unit_codes: Ints, units: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns of numbers that are no codes, flags or constants of a unit; and the columns that belong to a unit."""
    codes_like = re.compile(book.code_names, re.I)
    measures: list[str] = []
    attributes: list[str] = []
    for column in table.columns:
        if column.name in taken or column.kind == "empty":
            continue
        fixed = units > 1 and _fixed(column, unit_codes, units)
        if column.kind == "text" or codes_like.search(column.name):
            if fixed:
                attributes.append(column.name)
            continue
        if not fixed and len(np.unique(column.numbers[:2000])) > 20:
            measures.append(column.name)
            continue
        found = np.unique(column.numbers[~np.isnan(column.numbers)])
        whole = bool(np.all(found == np.round(found)))
        if fixed and whole and len(found) <= max(2, units // 4) and bool(np.all(found < 1000)):
            attributes.append(column.name)
        elif len(found) > 2 or (len(found) and not whole):
            measures.append(column.name)
    return tuple(measures), tuple(attributes)


def _fixed(column: Column, unit_codes: Ints, units: int) -> bool:
    """Whether nearly every unit has one value only."""
    few = np.flatnonzero(unit_codes >= 0)[:3000]
    if column.kind == "number" and len(few) > 100:  # a quick look: most measures differ from row to row
        both = np.unique(unit_codes[few] + 1j * column.numbers[few])
        if len(both) > 1.5 * len(np.unique(unit_codes[few])) + 20:
            return False
    codes, labels = codes_of(column)
    good = (codes >= 0) & (unit_codes >= 0)
    pairs = np.unique(unit_codes[good] * max(1, len(labels)) + codes[good])
    held = len(np.unique(unit_codes[good]))
    return len(labels) >= 2 and held > 0 and len(pairs) <= held * 1.02 + 1 and held < int(good.sum())


def _units_across(
    table: Table,
    measures: tuple[str, ...],
    rows_at: Ints,
    kind: str,
    places: tuple[int, ...],
    said: tuple[tuple[str, str], ...],
    names: tuple[str, ...],
) -> Panel | None:
    """Many columns of one size under short names are units: countries, cities, enterprises side by side."""
    if len(measures) < 6 or len(places) != table.rows or bool(np.any(np.diff(rows_at) <= 0)):
        return None
    sizes = [float(np.nanmedian(np.abs(_must(table, one).numbers))) for one in measures]
    spread = float(np.subtract(*np.percentile(np.log10(np.maximum(sizes, 1e-9)), [75, 25])))
    if spread > 0.2 or max(len(one) for one in measures) > 8:
        return None
    why = (
        f"{len(measures)} 列大小相近、列名简短，按单位并列读",
        f"{len(measures)} columns of one size with short names are units",
    )
    layout = Layout("units-across", (), names, measures, (), (*said, why))
    return across(table, layout, kind, measures, places, "*", by_period=False)


def _periods_across(table: Table, given: tuple[str, ...], book: Thresholds) -> Panel | None:
    """A table whose headings are periods: one measure, a unit in each row."""
    found = [(one.name, at) for one in table.columns if one.kind == "number" and (at := moment(one.name)) is not None]
    if len({at.kind for _, at in found}) != 1 or len(found) < 3:
        return None
    found.sort(key=lambda one: one[1].place)
    names = tuple(name for name, _ in found)
    rest = [one for one in table.columns if one.name not in names]
    codes, labels = _joint(table, given) if given else (codes_of(rest[0]) if rest else (np.arange(table.rows), ()))
    if given:
        unit = given
    else:
        unit = (rest[0].name,) if rest else ()
    why = (f"{len(names)} 个列名是期间，每行一个单位", f"{len(names)} headings are periods, each row is a unit")
    layout = Layout("periods-across", unit, (), names, (), (why,))
    units = tuple(labels[code] if labels and code >= 0 else str(row + 1) for row, code in enumerate(codes.tolist()))
    places = tuple(at.place for _, at in found)
    return across(table, layout, found[0][1].kind, units, places, "*", by_period=True)
