"""How seats, councils and pledges end before their time: by whom, with a reason. What was voted and written before stays."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.talent.models import Meeting, Member, Motion, Pledge, Vote
from gaoxin.talent.permissions.talent import check_officer
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.access import OFFICERS
from gaoxin.talent.services.acting import at_once, record, repeated
from gaoxin.talent.services.council import check_stands, council_of


def end_seat(
    *, zone: str, council: str, member: uuid.UUID, on: dt.date, reason: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """The officer ends a seat; `on` is its last day, not to come. Votes that were cast stay and count; from now on there are none.

    Raises NotFound, WrongState for a seat that has ended, Invalid for a day that cannot be or for no reason.
    """
    check_officer(by, zone)
    words = entry.words("理由 reason", reason, 500)
    with at_once():
        row = council_of(zone, council)
        if repeated(zone, by, "council-end-seat", key, at, [council, member, on, words]) is not None:
            return
        check_stands(row)
        held = Member.objects.select_for_update().filter(zone=zone, council=row, id=member).first()
        if held is None:
            raise NotFound("没有这个理事席位 no such seat", do="从联合体进入 start from the council")
        if held.until is not None:
            raise WrongState(f"席位已于 {held.until} 结束 the seat has ended", do="刷新页面 look again")
        _check_day(on, held.since, at)
        held.until, held.reason = on, words
        held.save(update_fields=["until", "reason"])
        record("council-end-seat", f"council:{council}", zone=zone, by=by, at=at, said=[council, member, on, words], key=key,
               member=str(member), party=str(held.party_id), on=on.isoformat(), reason=words)  # fmt: skip


def close(*, zone: str, council: str, on: dt.date, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The officer ends the council: no more members, meetings, motions or pledges. Its members still read it; pledges that are open may
    still be kept or withdrawn, and minutes written.

    Raises NotFound, WrongState once it has ended or while a motion waits to be counted, Invalid for a day that cannot be or no reason.
    """
    check_officer(by, zone)
    words = entry.words("理由 reason", reason, 500)
    with at_once():
        row = council_of(zone, council)
        if repeated(zone, by, "council-close", key, at, [council, on, words]) is not None:
            return
        check_stands(row)
        _check_day(on, row.founded_on, at)
        waiting = Motion.objects.filter(zone=zone, meeting__council=row, result="").count()
        if waiting:
            raise WrongState(
                f"还有 {waiting} 项表决没有计票 motions wait to be counted", why="投出的票必须计出结果 votes that were cast are counted",
                do="截止以后先计票 count them after their close",
            )  # fmt: skip
        row.ended_on, row.reason = on, words
        row.save(update_fields=["ended_on", "reason"])
        record("council-close", f"council:{council}", zone=zone, by=by, at=at, said=[council, on, words], key=key,
               on=on.isoformat(), reason=words)  # fmt: skip


def call_off(*, zone: str, meeting: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The officer calls a meeting off before it begins; what was moved for it is dropped. Every member reads the reason.

    Raises NotFound, WrongState for one that began or is closed or in which a vote was cast, Invalid for no reason.
    """
    check_officer(by, zone)
    words = entry.words("理由 reason", reason, 500)
    with at_once():
        row = Meeting.objects.select_for_update().filter(zone=zone, id=meeting).first()
        if row is None:
            raise NotFound("没有这次会议 no such meeting", do="从联合体进入 start from the council")
        if repeated(zone, by, "council-call-off", key, at, [meeting, words]) is not None:
            return
        motions = list(Motion.objects.select_for_update().filter(zone=zone, meeting=row))
        voted = Vote.objects.filter(zone=zone, motion__in=motions).exists()
        if row.closed_at is not None or at >= row.held_at or voted:
            raise WrongState(
                "会议已经开始、结束或者取消，或者已有人投票 it began, is closed, or a vote was cast",
                why="开始以后的会议写纪要 what began ends with minutes", do="计票并写会议纪要 count the votes and write the minutes",
            )  # fmt: skip
        row.closed_at, row.reason = at, words
        row.save(update_fields=["closed_at", "reason"])
        for motion in motions:
            motion.result = "dropped"
            motion.save(update_fields=["result"])
        record("council-call-off", f"meeting:{meeting}", zone=zone, by=by, at=at, said=[meeting, words], key=key, reason=words,
               dropped=len(motions))  # fmt: skip


def withdraw_pledge(
    *, zone: str, council: str, number: int, reason: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """By the member who made it, or by the officer. Raises NotFound, also for another's; WrongState once it is settled; Invalid for no
    reason. One that was late stays known as late."""
    words = entry.words("理由 reason", reason, 500)
    with at_once():
        rows = Pledge.objects.select_for_update(of=("self",)).select_related("member")
        row = rows.filter(zone=zone, council__number=council, number=number).first()
        mine = row is not None and by.zone == zone and (by.roles & OFFICERS or str(row.member.party_id) in by.parties)
        if row is None or not mine:
            raise NotFound(
                "没有这项承诺 no such pledge", why="由作出承诺的理事或者人才工作人员撤回 its member or the officer does",
                do="从联合体进入 start from the council",
            )  # fmt: skip
        if repeated(zone, by, "council-withdraw-pledge", key, at, [council, number, words]) is not None:
            return
        if row.state != "open":
            raise WrongState("承诺已经了结 the pledge is settled", do="刷新页面 look again")
        row.state, row.settled_on, row.reason = "withdrawn", timezone.localdate(at), words
        row.save(update_fields=["state", "settled_on", "reason"])
        record("council-withdraw-pledge", f"council:{council}", zone=zone, by=by, at=at, said=[council, number, words], key=key,
               number=number, reason=words)  # fmt: skip


def _check_day(on: dt.date, since: dt.date, at: dt.datetime) -> None:
    if not since <= on <= timezone.localdate(at):
        raise Invalid(
            f"日期不对 the day cannot be: {on}", why=f"不早于 {since}，不在今天以后 not before that day, not to come",
            do="改日期 correct it",
        )  # fmt: skip
