"""The entry board, agreements, and what came of their promises."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.investment.models import Lead
from gaoxin.investment.selectors import leads_agreements
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.services.leads import agreeing
from gaoxin.investment.web.leads.asked import badge, day, lead_of, number, scope_of, who, works

INPUTS: dict[str, tuple[Any, str]] = {
    "investment_k": (gettext_lazy("计划投资"), "千元"), "output_k": (gettext_lazy("达产年产值"), "千元"),
    "tax_k": (gettext_lazy("达产年税收"), "千元"), "land_m2": (gettext_lazy("用地"), "㎡"),
    "energy_tce": (gettext_lazy("年综合能耗"), "tce"),
}  # fmt: skip
# standing of a promise -> (word, tone, sign)
STANDINGS: dict[str, tuple[Any, str, str]] = {
    "kept": (gettext_lazy("已兑现"), "good", "✓"), "running": (gettext_lazy("期限未到"), "quiet", "◔"),
    "short": (gettext_lazy("未达到"), "attention", "▽"), "late": (gettext_lazy("逾期"), "attention", "⌛"),
    "unknown": (gettext_lazy("到期，没有结果"), "attention", "?"),
}  # fmt: skip


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Leads before the board, each with its last score."""
    actor, _now, _today = who(request)
    rows = leads_agreements.waiting(zone=actor.zone, scope=scope_of(request))
    context = {"lines": [{"row": row, "score": score} for row, score in rows], "board": book().board}
    return render(request, "investment/leads/entry_board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the investor plans, and the score with every term."""
    row = lead_of(request, pk)
    if request.method != "POST":
        last = next(iter(leads_agreements.scores(row)), None)
        return _entry(request, row, last.inputs if last else {"investment_k": row.investment_k or ""})
    actor, now, _today = who(request)
    try:
        inputs = agreeing.as_inputs(request.POST)
        agreeing.score_entry(zone=actor.zone, pk=pk, inputs=inputs, by=actor, at=now)
    except GaoxinError as error:
        return _entry(request, row, request.POST, problem=error)
    messages.success(request, _("已评分。"))
    return redirect("leads:entry", pk)


@require_POST
def overrule(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The head decides against the score."""
    row = lead_of(request, pk)
    actor, now, _today = who(request)
    try:
        agreeing.overrule(
            zone=actor.zone, pk=pk, passed=request.POST.get("passed") == "yes", reason=request.POST.get("reason", ""), by=actor,
            at=now,
        )  # fmt: skip
    except GaoxinError as error:
        return _entry(request, row, {}, problem=error)
    messages.success(request, _("评审结论已改变，理由已记录。"))
    return redirect("leads:entry", pk)


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """What was promised beside what happened, agreement by agreement."""
    actor, _now, today = who(request)
    judged = leads_agreements.all_of(zone=actor.zone, scope=scope_of(request), on=today)
    lines = [_judged(one) for one in judged]
    context = {
        "lines": lines,
        "kept": sum(one.kept for one in judged),
        "of": sum(one.of for one in judged),
        "today": today,
    }
    return render(request, "investment/leads/agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The agreements of a lead beside their results, and a new one."""
    row = lead_of(request, pk)
    if request.method != "POST":
        return _agreement(request, row, {})
    sent, (actor, now, _today) = request.POST, who(request)
    try:
        agreeing.sign_agreement(
            zone=actor.zone, pk=pk, number=sent.get("number", ""), signed_on=day(sent.get("signed_on", ""), "签订日期 the signing "),
            promises=_promises(sent), remedies=sent.get("remedies", ""), by=actor, at=now,
        )  # fmt: skip
    except GaoxinError as error:
        return _agreement(request, row, sent, problem=error)
    messages.success(request, _("协议已登记。"))
    return redirect("leads:agreement", pk)


@require_POST
def result(request: HttpRequest, promise: uuid.UUID) -> HttpResponse:
    """What was found for one promise."""
    actor, now, _today = who(request)
    pk = leads_agreements.lead_of(zone=actor.zone, promise=promise)
    if pk is None:
        raise NotFound(f"没有这项承诺 no such promise: {promise}", do="核对编号 check it")
    row, sent = lead_of(request, pk), request.POST
    try:
        agreeing.record_result(
            zone=actor.zone, promise_id=promise, value=number(sent.get("value", "").strip()), source=sent.get("source", ""),
            on=day(sent.get("on", ""), "日期 the day "), by=actor, at=now, key=sent.get("key", ""),
        )  # fmt: skip
    except GaoxinError as error:
        return _agreement(request, row, {}, problem=error)
    messages.success(request, _("结果已登记。"))
    return redirect("leads:agreement", pk)


def _entry(request: HttpRequest, row: Lead, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    found = leads_agreements.scores(row)
    context = {
        "row": row, "stage": badge(row.stage), "scores": found, "last": found[0] if found else None, "board": book().board,
        "fields": [(name, word, unit, typed.get(name, "")) for name, (word, unit) in INPUTS.items()], "typed": typed,
        "grades": list(book().board.grades), "head": Role.HEAD in request.actor.roles,  # type: ignore[attr-defined]
        "writes": works(request) and not row.merged_into_id, **told,
    }  # fmt: skip
    return render(request, "investment/leads/entry.html", context, status=422 if told.get("problem") else 200)


def _agreement(request: HttpRequest, row: Lead, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    _actor, _now, today = who(request)
    kinds = [
        {"kind": kind, "value": typed.get(f"value-{kind.code}", ""), "due": typed.get(f"due-{kind.code}", "")}
        for kind in book().leads.promises
    ]
    context = {
        "row": row, "stage": badge(row.stage), "lines": [_judged(one) for one in leads_agreements.of_lead(row, today)],
        "kinds": kinds, "typed": typed, "key": uuid.uuid4().hex, "today": today,
        "writes": works(request) and not row.merged_into_id, **told,
    }  # fmt: skip
    return render(request, "investment/leads/agreement.html", context, status=422 if told.get("problem") else 200)


def _judged(one: leads_agreements.Judged) -> dict[str, Any]:
    rows = []
    for compared in one.rows:
        word, tone, sign = STANDINGS[compared.standing]
        kind = book().promise(compared.promise.code)
        rows.append({"row": compared, "kind": kind, "word": word, "tone": tone, "sign": sign})
    return {"agreement": one.agreement, "rows": rows, "kept": one.kept, "of": one.of}


def _promises(sent: Mapping[str, str]) -> list[agreeing.Promised]:
    """Those whose date was given. Raises Invalid for an amount that is none."""
    found: list[agreeing.Promised] = []
    for kind in book().leads.promises:
        due, text = sent.get(f"due-{kind.code}", "").strip(), sent.get(f"value-{kind.code}", "").strip()
        if not due and not text:
            continue
        value = number(text) if text else None
        if text and value is None:
            raise Invalid(
                f"{kind.name.zh}应为整数 {kind.name.en} must be a whole number: {text[:20]!r}", do="改正 correct it"
            )
        found.append(agreeing.Promised(kind.code, value, day(due, f"{kind.name.zh}的期限 the date of {kind.name.en} ")))
    return found
