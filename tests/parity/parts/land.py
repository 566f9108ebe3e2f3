"""What the world has of 用地 land, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.projects.rules.land.terms import Terms
from gaoxin.projects.selectors.land import ledgers, mapping
from gaoxin.projects.services.land import agreements, parcels, plans
from tests.approvals.conftest import SYSTEM, ZONE, at
from tests.land.shapes import CORNERS, collection, feature, png, square

NUMBER = "PAR-01"
_MOMENT = at("2026-01-05T09:00")


def build(world: Any) -> None:
    """A boundary, two parcels, an agreement on one of them, and a plan that is published."""
    days = {"zone": ZONE, "at": _MOMENT, "by": SYSTEM}
    today = dt.date(2026, 1, 5)
    parcels.set_boundary(name="边界", geometry_of=square(0, 0, 2000), source="test", **days)
    data = collection(feature(NUMBER, square(100, 100)), feature("PAR-02", square(300, 100)))
    parcels.import_parcels(name="land.geojson", data=data, today=today, **days)
    terms = Terms("PAR-HT-1", "演示使用者", dt.date(2025, 1, 2), 2026, 3_000)
    agreements.sign(parcel_number=NUMBER, terms=terms, today=today, **days)
    row = plans.upload(name="图", file_name="plan.png", data=png(), corners=CORNERS, **days)
    plans.publish(plan_id=row.id, review_number="粤S（2026）001号", **days)


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    if not route.startswith(("land:", "api:land-")):
        return {}
    if "plan" in route:
        return {"pk": mapping.plans(zone=ZONE)[0].id}
    view = ledgers.parcel(zone=ZONE, number=NUMBER, today=dt.date(2026, 1, 5))
    return {"number": NUMBER, "pk": view.agreements[0].row.id}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    found, _ = ledgers.page(zone=zone)
    plan = mapping.plans(zone=zone)[0].id
    return {
        "land:": {"number": found[0].number},
        "land:plan-image": {"pk": plan},
    }
