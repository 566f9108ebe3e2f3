"""What leads need of the zone, as pages, the matcher of land and the file of a project read it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads.needs import Need, Use, read_uses
from gaoxin.investment.selectors.leads_scope import whose, within


@dataclass(frozen=True, slots=True)
class Stated:
    """A lead with what it needs; None while it says nothing."""

    id: uuid.UUID
    number: str
    title: str
    investor: str
    node: str
    investment_k: int
    need: Need | None


def uses() -> tuple[Use, ...]:
    """Uses of the plan, as this installation has them."""
    return _uses(settings.CATALOGUE / "land" / "matching.yaml")


@lru_cache(maxsize=4)
def _uses(path: Path) -> tuple[Use, ...]:
    return read_uses(path)


def need_of(row: Lead) -> Need | None:
    """What the lead says that it needs; None where it says nothing."""
    told = Need(
        row.need_area_m2, row.need_use, row.need_power_kva, row.node, row.needed_on, row.need_building_m2, row.need_water_m3,
        row.need_gas_m3,
    )  # fmt: skip
    return told if told != Need(0, "", node=row.node) else None


def stated(*, zone: str, number: str, by: Actor, on: dt.date) -> Stated:
    """The lead of that number that the actor sees. Raises NotFound, for a stranger's as for what is not there."""
    rows = within(zone=zone, scope=whose(zone=zone, by=by, on=on))
    row = rows.filter(number=number, merged_into=None).first() if number else None
    if row is None:
        raise NotFound(f"没有这条线索 no such lead: {number[:40]}", do="核对编号 check its number")
    return Stated(row.id, row.number, row.title, row.investor, row.node, row.investment_k, need_of(row))


def of_lead(*, zone: str, pk: uuid.UUID) -> Need | None:
    """For the project that came of the lead; who may see the project is asked there."""
    row = Lead.objects.filter(zone=zone, pk=pk).first()
    return need_of(row) if row else None
