"""The list, the board, the history of one lead, the load of teams, the funnel and the cost of modes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gaoxin.core.pinyin import letters
from gaoxin.investment.models import (
    Ambassador,
    CreditShare,
    Lead,
    LeadMerge,
    LeadVisit,
    PromotionCost,
    StageMove,
    Team,
    TeamMembership,
    TeamNotice,
)
from gaoxin.investment.rules.leads.credit import ModeCost, cost_by_mode
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_scope import Whose, family, within
from gaoxin.runtime.named import beginning

PAGE, COLUMN, COUNTED, EXPORTED = 50, 25, 1_000, 20_000
VIEWS = {"all": ("all", "pool"), "team": ("mine", "pool"), "own": ("mine",), "none": ()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. view: mine, pool or all. after: the key after which it goes on."""

    view: str = ""
    stage: str = ""
    mode: str = ""
    team: str = ""
    due: str = ""
    text: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """next: the key to go on after, empty at the end."""

    rows: list[Lead]
    next: str


def views_of(scope: Whose) -> tuple[str, ...]:
    """The views that a reader has, the first being theirs."""
    return VIEWS[scope.reach]


def page(*, zone: str, scope: Whose, wanted: Wanted, on: dt.date, most: int = PAGE) -> Page:
    """The newest first, in keys: as fast on the last page as on the first."""
    rows = chosen(zone=zone, scope=scope, wanted=wanted, on=on)
    if (after := key(wanted.after)) is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.select_related("team", "owner", "ambassador").order_by("-id")[: most + 1])
    return Page(found[:most], str(found[most - 1].id) if len(found) > most else "")


def every(*, zone: str, scope: Whose, wanted: Wanted, on: dt.date, most: int = EXPORTED) -> Iterator[Lead]:
    """The same rows as the pages of the list, the newest first, up to a bound, read page by page."""
    told = 0
    while told < most:
        found = page(zone=zone, scope=scope, wanted=wanted, on=on, most=min(500, most - told))
        yield from found.rows
        told += len(found.rows)
        if not found.next:
            return
        wanted = replace(wanted, after=found.next)


def counts(*, zone: str, scope: Whose, on: dt.date) -> dict[str, int]:
    """How many leads each view holds, counted up to a bound."""
    return {
        view: len(chosen(zone=zone, scope=scope, wanted=Wanted(view), on=on).values_list("id")[:COUNTED])
        for view in views_of(scope)
    }


def chosen(*, zone: str, scope: Whose, wanted: Wanted, on: dt.date) -> QuerySet[Lead]:
    """The rows that a list is about; merged ones are shown with the lead that took them in."""
    rows = _viewed(zone, scope, wanted.view)
    if scope.reach != "own":
        rows = rows.filter(merged_into=None)
    for column, value in (("stage", wanted.stage), ("mode", wanted.mode)):
        if value:
            rows = rows.filter(**{column: value})
    if (team := key(wanted.team)) is not None:
        rows = rows.filter(team_id=team)
    if wanted.due == "late":
        rows = rows.filter(next_due__lt=on)
    elif wanted.due == "week":
        rows = rows.filter(next_due__gte=on, next_due__lte=on + dt.timedelta(days=7))
    return rows.filter(_fits(wanted.text.strip())) if wanted.text.strip() else rows


def _viewed(zone: str, scope: Whose, view: str) -> QuerySet[Lead]:
    allowed = views_of(scope)
    view = view if view in allowed else (allowed[0] if allowed else "")
    if view == "pool":
        return Lead.objects.filter(zone=zone, team=None, ambassador=None)
    if view == "mine" and scope.reach == "team":
        return Lead.objects.filter(zone=zone, team_id__in=scope.teams)
    return within(zone=zone, scope=scope)


def _fits(text: str) -> Q:
    """A number by how it begins, a whole credit code, else title and investor as written or by pinyin."""
    upper = text.upper()
    if upper[:1].isalpha() and "-" in upper and upper.isascii():
        return beginning("number", upper)
    if len(upper) == 18 and upper.isascii() and upper.isalnum():
        return Q(identifier=upper)
    found = Q(title__contains=text) | Q(investor__contains=text)
    return found | Q(spelled__contains=pinyin) if (pinyin := letters(text)) else found


def key(text: str) -> uuid.UUID | None:
    """The text as a key; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board: its newest leads, and how many there are in all."""

    stage: Any
    rows: list[Lead]
    count: int


