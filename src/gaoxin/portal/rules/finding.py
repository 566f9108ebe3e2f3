"""Finding an item by what people call it: names, plain words, pinyin in full or by initials, near words. In memory.

Points, best first: the name or a plain word itself, a part of it, its pinyin, other words of the item, a near word. A query
of several words finds what fits all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from gaoxin.core.pinyin import HAN, spell

EXACT, PART, INITIALS, PINYIN, OTHER, NEAR = 100.0, 90.0, 80.0, 78.0, 60.0, 50.0
NEAR_ENOUGH = 75.0  # likeness in per cent below which a word is another word
LONGEST = 40  # characters of a query that are looked at
_GAP = re.compile(r"[\s,，、。;；？?！!]+")
_DROPPED = ("怎么办理", "如何办理", "怎么办", "要什么", "我要办", "我想办", "办理", "申请", "我要", "我想", "什么")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as the index knows it. named: names and plain words; others: documents, result, authority, stage."""

    code: str
    named: tuple[str, ...]
    spelled: tuple[tuple[str, str], ...]  # of each Chinese name: pinyin in full, initials
    others: tuple[str, ...]


def entry(code: str, named: Iterable[str], others: Iterable[str]) -> Entry:
    """The entry of one item; everything in small letters."""
    names = tuple(dict.fromkeys(text.lower().strip() for text in named if text.strip()))
    spelled = tuple((spell(text), spell(text, initials=True)) for text in names if HAN.search(text))
    return Entry(code.lower(), names, spelled, tuple(dict.fromkeys(text.lower() for text in others if text.strip())))


def search(index: Sequence[Entry], query: str) -> list[str]:
    """Codes of the items that fit, best first; of equal ones the order of the index stays. Nothing for an empty query."""
    words = _words(query)
    if not words:
        return []
    found: list[tuple[float, str]] = []
    for item in index:
        points = [_points(item, word) for word in words]
        if min(points) > 0:
            found.append((sum(points), item.code))
    return [code for _, code in sorted(found, key=lambda pair: -pair[0])]


def _words(query: str) -> list[str]:
    text = query[:LONGEST].lower().strip()
    words = [word for word in _GAP.split(text) if word]
    plain: list[str] = []
    for word in words:
        bare = word
        for said in _DROPPED:
            bare = bare.replace(said, "")
        plain.append(bare or word)
    return plain


def _points(item: Entry, word: str) -> float:
    if word == item.code or word in item.named:
        return EXACT
    if word in item.code or any(word in name for name in item.named):
        return PART
    if len(word) > 1 and any(name in word for name in item.named if HAN.search(name)):
        return PART - 5
    if word.isascii() and word.isalpha() and len(word) > 1:
        return _spelled(item, word)
    if any(word in text for text in item.others):
        return OTHER
    return _near(word, item.named)


def _spelled(item: Entry, word: str) -> float:
    if any(initials.startswith(word) for _, initials in item.spelled):
        return INITIALS + 5
    if any(word in initials for _, initials in item.spelled):
        return INITIALS
    if any(word in full for full, _ in item.spelled):
        return PINYIN
    if any(word in text for text in item.others if text.isascii()):
        return OTHER
    near = [part for name in item.named if name.isascii() for part in name.split()]
    return _near(word, (*near, *(full for full, _ in item.spelled)))


def _near(word: str, texts: Iterable[str]) -> float:
    """Points by likeness; a short word must be found nearly whole, so that two letters in common are no match."""
    if len(word) < 3:
        return 0.0
    best = max((fuzz.partial_ratio(word, text) for text in texts if len(text) >= 2), default=0.0)
    return NEAR * best / 100 if best >= NEAR_ENOUGH else 0.0
