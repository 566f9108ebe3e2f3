"""What the platform knows of firms for benefits: what they declared for this purpose, and records of other registers.

Statistical survey data is not read here, and no provider of it may be added (统计法 28).
"""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.db.models import CharField, F, TextField
from django.db.models.functions import Cast

from gaoxin.innovation.models import Entitlement, FirmFact
from gaoxin.innovation.rules.policies.book import Book
from gaoxin.innovation.rules.policies.firms import Firm, Known
from gaoxin.innovation.rules.policies.states import HELD
from gaoxin.innovation.selectors.policies.registers import on_record
from gaoxin.parties import selectors as parties
from gaoxin.projects.selectors import investment

Facts = dict[uuid.UUID, dict[str, Known]]


def firms(*, zone: str, day: dt.date, book: Book, only: Collection[uuid.UUID] = ()) -> dict[uuid.UUID, Firm]:
    """Every enterprise of the zone, or these few. Records of registers stand before what a firm declared."""
    rows = parties.register(zone=zone, only=only)
    found: Facts = {row.key: {} for row in rows}
    _declared(zone, day, book, found, only)
    sections = _sections(settings.CATALOGUE)
    for row in rows:
        facts = found[row.key]
        if section := sections.get(row.industry[:2]):
            facts["industry_section"] = Known(section, "主体登记 register of parties")
        if row.established is not None:
            facts["registered_on"] = Known(row.established.isoformat(), "主体登记 register of parties")
    for key in parties.dishonest(zone=zone, on=day):
        if key in found:
            found[key]["dishonest"] = Known(True, "信用记录 credit records", day)
    for key, (yuan, month) in investment.completed_by_party(zone=zone, year=day.year - 1).items():
        if key in found:
            found[key]["fixed_investment"] = Known(yuan, "项目投资台账 investment of its projects", month)
    for key, code, known in on_record(zone=zone, day=day, only=only):
        if key in found and code in book.facts:
            found[key][code] = known
    received, before = _received(zone, day.year)
    return {
        row.key: Firm(
            row.name, found[row.key], row.identifier, received.get(row.key, {}), frozenset(before.get(row.key, ()))
        )
        for row in rows
    }


def _declared(zone: str, day: dt.date, book: Book, found: Facts, only: Collection[uuid.UUID]) -> None:
    """The newest of each fact up to that day; a year's figure no older than the year before.

    A zone has hundreds of thousands: columns come as text, and each firm, day and value is converted once.
    """
    rows = FirmFact.objects.filter(zone=zone, current=True, day__lte=day)
    if only:
        rows = rows.filter(party_id__in=only)
    told = rows.order_by("day").values_list(
        Cast("party_id", CharField()), "fact", Cast("value", TextField()), Cast("day", CharField()), "source"
    )
    firm: Callable[[str], dict[str, Known] | None] = cache(lambda text: found.get(uuid.UUID(text)))
    on, value = cache(dt.date.fromisoformat), cache(msgspec.json.decode)
    for party, code, text, since, source in told.iterator(chunk_size=10_000):
        fact, facts = book.facts.get(code), firm(party)
        if fact is None or facts is None or (fact.period == "year" and on(since).year < day.year - 1):
            continue
        facts[code] = Known(value(text), source, on(since))


def _received(zone: str, year: int) -> tuple[dict[uuid.UUID, dict[str, int]], dict[uuid.UUID, set[str]]]:
    """Of this year policy -> yuan less what was claimed back; of earlier years the policies. What went back as a whole was not received;
    of what went back in part the firm has the rest."""
    now: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    before: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = Entitlement.objects.filter(zone=zone, state__in=(*HELD, "returned"), year__lte=year)
    rows = rows.exclude(state="returned", reclaimed=F("yuan"))
    for party, policy, of, yuan, back in rows.values_list("party_id", "policy", "year", "yuan", "reclaimed"):
        if of == year:
            now[party][policy] = yuan - back
        else:
            before[party].add(policy)
    return now, before


@lru_cache(maxsize=4)
def _sections(catalogue: Path) -> dict[str, str]:
    """Division of GB/T 4754 -> section."""
    with (catalogue / "codes" / "gbt4754.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["section"] for row in csv.DictReader(file) if row["level"] == "1"}
