"""A firm tells figures for benefits; an officer may note what a paper says. Nothing of it comes from statistical surveys."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.innovation.models import FirmFact
from gaoxin.innovation.permissions.policies import check_speaks, may_pay
from gaoxin.innovation.rules.policies.firms import checked
from gaoxin.innovation.rules.policies.states import check_words
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies.act import record, repeated
from gaoxin.parties import selectors as parties


@dataclass(frozen=True, slots=True)
class Declared:
    """values: fact -> as typed. day: of which they tell. source: the paper or register they come from."""

    values: Mapping[str, object]
    day: dt.date
    source: str


def declare(*, zone: str, party_id: uuid.UUID, told: Declared, at: dt.datetime, by: Actor, key: str = "") -> None:
    """All values or none; each takes the place of what was declared of the same day.

    Raises NotFound for anybody else's firm, Invalid for unknown facts, values that cannot be, and days to come.
    """
    facts = {code: fact for code, fact in book().facts.items() if not fact.derived}
    unknown = sorted(set(told.values) - set(facts))
    if unknown:
        raise Invalid(f"不认识的事实 unknown facts: {', '.join(unknown)}", do=f"可用 known: {', '.join(facts)}")
    values = {code: checked(value, facts[code], facts[code].name.zh) for code, value in told.values.items()}
    if not values:
        raise Invalid("没有填报任何数据 nothing is declared", do="至少填一项 fill in one field")
    if told.day > timezone.localdate(at):
        raise Invalid(f"日期未到 a day to come: {told.day}", do="填写数据所属日期 write the day the figures are of")
    source = check_words(told.source, "来源 source", 200)
    with transaction.atomic():
        if repeated(zone, by, "fact-declare", key, at, [party_id, told]) is not None:
            return
        _check_may(by, zone, party_id)
        told_of = [(code, value, told.day) for code, value in values.items()]
        keep(zone=zone, party_id=party_id, values=told_of, source=source, at=at, by=by)
        record(
            "fact-declare", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=[party_id, told], day=told.day.isoformat(),
            source=source, facts=values,
        )  # fmt: skip


def keep(
    *,
    zone: str,
    party_id: uuid.UUID,
    values: Sequence[tuple[str, Any, dt.date]],
    source: str,
    at: dt.datetime,
    by: Actor,
) -> None:
    """Within the act's transaction: (fact, value, day), each in the place of the one of the same day. Raises Conflict for what is
    told twice at one moment."""
    try:
        with transaction.atomic():
            for code, value, day in values:
                rows = FirmFact.objects.filter(zone=zone, party_id=party_id, fact=code, day=day)
                number = rows.aggregate(n=Max("number"))["n"] or 0
                rows.filter(current=True).update(current=False)
                FirmFact.objects.create(
                    zone=zone, party_id=party_id, fact=code, value=value, day=day, source=source, number=number + 1, at=at,
                    by_id=accounts.key_of(by),
                )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            "刚刚有人填报了同一项 somebody told the same at this moment", do="刷新后再填报 look again, then tell it"
        ) from None


def _check_may(by: Actor, zone: str, party_id: uuid.UUID) -> None:
    if may_pay(by, zone):
        found = parties.by_key(zone=zone, party_id=party_id)
        if found is None or found.kind != "enterprise":
            raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
        return
    check_speaks(by, zone, party_id)
