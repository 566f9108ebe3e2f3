"""The demo's share of 用地 land, through ordinary services; every step may be repeated."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.demo.plan import Plan
from gaoxin.demo.plan_image import draw
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.rules.land.terms import Found, Terms
from gaoxin.projects.selectors.land import finding, ledgers, mapping
from gaoxin.projects.services.land import agreements, ledger, parcels, plans

PROMISED = (
    "output_k",
    "tax_k",
    "energy_kgce",
    "price_k",
    "deliver_by",
    "start_by",
    "complete_by",
    "remedy",
    "from_year",
)


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """The boundary and its parcels, agreements with what came of them, the plan; then the categories that were found."""
    folder = settings.CATALOGUE / "demo"
    told: dict[str, Any] = yaml.safe_load((folder / "land.yaml").read_text(encoding="utf-8"))
    if mapping.boundary(zone=zone) is not None:
        return
    by = Actor.system(zone, "演示 demo")
    days = {"zone": zone, "at": at, "by": by, "today": timezone.localdate(at)}
    count = _parcels(folder / "land.geojson", told["boundary"], days)
    for row in told["agreements"]:
        _agreement(row, plan, days)
    _plan(folder / "land.geojson", told["plan"], zone=zone, at=at, by=by)
    shown = [row.number for category in told["published"] for row in ledgers.page(zone=zone, category=category)[0]]
    parcels.publish(zone=zone, numbers=shown, shown=True, at=at, by=by)
    tell(f"土地 land: {count} 个地块 parcels，{len(told['agreements'])} 份用地协议 agreements")


def _parcels(path: Path, boundary: Mapping[str, str], days: Mapping[str, Any]) -> int:
    collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    edge = next(one for one in collection["features"] if one["properties"]["role"] == "boundary")
    rest = {**collection, "features": [one for one in collection["features"] if one is not edge]}
    without_day = {name: value for name, value in days.items() if name != "today"}
    parcels.set_boundary(name=boundary["name"], geometry_of=edge["geometry"], source=boundary["source"], **without_day)
    outcome = parcels.import_parcels(name=path.name, data=json.dumps(rest, ensure_ascii=False).encode(), **days)
    wrong = [f"{line.number}: {problem}" for line in outcome.wrong for problem in line.problems]
    if wrong:
        raise ValueError(f"demo/{path.name}: {'; '.join(wrong[:5])}")
    return len(outcome.lines)


def _agreement(row: Mapping[str, Any], plan: Plan, days: Mapping[str, Any]) -> None:
    project, holder = _project(row, plan, days["zone"])
    terms = Terms(
        number=row["number"],
        holder=holder,
        signed_on=row["signed_on"],
        **{name: row[name] for name in PROMISED if name in row},
    )
    agreements.sign(parcel_number=row["parcel"], terms=terms, project_number=project, **days)
    agreements.report_works(agreement=row["number"], found=Found(**row["works"]), **days)
    for year in row.get("results", ()):
        result = Result(year["year"], year["output_k"], year["tax_k"], year["energy_t"] * 1000, "企业年报（演示）")
        agreements.record_result(agreement=row["number"], result=result, **days)
    if then := row.get("then"):
        ledger.enter(number=row["parcel"], **then, **days)


def _project(row: Mapping[str, Any], plan: Plan, zone: str) -> tuple[str, str]:
    """Number of the project that the agreement serves and whom it names; empty, and an enterprise, where there is none."""
    known = finding.projects(zone=zone)
    wanted = row.get("project", "")
    if wanted in known:
        return wanted, known[wanted]
    return "", plan.zone.enterprise(row["enterprise"]).name


def _plan(path: Path, told: Mapping[str, Any], *, zone: str, at: dt.datetime, by: Actor) -> None:
    """A plan of the same outlines, drawn here, with a number of examination that is plainly not one."""
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings = [(one["properties"], one["geometry"]["coordinates"][0]) for one in features]
    boundary = next(ring for properties, ring in rings if properties["role"] == "boundary")
    blocks = [
        (ring, properties["use"].startswith("10")) for properties, ring in rings if properties["role"] == "parcel"
    ]
    row = plans.upload(
        zone=zone, name=told["name"], file_name="plan.png", data=draw(told["corners"], boundary, blocks),
        corners=tuple(told["corners"]), at=at, by=by,
    )  # fmt: skip
    plans.publish(zone=zone, plan_id=row.id, review_number=told["review_number"], at=at, by=by)
