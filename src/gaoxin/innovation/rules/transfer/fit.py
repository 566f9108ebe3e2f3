"""How a demand and a result suit each other: every term from 0 to 100, each side's own weights, all shown.

`terms` weighs one pair in plain arithmetic, for a page that shows why. `Table` weighs all pairs of one field in columns, for matching.
A property test holds both equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from pypinyin import lazy_pinyin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]
from rapidfuzz import fuzz, process

from gaoxin.innovation.rules.transfer.book import DEMAND_TERMS, RESULT_TERMS, TransferBook

Array = np.ndarray[Any, Any]
_OPEN = -1
_FIRST, _POINTS = 0x10000, 0x100000  # where each piece of two characters gets one code point
_WISH = 1000  # above every score: a side's own ranking comes first


@dataclass(frozen=True, slots=True)
class Wanted:
    """A demand. low, high: its budget in thousand yuan, None where open. maturity: at least. days: until its deadline.

    wishes: results in the firm's own order. refuses: results that it will not have. Both by number.
    """

    number: str
    field: str
    text: str
    maturity: int
    low: int | None = None
    high: int | None = None
    days: int = 0
    party: str = ""
    wishes: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offered:
    """A result. price: in thousand yuan, None where to be agreed. patents: in force on the register. seats: how many may have it.

    ties: enterprises with an agreement or a project with its owner. wishes, refuses: demands by number.
    """

    number: str
    field: str
    text: str
    maturity: int
    price: int | None = None
    patents: int = 0
    seats: int = 1
    ties: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()


def terms(demand: Wanted, result: Offered, book: TransferBook) -> dict[str, int]:
    """Every term of the pair; `field` is 0 where neither is related to the other."""
    rules = book.scoring
    related = result.field in book.field(demand.field).related
    return {
        "field": 100 if demand.field == result.field else rules.related if related else 0,
        "text": likeness(demand.text, result.text, book),
        "maturity": max(0, 100 - rules.maturity_step * max(0, demand.maturity - result.maturity)),
        "price": _price(demand, result, book),
        "patents": _step(rules.patents, result.patents),
        "days": _step(rules.days, demand.days),
        "ties": rules.ties if demand.party and demand.party in result.ties else 0,
    }


def score(of: dict[str, int], weights: Any, names: Sequence[str]) -> int:
    """Weighted, whole, rounded down."""
    return sum(getattr(weights, name) * of[name] for name in names) // 100


def both(demand: Wanted, result: Offered, book: TransferBook) -> tuple[dict[str, int], int, int]:
    """The terms, what the demand makes of the result, and what the result makes of the demand."""
    told = terms(demand, result, book)
    return (
        told,
        score(told, book.scoring.demand, DEMAND_TERMS),
        score(told, book.scoring.result, RESULT_TERMS),
    )


def acceptable(demand: Wanted, result: Offered, book: TransferBook) -> bool:
    """Whether either side would have the other at all."""
    told, ours, theirs = both(demand, result, book)
    barred = result.number in demand.refuses or demand.number in result.refuses
    return not barred and suits(told, ours, theirs, book)


def suits(told: dict[str, int], ours: int, theirs: int, book: TransferBook) -> bool:
    """Whether the terms and both scores are enough."""
    alike = told["text"] >= book.scoring.least_text
    return bool(told["field"]) and alike and min(ours, theirs) >= book.scoring.floor


def likeness(one: str, other: str, book: TransferBook) -> int:
    """Shared pairs of characters of both texts (Dice, of 100), or of their pinyin at a discount where that is more alike."""
    most = book.scoring.pieces
    signs = round(fuzz.ratio(_signs(one, most), _signs(other, most)))
    sounds = round(fuzz.ratio(_sounds(one, most), _sounds(other, most)))
    return max(signs, sounds * book.scoring.sound // 100)


def columns(texts: Sequence[str], others: Sequence[str], book: TransferBook) -> Array:
    """`likeness` of each with each."""
    most = book.scoring.pieces
    signs = _alike([_signs(one, most) for one in texts], [_signs(one, most) for one in others])
    sounds = _alike([_sounds(one, most) for one in texts], [_sounds(one, most) for one in others])
    return np.maximum(signs, sounds * book.scoring.sound // 100)


def _alike(rows: Sequence[str], others: Sequence[str]) -> Array:
    return np.rint(process.cdist(rows, others, scorer=fuzz.ratio, dtype=np.float32, workers=-1)).astype(np.int32)


@lru_cache(maxsize=65_536)
def _signs(text: str, most: int) -> str:
    """Pairs of neighbouring letters and digits, small, without gaps: the first so many that differ, packed."""
    plain = _plain(text)
    return _packed(list(dict.fromkeys(plain[at : at + 2] for at in range(len(plain) - 1)))[:most])


@lru_cache(maxsize=65_536)
def _sounds(text: str, most: int) -> str:
    """The same of syllables."""
    spoken = [_sound(one) for one in _plain(text)]
    return _packed(list(dict.fromkeys(f"{spoken[at]} {spoken[at + 1]}" for at in range(len(spoken) - 1)))[:most])


def _plain(text: str) -> str:
    return "".join(one for one in text.lower() if one.isalnum())


@lru_cache(maxsize=65_536)
def _sound(sign: str) -> str:
    """One character by its first reading, so that both sides are read alike."""
    found: list[str] = lazy_pinyin(sign)  # pyright: ignore[reportUnknownVariableType]
    return found[0]


def _packed(pieces: Iterable[str]) -> str:
    """One code point a piece, in order: the longest common subsequence of two such texts is what they share."""
    return "".join(sorted({chr(_code(piece)) for piece in pieces}))


@lru_cache(maxsize=_POINTS)
def _code(piece: str) -> int:
    """By what the piece says, the same in every process; two pieces fall together once in about a million."""
    return _FIRST + crc32(piece.encode()) % _POINTS


def _price(demand: Wanted, result: Offered, book: TransferBook) -> int:
    """100 up to the lower bound, `price_within` at the upper, 0 at twice the upper; `price_open` where it is to be agreed."""
    rules = book.scoring
    if result.price is None or (demand.low is None and demand.high is None):
        return rules.price_open
    low = demand.low or 0
    if demand.high is None or result.price <= low:
        return 100
    if result.price <= demand.high:
        return 100 - (100 - rules.price_within) * (result.price - low) // max(1, demand.high - low)
    return max(0, rules.price_within - rules.price_within * (result.price - demand.high) // max(1, demand.high))


def _step(steps: Sequence[tuple[int, int]], value: int) -> int:
    return max((term for start, term in steps if value >= start), default=0)


@dataclass(frozen=True, slots=True)
class Block:
    """Demands of one field with the results that it is related to: which pairs are acceptable, and each side's key (more is better)."""

    demands: tuple[int, ...]
    results: tuple[int, ...]
    open: Array
    ours: Array
    theirs: Array


