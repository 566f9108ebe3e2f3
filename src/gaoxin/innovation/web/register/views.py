"""The innovation register: universities, cooperation projects with sums, titles by level and state; officers add and move states."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.innovation.permissions.register import check_reader, may_keep
from gaoxin.innovation.rules.register import STATES, Sum
from gaoxin.innovation.selectors import register as log
from gaoxin.innovation.services import register
from gaoxin.innovation.web import showing
from gaoxin.innovation.web.policies import asking
from gaoxin.ui.tables import table
from gaoxin.ui.web.problems import status_of

MOST_K = 10**9


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Everything of the register; filters stand in the address, `?form=` gives it as a file."""
    by = asking.who(request)
    check_reader(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = _context(request, by.zone) | {
            "may": may_keep(by, by.zone), "problem": problem, "typed": request.POST if problem else {},
            "key": request.POST.get("key") if problem else asking.new_key(), "today": timezone.localdate(),
        }  # fmt: skip
        return render(request, "innovation/register/home.html", context, status=status_of(problem) if problem else 200)

    if request.method != "POST":
        if form := request.GET.get("form", ""):
            return _file(request, by.zone, form)
        return page(None)
    act, done = ACTS.get(asking.text(request, "act"), (_no_act, ""))
    return asking.acted(request, lambda: act(request), done, reverse("innovation:home"), page)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What everybody may read: universities, projects by year, titles by level and state; no enterprise is named."""
    zone = settings.ZONE
    rows = log.cooperation(zone=zone)
    years = sorted({one.row.began_on.year for one in rows}, reverse=True)
    context: dict[str, Any] = {
        "places": _places(zone), "count": len(log.universities(zone=zone)), "titles": _counts(log.standing_titles(zone=zone)),
        "years": [
            {"year": str(year), "n": len(of), "sums": showing.sums(log.totals(of, least_firms=log.PUBLISHED))}
            for year in years for of in [[one for one in rows if one.row.began_on.year == year]]
        ],
        "today": timezone.localdate(), "least": log.PUBLISHED,
    }  # fmt: skip
    return render(request, "innovation/register/public.html", context)


def _context(request: HttpRequest, zone: str) -> dict[str, Any]:
    typed = request.GET.get("year", "").strip()
    year = int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() else None
    rows = log.cooperation(zone=zone, year=year)
    lines = log.standing_titles(zone=zone)
    chosen = {name: request.GET.get(name, "") for name in ("title", "level", "state")}
    shown = [one for one in lines if all(not word or getattr(one, name) == word for name, word in chosen.items())]
    return {
        "universities": log.universities(zone=zone), "places": _places(zone), "year": typed, "chosen": chosen,
        "projects": [{"one": one, "sums": showing.sums(one.sums)} for one in rows], "totals": showing.sums(log.totals(rows)),
        "counts": _counts(lines), "lines": [showing.title(one) for one in shown[:200]], "more": len(shown) > 200,
        "titles": showing.TITLE.items(), "levels": showing.LEVEL.items(), "sums": showing.SUM.items(),
        "states": [(code, word) for code, (word, _tone, _sign) in showing.STATE.items()],
        "allowed": [(showing.TITLE[title], [showing.STATE[state][0] for state in states]) for title, states in STATES.items()],
    }  # fmt: skip


def _places(zone: str) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for row, _n in log.universities(zone=zone):
        found.setdefault(row.place, []).append(row)
    return list(found.items())


def _counts(lines: list[log.TitleLine]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for title, level, state, n in log.counted(lines):
        word, tone, sign = showing.STATE[state]
        found.append({
            "title": showing.TITLE[title], "level": showing.LEVEL[level], "n": n, "code": (title, level, state),
            "badge": {"word": word, "tone": tone, "sign": sign},
        })  # fmt: skip
    return found


def _file(request: HttpRequest, zone: str, form: str) -> HttpResponse:
    found = _context(request, zone)
    names = [str(word) for word in showing.SUM.values()]
    universities = [
        [_("高校"), _("所在省市"), _("标识码"), _("没有标识码的原因"), _("项目数")],
        *([row.name, row.place, row.code, row.code_note, n] for row, n in found["universities"]),
    ]
    projects = [
        [_("编号"), _("项目"), _("高校"), _("企业"), _("开始日期"), *(f"{name}（{_('万元')}）" for name in names)],
        *(
            [one["one"].row.number, one["one"].row.title, one["one"].university, one["one"].firm, one["one"].row.began_on,
             *(told["text"] for told in one["sums"])]
            for one in found["projects"]
        ),
    ]  # fmt: skip
    titles = [
        [_("企业"), _("称号"), _("级别"), _("状态"), _("日期"), _("凭证")],
        *(
            [one["firm"], str(one["title"]), str(one["level"]), str(one["badge"]["word"]), one["on"], one["evidence"]]
            for one in found["lines"]
        ),
    ]  # fmt: skip
    sheets = [(_("合作高校"), universities), (_("产学研合作项目"), projects), (_("称号"), titles)]
    return table(form, "innovation", sheets, timezone.localdate())


def _add_university(request: HttpRequest) -> None:
    row = register.NewUniversity(
        asking.text(request, "name")[:100], asking.text(request, "place")[:20], asking.text(request, "code"),
        asking.text(request, "code_note")[:100],
    )  # fmt: skip
    register.add_universities(rows=[row], **asking.does(request))


def _change_university(request: HttpRequest) -> None:
    register.change_university(
        university_id=asking.key_of(request, "university"), code=asking.text(request, "code"),
        code_note=asking.text(request, "code_note"), contact=asking.text(request, "contact"), **asking.does(request),
    )  # fmt: skip


def _add_project(request: HttpRequest) -> None:
    told = tuple(
        Sum(kind, state, amount_k, bound)
        for kind, state in showing.SUM
        for amount_k, bound in [_amount(asking.text(request, f"{kind}_{state}"))] if amount_k is not None
    )  # fmt: skip
    row = register.NewProject(
        asking.text(request, "number")[:32], asking.text(request, "title")[:200], asking.text(request, "university"), _firm(request),
        _day(request), told, asking.text(request, "source")[:200],
    )  # fmt: skip
    register.add_projects(rows=[row], **asking.does(request))


def _add_sum(request: HttpRequest) -> None:
    kind, _dash, state = asking.text(request, "sum").partition("-")
    amount_k, bound = _amount(asking.text(request, "amount"))
    if amount_k is None:
        raise Invalid("没有填写金额 no amount", do="填写万元数 write it in ten thousand yuan")
    register.record_sum(
        number=asking.text(request, "number"), told=Sum(kind, state, amount_k, bound), on=_day(request),
        source=asking.text(request, "source"), **asking.does(request),
    )  # fmt: skip


def _move_state(request: HttpRequest) -> None:
    row = register.NewState(
        _firm(request), asking.text(request, "title"), asking.text(request, "level"), asking.text(request, "state"), _day(request),
        asking.text(request, "evidence"),
    )  # fmt: skip
    register.record_states(rows=[row], **asking.does(request))


def _no_act(request: HttpRequest) -> None:
    raise Invalid("没有这个操作 no such act", do="从页面上的按钮提交 use a button of the page")


def _firm(request: HttpRequest) -> uuid.UUID:
    text = asking.text(request, "firm")
    found = log.enterprise_named(zone=asking.who(request).zone, text=text)
    if found is None:
        raise Invalid(
            f"没有这家企业 no such enterprise: {text[:40]}",
            do="写企业全称或者统一社会信用代码 write its full name or identifier",
        )
    return found


def _amount(text: str) -> tuple[int | None, str]:
    """`>1200` in ten thousand yuan as thousand yuan and its bound; None for nothing."""
    plain = text.replace(",", "").replace("，", "").replace("超过", ">").replace("＞", ">").strip()
    bound = ">" if plain.startswith(">") else ""
    plain = plain.removeprefix(">").strip()
    if not plain:
        return None, ""
    try:
        amount = Decimal(plain) * 10
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= MOST_K:
        raise Invalid(
            f"金额不正确 not an amount: {text[:30]!r}", do="填写万元数，下限写作 >1200 write >1200 for a bound"
        )
    return int(amount), bound


def _day(request: HttpRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(asking.text(request, "on"))
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None


ACTS: dict[str, tuple[Callable[[HttpRequest], None], Any]] = {
    "university": (_add_university, gettext_lazy("高校已登记。")),
    "university-change": (_change_university, gettext_lazy("高校信息已更新。")),
    "project": (_add_project, gettext_lazy("合作项目已登记。")),
    "sum": (_add_sum, gettext_lazy("金额已登记。")),
    "state": (_move_state, gettext_lazy("状态已登记。")),
}
