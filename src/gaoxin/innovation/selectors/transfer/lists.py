"""Demands with what suits them, matches with their reasons, results, deals and licences. Callers have asked who may read."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from gaoxin.core.errors import NotFound
from gaoxin.innovation.models import (
    PatentLicence,
    TransferDeal,
    TransferDemand,
    TransferMatch,
    TransferResult,
    TransferRun,
    TransferWish,
)
from gaoxin.innovation.rules.transfer.book import DEMAND_TERMS, RESULT_TERMS
from gaoxin.innovation.rules.transfer.fit import both, suits
from gaoxin.innovation.rules.transfer.terms import HELD, MATCH_STATES, OPEN_RUN, Filing, filing
from gaoxin.innovation.selectors.transfer.known import offered, wanted
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.runtime.jobs import SILENT

PAGE = 30


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a score: the term of 100, its weight, and weight × term."""

    code: str
    value: int
    weight: int

    @property
    def points(self) -> int:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Suggested:
    """A result and a demand. ours, theirs: what each side makes of it, with the addends. place: in the own ranking. fits: both would."""

    result: TransferResult
    demand: TransferDemand
    ours: int
    theirs: int
    demand_terms: tuple[Term, ...]
    result_terms: tuple[Term, ...]
    fits: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class MatchView:
    row: TransferMatch
    demand_terms: tuple[Term, ...]
    result_terms: tuple[Term, ...]
    deal: TransferDeal | None


def owner_of(result: TransferResult) -> str:
    """The university's or the institute's name."""
    return result.university.name if result.university else result.institute


def suggestions(*, zone: str, demand: TransferDemand, today: dt.date, most: int = 0) -> list[Suggested]:
    """Results of the same and of related fields, the firm's own ranking first, then by its score."""
    laws = book()
    mine = wanted(zone=zone, today=today, only=[demand.id])[demand.id]
    fields = (demand.field, *laws.field(demand.field).related)
    keys = TransferResult.objects.filter(zone=zone, closed_on=None, field__in=fields).values_list("id", flat=True)
    offers = offered(zone=zone, today=today, only=list(keys))
    weighed: list[_Weighed] = []
    for key, offer in offers.items():
        terms, ours, theirs = both(mine, offer, laws)
        if offer.number not in mine.refuses and terms["text"] >= laws.scoring.least_text:
            open_ = offer.seats > 0 and mine.number not in offer.refuses
            weighed.append(
                _Weighed(key, offer.number, terms, ours, theirs, open_, _place(mine.wishes, offer.number), ours)
            )
    best = _best(weighed, most or laws.suggested)
    rows = (
        TransferResult.objects.select_related("university")
        .prefetch_related("patents")
        .in_bulk([one.key for one in best])
    )
    return [_suggested(rows[one.key], demand, one) for one in best]


def askers(*, zone: str, result: TransferResult, today: dt.date, most: int = 0) -> list[Suggested]:
    """Demands that wait, of the same and of related fields: the university's own ranking first, then by what the result makes of them."""
    laws = book()
    offer = offered(zone=zone, today=today, only=[result.id]).get(result.id)
    if offer is None:
        return []
    near = {result.field, *laws.field(result.field).related}
    weighed: list[_Weighed] = []
    for key, asked in wanted(zone=zone, today=today).items():
        if asked.field not in near or asked.number in offer.refuses:
            continue
        terms, ours, theirs = both(asked, offer, laws)
        if terms["text"] >= laws.scoring.least_text:
            open_ = offer.number not in asked.refuses
            weighed.append(
                _Weighed(key, asked.number, terms, ours, theirs, open_, _place(offer.wishes, asked.number), theirs)
            )
    best = _best(weighed, most or laws.suggested)
    rows = TransferDemand.objects.select_related("party").in_bulk([one.key for one in best])
    return [_suggested(result, rows[one.key], one) for one in best]


