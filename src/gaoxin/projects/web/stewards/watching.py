"""The caseload and the ladder."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.rules.stewards.access import SERVES
from gaoxin.projects.selectors.stewards import ladder, serving
from gaoxin.projects.selectors.stewards.settings import book
from gaoxin.projects.services.stewards import cultivation
from gaoxin.projects.services.stewards import serving as assigning
from gaoxin.projects.web.stewards import asking
from gaoxin.ui.tables import FORMS, table


@require_http_methods(["GET", "HEAD", "POST"])
def caseload(request: HttpRequest) -> HttpResponse:
    """What everybody carries, and what would even it out; a head carries proposals out."""
    by, now = asking.who(request), timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        people, proposals = serving.carried(zone=by.zone, at=now, most=serving.PAGE)
        names = {str(person.id): person.name for person in people}
        context = {
            "people": people[: serving.PAGE], "more_people": max(0, len(people) - serving.PAGE),
            "head": asking.is_head(by), "problem": problem, "key": asking.new_key(),
            "rules": book().service.caseload, "waiting": serving.count_waiting(zone=by.zone), "most": serving.PAGE,
            "proposals": [
                {"one": one, "before": names.get(one.before, ""), "steward": names.get(one.steward, one.steward),
                 "backup": names.get(one.backup, "")}
                for one in proposals
            ],
        }  # fmt: skip
        return render(request, "projects/stewards/caseload.html", context, status=422 if problem else 200)

    if request.method != "POST":
        form = request.GET.get("as", "")
        return _caseload_table(form, by, now) if form in FORMS else page(None)
    key = asking.text(request, "key")
    if request.POST.get("act") == "assign-waiting":
        return asking.acted(
            request, lambda: assigning.assign_waiting(zone=by.zone, at=now, by=by, key=key),
            _("没有专员的企业都已分派。"), reverse("stewards:caseload"), page,
        )  # fmt: skip
    chosen = frozenset(request.POST.getlist("party"))
    if not chosen:
        return page(Invalid("没有选择企业 no enterprise is chosen", do="勾选要执行的建议 tick the proposals"))
    return asking.acted(
        request,
        lambda: assigning.even_out(zone=by.zone, parties=chosen, at=now, by=by, key=key),
        _("已按建议分派。"), reverse("stewards:caseload"), page,
    )  # fmt: skip


def _caseload_table(form: str, by: Actor, now: dt.datetime) -> HttpResponse:
    """What each steward carries, and who serves which enterprise, in the reader's reach."""
    people, _proposals = serving.carried(zone=by.zone, at=now, most=0)
    loads: list[list[Any]] = [[_("专员"), _("企业数"), _("分数"), _("占容量（%）")]]
    loads += [[one.name, one.enterprises, one.points, one.share] for one in people]
    firms: list[list[Any]] = [[_("企业"), _("统一社会信用代码"), _("专员"), _("后备"), _("自")]]
    firms += [
        [one.name, one.identifier, one.steward, one.backup, timezone.localdate(one.since).isoformat()]
        for one in serving.every(zone=by.zone, by=by)
    ]
    return table(form, "caseload", [(_("专员负荷"), loads), (_("企业和专员"), firms)], asking.today())


@require_http_methods(["GET", "HEAD", "POST"])
def cultivation_ladder(request: HttpRequest) -> HttpResponse:
    """3+3: targets, the gap to them, measures."""
    by, now = asking.who(request), timezone.now()
    on, past = _day(request.GET.get("on", ""))

    def page(problem: GaoxinError | None) -> HttpResponse:
        rules = book().ladder
        kinds = {kind.code: asking.say(kind.name) for kind in rules.kinds}
        sources = {one.code: asking.say(one.name) for one in rules.sources}
        rows = [
            {
                "view": view, "kind": kinds.get(view.kind, view.kind), "rung": asking.say(view.place.rung.name),
                "source": sources.get(view.source, view.source), "share": _percent(view.place.reached_bp),
                "growth": _percent(view.place.growth_bp),
                "told": [{"one": one, "source": sources.get(one.source, one.source)} for one in view.told],
                "measures": [{"one": one, "office": asking.office_name(one.office)} for one in view.measures],
            }
            for view in ladder.entries(zone=by.zone, today=on)
        ]  # fmt: skip
        context = {
            "rows": rows, "kinds": asking.named(rules.kinds), "sources": asking.named(rules.sources), "rules": rules,
            "offices": asking.named(book().service.offices), "head": asking.is_head(by) and not past,
            "may": bool(by.roles & SERVES) and not past,
            "problem": problem, "typed": request.POST, "key": asking.new_key(), "today": asking.today(),
            "on": on, "past": past,
        }  # fmt: skip
        return render(request, "projects/stewards/ladder.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    does: dict[str, Any] = {"zone": by.zone, "at": now, "by": by, "key": asking.text(request, "key")}
    try:
        act, done = asking.chosen_act(request, _ladder_acts(request, does))
    except Invalid as error:
        return page(error)
    return asking.acted(request, act, done, reverse("stewards:ladder"), page)


def _day(text: str) -> tuple[dt.date, bool]:
    """(the day that is looked at, whether it is past); today for none, or for what is no day."""
    today = asking.today()
    try:
        day = min(dt.date.fromisoformat(text), today) if text else today
    except ValueError:
        day = today
    return day, day < today


def _ladder_acts(request: HttpRequest, does: dict[str, Any]) -> dict[str, Any]:
    def said(name: str) -> str:
        return asking.text(request, name)

    return {
        "take-in": (
            lambda: cultivation.take_in(
                **does, kind=said("kind"), name=said("name"), target_year=asking.number(request, "target_year"),
                target_k=asking.number(request, "target_k") if said("target_k") else None,
            ),
            _("已纳入培育。"),
        ),
        "output": (
            lambda: cultivation.put_output(
                **does, entry_id=asking.key_of(request, "entry"), year=asking.number(request, "year"),
                output_k=asking.number(request, "output_k"), source=said("source"),
            ),
            _("产值已登记。"),
        ),
        "measure": (
            lambda: cultivation.add_measure(
                **does, entry_id=asking.key_of(request, "entry"), text=said("text"), office=said("office"),
                due_on=asking.day(request, "due_on"),
            ),
            _("措施已登记。"),
        ),
    }  # fmt: skip


@require_POST
def finish_measure(request: HttpRequest, measure: uuid.UUID) -> HttpResponse:
    """Done, with what came of it."""
    by = asking.who(request)
    does = {"zone": by.zone, "measure_id": measure, "at": timezone.now(), "by": by, "key": asking.text(request, "key")}

    def page(problem: GaoxinError | None) -> HttpResponse:
        assert problem is not None
        raise problem

    return asking.acted(
        request, lambda: cultivation.finish_measure(**does, outcome=asking.text(request, "outcome")), _("措施已完成。"),
        reverse("stewards:ladder"), page,
    )  # fmt: skip


def _percent(bp: int | None) -> str:
    return "—" if bp is None else f"{bp / 100:.1f}%"
