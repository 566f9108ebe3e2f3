"""Power used by month, as the supplier gives it: each month is added or corrected, every row or none, each mistake with its row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import PowerReading
from gaoxin.projects.rules.projects.tags import RowError
from gaoxin.projects.rules.stewards import metering
from gaoxin.projects.rules.stewards.access import check_serves
from gaoxin.projects.rules.stewards.metering import Reading
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.projects.sheets import day, read
from gaoxin.projects.services.stewards import act, weighing

CHUNK = 500
MOST_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Metered:
    """added, corrected, same: months of enterprises. errors: with the row of the file. jumps: rows that are plausible only when somebody
    says so. taken: whether anything was written."""

    added: int = 0
    corrected: int = 0
    same: int = 0
    errors: tuple[RowError, ...] = ()
    jumps: tuple[RowError, ...] = ()
    taken: bool = False


def power_from_file(
    *, zone: str, data: bytes, source: str, at: dt.datetime, by: Actor, dry_run: bool = False, jumps_hold: bool = False,
    key: str = "",
) -> Metered:  # fmt: skip
    """Columns: 统一社会信用代码, 月份, 用电量（千瓦时）. Raises NotAllowed, Invalid for what is no such file."""
    check_serves(by, zone)
    lines, errors = read("power", data)
    found: list[Reading] = []
    unread = {error.row for error in errors}
    for line in lines:
        if line.row in unread:
            continue
        try:
            month = day(line.values.get("month", ""), of_month=True)
            kwh = metering.whole(line.values.get("kwh", ""))
            found.append(Reading(line.row, line.values.get("identifier", "").upper(), month, kwh))
        except Invalid as error:
            errors.append(RowError(line.row, error.what))
    return import_power(
        zone=zone, readings=found, source=source, at=at, by=by, dry_run=dry_run, jumps_hold=jumps_hold, key=key, unread=errors
    )  # fmt: skip


def import_power(
    *, zone: str, readings: Iterable[Reading], source: str, at: dt.datetime, by: Actor, dry_run: bool = False,
    jumps_hold: bool = False, key: str = "", unread: Sequence[RowError] = (),
) -> Metered:  # fmt: skip
    """Take all readings or none: none with any error, with a jump that is not said to hold (jumps_hold), or with dry_run.

    A steward gives those of enterprises they serve, a head of all. One audit row. Raises NotAllowed, Invalid without a source.
    """
    check_serves(by, zone)
    rows = list(readings)
    origin = source.strip()[:100]
    if not origin and not dry_run:
        raise Invalid("没有写数据来源 no source is told", do="写明供电单位和报送日期 name the supplier and the day")
    said = [[(row.identifier, row.month, row.kwh) for row in rows], origin, jumps_hold]
    with transaction.atomic():
        if key and not dry_run and (before := act.repeated(zone, by, "power-import", key, at, said)) is not None:
            return Metered(int(before["added"]), int(before["corrected"]), int(before["same"]), taken=True)
        told, new = _checked(zone, rows, at, by, unread)
        if dry_run or told.errors or (told.jumps and not jumps_hold):
            transaction.set_rollback(True)  # the key stays free for the corrected file
            return told
        _write(zone, new, origin, at)
        counts = {"added": told.added, "corrected": told.corrected, "same": told.same}
        act.record(
            "power-import", "stewards", zone=zone, by=by, at=at, key=key, said=said, result=counts, source=origin,
            jumps=len(told.jumps), **counts,
        )  # fmt: skip
    return Metered(told.added, told.corrected, told.same, jumps=told.jumps, taken=True)


def _checked(
    zone: str, rows: list[Reading], at: dt.datetime, by: Actor, unread: Sequence[RowError]
) -> tuple[Metered, dict[tuple[uuid.UUID, dt.date], int]]:
    keys = parties.keys_of(zone=zone, identifiers={row.identifier for row in rows})
    mine = serving.within(zone=zone, by=by, parties=set(keys.values()))
    errors = [*unread, *metering.errors(rows, {code for code, pk in keys.items() if pk in mine}, act.today(at))]
    wrong = {error.row for error in errors}
    good = [row for row in rows if row.row not in wrong]
    held = _held(zone, {keys[row.identifier] for row in good})
    known: dict[str, Mapping[dt.date, int]] = {code: held.get(pk, {}) for code, pk in keys.items()}
    jumps = metering.jumps(good, known, book().warnings.jump)
    new = {(keys[row.identifier], row.month): row.kwh for row in good}
    corrected = sum(1 for (pk, month), kwh in new.items() if held.get(pk, {}).get(month, kwh) != kwh)
    added = sum(1 for pk, month in new if month not in held.get(pk, {}))
    told = Metered(
        added, corrected, len(new) - added - corrected, tuple(sorted(errors, key=lambda one: one.row)), tuple(jumps)
    )
    return told, new


def _held(zone: str, keys: set[uuid.UUID]) -> dict[uuid.UUID, dict[dt.date, int]]:
    found: dict[uuid.UUID, dict[dt.date, int]] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        rows = PowerReading.objects.filter(zone=zone, party_id__in=ordered[start : start + CHUNK])
        for pk, month, kwh in rows.values_list("party_id", "month", "kwh"):
            found.setdefault(pk, {})[month] = kwh
    return found


def _write(zone: str, new: dict[tuple[uuid.UUID, dt.date], int], source: str, at: dt.datetime) -> None:
    rows = [
        PowerReading(zone=zone, party_id=pk, month=month, kwh=kwh, source=source) for (pk, month), kwh in new.items()
    ]
    PowerReading.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["zone", "party", "month"],
        update_fields=["kwh", "source"],
    )
    touched = sorted({pk for pk, _ in new})
    for start in range(0, len(touched), CHUNK):
        weighing.weigh(zone, touched[start : start + CHUNK], at)
