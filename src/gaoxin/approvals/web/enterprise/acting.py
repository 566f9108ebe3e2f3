"""What an applicant does on a case: take it back, hand in promised evidence, report about the works, rate.

Each is a plain form with its own key; where the service says no, the page comes again with the reason and what was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.services import holding, promises, ratings, submission
from gaoxin.approvals.services.act import Done
from gaoxin.approvals.web.enterprise.cases import page
from gaoxin.approvals.web.enterprise.documents import keep_files
from gaoxin.approvals.web.enterprise.own import OwnCase, key_from, own_case, who
from gaoxin.core.errors import GaoxinError, Invalid


class Verb(Protocol):
    """A service on one case."""

    def __call__(self, *, zone: str, case_id: Any, by: Any, at: dt.datetime, key: str = "", **rest: Any) -> Done: ...


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back. Asked twice: the box must be ticked."""

    def act(case: OwnCase) -> Done:
        if request.POST.get("sure") != "yes":
            raise Invalid(_("没有撤回：请先勾选“确认撤回”"), do=_("勾选后再按按钮"), article="行政许可法 29")
        return _do(request, case, submission.withdraw, reason=request.POST.get("reason", "").strip())

    return _act(request, number, _("申请已撤回"), act)


@require_POST
def evidence(request: HttpRequest, number: str, material: str) -> HttpResponse:
    """The files that were promised, and that they are complete."""

    def act(case: OwnCase) -> Done:
        if request.FILES.getlist("files"):
            keep_files(request, case, material, request.FILES.getlist("files"))
        return _do(request, case, promises.submit_evidence, material=material)

    return _act(request, number, _("承诺的材料已提交，等待核验"), act, anchor="commitments")


@require_POST
def report(request: HttpRequest, number: str) -> HttpResponse:
    """A report about the works under the permit."""

    def act(case: OwnCase) -> Done:
        kinds = [kind.value for kind in (Report.STARTED, Report.STOPPED, Report.RESUMED)]
        kind = request.POST.get("kind", "")
        if kind not in kinds:
            raise Invalid(_("没有选择报告的内容"), do=_("选择开工、中止施工或者恢复施工"), article="建筑法 9；10")
        return _do(request, case, holding.report, kind=Report(kind), note=request.POST.get("note", "").strip())

    return _act(request, number, _("报告已登记"), act, anchor="works")


@require_POST
def extension(request: HttpRequest, number: str) -> HttpResponse:
    """More time to start the works, asked for before the time is over."""

    def act(case: OwnCase) -> Done:
        return _do(request, case, holding.ask_start_extension, reason=request.POST.get("why_later", "").strip())

    return _act(request, number, _("延期申请已登记，等待主管决定"), act, anchor="works")


@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """好差评 of the matter."""

    def act(case: OwnCase) -> Done:
        text = request.POST.get("text", "").strip()
        return _do(request, case, ratings.rate, grade=request.POST.get("grade", ""), text=text)

    return _act(request, number, _("谢谢您的评价"), act, anchor="rating")


def _do(request: HttpRequest, case: OwnCase, verb: Verb, **rest: Any) -> Done:
    by = who(request)
    return verb(zone=by.zone, case_id=case.view.id, by=by, at=timezone.now(), key=key_from(request), **rest)


def _act(
    request: HttpRequest, number: str, said: str, act: Callable[[OwnCase], Done], anchor: str = ""
) -> HttpResponse:
    """Do it, say so, and show the case again; a press that came twice says nothing new."""
    case = own_case(request, number)
    try:
        done = act(case)
    except GaoxinError as error:
        return page(request, own_case(request, number), error, typed=request.POST)
    if not done.repeated:
        messages.success(request, said)
    response = redirect("my:case", number=number)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response
