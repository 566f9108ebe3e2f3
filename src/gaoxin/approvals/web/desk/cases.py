"""The case page, the acts that are posted from it, and its files. A second officer who comes too late sees why, and the present."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.accounts.selectors import role_words
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.acts import State, acts_for
from gaoxin.approvals.rules.clock.ledger import next_due, replay
from gaoxin.approvals.rules.items.model import Text
from gaoxin.approvals.services import files, rulebook
from gaoxin.approvals.services.dossier import Dossier, Need, Value, document_of, dossier, upload_of
from gaoxin.approvals.services.requirements import RECEIVED_ON
from gaoxin.approvals.web.desk import words
from gaoxin.approvals.web.desk.acts import HANDLERS
from gaoxin.approvals.web.desk.asked import Asked, new_key, now, officer, swaps
from gaoxin.approvals.web.ribbon import burden_of, next_step_of, ribbon_of
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.trust import selectors as trust
from gaoxin.ui.templatetags.law import said
from gaoxin.ui.templatetags.ui import burden_bar
from gaoxin.ui.web.problems import status_of

SHOWN = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the correction notice beside what has become of it."""

    name: Text | str
    asked: str
    answer: str
    need: Need | None
    value: Value | None


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Everything to decide on, on one page."""
    return _page(request, number)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one act and go back to the case. Where it is refused, the case as it is now with the reason above, nothing typed lost."""
    actor, at = officer(request), now()
    view = selectors.case(zone=actor.zone, reference=number, by=actor)
    if request.method == "GET":
        return HttpResponseRedirect(reverse("desk:case", args=[view.number]))
    try:
        done = HANDLERS[act](Asked(act, view, actor, at, request))
    except GaoxinError as error:
        return _problem(request, number, act, error)
    word = words.act_word(act)
    told = _("此前已经办理过，没有重复办理：%(act)s") if done.repeated else _("已办理：%(act)s")
    messages.success(request, told % {"act": word})
    return HttpResponseRedirect(reverse("desk:case", args=[view.number]))


