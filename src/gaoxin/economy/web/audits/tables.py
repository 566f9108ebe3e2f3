"""A foreign table is sent, looked at and not kept; what was found is shown, and taken away as JSON or XLSX."""

from __future__ import annotations

import json
import re
from typing import Any, cast
from urllib.parse import quote

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.economy.permissions.tables import check_checker
from gaoxin.economy.selectors.tables.auditing import audited_bytes
from gaoxin.economy.selectors.tables.book import book
from gaoxin.economy.web.audits.table_views import finding_views, profile_lines
from gaoxin.economy.web.audits.table_workbook import workbook
from gaoxin.ui.web.problems import status_of

SALT = "gaoxin.economy.table-audit"
SHOWN = 60  # findings on the page; all of them are in the files


@require_http_methods(["GET", "HEAD", "POST"])
def tables_page(request: HttpRequest) -> HttpResponse:
    """The form; with a file, its findings below."""
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    check_checker(actor, actor.zone)
    typed = {name: request.POST.get(name, "").strip()[:200] for name in ("unit", "period")}
    context: dict[str, Any] = {"typed": typed, "most": book().limits.web_bytes // 1_000_000}
    if request.method != "POST":
        return render(request, "economy/audits/tables.html", context)
    try:
        report = audited_bytes(*_sent(request), **typed)
    except GaoxinError as error:
        return render(request, "economy/audits/tables.html", {**context, "problem": error}, status=status_of(error))
    context |= {
        "report": report,
        "lines": profile_lines(report),
        "findings": finding_views(report)[:SHOWN],
        "kept": signing.dumps(report.as_dict(), salt=SALT, compress=True),
    }
    return render(request, "economy/audits/tables.html", context)


@require_POST
def tables_file(request: HttpRequest) -> HttpResponse:
    """The same findings as a file. They come back signed from the page, since nothing is kept here."""
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    check_checker(actor, actor.zone)
    try:
        told = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        error = Invalid("结果已失效 these findings are no longer valid", do="重新审核该文件 audit the file again")
        context = {"typed": {}, "most": book().limits.web_bytes // 1_000_000, "problem": error}
        return render(request, "economy/audits/tables.html", context, status=status_of(error))
    name = re.sub(r"[^\w.-]+", "_", str(told.get("file", "table")))[:80]
    if request.POST.get("as") == "xlsx":
        kind, data, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook(told), "xlsx"
    else:
        kind, data, ending = (
            "application/json; charset=utf-8",
            json.dumps(told, ensure_ascii=False, indent=2).encode(),
            "json",
        )
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'audit-{name}.{ending}')}"
    return answer


def _sent(request: HttpRequest) -> tuple[str, bytes]:
    found = request.FILES.get("file")
    if found is None or not found.name:
        raise Invalid("没有选择文件 no file is chosen", do="选择文件后再提交 choose one")
    most = book().limits.web_bytes
    if (found.size or 0) > most:
        raise Invalid(f"文件过大 the file is too large: {found.size:,} B", do="用命令行审核 use ./gaoxin data audit")
    return found.name, found.read()
