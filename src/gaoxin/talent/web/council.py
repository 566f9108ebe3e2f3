"""产教联合体理事会: its members, meetings with votes and minutes, pledges."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError
from gaoxin.talent.rules.access import OFFICERS
from gaoxin.talent.selectors import councils
from gaoxin.talent.selectors.settings import charter
from gaoxin.talent.selectors.together import together
from gaoxin.talent.services import council, council_ends
from gaoxin.talent.web import asking


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The councils that the reader may see; the officer founds one."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        context = {
            "rows": councils.councils(zone=by.zone, by=by), "meetings": councils.meetings_told(zone=by.zone, by=by, at=timezone.now()),
            "forms": charter().forms, "may": bool(by.roles & OFFICERS), "problem": problem,
            "key": asking.new_key(), "typed": request.POST,
        }  # fmt: skip
        return render(request, "talent/councils.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told: dict[str, Any] = asking.does(request)
    acts: asking.Acts = {
        "found": (
            lambda: council.found(
                **told,
                name=asking.text(request, "name"),
                on=asking.day(request, "on"),
                form=asking.text(request, "form") or "consortium",
            ),
            _("联合体已登记。"),
        )
    }
    return asking.acted(request, acts, reverse("talent:councils"), page)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One council with everything of it; members attend, vote and pledge, the officer keeps its frame."""
    by = asking.who(request)

    def page(problem: GaoxinError | None) -> HttpResponse:
        rules = charter()
        found = councils.sitting(zone=by.zone, number=number, by=by, at=timezone.now())
        kinds = {kind.code: kind.name for kind in rules.kinds}
        seats = {member.party_id for member in found.own}
        context = {
            "council": found.row, "members": [{"row": row, "kind": kinds[row.kind]} for row in found.members],
            "former": found.former, "own": () if found.row.ended_on else found.own, "today": timezone.localdate(),
            "form": next(form.name for form in rules.forms if form.code == found.row.form),
            "meetings": [_meeting(meeting, found.own) for meeting in found.meetings],
            "pledges": [
                {"row": row, "late": late, "word": asking.PLEDGE[row.state], "mine": row.member.party_id in seats}
                for row, late in found.pledges
            ],
            "brought": _brought(found),
            "rules": rules, "may": bool(by.roles & OFFICERS), "problem": problem, "key": asking.new_key(), "typed": request.POST,
        }  # fmt: skip
        return render(request, "talent/council.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    councils.sitting(zone=by.zone, number=number, by=by, at=timezone.now())
    return asking.acted(request, _acts(request, number), reverse("talent:council", args=[number]), page)


def _acts(request: HttpRequest, number: str) -> asking.Acts:
    told: dict[str, Any] = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    def key(name: str) -> Any:
        return asking.key_of(request, name)

    return {
        "admit": (
            lambda: council.admit(
                **told, council=number, identifier=said("identifier"), kind=said("kind"), chair=said("chair") == "1"
            ),
            _("理事单位已加入。"),
        ),
        "call": (
            lambda: council.call(
                **told, council=number, title=said("title"), place=said("place"), held_at=asking.moment(request, "held_at")
            ),
            _("会议已召集。"),
        ),
        "move": (
            lambda: council.move(
                **told, meeting=key("meeting"), text=said("text"), majority=said("majority"),
                opens_at=asking.moment(request, "opens_at"), closes_at=asking.moment(request, "closes_at"),
            ),
            _("表决事项已提出。"),
        ),
        "attend": (lambda: council.attend(**told, meeting=key("meeting"), party=key("seat")), _("已签到。")),
        "vote": (
            lambda: council.vote(**told, motion=key("motion"), party=key("seat"), choice=said("choice")),
            _("已表决，不能更改。"),
        ),
        "settle": (lambda: council.settle(**told, motion=key("motion")), _("已计票。")),
        "minutes": (lambda: council.write_minutes(**told, meeting=key("meeting"), text=said("text")), _("纪要已保存。")),
        "pledge": (
            lambda: council.pledge(
                **told, council=number, party=key("seat"), text=said("text"), due_on=asking.day(request, "due_on")
            ),
            _("承诺已登记。"),
        ),
        "keep": (
            lambda: council.keep(
                **told, council=number, number=asking.number(request, "pledge"), evidence=said("evidence")
            ),
            _("承诺已登记兑现。"),
        ),
        **_ends(request, number, told),
    }  # fmt: skip


def _ends(request: HttpRequest, number: str, told: dict[str, Any]) -> asking.Acts:
    """What ends before its time."""
    reason = asking.text(request, "reason")
    return {
        "withdraw-pledge": (
            lambda: council_ends.withdraw_pledge(
                **told, council=number, number=asking.number(request, "pledge"), reason=reason
            ),
            _("承诺已撤回，理由已记录。"),
        ),
        "end-seat": (
            lambda: council_ends.end_seat(
                **told, council=number, member=asking.key_of(request, "member"), on=asking.day(request, "on"), reason=reason
            ),
            _("席位已结束，已投的票保留。"),
        ),
        "call-off": (
            lambda: council_ends.call_off(**told, meeting=asking.key_of(request, "meeting"), reason=reason),
            _("会议已取消，理事单位可以看到理由。"),
        ),
        "close": (
            lambda: council_ends.close(**told, council=number, on=asking.day(request, "on"), reason=reason),
            _("联合体已终止。"),
        ),
    }  # fmt: skip


def _brought(found: councils.Sitting) -> dict[str, Any]:
    """What the members bring together, in words. The reader has a seat, or reads the whole zone."""
    told = together(zone=found.row.zone, members=found.members, today=timezone.localdate())
    return {
        "programmes": [{"one": one, "occupation": asking.occupation(one.row.occupation)} for one in told.programmes],
        "courses": [{"one": one, "occupation": asking.occupation(one.row.occupation)} for one in told.courses],
        "bases": told.bases, "instructors": told.instructors, "seats": told.seats, "hired": told.hired,
        "placements": [(asking.STATE[state][0], told.placements[state]) for state in asking.STATE if told.placements[state]],
    }  # fmt: skip


def _meeting(held: councils.Held, own: tuple[Any, ...]) -> dict[str, Any]:
    here = {member.pk for member in held.present}
    absent = [member for member in own if member.pk not in here]
    there = [member for member in own if member.pk in here]
    motions: list[dict[str, Any]] = []
    choices = {choice.code: choice.name for choice in charter().choices}
    for moved in held.motions:
        voted = {member.pk for member, _choice in moved.own}
        motions.append(
            {
                "row": moved.row, "open": moved.open, "result": asking.RESULT.get(moved.row.result, ""),
                "majority": charter().majority(moved.row.majority).name,
                "own": [{"member": member, "choice": choices[choice]} for member, choice in moved.own],
                "seats": [member for member in there if moved.open and member.pk not in voted],
                "countable": not moved.row.result and moved.row.closes_at <= timezone.now(),
            }
        )  # fmt: skip
    return {
        "off": not held.row.closed_at and timezone.now() < held.row.held_at,
        "row": held.row,
        "present": held.present,
        "absent": absent,
        "motions": motions,
    }
