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

Side = Literal["for", "against", "refused", "open", "unknown"]
Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A project near a parcel: its name, its chain node, and metres between the two parcels."""

    name: str
    node: str
    metres: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A parcel as the matcher sees it. held_by: of whom the right is, empty where nobody's. supply: its category can be offered.

    plot_ratio_pct: hundredths; water_m3: a day; gas_m3: an hour. None, of these and power_kva: the register does not know."""

    number: str
    area_m2: int
    use: str
    power_kva: int | None
    ready_on: dt.date | None
    supply: bool
    category: str
    held_by: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    plot_ratio_pct: int | None = None
    water_m3: int | None = None
    gas_m3: int | None = None


class Term(NamedTuple):
    """One reason. points of most. side: for, against, refused (the parcel is out), open (not asked), or unknown (asked, and the
    register does not know). say: the
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
        *_free(offer), _area(need, offer, book), _use(need, offer, book),
        _served("power", need.power_kva, offer.power_kva, book.terms.power, book.power_short_bp), _building(need, offer, book),
        _served("water", need.water_m3, offer.water_m3, book.terms.water, book.water_short_bp),
        _served("gas", need.gas_m3, offer.gas_m3, book.terms.gas, book.gas_short_bp),
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


# name -> what is asked for, and its unit, in Chinese and English
_SERVED = {
    "power": (("用电", "power"), ("kVA", "kVA")),
    "water": (("用水", "water"), ("m³/日", "m³ a day")),
    "gas": (("用气", "gas"), ("m³/时", "m³ an hour")),
}


def _served(name: str, wanted: int, has: int | None, most: int, short_bp: int) -> Term:
    """What is led to the parcel: enough, less than what can be added to, or nobody knows."""
    (what, thing), (unit, measure) = _SERVED[name]
    if wanted <= 0:
        return Term(name, "open", 0, most, lambda: (f"没有提出{what}需要", f"no {thing} was asked for"))
    if has is None:
        return _unknown(
            name, most, f"台账没有{what}能力，须核对（需要 {wanted:,} {unit}）", f"not known; {wanted:,} {measure} needed, to be checked"
        )  # fmt: skip
    if has >= wanted:
        return Term(
            name, "for", most, most,
            lambda: (f"{has:,} {unit}，够用（需要 {wanted:,}）", f"{has:,} {measure}, enough for {wanted:,}"),
        )  # fmt: skip
    share = has * 10_000 // wanted
    if share < short_bp:
        return Term(
            name, "refused", 0, most,
            lambda: (f"{has:,} {unit}，远不够 {wanted:,}", f"{has:,} {measure}, far less than {wanted:,}"),
        )  # fmt: skip
    return Term(
        name, "against", most * share // 20_000, most,
        lambda: (f"{has:,} {unit}，不足 {wanted:,}，须增容", f"{has:,} of {wanted:,} {measure}: it must be added"),
    )  # fmt: skip


def _building(need: Need, offer: Offer, book: Matching) -> Term:
    most, wanted, ratio = book.terms.building, need.building_m2, offer.plot_ratio_pct
    if wanted <= 0:
        return Term("building", "open", 0, most, lambda: ("没有提出建筑面积", "no floor area was asked for"))
    if ratio is None:
        return _unknown(
            "building", most, f"台账没有容积率，须核对（需要 {wanted:,} m²）",
            f"the plot ratio is not known; {wanted:,} m² needed, to be checked",
        )  # fmt: skip
    allowed = offer.area_m2 * ratio // 100
    told = f"{ratio / 100:g}"
    if allowed >= wanted:
        return Term("building", "for", most, most, lambda: (
            f"容积率 {told}，可建 {allowed:,} m²（需要 {wanted:,}）", f"ratio {told}: {allowed:,} m² may be built, {wanted:,} needed",
        ))  # fmt: skip
    return Term("building", "refused", 0, most, lambda: (
        f"容积率 {told}，只可建 {allowed:,} m²，不够 {wanted:,}", f"ratio {told}: only {allowed:,} m² may be built of {wanted:,}",
    ))  # fmt: skip


def _unknown(name: str, most: int, words: str, english: str) -> Term:
    return Term(name, "unknown", 0, most, lambda: (words, english))


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
