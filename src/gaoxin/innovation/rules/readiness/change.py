"""What would it take: the least change of facts with which a firm may qualify. The fewest facts first, then the least effort.

Where experts give the points, it is the least with which the highest points suffice: a firm may then qualify, it is not certain to.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaoxin.innovation.rules.readiness.book import YES, Book, Check, Condition, Group, Part
from gaoxin.innovation.rules.readiness.declared import Value, latest, total
from gaoxin.innovation.rules.readiness.points import Range, Values, of_group, points
from gaoxin.innovation.rules.readiness.weighing import Weighed, bp_needed, weigh, with_today


@dataclass(frozen=True, slots=True)
class Change:
    """One fact, from what it is to what it would have to be. by: how much more (or less) in numbers, else None."""

    fact: str
    was: Value | None
    to: Value
    by: int | None
    why: str
    article: str


@dataclass(frozen=True, slots=True)
class Least:
    """reach: none needed, certain to qualify, possible (experts), unknown (facts are not told), or never by these facts."""

    reach: str
    changes: tuple[Change, ...]
    after: Weighed


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to the points of a line: facts to change (to, effort); none for leaving it."""

    to: tuple[tuple[str, Value], ...]
    effort: int
    points: Range


def least_change(check: Check, values: Values, book: Book, today: dt.date) -> Least:
    """From facts as they were declared. Facts that are not told stay so, and are reported by `weigh`."""
    told = with_today(check, values, today)
    before = weigh(check, told, book, today)
    if before.verdict != "does_not_qualify":
        return Least({"qualifies": "none", "depends_on_experts": "possible"}.get(before.verdict, "unknown"), (), before)
    changed = dict(told)
    changes: list[Change] = []
    for one in check.conditions:
        if one.kind in ("score", "above"):
            continue
        for change in _mended(one, changed, book):
            changed[change.fact] = change.to
            changes.append(change)
    after = weigh(check, changed, book, today)
    if any(one.met is False and one.condition.kind in ("score", "above") for one in after.looked):
        for change in _raised(check, changed, book):
            changed[change.fact] = change.to
            changes.append(change)
        after = weigh(check, changed, book, today)
    reach = {"qualifies": "certain", "depends_on_experts": "possible", "unknown": "unknown"}.get(after.verdict, "never")
    return Least(reach, tuple(_joined(changes, told)), after)


def _joined(changes: list[Change], told: Mapping[str, Value]) -> Iterator[Change]:
    """One change of each fact, from what was declared to what it is in the end."""
    for fact in dict.fromkeys(change.fact for change in changes):
        of = [change for change in changes if change.fact == fact]
        was, to = told.get(fact), of[-1].to
        why = "；".join(dict.fromkeys(change.why for change in of))
        article = "；".join(dict.fromkeys(change.article for change in of))
        yield Change(fact, was, to, _difference(was, to) if of[-1].by is not None else None, why, article)


def _difference(was: Value | None, to: Value) -> int:
    return total(to) - (0 if was is None else total(was))


def _mended(one: Condition, values: Mapping[str, Value], book: Book) -> list[Change]:
    """What would make the condition hold; nothing where it holds, or cannot be told, or no fact of it could be otherwise."""
    why, article = one.name.zh, one.article
    if one.kind in ("yes", "no"):
        codes, want = ((one.fact,), 1) if one.kind == "yes" else (one.facts, 0)
        return [Change(code, values[code], want, None, why, article) for code in codes if values.get(code) == 1 - want]
    if one.kind == "days":
        since, until = values.get(one.since), values[one.until]
        if since is None or total(until) - total(since) >= one.at_least:
            return []
        to = total(since) + one.at_least
        return [Change(one.until, until, to, to - total(until), why, article)]
    if one.kind == "choice":
        choices = book.facts[one.fact].choices
        if one.fact not in values or choices[total(values[one.fact])].code != one.none:
            return []
        return [Change(one.fact, values[one.fact], 0, None, why, article)]
    if one.kind == "most":
        value = values.get(one.fact)
        if value is None or latest(value) <= one.at_most:
            return []
        return [Change(one.fact, value, _with_latest(value, one.at_most), one.at_most - latest(value), why, article)]
    return _mended_ratio(one, values)


