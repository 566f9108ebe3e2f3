"""Which parcel fits a need: every term with its points and its words, and for what is refused, why."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.area import mu_hundredths
from gaoxin.projects.rules.land.book import Matching

Side = Literal["for", "against", "refused", "open"]
Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Need:
    """What a project asks for. node: chain node as `CHAIN/NODE`, empty where none. needed_on: the day the land is needed."""

    area_m2: int
    use: str
    power_kva: int = 0
    node: str = ""
    needed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A project near a parcel: its name, its chain node, and metres between the two parcels."""

    name: str
    node: str
    metres: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A parcel as the matcher sees it. held_by: of whom the right is, empty where nobody's. supply: its category can be offered."""

    number: str
    area_m2: int
    use: str
    power_kva: int
    ready_on: dt.date | None
    supply: bool
    category: str
    held_by: str = ""
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One reason. points of most. side: for, against, refused (the parcel is out), or open (not asked, or not known)."""

    name: str
    side: Side
    points: int
    most: int
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """A parcel against a need. points: the sum of its terms. fits: no term refuses."""

    offer: Offer
    terms: tuple[Term, ...]

    @property
    def fits(self) -> bool:
        return all(term.side != "refused" for term in self.terms)

    @property
    def points(self) -> int:
        return sum(term.points for term in self.terms)

    def of(self, side: Side) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.side == side)


def check_need(need: Need, book: Matching) -> Need:
    """Raises Invalid for a need without area or with a use that no plan knows."""
    if need.area_m2 <= 0:
        raise Invalid("没有填写面积 the area is missing", do="填写需要的面积 write how much land is needed")
    book.use(need.use)
    return need


def match(need: Need, offers: Iterable[Offer], links: Links, book: Matching) -> list[Match]:
    """Every parcel with its terms: those that fit first, by points, then by number. The same input gives the same order."""
    check_need(need, book)
    steps = _steps(need.node, links, book.chain_steps)
    found = [Match(offer, _terms(need, offer, steps, book)) for offer in offers]
    return sorted(found, key=lambda one: (not one.fits, -one.points, one.offer.number))


def _terms(need: Need, offer: Offer, steps: Mapping[str, int], book: Matching) -> tuple[Term, ...]:
    return (
        *_free(offer), _area(need, offer, book), _use(need, offer, book), _power(need, offer, book),
        _chain(need, offer, steps, book), _ready(need, offer, book),
    )  # fmt: skip


def _free(offer: Offer) -> tuple[Term, ...]:
    if offer.held_by:
        return (Term("free", "refused", 0, 0, f"使用权已有归属 the right is held by {offer.held_by}"),)
    if not offer.supply:
        return (
            Term("free", "refused", 0, 0, f"类别“{offer.category}”不能供应 land of this category cannot be offered"),
        )
    return ()


def _area(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.area
    said = f"{_mu(offer.area_m2)} 亩，需要 needed {_mu(need.area_m2)} 亩"
    if offer.area_m2 < need.area_m2:
        return Term("area", "refused", 0, most, f"面积不够 too small: {said}")
    excess = (offer.area_m2 - need.area_m2) * 10_000 // need.area_m2
    points = _falling(most, excess, book.area_excess_bp)
    side: Side = "for" if points * 2 >= most else "against"
    return Term("area", side, points, most, f"面积 area {said}，富余 spare {excess / 100:.0f} %")


def _use(need: Need, offer: Offer, book: Matching) -> Term:
    most, wanted = book.terms.use, book.use(need.use)
    if offer.use == need.use:
        return Term("use", "for", most, most, f"规划用途一致 the plan says the same: {wanted.name}")
    planned = next((use for use in book.uses if use.code == offer.use), None)
    if planned is not None and need.use in planned.allows:
        return Term("use", "for", most * 3 // 4, most, f"规划为{planned.name}，可用于{wanted.name} the plan allows it")
    shown = planned.name if planned is not None else offer.use or "未定 none"
    return Term("use", "refused", 0, most, f"规划用途不符 the plan says {shown}，需要 needed {wanted.name}")


def _power(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.power
    if need.power_kva <= 0:
        return Term("power", "open", 0, most, "没有提出用电需要 no power was asked for")
    said = f"{offer.power_kva:,} kVA，需要 needed {need.power_kva:,} kVA"
    if offer.power_kva >= need.power_kva:
        return Term("power", "for", most, most, f"供电够用 power is enough: {said}")
    share = offer.power_kva * 10_000 // need.power_kva
    if share < book.power_short_bp:
        return Term("power", "refused", 0, most, f"供电差得太多 far too little power: {said}")
    return Term("power", "against", most * share // 20_000, most, f"供电不足，须增容 power must be added: {said}")


def _chain(need: Need, offer: Offer, steps: Mapping[str, int], book: Matching) -> Term:
    most = book.terms.chain
    if not need.node:
        return Term("chain", "open", 0, most, "没有提出产业链环节 no chain node was named")
    near = [one for one in offer.neighbours if one.metres <= book.chain_metres and one.node in steps]
    if not near:
        return Term("chain", "against", 0, most, f"{book.chain_metres} m 内没有同链企业 nobody of the chain is near")
    best = min(near, key=lambda one: (steps[one.node], one.metres, one.name))
    points = _falling(most, steps[best.node], book.chain_steps)
    words = f"{best.metres} m 外的{best.name}在链上相隔 {steps[best.node]} 步 is so many links away ({best.node})"
    return Term("chain", "for" if points else "against", points, most, words)


def _ready(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.ready
    if need.needed_on is None:
        return Term("ready", "open", 0, most, "没有提出用地时间 no day was named")
    if offer.ready_on is None:
        return Term("ready", "against", 0, most, "可供时间未定 nobody knows when it is ready")
    late = (offer.ready_on - need.needed_on).days
    if late <= 0:
        return Term("ready", "for", most, most, f"{offer.ready_on} 可供，不晚于 not after {need.needed_on}")
    words = f"{offer.ready_on} 可供，晚 {late} 天 late by so many days"
    if late > book.late_days:
        return Term("ready", "refused", 0, most, words)
    return Term("ready", "against", _falling(most, late, book.late_days), most, words)


def _steps(node: str, links: Links, most: int) -> dict[str, int]:
    """Chain nodes within so many links, either way, with the number of links. The node itself is none away."""
    found: dict[str, int] = {node: 0} if node else {}
    waiting = deque(found)
    while waiting:
        here = waiting.popleft()
        if found[here] >= most:
            continue
        for there in sorted(links.get(here, ())):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    return found


def both_ways(pairs: Iterable[Sequence[str]]) -> dict[str, frozenset[str]]:
    """Links between chain nodes, buyer and seller alike, as `match` takes them."""
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {node: frozenset(others) for node, others in found.items()}


def _falling(most: int, amount: int, nothing_at: int) -> int:
    return max(0, most - most * amount // nothing_at) if nothing_at else (most if amount <= 0 else 0)


def _mu(area_m2: int) -> str:
    return f"{mu_hundredths(area_m2) / 100:.1f}"
