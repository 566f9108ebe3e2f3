"""Asks the rules of talent what a scenario asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gaoxin.talent.rules import safety
from gaoxin.talent.rules.book import read_book

SAFETY = read_book(Path(__file__).parents[2] / "catalogue").safety
Given = Mapping[str, Any]
Found = tuple[dict[str, Any], tuple[str, ...]]


def practice(given: Given) -> Found:
    """Whether a student may practise at a post from that day on."""
    post = safety.Workplace(**{**given["post"], "hazards": frozenset(given["post"].get("hazards", ()))})
    found = safety.findings(SAFETY, safety.Pupil(**given["student"]), post, given["day"])
    bars = [rule.code for rule in found if rule.effect == "bar"]
    values = {
        "verdict": "barred" if bars else "allowed",
        "bars": bars,
        "warnings": [rule.code for rule in found if rule.effect == "warn"],
    }
    return values, tuple(SAFETY.cite(rule) for rule in found)


def places(given: Given) -> Found:
    """How many students a post and its unit may take."""
    post, post_limit = safety.most_at_post(SAFETY, given["seats"], given["same_workers"])
    unit, unit_limit = safety.most_at_unit(SAFETY, given["base_seats"], given["workers"])
    values = {"post": post, "unit": unit, "post_limit": post_limit, "unit_limit": unit_limit}
    return values, (SAFETY.cite(SAFETY.shares.post), SAFETY.cite(SAFETY.shares.unit))


READS: dict[str, tuple[Callable[[Given], Found], frozenset[str]]] = {
    "practice": (practice, frozenset({"day", "student", "post"})),
    "places": (places, frozenset({"seats", "same_workers", "base_seats", "workers"})),
}
