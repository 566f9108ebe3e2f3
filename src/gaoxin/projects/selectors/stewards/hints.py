"""What stewards' records hint at, for whoever watches wages: signals that stand, and days on which a word was heard."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q

from gaoxin.projects.models import InquiryEntry, StewardVisit, WarningStanding
from gaoxin.projects.rules.stewards.warnings import Found
from gaoxin.projects.selectors.stewards import warned
from gaoxin.projects.selectors.stewards.settings import calendar


def signals(
    *, zone: str, today: dt.date, codes: Collection[str], only: Collection[uuid.UUID] | None = None
) -> dict[uuid.UUID, Sequence[Found]]:
    """Enterprise -> signals that stand on that day, of those that had one of `codes` when last weighed, or of these only.

    A fixed number of queries. The caller has asked whether they may be seen.
    """
    if only is None:
        wanted, rows = set(codes), WarningStanding.objects.filter(zone=zone, points__gt=0)
        only = [pk for pk, found in rows.values_list("party_id", "codes") if wanted.intersection(found)]
    return {pk: one.found for pk, one in warned.judge(zone=zone, parties=only, today=today).items() if one.found}


def heard(*, zone: str, since: dt.date, words: Collection[str]) -> dict[uuid.UUID, list[tuple[dt.date, str]]]:
    """Enterprise -> (day, text) of questions and visits since then in which one of these words stands.

    The texts are for counting words, not for showing. The caller has asked whether they may be counted.
    """
    found: dict[uuid.UUID, list[tuple[dt.date, str]]] = defaultdict(list)
    if not words:
        return found
    begin = dt.datetime.combine(since, dt.time(), calendar().tz)
    entries = InquiryEntry.objects.filter(_any("text", words) | _any("inquiry__subject", words), zone=zone,
                                          inquiry__asked_at__gte=begin, kind__in=("asked", "added"))  # fmt: skip
    for pk, moment, subject, text in entries.values_list("inquiry__party_id", "at", "inquiry__subject", "text"):
        found[pk].append((calendar().local(moment).date(), f"{subject} {text}"))
    visits = StewardVisit.objects.filter(_any("findings", words), zone=zone, day__gte=since)
    for pk, day, text in visits.values_list("party_id", "day", "findings"):
        found[pk].append((day, text))
    return found


def _any(field: str, words: Collection[str]) -> Q:
    wanted = Q(pk__in=[])
    for word in words:
        wanted |= Q(**{f"{field}__contains": word})
    return wanted
