"""What the world has of 驾驶舱 cockpit, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.cockpit.selectors import mails
from gaoxin.cockpit.selectors.follow_ups import listing
from gaoxin.cockpit.services import follow_ups, mailing
from tests.approvals.conftest import ZONE, at

_MOMENT = at("2026-01-05T09:00")
NUMBER = "DB-2026-0001"


def build(world: Any) -> None:
    """One task from a figure, and one subscription."""
    by = accounts.actor(zone=ZONE, login=f"leader@{ZONE}", at=_MOMENT)
    asked = follow_ups.Asked("iva", 2025, "说明原因", f"statistician@{ZONE}", dt.date(2026, 1, 20))
    follow_ups.open_task(zone=ZONE, asked=asked, by=by, at=_MOMENT, today=_MOMENT.date())
    mailing.subscribe(zone=ZONE, address="leader@example.com", frequency="weekly", language="zh", by=by, at=_MOMENT)


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if not route.startswith(("cockpit:", "api:cockpit", "api:follow-up")) and "-follow-up" not in route:
        return {}
    by = accounts.actor(zone=ZONE, login=f"leader@{ZONE}", at=_MOMENT)
    pk = mails.of(zone=ZONE, by=by)[0].row.id
    return {"year": 2025, "card": "iva", "number": NUMBER, "act": "answer", "pk": pk}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    number = {"number": _first(zone)}
    return {"cockpit:": {"year": 2024, "card": "iva", "act": "answer", **number}}


def _first(zone: str) -> str:
    by = accounts.actor(zone=zone, login=f"leader-1@{zone}", at=timezone.now())
    found = listing(zone=zone, by=by, today=timezone.localdate())
    return found[0].row.number if found else NUMBER