def board(*, zone: str, scope: Whose, wanted: Wanted, on: dt.date) -> list[Column]:
    """Every stage on the way, then those aside."""
    rows = chosen(zone=zone, scope=scope, wanted=wanted, on=on)
    counted = dict(rows.order_by().values_list("stage").annotate(n=Count("*")))
    columns: list[Column] = []
    for stage in book().leads.stages:
        shown = rows.filter(stage=stage.code).select_related("team", "owner", "ambassador").order_by("-id")[:COLUMN]
        columns.append(Column(stage, list(shown), counted.get(stage.code, 0)))
    return columns


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a lead and to those merged into it, newest first."""

    moves: list[StageMove]
    visits: list[LeadVisit]
    merges: list[LeadMerge]
    shares: list[CreditShare]


def history(lead: Lead) -> History:
    """All of it, also what was written on leads that it took in."""
    here = {"zone": lead.zone, "lead_id__in": family(zone=lead.zone, pk=lead.id)}
    shares = CreditShare.objects.filter(zone=lead.zone, lead=lead, ended_at=None)
    return History(
        list(StageMove.objects.filter(**here).select_related("lead").order_by("-at", "-seq")[:200]),
        list(LeadVisit.objects.filter(**here).select_related("lead").order_by("-on", "-id")[:200]),
        list(LeadMerge.objects.filter(zone=lead.zone, kept=lead).select_related("gone").order_by("-id")),
        list(shares.select_related("team", "ambassador", "party").order_by("id")),
    )


@dataclass(frozen=True, slots=True)
class Load:
    """One team: its people, its open leads, and what each member carries in percent of the capacity. overlap: people who are in
    another team too. late: open leads whose next step is overdue."""

    team: Team
    people: list[TeamMembership]
    open: int
    landed: int
    late: int
    percent: int
    overlap: list[str]


def loads(*, zone: str, on: dt.date) -> list[Load]:
    """Every open team with its load on that day."""
    lasting = Q(until=None) | Q(until__gte=on)
    members = list(
        TeamMembership.objects.filter(lasting, zone=zone, since__lte=on)
        .select_related("promoter")
        .order_by("duty", "id")
    )
    teams_of: dict[uuid.UUID, set[uuid.UUID]] = {}
    for member in members:
        teams_of.setdefault(member.promoter_id, set()).add(member.team_id)
    aside = [stage.code for stage in book().leads.stages if stage.final or stage.aside]
    held = Lead.objects.filter(zone=zone, merged_into=None, team__isnull=False).order_by()
    free = dict(held.exclude(stage__in=aside).values_list("team").annotate(n=Count("*")))
    late = dict(held.exclude(stage__in=aside).filter(next_due__lt=on).values_list("team").annotate(n=Count("*")))
    landed = dict(held.filter(stage=book().way[-1].code).values_list("team").annotate(n=Count("*")))
    found: list[Load] = []
    for team in Team.objects.filter(zone=zone, closed_on=None).order_by("code"):
        people = [member for member in members if member.team_id == team.id]
        room = team.capacity * len(people)
        overlap = [member.promoter.name for member in people if len(teams_of[member.promoter_id]) > 1]
        count = free.get(team.id, 0)
        percent = round(100 * count / room) if room else 0
        found.append(Load(team, people, count, landed.get(team.id, 0), late.get(team.id, 0), percent, overlap))
    return found


@dataclass(frozen=True, slots=True)
class Funnel:
    """reached: by stage on the way, how many leads came at least so far; lost: how many were given up. by_mode: the same by mode."""

    reached: dict[str, int]
    lost: int
    by_mode: dict[str, dict[str, int]]


def funnel(*, zone: str) -> Funnel:
    """Over all leads, merged ones once."""
    way = book().way
    rows = (
        Lead.objects.filter(zone=zone, merged_into=None)
        .order_by()
        .values_list("mode", "furthest")
        .annotate(n=Count("*"))
    )
    by_mode = {mode.code: dict.fromkeys((stage.code for stage in way), 0) for mode in book().leads.modes}
    for mode, furthest, count in rows:
        for stage in way[:furthest]:
            by_mode.setdefault(mode, dict.fromkeys((s.code for s in way), 0))[stage.code] += count
    reached = {stage.code: sum(counts[stage.code] for counts in by_mode.values()) for stage in way}
    aside = [stage.code for stage in book().leads.stages if stage.aside]
    return Funnel(reached, Lead.objects.filter(zone=zone, merged_into=None, stage__in=aside).count(), by_mode)


def costs(*, zone: str, year: int) -> list[ModeCost]:
    """What each mode cost in the year, beside its leads and what landed in it."""
    rows = Lead.objects.filter(zone=zone, merged_into=None).order_by()
    opened = dict(rows.filter(opened_on__year=year).values_list("mode").annotate(n=Count("*")))
    landed = dict(rows.filter(landed_on__year=year).values_list("mode").annotate(n=Count("*")))
    spent = dict(
        PromotionCost.objects.filter(zone=zone, on__year=year)
        .order_by()
        .values_list("mode")
        .annotate(n=Sum("amount_fen"))
    )
    return cost_by_mode([mode.code for mode in book().leads.modes], opened, landed, spent)


def last_year(*, zone: str) -> int | None:
    """The last year for which a cost is on record."""
    found = PromotionCost.objects.filter(zone=zone).order_by("-on").values_list("on", flat=True).first()
    return found.year if found else None


def ambassadors(*, zone: str) -> list[Ambassador]:
    """All of them, whose term ends last first."""
    return list(Ambassador.objects.filter(zone=zone).order_by("-until", "code")[:200])


def notices(*, zone: str, scope: Whose, on: dt.date, days: int = 14) -> list[TeamNotice]:
    """What the platform did about leads of the reader's teams in the last days, newest first. Who sees all gets none."""
    rows = TeamNotice.objects.filter(zone=zone, team_id__in=scope.teams, on__gt=on - dt.timedelta(days=days))
    return list(rows.select_related("team", "lead").order_by("-on", "-id")[:20])


def teams(*, zone: str, scope: Whose) -> list[Team]:
    """The open teams that a reader may give a lead to."""
    rows = Team.objects.filter(zone=zone, closed_on=None).order_by("code")
    return list(rows if scope.reach == "all" else rows.filter(id__in=scope.teams))
