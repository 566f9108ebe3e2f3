"""A firm tells figures for its readiness checks; an officer may note what a paper says. Kept beside what it told for benefits."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.innovation.permissions.policies import check_speaks
from gaoxin.innovation.permissions.register import may_keep
from gaoxin.innovation.rules.policies.firms import checked
from gaoxin.innovation.rules.policies.states import check_words
from gaoxin.innovation.rules.readiness import keeping
from gaoxin.innovation.rules.readiness.declared import check_together
from gaoxin.innovation.selectors import readiness as log
from gaoxin.innovation.selectors.policies.settings import book as benefits
from gaoxin.innovation.selectors.readiness_book import book
from gaoxin.innovation.services.policies.act import record, repeated
from gaoxin.innovation.services.policies.declaring import keep
from gaoxin.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class ReadinessTold:
    """values: fact -> as typed, yearly ones with their year (`sales_2025`). day: of which the others tell. source: the paper."""

    values: Mapping[str, object]
    day: dt.date
    source: str


def declare(
    *, zone: str, party_id: uuid.UUID, told: ReadinessTold, at: dt.datetime, by: Actor, key: str = ""
) -> list[str]:
    """All values or none; each takes the place of what was declared of the same day. The facts that were told.

    Raises NotFound for anybody else's firm, Invalid for unknown facts, values that cannot be or not together, and days to come.
    """
    law, today = book(), timezone.localdate(at)
    source = check_words(told.source, "来源 source", 200)
    if told.day > today:
        raise Invalid(f"日期未到 a day to come: {told.day}", do="填写数据所属日期 write the day the figures are of")
    said = [told.values, told.day, source]
    with transaction.atomic():
        if (before := repeated(zone, by, "readiness-declare", key, at, [party_id, *said])) is not None:
            return list(before["facts"])
        _check_may(by, zone, party_id)
        rows = keeping.typed(told.values, told.day, law, today)
        for row in rows:
            if row.key in benefits().facts:
                checked(row.kept, benefits().facts[row.key], law.facts[row.code].name.zh)
        _check_whole(zone, party_id, rows, source, today)
        keep(
            zone=zone,
            party_id=party_id,
            values=[(row.key, row.kept, row.day) for row in rows],
            source=source,
            at=at,
            by=by,
        )
        codes = list(dict.fromkeys(row.code for row in rows))
        record(
            "readiness-declare", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=[party_id, *said],
            result={"facts": codes}, day=told.day.isoformat(), source=source,
            facts=[[row.code, row.kept, row.day.isoformat()] for row in rows], article=law.article,
        )  # fmt: skip
    return codes


def _check_whole(zone: str, party_id: uuid.UUID, rows: list[keeping.Typed], source: str, today: dt.date) -> None:
    """What is new beside what was told: a part is no more than its whole."""
    firm = keeping.Firm("", "")
    replaced = {(row.key, row.day) for row in rows}
    held = [one for _, one in log.said(zone=zone, day=today, only=(party_id,)) if (one.key, one.day) not in replaced]
    new = [keeping.Said(row.key, row.kept, row.day, source) for row in rows]
    ordered = sorted([*held, *new], key=lambda one: one.day)
    keeping.gathered(firm, ordered, keeping.keys(book()), today)
    check_together(firm.values, book())


def _check_may(by: Actor, zone: str, party_id: uuid.UUID) -> None:
    if may_keep(by, zone):
        found = parties.by_key(zone=zone, party_id=party_id)
        if found is None or found.kind != "enterprise":
            raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
        return
    check_speaks(by, zone, party_id)
