"""Two leads on one investor: by credit code first, then by how the names are written and how they sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from gaoxin.core.pinyin import spell
from gaoxin.investment.rules.leads.book import Duplicates

_ASIDE = re.compile(r"[（(\[【].*?[)）\]】]")
_GAPS = re.compile(r"[\s·•,，.。'’\-]+")


@dataclass(frozen=True, slots=True)
class Firm:
    """A lead as it is compared. key: of the lead."""

    key: str
    name: str
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """key: the lead that is like it. score: 0 to 100. sure: one and the same. reason: why, in both languages."""

    key: str
    score: int
    sure: bool
    reason: str


def trade_name(name: str, rules: Duplicates) -> str:
    """What tells a firm from others: its name without region, legal form, brackets and gaps; small letters."""
    text = _GAPS.sub("", _ASIDE.sub("", unicodedata.normalize("NFKC", name))).lower()
    for suffix in sorted(rules.suffixes, key=len, reverse=True):
        if text.endswith(suffix) and len(text) > len(suffix) + 1:
            text = text.removesuffix(suffix)
            break
    changed = True
    while changed:
        changed = False
        for region in rules.regions:
            for ending in ("省", "市", "区", "县", ""):
                start = region + ending
                if text.startswith(start) and len(text) > len(start) + 1:
                    text, changed = text.removeprefix(start), True
                    break
    return text


def sound(name: str, rules: Duplicates) -> str:
    """How the first two characters of the trade name sound: what candidates are looked up by."""
    return spell(trade_name(name, rules)[:2])[:24]


def pieces(name: str, rules: Duplicates) -> list[str]:
    """Pairs of characters of the trade name, for a search where the beginning differs; at most four."""
    core = trade_name(name, rules)
    return list(dict.fromkeys(core[at : at + 2] for at in range(len(core) - 1)))[:4]


def compare(new: Firm, known: Firm, rules: Duplicates) -> Match:
    """How like two firms are, and why."""
    if new.identifier and new.identifier == known.identifier:
        return Match(known.key, 100, True, "统一社会信用代码相同 the same credit code")
    left, right = trade_name(new.name, rules), trade_name(known.name, rules)
    written = fuzz.ratio(left, right)
    heard = fuzz.ratio(spell(left), spell(right)) * rules.sound_percent / 100
    if heard > written:
        score, reason = heard, f"名称读音相近 the names sound alike ({heard:.0f})"
    else:
        score, reason = written, f"名称写法相近 the names are written alike ({written:.0f})"
    if new.identifier and known.identifier:
        score = score * rules.other_code_percent / 100
        reason += "；信用代码不同 but the credit codes differ"
    whole = round(score)
    return Match(known.key, whole, whole >= rules.sure, reason)


def matches(new: Firm, known: Iterable[Firm], rules: Duplicates) -> list[Match]:
    """Those worth a look, best first, at most `rules.most`; the firm itself is left out."""
    found = [compare(new, firm, rules) for firm in known if firm.key != new.key]
    likely = [match for match in found if match.score >= rules.likely]
    return sorted(likely, key=lambda match: (-match.score, match.key))[: rules.most]
