"""Giving enterprises a steward, handing them over, and evening out the load."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.projects.models import Stewardship
from gaoxin.projects.rules.stewards.access import HEADS, check_head, check_serves
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.services.stewards import act


def assign(
    *, zone: str, party_id: uuid.UUID, steward_id: uuid.UUID, at: dt.datetime, by: Actor, backup_id: uuid.UUID | None = None,
    note: str = "", key: str = "",
) -> uuid.UUID:  # fmt: skip
    """The first steward of an enterprise. Raises NotAllowed unless a head assigns, Invalid for who is no steward, Conflict where it
    has one already."""
    check_head(by, zone)
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-assign", key, at)) is not None:
            return uuid.UUID(before["stewardship"])
        act.check_enterprise(zone, party_id)
        _check_people(zone, steward_id, backup_id, at)
        row = _new(zone, party_id, steward_id, backup_id, note, at)
        act.record(
            "steward-assign", f"party:{party_id}", zone=zone, by=by, at=at, key=key, result={"stewardship": str(row.id)},
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
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-hand-over", key, at)) is not None:
            return uuid.UUID(before["stewardship"])
        held = act.check_serves_party(by, zone, party_id)
        _check_hands_over(held, by, steward_id, expected)
        _check_people(zone, steward_id, backup_id, at)
        if held is not None:
            held.until = at
            held.save(update_fields=["until"])
        row = _new(zone, party_id, steward_id, backup_id, told, at)
        act.record(
            "steward-hand-over", f"party:{party_id}", zone=zone, by=by, at=at, key=key, result={"stewardship": str(row.id)},
            before=str(held.steward_id) if held else "", steward=str(steward_id), backup=str(backup_id or ""), note=told,
        )  # fmt: skip
    return row.id


def even_out(*, zone: str, parties: frozenset[str], at: dt.datetime, by: Actor, key: str = "") -> int:
    """Carry out those proposals of now that are about these enterprises; one audit row with all of them. Returns how many.

    Raises NotAllowed unless a head does it, Conflict where one of them is no longer proposed.
    """
    check_head(by, zone)
    with transaction.atomic():
        if (before := act.repeated(zone, by, "steward-even-out", key, at)) is not None:
            return int(before["moved"])
        _, proposals = serving.carried(zone=zone, at=at)
        chosen = [one for one in proposals if one.party in parties]
        if len(chosen) != len(parties):
            raise Conflict(
                "建议已经变化 the proposals have changed", why="其间有人分派或者办结 somebody acted meanwhile",
                do="按新的建议再选 choose anew",
            )  # fmt: skip
        for one in chosen:
            held = act.locked(zone, uuid.UUID(one.party))
            if held is not None:
                held.until = at
                held.save(update_fields=["until"])
            backup = uuid.UUID(one.backup) if one.backup else None
            _new(zone, uuid.UUID(one.party), uuid.UUID(one.steward), backup, one.reason, at)
        act.record(
            "steward-even-out", "stewards", zone=zone, by=by, at=at, key=key, result={"moved": len(chosen)},
            moved=[{"party": one.party, "before": one.before, "steward": one.steward, "reason": one.reason} for one in chosen],
        )  # fmt: skip
    return len(chosen)


def _new(
    zone: str, party_id: uuid.UUID, steward_id: uuid.UUID, backup_id: uuid.UUID | None, note: str, at: dt.datetime
) -> Stewardship:
    try:
        with transaction.atomic():
            return Stewardship.objects.create(
                zone=zone, party_id=party_id, steward_id=steward_id, backup_id=backup_id, since=at, note=note
            )
    except IntegrityError:
        raise Conflict(
            "这家企业已有专员 the enterprise has a steward", why="一家企业只有一名现任专员 each has exactly one",
            do="需要更换的，办理交接 hand it over instead",
        ) from None  # fmt: skip


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
