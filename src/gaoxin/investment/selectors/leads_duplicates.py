"""Leads on the same investor: candidates are looked up by code, by sound and by pieces of the name, then weighed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads import duplicates
from gaoxin.investment.rules.leads.duplicates import Firm, Match
from gaoxin.investment.selectors.leads_book import book

_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Found:
    """A lead on what may be the same investor. team: its name, empty for none."""

    id: uuid.UUID
    number: str
    title: str
    investor: str
    stage: str
    team: str
    match: Match


def alike(
    *, zone: str, investor: str, identifier: str = "", but: uuid.UUID | None = None, deep: bool = True
) -> list[Found]:
    """Leads worth a look before one more is opened on this investor, best first; over the whole zone.

    deep: where code and sound find none, every name is gone through for pieces of this one; a page that is opened often does without.
    """
    rules = book().leads.duplicates
    rows = Lead.objects.filter(zone=zone, merged_into=None).exclude(id=but)
    columns = ("id", "investor", "identifier")
    close = Q(sound=duplicates.sound(investor, rules)) if investor.strip() else Q(pk=None)
    if identifier:
        close |= Q(identifier=identifier)
    known = list(rows.filter(close).values_list(*columns)[:_CANDIDATES])
    if deep and not known and (parts := duplicates.pieces(investor, rules)):
        anywhere = Q()
        for part in parts:
            anywhere |= Q(core__contains=part)
        known = list(rows.filter(anywhere).values_list(*columns)[:_CANDIDATES])
    firms = [Firm(str(pk), name, code) for pk, name, code in known]
    weighed = duplicates.matches(Firm("", investor, identifier), firms, rules)
    shown = rows.filter(id__in=[match.key for match in weighed]).select_related("team")
    by_key = {str(row.id): row for row in shown}
    return [
        Found(
            row.id, row.number, row.title, row.investor, row.stage, row.team.name if row.team else "", match
        )
        for match in weighed
        if (row := by_key.get(match.key))
    ]  # fmt: skip
