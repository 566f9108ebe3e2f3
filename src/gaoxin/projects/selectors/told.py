"""One project file as the API and the command tell it. Roles are asked by whoever calls."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from gaoxin.investment.selectors.leads_for_projects import origins
from gaoxin.projects.rules.projects.saying import said as words
from gaoxin.projects.rules.projects.stages import legs, reached
from gaoxin.projects.selectors import investment, projects
from gaoxin.projects.selectors.timeline import timeline


def told(*, zone: str, number: str, today: dt.date) -> dict[str, Any]:
    """kind with its history, stage with its days, leaders, timeline, blocks, amounts in 千元. Raises NotFound."""
    row = projects.by_number(zone, number)
    line = projects.lines(zone, [row], today)[0]
    events = timeline(row)
    origin = origins(zone=zone, lead_ids=[row.lead_id]).get(row.lead_id) if row.lead_id else None
    return {
        "number": row.number, "name": row.name, "project_code": row.project_code, "kind": row.kind, "node": row.node,
        "key": row.key, "leader": line.leader, "stage": line.stage, "opened_on": row.opened_on, "planned_k": row.planned_k,
        "version": row.version, "lead": origin.number if origin else "", "need": asdict(origin.need) if origin and origin.need else None,
        "stages": [{"stage": stage, "on": on} for stage, on in reached(events, today).items()],
        "legs": [asdict(leg) for leg in legs(events, today)],
        "timeline": [{**asdict(event), "text": words(event, "zh"), "english": words(event, "en")} for event in events],
        "kinds": [{"kind": r.kind, "reason": r.reason, "at": r.at, "by": r.by_name} for r in projects.rulings_of(row)],
        "leaders": [asdict(one) for one in projects.leaders_of(row, today)],
        "blocks": [
            {
                "id": b.pk, "title": b.title, "office": b.office, "raised_on": b.raised_on, "due_on": b.due_on,
                "solved_on": b.solved_on, "solution": b.solution,
            }
            for b in projects.blocks_of(row)
        ],
        "investment": [
            {"month": a.month, "flow": a.flow, "amount_k": a.amount_k, "revision": a.revision}
            for a in investment.of_project(row)
        ],
    }  # fmt: skip
