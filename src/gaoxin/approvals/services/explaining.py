"""Why? For every deadline, requirement and verdict of a case: the steps and the articles, replayed from what is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.models import Case
from gaoxin.approvals.rules.cases.acts import State, acts_for
from gaoxin.approvals.rules.cases.decisions import machine_verdicts
from gaoxin.approvals.rules.clock.ledger import Clock, next_due, replay
from gaoxin.approvals.rules.clock.why import why
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.materials.burden import why_asked
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.services.promises import standing_of
from gaoxin.approvals.services.requirements import facts_at
from gaoxin.core.calendar import CalendarMissing


def explain(*, zone: str, reference: str, by: Actor, at: dt.datetime) -> dict[str, Any]:
    """Everything a reader may ask "why?" about on this case. Raises NotFound where the actor may not see it.

    `deadline`: the ledger told step by step; `requirements`: why each document is asked and how it is met;
    `verdicts`: each condition of the item over the facts; `commitments`: how each stands; `acts`: what `by` may do now.
    """
    view = selectors.case(zone=zone, reference=reference, by=by)
    item = item_of(view.item_version_id)
    row = Case.objects.get(zone=zone, id=view.id)
    facts = facts_at(row, at)
    decision = selectors.decision_of(zone, view.id)
    return {
        "number": view.number, "item": item.code, "name": item.name.zh, "reforms": list(item.reforms),
        "state": view.state, "applicant": view.applicant,
        "deadline": deadline(zone=zone, case_id=view.id, item=item),
        "requirements": [
            {**asdict(need), "name": item.material(need.material).name.zh, "asked": why_asked(item, need.material, facts)}
            for need in selectors.requirements_of(zone, view.id)
        ],
        "verdicts": [asdict(verdict) for verdict in machine_verdicts(item, facts)],
        "decision": _decision(decision),
        "commitments": [
            {"material": c.material, "kind": c.kind, "due": c.due_at, **asdict(standing_of(item, c, at))}
            for c in selectors.commitments_of(zone, view.id)
        ],
        "sources": view.sources,
        "acts": list(acts_for(State(view.state), by)),
    }  # fmt: skip


def deadline(*, zone: str, case_id: Any, item: Item) -> dict[str, Any]:
    """The date of whoever must move next, and every step that leads to it. `due` is None while nothing runs."""
    entries = selectors.ledger_of(zone, case_id)
    calendar = rulebook.calendar()
    try:
        clock: Clock | None = replay(entries, item.limits, calendar)
        steps = why(entries, item.limits, calendar)
    except CalendarMissing as error:
        return {"due": None, "why": [{"text": error.what, "article": error.article}]}
    due = next_due(clock) if clock else None
    return {
        "due": due and due.isoformat(),
        "why": [{"text": step.text, "article": step.article} for step in steps],
    }


def _decision(decision: Any) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "outcome": decision.outcome, "article": decision.article, "ground": decision.ground,
        "reasons": decision.reasons, "instead": decision.instead, "remedies": decision.remedies, "at": decision.at,
    }  # fmt: skip