def own_ranking(*, zone: str, side: str, key: uuid.UUID) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """A side's own order of the other's entries, and what it refuses."""
    other = "result_id" if side == "demand" else "demand_id"
    rows = TransferWish.objects.filter(zone=zone, side=side, **{f"{side}_id": key}).order_by("place", "id")
    found = list(rows.values_list(other, "place"))
    return [one for one, place in found if place], [one for one, place in found if not place]


@dataclass(frozen=True, slots=True)
class _Weighed:
    key: uuid.UUID
    number: str
    terms: dict[str, int]
    ours: int
    theirs: int
    open: bool
    place: int | None
    order: int


def _place(wishes: tuple[str, ...], number: str) -> int | None:
    return wishes.index(number) + 1 if number in wishes else None


def _best(weighed: list[_Weighed], most: int) -> list[_Weighed]:
    return sorted(weighed, key=lambda one: (one.place is None, one.place or 0, -one.order, one.number))[:most]


def _suggested(result: TransferResult, demand: TransferDemand, one: _Weighed) -> Suggested:
    rules = book().scoring
    return Suggested(
        result, demand, one.ours, one.theirs, _terms(one.terms, rules.demand, DEMAND_TERMS),
        _terms(one.terms, rules.result, RESULT_TERMS), one.open and suits(one.terms, one.ours, one.theirs, book()), one.place,
    )  # fmt: skip


def own_demands(*, zone: str, party_id: uuid.UUID) -> list[TransferDemand]:
    """Of one enterprise, the newest first."""
    rows = TransferDemand.objects.filter(zone=zone, party_id=party_id).select_related("party")
    return list(rows.order_by("-at", "-number")[:PAGE])


