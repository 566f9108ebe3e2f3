"""Numbers of what is issued: one daily serial under a lock, the form that the item names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from gaoxin.approvals.models import DailySerial
from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.errors import Invalid
from gaoxin.core.identifiers import construction_permit_number


def licence_number(*, zone: str, item: Item, facts: Mapping[str, object], day: dt.date) -> str:
    """The next number of that item on that day: 18 digits for construction permits, else CODE-yyyymmdd-serial.

    Takes the serial in the caller's transaction, so that a decision that fails leaves no gap.
    """
    if item.result.number == "construction-permit":
        region = str(facts.get("region", ""))
        if not region:
            raise Invalid(
                "缺少行政区划，不能编号 the division is missing", do="补充行政区划 fill in the region", article="施工许可证编号规则"
            )
        serial = next_serial(zone, f"construction-permit:{region}", day)
        return construction_permit_number(region, day, serial, item.result.number_class)
    return f"{item.code.upper()}-{day:%Y%m%d}-{next_serial(zone, item.code, day):04d}"


def next_serial(zone: str, name: str, day: dt.date) -> int:
    """The next serial under that name on that day, from 1."""
    DailySerial.objects.bulk_create([DailySerial(zone=zone, name=name, day=day)], ignore_conflicts=True)
    row = DailySerial.objects.select_for_update().get(zone=zone, name=name, day=day)
    row.value += 1
    row.save(update_fields=["value"])
    return row.value
