"""Numbers of what is issued: one daily serial under a lock, the form that the item names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection

from gaoxin.approvals.models import DailySerial
from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.errors import Invalid
from gaoxin.core.identifiers import construction_permit_number
from gaoxin.core.uuid7 import uuid7

# One statement takes the row's lock and the next value, on both databases.
_NEXT = (
    "INSERT INTO approvals_dailyserial (id, zone, name, day, value) VALUES (%s, %s, %s, %s, 1) "
    "ON CONFLICT (zone, name, day) DO UPDATE SET value = approvals_dailyserial.value + 1 RETURNING value"
)


def licence_number(*, zone: str, item: Item, facts: Mapping[str, object], day: dt.date) -> str:
    """The next number of that item on that day: 18 digits for construction permits, else CODE-yyyymmdd-serial.

    Takes the serial in the caller's transaction, so that a decision that fails leaves no gap.
    """
    if item.result.number == "construction-permit":
        region = str(facts.get("region", ""))
        if not region:
            raise Invalid(
                "缺少行政区划，不能编号 the division is missing",
                do="补充行政区划 fill in the region",
                article="施工许可证编号规则",
            )
        serial = next_serial(zone, f"construction-permit:{region}", day)
        return construction_permit_number(region, day, serial, item.result.number_class)
    return f"{item.code.upper()}-{day:%Y%m%d}-{next_serial(zone, item.code, day):04d}"


def next_serial(zone: str, name: str, day: dt.date) -> int:
    """The next serial under that name on that day, from 1."""
    key = DailySerial._meta.pk.get_db_prep_save(uuid7(), connection)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [key, zone, name, connection.ops.adapt_datefield_value(day)])
        return cursor.fetchone()[0]
