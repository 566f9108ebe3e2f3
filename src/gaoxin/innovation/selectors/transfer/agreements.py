"""Agreements with universities and how each stands on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts import selectors as accounts
from gaoxin.innovation.models import UniversityAgreement
from gaoxin.innovation.rules.transfer.terms import RUNS, Standing, standing
from gaoxin.innovation.selectors.transfer.settings import book

PAGE = 50
ORDER: tuple[Standing, ...] = ("urgent", "soon", "running", "coming", "expired", "renewed", "ended")


@dataclass(frozen=True, slots=True)
class AgreementView:
    """left: days until it ends, from its day. owner: who looks after it."""

    row: UniversityAgreement
    standing: Standing
    left: int
    owner: str
    renewed_by: str


def agreements(*, zone: str, today: dt.date, university_id: uuid.UUID | None = None) -> list[AgreementView]:
    """All of them: what ends soon first. The caller has asked who may read."""
    rows = UniversityAgreement.objects.filter(zone=zone).select_related("university", "party")
    rows = rows.filter(university_id=university_id) if university_id else rows
    found = list(rows.prefetch_related("results", "renewals").order_by("until", "number"))
    names = accounts.names_of(zone=zone, user_ids={row.owner_id for row in found})
    views = [_view(row, today, names.get(row.owner_id, ("", ""))[0]) for row in found]
    return sorted(views, key=lambda one: (ORDER.index(one.standing), one.row.until, one.row.number))


def running_between(
    *, zone: str, today: dt.date, university_id: uuid.UUID | None, party_id: uuid.UUID
) -> list[AgreementView]:
    """Those under which the two may make a deal today."""
    if university_id is None:
        return []
    every = agreements(zone=zone, today=today, university_id=university_id)
    return [one for one in every if one.standing in RUNS and one.row.party_id in (None, party_id)]


def standings(*, zone: str, today: dt.date) -> dict[Standing, int]:
    """How many stand how on that day, as far as was known of them by then."""
    found: dict[Standing, int] = {}
    rows = UniversityAgreement.objects.filter(zone=zone).values_list("since", "until", "ended_on", "renewals__since")
    for since, until, ended, renewed in rows:
        state = standing(
            since, until, today, book(), renewed=renewed is not None and renewed <= today,
            ended=ended is not None and ended <= today,
        )  # fmt: skip
        found[state] = found.get(state, 0) + 1
    return found


def _view(row: UniversityAgreement, today: dt.date, owner: str) -> AgreementView:
    after: UniversityAgreement | None = next(iter(row.renewals.all()), None)
    state = standing(row.since, row.until, today, book(), renewed=after is not None, ended=row.ended_on is not None)
    return AgreementView(row, state, (row.until - today).days, owner, after.number if after else "")
