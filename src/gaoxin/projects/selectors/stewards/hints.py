"""What stewards' records hint at, for whoever watches wages: signals that stand, and days on which a word was heard."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from gaoxin.projects.models import InquiryEntry, StewardVisit, WarningStanding
from gaoxin.projects.rules.stewards.warnings import Found
from gaoxin.projects.selectors.stewards import warned
from gaoxin.projects.selectors.stewards.settings import calendar

_KEY = Cast("party_id", CharField())


def standing(*, zone: str, codes: Collection[str]) -> dict[str, frozenset[str]]:
    """Enterprise, its key as the database writes it -> which of `codes` stood when it was last weighed. One query, and no key of ten
    thousand is made an object."""
    rows = WarningStanding.objects.filter(zone=zone, points__gt=0).values_list(_KEY, "codes")
    found = ((pk, frozenset(codes).intersection(told)) for pk, told in rows)
    return {pk: told for pk, told in found if told}


def signals(*, zone: str, today: dt.date, only: Collection[uuid.UUID]) -> dict[uuid.UUID, Sequence[Found]]:
    """Enterprise -> signals that stand on that day, of these. A fixed number of queries. The caller has asked whether they may be seen."""
    return {pk: one.found for pk, one in warned.judge(zone=zone, parties=only, today=today).items() if one.found}


def named(*, zone: str, since: dt.date, words: Collection[str]) -> set[str]:
    """Enterprises, keys as the database writes them, with a question or a visit since then in which one of these words stands."""
    entries, visits = _said(zone, since, words)
    keys = entries.annotate(key=Cast("inquiry__party_id", CharField())).values_list("key", flat=True)
    return set(keys) | set(visits.values_list(_KEY, flat=True))


def heard(
    *, zone: str, since: dt.date, words: Collection[str], only: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[tuple[dt.date, str]]]:
    """Enterprise -> (day, text) of questions and visits since then in which one of these words stands, of these enterprises.

    The texts are for counting words, not for showing. The caller has asked whether they may be counted.
    """
    found: dict[uuid.UUID, list[tuple[dt.date, str]]] = defaultdict(list)
    entries, visits = _said(zone, since, words)
    entries = entries.filter(inquiry__party_id__in=list(only))
    for pk, moment, subject, text in entries.values_list("inquiry__party_id", "at", "inquiry__subject", "text"):
        found[pk].append((calendar().local(moment).date(), f"{subject} {text}"))
    for pk, day, text in visits.filter(party_id__in=list(only)).values_list("party_id", "day", "findings"):
        found[pk].append((day, text))
    return found


def _said(zone: str, since: dt.date, words: Collection[str]) -> tuple[QuerySet[InquiryEntry], QuerySet[StewardVisit]]:
    begin = dt.datetime.combine(since, dt.time(), calendar().tz)
    entries = InquiryEntry.objects.filter(_any("text", words) | _any("inquiry__subject", words), zone=zone,
                                          inquiry__asked_at__gte=begin, kind__in=("asked", "added"))  # fmt: skip
    return entries, StewardVisit.objects.filter(_any("findings", words), zone=zone, day__gte=since)


def _any(field: str, words: Collection[str]) -> Q:
    wanted = Q(pk__in=[])
    for word in words:
        wanted |= Q(**{f"{field}__contains": word})
    return wanted
