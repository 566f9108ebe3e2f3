"""The demo's answer: the runs side by side, the phase's gain, the year's online share, the chain. As data and as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from gaoxin.approvals import selectors
from gaoxin.approvals.rules.comparison import compare
from gaoxin.approvals.rules.routes import phased_gain
from gaoxin.approvals.services import rulebook
from gaoxin.audit.services import verify
from gaoxin.demo.plan import Plan
from gaoxin.demo.running import VARIANTS, Outcome, definition

LABELS = (
    ("documents_asked", "提交材料（份）\ndocuments asked"),
    ("fields_typed", "填写表单项\nfields typed"),
    ("visits", "到场次数\nvisits"),
    ("working_hours", "受理到发证\noffice hours"),
    ("calendar_days", "申请到发证\ncalendar days"),
    ("submitted", "提交 submitted"),
    ("accepted", "受理 accepted"),
    ("decided", "决定 decided"),
    ("licence_number", "证号 number"),
)
MOMENTS = frozenset({"submitted", "accepted", "decided"})


def answer(zone: str, plan: Plan, runs: dict[str, Outcome]) -> dict[str, Any]:
    """One object: `ordinary`, `reformed`, `phase` (the runs), `phased` (the gain), `item` (what the reforms change),
    `online` (the year), `audit`."""
    dates = plan.project.dates
    ordinary, phase, reformed = (definition(variant, dates["contracted_on"]) for variant in VARIANTS)
    gain = phased_gain(reformed, phase, dates, rulebook.calendar())
    online, total = selectors.fully_online(zone=zone, year=plan.history.year)
    chain = verify(zone)
    difference = compare(ordinary, reformed).as_dict()
    return {
        **{name: _run(found) for name, found in runs.items()},
        "phased": {
            "days_earlier": gain.days_earlier,
            "work_may_begin": gain.first_phase.finish.isoformat(timespec="minutes"),
            "instead_of": gain.whole.finish.isoformat(timespec="minutes"),
            "why": list(gain.why),
        },
        "item": {name: difference[name] for name in ("documents", "fields", "limit", "visits")},
        "online": {"fully_online": online, "total": total, "year": plan.history.year},
        "audit": {"ok": chain.ok, "entries": chain.count, "first_bad": chain.first_bad},
        "demo": "演示数据 synthetic demo data",
    }


def table(told: dict[str, Any]) -> Table:
    """The runs side by side, fit for 80 columns."""
    shown = Table(box=SIMPLE_HEAD, padding=(0, 0, 0, 1), pad_edge=False)
    shown.add_column("同一个厂房项目\none factory project")
    for variant in VARIANTS:
        shown.add_column(variant.title, justify="right", no_wrap=True)
    for name, label in LABELS:
        shown.add_row(label, *(_shown(name, told[variant.name][name]) for variant in VARIANTS))
    return shown


def _shown(name: str, value: Any) -> str:
    return str(value)[:16].replace("T", " ") if name in MOMENTS else str(value)


def _run(found: Outcome) -> dict[str, Any]:
    told = asdict(found)
    told["licence_id"], told["case_id"] = str(found.licence_id), str(found.case_id)
    return told
