"""The engineer's form: works without script, and with it also without a network (progress.js keeps what waits)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.reporting import read_place, read_quantity
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services
from gaoxin.projects.services.progress import Reported
from gaoxin.projects.web.progress.asked import read_day, today, who
from gaoxin.projects.web.progress.words import amount

FIELDS = ("code", "quantity", "taken_on", "lat", "lon", "place", "reason", "key")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str) -> HttpResponse:
    """GET: the form. POST: one report; a program that asks for JSON gets the answer or the problem as JSON."""
    permissions.check_reports(who(request).zone, who(request))
    if request.method != "POST":
        return _form(request, number, {"taken_on": f"{today()}", "code": request.GET.get("code", "")})
    plain = request.headers.get("Accept", "").startswith("application/json")
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        told = _report(request, number, typed)
    except GaoxinError as error:
        if plain:
            return JsonResponse(error.as_dict(), status=_status(error))
        return _form(request, number, typed, problem=error)
    if plain:
        return JsonResponse({"id": str(told.id), "repeated": told.repeated, "sha256": told.sha256})
    messages.success(request, _("已报送，等待第二人确认后计入进度。"))
    return redirect("progress:project", number)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address that lets it serve the pages of progress."""
    path = finders.find("projects/progress-worker.js")
    with open(str(path), encoding="utf-8") as file:
        return HttpResponse(file.read(), content_type="text/javascript; charset=utf-8")


def _report(request: HttpRequest, number: str, typed: dict[str, str]) -> Reported:
    photo, actor = request.FILES.get("photo"), who(request)
    if photo is None:
        raise Invalid(_("没有照片"), why=_("进度须有照片佐证"), do=_("拍一张现场照片"))
    return services.report(
        zone=actor.zone, number=number, code=typed["code"], quantity=read_quantity(typed["quantity"]),
        taken_on=read_day(typed["taken_on"]), place=read_place(typed["lat"], typed["lon"], typed["place"]),
        photo_name=photo.name or "photo", photo=photo.read(), by=actor, at=timezone.now(), key=typed["key"],
        reason=typed["reason"],
    )  # fmt: skip


def _form(request: HttpRequest, number: str, typed: dict[str, str], problem: GaoxinError | None = None) -> HttpResponse:
    zone = who(request).zone
    project = permissions.project_for(zone, who(request), number, today())
    plan = reading.frozen(zone=zone, project_id=project.id)
    if plan is None:
        raise WrongState(_("这个项目还没有进度基线"), do=_("由负责人先冻结基线"))
    done = reading.quantities(zone=zone, project_ids=[project.id], on=today())[project.id]
    works: list[dict[str, Any]] = []
    names = {work.code: work.name for work in plan.plan.works}
    for work in plan.plan.works:
        if work.quantity is not None:
            above = f"{names[work.parent]} · " if work.parent else ""
            works.append({
                "code": work.code, "name": above + work.name, "unit": work.unit, "quantity": amount(work.quantity),
                "done": amount(done[work.code]) if work.code in done else "0",
            })  # fmt: skip
    context = {
        "project": project, "works": works, "typed": typed, "problem": problem, "key": typed.get("key") or uuid.uuid4().hex,
        "today": today(), "words": _words(),
    }  # fmt: skip
    return render(request, "projects/progress/report.html", context, status=_status(problem) if problem else 200)


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "waits": _("等待网络"), "sending": _("正在发送"), "sent": _("已送达，等待第二人确认"), "refused": _("平台没有接受"),
        "out": _("登录已失效：登录后自动发送"), "other": _("用报告人的账号登录后发送"), "remove": _("删除"), "again": _("再次发送"),
        "kept": _("已保存在这台手机上，网络恢复后自动发送。"), "located": _("已定位，精度约 %s 米"),
        "not_located": _("没有取得定位，请写明桩号或部位"),
        "lacking": _("这台手机不能离线保存，请在有网络时提交。"), "sure": _("确定删除这份没有送达的报告？"),
        "lost": _("报告打不开了，只能删除"),
    }  # fmt: skip


def _status(error: GaoxinError) -> int:
    return {NotAllowed: 403, NotFound: 404}.get(type(error), 409 if not isinstance(error, Invalid) else 422)
