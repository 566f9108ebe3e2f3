"""复工复产: what enterprises declared after the holiday, what stewards confirmed, how much of capacity is back, what hinders."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.projects.rules.stewards.book import Named


@dataclass(frozen=True, slots=True)
class Told:
    """The newest declaration of one enterprise. capacity: percent of normal. workers: (back, normally)."""

    party: str
    day: dt.date
    returned: bool
    capacity: int
    workers: tuple[int, int]
    obstacles: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """served: enterprises asked. capacity_bp: mean capacity of those that declared, weighted by their normal workers, in hundredths
    of a percent; None where nobody declared. obstacles: code -> how many enterprises, most first."""

    served: int
    declared: int
    confirmed: int
    returned: int
    returned_confirmed: int
    silent: int
    capacity_bp: int | None
    workers_back: int
    workers_all: int
    obstacles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """By the end of a day: how many had returned, how many of these are confirmed, and the share of those served in basis points.
    after: which day after the holiday it is, the first as 1; None where the calendar does not know the holiday."""

    day: dt.date
    after: int | None
    returned: int
    confirmed: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an enterprise stands on the map, in degrees. state: confirmed, returned, out or silent."""

    party: str
    name: str
    parcel: str
    lon: float
    lat: float
    state: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """A square with many enterprises: its middle, and state -> how many."""

    lon: float
    lat: float
    counts: Mapping[str, int]


def gather(spots: Sequence[Spot], squares: int) -> list[Gathered]:
    """Spots by squares, so many along the longer side."""
    if not spots:
        return []
    west, south = min(one.lon for one in spots), min(one.lat for one in spots)
    side = max(max(one.lon for one in spots) - west, max(one.lat for one in spots) - south) / squares or 1.0
    found: dict[tuple[int, int], Counter[str]] = {}
    for one in spots:
        found.setdefault((int((one.lon - west) / side), int((one.lat - south) / side)), Counter())[one.state] += 1
    return [
        Gathered(west + (x + 0.5) * side, south + (y + 0.5) * side, counts) for (x, y), counts in sorted(found.items())
    ]


def state_of(returned: bool | None, confirmed: bool) -> str:
    """Of a declaration; returned is None where nothing was declared."""
    if returned is None:
        return "silent"
    if not returned:
        return "out"
    return "confirmed" if confirmed else "returned"


def check(
    *, day: dt.date, today: dt.date, since: dt.date, until: dt.date, returned: bool, capacity: int, back: int, normal: int,
    obstacles: Sequence[str], known: Sequence[Named],
) -> tuple[str, ...]:  # fmt: skip
    """The obstacles, each once and in the book's order. Raises Invalid with what is wrong in a declaration."""
    codes = {one.code for one in known}
    if strange := [code for code in obstacles if code not in codes]:
        raise _wrong(f"没有这类困难 no such obstacle: {'、'.join(strange)}", f"可选 choose: {'、'.join(sorted(codes))}")
    if day > today:
        raise _wrong(
            f"复工日期不能在将来 the day cannot lie in the future: {day}", "填写今天或者以前的日期 a day that has come"
        )
    if not since <= day <= until:
        raise _wrong(f"不在本轮填报期内 outside this round: {since} — {until}", "填写期内的日期 a day of the round")
    if not 0 <= capacity <= 100:
        raise _wrong(f"产能恢复应为 0 至 100 capacity is 0 to 100 percent, not {capacity}", "改正百分比 correct it")
    if not 0 <= back <= normal:
        raise _wrong(
            f"到岗 {back} 人多于用工 {normal} 人 more workers back than there are", "核对人数 check the numbers"
        )
    if not returned and capacity:
        raise _wrong(
            "未复工的，产能应为 0 who has not returned has no capacity back",
            "改为 0，或者选择已复工 correct one of them",
        )
    return tuple(one.code for one in known if one.code in obstacles)


def check_confirmer(declared_by: str, confirms: str) -> None:
    """Raises NotAllowed where one person would both declare and confirm."""
    if declared_by == confirms:
        raise NotAllowed(
            "不能核实自己填报的情况 nobody confirms what they declared",
            why="填报和核实应由不同的人 declaring and confirming are two people's",
            do="请另一名专员核实 have another steward confirm it",
        )


def sums(told: Iterable[Told], served: int) -> Sums:
    """Over all enterprises asked. Each counts once."""
    rows = list(told)
    weight = sum(max(1, row.workers[1]) for row in rows)
    back = [row for row in rows if row.returned]
    hindered = Counter(code for row in rows for code in set(row.obstacles))
    return Sums(
        served, len(rows), sum(row.confirmed for row in rows), len(back), sum(row.confirmed for row in back),
        max(0, served - len(rows)),
        sum(100 * row.capacity * max(1, row.workers[1]) for row in rows) // weight if rows else None,
        sum(row.workers[0] for row in rows), sum(row.workers[1] for row in rows),
        tuple(sorted(hindered.items(), key=lambda pair: (-pair[1], pair[0]))),
    )  # fmt: skip


def by_day(told: Iterable[Told], since: dt.date, until: dt.date, served: int, reopened: dt.date | None) -> list[Day]:
    """For each day of the round how many were back by then. reopened: the first day after the holiday."""
    back, sure = Counter[dt.date](), Counter[dt.date]()
    for row in told:
        if row.returned:
            back[row.day] += 1
            sure[row.day] += row.confirmed
    found: list[Day] = []
    returned = confirmed = 0
    for number in range((until - since).days + 1):
        day = since + dt.timedelta(number)
        returned, confirmed = returned + back[day], confirmed + sure[day]
        after = (day - reopened).days + 1 if reopened and day >= reopened else None
        found.append(Day(day, after, returned, confirmed, 10_000 * returned // served if served else 0))
    return found


def _wrong(what: str, do: str) -> Invalid:
    return Invalid(what, do=do)
