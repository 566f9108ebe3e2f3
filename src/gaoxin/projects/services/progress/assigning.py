"""Assigning engineers to a project, and ending that. Only who is assigned reads, reports and confirms there as an engineer."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.projects.models import Project, SiteAssignment
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.selectors.progress import project_of


def assign(
    *, zone: str, number: str, login: str, since: dt.date, by: Actor, at: dt.datetime, until: dt.date | None = None
) -> SiteAssignment:
    """From `since` to `until` (None: until further notice), both included. The same again changes nothing.

    Raises NotAllowed unless the head or the project's own leader does it, NotFound for no such account, Invalid for one that is no
    engineer or dates that run backwards, Conflict where another assignment of the same person covers some of these days.
    """
    with transaction.atomic():
        project = Project.objects.select_for_update().get(id=project_of(zone=zone, number=number).id)
        permissions.check_assigns(zone, by, project.leader_id)
        person = accounts.actor(zone=zone, login=login if "@" in login else f"{login}@{zone}", at=at)
        if not person.has(Role.ENGINEER):
            raise Invalid(f"{person.name} 不是项目工程师 is no engineer", do="选择项目工程师 choose an engineer")
        if until is not None and until < since:
            raise Invalid(
                f"结束日 {until} 早于开始日 {since} it would end before it begins", do="核对日期 check the days"
            )
        for row in SiteAssignment.objects.filter(zone=zone, project=project, engineer=person.id):
            if (row.since, row.until) == (since, until):
                return row
            if (row.until is None or row.until >= since) and (until is None or until >= row.since):
                raise Conflict(
                    f"{person.name} 自 {row.since} 起已派驻，至 {row.until or '未定 open'} is assigned already",
                    do="先结束那一次 end that one first",
                )
        made = SiteAssignment.objects.create(
            zone=zone, project=project, engineer=person.id, engineer_name=person.name, since=since, until=until, at=at, by=by.id,
            by_name=by.name,
        )  # fmt: skip
        audit.record(
            zone=zone, actor=by, act="assign-engineer", subject=f"project:{project.id}", at=at,
            detail={"engineer": person.name, "since": since.isoformat(), "until": until.isoformat() if until else ""},
        )  # fmt: skip
    return made


def release(*, zone: str, number: str, assignment: uuid.UUID, until: dt.date, by: Actor, at: dt.datetime) -> bool:
    """`until` is the last day; True if that is new. Raises NotAllowed, NotFound, Invalid for a day before it began."""
    with transaction.atomic():
        project = Project.objects.select_for_update().get(id=project_of(zone=zone, number=number).id)
        permissions.check_assigns(zone, by, project.leader_id)
        row = SiteAssignment.objects.filter(zone=zone, project=project, id=assignment).first()
        if row is None:
            raise NotFound("没有这次派驻 no such assignment", do="从项目页打开 open it from the project")
        if row.until == until:
            return False
        if until < row.since:
            raise Invalid(f"结束日早于开始日 {row.since} it would end before it begins", do="核对日期 check the day")
        row.until = until
        row.save(update_fields=["until"])
        audit.record(
            zone=zone, actor=by, act="release-engineer", subject=f"project:{project.id}", at=at,
            detail={"engineer": row.engineer_name, "until": until.isoformat()},
        )  # fmt: skip
    return True