@require_GET
def file(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A file of the case, for those who may see the case; shown in the browser only where its kind is harmless."""
    actor = officer(request)
    found = upload_of(zone=actor.zone, reference=number, sha256=sha256, by=actor)
    return _sent(files.path_of(actor.zone, found.sha256), found.name, found.media)


@require_GET
def document(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """A signed notice, receipt or letter of the case, or its licence."""
    actor = officer(request)
    found = document_of(zone=actor.zone, reference=number, pk=document, by=actor)
    return _sent(trust.path_of(found), f"{found.title}.pdf", "pdf")


def _sent(path: Path | None, name: str, media: str) -> FileResponse:
    try:
        stream = path.open("rb") if path else None
    except OSError:
        stream = None
    if stream is None:
        raise NotFound("文件不在存储中 the file is not there", do="联系系统管理员恢复存储 ask the administrator")
    kind = SHOWN.get(media)
    response = FileResponse(
        stream, as_attachment=kind is None, filename=name, content_type=kind or "application/octet-stream"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _problem(request: HttpRequest, number: str, act: str, error: GaoxinError) -> HttpResponse:
    """The problem and the present state: for htmx the fragment alone, else the whole page with what was typed."""
    if not swaps(request):
        return _page(request, number, problem=error, act=act)
    actor = officer(request)
    view = selectors.case(zone=actor.zone, reference=number, by=actor)
    context = {"problem": error, "view": view}
    response = render(request, "approvals/desk/_stale.html", context, status=status_of(error))
    response["X-Problem"] = "1"
    return response


def _page(request: HttpRequest, number: str, *, problem: GaoxinError | None = None, act: str = "") -> HttpResponse:
    actor, at = officer(request), now()
    found = dossier(zone=actor.zone, reference=number, by=actor, at=at)
    context = {
        "d": found,
        "problem": problem,
        "tried": act,
        "key": new_key(),
        "me": actor,
        **_drawn(found, actor, at),
        **_told(found),
        "acts": _forms(found, act, request.POST, actor, at),
        "may_correct": "submit-corrections" in acts_for(State(found.view.state), actor),
    }
    response = render(request, "approvals/desk/case.html", context, status=status_of(problem) if problem else 200)
    if problem:
        response["X-Problem"] = "1"
    return response


def _drawn(found: Dossier, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Ribbon, bar and next step."""
    calendar, limits = rulebook.calendar(), found.item.limits
    try:
        due = next_due(replay(found.entries, limits, calendar)) if found.entries else None
    except CalendarMissing:
        due = None
    burden = burden_of(found.burden, found.before)
    return {
        "ribbon": ribbon_of(found.entries, limits, calendar, at),
        "burden": burden,
        "parts": burden_bar(burden)["parts"],
        "step": next_step_of(found.view, actor, due=due, suspended=found.suspended, link="#acts"),
    }


def _told(found: Dossier) -> dict[str, Any]:
    """Codes turned into words, and the correction notice beside what changed since."""
    needs, values = {n.code: n for n in found.needs}, {v.code: v for v in found.values}
    asked = {correction.element for correction, _name in found.corrections}
    return {
        "changes": [
            Change(name, c.text, c.answer, needs.get(c.element), values.get(c.element)) for c, name in found.corrections
        ],
        "beside": [n for n in found.needs if n.fresh and n.code not in asked]
        + [v for v in found.values if v.fresh and v.code not in asked],
        "verdicts": [(v, text, _plain(v.reason, found)) for v, text in found.verdicts],
        "history": [(told, words.act_word(told.act)) for told in reversed(found.history)],
        "promises": [(p, words.STANDINGS[p.finding.standing]) for p in found.promises],
        "ratings": [(rating, words.GRADES.get(rating.grade, rating.grade)) for rating in found.ratings],
        "channel": words.CHANNELS.get(found.view.channel, found.view.channel),
        "outcome": words.OUTCOMES.get(found.decision.outcome, "") if found.decision else "",
        "received": found.view.submitted_at and localtime(found.view.submitted_at),
    }


def _plain(reason: str, found: Dossier) -> str:
    """A machine's reason with the names of the form's fields in place of their codes."""
    names = {field.code: said(field.name) for field in found.item.fields} | {RECEIVED_ON: _("收到申请之日")}
    return re.sub(r"[a-z][a-z0-9_]*", lambda word: names.get(word[0], word[0]), reason)


def _forms(found: Dossier, tried: str, posted: QueryDict, actor: Actor, at: dt.datetime) -> list[Mapping[str, Any]]:
    """The forms of the acts on offer, in the order of the page; the first main one stands open, and the one just tried."""
    offered = [name for name in words.ACTS if name in found.offers]
    first = next((name for name in offered if name in words.MAIN), "")
    return [
        {
            "name": name,
            "word": words.ACTS[name],
            "template": f"approvals/desk/acts/{name}.html",
            "url": reverse(f"desk:{name}", args=[found.view.number]),
            "open": name == (tried or first),
            "grave": name in words.GRAVE,
            "decides": name in ("grant", "seal"),
            "posted": posted if name == tried else {},
            **_choices(found, name, posted if name == tried else QueryDict(), actor, at),
        }
        for name in offered
    ]


def _choices(found: Dossier, name: str, posted: QueryDict, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """What a form offers to choose from, read from the law; who can take the case, from the accounts."""
    match name:
        case "request-corrections":
            ticked = posted.getlist("element")
            return {"choices": [(c, text, c in ticked, posted.get(f"text-{c}", "")) for c, text in found.correctable]}
        case "assign":
            hands = selectors.hands_for(zone=actor.zone, case_id=found.view.id, by=actor, at=at)
            return {"choices": [(hand, "、".join(role_words(hand.officer.roles))) for hand in hands]}
        case "suspend":
            return {"choices": [(code, p.name, p.basis) for code, p in rulebook.special_procedures().items()]}
        case "refuse":
            return {"choices": [(g.code, g.text, g.basis) for g in found.item.refusal_grounds]}
        case "not-accept":
            return {"choices": list(words.BECAUSE.items())}
        case "revoke" | "cancel":
            return {"choices": [(code, g.name, g.basis) for code, g in rulebook.ending_grounds()[name].items()]}
        case _:
            return {}
