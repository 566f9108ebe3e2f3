"""The council: members, meetings, presence, motions, votes, minutes, pledges. One vote a member, none after the motion closed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.talent.models import Council, Meeting, Member, Motion, Pledge, Presence, Vote
from gaoxin.talent.permissions.talent import check_officer
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.council import count
from gaoxin.talent.selectors.settings import charter
from gaoxin.talent.services.acting import at_once, numbered, party_of, record, repeated


def found(
    *, zone: str, name: str, on: dt.date, by: Actor, at: dt.datetime, form: str = "consortium", key: str = ""
) -> str:
    """The number of a new council. Raises NotFound for no such form."""
    check_officer(by, zone)
    text = entry.words("名称 name", name, 200)
    charter().check_form(form)
    said = [text, on, form]
    with at_once():
        if (before := repeated(zone, by, "council-found", key, at, said)) is not None:
            return before["council"]
        number = numbered(Council, zone, "LHT", at)
        Council.objects.create(zone=zone, number=number, name=text, founded_on=on, form=form)
        record(
            "council-found",
            f"council:{number}",
            zone=zone,
            by=by,
            at=at,
            said=said,
            key=key,
            result={"council": number},
            form=form,
        )
    return number


def admit(
    *, zone: str, council: str, identifier: str, kind: str, by: Actor, at: dt.datetime, chair: bool = False, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """A party takes a seat. Raises NotFound, Invalid for no such party, Conflict for one that has a seat, also one that ends today, or
    for a second chair; WrongState for a council that has ended."""
    check_officer(by, zone)
    charter().check_kind(kind)
    party = party_of(zone, identifier)
    said = [council, identifier, kind, chair]
    with at_once():
        row = council_of(zone, council)
        if (before := repeated(zone, by, "council-admit", key, at, said)) is not None:
            return uuid.UUID(before["member"])
        check_stands(row)
        if Member.objects.filter(zone=zone, council=row, party_id=party.id, until__gte=timezone.localdate(at)).exists():
            raise Conflict("席位今天才结束 its seat ends today only", do="明天再加入 admit it tomorrow")
        made = Member.objects.create(
            zone=zone, council=row, party_id=party.id, kind=kind, chair=chair, since=timezone.localdate(at)
        )
        record("council-admit", f"council:{council}", zone=zone, by=by, at=at, said=said, key=key, result={"member": str(made.id)},
               party=str(party.id), kind=kind)  # fmt: skip
    return made.id


def call(
    *, zone: str, council: str, title: str, place: str, held_at: dt.datetime, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """A meeting."""
    check_officer(by, zone)
    text, where = entry.words("议题 title", title, 200), entry.words("地点 place", place, 200)
    said = [council, text, where, held_at]
    with at_once():
        row = council_of(zone, council)
        if (before := repeated(zone, by, "council-call", key, at, said)) is not None:
            return uuid.UUID(before["meeting"])
        check_stands(row)
        number = Meeting.objects.filter(zone=zone, council=row).count() + 1
        made = Meeting.objects.create(zone=zone, council=row, number=number, title=text, place=where, held_at=held_at)
        record(
            "council-call",
            f"council:{council}",
            zone=zone,
            by=by,
            at=at,
            said=said,
            key=key,
            result={"meeting": str(made.id)},
        )
    return made.id


def move(
    *, zone: str, meeting: uuid.UUID, text: str, majority: str, opens_at: dt.datetime, closes_at: dt.datetime, by: Actor,
    at: dt.datetime, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """A motion with the moments between which votes count. Raises Invalid for moments that cannot be, WrongState after the meeting."""
    check_officer(by, zone)
    words = entry.words("表决事项 motion", text, 1000)
    charter().majority(majority)
    if not opens_at < closes_at <= opens_at + dt.timedelta(days=charter().longest_vote_days) or closes_at <= at:
        raise Invalid(
            f"表决的起止时间不对 the moments cannot be: {opens_at} – {closes_at}",
            why=f"不超过 {charter().longest_vote_days} 天 at most so many days", do="改时间 correct them",
        )  # fmt: skip
    said = [meeting, words, majority, opens_at, closes_at]
    with at_once():
        row = _meeting(zone, meeting)
        if (before := repeated(zone, by, "council-move", key, at, said)) is not None:
            return uuid.UUID(before["motion"])
        check_stands(Council.objects.select_for_update().get(zone=zone, id=row.council_id))
        number = Motion.objects.filter(zone=zone, meeting=row).count() + 1
        made = Motion.objects.create(
            zone=zone, meeting=row, number=number, text=words, majority=majority, opens_at=opens_at, closes_at=closes_at
        )
        record(
            "council-move",
            f"meeting:{meeting}",
            zone=zone,
            by=by,
            at=at,
            said=said,
            key=key,
            result={"motion": str(made.id)},
        )
    return made.id


def attend(*, zone: str, meeting: uuid.UUID, party: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """A member is there. Raises NotFound for whoever speaks for no member, Conflict where the member is there already."""
    with at_once():
        row = _meeting(zone, meeting)
        member = member_of(zone, row.council_id, party, by)
        if repeated(zone, by, "council-attend", key, at, [meeting, party]) is not None:
            return
        check_stands(Council.objects.select_for_update().get(zone=zone, id=row.council_id))
        Presence.objects.create(zone=zone, meeting=row, member=member, at=at)
        record(
            "council-attend",
            f"meeting:{meeting}",
            zone=zone,
            by=by,
            at=at,
            said=[meeting, party],
            key=key,
            member=str(member.id),
        )


def vote(
    *, zone: str, motion: uuid.UUID, party: uuid.UUID, choice: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """One vote of a member who is present, while the motion is open. Raises NotFound, Invalid, WrongState before it opens, from its
    close on, or for an absent member; Conflict for a second vote."""
    if choice not in {one.code for one in charter().choices}:
        raise Invalid(f"没有这个选项 no such choice: {choice[:20]}", do="赞成、反对或者弃权 for, against or abstain")
    with at_once():
        row = Motion.objects.select_for_update().filter(zone=zone, id=motion).first()
        if row is None:
            raise NotFound("没有这项表决 no such motion", do="从会议进入 start from the meeting")
        meeting = Meeting.objects.get(zone=zone, id=row.meeting_id)
        member = member_of(zone, meeting.council_id, party, by)
        if repeated(zone, by, "council-vote", key, at, [motion, party, choice]) is not None:
            return
        if not row.opens_at <= at < row.closes_at or row.result:
            raise WrongState("表决没有开始，或者已经截止 the motion is not open", do="看起止时间 look at its moments")
        if not Presence.objects.filter(zone=zone, meeting=meeting, member=member).exists():
            raise WrongState("没有签到，不能表决 not present, so no vote", do="先签到 sign in first")
        Vote.objects.create(zone=zone, motion=row, member=member, choice=choice, by_id=accounts.key_of(by), at=at)
        record("council-vote", f"motion:{motion}", zone=zone, by=by, at=at, said=[motion, party, choice], key=key,
               member=str(member.id), choice=choice)  # fmt: skip


def settle(*, zone: str, motion: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> str:
    """Count, once, after the close: `passed`, `rejected` or `no-quorum`. Raises WrongState before the close or once it was counted."""
    check_officer(by, zone)
    with at_once():
        row = Motion.objects.select_for_update().filter(zone=zone, id=motion).first()
        if row is None:
            raise NotFound("没有这项表决 no such motion", do="从会议进入 start from the meeting")
        if (before := repeated(zone, by, "council-settle", key, at, [motion])) is not None:
            return before["result"]
        if at < row.closes_at or row.result:
            raise WrongState("还没有截止，或者已经计票 not closed yet, or counted already", do="刷新页面 look again")
        meeting = Meeting.objects.get(zone=zone, id=row.meeting_id)
        day = timezone.localdate(row.closes_at)
        votes: dict[str, Any] = {
            str(pk): one for pk, one in Vote.objects.filter(zone=zone, motion=row).values_list("member_id", "choice")
        }
        seats = Member.objects.filter(zone=zone, council_id=meeting.council_id, since__lte=day).order_by("-since", "id")
        members = seats.filter(Q(until=None) | Q(until__gte=day) | Q(id__in=list(votes)))  # a vote that was cast stays
        present = {
            str(pk) for pk in Presence.objects.filter(zone=zone, meeting=meeting).values_list("member_id", flat=True)
        }
        told = count(
            charter(), charter().majority(row.majority), members={str(one.pk) for one in members}, present=present, votes=votes,
            chair=next((str(one.pk) for one in members if one.chair and one.until is None), ""),
        )  # fmt: skip
        row.result = told.result
        row.tally = {"members": told.members, "present": told.present, "yes": told.yes, "no": told.no, "abstain": told.abstain,
                     "how": told.how}  # fmt: skip
        row.save(update_fields=["result", "tally"])
        record("council-settle", f"motion:{motion}", zone=zone, by=by, at=at, said=[motion], key=key, result={"result": told.result},
               **row.tally)  # fmt: skip
    return told.result


def write_minutes(*, zone: str, meeting: uuid.UUID, text: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """Minutes, once; they close the meeting. Raises WrongState before it began or while a motion waits to be counted."""
    check_officer(by, zone)
    words = entry.words("会议纪要 minutes", text, 8000)
    with at_once():
        row = Meeting.objects.select_for_update().filter(zone=zone, id=meeting).first()
        if row is None:
            raise NotFound("没有这次会议 no such meeting", do="从联合体进入 start from the council")
        if repeated(zone, by, "council-minutes", key, at, [meeting, words]) is not None:
            return
        if row.closed_at or at < row.held_at or Motion.objects.filter(zone=zone, meeting=row, result="").exists():
            raise WrongState(
                "会议没有开始、已有纪要，或者还有表决没有计票 it cannot be closed now",
                do="先计票 count the motions first",
            )
        row.minutes, row.closed_at = words, at
        row.save(update_fields=["minutes", "closed_at"])
        record("council-minutes", f"meeting:{meeting}", zone=zone, by=by, at=at, said=[meeting, words], key=key)


def pledge(
    *, zone: str, council: str, party: uuid.UUID, text: str, due_on: dt.date, by: Actor, at: dt.datetime, key: str = ""
) -> int:  # fmt: skip
    """The number of a member's pledge. Raises Invalid for a deadline that is past or too far."""
    words = entry.words("承诺 pledge", text, 500)
    if (
        not timezone.localdate(at)
        <= due_on
        <= timezone.localdate(at) + dt.timedelta(days=charter().longest_pledge_days)
    ):
        raise Invalid(f"期限不对 the deadline cannot be: {due_on}", do="改期限 choose another day")
    said = [council, party, words, due_on]
    with at_once():
        row = council_of(zone, council)
        member = member_of(zone, row.pk, party, by)
        if (before := repeated(zone, by, "council-pledge", key, at, said)) is not None:
            return before["pledge"]
        check_stands(row)
        number = Pledge.objects.filter(zone=zone, council=row).count() + 1
        Pledge.objects.create(
            zone=zone,
            council=row,
            number=number,
            member=member,
            text=words,
            due_on=due_on,
            made_on=timezone.localdate(at),
        )
        record("council-pledge", f"council:{council}", zone=zone, by=by, at=at, said=said, key=key, result={"pledge": number},
               due=due_on.isoformat())  # fmt: skip
    return number


