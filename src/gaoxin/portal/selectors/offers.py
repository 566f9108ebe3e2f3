"""What the front page says: each item in force, by stage, with its limits and what the reforms make of it. All computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gaoxin.approvals.rules.comparison.differences import ItemDifference, compare
from gaoxin.approvals.rules.items.model import Bound, Item, Stage
from gaoxin.approvals.rules.reforms import ImpossibleReform, apply_reforms
from gaoxin.approvals.services import rulebook
from gaoxin.core.limits import in_words, parse_limit

STAGES: dict[Stage, tuple[str, str]] = {
    "project-initiation": ("立项用地规划许可", "Project and land"),
    "construction-planning": ("工程建设许可", "Planning the works"),
    "construction": ("施工许可", "Construction"),
    "completion": ("竣工验收", "Completion"),
    "enterprise": ("企业开办与经营", "Enterprises"),
    "labour": ("劳动用工", "Labour"),
    "talent": ("人才服务", "Talent"),
}
_UNITS = {"wd": "working day", "wh": "office hour", "d": "day", "mo": "month", "y": "year"}


@dataclass(frozen=True, slots=True)
class Term:
    """A limit in both languages, with the articles that set it."""

    zh: str
    en: str
    articles: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One item as the law has it and as the zone's reforms make it. Counts: what an applicant hands in."""

    code: str
    zh: str
    en: str
    authority: str
    statutory: Term
    promised: Term
    documents_before: int
    documents_after: int
    visits_before: int
    visits_after: int
    reforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageOffers:
    """A stage of the life of a project or an enterprise, with its items."""

    code: str
    zh: str
    en: str
    offers: tuple[Offer, ...]


def offers(day: dt.date) -> tuple[StageOffers, ...]:
    """Every item in force on `day`, by stage. Computed once a day and edition."""
    return _offers(rulebook.edition(), day)


@lru_cache(maxsize=8)
def _offers(_edition: rulebook.Edition, day: dt.date) -> tuple[StageOffers, ...]:
    versions = [i for item in rulebook.catalogue().items.values() for i in item]
    today = [i for i in versions if i.valid_from <= day and (i.valid_to is None or day <= i.valid_to)]
    by_stage = {
        stage: tuple(_offer(item, day) for item in sorted(today, key=lambda i: i.code) if item.stage == stage)
        for stage in STAGES
    }
    return tuple(StageOffers(stage, *STAGES[stage], found) for stage, found in by_stage.items() if found)


def _offer(item: Item, day: dt.date) -> Offer:
    reformed = with_every_reform(item, day)
    difference: ItemDifference = compare(item, reformed)
    names = rulebook.reforms()
    return Offer(
        code=item.code,
        zh=item.name.zh,
        en=item.name.en,
        authority=item.authority.name.zh,
        statutory=term(item.limits.statutory),
        promised=term(reformed.limits.promised),
        documents_before=difference.documents_before,
        documents_after=difference.documents_after,
        visits_before=item.service.visits,
        visits_after=reformed.service.visits,
        reforms=tuple(names.get(code).name.zh for code in reformed.reforms),
    )


def with_every_reform(item: Item, day: dt.date) -> Item:
    """The item with every reform in force that it can take. One that needs another comes after it, so passes repeat."""
    wanted = [
        r.code for r in rulebook.reforms().by_code.values() if r.in_force(day) and r.parameters(item.code) is not None
    ]
    taken: list[str] = []
    while True:
        added = next((code for code in wanted if code not in taken and _possible(item, [*taken, code], day)), None)
        if added is None:
            return apply_reforms(item, taken, rulebook.reforms(), day)
        taken.append(added)


def term(bound: Bound) -> Term:
    """`0.5wd` as 0.5个工作日 and 0.5 working days, with its articles."""
    limit = parse_limit(bound.limit)
    plural = "" if limit.amount == 1 else "s"
    english = f"{limit.amount.normalize():f} {_UNITS[limit.unit]}{plural}"
    return Term(in_words(bound.limit), english, "；".join(str(reference) for reference in bound.basis))


def _possible(item: Item, reforms: Sequence[str], day: dt.date) -> bool:
    try:
        apply_reforms(item, reforms, rulebook.reforms(), day)
    except ImpossibleReform:
        return False
    return True
