"""The page of a case: whose move it is, how its documents are met, what was told, and every act its applicant has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.acts import ISSUED, State
from gaoxin.approvals.rules.cases.holding import Holding, Report, check_report, check_start_extension, holding
from gaoxin.approvals.rules.cases.ratings import GRADES
from gaoxin.approvals.rules.items.model import Item, Keep
from gaoxin.approvals.rules.materials.burden import Requirement
from gaoxin.approvals.services import malware, rulebook
from gaoxin.approvals.services.promises import standing_of
from gaoxin.approvals.web.enterprise.documents import burden_now
from gaoxin.approvals.web.enterprise.own import OwnCase, new_key, own_case, problem, say, told, who
from gaoxin.approvals.web.enterprise.plain import plain
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import GaoxinError
from gaoxin.trust import selectors as trust
from gaoxin.ui.web.problems import status_of

WORDS_OF_GRADES: dict[str, Any] = {
    "very-unsatisfied": gettext_lazy("非常不满意"), "unsatisfied": gettext_lazy("不满意"),
    "basically-satisfied": gettext_lazy("基本满意"), "satisfied": gettext_lazy("满意"),
    "very-satisfied": gettext_lazy("非常满意"),
}  # fmt: skip
WORDS_OF_REPORTS: dict[Report, Any] = {
    Report.ISSUED: gettext_lazy("领取证照"), Report.STARTED: gettext_lazy("开工"),
    Report.START_EXTENDED: gettext_lazy("延期开工"), Report.STOPPED: gettext_lazy("中止施工"),
    Report.RESUMED: gettext_lazy("恢复施工"), Report.REVERIFIED: gettext_lazy("复核通过"),
}  # fmt: skip
ACT_OF_REPORTS = {Report.STARTED: "report-start", Report.STOPPED: "report-stop", Report.RESUMED: "report-resume"}
WORDS_OF_STANDING: dict[str, Any] = {
    "open": gettext_lazy("未到期"), "overdue": gettext_lazy("已逾期"), "breached": gettext_lazy("构成违约"),
    "correcting": gettext_lazy("限期改正"), "revocable": gettext_lazy("逾期未改正"), "closed": gettext_lazy("已核验"),
    "revoked": gettext_lazy("已撤销"),
}  # fmt: skip


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The whole case on one page."""
    return page(request, own_case(request, number), None)


def page(request: HttpRequest, found: OwnCase, error: GaoxinError | None, typed: Any = None) -> HttpResponse:
    """The page, with the problem of an act that failed and what was typed for it."""
    by, now, view = who(request), timezone.now(), found.view
    commitments = _commitments(by.zone, found, now)
    waits = tuple(
        str(_("提交承诺的材料：%(evidence)s") % {"evidence": row["row"].evidence})
        for row in commitments
        if row["waits"]
    )
    if waits and view.state in ISSUED:
        found = told(view, found.entries, by, waits)
    needs = selectors.requirements_of(by.zone, view.id)
    files = selectors.files_of(by.zone, view.id)
    context: dict[str, Any] = {
        "case": found, "typed": typed or {}, "key": new_key(), "needs": _needs(found.item, needs, files),
        "burden": burden_now(found, needs) if needs else None, 
        "documents": trust.documents_of(zone=by.zone, subject=f"case:{view.id}"),
        "decision": selectors.decision_of(by.zone, view.id), "licence": selectors.licence_of(by.zone, view.id),
        "corrections": selectors.corrections_of(by.zone, view.id), "commitments": commitments,
        "works": _works(by.zone, found, now), "is_draft": view.state == State.DRAFT,
        "scanner": malware.present() or not any(row["may"] for row in commitments),
    }  # fmt: skip
    context |= _ratings(by.zone, found)
    return render(
        request, "approvals/my/case.html", context | problem(error), status=status_of(error) if error else 200
    )


def _needs(item: Item, needs: tuple[Requirement, ...], files: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "code": need.material, "name": say(item.material(need.material).name), "way": need.way, "why": plain(need.why),
            "article": need.article, "files": [file for file in files if file.material == need.material],
        }
        for need in needs
    ]  # fmt: skip


def _commitments(zone: str, found: OwnCase, now: dt.datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for row in selectors.commitments_of(zone, found.view.id):
        finding = standing_of(found.item, row, now)
        material = found.item.material(row.material)
        over = bool(row.closed_at or row.revoked_at)
        rows.append({
            "row": row, "name": say(material.name), "word": WORDS_OF_STANDING[finding.standing.value],
            "standing": finding.standing.value, "reason": plain(finding.reason), "article": finding.article,
            "accepts": ",".join(f".{kind}" for kind in material.media), "media": "、".join(material.media).upper(),
            "waits": not over and row.evidence_at is None, "may": not over and "submit-evidence" in found.acts,
            "key": new_key(),
        })  # fmt: skip
    return rows


def _works(zone: str, found: OwnCase, now: dt.datetime) -> dict[str, Any] | None:
    """The holder's reports, what is due next, and the reports that fit now; None where the licence asks for none."""
    keep, reports = found.item.result.keep, selectors.reports_of(zone, found.view.id)
    if not reports:
        return None
    local, requests = timezone.localtime(now), selectors.start_requests_of(zone, found.view.id)
    waiting = next((asked for asked in requests if asked.decided_at is None), None)
    since = timezone.localtime(waiting.asked_at) if waiting else None
    try:
        standing: Holding | None = (
            holding(keep, reports, local, rulebook.calendar(), since) if keep.start_within else None
        )
    except CalendarMissing:
        standing = None
    offered = [
        {"kind": kind.value, "name": WORDS_OF_REPORTS[kind]}
        for kind, act in ACT_OF_REPORTS.items()
        if act in found.acts and _fits(reports, kind, local)
    ]
    return {
        "reports": [{"name": WORDS_OF_REPORTS[kind], "at": at} for kind, at in reports],
        "standing": standing,
        "duty": plain(standing.duty) if standing else "",
        "offered": offered,
        "may_extend": waiting is None and "ask-start-extension" in found.acts and _more_time(keep, reports, local),
        "requests": requests,
        "extensions": keep.start_extensions,
        "enquiry": found.item.service.enquiry,
    }


def _more_time(keep: Keep, reports: tuple[tuple[Report, dt.datetime], ...], at: dt.datetime) -> bool:
    """Whether an extension of the start can still be asked for."""
    try:
        check_start_extension(keep, reports, at, rulebook.calendar())
    except (GaoxinError, CalendarMissing):
        return False
    return bool(keep.start_within)


def _fits(reports: tuple[tuple[Report, dt.datetime], ...], kind: Report, at: dt.datetime) -> bool:
    try:
        check_report(reports, kind, at)
    except GaoxinError:
        return False
    return True


def _ratings(zone: str, found: OwnCase) -> dict[str, Any]:
    rows = selectors.ratings_of(zone, found.view.id)
    given = [row for row in rows if not row.by_default]
    done = bool(given) and found.view.channel == "online"
    return {
        "ratings": [{"row": row, "word": WORDS_OF_GRADES[row.grade]} for row in rows],
        "may_rate": "rate" in found.acts and not done,
        "grades": [{"code": code, "word": WORDS_OF_GRADES[code]} for code in reversed(GRADES)],
    }