def demands(
    *, zone: str, state: str = "", field: str = "", text: str = "", before: str = "", party_ids: list[uuid.UUID] | None = None
) -> tuple[list[TransferDemand], str]:  # fmt: skip
    """A page, the newest numbers first, below `before`; and where the next one begins. party_ids: only theirs."""
    rows = TransferDemand.objects.filter(zone=zone).select_related("party")
    rows = rows.filter(party_id__in=party_ids) if party_ids is not None else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(field=field) if field else rows
    rows = rows.filter(Q(title__icontains=text) | Q(number=text) | Q(party__name__icontains=text)) if text else rows
    rows = rows.filter(number__lt=before) if before else rows
    found = list(rows.order_by("-number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else ""


def demand(*, zone: str, demand_id: uuid.UUID) -> TransferDemand:
    """Raises NotFound."""
    row = TransferDemand.objects.filter(zone=zone, id=demand_id).select_related("party").first()
    if row is None:
        raise NotFound("没有这项需求 no such demand", do="从清单进入 start from the list")
    return row


def results(
    *, zone: str, universities: set[uuid.UUID] | None = None, field: str = "", text: str = "", before: str = ""
) -> tuple[list[TransferResult], str]:
    """A page as of `demands`. universities: only theirs."""
    rows = TransferResult.objects.filter(zone=zone).select_related("university").prefetch_related("patents")
    rows = rows.filter(university_id__in=universities) if universities is not None else rows
    rows = rows.filter(field=field) if field else rows
    rows = rows.filter(Q(title__icontains=text) | Q(number=text)) if text else rows
    rows = rows.filter(number__lt=before) if before else rows
    found = list(rows.order_by("-number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else ""


def result(*, zone: str, key: str) -> TransferResult:
    """Raises NotFound, also for what is no key."""
    found = _uuid(key)
    rows = TransferResult.objects.filter(zone=zone, id=found).select_related("university").prefetch_related("patents")
    row = rows.first() if found else None
    if row is None:
        raise NotFound("没有这项成果 no such result", do="从清单进入 start from the list")
    return row


def matches(
    *, zone: str, state: str = "", after: str = "", party_ids: list[uuid.UUID] | None = None,
    universities: set[uuid.UUID] | None = None,
) -> tuple[list[MatchView], str]:  # fmt: skip
    """A page by key, the newest first. Without a state those that are held now or failed."""
    rows = _matches(zone)
    rows = rows.filter(state=state) if state in MATCH_STATES else rows.exclude(state="superseded")
    rows = rows.filter(demand__party_id__in=party_ids) if party_ids is not None else rows
    rows = rows.filter(result__university_id__in=universities) if universities is not None else rows
    if (key := _uuid(after)) is not None:
        rows = rows.filter(id__lt=key)
    found = [_view(row) for row in rows.order_by("-id")[: PAGE + 1]]
    return found[:PAGE], str(found[PAGE - 1].row.id) if len(found) > PAGE else ""


def match(*, zone: str, match_id: uuid.UUID) -> MatchView:
    """Raises NotFound."""
    row = _matches(zone).filter(id=match_id).first()
    if row is None:
        raise NotFound("没有这项匹配 no such match", do="从清单进入 start from the list")
    return _view(row)


def held_of(*, zone: str, demand_ids: list[uuid.UUID]) -> dict[uuid.UUID, MatchView]:
    """Demand -> the match that it has now."""
    return {row.demand_id: _view(row) for row in _matches(zone).filter(state__in=HELD, demand_id__in=demand_ids)}


def newest_run(*, zone: str) -> TransferRun | None:
    """The last that was done: what proposals stand on."""
    return TransferRun.objects.filter(zone=zone, state="done").order_by("-at", "-id").first()


def pending_run(*, zone: str) -> TransferRun | None:
    """The last that was asked for, unless it is done."""
    row = TransferRun.objects.filter(zone=zone).order_by("-at", "-id").first()
    return row if row and row.state != "done" else None


def run(*, zone: str, run_id: uuid.UUID) -> TransferRun:
    """Raises NotFound."""
    row = TransferRun.objects.filter(zone=zone, pk=run_id).first()
    if row is None:
        raise NotFound("没有这次匹配 no such run", do="从成果转化页开始一次 start one on the platform's page")
    return row


def run_stalled(row: TransferRun, at: dt.datetime) -> bool:
    """Whether it is open and no worker has given a sign of life lately."""
    return row.state in OPEN_RUN and at - (row.beat_at or row.at) > SILENT


def counts(*, zone: str) -> dict[str, int]:
    """Matches by state, without those that newer ones took the place of."""
    rows = TransferMatch.objects.filter(zone=zone).exclude(state="superseded").order_by()
    return dict(rows.values_list("state").annotate(n=Count("id")))


def deals(*, zone: str, most: int = PAGE) -> list[TransferDeal]:
    """The newest first."""
    rows = TransferDeal.objects.filter(zone=zone).select_related(
        "match__demand__party", "match__result__university", "agreement"
    )
    return list(rows.order_by("-signed_on", "-number")[:most])


def deal_sums(*, zone: str) -> dict[str, tuple[int, int]]:
    """Kind -> deals and their amount in thousand yuan."""
    rows = TransferDeal.objects.filter(zone=zone).order_by().values_list("kind")
    return {kind: (n, whole) for kind, n, whole in rows.annotate(n=Count("id"), whole=Sum("amount_k"))}


def licences(*, zone: str, today: dt.date, most: int = PAGE) -> list[tuple[PatentLicence, Filing]]:
    """The newest first, each with how its filing stands."""
    rows = PatentLicence.objects.filter(zone=zone).select_related("patent", "party")
    found = rows.order_by("-since", "-id")[:most]
    return [(row, filing(row.since, row.filed_on, today, book())) for row in found]


def _matches(zone: str) -> Any:
    return (
        TransferMatch.objects.filter(zone=zone)
        .select_related("demand__party", "result__university", "run")
        .prefetch_related("deals__agreement", "result__patents")
    )


def _view(row: TransferMatch) -> MatchView:
    trace: dict[str, Any] = row.trace
    sides = [
        tuple(Term(code, trace["terms"][code], weight) for code, weight in trace["weights"][side].items())
        for side in ("demand", "result")
    ]
    return MatchView(row, sides[0], sides[1], next(iter(row.deals.all()), None))


def _terms(of: dict[str, int], weights: Any, names: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term(name, of[name], getattr(weights, name)) for name in names)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