def keep(*, zone: str, council: str, number: int, evidence: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The officer saw that it was kept. Raises WrongState once it is settled, Invalid without evidence."""
    check_officer(by, zone)
    words = entry.words("依据 evidence", evidence, 500)
    with at_once():
        rows = Pledge.objects.select_for_update()
        row = rows.filter(zone=zone, council__number=council, number=number).first()
        if row is None:
            raise NotFound("没有这项承诺 no such pledge", do="从联合体进入 start from the council")
        if repeated(zone, by, "council-keep", key, at, [council, number, words]) is not None:
            return
        if row.state != "open":
            raise WrongState("承诺已经了结 the pledge is settled", do="刷新页面 look again")
        row.state, row.settled_on, row.evidence = "kept", timezone.localdate(at), words
        row.save(update_fields=["state", "settled_on", "evidence"])
        record(
            "council-keep",
            f"council:{council}",
            zone=zone,
            by=by,
            at=at,
            said=[council, number, words],
            key=key,
            number=number,
        )


def council_of(zone: str, number: str) -> Council:
    row = Council.objects.select_for_update().filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound("没有这个联合体 no such council", do="从清单进入 start from the list")
    return row


def check_stands(row: Council) -> None:
    """Raises WrongState for a council that has ended."""
    if row.ended_on is not None:
        raise WrongState(
            f"联合体已于 {row.ended_on} 终止 the council has ended", do="查看记录 its record can still be read"
        )


def _meeting(zone: str, key: uuid.UUID) -> Meeting:
    row = Meeting.objects.select_for_update().filter(zone=zone, id=key).first()
    if row is None:
        raise NotFound("没有这次会议 no such meeting", do="从联合体进入 start from the council")
    if row.closed_at is not None:
        raise WrongState("会议已经结束 the meeting is closed", do="召开下一次 call another")
    return row


def member_of(zone: str, council: uuid.UUID, party: uuid.UUID, by: Actor) -> Member:
    row = Member.objects.filter(zone=zone, council_id=council, party_id=party, until=None).first()
    if row is None or by.zone != zone or str(party) not in by.parties:
        raise NotFound(
            "没有这个理事席位 no such seat", why="只能代表自己的单位 only for one's own body", do="核对单位 check it"
        )
    return row
