"""Open demands and results as the rules weigh them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from gaoxin.innovation.models import (
    CooperationProject,
    ResultPatent,
    TransferDemand,
    TransferMatch,
    TransferResult,
    TransferWish,
    UniversityAgreement,
)
from gaoxin.innovation.rules.transfer.fit import Offered, Wanted

MATCHABLE = ("posted", "matched")


def wanted(*, zone: str, today: dt.date, only: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Wanted]:
    """Demands that wait for a result and whose deadline is not over. only: these, whatever their state and deadline."""
    rows = TransferDemand.objects.filter(zone=zone)
    rows = rows.filter(state__in=MATCHABLE, deadline__gte=today) if only is None else rows.filter(id__in=list(only))
    wishes, refuses = _wishes(zone, "demand", only)
    for demand, number in (
        TransferMatch.objects.filter(zone=zone, state="failed", **_of("demand", only)).values_list("demand_id", "result__number")
    ):  # fmt: skip
        refuses.setdefault(demand, set()).add(number)
    return {
        row.id: Wanted(
            row.number, row.field, f"{row.title} {row.detail}", row.maturity, row.low_k, row.high_k, max(0, (row.deadline - today).days),
            str(row.party_id), tuple(wishes.get(row.id, ())), frozenset(refuses.get(row.id, ())),
        )
        for row in rows.order_by("number")
    }  # fmt: skip


def offered(*, zone: str, today: dt.date, only: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Offered]:
    """Results that are not closed, with the seats that no talk or deal holds. only: these."""
    rows = TransferResult.objects.filter(zone=zone, closed_on=None)
    rows = rows if only is None else rows.filter(id__in=list(only))
    held: dict[uuid.UUID, int] = {}
    for key in TransferMatch.objects.filter(zone=zone, state__in=("talks", "deal")).values_list("result_id", flat=True):
        held[key] = held.get(key, 0) + 1
    wishes, refuses = _wishes(zone, "result", only)
    ties = _ties(zone, today)
    patents: dict[uuid.UUID, int] = {}
    for key in ResultPatent.objects.filter(zone=zone, patent__status="granted").values_list("result_id", flat=True):
        patents[key] = patents.get(key, 0) + 1
    return {
        row.id: Offered(
            row.number, row.field, f"{row.title} {row.detail}", row.maturity, row.price_k, patents.get(row.id, 0),
            max(0, row.seats - held.get(row.id, 0)), ties.get(row.university_id, frozenset()), tuple(wishes.get(row.id, ())),
            frozenset(refuses.get(row.id, ())),
        )
        for row in rows.order_by("number")
    }  # fmt: skip


def _of(side: str, only: Collection[uuid.UUID] | None) -> dict[str, list[uuid.UUID]]:
    return {} if only is None else {f"{side}_id__in": list(only)}


def _wishes(
    zone: str, side: str, only: Collection[uuid.UUID] | None
) -> tuple[dict[uuid.UUID, list[str]], dict[uuid.UUID, set[str]]]:
    """Each side's own ranking and refusals, as numbers of the other side."""
    other = "result" if side == "demand" else "demand"
    wishes: dict[uuid.UUID, list[str]] = {}
    refuses: dict[uuid.UUID, set[str]] = {}
    rows = TransferWish.objects.filter(zone=zone, side=side, **_of(side, only)).order_by("place", "id")
    for mine, number, place in rows.values_list(f"{side}_id", f"{other}__number", "place"):
        if place:
            wishes.setdefault(mine, []).append(number)
        else:
            refuses.setdefault(mine, set()).add(number)
    return wishes, refuses


def _ties(zone: str, today: dt.date) -> dict[uuid.UUID | None, frozenset[str]]:
    """University -> enterprises with a project, or an agreement that runs."""
    found: dict[uuid.UUID | None, set[str]] = {}
    runs = UniversityAgreement.objects.filter(zone=zone, since__lte=today, until__gte=today, ended_on=None).exclude(
        party=None
    )
    for rows in (runs, CooperationProject.objects.filter(zone=zone)):
        for university, party in rows.values_list("university_id", "party_id"):
            found.setdefault(university, set()).add(str(party))
    return {key: frozenset(parties) for key, parties in found.items()}
