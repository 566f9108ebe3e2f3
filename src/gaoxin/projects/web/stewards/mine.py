"""The enterprise's side: who serves us, ask once, read answers, rate them, declare the return to work, wish, entrust, our file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.projects.selectors.stewards import care, file, returning, serving
from gaoxin.projects.selectors.stewards import inquiries as log
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import caring, entrusting, inquiries
from gaoxin.projects.services.stewards import returning as rounds
from gaoxin.projects.web.stewards import asking, records
from gaoxin.projects.web.stewards.desk import line

Choice = tuple[uuid.UUID, str]
MOST_PARTIAL = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything of one enterprise; `?party=` chooses among several."""
    return _page(request, None)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A question, once."""
    return _act(
        request, _("已提交。首次答复的时间见下。"),
        lambda does: inquiries.ask(**does, subject=asking.text(request, "subject"), text=asking.text(request, "text")),
    )  # fmt: skip


@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """A wish."""
    return _act(request, _("诉求已登记。"), lambda does: caring.wish(**does, text=asking.text(request, "text")))


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """The return to work."""

    def act(does: dict[str, Any]) -> None:
        told = rounds.Declared(
            day=asking.day(request, "day"), returned=request.POST.get("returned") == "1",
            capacity=asking.number(request, "capacity"), workers_back=asking.number(request, "workers_back"),
            workers=asking.number(request, "workers"), obstacles=request.POST.getlist("obstacle"),
            words=asking.text(request, "words"),
        )  # fmt: skip
        rounds.declare(**does, year=asking.number(request, "year"), told=told)

    return _act(request, _("已填报，专员核实后生效。"), act)


@require_POST
def entrust(request: HttpRequest) -> HttpResponse:
    """One item is given to the steward, until a day."""
    return _act(
        request, _("已委托给您的专员。"),
        lambda does: entrusting.entrust(
            **does, item=asking.text(request, "item"), until=asking.end_of(request, "until"), words=asking.text(request, "words")
        ),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, inquiry: uuid.UUID) -> HttpResponse:
    """One question with its answers; ask on, and rate once."""
    by, now = asking.who(request), timezone.now()
    view, course = log.one(zone=by.zone, inquiry_id=inquiry, by=by, now=now)

    def page(problem: GaoxinError | None) -> HttpResponse:
        entries = [
            {"entry": entry, "word": asking.ENTRY[entry.kind], "office": asking.office_name(entry.office)}
            for entry in course
        ]
        context = {
            **line(view), "course": entries, "problem": problem, "typed": request.POST, "key": asking.new_key(),
            "why": log.why(view).steps, "stars": (5, 4, 3, 2, 1),
            "may_rate": view.first_answer_at is not None and view.stars is None, "may_add": view.closed_at is None,
        }  # fmt: skip
        return render(request, "projects/stewards/question.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    does: dict[str, Any] = {
        "zone": by.zone,
        "inquiry_id": inquiry,
        "at": now,
        "by": by,
        "key": asking.text(request, "key"),
    }
    said = asking.text(request, "text")
    try:
        act, done = asking.chosen_act(request, {
            "add": (lambda: inquiries.add(**does, text=said), _("已追问。")),
            "rate": (lambda: inquiries.rate(**does, stars=asking.number(request, "stars"), text=said), _("谢谢评价。")),
        })  # fmt: skip
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, reverse("mysteward:question", args=[inquiry]), page)


@require_safe
def own_file(request: HttpRequest) -> HttpResponse:
    """What the platform knows of us."""
    by = asking.who(request)
    party = _chosen(_choices(by), request.GET.get("party", ""))
    found = file.enterprise_file(zone=by.zone, party_id=party[0], by=by) if party else None
    return render(
        request,
        "projects/stewards/file.html",
        {
            "file": found,
            "shown": records.shown(found) if found else None,
            "own": True,
            "article": book().ladder.never.article,
            "by_time": request.GET.get("by") == "time",
        },
    )


def _act(request: HttpRequest, done: str, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    by = asking.who(request)
    party = _chosen(_choices(by), asking.text(request, "party"))
    if party is None:
        raise _nobody()
    does = {"zone": by.zone, "party_id": party[0], "at": timezone.now(), "by": by, "key": asking.text(request, "key")}
    back = f"{reverse('mysteward:home')}?party={party[0]}"
    return asking.acted(request, lambda: act(does), done, back, lambda problem: _page(request, problem))


def _page(request: HttpRequest, problem: GaoxinError | None) -> HttpResponse:
    by, now = asking.who(request), timezone.now()
    choices = _choices(by)
    party = _chosen(choices, request.POST.get("party") or request.GET.get("party", ""))
    context: dict[str, Any] = {
        "choices": choices, "party": party, "problem": problem, "typed": request.POST, "partial": _partial(by, choices),
    }  # fmt: skip
    if party is not None:
        zone, key = by.zone, party[0]
        rows, _more = log.inbox(zone=zone, by=by, now=now, which="all", party_id=key)
        run = returning.open_round(zone=zone, today=asking.today())
        context |= {
            "steward": serving.steward_of(zone=zone, party_id=key), "rows": [line(view) for view in rows],
            "care": care.of_party(zone=zone, party_id=key), "run": run,
            "told": returning.newest(zone=zone, round_id=run.id, parties=[key]).get(key) if run else None,
            "obstacles": asking.named(book().service.obstacles), "chosen": request.POST.getlist("obstacle"),
            "items": _items(asking.today()), "promise": book().service.first_answer,
            "keys": [asking.new_key() for _number in range(4)], "today": asking.today(),
            "tomorrow": asking.today() + dt.timedelta(days=1),
        }  # fmt: skip
    return render(request, "projects/stewards/mine.html", context, status=422 if problem else 200)


def _items(day: dt.date) -> list[dict[str, str]]:
    """Items in force on that day."""
    versions = [version for item in rulebook.catalogue().items.values() for version in item]
    found = {
        one.code: asking.say(one.name)
        for one in versions
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
    }
    return [{"code": code, "name": name} for code, name in sorted(found.items(), key=lambda pair: pair[1])]


def _choices(by: Actor) -> list[Choice]:
    """Enterprises for which the reader speaks as a whole, by name."""
    keys = [uuid.UUID(party) for party, item in by.mandates() if not item]
    return sorted(((key, parties.party_name(zone=by.zone, party_id=key)) for key in keys), key=lambda pair: pair[1])


def _partial(by: Actor, choices: list[Choice]) -> list[dict[str, Any]]:
    """Enterprises of which the reader has a mandate for single items only: who the steward is, and for which items; no more."""
    whole, held = {key for key, _name in choices}, defaultdict[uuid.UUID, list[str]](list)
    names = {code: asking.say(versions[-1].name) for code, versions in rulebook.catalogue().items.items() if versions}
    for party, item in by.mandates():
        if item in names and uuid.UUID(party) not in whole:
            held[uuid.UUID(party)].append(names[item])
    return [
        {"name": parties.party_name(zone=by.zone, party_id=key), "steward": serving.steward_of(zone=by.zone, party_id=key),
         "items": items}
        for key, items in list(held.items())[:MOST_PARTIAL]
    ]  # fmt: skip


def _chosen(choices: list[Choice], wanted: str) -> Choice | None:
    """The one that is asked for, else the first; None where there is none. Raises NotFound for anybody else's."""
    if not wanted:
        return choices[0] if choices else None
    found = next((choice for choice in choices if str(choice[0]) == wanted), None)
    if found is None:
        raise _nobody()
    return found


def _nobody() -> NotFound:
    return NotFound("没有这家企业 no such enterprise", do="从“我的专员”进入 start from your own page")
