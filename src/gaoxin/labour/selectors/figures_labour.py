"""Published figures of the tribunal. They count files and tell nothing of any: the files are closed (劳动争议调解仲裁法 26)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from gaoxin.core.figures import Figure
from gaoxin.labour.models import Dispute
from gaoxin.labour.selectors.settings import calendar

HERE = "labour.selectors.figures_labour.figures"


def figures(*, zone: str, year: int) -> list[Figure]:
    """None where nothing was accepted or closed that year. Accepted and closed are never added up: they count different files."""
    since, until = (dt.datetime(one, 1, 1, tzinfo=calendar().tz) for one in (year, year + 1))
    rows = Dispute.objects.filter(zone=zone)
    accepted = rows.filter(accepted_at__gte=since, accepted_at__lt=until).count()
    closed = rows.filter(closed_at__gte=since, closed_at__lt=until, in_time__isnull=False).aggregate(
        n=Count("id"), timely=Count("id", filter=Q(in_time=True))
    )
    found: list[Figure] = []
    if accepted:
        basis = "当年受理的劳动争议案件；集体争议一件 files accepted that year; a collective dispute is one"
        found.append(
            Figure("disputes.accepted", accepted, "件", basis, HERE, accepted, name="受理劳动争议 disputes accepted")
        )
    if closed["n"]:
        basis = "当年裁决或者调解结案、未超过审理期限的案件 awarded or settled that year before the award was due"
        found.append(
            Figure("disputes.in_time", closed["timely"], "件", basis, HERE, closed["n"], name="按期结案 closed in time")
        )
    return found


def open_disputes(*, zone: str) -> int:
    """Files that are accepted and not closed now: for the leaders' card, a number and nothing else."""
    return Dispute.objects.filter(zone=zone, state="accepted").count()
