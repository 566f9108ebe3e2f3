"""Coordinators with their areas, visits and results; firms' self-checks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.models import CompetitionResult, CoordinationVisit, CoordinatorPost, FirmArea, HarmonyCheck
from gaoxin.labour.rules.harmony.access import RUNS, check_books, check_reads, check_runs, check_speaks

PAGE = 30


@dataclass(frozen=True, slots=True)
class Coordinator:
    """areas: codes. visits: of the year."""

    id: uuid.UUID
    name: str
    areas: Sequence[str]
    firms: int
    visits: int
    results: Sequence[CompetitionResult]


def coordinators(*, zone: str, by: Actor, at: dt.datetime) -> list[Coordinator]:
    """Every labour officer, by name. A fixed number of queries. Raises NotAllowed."""
    check_reads(by, zone)
    people = accounts.officers(zone=zone, roles=list(RUNS), at=at)
    areas: dict[uuid.UUID, list[str]] = defaultdict(list)
    for pk, area in CoordinatorPost.objects.filter(zone=zone, until=None).values_list("coordinator_id", "area"):
        areas[pk].append(area)
    firms = Counter(FirmArea.objects.filter(zone=zone).values_list("area", flat=True))
    made = CoordinationVisit.objects.filter(zone=zone, day__year=at.year).values_list("coordinator_id", flat=True)
    visits = Counter(made)
    results: dict[uuid.UUID, list[CompetitionResult]] = defaultdict(list)
    for row in CompetitionResult.objects.filter(zone=zone).order_by("-year", "name"):
        results[row.coordinator_id].append(row)
    return [
        Coordinator(one.id, one.name, sorted(areas[one.id]), sum(firms[area] for area in areas[one.id]), visits[one.id],
                    results[one.id])
        for one in people
    ]  # fmt: skip


def area_of(*, zone: str, party_id: uuid.UUID) -> str:
    """Code of the firm's area, empty where it has none."""
    return FirmArea.objects.filter(zone=zone, party_id=party_id).values_list("area", flat=True).first() or ""


def visits(*, zone: str, party_id: uuid.UUID, by: Actor) -> list[CoordinationVisit]:
    """Of one firm, the newest first. Raises NotAllowed."""
    check_reads(by, zone)
    rows = CoordinationVisit.objects.select_related("coordinator").filter(zone=zone, party_id=party_id)
    return list(rows.order_by("-day", "-id")[:PAGE])


def promised(*, zone: str, by: Actor, today: dt.date) -> list[CoordinationVisit]:
    """Visits that promised another one by now which nobody made since, the longest ago first. Raises NotAllowed."""
    check_reads(by, zone)
    due = CoordinationVisit.objects.select_related("party", "coordinator").filter(zone=zone, next_on__lte=today)
    rows = list(due.order_by("next_on", "id")[:PAGE])
    last: dict[uuid.UUID, dt.date] = {}
    made = CoordinationVisit.objects.filter(zone=zone, party_id__in=[row.party_id for row in rows])
    for pk, day in made.order_by("day").values_list("party_id", "day"):
        last[pk] = day
    return [row for row in rows if last[row.party_id] <= row.day]


def sent(*, zone: str, by: Actor) -> list[HarmonyCheck]:
    """Self-checks that wait for a coordinator, the oldest first. Raises NotAllowed."""
    check_runs(by, zone)
    rows = HarmonyCheck.objects.select_related("party").filter(zone=zone, state="sent")
    return list(rows.order_by("filled_at", "id")[:PAGE])


def checks_of(*, zone: str, party_id: uuid.UUID, by: Actor) -> list[HarmonyCheck]:
    """Of one firm by year: for officers, and for who speaks for the firm. Raises NotFound for anybody else."""
    if by.zone != zone or not by.roles & RUNS:
        check_speaks(by, zone, party_id)
    rows = HarmonyCheck.objects.select_related("judged_by").filter(zone=zone, party_id=party_id)
    return list(rows.order_by("-year"))


def own(*, zone: str, by: Actor) -> list[HarmonyCheck]:
    """Of every firm that the actor speaks for as a whole, the newest year first. Raises NotAllowed for officers."""
    check_books(by, zone)
    mine = [uuid.UUID(party) for party, item in by.mandates() if not item]
    return list(HarmonyCheck.objects.filter(zone=zone, party_id__in=mine).order_by("-year", "id")[:PAGE])


def on_file(*, zone: str, party_id: uuid.UUID) -> tuple[list[HarmonyCheck], list[tuple[dt.date, str]]]:
    """(self-checks that were sent, the newest year first; day and coordinator of each visit, the newest first): what whoever may open
    the firm's file may know. The caller has asked who reads it."""
    checks = HarmonyCheck.objects.filter(zone=zone, party_id=party_id).exclude(state="draft").order_by("-year")
    visits = CoordinationVisit.objects.filter(zone=zone, party_id=party_id).order_by("-day", "-id")
    return list(checks), list(visits.values_list("day", "coordinator__name"))
