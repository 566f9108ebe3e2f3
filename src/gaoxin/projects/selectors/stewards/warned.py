"""The early-warning list: for each enterprise in the reader's reach what stands against it, with evidence.

Ten thousand enterprises are not judged when somebody looks: `services.stewards.weighing` keeps how each stood, a page is read from
that index, worst first, and the rows of the page are judged again for their evidence.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max, Min, Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import (
    DeclaredSignal,
    Inquiry,
    PowerReading,
    ReturnDeclaration,
    ReturnRound,
    Stewardship,
    WarningAnswer,
    WarningStanding,
    Wish,
)
from gaoxin.projects.rules.stewards import warnings
from gaoxin.projects.rules.stewards.access import reads_all
from gaoxin.projects.rules.stewards.warnings import Declared, Known, Warned
from gaoxin.projects.selectors.stewards.serving import parties_of
from gaoxin.projects.selectors.stewards.settings import book, calendar

PAGE = 50


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What was done about a warning. codes: the signals that it answers."""

    kind: str
    words: str
    by: str
    at: dt.datetime
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WarnedView:
    """An enterprise, its steward, and what was found. day: when it was weighed. answers: the newest first. open: signals without one."""

    party_id: uuid.UUID
    name: str
    steward: str
    warned: Warned
    day: dt.date
    answers: tuple[AnswerView, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """level: a code or empty for all. answered: yes, no or empty. after: the cursor."""

    level: str = ""
    answered: str = ""
    after: str = ""


def as_of(*, zone: str, today: dt.date) -> dt.date:
    """Up to when silence is counted: the end of the last period on file."""
    month = PowerReading.objects.filter(zone=zone, month__lt=today.replace(day=1)).aggregate(last=Max("month"))["last"]
    ended = ReturnRound.objects.filter(zone=zone, since__lte=today).aggregate(last=Max("until"))["last"]
    return warnings.counted_to(today, month, ended)


def page(*, zone: str, by: Actor, wanted: Wanted | None = None, size: int = PAGE) -> tuple[list[WarnedView], str]:
    """(enterprises with a level, the worst first; the cursor of the page after or empty). A fixed number of queries."""
    asked = wanted or Wanted()
    rows = WarningStanding.objects.filter(zone=zone).exclude(level="")
    if by.zone != zone or not reads_all(by):
        rows = rows.filter(party_id__in=parties_of(zone, by))
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.answered in ("yes", "no"):
        rows = rows.filter(answered=asked.answered == "yes")
    if asked.after:
        rows = rows.filter(_past(asked.after))
    found = list(rows.order_by("-points", "party_id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return _views(zone, found[:size]), f"{last.points}|{last.party_id}" if last else ""


def of_party(*, zone: str, party_id: uuid.UUID, now: dt.datetime) -> tuple[Warned, list[AnswerView], tuple[str, ...]]:
    """Of one enterprise now: what was found, how it was answered, what was not. The caller has asked whether it may be seen."""
    judged = judge(zone=zone, parties=[party_id], today=calendar().local(now).date())[party_id]
    answers = answers_of(zone=zone, parties=[party_id])[party_id]
    return judged, answers, open_codes(judged, answers)


def judge(*, zone: str, parties: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, Warned]:
    """Each of them on that day. A fixed number of queries."""
    until = as_of(zone=zone, today=today)
    known = _known(zone, parties, today)
    return {pk: warnings.judge(known[pk], today, book().warnings, until) for pk in parties}


def open_codes(judged: Warned, answers: Iterable[AnswerView]) -> tuple[str, ...]:
    """Signals that nobody answered since they stand."""
    told = [(answer.codes, calendar().local(answer.at).date()) for answer in answers]
    return tuple(
        one.signal.code
        for one in judged.found
        if not any(one.signal.code in codes and day >= one.day for codes, day in told)
    )


def _views(zone: str, rows: list[WarningStanding]) -> list[WarnedView]:
    keys = [row.party_id for row in rows]
    serving = {
        row.party_id: row
        for row in Stewardship.objects.select_related("party", "steward").filter(
            zone=zone, until=None, party_id__in=keys
        )
    }
    known = _known(zone, keys, max((row.day for row in rows), default=dt.date.min))
    answers = answers_of(zone=zone, parties=keys)
    found: list[WarnedView] = []
    for row in rows:
        if (held := serving.get(row.party_id)) is None:
            continue
        judged = warnings.judge(known[row.party_id], row.day, book().warnings, row.as_of)
        told = answers[row.party_id]
        found.append(
            WarnedView(
                row.party_id, held.party.name, held.steward.name, judged, row.day, tuple(told), open_codes(judged, told)
            )
        )
    return found


def answers_of(*, zone: str, parties: Collection[uuid.UUID]) -> dict[uuid.UUID, list[AnswerView]]:
    """How warnings of each were answered, the newest first. The caller has asked whether they may be seen."""
    found: dict[uuid.UUID, list[AnswerView]] = defaultdict(list)
    for row in (
        WarningAnswer.objects.select_related("by").filter(zone=zone, party_id__in=parties).order_by("-at", "-id")
    ):
        found[row.party_id].append(AnswerView(row.kind, row.words, row.by.name, row.at, tuple(row.codes)))
    return found


def _past(after: str) -> Q:
    points, _, pk = after.partition("|")
    try:
        number, key = int(points), uuid.UUID(pk)
    except ValueError:
        raise Invalid("页码无效 not a page of this list", do="从第一页开始 start from the first page") from None
    return Q(points__lt=number) | Q(points=number, party_id__gt=key)


def _known(zone: str, keys: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, Known]:
    of = {"zone": zone, "party_id__in": list(keys)}
    since = dict(Stewardship.objects.filter(**of).values_list("party_id").annotate(Min("since")))
    power: dict[uuid.UUID, dict[dt.date, int]] = defaultdict(dict)
    two_years = today - dt.timedelta(2 * 366) if today.year > 2 else today
    for pk, month, kwh in PowerReading.objects.filter(**of, month__gte=two_years).values_list(
        "party_id", "month", "kwh"
    ):
        power[pk][month] = kwh
    reported: dict[uuid.UUID, dt.date] = {}
    told = ReturnDeclaration.objects.filter(**of).values_list("party_id").annotate(Max("declared_at"))
    asked = Inquiry.objects.filter(**of).values_list("party_id").annotate(Max("asked_at"))
    wished = Wish.objects.filter(**of).values_list("party_id").annotate(Max("wished_at"))
    for pk, moment in [*told, *asked, *wished]:
        day = calendar().local(moment).date()
        reported[pk] = max(reported.get(pk, day), day)
    ratings: dict[uuid.UUID, list[tuple[dt.date, int]]] = defaultdict(list)
    bad = Inquiry.objects.filter(**of, rated_at__isnull=False, stars__lte=book().warnings.rating_at_most)
    for pk, moment, stars in bad.values_list("party_id", "rated_at", "stars"):
        ratings[pk].append((calendar().local(moment).date(), stars))
    declared: dict[uuid.UUID, list[Declared]] = defaultdict(list)
    columns = ("party_id", "code", "day", "words", "source", "ended_on")
    for pk, *rest in DeclaredSignal.objects.filter(**of).values_list(*columns):
        declared[pk].append(Declared(*rest))
    begun = {pk: calendar().local(since[pk]).date() if pk in since else today for pk in keys}
    return {pk: Known(begun[pk], reported.get(pk), power[pk], tuple(ratings[pk]), tuple(declared[pk])) for pk in keys}
