"""The head's forms: the next baseline with its sums, and the cost of a month."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.works import MOST_WORKS, WHOLE, percent_text
from gaoxin.projects.rules.progress.writing import read_weight, read_work, write_work
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services
from gaoxin.projects.services.progress import importing
from gaoxin.projects.web.progress.asked import read_day, today, who

COLUMNS = ("code", "name", "parent", "kind", "weight", "unit", "quantity", "days", "not_before", "after", "cost")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPARE = 5  # empty rows below what is there


@require_http_methods(["GET", "HEAD", "POST"])
def baseline(request: HttpRequest, number: str) -> HttpResponse:
    """The rows of the newest baseline to be changed. `check` computes sums and dates and freezes nothing; `freeze` freezes; `read` fills
    the rows from a file. `?template=1`: the empty form of such a file."""
    actor = who(request)
    permissions.check_plans(actor.zone, actor)
    if request.GET.get("template"):
        response = HttpResponse(importing.template(today()), content_type=WORKBOOK)
        response["Content-Disposition"] = 'attachment; filename="baseline.xlsx"'
        return response
    project = reading.project_of(zone=actor.zone, number=number)
    last = reading.frozen(zone=actor.zone, project_id=project.id)
    if request.method != "POST":
        lines = [write_work(work) for work in last.plan.works] if last else []
        typed = {
            "starts_on": f"{last.row.starts_on if last else today()}", "budget_k": str(last.row.budget_k) if last else "",
            "reason": "", "number_before": str(last.row.number if last else 0), "key": uuid.uuid4().hex,
        }  # fmt: skip
        return _page(request, number, lines, typed)
    if request.POST.get("step") == "read":
        return _from_file(request, number, last)
    lines = rows_of(request)
    typed = {
        name: request.POST.get(name, "").strip() for name in ("starts_on", "budget_k", "reason", "number_before", "key")
    }
    try:
        works = [read_work(line) for line in lines]
        starts_on = read_day(typed["starts_on"])
        dates = services.preview(works=works, starts_on=starts_on)
        if request.POST.get("step") != "freeze":
            return _page(request, number, lines, typed, dates=dates)
        made = services.freeze_baseline(
            zone=actor.zone, number=number, after=_whole(typed["number_before"]), works=works, starts_on=starts_on,
            budget_k=_whole(typed["budget_k"]), reason=typed["reason"], by=actor, at=timezone.now(), key=typed["key"],
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, number, lines, typed, problem=error)
    messages.success(request, _("第 %(n)s 号基线已冻结，从今天起按它计算进度。") % {"n": made})
    return redirect("progress:project", number)


def _from_file(request: HttpRequest, number: str, last: reading.Frozen | None) -> HttpResponse:
    """The rows of the file in the editor, checked, to be frozen with one press; or every wrong row, and the editor as it was."""
    actor, sent = who(request), request.FILES.get("file")
    starts = request.POST.get("starts_on", "").strip()
    typed = {
        "starts_on": starts, "budget_k": request.POST.get("budget_k", "").strip(), "reason": request.POST.get("reason", "").strip(),
        "number_before": str(last.row.number if last else 0), "key": uuid.uuid4().hex,
    }  # fmt: skip
    former = [write_work(work) for work in last.plan.works] if last else []
    try:
        if sent is None:
            raise Invalid(_("没有选择文件"), do=_("选择填好的表"))
        draft = importing.draft_from_file(
            zone=actor.zone, data=sent.read(), by=actor, starts_on=read_day(starts) if starts else None
        )
    except GaoxinError as error:
        return _page(request, number, former, typed, problem=error)
    if draft.errors:
        return _page(request, number, former, typed, wrong=[(error.row, error.what) for error in draft.errors])
    typed["starts_on"] = f"{draft.starts_on}"
    typed["budget_k"] = str(draft.budget_k) if draft.budget_k is not None else typed["budget_k"]
    return _page(request, number, [write_work(work) for work in draft.works], typed, dates=dict(draft.dates))


@require_POST
def cost(request: HttpRequest, number: str) -> HttpResponse:
    """What one month cost."""
    actor, sent = who(request), request.POST
    month = read_day(f"{sent.get('month', '').strip()}-01")
    services.record_cost(
        zone=actor.zone, number=number, month=month, amount_k=_whole(sent.get("amount_k", "")), reason=sent.get("reason", ""),
        by=actor, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("%(month)s 的成本已登记。") % {"month": f"{month:%Y-%m}"})
    return redirect("progress:project", number)


@require_POST
def site(request: HttpRequest, number: str) -> HttpResponse:
    """An engineer is assigned to the project, or an assignment ends."""
    actor, sent, now = who(request), request.POST, timezone.now()
    if one := sent.get("assignment", ""):
        services.release(
            zone=actor.zone,
            number=number,
            assignment=_key(one),
            until=read_day(sent.get("until", "")),
            by=actor,
            at=now,
        )
        messages.success(request, _("派驻已结束。"))
    else:
        until = sent.get("until", "").strip()
        services.assign(
            zone=actor.zone, number=number, login=sent.get("login", ""), since=read_day(sent.get("since", "")),
            until=read_day(until) if until else None, by=actor, at=now,
        )  # fmt: skip
        messages.success(request, _("已派驻。"))
    return redirect("progress:project", number)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(_("没有这次派驻"), do=_("从项目页打开")) from None


def rows_of(request: HttpRequest) -> list[dict[str, str]]:
    """Rows of the form that say something. Raises Invalid where there are too many."""
    columns = [request.POST.getlist(name) for name in COLUMNS]
    if max(map(len, columns)) > MOST_WORKS + SPARE or len({len(column) for column in columns}) > 1:
        raise Invalid(_("表格不完整"), do=_("重新打开基线页面"))
    rows = [dict(zip(COLUMNS, (text.strip() for text in row), strict=True)) for row in zip(*columns, strict=True)]
    return [row for row in rows if any(row[name] for name in COLUMNS if name != "kind")]


def sums(lines: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Weights by level: its name, the sum, and whether it is 100 %. A weight that cannot be read counts nothing."""
    names = {"": _("全部工程")} | {line["code"]: f"{line['code']} {line['name']}" for line in lines}
    levels: dict[str, int] = {}
    for line in lines:
        try:
            weight = read_weight(line["code"], line["weight"])
        except GaoxinError:
            weight = 0
        levels[line["parent"]] = levels.get(line["parent"], 0) + weight
    return [
        {
            "code": code, "name": names.get(code, code), "sum": percent_text(total), "fine": total == WHOLE,
            "off": f"{Decimal(total - WHOLE) / 100:+f}",
        }
        for code, total in levels.items()
    ]  # fmt: skip


def _page(
    request: HttpRequest, number: str, lines: list[dict[str, str]], typed: dict[str, str],
    dates: dict[str, Any] | None = None, problem: GaoxinError | None = None, wrong: list[tuple[int, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    actor = who(request)
    project = reading.project_of(zone=actor.zone, number=number)
    empty = dict.fromkeys(COLUMNS, "") | {"kind": "work"}
    rows = [line | {"dates": (dates or {}).get(line["code"])} for line in [*lines, *[empty] * SPARE]]
    context = {
        "project": project, "rows": rows, "typed": typed, "sums": sums(lines), "problem": problem, "checked": dates is not None,
        "wrong": wrong, "first": typed["number_before"] == "0",
        "finish": max((slot.finish for slot in (dates or {}).values()), default=None),
    }  # fmt: skip
    return render(request, "projects/progress/baseline.html", context, status=422 if problem or wrong else 200)


def _whole(text: str) -> int:
    """A whole number as typed; -1, which the service refuses, for what is none."""
    clean = text.replace(",", "").strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 14 else -1
