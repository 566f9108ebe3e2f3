"""Start: one item seen whole, for which enterprise, which phase, which project, with or without a commitment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Verdict
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.reforms import phase_open
from gaoxin.approvals.rules.reforms.commitments import may_commit
from gaoxin.approvals.services import drafting
from gaoxin.approvals.web.enterprise import needs
from gaoxin.approvals.web.enterprise.own import (
    Enterprise,
    address,
    applicants,
    at_window,
    chosen,
    key_from,
    new_key,
    problem,
    say,
    who,
)
from gaoxin.approvals.web.enterprise.plain import plain
from gaoxin.approvals.web.enterprise.questions import Question, asked_by, questions
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.ui.web.problems import status_of

TYPED = ("phase", "project_code", "commits", "channel", "former")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, item_code: str) -> HttpResponse:
    """The item with its documents and its choices; a POST opens the draft and goes to its form."""
    if request.method == "POST":
        try:
            return _open(request, item_code)
        except GaoxinError as error:
            return _page(request, item_code, error)
    return _page(request, item_code, None)


def _open(request: HttpRequest, item_code: str) -> HttpResponse:
    by, enterprise = who(request), chosen(request, applicants(request))
    if enterprise is None:
        raise NotFound(_("还没有可以代办的企业"), do=_("请企业先授权您"), article="行政许可法 29")
    typed = {name: request.POST.get(name, "").strip() for name in TYPED}
    item = _item(item_code, timezone.localdate())
    asked = questions([item], request.POST.dict())
    channel = typed["channel"] or ("window" if at_window(request) else "online")
    done = drafting.start_case(
        zone=by.zone, item_code=item_code, applicant=enterprise.identifier, by=by, at=timezone.now(),
        channel=channel, phase=typed["phase"], project_code=typed["project_code"],
        commits=typed["commits"] == "yes", former=typed["former"],
        facts=_first_facts(item, needs.facts_from(asked, request.POST)), key=key_from(request),
    )  # fmt: skip
    return redirect(address(request, "form", done.result["number"]))


def _first_facts(item: Item, facts: dict[str, Any]) -> dict[str, Any]:
    """Answers that no registry gives better: what a register keeps is read from it, not from a first guess."""
    kept = {field.code for field in item.fields if field.source}
    return {name: value for name, value in facts.items() if name not in kept and name in asked_by(item, opening=True)}


def _page(request: HttpRequest, item_code: str, error: GaoxinError | None) -> HttpResponse:
    day, values = timezone.localdate(), request.POST if request.method == "POST" else request.GET
    item = _item(item_code, day)
    asked: list[Question] = questions([item], values.dict())
    mine = applicants(request)
    enterprise = chosen(request, mine)
    found = needs.offer(item, day, needs.facts_from(asked, values))
    context: dict[str, Any] = {
        "offer": found, "item": found.item, "questions": asked, "enterprises": mine, "enterprise": enterprise,
        "typed": {name: values.get(name, "") for name in TYPED}, "key": key_from(request) or new_key(),
        "fees": found.item.service.fee, "channels": [_channel(code) for code in _channels(request, found.item)],
        "entrusted": enterprise is None or at_window(request) or who(request).may_act_for(enterprise.id, item_code),
        "kinds_fit": enterprise is None or enterprise.kind in found.item.applicants,
    }  # fmt: skip
    if enterprise:
        context |= _choices(request, enterprise, found.item, day, context["typed"]["project_code"])
    return render(
        request, "approvals/my/start.html", context | problem(error), status=status_of(error) if error else 200
    )


def _choices(request: HttpRequest, enterprise: Enterprise, item: Item, day: dt.date, project: str) -> dict[str, Any]:
    """What this enterprise may choose: 告知承诺 or the reason why not, phases with their verdicts, projects it used before."""
    by = who(request)
    findings = parties.credit_findings(zone=by.zone, party_id=enterprise.id, on=day)
    offered = "notify-and-commit" in item.reforms
    verdict = (
        may_commit(item, findings) if offered else Verdict(False, _("这个事项不实行告知承诺"), "国办发〔2020〕42号")
    )
    before = selectors.own_cases(zone=by.zone, by=by, applicant_id=enterprise.id, limit=50)
    return {
        "commitment": Verdict(verdict.allowed, plain(verdict.reason), verdict.article),
        "findings": findings,
        "phases": _phases(by.zone, enterprise, item, project) if "phased" in item.reforms else [],
        "projects": sorted({case.project_code for case in before if case.project_code}),
    }


def _phases(zone: str, enterprise: Enterprise, item: Item, project: str) -> list[dict[str, Any]]:
    granted = selectors.granted_phases(
        zone=zone, item_code=item.code, applicant_id=enterprise.id, project_code=project
    ) if project else frozenset[str]()  # fmt: skip
    return [
        {
            "code": phase.code,
            "name": say(phase.name),
            "verdict": _closed(item, phase.code, granted) if project else "",
        }
        for phase in item.phases
    ]


def _closed(item: Item, phase: str, granted: frozenset[str]) -> str:
    """Why the phase cannot be asked for yet; empty where it can."""
    verdict = phase_open(item, phase, granted)
    return "" if verdict else plain(verdict.reason)


def _channels(request: HttpRequest, item: Item) -> list[str]:
    """How the application may come in; what comes to the window does not come online."""
    known = item.service.channels
    return [code for code in known if code != "online"] if at_window(request) else list(known)


def _channel(code: str) -> dict[str, str]:
    return {"code": code, "name": {"online": _("网上"), "window": _("窗口"), "post": _("邮寄")}[code]}


def _item(code: str, day: dt.date) -> Item:
    found = next((item for item in needs.in_force(day) if item.code == code), None)
    if found is None:
        raise NotFound(_("没有这个事项"), do=_("从“我要办什么”里选择"))
    return found
