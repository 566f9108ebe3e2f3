"""By what name a case's project is found: kept once a name beside the case, whenever its form says another."""

from __future__ import annotations

from gaoxin.approvals.models import Case, ProjectName
from gaoxin.core.pinyin import spelled
from gaoxin.runtime.prepared import Read

FIELD = "project_name"  # the catalogue's word for it, in every item that has a project
LONGEST = 300
_KNOWN = Read(
    lambda zone, name: ProjectName.objects.filter(zone=zone, name=name).values_list("id"),
    zone="<zone>", name="<name>",
)  # fmt: skip


def name_project(case: Case) -> None:
    """Point the case at the name that its form gives, within the caller's transaction; part of an act, no act of its own."""
    told = case.facts.get(FIELD)
    name = told.strip()[:LONGEST] if isinstance(told, str) else ""
    if not name:
        case.called_id = None
        return
    if known := _KNOWN.one(zone=case.zone, name=name):
        case.called_id = known[0]
        return
    row, _ = ProjectName.objects.get_or_create(zone=case.zone, name=name, defaults={"spelled": spelled(name)})
    case.called_id = row.id
