"""Whose leads somebody sees: the one place that every list, page, search and act goes through."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.investment.models import Ambassador, Lead, Promoter, TeamMembership
from gaoxin.investment.rules.leads.access import Reach, reach_of


@dataclass(frozen=True, slots=True)
class Whose:
    """reach: as `access.reach_of`. teams: of the promoter on that day. promoter, ambassador: the reader's own rows, if any.

    in_term: the ambassador's term lasts.
    """

    reach: Reach
    teams: tuple[uuid.UUID, ...] = ()
    promoter: uuid.UUID | None = None
    ambassador: uuid.UUID | None = None
    in_term: bool = False


def whose(*, zone: str, by: Actor, on: dt.date) -> Whose:
    """What the actor is to leads on that day."""
    reach = reach_of(by) if by.zone == zone else "none"
    try:
        user = accounts.key_of(by)
    except Invalid:
        return Whose(reach)
    if reach == "own":
        mine = Ambassador.objects.filter(zone=zone, user_id=user).order_by("-since").first()
        return Whose(reach, ambassador=mine.id, in_term=mine.since <= on <= mine.until) if mine else Whose(reach)
    promoter = Promoter.objects.filter(zone=zone, user_id=user).values_list("id", flat=True).first()
    lasting = TeamMembership.objects.filter(
        Q(until=None) | Q(until__gte=on), zone=zone, promoter_id=promoter, since__lte=on
    )
    teams = tuple(lasting.order_by("since").values_list("team_id", flat=True)) if promoter else ()
    return Whose(reach, teams, promoter)


def within(*, zone: str, scope: Whose) -> QuerySet[Lead]:
    """The leads that this reader sees."""
    rows = Lead.objects.filter(zone=zone)
    if scope.reach == "all":
        return rows
    if scope.reach == "team":
        return rows.filter(Q(team_id__in=scope.teams) | Q(team=None, ambassador=None))
    if scope.reach == "own" and scope.ambassador:
        return rows.filter(ambassador_id=scope.ambassador)
    return rows.none()


def lead(*, zone: str, pk: uuid.UUID, by: Actor, on: dt.date) -> Lead:
    """One of the leads that the actor sees. Raises NotFound, for a stranger's as for what is not there."""
    row = within(zone=zone, scope=whose(zone=zone, by=by, on=on)).filter(id=pk).first()
    if row is None:
        raise not_there(pk)
    return row


def not_there(pk: uuid.UUID) -> NotFound:
    return NotFound(f"没有这条线索 no such lead: {pk}", do="核对编号，或者向负责的队伍询问 check it, or ask its team")


def family(*, zone: str, pk: uuid.UUID) -> list[uuid.UUID]:
    """The lead and every lead that was merged into it, also through others."""
    found, level = [pk], [pk]
    while level:
        level = list(Lead.objects.filter(zone=zone, merged_into_id__in=level).values_list("id", flat=True))
        found += level
    return found
