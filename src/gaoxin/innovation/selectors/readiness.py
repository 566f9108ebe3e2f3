"""Readiness of firms: what they declared and what registers know, weighed one by one for a page or all at once for a list.

Statistical survey data is not read here (统计法 28).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, TextField
from django.db.models.functions import Cast

from gaoxin.accounts import selectors as accounts
from gaoxin.core.errors import NotFound
from gaoxin.innovation.models import FirmFact, Patent, PatentOwner, TitleRecord
from gaoxin.innovation.rules.readiness import keeping
from gaoxin.innovation.rules.readiness.book import Check
from gaoxin.innovation.rules.readiness.columns import Column, weigh_all
from gaoxin.innovation.rules.readiness.declared import Declared
from gaoxin.innovation.rules.readiness.gathering import asked_keys, gathered_all, take
from gaoxin.innovation.rules.readiness.keeping import Firm, Origin, Said
from gaoxin.innovation.rules.readiness.telling import report
from gaoxin.innovation.rules.readiness.weighing import VERDICTS, validity, years_after
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.parties import selectors as parties

PARTIES, TITLES, PATENTS, CREDIT = (
    "主体登记 register of parties", "称号台账 register of titles", "专利台账 register of patents", "信用记录 credit records",
)  # fmt: skip
OWN_IN_FORCE = {"invention": "class_1", "utility": "class_2", "design": "class_2"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One firm in the list. missing: facts that the check needs and nobody told. until: when the present title ends."""

    key: uuid.UUID
    name: str
    verdict: str
    low: int
    high: int
    missing: int
    until: str
    title: str


def firms(*, zone: str, day: dt.date, only: Collection[uuid.UUID] = ()) -> dict[uuid.UUID, Firm]:
    """Every enterprise of the zone, or these. Records of registers stand before what a firm declared."""
    rows = [row for row in parties.register(zone=zone) if not only or row.key in only]
    found = {row.key: Firm(row.name, row.identifier) for row in rows}
    _declared(zone, day, found, only)
    for key, code, value, origin, least in _registers(zone, day, rows, only):
        if key not in found:
            continue
        if least:
            keeping.at_least(found[key], code, value, origin)
        else:
            found[key].take(code, value, origin)
    return found


def _registers(
    zone: str, day: dt.date, rows: Collection[parties.Registered], only: Collection[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, str, int, Origin, bool]]:
    """What registers know of these firms, and whether it only counts where it is more than was declared."""
    for row in rows:
        if row.established is not None:
            yield row.key, "registered_on", row.established.toordinal(), Origin(PARTIES, row.established), False
    for key in parties.dishonest(zone=zone, on=day):
        yield key, "listed_abnormal", 1, Origin(CREDIT, day), False
    yield from _titles(zone, day, only)
    yield from _patents(zone, day, only)


def one(*, zone: str, party_id: uuid.UUID, day: dt.date) -> Firm:
    """Raises NotFound."""
    found = firms(zone=zone, day=day, only=(party_id,)).get(party_id)
    if found is None:
        raise NotFound("没有这家企业 no such enterprise", do="从名单进入 start from the list")
    return found


def told(*, check: str, firm: Firm, day: dt.date, zone: str) -> dict[str, Any]:
    """The report of one firm, and under `facts` every value with its source, day and who said it."""
    law = book()
    found = report(law.check(check), Declared(firm.name, firm.values, tuple(firm.notes)), law, day)
    names = accounts.names_of(zone=zone, user_ids={one.by for one in firm.origins.values() if one.by})
    facts = {
        code: {"source": one.source, "day": one.day.isoformat() if one.day else "", "by": names[one.by][0] if one.by in names else ""}
        for code, one in firm.origins.items()
    }  # fmt: skip
    return found | {"facts": facts}


def standings(*, zone: str, check: str, day: dt.date) -> list[Standing]:
    """All firms by name, weighed at once; only what decides is read, not where it comes from."""
    law = book()
    asked = law.check(check)
    rows = parties.register(zone=zone)
    if not rows:
        return []
    places = {row.key: place for place, row in enumerate(rows)}
    table = gathered_all(len(rows), _plain(zone, day, asked, places), asked, law, day)
    for key, code, value, _origin, least in _registers(zone, day, rows, ()):
        if (place := places.get(key)) is not None:
            take(table, code, place, value, at_least=least)
    codes = [code for code in asked.needed() if not law.facts[code].judged]
    missing = np.add.reduce([~table[code].known for code in codes], dtype=np.int64).tolist()
    applied = {one.until for one in asked.conditions if one.until}
    until = asked.validity.fact if asked.validity else ""
    weighed = {code: _today(column, day) if code in applied else column for code, column in table.items()}
    outcome = weigh_all(asked, weighed, law)
    verdicts, low, high = outcome.verdict.tolist(), outcome.low.tolist(), outcome.high.tolist()
    found: list[Standing] = []
    for place, row in enumerate(rows):
        title: dict[str, str] = {}
        if until and table[until].known[place]:
            title = validity(asked, {until: int(table[until].latest[place])}, day)
        found.append(
            Standing(
                row.key, row.name, VERDICTS[verdicts[place]], low[place], high[place], missing[place], title.get("until", ""),
                title.get("standing", ""),
            )
        )  # fmt: skip
    return found


