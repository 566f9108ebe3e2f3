"""Which parcel fits a need: every term with its points and its words, and for what is refused, why."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gaoxin.core.errors import Invalid
from gaoxin.core.mu import mu_hundredths
from gaoxin.investment.rules.leads.needs import Need
from gaoxin.projects.rules.land.book import Matching

Side = Literal["for", "against", "refused", "open"]
Links = Mapping[str, frozenset[str]]


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


class Term(NamedTuple):
    """One reason. points of most. side: for, against, refused (the parcel is out), or open (not asked, or not known). say: the
    reason in Chinese and in English, worked out only for what is shown."""

    name: str
    side: Side
    points: int
    most: int
    say: Callable[[], tuple[str, str]]

    @property
    def words(self) -> str:
        return self.say()[0]

    @property
    def english(self) -> str:
        return self.say()[1]


class Match(NamedTuple):
    """A parcel against a need. points: the sum of its terms. fits: no term refuses."""

    offer: Offer
    terms: tuple[Term, ...]
    fits: bool
    points: int

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
    steps = reachable(need.node, links, book.chain_steps)
    found = [_matched(need, offer, steps, book) for offer in offers]
    return sorted(found, key=lambda one: (not one.fits, -one.points, one.offer.number))


def _matched(need: Need, offer: Offer, steps: Mapping[str, int], book: Matching) -> Match:
    terms = (
        *_free(offer), _area(need, offer, book), _use(need, offer, book), _power(need, offer, book),
        _chain(need, offer, steps, book), _ready(need, offer, book),
    )  # fmt: skip
    points, fits = 0, True
    for term in terms:
        points += term.points
        fits = fits and term.side != "refused"
    return Match(offer, terms, fits, points)


def _free(offer: Offer) -> tuple[Term, ...]:
    if offer.held_by:
        return (
            Term(
                "free", "refused", 0, 0, lambda: (f"使用权属于{offer.held_by}", f"the right is held by {offer.held_by}")
            ),
        )
    if not offer.supply:
        return (
            Term("free", "refused", 0, 0, lambda: (f"“{offer.category}”不能供应", "this category cannot be offered")),
        )
    return ()


def _area(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.area
    if offer.area_m2 < need.area_m2:

        def less() -> tuple[str, str]:
            has, wanted = _mu(offer.area_m2), _mu(need.area_m2)
            return f"{has} 亩，不够 {wanted} 亩", f"{has} mu, less than {wanted} mu"

        return Term("area", "refused", 0, most, less)
    excess = (offer.area_m2 - need.area_m2) * 10_000 // need.area_m2
    points = _falling(most, excess, book.area_excess_bp)

    def spare() -> tuple[str, str]:
        has, more = _mu(offer.area_m2), f"{excess / 100:.0f} %"
        return f"{has} 亩，比需要多 {more}", f"{has} mu, {more} more than needed"

    return Term("area", "for" if points * 2 >= most else "against", points, most, spare)


def _use(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.use
    if offer.use == need.use:
        wanted = book.use(need.use)
        return Term("use", "for", most, most, lambda: (f"规划就是{wanted.name}", f"planned for {wanted.english}"))
    planned = next((use for use in book.uses if use.code == offer.use), None)

    def names() -> tuple[str, str, str, str]:
        wanted = book.use(need.use)
        name, english = (
            (planned.name, planned.english) if planned else (offer.use or "未定", offer.use or "nothing yet")
        )
        return name, wanted.name, english, wanted.english

    def allowed() -> tuple[str, str]:
        name, wanted, english, wanted_english = names()
        return f"规划为{name}，可用于{wanted}", f"planned for {english}, which allows {wanted_english}"

    def other() -> tuple[str, str]:
        name, wanted, english, wanted_english = names()
        return f"规划为{name}，不是{wanted}", f"planned for {english}, not for {wanted_english}"

    if planned is not None and need.use in planned.allows:
        return Term("use", "for", most * 3 // 4, most, allowed)
    return Term("use", "refused", 0, most, other)


def _power(need: Need, offer: Offer, book: Matching) -> Term:
    most = book.terms.power
    if need.power_kva <= 0:
        return Term("power", "open", 0, most, lambda: ("没有提出用电需要", "no power was asked for"))
    has, wanted = offer.power_kva, need.power_kva
    if has >= wanted:
        return Term(
            "power", "for", most, most, lambda: (f"{has:,} kVA，够用（需要 {wanted:,}）", f"{has:,} kVA, enough for {wanted:,}")
        )  # fmt: skip
    share = has * 10_000 // wanted
    if share < book.power_short_bp:
        return Term(
            "power", "refused", 0, most, lambda: (f"{has:,} kVA，远不够 {wanted:,}", f"{has:,} kVA, far less than {wanted:,}")
        )  # fmt: skip
    return Term(
        "power", "against", most * share // 20_000, most,
        lambda: (f"{has:,} kVA，不足 {wanted:,}，须增容", f"{has:,} kVA of {wanted:,}: power must be added"),
    )  # fmt: skip


def _chain(need: Need, offer: Offer, steps: Mapping[str, int], book: Matching) -> Term:
    most, reach = book.terms.chain, book.chain_metres
    if not need.node:
        return Term("chain", "open", 0, most, lambda: ("没有提出产业链环节", "no chain node was named"))
    near = [one for one in offer.neighbours if one.metres <= reach and one.node in steps]
    if not near:
        return Term(
            "chain", "against", 0, most, lambda: (f"{reach} 米内没有同链项目", f"no project of the chain within {reach} m")
        )  # fmt: skip
    best = min(near, key=lambda one: (steps[one.node], one.metres, one.name))
    away = steps[best.node]
    points = _falling(most, away, book.chain_steps)

    def words() -> tuple[str, str]:
        told = f"{best.metres} 米外的{best.name}（{best.node}），在链上相隔 {away} 步"
        return told, f"{best.name} ({best.node}), {best.metres} m away, is {away} links away in the chain"

    return Term("chain", "for" if points else "against", points, most, words)


def _ready(need: Need, offer: Offer, book: Matching) -> Term:
    most, ready, wanted = book.terms.ready, offer.ready_on, need.needed_on
    if wanted is None:
        return Term("ready", "open", 0, most, lambda: ("没有提出用地时间", "no day was named"))
    if ready is None:
        return Term("ready", "against", 0, most, lambda: ("可供时间未定", "nobody knows when it is ready"))
    late = (ready - wanted).days
    if late <= 0:
        return Term("ready", "for", most, most, lambda: (f"{ready} 可供，来得及", f"ready on {ready}, in time"))
    side: Side = "refused" if late > book.late_days else "against"
    points = 0 if side == "refused" else _falling(most, late, book.late_days)
    return Term(
        "ready", side, points, most, lambda: (f"{ready} 可供，晚 {late} 天", f"ready on {ready}, {late} days late")
    )


def reachable(node: str, links: Links, most: int) -> dict[str, int]:
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
