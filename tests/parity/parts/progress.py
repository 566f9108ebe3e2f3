"""What the world has of 工程进度 construction progress, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.projects.models import ProgressReport, Project
from gaoxin.projects.rules.progress.reporting import Place
from gaoxin.projects.services import progress as services
from tests.approvals.conftest import ZONE, at
from tests.progress.conftest import WORKS, on_site, png

NUMBER = "W-PARK"


def build(world: Any) -> None:
    """One park with a report that waits: it is the zone's own, and no enterprise's."""
    Project.objects.create(
        zone=ZONE, number=NUMBER, name="平价园区（演示）", kind="strengthen", opened_on=dt.date(2024, 1, 2)
    )
    services.freeze_baseline(
        zone=ZONE, number=NUMBER, after=0, works=WORKS, starts_on=dt.date(2024, 1, 8), budget_k=1000,
        by=Actor.system(ZONE, "test"), at=at("2024-01-05T10:00"), key="parity-park",
    )  # fmt: skip
    for engineer in ("engineer-x", str(User.objects.get(zone=ZONE, login=f"engineer@{ZONE}").id)):
        on_site(Project.objects.get(zone=ZONE, number=NUMBER), engineer)
    services.report(
        zone=ZONE, number=NUMBER, code="C", quantity=Decimal(10), taken_on=dt.date(2024, 2, 1), place=Place(text="K0+001"),
        photo_name="a.png", photo=png(), by=Actor("engineer-x", "常工", ZONE, frozenset({Role.ENGINEER})),
        at=at("2024-02-01T10:00"), key="parity-report",
    )  # fmt: skip


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if not route.startswith("progress:") and route not in (
        "api:progress",
        "api:report-progress",
        "api:confirm-progress",
    ):
        return {}
    report = ProgressReport.objects.filter(zone=ZONE, project__number=NUMBER).values_list("id", flat=True).first()
    return {"number": NUMBER, "pk": report, "report": report, "which": "gantt"}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    report = ProgressReport.objects.filter(zone=zone).values_list("id", flat=True).first()
    return {"progress:": {"number": "P-PARK", "which": "gantt", "pk": report, "report": report}}
