"""One's own page, on a phone: a firm's posts, base and students; a school's programmes, seats, students and courses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.talent.selectors import councils, desks
from gaoxin.talent.selectors.agreements import MAY_END, standing
from gaoxin.talent.selectors.demand import by_occupation
from gaoxin.talent.selectors.settings import book
from gaoxin.talent.services.sheets import POSTS, STUDENTS
from gaoxin.talent.web import acts, asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Of the party that `party` chooses; whoever speaks for none is told how one comes to."""
    by = asking.who(request)
    choices, side = asking.side_of(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context: dict[str, Any] = {"choices": choices, "side": side, "problem": problem, "typed": request.POST,
                                   "meetings": councils.meetings_told(zone=by.zone, by=by, at=timezone.now())}  # fmt: skip
        context["chosen"] = {name: request.POST.getlist(name) for name in ("hazards", "wants")}
        name = "none"
        if side is not None:
            context |= _shared(by, side) | (_firm(by, side) if side.kind == "firm" else _school(by, side))
            name = side.kind
        return render(request, f"talent/{name}.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    if side is None:
        raise NotFound("没有这个单位 no such body", do="从“我的人才服务”进入 start from your own page")
    back = f"{reverse('mytalent:home')}?party={side.party}"
    try:
        found = acts.of_firm(request, side) if side.kind == "firm" else acts.of_school(request, side)
    except Invalid as error:
        return page(error)
    return asking.acted(request, found, back, page)


def _shared(by: Actor, side: desks.Side) -> dict[str, Any]:
    zone, today = by.zone, timezone.localdate()
    rows = desks.placements_of(zone=zone, side=side, by=by)
    return {
        "placements": [
            {
                "row": row, "badge": asking.badge(row.state), "occupation": asking.occupation(row.post.occupation),
                "agree": row.state == "proposed" and not (row.firm_agreed_at if side.kind == "firm" else row.school_agreed_at),
                "key": asking.new_key(),
            }
            for row in rows
        ],
        "hired": sum(row.hired_on is not None for row in rows), "ended": sum(row.state == "ended" for row in rows),
        "agreements": [
            {
                "row": row, "mine": (mine := row.offered_by == side.kind), "key": asking.new_key(),
                "word": asking.AGREEMENT.get(how := standing(row, today), ""),
                "accept": how == "offered" and not mine, "end": how in MAY_END,
            }
            for row in desks.agreements_of(zone=zone, side=side, by=by)
        ],
        "instructors": [
            {"row": row, "occupation": asking.occupation(row.occupation)}
            for row in desks.instructors_of(zone=zone, side=side, by=by, today=today)
        ],
        "occupations": book().occupations.occupations, "today": today, "key": asking.new_key(),
    }  # fmt: skip


def _firm(by: Actor, side: desks.Side) -> dict[str, Any]:
    laws = book().safety
    return {
        "courses": [
            {"row": row, "occupation": asking.occupation(row.occupation)}
            for row in desks.courses_for(zone=by.zone, party=side.party, by=by)
        ],
        "posts": [
            {
                "told": told, "daily": told.row.daily_minutes / 60, "weekly": told.row.weekly_minutes / 60,
                "name": asking.occupation(told.row.occupation), "key": asking.new_key(),
                "rules": [{"says": rule.says, "cite": laws.cite(rule), "bars": rule.effect == "bar"} for rule in told.rules],
            }
            for told in desks.posts_of(zone=by.zone, party=side.party, by=by)
        ],
        "bases": desks.bases_of(zone=by.zone, party=side.party, by=by, since=timezone.localdate()), "hazards": laws.hazards,
        "programmes": desks.programmes(zone=by.zone), "schools": desks.schools_of(zone=by.zone),
        "columns": "、".join(names[0] for names in POSTS.values()),
    }  # fmt: skip


def _school(by: Actor, side: desks.Side) -> dict[str, Any]:
    zone, today = by.zone, timezone.localdate()
    offered = desks.open_posts(zone=zone, today=today)
    firms = {told.row.party_id: told.row.party for told in offered}
    bases = {told.row.base_id: told.row.base for told in offered}
    return {
        "programmes": [
            {"row": row, "occupation": asking.occupation(row.occupation)}
            for row in desks.programmes_of(zone=zone, party=side.party, by=by)
        ],
        "cohorts": [{"row": row, "there": there} for row, there in desks.cohorts_of(zone=zone, party=side.party, by=by)],
        "waiting": desks.waiting_of(zone=zone, party=side.party, by=by), "offered": offered,
        "courses": [
            {"row": row, "occupation": asking.occupation(row.occupation), "tasks": row.tasks.splitlines(), "key": asking.new_key()}
            for row in desks.courses_of(zone=zone, party=side.party, by=by)
        ],
        "demand": [
            {"code": code, "name": asking.occupation(code), "posts": posts, "left": left}
            for code, posts, left in by_occupation(zone=zone, today=today)
        ],
        "firms": sorted(firms.values(), key=lambda party: party.name), "bases": sorted(bases.values(), key=lambda base: base.name),
        "majors": book().occupations.majors, "columns": "、".join(names[0] for names in STUDENTS.values()),
    }  # fmt: skip
