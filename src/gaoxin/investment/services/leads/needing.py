"""A lead says what it needs: land and its use, buildings, power, water, gas, and by when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Lead
from gaoxin.investment.rules.leads import access
from gaoxin.investment.rules.leads.needs import use_of
from gaoxin.investment.selectors.leads_needs import uses
from gaoxin.investment.services.leads.acts import changed, day, taken

_KEYED = Keyed("need")
MOST = 10**9 - 1
AMOUNTS = {
    "need_area_m2": ("用地面积（平方米）", "land"), "need_power_kva": ("用电容量（kVA）", "power"),
    "need_building_m2": ("建筑面积（平方米）", "the building"), "need_water_m3": ("日用水（立方米）", "water"),
    "need_gas_m3": ("小时用气（立方米）", "gas"),
}  # fmt: skip
COLUMNS = (*AMOUNTS, "need_use", "needed_on")


def state_need(
    *, zone: str, pk: uuid.UUID, version: int, by: Actor, at: dt.datetime, key: str = "", **details: Any
) -> Lead:
    """Write the whole need in place of what stood there; what is left out is not asked for. details: `COLUMNS`.

    The same key again does nothing. Raises NotAllowed, NotFound, WrongState for a merged lead, Conflict where somebody changed it
    meanwhile or the key served for something else, Invalid for land without its use, an unknown use, or what is no amount.
    """
    access.check_works(by)
    values = cleaned_need(details)
    said = [pk, version, values]
    with transaction.atomic():
        if _KEYED.repeated(zone, by, "state-need", key, at, said) is not None:
            return Lead.objects.get(zone=zone, pk=pk)
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        changed(lead, **values, touched_on=day(at))
        told = {name: str(value) for name, value in values.items() if value}
        _KEYED.record("state-need", f"lead:{lead.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, **told)
    return lead


def cleaned_need(details: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of what was typed, checked; a use by code or by name. Raises Invalid naming what cannot be."""
    values: dict[str, Any] = {name: _whole(details.get(name), *what) for name, what in AMOUNTS.items()}
    use = str(details.get("need_use") or "").strip()
    named = {word: one.code for one in uses() for word in (one.name, one.english)}
    values["need_use"] = use_of(uses(), named.get(use, use)).code if use else ""
    if bool(values["need_area_m2"]) != bool(values["need_use"]):
        raise Invalid(
            "用地面积和规划用途要一起写 land and its use go together", why="两者都有才能匹配地块 parcels are matched by both",
            do="补填另一项，或者都留空 fill in the other, or leave both empty",
        )  # fmt: skip
    values["needed_on"] = details.get("needed_on") or None
    return values


def _whole(value: Any, name: str, english: str) -> int:
    text = str(value if value is not None else "").strip().replace(",", "") or "0"
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise Invalid(
            f"{name}应为非负整数 {english} must be a whole number: {text[:20]!r}",
            do="改正，或者留空 correct it, or leave it empty",
        )
    return int(text)
