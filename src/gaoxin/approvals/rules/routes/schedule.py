"""The phase-graph scheduler: each permit is ready when its facts and its predecessors lie behind, and takes its limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import due_at
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit


@dataclass(frozen=True, slots=True)
class Node:
    """One permit (or phase of one): `facts` must lie behind, `after` must be finished, then `limit` runs."""

    code: str
    name: str
    limit: str
    facts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    count_service: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A node in time. ready: when it can be asked for. finish: by when it is granted. held_by: what decided `ready`."""

    node: Node
    ready: dt.datetime
    finish: dt.datetime
    held_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Route:
    """All nodes placed, and the chain of codes and facts that decides the last of them."""

    placed: Mapping[str, Placed]
    critical: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """How much earlier work begins with the first phase's permit than with the permit for the whole."""

    whole: Placed
    first_phase: Placed
    days_earlier: int
    why: tuple[str, ...]


def node_of(item: Item) -> Node:
    """The node of an item, or of one of its phases."""
    after = next((p.after for p in item.phases if p.code == item.phase), ())
    return Node(
        code=item.phase or item.code,
        name=item.name.zh,
        limit=item.limits.promised.limit,
        facts=item.facts,
        after=after,
        count_service=item.limits.count_service,
    )


def schedule(nodes: Iterable[Node], facts: Mapping[str, dt.date], calendar: WorkCalendar) -> Route:
    """Every node at its earliest. Raises Invalid for a missing fact, an unknown predecessor or a cycle, naming it."""
    wanted = {node.code: node for node in nodes}
    placed: dict[str, Placed] = {}
    for code in _ordered(wanted):
        placed[code] = _place(wanted[code], placed, facts, calendar)
    last = max(placed.values(), key=lambda p: p.finish, default=None)
    return Route(placed, _critical(last, placed) if last else ())


def phased_gain(whole: Item, first_phase: Item, facts: Mapping[str, dt.date], calendar: WorkCalendar) -> Gain:
    """Days (natural) between the two permits that let work begin; negative where the phase would come later."""
    one = schedule([node_of(whole)], facts, calendar).placed[node_of(whole).code]
    two = schedule([node_of(first_phase)], facts, calendar).placed[node_of(first_phase).code]
    days = (one.finish.date() - two.finish.date()).days
    return Gain(one, two, days, (one.why, two.why, f"提前 {days} 日动工 work begins {days} days earlier"))


def _place(node: Node, placed: Mapping[str, Placed], facts: Mapping[str, dt.date], calendar: WorkCalendar) -> Placed:
    bounds: list[tuple[dt.datetime, str]] = []
    for name in node.facts:
        if name not in facts:
            raise Invalid(
                f"{node.name} 缺少日期 a dated fact is missing: {name}",
                why="排期依据项目档案中的日期 the route is computed from the project's own dates",
                do="在项目档案中补记该日期 record the date in the project file",
            )
        bounds.append((dt.datetime.combine(facts[name], dt.time.min, tzinfo=calendar.tz), name))
    bounds += [(placed[code].finish, code) for code in node.after]
    if not bounds:
        raise Invalid(
            f"{node.name} 没有可依据的日期 nothing dates this node", do="补记项目日期 record the project's dates"
        )
    last, held_by = max(bounds)  # only the date that binds needs the calendar: land may have been approved years before
    ready = calendar.next_opening(last)
    finish = due_at(ready, parse_limit(node.limit), calendar, count_service=node.count_service)
    why = f"{node.name}：{held_by} → {ready:%Y-%m-%d} 可申请，{node.limit} → {finish:%Y-%m-%d %H:%M}"
    return Placed(node, ready, finish, held_by, why)


def _ordered(nodes: Mapping[str, Node]) -> list[str]:
    done: list[str] = []
    trail: list[str] = []

    def visit(code: str) -> None:
        if code in done:
            return
        if code not in nodes:
            raise Invalid(
                f"前一阶段不在路线中 unknown predecessor {code!r}", do=f"可选 known: {', '.join(sorted(nodes))}"
            )
        if code in trail:
            cycle = " → ".join((*trail[trail.index(code) :], code))
            raise Invalid(f"前后关系成环 the route turns back on itself: {cycle}", do="去掉其中一条前后关系")
        trail.append(code)
        for former in nodes[code].after:
            visit(former)
        trail.pop()
        done.append(code)

    for code in nodes:
        visit(code)
    return done


def _critical(last: Placed, placed: Mapping[str, Placed]) -> tuple[str, ...]:
    chain = [last.node.code]
    here = last
    while here.held_by in placed:
        here = placed[here.held_by]
        chain.append(here.node.code)
    return (here.held_by, *reversed(chain))
