"""The tribunal in numbers, for those who answer for it. No number tells whose file it is (劳动争议调解仲裁法 26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.models import Dispute, DisputeClaim
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import ledger
from gaoxin.labour.rules.disputes.book import DisputeKind
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar

OPEN = ("filed", "correcting", "accepted")


@dataclass(frozen=True, slots=True)
class Totals:
    """Files now: waiting for acceptance, heard, of these collective; late: with something past its day. Of the year: accepted, and
    ended by settlement or award, timely before the award was due. kinds: files accepted this year that claim it; one may claim several."""

    waiting: int
    heard: int
    collective: int
    late: int
    year: int
    accepted: int
    settled: int
    awarded: int
    timely: int
    kinds: Sequence[tuple[DisputeKind, int]]


def totals(*, zone: str, by: Actor, now: dt.datetime) -> Totals:
    """Raises NotAllowed for whoever neither keeps the tribunal nor answers for the zone."""
    permissions.check_counts(by, zone)
    here = calendar().local(now)
    since = dt.datetime(here.year, 1, 1, tzinfo=calendar().tz)
    rows = Dispute.objects.filter(zone=zone)
    counted = rows.aggregate(
        waiting=Count("id", filter=Q(state__in=("filed", "correcting"))), heard=Count("id", filter=Q(state="accepted")),
        collective=Count("id", filter=Q(state="accepted", collective=True)), accepted=Count("id", filter=Q(accepted_at__gte=since)),
        settled=Count("id", filter=Q(state="settled", closed_at__gte=since)),
        awarded=Count("id", filter=Q(state="awarded", closed_at__gte=since)),
        timely=Count("id", filter=Q(in_time=True, closed_at__gte=since)),
    )  # fmt: skip
    claimed = dict(
        DisputeClaim.objects.filter(zone=zone, side="claimant", dispute__accepted_at__gte=since)
        .values_list("kind").annotate(n=Count("dispute_id", distinct=True))
    )  # fmt: skip
    kinds = [(one, claimed[one.code]) for one in book().kinds if one.code in claimed]
    late = _late(zone, list(rows.filter(state__in=OPEN).values_list("id", flat=True)), now)
    return Totals(**counted, late=late, year=here.year, kinds=kinds)


def _late(zone: str, keys: list, now: dt.datetime) -> int:
    entries = seen.ledgers(zone, keys)
    standings = (ledger.standing(entries[pk], book(), calendar(), now) for pk in keys)
    return sum(any(due.late for due in one.dues) for one in standings)
