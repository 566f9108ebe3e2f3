"""Giving enterprises a steward, handing them over, and evening out the load."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, WrongState
from gaoxin.core.uuid7 import uuid7
from gaoxin.projects.models import Stewardship
from gaoxin.projects.rules.stewards.access import HEADS, check_head, check_serves
from gaoxin.projects.rules.stewards.caseload import Proposal
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.services.stewards import act, weighing

LOT = 200  # enterprises of one transaction of `assign_waiting`: a fraction of a second


def assign(
    *, zone: str, party_id: uuid.UUID, steward_id: uuid.UUID, at: dt.datetime, by: Actor, backup_id: uuid.UUID | None = None,
    note: str = "", key: str = "",
) -> uuid.UUID:  # fmt: skip
    """The first steward of an enterprise. Raises NotAllowed unless a head assigns, Invalid for who is no steward, Conflict where it
    has one already."""
    check_head(by, zone)
    said = [party_id, steward_id, backup_id, note]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-assign", key, at, said)) is not None:
            return uuid.UUID(before["stewardship"])
        act.check_enterprise(zone, party_id)
        _check_people(zone, steward_id, backup_id, at)
        row = _new(zone, party_id, steward_id, backup_id, note, at)
        weighing.weigh(zone, [party_id], at)
        act.record(
            "steward-assign", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"stewardship": str(row.id)},
            steward=str(steward_id), backup=str(backup_id or ""), note=note,
        )  # fmt: skip
    return row.id


def hand_over(
    *, zone: str, party_id: uuid.UUID, steward_id: uuid.UUID, note: str, at: dt.datetime, by: Actor,
    backup_id: uuid.UUID | None = None, expected: uuid.UUID | None = None, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """From the steward it has to another; what is open goes along. note: what the next one should know.

    expected: the stewardship that the page showed. Raises NotAllowed unless its steward or a head hands over, Invalid without a
    note or for the same steward, Conflict where somebody else handed it over meanwhile.
    """
    check_serves(by, zone)
    told = note.strip()
    if not told:
        raise Invalid(
            "没有写交接说明 no hand-over note", why="接手的人要知道进展 the next one must know how things stand",
            do="写明在办事项、约定和注意点 write what is open and agreed",
        )  # fmt: skip
    said = [party_id, steward_id, backup_id, told]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-hand-over", key, at, said)) is not None:
            return uuid.UUID(before["stewardship"])
        held = act.check_serves_party(by, zone, party_id)
        _check_hands_over(held, by, steward_id, expected)
        _check_people(zone, steward_id, backup_id, at)
        if held is not None:
            held.until = at
            held.save(update_fields=["until"])
        row = _new(zone, party_id, steward_id, backup_id, told, at)
        act.record(
            "steward-hand-over", f"party:{party_id}", zone=zone, by=by, at=at, key=key, said=said, result={"stewardship": str(row.id)},
            before=str(held.steward_id) if held else "", steward=str(steward_id), backup=str(backup_id or ""), note=told,
        )  # fmt: skip
    return row.id


def even_out(*, zone: str, parties: frozenset[str], at: dt.datetime, by: Actor, key: str = "") -> int:
    """Carry out those of the first proposals of now that are about these enterprises; one audit row with all of them. Returns how many.

    Raises NotAllowed unless a head does it, Conflict where one of them is no longer proposed.
    """
    check_head(by, zone)
    said = [sorted(parties)]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-even-out", key, at, said)) is not None:
            return int(before["moved"])
        _, proposals = serving.carried(zone=zone, at=at, most=serving.PAGE)
        chosen = [one for one in proposals if one.party in parties]
        if len(chosen) != len(parties):
            raise _changed()
        _carry_out(zone, chosen, at)
        act.record(
            "steward-even-out", "stewards", zone=zone, by=by, at=at, key=key, said=said, result={"moved": len(chosen)},
            moved=[{"party": one.party, "before": one.before, "steward": one.steward, "reason": one.reason} for one in chosen],
        )  # fmt: skip
    return len(chosen)


def assign_waiting(*, zone: str, at: dt.datetime, by: Actor, key: str = "") -> int:
    """A steward and a backup for every enterprise that has none, by the load of each; `LOT` at a time, each lot one act with one audit
    row, so that nobody else waits long for the database. Whoever was given a steward meanwhile is left out.

    Returns how many. What a lot did stays when a later one is cut off, and doing it again goes on with those that still wait.
    Raises NotAllowed unless a head does it, WrongState where nobody serves.
    """
    check_head(by, zone)
    if not serving.stewards(zone=zone, at=at):
        raise WrongState(
            "本园区没有服务专员 nobody serves in this zone", why=f"角色 role: {Role.STEWARD}",
            do="先授予专员角色 give somebody the role first",
        )  # fmt: skip
    chosen = serving.waiting(zone=zone, at=at)
    lots = [chosen[start : start + LOT] for start in range(0, len(chosen), LOT)] or [[]]
    moved = 0
    for number, lot in enumerate(lots, start=1):
        last = number == len(lots)
        with transaction.atomic():
            if last and (before := act.repeated(zone, by, "steward-assign-waiting", key, at, [])) is not None:
                return int(before["moved"])
            given = _give(zone, lot, at)
            moved += sum(map(len, given.values()))
            if given or last:
                act.record(
                    "steward-assign-waiting", "stewards", zone=zone, by=by, at=at, key=key if last else "", said=[],
                    result={"moved": moved} if last else None, given=given, lot=number, lots=len(lots),
                )  # fmt: skip
    return moved


def _give(zone: str, lot: Sequence[Proposal], at: dt.datetime) -> dict[str, list[str]]:
    """What of these proposals can still be done: steward -> enterprises. Two at once give each enterprise one steward."""
    people = {str(officer.id) for officer in serving.stewards(zone=zone, at=at)}
    held = _held(zone, lot)
    wanted = sorted(
        (one for one in lot if held.get(one.party, "") == one.before and one.steward in people),
        key=lambda one: one.party,
    )
    ended = [uuid.UUID(one.party) for one in wanted if one.before]  # by somebody who serves no more
    if ended:
        Stewardship.objects.filter(zone=zone, party_id__in=ended, until=None).update(until=at)
    rows = {row.id: row for row in (_row(zone, one, at) for one in wanted)}
    Stewardship.objects.bulk_create(rows.values(), ignore_conflicts=True)  # the database lets each have one
    made = Stewardship.objects.filter(zone=zone, id__in=rows).order_by("party_id").values_list("party_id", "steward_id")
    given: dict[str, list[str]] = defaultdict(list)
    for party, steward in made:
        given[str(steward)].append(str(party))
    weighing.weigh(zone, [party for party, _ in made], at)
    return given


def _carry_out(zone: str, chosen: Sequence[Proposal], at: dt.datetime) -> None:
    """End what was and begin what is proposed, all of it or nothing."""
    held = _held(zone, chosen)
    if any(held.get(one.party, "") != one.before for one in chosen):
        raise _changed()
    keys = [uuid.UUID(one.party) for one in chosen]
    Stewardship.objects.filter(zone=zone, party_id__in=keys, until=None).update(until=at)
    try:
        with transaction.atomic():
            Stewardship.objects.bulk_create(_row(zone, one, at) for one in chosen)
    except IntegrityError:
        raise _taken() from None
    weighing.weigh(zone, keys, at)


def _held(zone: str, chosen: Sequence[Proposal]) -> dict[str, str]:
    """Enterprise -> its steward now, locked until the transaction ends."""
    rows = Stewardship.objects.select_for_update().filter(
        zone=zone, party_id__in=[uuid.UUID(one.party) for one in chosen], until=None
    )
    return {str(party): str(steward) for party, steward in rows.values_list("party_id", "steward_id")}


def _row(zone: str, one: Proposal, at: dt.datetime) -> Stewardship:
    return Stewardship(
        id=uuid7(), zone=zone, party_id=uuid.UUID(one.party), steward_id=uuid.UUID(one.steward), since=at, note=one.reason,
        backup_id=uuid.UUID(one.backup) if one.backup else None,
    )  # fmt: skip


def _new(
    zone: str, party_id: uuid.UUID, steward_id: uuid.UUID, backup_id: uuid.UUID | None, note: str, at: dt.datetime
) -> Stewardship:
    try:
        with transaction.atomic():
            return Stewardship.objects.create(
                zone=zone, party_id=party_id, steward_id=steward_id, backup_id=backup_id, since=at, note=note
            )
    except IntegrityError:
        raise _taken() from None


def _changed() -> Conflict:
    return Conflict(
        "建议已经变化 the proposals have changed", why="其间有人分派或者办结 somebody acted meanwhile",
        do="按新的建议再选 choose anew",
    )  # fmt: skip


def _taken() -> Conflict:
    return Conflict(
        "这家企业已有专员 the enterprise has a steward", why="一家企业只有一名现任专员 each has exactly one",
        do="需要更换的，办理交接 hand it over instead",
    )  # fmt: skip


def _check_people(zone: str, steward_id: uuid.UUID, backup_id: uuid.UUID | None, at: dt.datetime) -> None:
    known = {officer.id for officer in serving.stewards(zone=zone, at=at)}
    if steward_id not in known or (backup_id is not None and backup_id not in known):
        raise Invalid(
            "所选的人不是服务专员 whoever was chosen is no steward", why=f"角色 role: {Role.STEWARD}",
            do="从专员名单中选择 choose from the stewards",
        )  # fmt: skip
    if steward_id == backup_id:
        raise Invalid("后备专员应是另一个人 the backup must be somebody else", do="另选一名 choose another")


def _check_hands_over(held: Stewardship | None, by: Actor, steward_id: uuid.UUID, expected: uuid.UUID | None) -> None:
    if held is None:
        raise Conflict("这家企业还没有专员 it has no steward yet", do="先分派 assign one first")
    if not by.roles & HEADS and str(held.steward_id) != by.id:
        raise NotAllowed(
            "后备专员不能移交 a backup does not hand over", why="由现任专员或者负责人移交 its steward or the head does",
            do="请负责人办理 ask the head",
        )  # fmt: skip
    if expected is not None and held.id != expected:
        raise Conflict(
            "其间已有人移交 somebody handed it over meanwhile", why="页面显示的专员已不是现任 the page was out of date",
            do="刷新后核对 reload and look again",
        )  # fmt: skip
    if held.steward_id == steward_id:
        raise Invalid("接手的人就是现任专员 that is its steward already", do="选择另一名专员 choose another one")
