"""Handing in: everything on one page, the commitment letter read and signed where one was chosen, and the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.accounts.web.proofs import second_factor_first
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.materials.burden import MISSING
from gaoxin.approvals.rules.reforms.commitments import letter
from gaoxin.approvals.services import malware, rulebook, submission
from gaoxin.approvals.web.enterprise import documents
from gaoxin.approvals.web.enterprise.forms import form_of
from gaoxin.approvals.web.enterprise.own import (
    OwnCase,
    address,
    at_window,
    key_from,
    new_key,
    own_case,
    problem,
    who,
)
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.limits import in_words
from gaoxin.parties import selectors as parties
from gaoxin.trust import selectors as trust
from gaoxin.ui.web.problems import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """What is handed in, seen whole. With a commitment, the way on is its letter; else the button hands it in."""
    case = own_case(request, number)
    if gone := _handed_in(request, case):
        return gone
    if request.method == "POST" and (at_window(request) or not case.view.commits):
        return _hand_in(request, case, agrees=False)
    return _page(request, case, None)


@require_POST
def paper(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """At the window: the scan of what the applicant signed, handed in before the application is."""
    case = own_case(request, number)
    if gone := _handed_in(request, case):
        return gone
    try:
        count = documents.keep_files(request, case, code, request.FILES.getlist("files"))
    except GaoxinError as error:
        return _page(request, case, error)
    messages.success(request, _("已上传 %(count)s 个文件") % {"count": count})
    return redirect(f"{address(request, 'submit', number)}{documents.follow_query(request)}#paper-{code}")


@require_safe
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """At the window: the commitment letter to be printed, read and signed by the applicant. Nobody signs on this page."""
    case = own_case(request, number)
    if gone := _handed_in(request, case):
        return gone
    if not case.view.commits:
        return redirect(address(request, "submit", number))
    return render(request, "approvals/window/letter.html", {"case": case, "letter": _letter(request, case)})


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The commitment letter, read in the page. Whoever signs has just proved with a second factor who they are."""
    case = own_case(request, number)
    if gone := _handed_in(request, case):
        return gone
    if not case.view.commits:
        return redirect(address(request, "submit", number))
    if asked := second_factor_first(request):
        return asked
    if request.method == "POST":
        return _hand_in(request, case, agrees=request.POST.get("agrees") == "yes")
    return _letter_page(request, case, None)


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What was received and when; the signed receipt to take away. By htmx: the list alone, until it is signed."""
    case = own_case(request, number)
    if case.view.submitted_at is None:
        return redirect(address(request, "form", number))
    found = trust.documents_of(zone=who(request).zone, subject=f"case:{case.view.id}")
    template = "approvals/my/_told.html" if getattr(request, "htmx", False) else "approvals/my/receipt.html"
    context = {"case": case, "told": found, "waiting": any(row.signed_at is None for row in found)}
    return render(request, template, context)


def _hand_in(request: HttpRequest, case: OwnCase, *, agrees: bool) -> HttpResponse:
    by, number = who(request), case.view.number
    try:
        if case.view.commits and agrees and request.POST.get("signer", "").strip() != by.name:
            raise Invalid(
                _("签署人姓名与登录账号不一致"), why=_("签署人是 %(name)s") % {"name": by.name}, do=_("填写您本人的姓名"),
                article="电子签名法 13",
            )  # fmt: skip
        done = submission.submit(
            zone=by.zone, case_id=case.view.id, by=by, at=timezone.now(), agrees=agrees,
            deferred=documents.following(request, case), as_it_is=request.POST.get("as_it_is") == "yes",
            key=key_from(request),
        )  # fmt: skip
    except GaoxinError as error:
        show = _letter_page if case.view.commits and not at_window(request) else _page
        return show(request, case, error)
    if not done.repeated:
        messages.success(request, _("申请已提交"))
    return redirect(address(request, "receipt", number))


def _page(request: HttpRequest, case: OwnCase, error: GaoxinError | None) -> HttpResponse:
    context = _common(request, case) | {"form": form_of(case.view, case.item), "opening": _opening(case)}
    context |= {"papers": documents.papers_of(request, case), "scanner": malware.present()}
    return render(request, "approvals/my/submit.html", context | problem(error), status=_status(error))


def _letter_page(request: HttpRequest, case: OwnCase, error: GaoxinError | None) -> HttpResponse:
    context = _common(request, case) | {"letter": _letter(request, case), "signer": request.POST.get("signer", "")}
    return render(request, "approvals/my/sign.html", context | problem(error), status=_status(error))


def _letter(request: HttpRequest, case: OwnCase) -> dict[str, Any]:
    """The letter as it would be signed now, its limits in words."""
    view, calendar = case.view, rulebook.calendar()
    content = letter(
        case.item, applicant=view.applicant, number=view.number, at=calendar.local(timezone.now()),
        identifier=parties.identifier_of(zone=who(request).zone, party_id=view.applicant_id),
    )  # fmt: skip
    content["replaces"] = [{**row, "within": row["within"] and in_words(row["within"])} for row in content["replaces"]]
    return content


def _common(request: HttpRequest, case: OwnCase) -> dict[str, Any]:
    follows = documents.following(request, case)
    resolved = documents.resolved(request, case, follows)
    found = documents.needs_of(request, case, resolved, follows)
    left = form_of(case.view, case.item).left
    return {
        "case": case, "needs": found, "follows": follows, "key": key_from(request) or new_key(), "steps_at": "submit",
        "burden": documents.burden_now(case, resolved), "left": left,
        "missing": [need for need in found if need.way == MISSING],
        "as_it_is": request.POST.get("as_it_is") == "yes", "me": who(request).name,
    }  # fmt: skip


def _opening(case: OwnCase) -> str:
    """When the window opens next, for an application by that channel outside its hours."""
    if case.view.channel != "window":
        return ""
    calendar, now = rulebook.calendar(), timezone.now()
    opening = calendar.next_opening(now, service=case.item.service.saturday)
    return "" if opening <= calendar.local(now) else f"{opening:%Y-%m-%d %H:%M}"


def _handed_in(request: HttpRequest, case: OwnCase) -> HttpResponse | None:
    """A second tab, the back button, a second press: nothing is handed in twice, and the page says how it stands."""
    if case.view.state == State.DRAFT:
        return None
    if request.method != "POST":
        messages.info(request, _("申请已经提交过，没有重复提交。下面是办件现在的状态。"))
        return redirect(address(request, "case", case.view.number))
    return redirect(address(request, "receipt" if case.view.submitted_at else "case", case.view.number))


def _status(error: GaoxinError | None) -> int:
    return status_of(error) if error else 200
