"""复工复产: a round is opened, enterprises declare, another person confirms."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.projects.models import ReturnDeclaration, ReturnRound
from gaoxin.projects.rules.stewards import returning
from gaoxin.projects.rules.stewards.access import check_head, check_serves
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import act, weighing


@dataclass(frozen=True, slots=True)
class Declared:
    """What an enterprise tells. day: since when it is back, or of which day it tells. capacity: percent of normal."""

    day: dt.date
    returned: bool
    capacity: int
    workers_back: int
    workers: int
    obstacles: Sequence[str] = ()
    words: str = ""


def open_round(
    *, zone: str, year: int, since: dt.date, until: dt.date, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """A year's round. Raises NotAllowed unless a head opens it, Invalid for days that cannot be, Conflict for a second one."""
    check_head(by, zone)
    if until < since or since.year != year:
        raise Invalid(f"填报期不正确 no such period: {since} — {until}", do="核对起止日期 check both days")
    said = [year, since, until]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "return-open", key, at, said)) is not None:
            return uuid.UUID(before["round"])
        row, new = ReturnRound.objects.get_or_create(zone=zone, year=year, defaults={"since": since, "until": until})
        if not new:
            raise Conflict(
                f"{year} 年已开始填报 there is a round of that year", do="在原有一轮中填报 use the one there is"
            )
        act.record("return-open", f"return:{year}", zone=zone, by=by, at=at, key=key, said=said, result={"round": str(row.id)},
                   since=since.isoformat(), until=until.isoformat())  # fmt: skip
    return row.id


def declare(
    *, zone: str, year: int, party_id: uuid.UUID, told: Declared, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """By the enterprise, or by whoever serves it after a call. A new declaration takes the place of the one before and is to be
    confirmed anew. Raises NotFound for a year without a round or anybody else's enterprise, Invalid for what cannot be."""
    said = [year, party_id, told]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "return-declare", key, at, said)) is not None:
            return uuid.UUID(before["declaration"])
        act.check_speaks_or_serves(by, zone, party_id)
        run = ReturnRound.objects.select_for_update().filter(zone=zone, year=year).first()
        if run is None:
            raise NotFound(f"{year} 年没有复工复产填报 no round of that year", do="等待通知 wait for the notice")
        obstacles = returning.check(
            day=told.day, today=act.today(at), since=run.since, until=run.until, returned=told.returned,
            capacity=told.capacity, back=told.workers_back, normal=told.workers, obstacles=told.obstacles,
            known=book().service.obstacles,
        )  # fmt: skip
        of = {"zone": zone, "round": run, "party_id": party_id}
        number = (ReturnDeclaration.objects.filter(**of).aggregate(n=Max("number"))["n"] or 0) + 1
        ReturnDeclaration.objects.filter(**of, current=True).update(current=False)
        row = ReturnDeclaration.objects.create(
            **of, number=number, day=told.day, returned=told.returned, capacity=told.capacity,
            workers_back=told.workers_back, workers=told.workers, obstacles=list(obstacles),
            words=told.words.strip()[: book().service.most_characters], declared_by_id=act.me(by), declared_at=at,
        )  # fmt: skip
        weighing.weigh(zone, [party_id], at)
        act.record(
            "return-declare", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"declaration": str(row.id)},
            year=year, day=told.day.isoformat(), returned=told.returned, capacity=told.capacity,
        )  # fmt: skip
    return row.id


def confirm(*, zone: str, declaration_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> None:
    """By who serves the enterprise, after looking; not by who declared. Raises NotAllowed, NotFound, WrongState for a second time,
    Conflict where a newer declaration has come."""
    check_serves(by, zone)
    said = [declaration_id]
    with transaction.atomic():
        if act.repeated(zone, by, "return-confirm", key, at, said) is not None:
            return
        row = ReturnDeclaration.objects.select_for_update().filter(zone=zone, id=declaration_id).first()
        if row is None or not serving.parties_of(zone, by).filter(party_id=row.party_id).exists():
            raise NotFound("没有这份填报 no such declaration", do="从复工复产页面进入 start from the monitor")
        act.check_serves_party(by, zone, row.party_id)
        returning.check_confirmer(str(row.declared_by_id), by.id)
        if row.confirmed_at is not None:
            raise WrongState("已经核实 it was confirmed already", do="无需再核实 nothing is left to do")
        if not row.current:
            raise Conflict("企业已重新填报 there is a newer declaration", do="核实最新的一份 confirm the newest")
        row.confirmed_by_id, row.confirmed_at = act.me(by), at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        act.record(
            "return-confirm",
            f"party:{row.party_id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            declaration=str(row.id),
        )
