"""What these acts share: the keys of forms, numbers, and a clear word where somebody acted at the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction

from gaoxin.approvals.services.numbering import next_serial
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.parties import selectors as parties

_KEYED = Keyed("tl")
repeated, record = _KEYED.repeated, _KEYED.record


@contextmanager
def at_once() -> Iterator[None]:
    """The transaction of an act. Raises Conflict where the database refuses because somebody else acted at that moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(
            "已经有了，或者同时有人办理 it exists already, or somebody acted at that moment",
            why="同一个座位、编号或者表决只有一份 a seat, a number or a vote is there once", do="刷新页面再看 look again",
        ) from error  # fmt: skip


def party_of(zone: str, identifier: str) -> Any:
    """The party whose identifier was typed. Raises Invalid: a slip of the pen is told beside the form, which keeps what was typed."""
    try:
        return parties.party(zone=zone, identifier=identifier.strip().upper())
    except NotFound as error:
        raise Invalid(
            f"统一社会信用代码 identifier：没有登记的单位 no such body {identifier[:30]}", why=error.why,
            do="核对代码，或者先登记 check it, or register it first",
        ) from error  # fmt: skip


def numbered(model: type[models.Model], zone: str, prefix: str, at: dt.datetime) -> str:
    """The next number of the year, drawn under a lock that lasts as long as the caller's act: of two at once the second waits, and
    both get one."""
    next_serial(zone, f"talent-{prefix}", dt.date(at.year, 1, 1))
    start = f"{prefix}-{at.year}-"
    rows: Any = model._default_manager.filter(zone=zone, number__startswith=start)
    return f"{start}{rows.count() + 1:04}"
