"""The ledgers: a parcel becomes of another category from a day on, for some evidence. Entries are added, never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.projects.models import Parcel, ParcelStatus
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land.rows import LONGEST_EVIDENCE, check_since
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land.act import locked_parcel, record_keyed, repeated


def enter(
    *, zone: str, number: str, category: str, since: dt.date, evidence: str, at: dt.datetime, by: Actor, today: dt.date,
    key: str = "",
) -> Parcel:  # fmt: skip
    """A new entry of the parcel's ledger. The same form again changes nothing; its key for something else is a Conflict.

    Raises NotAllowed, NotFound, Invalid for a category, day or evidence that cannot be, Conflict where it is of that category.
    """
    check_keeper(by, zone)
    said = [number, category, since, evidence]
    with transaction.atomic():
        if repeated(zone, by, "land-status", key, at, said) is not None:
            return Parcel.objects.get(zone=zone, number=number)
        parcel = locked_parcel(zone, number)
        if parcel.category == category:
            name = book.categories().of(category).name
            raise Conflict(f"{number} 已经是“{name}” is of this category", do="无需重复登记 nothing is left to do")
        article = add(parcel, category, since, evidence, at=at, by=by, today=today)
        record_keyed(
            "land-status", f"parcel:{parcel.id}", zone=zone, at=at, by=by, said=said, key=key, article=article,
            number=number, category=category, since=since.isoformat(), evidence=evidence,
        )  # fmt: skip
    return parcel


def add(
    parcel: Parcel, category: str, since: dt.date, evidence: str, *, at: dt.datetime, by: Actor, today: dt.date
) -> str:
    """The entry and the parcel's present category; part of the caller's act, which has locked the parcel. Returns what it rests on."""
    found = book.categories().of(category)
    check_since(since, today)
    if since < parcel.category_since:
        raise Invalid(
            f"起始日期 {since} 早于现行记载 {parcel.category_since} the day is before the present entry",
            why="台账按时间向后记 the ledger goes forward",
            do="核对日期 check the day",
        )
    if not evidence.strip() or len(evidence) > LONGEST_EVIDENCE or not evidence.isprintable():
        raise Invalid(
            "没有写明依据 the evidence is missing, or too long",
            do=f"写明文号、合同或者核查记录，不超过 {LONGEST_EVIDENCE} 字 name the paper",
            article=found.article,
        )
    serial = ParcelStatus.objects.filter(parcel=parcel).aggregate(last=Max("serial"))["last"] or 0
    ParcelStatus.objects.create(
        zone=parcel.zone, parcel=parcel, category=category, since=since, evidence=evidence.strip(),
        article=found.article, at=at, by=by.name, serial=serial + 1,
    )  # fmt: skip
    parcel.category, parcel.category_since = category, since
    parcel.save(update_fields=["category", "category_since"])
    return found.article
