"""What these acts share: the key of a form, the day of a moment, numbers, and a clear word where somebody acted at the same moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.parties import selectors as parties

_KEYED = Keyed("tf")
repeated, record = _KEYED.repeated, _KEYED.record


@contextmanager
def at_once() -> Iterator[None]:
    """The transaction of an act. Raises Conflict where the database refuses because somebody else acted at that moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(
            "已经登记过，或者同时有人办理 it is there already, or somebody acted at that moment",
            why="同一编号、同一事项只登记一次 a number, and a matter, is there once", do="刷新页面再看 look again",
        ) from error  # fmt: skip


def day_of(at: dt.datetime) -> dt.date:
    """The day of the moment, here."""
    return timezone.localtime(at).date()


def numbered(model: type[models.Model], zone: str, prefix: str, at: dt.datetime) -> str:
    """The next number of the year. Two at once get the same, and the database refuses the second."""
    start = f"{prefix}{day_of(at).year}-"
    rows: Any = model._default_manager.filter(zone=zone, number__startswith=start)
    return f"{start}{rows.count() + 1:05}"


def held(model: type[models.Model], zone: str, key: uuid.UUID, what: str) -> Any:
    """The row, held until the transaction ends; rows that point to it may still be made. Raises NotFound."""
    row = model._default_manager.select_for_update(no_key=True).filter(zone=zone, pk=key).first()
    if row is None:
        raise NotFound(f"没有这项{what} no such record", do="从清单进入 start from the list")
    return row


def check_past(on: dt.date, at: dt.datetime, what: str) -> None:
    """Raises Invalid for a day to come."""
    if on > day_of(at):
        raise Invalid(f"{what}: {on} 还没有到 is to come", do="填写已经发生的日期 write a day that has been")


def check_firm(zone: str, party_id: uuid.UUID | None) -> None:
    """Raises Invalid unless it is an enterprise of the zone; None passes."""
    found = parties.by_key(zone=zone, party_id=party_id) if party_id else None
    if party_id and (found is None or found.kind != "enterprise"):
        raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
