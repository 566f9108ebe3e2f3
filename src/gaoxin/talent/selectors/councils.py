"""The council as its members and the officer see it: seats, meetings, motions with their votes, pledges."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.talent.models import Council, Meeting, Member, Motion, Pledge, Presence, Vote
from gaoxin.talent.rules.access import READS_ALL


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion. open: votes count now. votes: by member, once it is counted or for one's own."""

    row: Motion
    open: bool
    counted: bool
    own: tuple[tuple[Member, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting with who is there."""

    row: Meeting
    present: tuple[Member, ...]
    motions: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A council. own: the reader's seats. former: seats that have ended. pledges: each with whether it is, or was withdrawn, late."""

    row: Council
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    own: tuple[Member, ...]
    meetings: tuple[Held, ...]
    pledges: tuple[tuple[Pledge, bool], ...]


def councils(*, zone: str, by: Actor) -> list[Council]:
    """All for whoever reads the whole zone; else those in which the reader has a seat."""
    rows = Council.objects.filter(zone=zone).order_by("number")
    if by.zone != zone:
        return []
    if by.roles & READS_ALL:
        return list(rows)
    own = Member.objects.filter(zone=zone, until=None, party__in=_whole(by)).values("council")
    return list(rows.filter(id__in=own))


def sitting(*, zone: str, number: str, by: Actor, at: dt.datetime) -> Sitting:
    """Everything of one council. Raises NotFound for whoever has no seat in it."""
    row = next((one for one in councils(zone=zone, by=by) if one.number == number), None)
    if row is None:
        raise NotFound(
            "没有这个联合体 no such council",
            why="只给理事和人才工作人员 for its members",
            do="从清单进入 start from the list",
        )
    seats = Member.objects.filter(zone=zone, council=row).select_related("party").order_by("since", "id")
    members = tuple(one for one in seats if one.until is None)
    former = tuple(one for one in seats if one.until is not None)
    whole = _whole(by)
    own = tuple(one for one in members if str(one.party_id) in whole)
    meetings = tuple(
        _held(zone, one, own, at) for one in Meeting.objects.filter(zone=zone, council=row).order_by("-number")
    )
    pledges = Pledge.objects.filter(zone=zone, council=row).select_related("member__party").order_by("due_on", "number")
    late = tuple(
        (one, one.state != "kept" and one.due_on < (one.settled_on or timezone.localdate(at))) for one in pledges
    )
    return Sitting(row, members, former, own, meetings, late)


def meetings_told(*, zone: str, by: Actor, at: dt.datetime) -> list[Meeting]:
    """Meetings of the councils in which the reader has a seat that are yet to come, and those called off until their day is over."""
    own = Member.objects.filter(zone=zone, until=None, party__in=_whole(by)).values("council")
    if by.zone != zone:
        return []
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Meeting.objects.filter(zone=zone, council__in=own, held_at__gte=day).select_related("council")
    return list(rows.filter(Q(closed_at=None) | ~Q(reason="")).order_by("held_at", "id"))


def _held(zone: str, meeting: Meeting, own: tuple[Member, ...], at: dt.datetime) -> Held:
    present = Presence.objects.filter(zone=zone, meeting=meeting).select_related("member__party").order_by("at", "id")
    motions = tuple(
        Moved(
            one, one.opens_at <= at < one.closes_at and not one.result, bool(one.result),
            tuple((vote.member, vote.choice) for vote in Vote.objects.filter(zone=zone, motion=one, member__in=own)),
        )
        for one in Motion.objects.filter(zone=zone, meeting=meeting).order_by("number")
    )  # fmt: skip
    return Held(meeting, tuple(one.member for one in present), motions)


def _whole(by: Actor) -> set[str]:
    """Parties that the reader speaks for as a whole."""
    return {party for party, item in by.mandates() if not item}
