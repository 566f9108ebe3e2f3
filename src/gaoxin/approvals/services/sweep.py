"""What time alone makes happen: deemed acceptance, breaches, silence as a rating, expiry, registries asked again.

Statutory clocks are rows; the sweep only looks. Each thing found is an act of its own with its own key, so that any number
of sweeps at once, or one that is killed, does everything exactly once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db.models import Q

from gaoxin.approvals.models import Case, Commitment, HoldingReport, Rating, StartRequest
from gaoxin.approvals.rules.cases import ratings
from gaoxin.approvals.rules.cases.acts import COMMITTED, ISSUED, OPEN, State
from gaoxin.approvals.rules.cases.holding import Report, holding
from gaoxin.approvals.rules.reforms.commitments import Standing
from gaoxin.approvals.selectors import reports_of
from gaoxin.approvals.services import deciding, intake, promises, rulebook, standing
from gaoxin.approvals.services import ratings as rating_acts
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.services.reconciling import reconcile, waiting
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import GaoxinError

T = TypeVar("T")
Found = tuple[str, Callable[[], Any]]


def sweep(*, zone: str, at: dt.datetime) -> dict[str, Any]:
    """Do everything that is due at `at`. Returns how often each kind happened, and `failed`: what could not be done.

    One failure does not stop the others; it is tried again by the next sweep.
    """
    done: dict[str, int] = {}
    failed: list[dict[str, str]] = []
    for finder in (_deemed, _breached, _renewed, _expired, _not_started, _silent, _provisional):
        for name, act in finder(zone, at):
            try:
                if not act().repeated:
                    done[name] = done.get(name, 0) + 1
            except GaoxinError as error:
                failed.append({"act": name, **error.as_dict()})
    return {**done, "failed": failed}


def _deemed(zone: str, at: dt.datetime) -> Iterator[Found]:
    rows = Case.objects.filter(zone=zone, state=State.SUBMITTED, due_at__lt=at).values_list("id", flat=True)
    for pk in list(rows):
        yield "deem-accepted", _bound(intake.deem_accepted, zone, pk, at)


def _breached(zone: str, at: dt.datetime) -> Iterator[Found]:
    rows = Commitment.objects.filter(
        zone=zone, closed_at=None, breached_at=None, evidence_at=None, due_at__lt=at, case__state__in=COMMITTED
    ).select_related("case")
    for row in list(rows):
        item = item_of(row.case.item_version_id)
        found = _known(promises.standing_of, item, row, at)
        if found and found.standing is Standing.BREACHED and not promises.seen_by_officer(item, row):
            yield "mark-breach", _bound(promises.mark_breach, zone, row.case_id, at, material=row.material)


def _renewed(zone: str, at: dt.datetime) -> Iterator[Found]:
    """Renewals that nobody decided before the former licence ended: silence renews (行政许可法 50(2))."""
    day = rulebook.calendar().local(at).date()
    rows = Case.objects.filter(
        zone=zone, state__in=OPEN, former__decision__licence__status="valid",
        former__decision__licence__valid_until__lt=day,
    )  # fmt: skip
    for pk in list(rows.values_list("id", flat=True)):
        yield "deem-renewed", _bound(deciding.deem_renewed, zone, pk, at)


def _expired(zone: str, at: dt.datetime) -> Iterator[Found]:
    day = rulebook.calendar().local(at).date()
    rows = Case.objects.filter(
        zone=zone, state__in=ISSUED, decision__licence__status="valid", decision__licence__valid_until__lt=day
    )
    for pk in list(rows.values_list("id", flat=True)):
        reason = "有效期届满 its time is over"
        yield "expire", _bound(standing.expire, zone, pk, at, reason=reason, article="行政许可法 70(1)")


def _not_started(zone: str, at: dt.datetime) -> Iterator[Found]:
    """Permits whose works did not start in time: void by law (建筑法 9), but for those whose request for more time waits."""
    begun = HoldingReport.objects.filter(zone=zone, kind=Report.STARTED).values("case_id")
    held = HoldingReport.objects.filter(zone=zone, kind=Report.ISSUED).exclude(case_id__in=begun).values("case_id")
    rows = Case.objects.filter(zone=zone, id__in=held, decision__licence__status="valid")
    versions = list(rows.values_list("id", "item_version_id"))
    asked = dict(StartRequest.objects.filter(zone=zone, decided_at=None).values_list("case_id", "asked_at"))
    for pk, version in versions:
        keep = item_of(version).result.keep
        found = _known(holding, keep, reports_of(zone, pk), at, rulebook.calendar(), asked.get(pk))
        if found and not found.in_force:
            yield "expire", _bound(standing.expire, zone, pk, at, reason=found.duty, article=found.article)


def _silent(zone: str, at: dt.datetime) -> Iterator[Found]:
    rated = Rating.objects.filter(zone=zone).values("case_id")
    rows = Case.objects.filter(~Q(id__in=rated) & ~Q(sources__has_key="@import"), zone=zone, decided_at__lt=at)
    rules, calendar = rulebook.rating_rules(), rulebook.calendar()
    for pk, decided in list(rows.values_list("id", "decided_at")):
        due = _known(ratings.silence_due, rules, decided, calendar)
        if due and at > due:
            yield "default-rating", _bound(rating_acts.default_rating, zone, pk, at)


def _provisional(zone: str, at: dt.datetime) -> Iterator[Found]:
    rows = Case.objects.filter(zone=zone, state__in=OPEN | ISSUED)
    for row in list(rows):
        if waiting(row):
            yield "reconcile", _bound(reconcile, zone, row.id, at)


def _known(ask: Callable[..., T], *about: Any) -> T | None:
    """The answer, or None: what falls on a day that no published calendar reaches is not due, and stops nothing that is."""
    try:
        return ask(*about)
    except CalendarMissing:
        return None


def _bound(act: Callable[..., Any], zone: str, pk: uuid.UUID, at: dt.datetime, **more: Any) -> Callable[[], Any]:
    return lambda: act(zone=zone, case_id=pk, at=at, **more)
