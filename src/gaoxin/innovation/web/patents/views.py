"""Patents as officers keep them: filters, years beside each other, fees due, import with a dry run, transfers with their paper."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.innovation.permissions.register import check_keeper, check_reader, may_keep
from gaoxin.innovation.rules.patents.rows import Owner
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.services.patents import TRANSFER, import_patents, record_fee, transfer
from gaoxin.innovation.web import showing
from gaoxin.innovation.web.policies import asking
from gaoxin.ui.tables import table
from gaoxin.ui.web.problems import status_of

MOST_TAKEN = 20_000  # rows of a file to take away
_OWNER = re.compile(r"(.+?)\s*[（(]\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%\s*[)）]")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list under filters that stand in the address, or with `?due=1` the fees due; `?form=` gives it as a file."""
    by, today = asking.who(request), timezone.localdate()
    check_reader(by, by.zone)
    filters = {name: request.GET.get(name, "").strip()[:100] for name in ("kind", "status", "text")}
    typed_year, due = request.GET.get("year", "").strip()[:4], request.GET.get("due", "") == "1"
    asked: dict[str, Any] = {**filters, "year": _year(typed_year)}
    form = request.GET.get("form", "")
    most, after = MOST_TAKEN if form else log.PAGE, request.GET.get("after", "")[:30]
    standing, counts = _standing(request), {}
    if due:
        fees = log.fees_due(zone=by.zone, today=today, standing=standing, after=after, most=most)
        rows, following, counts = fees.rows, fees.next, fees.counts
    else:
        rows, more = log.page(zone=by.zone, today=today, after=after, most=most, **asked)
        following = rows[-1].number if more else ""
    if form:
        return table(form, "fees-due" if due else "patents", [("patents", _lines(rows))], today)
    year = asked["year"] or today.year
    whole, kinds = log.years_beside(zone=by.zone, year=year)
    names = {one.code: asking.phrase({"zh": one.name.zh, "en": one.name.en}) for one in log.book().kinds}
    context: dict[str, Any] = {
        **filters, "typed_year": typed_year, "due": due, "rows": [showing.patent(row) for row in rows], "may": may_keep(by, by.zone),
        "after": following, "standing": standing,
        "counts": [(code, showing.FEE[code], n) for code, n in counts.items()], "kinds": log.book().kinds, "statuses": log.book().statuses,
        "year": str(year), "year_before": str(year - 1), "fees": log.book().fees,
        "years": [(_("合计"), whole), *((names[code], one) for code, one in kinds.items())],
        "query": urlencode({"due": "1", "standing": standing} if due else {**filters, "year": typed_year}),
    }  # fmt: skip
    return render(request, "innovation/patents/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, patent: str) -> HttpResponse:
    """One patent with its owners and fees; a transfer is entered with its paper, a fee with its receipt."""
    by, today = asking.who(request), timezone.localdate()
    check_reader(by, by.zone)
    view = log.one(zone=by.zone, number=patent.upper(), today=today)
    if view is None:
        raise NotFound("没有登记这件专利 no such patent", do="从专利台账进入 start from the list")

    def page(problem: GaoxinError | None) -> HttpResponse:
        context: dict[str, Any] = {
            "one": showing.patent(view), "may": may_keep(by, by.zone), "problem": problem, "typed": request.POST, "today": today,
            "transfer_article": TRANSFER, "transfers": [
                {"on": row.on, "evidence": row.evidence, "before": showing.owners(row.before), "after": showing.owners(row.after)}
                for row in log.transfers_of(zone=by.zone, number=view.number)
            ],
            "key": request.POST.get("key") if problem else asking.new_key(),
        }  # fmt: skip
        return render(request, "innovation/patents/one.html", context, status=status_of(problem) if problem else 200)

    if request.method != "POST":
        return page(None)
    try:
        if asking.text(request, "act") == "fee":
            paid = {"year": asking.number(request, "year"), "evidence": asking.text(request, "receipt")}
            record_fee(number=view.number, **paid, **asking.does(request))
            messages.success(request, _("年费已登记。"))
            return redirect("patents:one", view.number)
        owners = read_owners(asking.text(request, "owners"))
        on, evidence = _day(asking.text(request, "on")), asking.text(request, "evidence")
        transfer(number=view.number, owners=owners, on=on, evidence=evidence, **asking.does(request))
    except GaoxinError as error:
        return page(error)
    messages.success(request, _("转移已登记。"))
    return redirect("patents:one", view.number)


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest) -> HttpResponse:
    """A file is looked at first, or taken over whole; every wrong row is named, and with one of them nothing is written."""
    by = asking.who(request)
    check_keeper(by, by.zone)
    limits = log.book().limits
    context: dict[str, Any] = {
        "limits": limits, "mb": limits.bytes // 1_000_000, "columns": log.book().columns.items(), "needed": log.book().needed,
        "typed": request.POST, "key": asking.new_key(),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            outcome = _taken(request, by)
        except GaoxinError as error:
            context |= {"problem": error, "key": asking.text(request, "key")}
            return render(request, "innovation/patents/import.html", context, status=status_of(error))
        counts = {kind: outcome.count(kind) for kind in ("new", "changed", "same", "repeated")}
        context |= {"outcome": outcome, "wrong": outcome.wrong, "counts": counts}
        if not outcome.written:  # what was only looked at may be sent again as it is
            context["key"] = asking.text(request, "key") or context["key"]
        status = 422 if outcome.wrong else 200
    return render(request, "innovation/patents/import.html", context, status=status)


def _taken(request: HttpRequest, by: Actor) -> Any:
    file, most = request.FILES.get("file"), log.book().limits.bytes
    data = b"" if file is None or (file.size or 0) > most else file.read()
    if file is None or not data:
        raise Invalid(
            "没有文件，或者文件过大 no file, or too large a one",
            do=f"选一个不超过 {most // 1_000_000} MB 的文件 choose a smaller one",
        )
    dry = asking.text(request, "how") != "import"
    return import_patents(
        data=data, source=asking.text(request, "source") or file.name or "", today=timezone.localdate(), dry_run=dry,
        mapping=read_mapping(asking.text(request, "mapping")), **asking.does(request),
    )  # fmt: skip


def read_mapping(text: str) -> dict[str, str]:
    """Lines of `column=field`. Raises Invalid."""
    found: dict[str, str] = {}
    for line in (one.strip() for one in text.splitlines() if one.strip()):
        column, sign, field = line.partition("=")
        if not sign or not column.strip() or not field.strip():
            raise Invalid(f"列的对应写法不正确 not COLUMN=FIELD: {line[:40]!r}", do="例如 件号=number write like this")
        found[column.strip()] = field.strip()
    return found


def read_owners(text: str) -> list[Owner]:
    """One a line, with its share in brackets or without."""
    found: list[Owner] = []
    for line in (one.strip() for one in text.splitlines() if one.strip()):
        told = _OWNER.fullmatch(line)
        name = (told[1] if told else line)[:200]
        found.append(Owner(name, round(float(told[2]) * 100) if told else None))
    return found


def _standing(request: HttpRequest) -> str:
    """Raises Invalid for a standing that there is not."""
    told = request.GET.get("standing", "")
    if told and told not in log.LATE:
        raise Invalid(f"没有这种年费状态 no such standing: {told[:20]}", do=f"可选 choose: {'、'.join(log.LATE)}")
    return told


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and text > "1984" else None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None


def _lines(rows: list[log.PatentView]) -> list[list[Any]]:
    heads = [
        _("专利号"), _("名称"), _("类型"), _("权利人"), _("申请日"), _("授权公告日"), _("法律状态"), _("保护期至"), _("下次年费"),
        _("年费年度"), _("年费（元）"), _("年费状态"),
    ]  # fmt: skip
    lines: list[list[Any]] = [heads]
    for view in rows:
        told = showing.patent(view)
        kind = asking.phrase({"zh": told["kind"].zh, "en": told["kind"].en})
        owners = "；".join(name for name, _party in told["owners"])
        due = view.due
        fee: list[Any] = [due.on, due.year, due.yuan, str(told["fee"])] if due else ["", "", "", ""]
        lines.append([
            told["shown"], view.title, kind, owners, view.applied_on, view.granted_on or "", str(told["badge"]["word"]),
            view.expires_on, *fee,
        ])  # fmt: skip
    return lines
