"""Two workbooks are looked at first, then taken over: firms with their trade and target firms, and a newer input-output table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.investment.rules.chains.firmsheet import COLUMNS, OPTIONAL
from gaoxin.investment.selectors import chain_tables
from gaoxin.investment.services.chains.importing import import_firms
from gaoxin.investment.services.chains.tables import import_table
from gaoxin.investment.web.chains.pages import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest) -> HttpResponse:
    """Every wrong row or cell is named; one of them, and nothing is written."""
    by = actor_of(request)
    context: dict[str, Any] = {
        "columns": {
            sort: [(names[0], name in OPTIONAL[sort]) for name, names in columns.items()] for sort, columns in COLUMNS.items()
        },
        "mb": MOST_BYTES // 1_000_000, "typed": request.POST, "what": request.POST.get("what", "firms"),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            context |= _taken(request, timezone.now())
        except GaoxinError as error:
            context["problem"], status = error, 422
    context["table"] = chain_tables.table_in_force(by.zone).name
    return render(request, "investment/chains/import.html", context, status=status)


def _taken(request: HttpRequest, at: dt.datetime) -> dict[str, Any]:
    by, file = actor_of(request), request.FILES.get("file")
    data = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
    if file is None or not data:
        raise Invalid(
            "没有文件，或者文件过大 no file, or too large a one",
            do=f"选一个不超过 {MOST_BYTES // 1_000_000} MB 的 .xlsx",
        )
    common: dict[str, Any] = {"zone": by.zone, "data": data, "by": by, "at": at}
    dry = request.POST.get("how") != "import"
    if request.POST.get("what") != "table":
        return {"firms": import_firms(source=file.name or "", dry_run=dry, **common)}
    year = request.POST.get("year", "").strip()
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Invalid(
            f"年份不正确 the year cannot be: {year[:20]!r}", do="写投入产出表的年份 write the year of the table"
        )
    return {"read": import_table(year=int(year), source=request.POST.get("source", ""), dry_run=dry, **common)}
