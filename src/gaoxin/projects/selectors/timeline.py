"""One timeline from every part of the platform: lead, land, permits, works, and what was noted by hand.

No part writes here: each keeps its own records, and what a project's file shows is read from them every time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate

from gaoxin.approvals.services.permits import Permit, permits
from gaoxin.investment.selectors.leads_for_projects import Origin, origins
from gaoxin.projects.models import (
    Baseline,
    Confirmation,
    Inquiry,
    Milestone,
    ParcelAgreement,
    ProductionNotice,
    Project,
    ReturnDeclaration,
    StewardVisit,
)
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.rules.projects.stages import Event, recorded_first
from gaoxin.projects.rules.projects.stages import timeline as in_order
from gaoxin.projects.selectors.campaigns import book
from gaoxin.projects.selectors.progress.standing import progress_of
from gaoxin.projects.selectors.stewards.serving import ServedView, steward_of

MOST = 50  # of each kind of aftercare
Found = dict[uuid.UUID, list[Event]]


def events_of(zone: str, rows: Iterable[Project]) -> Found:
    """What every module knows of these projects, by key; a fixed number of queries. The last note of a milestone counts."""
    projects = {row.pk: row for row in rows}
    found: Found = {pk: [] for pk in projects}
    if projects:
        _noted(zone, projects, found)
        _courted(zone, projects, found)
        _settled(zone, projects, found)
        _permitted(zone, projects, found)
        _built(zone, projects, found)
        _produced(zone, projects, found)
        for pk, events in found.items():
            found[pk] = recorded_first(events)
    return found


def timeline(project: Project) -> list[Event]:
    """All of one project, the earliest first."""
    events = events_of(project.zone, [project])[project.pk]
    return in_order([*events, *_cared(project)])


def _noted(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    last: dict[tuple[uuid.UUID, str], Milestone] = {}
    for note in Milestone.objects.filter(zone=zone, project__in=projects).order_by("seq"):
        last[note.project_id, note.kind] = note
    for note in last.values():
        found[note.project_id].append(Event(note.on, "noted", "noted", note.kind, about=note.evidence))  # type: ignore[arg-type]
    for row in projects.values():
        found[row.pk].append(Event(row.opened_on, "opened", "projects"))


def _courted(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    of_lead = {row.lead_id: row.pk for row in projects.values() if row.lead_id}
    for lead_id, origin in origins(zone=zone, lead_ids=of_lead).items() if of_lead else ():
        events = found[of_lead[lead_id]]
        events.append(Event(origin.opened_on, "lead", "investment", record=origin.number))
        if origin.landed_on:
            events.append(Event(origin.landed_on, "landed", "investment", record=origin.number))
        for number, on in origin.agreements:
            events.append(Event(on, "agreed", "investment", "signed", origin.number, number))


def _settled(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    deals = ParcelAgreement.objects.select_related("parcel").filter(zone=zone, project__in=projects)
    for deal in deals:
        assert deal.project_id is not None
        parcel, events = deal.parcel.number, found[deal.project_id]
        events.append(Event(deal.signed_on, "land", "land", "land", parcel, deal.number))
        for on, what, kind in (
            (deal.delivered_on, "delivered", ""),
            (deal.started_on, "begun", "started"),
            (deal.stopped_on, "stopped", ""),
            (deal.completed_on, "built", "completed"),
            (deal.ended_on, "ended", ""),
        ):
            if on:
                events.append(Event(on, what, "land", kind, parcel, parcel))  # type: ignore[arg-type]


def _permitted(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    by_code: dict[str, list[uuid.UUID]] = {}
    for row in projects.values():
        if row.project_code:
            by_code.setdefault(row.project_code, []).append(row.pk)
    building = book().works_permit
    for permit in permits(zone=zone, project_codes=by_code):
        for pk in by_code[permit.project_code]:
            if permit.decided_on:
                kind = "permitted" if permit.item_code == building else ""
                found[pk].append(Event(permit.decided_on, "granted", "approvals", kind, permit.number, permit.number))  # type: ignore[arg-type]
            if permit.started_on:
                found[pk].append(
                    Event(permit.started_on, "permit-begun", "approvals", "started", permit.number, permit.number)
                )


def _built(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    """Baselines, and the first report that a second person confirmed: by then works have begun."""
    for plan in Baseline.objects.filter(zone=zone, project__in=projects):
        found[plan.project_id].append(
            Event(
                plan.effective_on,
                "baseline",
                "progress",
                record=projects[plan.project_id].number,
                about=str(plan.number),
            )
        )
    first: dict[uuid.UUID, dt.date] = {}
    confirmed = Confirmation.objects.filter(zone=zone, report__project__in=projects, verdict="confirmed")
    for pk, on in confirmed.filter(report__quantity__gt=0).values_list("report__project_id", "report__taken_on"):
        first[pk] = min(on, first.get(pk, on))
    for pk, on in first.items():
        found[pk].append(Event(on, "first-report", "progress", "started", projects[pk].number))


def _produced(zone: str, projects: dict[uuid.UUID, Project], found: Found) -> None:
    """What the enterprise declared and a second person confirmed."""
    for row in ProductionNotice.objects.filter(zone=zone, project__in=projects, confirmed=True):
        found[row.project_id].append(
            Event(row.on, "produced", "enterprise", "producing", projects[row.project_id].number, row.words)
        )


def _cared(project: Project) -> list[Event]:
    """Aftercare of its enterprise since the file was opened: questions, visits, confirmed returns to work."""
    if project.party_id is None:
        return []
    of, since = {"zone": project.zone, "party_id": project.party_id}, project.opened_on
    asked = Inquiry.objects.filter(**of, asked_at__date__gte=since).order_by("-asked_at", "-id")[:MOST]
    visits = StewardVisit.objects.filter(**of, day__gte=since).order_by("-day", "-id")[:MOST]
    back = ReturnDeclaration.objects.filter(**of, day__gte=since, returned=True, confirmed_at__isnull=False)
    return [
        *(Event(localdate(row.asked_at), "asked", "care", record=str(row.pk), about=row.subject) for row in asked),
        *(Event(row.day, "visited", "visits", record=str(row.party_id), about=row.place) for row in visits),
        *(Event(row.day, "returned", "visits", record=str(row.party_id), about=str(row.capacity)) for row in back),
    ]


@dataclass(frozen=True, slots=True)
class Plot:
    """A parcel that the project holds or held. standing: the agreement has not ended."""

    parcel: str
    agreement: str
    area_m2: int
    signed_on: dt.date
    start_by: dt.date | None
    standing: bool


@dataclass(frozen=True, slots=True)
class Panels:
    """What other parts know of one project. progress: percent with one decimal, and of how many reports; None without a baseline."""

    origin: Origin | None
    plots: tuple[Plot, ...]
    permits: tuple[Permit, ...]
    progress: tuple[str, int] | None
    served: ServedView | None


def panels(project: Project, today: dt.date) -> Panels:
    """For the page of one file. The caller has asked whether it may be read."""
    zone = project.zone
    deals = (
        ParcelAgreement.objects.select_related("parcel").filter(zone=zone, project=project).order_by("signed_on", "id")
    )
    done = progress_of(zone=zone, number=project.number, on=today)
    return Panels(
        origins(zone=zone, lead_ids=[project.lead_id]).get(project.lead_id) if project.lead_id else None,
        tuple(
            Plot(deal.parcel.number, deal.number, deal.area_m2, deal.signed_on, deal.start_by, deal.ended_on is None)
            for deal in deals
        ),
        tuple(permits(zone=zone, project_codes=[project.project_code])),
        (str(rounded(done[0])), done[1]) if done else None,
        steward_of(zone=zone, party_id=project.party_id) if project.party_id else None,
    )