def _today(column: Column, day: dt.date) -> Column:
    """A day of application that nobody told is today."""
    return Column(np.ones_like(column.known), (np.where(column.known, column.latest, day.toordinal()),), column.count)


def _plain(
    zone: str, day: dt.date, check: Check, places: dict[uuid.UUID, int]
) -> Iterator[tuple[int | None, str, str, str]]:
    """Kept values as text, as the database has them: making keys and dates of hundreds of thousands takes longer than weighing them."""
    rows = FirmFact.objects.filter(zone=zone, current=True, day__lte=day, fact__in=list(asked_keys(check, book())))
    told = rows.order_by("day").annotate(
        whose=Cast("party_id", TextField()), text=Cast("value", TextField()), of=Cast("day", TextField())
    )
    known = {text: place for key, place in places.items() for text in (key.hex, str(key))}
    for whose, fact, text, of in told.values_list("whose", "fact", "text", "of").iterator(chunk_size=20_000):
        yield known.get(whose), fact, text, of


def declarations(*, zone: str, party_id: uuid.UUID, most: int = 60) -> list[dict[str, Any]]:
    """What was declared for these checks, the newest first; what a newer one of the same day replaced too."""
    known = keeping.keys(book())
    rows = FirmFact.objects.filter(zone=zone, party_id=party_id, fact__in=list(known)).order_by("-at", "fact", "-day")
    kept = list(rows[:most])
    names = accounts.names_of(zone=zone, user_ids={row.by_id for row in kept})
    return [
        {"fact": known[row.fact][0], "year": row.day.year - known[row.fact][1], "value": row.value, "day": row.day, "source": row.source,
         "at": row.at, "by": names.get(row.by_id, ("", ""))[0], "current": row.current}
        for row in kept
    ]  # fmt: skip


def said(*, zone: str, day: dt.date, only: Collection[uuid.UUID] = ()) -> Iterator[tuple[uuid.UUID, Said]]:
    """Every kept value that these checks ask, oldest first."""
    rows = FirmFact.objects.filter(zone=zone, current=True, day__lte=day, fact__in=list(keeping.keys(book())))
    rows = rows.filter(party_id__in=list(only)) if only else rows
    told_rows = rows.order_by("day").values_list("party_id", "fact", "value", "day", "source", "by_id")
    for party, fact, value, on, source, by in told_rows.iterator(chunk_size=5_000):
        yield party, Said(fact, value, on, source, by)


def _declared(zone: str, day: dt.date, found: dict[uuid.UUID, Firm], only: Collection[uuid.UUID]) -> None:
    of: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for party, row in said(zone=zone, day=day, only=only):
        of[party].append(row)
    known = keeping.keys(book())
    for party, rows in of.items():
        if party in found:
            keeping.gathered(found[party], rows, known, day)


def _titles(zone: str, day: dt.date, only: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, str, int, Origin, bool]]:
    """A certificate on record that has not ended, and centres recognised by a province or above."""
    rule = book().check("htec").validity
    rows = TitleRecord.objects.filter(zone=zone, on__lte=day, title__in=("htec", "engineering_centre"))
    rows = rows.filter(state__in=("recognised", "expired"))
    rows = rows.filter(party_id__in=list(only)) if only else rows
    newest: dict[tuple[uuid.UUID, str, str], tuple[str, dt.date]] = {}
    for party, title, level, state, on in rows.order_by("on", "at").values_list(
        "party_id", "title", "level", "state", "on"
    ):
        newest[party, title, level] = state, on
    for (party, title, level), (state, on) in newest.items():
        if title == "engineering_centre":
            if state == "recognised" and level in ("national", "provincial"):
                yield party, "provincial_body", 1, Origin(TITLES, on), False
        elif state == "recognised":
            valid = rule is not None and day < years_after(on, rule.years)
            yield party, "issued_on", on.toordinal(), Origin(TITLES, on), False
            yield party, "htec_valid", int(valid), Origin(TITLES, on), False
        else:
            yield party, "htec_valid", 0, Origin(TITLES, on), False


def _patents(
    zone: str, day: dt.date, only: Collection[uuid.UUID]
) -> Iterator[tuple[uuid.UUID, str, int, Origin, bool]]:
    """Patents in force. The register has no plant varieties or software, so that a firm may declare more."""
    rows = PatentOwner.objects.filter(zone=zone, party__isnull=False, patent__status="granted")
    rows = rows.filter(party_id__in=list(only)) if only else rows
    counted = rows.order_by().values_list("party_id", "patent__kind").annotate(n=Count("patent", distinct=True))
    held: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    for party, kind, n in counted:
        held[party, OWN_IN_FORCE[kind]] += n
    for (party, code), n in held.items():
        yield party, code, n, Origin(PATENTS, day), True


def shared_patents(*, zone: str, party_id: uuid.UUID) -> int:
    """Patents in force that the firm owns with others."""
    rows = Patent.objects.filter(zone=zone, status="granted", owners__party_id=party_id).values("id")
    own = Patent.objects.filter(zone=zone, id__in=rows).annotate(n=Count("owners"))
    return own.filter(n__gt=1).count()
