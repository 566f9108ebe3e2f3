"""A visit written down, also without a network: the draft waits in the browser and is sent with its own key."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError
from gaoxin.investment.services.leads.moving import record_visit
from gaoxin.investment.web.leads.asked import KINDS, day, lead_of, who


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form; a draft sent by the script is answered as JSON, refused or not."""
    lead = lead_of(request, pk)
    actor, now, today = who(request)
    scripted = request.headers.get("Accept") == "application/json"
    if request.method != "POST":
        context = {
            "row": lead,
            "kinds": KINDS.items(),
            "typed": {"on": today.isoformat()},
            "key": uuid.uuid4().hex,
            "today": today,
        }
        return render(request, "investment/leads/visit.html", context | {"words": _words()})
    sent = request.POST
    try:
        due = day(sent["next_due"], "下一步的期限 the next step ") if sent.get("next_due") else None
        record_visit(
            zone=actor.zone, pk=pk, on=day(sent.get("on", ""), "走访日期 the visit "), kind=sent.get("kind", ""), by=actor, at=now,
            key=sent.get("key", ""), next_due=due, **{name: sent.get(name, "") for name in ("place", "met", "notes", "next_step")},
        )  # fmt: skip
    except GaoxinError as error:
        if scripted:
            return JsonResponse(error.as_dict(), status=422)
        context = {
            "row": lead, "kinds": KINDS.items(), "typed": sent, "key": sent.get("key") or uuid.uuid4().hex, "today": today,
            "problem": error, "words": _words(),
        }  # fmt: skip
        return render(request, "investment/leads/visit.html", context, status=422)
    if scripted:
        return JsonResponse({"kept": True})
    messages.success(request, _("走访已登记。"))
    return redirect("leads:lead", pk)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from an address that lets it serve the pages of leads."""
    path = finders.find("investment/leads-worker.js")
    if not isinstance(path, str):
        raise Http404
    return HttpResponse(
        Path(path).read_bytes(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _words() -> dict[str, str]:
    return {
        "kept": _("已存在本机，恢复网络后自动提交。"), "sent": _("已提交"), "refused": _("未被接受"), "waits": _("等待提交"),
        "again": _("现在提交"), "remove": _("删除草稿"), "sure": _("确定删除这份草稿？"), "out": _("请重新登录后提交"),
        "lost": _("草稿打不开了，只能删除"),
    }  # fmt: skip
