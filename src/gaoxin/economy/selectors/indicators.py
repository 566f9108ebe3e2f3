"""Indicators of a zone as of a moment: facts from filings, sums over the tree, exact cells, what lies behind them.

Everything here is computed from filings and may be thrown away. Today's leaf table is kept on disk, month by month, and a new filing
refreshes its own months only; a snapshot is kept in memory until something new is filed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import pandas as pd
from django.conf import settings
from django.db.models import CharField, Count, Max, Min, QuerySet, Sum
from django.db.models.functions import Cast

from gaoxin.economy.models import Filing, Membership
from gaoxin.economy.rules.indicators import leaf, parts, tree
from gaoxin.economy.rules.indicators.churn import Churn, decompose
from gaoxin.economy.rules.indicators.engine import Engine
from gaoxin.economy.rules.indicators.facts import Filed, facts
from gaoxin.economy.rules.indicators.stored import Store
from gaoxin.economy.selectors.settings import book, catalogue_mark, definitions

ABOVE_SCALE = "above_scale"
KEPT = 4
Values = dict[str, int]


@dataclass(frozen=True)
class Snapshot:
    """at: nothing later was seen. What may be shown of it is found once, when somebody asks."""

    zone: str
    scope: str
    at: dt.datetime | None
    sums: tree.Sums
    engine: Engine

    @cached_property
    def safe_months(self) -> frozenset[int]:
        """Months of which the whole shows no single enterprise (统计法 28)."""
        return parts.safe_months(self.engine.amounts(), book(), definitions())

    @cached_property
    def safe(self) -> parts.Safe | None:
        """Parts of the zone that show none either, and in which months; None where there are none."""
        return parts.safe(self.engine.amounts(), book(), definitions())

    def exact(self, code: str, node: str, ym: int) -> tree.Exact:
        """One cell as fractions. Raises NotFound for an unknown indicator, node or month."""
        return tree.exact(self.sums, definitions(), code, node, ym)

    def cells(self) -> tree.Cells:
        return tree.cells(self.sums, definitions())

    def behind(self, code: str, node: str, ym: int, limit: int = 20) -> list[tuple[uuid.UUID, int, int]]:
        """The enterprises that moved a cell most: unit, x, b, in the measure's unit. Survey data: only for statisticians."""
        return self.engine.behind(definitions().indicator(code).over, ym, self.sums.nodes.within(node), limit)


_kept: OrderedDict[tuple[Any, ...], Snapshot] = OrderedDict()
_lock = Lock()


def snapshot(*, zone: str, scope: str = ABOVE_SCALE, at: dt.datetime | None = None) -> Snapshot:
    """All months of a scope. at: as it was known then, None for now. Raises NotFound for an unknown scope."""
    mark = _mark(zone, at)
    key = (zone, book().scope(scope).code, at, mark)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _make(zone, scope, at, mark)
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)  # a reader may still hold it: it closes with its last reference
    return made


def forget() -> None:
    """Drop what this process holds in memory; what is on disk is read again."""
    with _lock:
        _kept.clear()


def churn(*, zone: str, code: str, node: str, ym: int, published: dt.datetime, scope: str = ABOVE_SCALE) -> Churn:
    """Nominal against comparable growth of a level, enterprise by enterprise. Keys are the units' keys as text.

    published: the moment whose figures of last year count as published. Raises NotFound for a month without filings.
    """
    told, then = snapshot(zone=zone, scope=scope), snapshot(zone=zone, scope=scope, at=published)
    measure = definitions().indicator(code).over
    told.sums.month(ym)
    everything = 1 << 40
    now = {str(e): (x, b) for e, x, b in told.engine.behind(measure, ym, told.sums.nodes.within(node), everything)}
    # A class that none files in any more is not in today's tree, so last year's own says what the node held then.
    held = then.sums.nodes
    classes = held.within(node) if node in held.codes else ()
    before = {str(e): x for e, x, _ in then.engine.behind(measure, ym - 100, classes, everything)}
    return decompose(now, before)


