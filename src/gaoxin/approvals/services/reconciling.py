"""A registry that was down is asked again: provisional values become final, and what differs is shown to the officer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, no_case, perform
from gaoxin.parties import services as parties


def waiting(case: Case) -> tuple[str, ...]:
    """Registries whose answer in this case is provisional."""
    return tuple(name[1:] for name, source in case.sources.items() if name[:1] == "@" and source["provisional"])


def reconcile(*, zone: str, case_id: uuid.UUID, at: dt.datetime, by: Actor | None = None, key: str = "") -> Done:
    """Ask every provisional registry again. Values that came from it are set right; the result lists what differed.

    Registries that are still down stay provisional; where none has answered nothing is done. They are asked before the
    lock is taken, since they may take their time.
    """
    actor = by or Actor.system(zone, "数据核对 reconciliation")
    case = Case.objects.select_related("applicant").filter(zone=zone, id=case_id).first()
    if case is None or not permissions.may_see(actor, zone, case.applicant_id, case.item_code):
        raise no_case()
    answers: dict[str, Any] = {}
    for registry in waiting(case):
        subject = (
            case.project_code if rulebook.registries()[registry].subject == "project" else case.applicant.identifier
        )
        answers[registry] = parties.read_registries(zone=zone, subjects={registry: subject}, at=at)[registry]
    if all(reading.provisional for reading in answers.values()):
        return Done(case.id, State(case.state), {"settled": [], "differences": []}, repeated=True)

    def body(work: Work) -> dict[str, Any]:
        found: list[dict[str, Any]] = []
        for registry, reading in answers.items():
            if not reading.provisional and registry in waiting(work.case):
                found += _settle(work, registry, reading)
        settled = sorted(set(answers) - set(waiting(work.case)))
        work.detail = {"settled": settled, "differences": found}
        return work.detail

    return perform("reconcile", zone=zone, case_id=case_id, by=actor, at=at, body=body, key=key)


def _settle(work: Work, registry: str, reading: Any) -> list[dict[str, Any]]:
    """Every field this registry fills, set to what it says now; typed values are kept and only compared."""
    case = work.case
    stamp = reading.fetched_at.isoformat() if reading.fetched_at else ""
    found: list[dict[str, Any]] = []
    facts, sources = dict(case.facts), dict(case.sources)
    for field in work.item.fields:
        if not field.prefill or not field.source or field.source.registry != registry:
            continue
        now = reading.values.get(field.source.field)
        if now is None:
            continue
        told, how = facts.get(field.code), sources.get(field.code, {}).get("how", "registry")
        if told not in (None, "", now):
            found.append({"field": field.code, "told": told, "now": now, "how": how})
        if how == "registry":
            facts[field.code] = now
            sources[field.code] = {
                "how": "registry", "registry": registry, "provisional": False, "locked": field.locked, "at": stamp,
                "reason": "",
            }  # fmt: skip
    sources[f"@{registry}"] = {"at": stamp, "provisional": False, "reason": ""}
    case.facts, case.sources = facts, sources
    return found
