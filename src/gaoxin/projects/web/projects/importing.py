"""Files of projects and of monthly investment from a page: tried first, then all rows or none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.projects.permissions.projects import may
from gaoxin.projects.services.projects.importing import investment_from_file, projects_from_file
from gaoxin.projects.services.projects.sheets import COLUMNS
from gaoxin.projects.web.projects.pages import actor_of

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """The form; what is wrong row by row; or what was imported."""
    if request.method != "POST":
        return _page(request)
    by, what = actor_of(request), request.POST.get("what", "")
    try:
        act: Any = {"projects": projects_from_file, "investment": investment_from_file}.get(what)
        if act is None:
            raise Invalid("没有选择导入什么 say what it is", do="选择项目或者月度投资 choose one")
        found = request.FILES.get("file")
        if found is None or not found.name:
            raise Invalid(_("没有选择文件"), do="选择文件后再提交 choose one")
        done = act(
            zone=by.zone, data=found.read(MOST_BYTES + 1), source=found.name, at=timezone.localtime(), by=by,
            dry_run=request.POST.get("act") != "take",
        )  # fmt: skip
    except Invalid as error:
        return _page(request, error)
    changed = getattr(done, "updated", None)
    counts = f"{_('新增')} {done.added}，{_('更新')} {done.revised if changed is None else changed}，{_('不变')} {done.known}"
    if not done.errors and request.POST.get("act") == "take":
        messages.success(request, _("已导入：") + counts)
        return redirect("projects:list" if what == "projects" else "projects:investment")
    return _page(request, errors=done.errors, counts=counts)


def _page(request: HttpRequest, problem: GaoxinError | None = None, errors: Any = (), counts: str = "") -> HttpResponse:
    by, what = actor_of(request), request.POST.get("what", "")
    allowed = [code for code, act in (("projects", "open"), ("investment", "invest")) if may(by, by.zone, act)]
    columns = [(code, [names[0] for names in COLUMNS[code].values()]) for code in allowed]
    context = {
        "problem": problem, "errors": errors[:SHOWN], "count": len(errors), "counts": "" if errors else counts, "what": what,
        "columns": columns,
    }  # fmt: skip
    return render(request, "projects/projects/import.html", context, status=422 if problem or errors else 200)