def _mark(zone: str, at: dt.datetime | None) -> tuple[Any, ...]:
    """Changes whenever a filing or a membership does, and with the catalogue."""
    seen = _seen(zone, at).aggregate(n=Count("pk"), last=Max("filed_at"))
    members = Membership.objects.filter(zone=zone).aggregate(
        n=Count("pk"), last=Max(Cast("pk", CharField())), out=Count("until"), until=Sum("until")
    )
    return seen["n"], seen["last"], *members.values(), catalogue_mark()


def _seen(zone: str, at: dt.datetime | None) -> QuerySet[Filing]:
    seen = Filing.objects.filter(zone=zone)
    return seen if at is None else seen.filter(filed_at__lte=at)


def _marks(zone: str, scope: str, mark: tuple[Any, ...]) -> dict[int, str]:
    """Months in which anybody of the scope may count -> what each is made of. A stock's base is last year's filing."""
    told = Filing.objects.filter(zone=zone).exclude(kind="admission").values_list("period")
    each = {
        ym: own for ym, *own in told.annotate(Count("pk"), Max("filed_at"), Min("digest"), Max("digest")).order_by()
    }
    return {
        ym: hashlib.sha256(repr((scope, mark[2:], own, each.get(ym - 100))).encode()).hexdigest()[:20]
        for ym, own in each.items()
    }


def _make(zone: str, scope: str, at: dt.datetime | None, mark: tuple[Any, ...]) -> Snapshot:
    names = [measure.code for measure in definitions().measures]
    if at is None:
        store, marks = Store(settings.VAR / "indicators" / zone / scope, names), _marks(zone, scope, mark)
        for ym in store.missing(marks):
            store.put(ym, marks[ym], _frame(zone, scope, None, ym))
        engine = store.open(marks)
    else:
        engine = Engine(names, ent="UUID")
        engine.load(_frame(zone, scope, at, None))
    table = engine.table()
    classes = sorted({int(one) for one in table[:, 0]})
    return Snapshot(
        zone, scope, at, tree.sums(table, tree.nodes(classes, parts.industries(classes, book())), len(names)), engine
    )


def _frame(zone: str, scope: str, at: dt.datetime | None, ym: int | None) -> pd.DataFrame:
    """Facts of all months or one."""
    measures = definitions().measures
    rows = facts(_filed(zone, scope, at, ym), measures, book())
    names = leaf.columns([measure.code for measure in measures])
    kinds = {"ent": "str", **dict.fromkeys(("node", "ym", *names), "int64")}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _filed(zone: str, scope: str, at: dt.datetime | None, ym: int | None) -> Iterator[Filed]:
    """Units in scope, a month at a time, with what they filed last."""
    current = _current(zone, at, ym)
    members = Membership.objects.filter(zone=zone, scope=scope).select_related("unit")
    by_unit: dict[uuid.UUID, list[Membership]] = {}
    for member in members:
        by_unit.setdefault(member.unit_id, []).append(member)
    for unit, spans in by_unit.items():
        mine = current.get(unit, {})
        for period, forms in sorted(mine.items()):
            if ym in (None, period) and any(
                span.since <= period and (span.until is None or period <= span.until) for span in spans
            ):
                yield Filed(unit.hex, spans[0].unit.industry, period, forms, mine.get(period - 100, {}))


def _current(zone: str, at: dt.datetime | None, ym: int | None) -> dict[uuid.UUID, dict[int, dict[str, Values]]]:
    """unit -> period -> form -> values of the highest vintage filed by then. Admission forms lie before membership: bases only."""
    seen = _seen(zone, at)
    if ym is not None:
        seen = seen.filter(period__in=(ym, ym - 100))
    found: dict[uuid.UUID, dict[int, dict[str, Values]]] = {}
    rows = seen.order_by("vintage").values_list("unit_id", "period", "form", "values")
    for unit, period, form, values in rows.iterator(chunk_size=5000):
        found.setdefault(unit, {}).setdefault(period, {})[form] = (
            values  # a later vintage takes the earlier one's place
        )
    return found