def blocks(demands: Sequence[Wanted], results: Sequence[Offered], book: TransferBook) -> Iterable[Block]:
    """Every field with demands. Keys of wishes are above every score."""
    rules = book.scoring
    for field in book.fields:
        rows = tuple(n for n, one in enumerate(demands) if one.field == field.code)
        near = (field.code, *field.related)
        cols = tuple(n for n, one in enumerate(results) if one.field in near)
        if not rows or not cols:
            continue
        wanted, offered = [demands[n] for n in rows], [results[n] for n in cols]
        told = _columns_of(field.code, wanted, offered, book)
        ours = _weighted(told, rules.demand, DEMAND_TERMS)
        theirs = _weighted(told, rules.result, RESULT_TERMS)
        fits = (np.minimum(ours, theirs) >= rules.floor) & (told["text"] >= rules.least_text)
        _apply_wishes(wanted, offered, fits, ours, theirs)
        yield Block(rows, cols, fits, ours, theirs)


def _weighted(told: dict[str, Array], weights: Any, names: Sequence[str]) -> Array:
    whole: Array = np.zeros(told["text"].shape, np.int32)
    for name in names:
        whole += getattr(weights, name) * told[name].astype(np.int32)
    return whole // 100


def _columns_of(field: str, wanted: list[Wanted], offered: list[Offered], book: TransferBook) -> dict[str, Array]:
    rules, shape = book.scoring, (len(wanted), len(offered))
    maturity = np.array([one.maturity for one in offered], np.int32)
    least = np.array([one.maturity for one in wanted], np.int32)[:, None]
    ties = np.zeros(shape, np.int32)
    by_party: dict[str, list[int]] = {}
    for n, one in enumerate(offered):
        for party in one.ties:
            by_party.setdefault(party, []).append(n)
    for n, one in enumerate(wanted):
        if one.party and one.party in by_party:
            ties[n, by_party[one.party]] = rules.ties
    fields = np.array([100 if one.field == field else rules.related for one in offered], np.int32)
    return {
        "field": np.broadcast_to(fields, shape),
        "text": columns([one.text for one in wanted], [one.text for one in offered], book).astype(np.int32),
        "maturity": np.maximum(0, 100 - rules.maturity_step * np.maximum(0, least - maturity)),
        "price": _prices(wanted, offered, book),
        "patents": np.broadcast_to(np.array([_step(rules.patents, one.patents) for one in offered], np.int32), shape),
        "days": np.broadcast_to(np.array([_step(rules.days, one.days) for one in wanted], np.int32)[:, None], shape),
        "ties": ties,
    }


def _prices(wanted: list[Wanted], offered: list[Offered], book: TransferBook) -> Array:
    """`_price` of all pairs."""
    within = book.scoring.price_within
    price = np.array([_OPEN if one.price is None else one.price for one in offered], np.int64)[None, :]
    low = np.array([one.low or 0 for one in wanted], np.int64)[:, None]
    high = np.array([_OPEN if one.high is None else one.high for one in wanted], np.int64)[:, None]
    told = np.array([one.low is not None or one.high is not None for one in wanted])[:, None]
    inside = 100 - (100 - within) * (price - low) // np.maximum(1, high - low)
    above = np.maximum(0, within - within * (price - high) // np.maximum(1, high))
    found = np.where(price <= high, inside, above)
    found = np.where((high == _OPEN) | (price <= low), 100, found)
    return np.where((price == _OPEN) | ~told, book.scoring.price_open, found)


def _apply_wishes(wanted: list[Wanted], offered: list[Offered], fits: Array, ours: Array, theirs: Array) -> None:
    """A side's own ranking goes before every score; a refusal takes the pair out."""
    column = {one.number: n for n, one in enumerate(offered)}
    row = {one.number: n for n, one in enumerate(wanted)}
    for n, one in enumerate(wanted):
        for place, number in enumerate(one.wishes):
            if number in column:
                ours[n, column[number]] += _WISH * (len(one.wishes) - place)
        for number in one.refuses:
            if number in column:
                fits[n, column[number]] = False
    for n, one in enumerate(offered):
        for place, number in enumerate(one.wishes):
            if number in row:
                theirs[row[number], n] += _WISH * (len(one.wishes) - place)
        for number in one.refuses:
            if number in row:
                fits[row[number], n] = False


def plain_score(key: int) -> int:
    """The score in a key, without the wish."""
    return key % _WISH
