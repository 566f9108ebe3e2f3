"""My enterprise: cases with whose move it is, licences held, promises due, renewals due, and who may act for us."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.holding import Report, holding, renew_by
from gaoxin.approvals.selectors import CaseView, LicenceView
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.services.promises import standing_of
from gaoxin.approvals.web.enterprise.own import OwnCase, chosen, enterprises, say, told, who
from gaoxin.approvals.web.enterprise.plain import plain
from gaoxin.core.calendar import CalendarMissing

A_PAGE = 20
MANDATES = ("mandates:list", "accounts:me")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything of one enterprise that the reader may act for. `?party=` switches, `?before=` turns the page, `?all=1` shows
    what is due and what is held beyond the first lines."""
    by, now = who(request), timezone.now()
    mine = enterprises(by)
    enterprise = chosen(request, mine)
    context: dict[str, Any] = {"enterprises": mine, "enterprise": enterprise, "mandates": _mandates()}
    if enterprise:
        cases = _cases(by, enterprise.id, request.GET.get("before", ""))
        licences = selectors.own_licences(zone=by.zone, by=by, applicant_id=enterprise.id)
        most = None if request.GET.get("all") == "1" else A_PAGE
        promises = selectors.own_commitments(zone=by.zone, by=by, applicant_id=enterprise.id, limit=most and most + 1)
        duties = sorted(_duties(by.zone, licences, now), key=lambda row: row["due"])
        context |= {
            "cases": cases[:A_PAGE],
            "more": cases[A_PAGE - 1].view.number if len(cases) > A_PAGE else "",
            "licences": licences[:most],
            "commitments": _commitments(promises[:most], now),
            "duties": duties[:most],
            "shortened": most is not None and max(len(licences), len(promises), len(duties)) > most,
            "renewals": [row for licence in licences if (row := _renewal(licence, timezone.localdate(now)))],
        }
    return render(request, "approvals/my/home.html", context)


def _cases(by: Actor, party: uuid.UUID, before: str) -> list[OwnCase]:
    views = selectors.own_cases(zone=by.zone, by=by, applicant_id=party, limit=A_PAGE + 1, before=before)
    ledgers = selectors.ledgers_of(by.zone, [view.id for view in views])
    return [told(view, ledgers[view.id], by) for view in views]


def _commitments(rows: Sequence[tuple[CaseView, Any]], now: dt.datetime) -> list[dict[str, Any]]:
    return [
        {
            "case": view, "evidence": row.evidence, "due": row.due_at, "in": bool(row.evidence_at),
            "name": say(item_of(view.item_version_id).name),
            **_standing(standing_of(item_of(view.item_version_id), row, now)),
        }
        for view, row in rows
    ]  # fmt: skip


def _standing(finding: Any) -> dict[str, Any]:
    return {"standing": finding.standing.value, "reason": plain(finding.reason), "article": finding.article}


def _duties(zone: str, licences: list[LicenceView], now: dt.datetime) -> list[dict[str, Any]]:
    valid = [licence.case_id for licence in licences if licence.status == "valid"]
    reports, asked = selectors.reports_by_case(zone, valid), selectors.waiting_since(zone, valid)
    return [
        row
        for licence in licences
        if (row := _duty(licence, reports.get(licence.case_id, ()), now, asked.get(licence.case_id)))
    ]


def _duty(
    licence: LicenceView,
    reports: tuple[tuple[Report, dt.datetime], ...],
    now: dt.datetime,
    asked: dt.datetime | None,
) -> dict[str, Any] | None:
    """What the holder must do next under the licence, such as starting the works; None where nothing is due."""
    keep = item_of(licence.item_version_id).result.keep
    if keep.start_within is None or not reports:
        return None
    try:
        found = holding(keep, reports, timezone.localtime(now), rulebook.calendar(), asked)
    except CalendarMissing:
        return None
    if found.due is None:
        return None
    return {
        "licence": licence,
        "due": found.due,
        "over": not found.in_force,
        "duty": plain(found.duty),
        "article": found.article,
    }


def _renewal(licence: LicenceView, day: dt.date) -> dict[str, Any] | None:
    """By when renewal must be asked for; None where the licence does not renew or no longer stands."""
    item = item_of(licence.item_version_id)
    if not item.result.renewable or licence.status != "valid" or licence.valid_until is None:
        return None
    try:
        latest = renew_by(item.result.keep, licence.valid_until, rulebook.calendar())
    except CalendarMissing:
        latest = None
    return {"licence": licence, "latest": latest, "over": bool(latest and day > latest), "item": item.code}


def _mandates() -> str:
    """Where an enterprise says who may act for it."""
    for name in MANDATES:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
