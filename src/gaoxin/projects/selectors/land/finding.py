"""Which parcels fit a need: the database leaves out what a term refuses, the rule judges the rest term by term."""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import shapely
from django.db.models import BigIntegerField, Case, Count, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Abs

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.investment.rules.leads.needs import Need
from gaoxin.investment.selectors import chains, leads_needs
from gaoxin.projects.models import Parcel, ParcelAgreement, Project
from gaoxin.projects.rules.land.area import Point, metres
from gaoxin.projects.rules.land.book import Matching
from gaoxin.projects.rules.land.geometry import E6
from gaoxin.projects.rules.land.matching import (
    Links,
    Match,
    Neighbour,
    Offer,
    both_ways,
    check_need,
    match,
    reachable,
)
from gaoxin.projects.selectors.land import book

MISSES, LIKELY = 10, 100
METRES_A_DEGREE = 111_195.0
_COLUMNS = (
    "number", "area_m2", "use", "power_kva", "ready_on", "category", "held_by", "plot_ratio_pct", "water_m3", "gas_m3", "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shortlist:
    """fits: best first. misses: refused for one reason only, of the likeliest area, best first. refused: how many parcels each
    term excludes. asked: one by number."""

    need: Need
    looked_at: int
    fitting: int
    fits: tuple[Match, ...]
    misses: tuple[Match, ...]
    refused: tuple[tuple[str, int], ...]
    asked: Match | None = None


def shortlist(*, zone: str, need: Need, number: str = "", links: Links | None = None) -> Shortlist:
    """number: a parcel whose terms are wanted whatever they are. links: between chain nodes; those of the published chains unless told.

    Raises Invalid for no need, NotFound for an unknown number.
    """
    matching = book.matching()
    if links is None:
        links = both_ways(chains.linked(zone=zone)) if need.node else {}
    check_need(need, matching)
    why = _refusals(need, matching)
    rows = Parcel.objects.filter(zone=zone, retired_on=None)
    counts = rows.aggregate(all=Count("id"), **{name: Count("id", filter=condition) for name, condition in why.items()})
    any_reason = reduce(operator.or_, why.values())
    offers, places = _offers(rows.exclude(any_reason))
    first = match(need, offers, links, matching)
    near = _Neighbours(zone, need, links)
    least = first[: matching.shortlist][-1].points if first else 0
    hopeful = [one.offer for one in first if one.points + matching.terms.chain >= least]
    best = match(need, near.beside(hopeful, places), links, matching) if need.node else first
    misses, missed = _offers(_refused_once(rows, why, need))
    refused = sorted(((name, counts[name]) for name in why if counts[name]), key=lambda one: -one[1])
    return Shortlist(
        need, counts["all"], len(first), tuple(best[: matching.shortlist]),
        tuple(match(need, near.beside(misses, missed), links, matching)[:MISSES]), tuple(refused),
        _asked(rows, number, near, need, links) if number else None,
    )  # fmt: skip


def _refusals(need: Need, matching: Matching) -> dict[str, Q]:
    """What the terms refuse, as the database can tell it; a test holds it to the rule."""
    supply = [one.code for one in book.categories().categories if one.supply]
    uses = [one.code for one in matching.uses if need.use == one.code or need.use in one.allows]
    found = {
        "free": ~Q(held_by="") | ~Q(category__in=supply), "area": Q(area_m2__lt=need.area_m2), "use": ~Q(use__in=uses),
    }  # fmt: skip
    for name, column, wanted, short_bp in (
        ("power", "power_kva", need.power_kva, matching.power_short_bp),
        ("water", "water_m3", need.water_m3, matching.water_short_bp),
        ("gas", "gas_m3", need.gas_m3, matching.gas_short_bp),
    ):
        found[name] = Q(**{f"{column}__lt": -(-short_bp * wanted // 10_000)})
    most = ExpressionWrapper(
        Value(need.building_m2 * 100 - 1, output_field=BigIntegerField()) / F("area_m2"), output_field=BigIntegerField()
    )  # the highest ratio under which the land is too small for the building
    found["building"] = Q(plot_ratio_pct__lte=most) if need.building_m2 > 0 else Q(pk__in=())
    if need.needed_on is not None:
        found["ready"] = Q(ready_on__gt=need.needed_on + dt.timedelta(days=matching.late_days))
    return found


def _refused_once(rows: QuerySet[Parcel], why: Mapping[str, Q], need: Need) -> QuerySet[Parcel]:
    reasons = [Case(When(condition, then=1), default=0, output_field=IntegerField()) for condition in why.values()]
    return (
        rows.annotate(reasons=reduce(operator.add, reasons), off=Abs(F("area_m2") - need.area_m2))
        .filter(reasons=1)
        .order_by("off", "number")[:LIKELY]
    )


def _asked(rows: QuerySet[Parcel], number: str, near: _Neighbours, need: Need, links: Links) -> Match:
    offers, places = _offers(rows.filter(number=number))
    if not offers:
        raise NotFound(f"没有这个地块 no such parcel: {number[:60]}", do="核对地块编号 check the number")
    return match(need, near.beside(offers, places), links, book.matching())[0]


def _offers(rows: QuerySet[Parcel]) -> tuple[list[Offer], dict[str, Point]]:
    names = {one.code: one for one in book.categories().categories}
    offers: list[Offer] = []
    places: dict[str, Point] = {}
    for number, area, use, power, ready, category, held_by, ratio, water, gas, lon, lat in rows.values_list(*_COLUMNS):
        known = names.get(category)
        supply, name = (known.supply, known.name) if known else (False, category)
        offers.append(Offer(number, area, use, power, ready, supply, name, held_by, (), ratio, water, gas))
        places[number] = (lon / E6, lat / E6)
    return offers, places


class _Neighbours:
    """Projects of the need's chain on their land, by place. Distances are between the middles of parcels."""

    def __init__(self, zone: str, need: Need, links: Links) -> None:
        matching = book.matching()
        self._most, self._steps = matching.chain_metres, reachable(need.node, links, matching.chain_steps)
        rows = ParcelAgreement.objects.filter(zone=zone, ended_on=None, project__node__in=sorted(self._steps))
        columns = ("parcel__number", "project__name", "project__node", "parcel__lon", "parcel__lat")
        found = rows.values_list(*columns) if need.node else ()
        self._all = [(number, name, node, (lon / E6, lat / E6)) for number, name, node, lon, lat in found]

    def beside(self, offers: Sequence[Offer], places: Mapping[str, Point]) -> list[Offer]:
        """The offers with their nearest neighbour at each number of links: what decides, and no more."""
        if not self._all or not offers:
            return list(offers)
        flat = math.cos(math.radians(self._all[0][3][1]))
        here = [_on_plane(places[offer.number], flat) for offer in offers]
        near: list[list[Neighbour]] = [[] for _ in offers]
        for step in sorted(set(self._steps.values())):
            those = [one for one in self._all if self._steps[one[2]] == step]
            if not those:
                continue
            tree: Any = shapely.STRtree(shapely.points([_on_plane(one[3], flat) for one in those]))
            pairs: Any = tree.query_nearest(shapely.points(here), max_distance=self._most * 1.01, all_matches=False)
            for place, index in zip(*pairs, strict=True):
                number, name, node, there = those[int(index)]
                if number != offers[int(place)].number:
                    away = round(metres(places[offers[int(place)].number], there))
                    near[int(place)].append(Neighbour(name, node, away))
        return [replace(offer, neighbours=tuple(found)) for offer, found in zip(offers, near, strict=True)]


def _on_plane(point: Point, flat: float) -> Point:
    """Metres, near enough to find who is nearest."""
    return point[0] * flat * METRES_A_DEGREE, point[1] * METRES_A_DEGREE


def projects(*, zone: str) -> dict[str, str]:
    """Number -> who would have the land, of every project of the zone: its enterprise, else its own name."""
    rows = Project.objects.filter(zone=zone).values_list("number", "name", "party__name")
    return {number: party or name for number, name, party in rows}


@dataclass(frozen=True, slots=True)
class Asking:
    """A project or a lead that needs land, as its file says. holder: who would have it. need: what its lead states, None where it
    states nothing. lead: it is no project yet."""

    number: str
    name: str
    node: str
    holder: str
    need: Need | None = None
    lead: bool = False


def project(*, zone: str, number: str) -> Asking | None:
    """The project with that number, if there is one, with the need of the lead that it came from."""
    row = Project.objects.filter(zone=zone, number=number).select_related("party").first()
    if row is None:
        return None
    need = leads_needs.of_lead(zone=zone, pk=row.lead_id) if row.lead_id else None
    return Asking(row.number, row.name, row.node, row.party.name if row.party else row.name, need)


def asking(*, zone: str, project_number: str, lead_number: str, by: Actor, on: dt.date) -> Asking | None:
    """Who asks for land: a project, or a lead that the reader sees; None where neither is named. Raises NotFound."""
    if project_number:
        found = project(zone=zone, number=project_number)
        if found is None:
            raise NotFound(f"没有这个项目 no such project: {project_number}", do="核对项目编号 check the number")
        return found
    if not lead_number:
        return None
    told = leads_needs.stated(zone=zone, number=lead_number, by=by, on=on)
    return Asking(told.number, told.title, told.node, told.investor, told.need, lead=True)
