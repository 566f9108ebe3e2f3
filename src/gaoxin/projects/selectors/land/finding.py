"""Which parcels fit a need: all of the zone's are looked at, and the shortlist is the same as if every term were computed for each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from gaoxin.core.errors import NotFound
from gaoxin.projects.models import Parcel, ParcelAgreement, Project
from gaoxin.projects.rules.land.area import Point, metres
from gaoxin.projects.rules.land.geometry import E6
from gaoxin.projects.rules.land.matching import Links, Match, Need, Neighbour, Offer, check_need, match
from gaoxin.projects.selectors.land import book

MISSES = 10
_COLUMNS = ("number", "area_m2", "use", "power_kva", "ready_on", "category", "held_by", "lon", "lat")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """fits: best first. misses: refused for one reason only, best first. refused: how many for each term. asked: one by number."""

    need: Need
    looked_at: int
    fitting: int
    fits: tuple[Match, ...]
    misses: tuple[Match, ...]
    refused: tuple[tuple[str, int], ...]
    asked: Match | None = None


def shortlist(*, zone: str, need: Need, number: str = "", links: Links | None = None) -> Shortlist:
    """number: a parcel whose terms are wanted whatever they are. Raises Invalid for no need, NotFound for an unknown number."""
    matching, links = book.matching(), links or {}
    check_need(need, matching)
    offers, places = _offers(zone)
    if number and number not in places:
        raise NotFound(f"没有这个地块 no such parcel: {number[:60]}", do="核对地块编号 check the number")
    first = match(need, offers, links, matching)
    fitting = [one for one in first if one.fits]
    refused = [one for one in first if not one.fits]
    near = _Neighbours(zone, need, matching.chain_metres)
    least = fitting[: matching.shortlist][-1].points if fitting else 0
    hopeful = [one for one in fitting if one.points + matching.terms.chain >= least]
    best = match(need, [near.beside(one.offer, places) for one in hopeful], links, matching)[: matching.shortlist]
    narrow = [one for one in refused if len(one.of("refused")) == 1][:MISSES]
    asked = next((one.offer for one in first if one.offer.number == number), None) if number else None
    told = match(need, [near.beside(asked, places)], links, matching)[0] if asked else None
    reasons = Counter(term.name for one in refused for term in one.of("refused"))
    return Shortlist(need, len(first), len(fitting), tuple(best), tuple(narrow), tuple(reasons.most_common()), told)


def _offers(zone: str) -> tuple[list[Offer], dict[str, Point]]:
    names = {one.code: one for one in book.categories().categories}
    offers: list[Offer] = []
    places: dict[str, Point] = {}
    for number, area, use, power, ready, category, held_by, lon, lat in Parcel.objects.filter(zone=zone).values_list(
        *_COLUMNS
    ):
        known = names.get(category)
        offers.append(
            Offer(
                number, area, use, power, ready, known.supply if known else False, known.name if known else category, held_by
            )
        )  # fmt: skip
        places[number] = (lon / E6, lat / E6)
    return offers, places


class _Neighbours:
    """Projects of the need's chain on their land, by place. Distances are between the middles of parcels."""

    def __init__(self, zone: str, need: Need, most: int) -> None:
        chain = need.node.partition("/")[0]
        self._most = most
        self._all: list[tuple[str, str, str, Point]] = []
        if not need.node:
            return
        rows = ParcelAgreement.objects.filter(zone=zone, ended_on=None, project__node__startswith=f"{chain}/")
        columns = ("parcel__number", "project__name", "project__node", "parcel__lon", "parcel__lat")
        self._all = [
            (number, name, node, (lon / E6, lat / E6)) for number, name, node, lon, lat in rows.values_list(*columns)
        ]

    def beside(self, offer: Offer, places: dict[str, Point]) -> Offer:
        here = places[offer.number]
        reach = self._most / 90_000  # degrees, more than enough
        found = [
            Neighbour(name, node, round(away))
            for number, name, node, there in self._all
            if number != offer.number and abs(there[1] - here[1]) < reach and abs(there[0] - here[0]) < 2 * reach
            and (away := metres(here, there)) <= self._most
        ]  # fmt: skip
        return replace(offer, neighbours=tuple(found))


def projects(*, zone: str) -> dict[str, str]:
    """Number -> who would have the land, of every project of the zone: its enterprise, else its own name."""
    rows = Project.objects.filter(zone=zone).values_list("number", "name", "party__name")
    return {number: party or name for number, name, party in rows}
