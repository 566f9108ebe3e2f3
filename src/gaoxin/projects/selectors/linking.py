"""Which records behind a timeline its reader may open: each is asked of the part that keeps it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors as approvals
from gaoxin.core.errors import NotAllowed, NotFound
from gaoxin.investment.selectors import leads_scope
from gaoxin.projects.models import Inquiry, Project
from gaoxin.projects.rules.projects.stages import Event
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.inquiries import reach

Record = tuple[str, str]
HERE = frozenset({"approvals", "investment", "care", "visits"})


def open_to(project: Project, events: Iterable[Event], by: Actor, today: dt.date) -> dict[Record, str]:
    """(module, record) -> the key to open it by: of cases, the lead, questions and visits that this reader may see."""
    wanted = {(e.module, e.record) for e in events if e.record and e.module in HERE}
    found: dict[Record, str] = {}
    for module, record in wanted:
        key = _case(project.zone, record, by) if module == "approvals" else ""
        if module == "investment":
            key = _lead(project, by, today)
        if key:
            found[module, record] = key
    asked = [uuid.UUID(record) for module, record in wanted if module == "care"]
    for pk in Inquiry.objects.filter(reach(project.zone, by), pk__in=asked).values_list("pk", flat=True):
        found["care", str(pk)] = str(pk)
    if project.party_id and ("visits", str(project.party_id)) in wanted and _served(project, by):
        found["visits", str(project.party_id)] = str(project.party_id)
    return found


def _case(zone: str, number: str, by: Actor) -> str:
    try:
        return approvals.case(zone=zone, reference=number, by=by).number
    except (NotFound, NotAllowed):
        return ""


def _lead(project: Project, by: Actor, today: dt.date) -> str:
    try:
        return (
            str(leads_scope.lead(zone=project.zone, pk=project.lead_id, by=by, on=today).pk) if project.lead_id else ""
        )
    except (NotFound, NotAllowed):
        return ""


def _served(project: Project, by: Actor) -> bool:
    try:
        return bool(project.party_id and serving.seen(zone=project.zone, party_id=project.party_id, by=by))
    except NotFound:
        return False