def _mended_ratio(one: Condition, values: Mapping[str, Value]) -> list[Change]:
    part, whole, bp = values.get(one.part), values.get(one.whole), bp_needed(one, values)
    if part is None or whole is None or bp is None or total(whole) <= 0 or total(part) * 10_000 >= bp * total(whole):
        return []
    more = -(-bp * total(whole) // 10_000) - total(part)
    return [Change(one.part, part, _with_latest(part, latest(part) + more), more, one.name.zh, one.article)]


def _with_latest(value: Value, to: int) -> Value:
    return (*value[:-1], to) if isinstance(value, tuple) else to


def _raised(check: Check, values: Mapping[str, Value], book: Book) -> list[Change]:
    """The cheapest set of options whose highest points suffice."""
    choices = [list(_of_group(group, values, book)) for group in check.groups]
    articles = {one.kind: one for one in check.conditions if one.kind in ("score", "above")}
    above = articles.get("above")
    best: tuple[tuple[int, int], tuple[_Option, ...]] | None = None
    for chosen in itertools.product(*choices):
        if sum(option.points[1] for option in chosen) < check.threshold:
            continue
        if above is not None and not _has_points(above.of, check, chosen):
            continue
        cost = (len({code for option in chosen for code, _ in option.to}), sum(option.effort for option in chosen))
        if best is None or cost < best[0]:
            best = cost, chosen
    if best is None:
        return []
    score = articles["score"]
    return [
        Change(code, values.get(code), to, _difference(values.get(code), to), score.name.zh, score.article)
        for option in best[1] for code, to in option.to
    ]  # fmt: skip


def _has_points(code: str, check: Check, chosen: tuple[_Option, ...]) -> bool:
    """Does the group with this line give points at all?"""
    return any(
        option.points[1] > 0 for group, option in zip(check.groups, chosen, strict=True) if any(p.code == code for p in group.parts)
    )  # fmt: skip


def _of_group(group: Group, values: Mapping[str, Value], book: Book) -> Iterator[_Option]:
    """Ways to the points of a group: the cheapest of those that change as many facts and give as many points."""
    options = [list(_of_part(part, values, book)) for part in group.parts]
    found: dict[tuple[int, int], _Option] = {}
    for chosen in itertools.product(*options):
        to = {code: value for option in chosen for code, value in option.to}
        if group.pick == "best" and sum(1 for option in chosen if option.to) > 1:
            continue
        changed = {**values, **to}
        ranges = {part.code: points(part, changed, book) for part in group.parts}
        reached = of_group(group, ranges)
        effort = sum(option.effort for option in chosen)
        key = (len(to), reached[1])
        if key not in found or effort < found[key].effort:
            found[key] = _Option(tuple(to.items()), effort, reached)
    yield from found.values()


def _of_part(part: Part, values: Mapping[str, Value], book: Book) -> Iterator[_Option]:
    yield _Option((), 0, (0, 0))
    if part.kind in ("counts", "average"):
        for row in part.rows:
            code, needed = row.fact or part.fact, row.at_least * part.years
            value = values.get(code)
            if value is not None and total(value) < needed:
                effort = (needed - total(value)) * book.facts[code].effort
                yield _Option(((code, needed),), effort, row.points)
    elif part.kind == "ratio":
        yield from _of_ratio(part, values, book)
    elif part.kind == "mark" and book.facts[part.fact].kind == "mark" and not book.facts[part.fact].judged:
        if values.get(part.fact) == 0:
            yield _Option(((part.fact, YES),), book.facts[part.fact].effort, part.marks["yes"])


def _of_ratio(part: Part, values: Mapping[str, Value], book: Book) -> Iterator[_Option]:
    above, below = values.get(part.part), values.get(part.whole)
    if above is None or below is None:
        return
    take = latest if part.take == "latest" else total
    over, under = take(above), take(below)
    if under <= 0:
        return
    for row in part.rows:
        more = -(-row.bp * under // 10_000) - over
        if more > 0:
            effort = -(-more * 100 // under) * book.facts[part.part].effort
            yield _Option(((part.part, _with_latest(above, latest(above) + more)),), effort, row.points)
