"""The officers' pages: wages at risk with the bookings of the day, one firm, the team with its areas and the lawyers on duty."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS as _DAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.labour.rules.harmony.access import may_run
from gaoxin.labour.rules.harmony.check import Answer, score
from gaoxin.labour.selectors.harmony import coordinated, demand, desks, warned
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.services.harmony import booking, checking, coordinating, duty, roster, warning
from gaoxin.labour.web.harmony import asking

Acts = dict[str, tuple[Any, Any]]
WEEKDAYS = {number + 1: word for number, word in _DAYS.items()}  # by ISO number


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Firms whose wages may go unpaid, the worst first; bookings of a day; self-checks and visits that wait."""
    by, today = asking.who(request), timezone.localdate()

    def page(problem: GaoxinError | None) -> HttpResponse:
        level, number = request.GET.get("level", ""), max(1, _page(request.GET.get("page", "")))
        rows, many = warned.ranked(zone=by.zone, by=by, today=today, level=level, page=number)
        context: dict[str, Any] = {
            "rows": [{"one": one, "badge": asking.risk(one.weighed.level), "area": _named(one.area)} for one in rows],
            "many": many, "level": level, "levels": book().wages.levels, "wages": book().wages, "today": today,
            "later": number + 1 if number * warned.PAGE < many else 0, "before": number - 1, "may": may_run(by, by.zone),
            "open": sum(one.warning is not None for one in rows), "problem": problem,
            "promised": coordinated.promised(zone=by.zone, by=by, today=today), "wanted": request.GET.get("firm", "").strip(),
            "firms": warned.firms(zone=by.zone, by=by, text=request.GET.get("firm", "")),
        }  # fmt: skip
        if may_run(by, by.zone):
            context |= _day(request, by)
        return render(request, "labour/harmony/home.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told = asking.does(request)

    def came(kept: bool) -> Any:
        return lambda: booking.settle(**told, appointment_id=asking.key_of(request, "appointment"), kept=kept)

    acts: Acts = {"kept": (came(True), _("已登记办理。")), "missed": (came(False), _("已登记未到。"))}
    return asking.acted(request, acts, f"{reverse('harmony:home')}?{request.GET.urlencode()}", page)


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest, party: uuid.UUID) -> HttpResponse:
    """One firm: every term, facts, the warning and its course, visits, its area, its self-checks."""
    by, today = asking.who(request), timezone.localdate()

    def page(problem: GaoxinError | None) -> HttpResponse:
        found = warned.one(zone=by.zone, party_id=party, by=by, today=today)
        may = may_run(by, by.zone)
        names = {one.code: one.name for one in book().wages.facts}
        closings = {one.code: one.name for one in book().wages.closings}
        checks = coordinated.checks_of(zone=by.zone, party_id=party, by=by) if may else []
        context = {
            "found": found, "badge": asking.risk(found.weighed.level), "may": may, "problem": problem, "typed": request.POST,
            "facts": [{"row": row, "name": names.get(row.code, row.code), "key": asking.new_key()} for row in found.facts],
            "kinds": book().wages.facts, "closings": book().wages.closings, "today": today, "wages": book().wages,
            "entries": [
                {"row": one, "word": asking.ENTRY[one.kind],
                 "closing": closings.get(one.warning.closing) if one.kind == "closed" else None}
                for one in found.entries
            ],
            "visits": coordinated.visits(zone=by.zone, party_id=party, by=by), "areas": book().check.areas,
            "area": coordinated.area_of(zone=by.zone, party_id=party), "checks": [_checked(row) for row in checks],
            "keys": {name: asking.new_key() for name in ("fact", "open", "look", "close", "visit", "area")},
        }  # fmt: skip
        return render(request, "labour/harmony/firm.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    return asking.acted(request, _firm_acts(request, party), reverse("harmony:firm", args=[party]), page)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """Coordinators with areas, visits and what they won; lawyers on duty, for whom they act, and their turns."""
    by, at = asking.who(request), timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        may, levels = may_run(by, by.zone), {one.code: one.name for one in book().check.levels}
        people = coordinated.coordinators(zone=by.zone, by=by, at=at)
        context = {
            "people": [
                {"one": one, "areas": [_named(area) for area in one.areas],
                 "results": [{"row": row, "level": levels.get(row.level)} for row in one.results]}
                for one in people
            ],
            "advisers": desks.advisers(zone=by.zone, by=by, today=timezone.localdate()) if may else [], "may": may,
            "areas": book().check.areas, "levels": book().check.levels, "problem": problem, "typed": request.POST,
            **(_roster(by) if may else {}),
            "desks": [one for one in book().desks.desks if one.adviser], "today": timezone.localdate(), "offered": book().desks.desks,
            "demand": _demand(request, by), "staffing": book().desks.staffing, "confidence": book().desks.confidence,
            "keys": {name: asking.new_key() for name in ("area", "result", "adviser", "client", "turn", "clerk")},
        }  # fmt: skip
        return render(request, "labour/harmony/team.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    return asking.acted(request, _team_acts(request), reverse("harmony:team"), page)


def _firm_acts(request: HttpRequest, party: uuid.UUID) -> Acts:
    told = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    def acting() -> dict[str, Any]:
        number = asking.number(request, "version")
        return told | {"warning_id": asking.key_of(request, "warning"), "words": said("words"), "version": number}

    return {
        "fact": (
            lambda: warning.note_fact(
                **told, party_id=party, fact=warning.Fact(said("code"), asking.the_day(said("day")), said("words"), said("source"))
            ),
            _("情况已登记。"),
        ),
        "end": (
            lambda: warning.end_fact(
                **told, fact_id=asking.key_of(request, "fact"), day=asking.the_day(said("day"))
            ),
            _("已登记解除。"),
        ),
        "open": (lambda: warning.open_warning(**told, party_id=party, words=said("words")), _("预警已启动。")),
        "look": (lambda: warning.look(**acting()), _("核查情况已登记。")),
        "close": (lambda: warning.close(**acting(), closing=said("closing")), _("预警已关闭。")),
        "visit": (
            lambda: coordinating.visit(
                **told, party_id=party, day=asking.the_day(said("day")), findings=said("words"),
                next_on=asking.day(said("next"), empty=True),
            ),
            _("走访已登记。"),
        ),
        "area": (lambda: coordinating.place_firm(**told, party_id=party, area=said("area")), _("片区已登记。")),
        "confirm": (_judges(request, confirm=True), _("已认定。")),
        "return": (_judges(request, confirm=False), _("已退回企业整改。")),
    }  # fmt: skip


def _judges(request: HttpRequest, *, confirm: bool) -> Any:
    return lambda: checking.judge(
        **asking.does(request), check_id=asking.key_of(request, "check"), confirm=confirm, words=asking.text(request, "words")
    )  # fmt: skip


def _team_acts(request: HttpRequest) -> Acts:
    told = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    def won() -> coordinating.Won:
        year = asking.number(request, "year")
        if year is None:
            raise Invalid("没有填写年份 the year is missing", do="填写年份 write it")
        return coordinating.Won(year, said("name"), said("level"), said("award"), said("source"))

    return {
        "area": (
            lambda: coordinating.give_area(**told, area=said("area"), coordinator=asking.key_of(request, "person")),
            _("片区已安排。"),
        ),
        "result": (
            lambda: coordinating.note_result(**told, coordinator=asking.key_of(request, "person"), won=won()),
            _("竞赛成绩已登记。"),
        ),
        "adviser": (
            lambda: duty.register(**told, name=said("name"), licence=said("licence"), firm=said("firm")),
            _("律师已登记。"),
        ),
        "client": (
            lambda: duty.note_client(**told, adviser_id=asking.key_of(request, "adviser"), client=said("client")),
            _("代理关系已登记。"),
        ),
        "turn": (
            lambda: duty.set_turn(
                **told, adviser_id=asking.key_of(request, "adviser"), desk=said("desk"), day=asking.the_day(said("day"))
            ),
            _("值班已安排。"),
        ),
        "clear-turn": (
            lambda: duty.clear_turn(**told, turn_id=asking.key_of(request, "turn")), _("律师值班已取消，预约由其他值班律师接待。"),
        ),
        "clerk": (
            lambda: roster.set_clerk(
                **told, clerk_id=asking.key_of(request, "clerk"), desk=said("desk"), day=asking.the_day(said("day"))
            ),
            _("窗口值班已安排。"),
        ),
        "clear": (
            lambda: roster.clear_clerk(**told, turn_id=asking.key_of(request, "turn")), _("窗口值班已取消。"),
        ),
    }  # fmt: skip


def _roster(by: Actor) -> dict[str, Any]:
    """Who is at the counters of the next days, and who may be."""
    turns = desks.roster(zone=by.zone, by=by, today=timezone.localdate())
    return {
        "clerks": desks.clerks(zone=by.zone, at=timezone.now()), "counters": [one for one in book().desks.desks if not one.adviser],
        "roster": [{"row": row, "desk": found.name, "key": asking.new_key()} for row, found in turns],
    }  # fmt: skip


def _day(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """Bookings of `?day=`, today without it, and self-checks that wait."""
    try:
        day = asking.day(request.GET.get("day", ""), empty=True) or timezone.localdate()
    except Invalid:
        day = timezone.localdate()
    now = timezone.now()
    return {
        "day": day,
        "bookings": [
            asking.booked(row) | {"begun": row.starts_at <= now} for row in desks.of_day(zone=by.zone, by=by, day=day)
        ],
        "checks": coordinated.sent(zone=by.zone, by=by),
    }


def _demand(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """Of the desk in the address, else the first one with lawyers, whose turns are set on this page."""
    offered = book().desks.desks
    wanted = next((one.code for one in offered if one.code == request.GET.get("desk")), None)
    code = wanted or next((one.code for one in offered if one.adviser), offered[0].code)
    try:
        until = asking.day(request.GET.get("until", ""), empty=True)
    except Invalid:
        until = None
    found = demand.demand(zone=by.zone, code=code, by=by, today=timezone.localdate(), until=until)
    lines = [
        {"one": one, "day": WEEKDAYS[one.weekday], "badge": asking.badge(asking.STAFFING, one.verdict)}
        for one in found.weekdays if one.peak
    ]  # fmt: skip
    return {"found": found, "lines": lines, "idle": [WEEKDAYS[one.weekday] for one in found.weekdays if not one.peak]}


def _checked(row: Any) -> dict[str, Any]:
    """A self-check with its answers in words and what is lacking."""
    answers = {code: Answer(**one) for code, one in row.answers.items()}
    found = score(answers, book().check)
    lines = [{"one": one, "told": answers.get(one.code)} for one in book().check.questions]
    return {"row": row, "badge": asking.badge(asking.CHECKED, row.state), "lines": lines, "result": found,
            "share": found.score / 1000, "key": asking.new_key()}  # fmt: skip


def _named(area: str) -> Any:
    return next((one.name for one in book().check.areas if one.code == area), None)


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
