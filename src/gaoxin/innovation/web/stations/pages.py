"""Stations with people and grants; tasks of the IP pilot park, and awards."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts import selectors as accounts
from gaoxin.core.errors import GaoxinError
from gaoxin.innovation.permissions.register import READERS, check_reader, may_keep
from gaoxin.innovation.selectors.stations import lists
from gaoxin.innovation.selectors.stations.settings import book
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.web.transfer import asking
from gaoxin.parties import selectors as parties

_GAPS = re.compile(r"[\s,，;；、]+")


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What ends soon first; people in and out by number, grants approved and paid apart."""
    by = asking.who(request)
    check_reader(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        today, laws = timezone.localdate(), book()
        rows = lists.stations(zone=by.zone, today=today)
        context: dict[str, Any] = {
            "rows": [
                {"one": one, "badge": asking.badge(one.standing), "level": laws.level(one.row.level), "key": asking.new_key(),
                 "grants": [{"row": grant, "level": laws.level(grant.level), "key": asking.new_key()} for grant in one.grants],
                 "people": [{"one": person, "key": asking.new_key()} for person in one.people]}
                for one in rows
            ],
            "sums": [
                {"kind": kind, "n": sum(one.row.kind == kind.code and one.standing != "expired" for one in rows),
                 "inside": sum(one.inside for one in rows if one.row.kind == kind.code)}
                for kind in laws.kinds
            ],
            "laws": laws, "may": may_keep(by, by.zone), "problem": problem, "typed": request.POST, "today": today,
            "key": asking.new_key(), "firms": parties.register(zone=by.zone),
        }  # fmt: skip
        return render(request, "innovation/stations/home.html", context, status=422 if problem else 200)

    return asking.done(request, lambda: _acts(request), lambda: reverse("stations:home"), page)


def _acts(request: HttpRequest) -> asking.Acts:
    does: dict[str, Any] = asking.does(request)

    def said(name: str) -> str:
        return asking.text(request, name)

    def station() -> dict[str, Any]:
        return does | {"station_id": asking.key_of(request, "station")}

    return {
        "add": (lambda: stations.add_station(**does, told=_station(request)), _("站点已登记。")),
        "enter": (
            lambda: stations.enter_people(
                **station(), numbers=[one for one in _GAPS.split(said("numbers")) if one], on=asking.date(request, "on")
            ),
            _("进站已登记。"),
        ),
        "leave": (
            lambda: stations.leave(
                **does, person_id=asking.key_of(request, "person"), on=asking.date(request, "on"), reason=said("reason")
            ),
            _("出站已登记。"),
        ),
        "grant": (
            lambda: stations.approve_grant(
                **station(),
                told=stations.NewGrant(
                    said("number"), said("title"), said("level"), asking.date(request, "on"), asking.number(request, "amount_k"),
                    said("evidence"), said("person"),
                ),
            ),
            _("资助批准已登记，拨付另行登记。"),
        ),
        "pay": (
            lambda: stations.pay_grant(
                **does, grant_id=asking.key_of(request, "grant"), amount_k=asking.number(request, "amount_k"),
                on=asking.date(request, "on"), evidence=said("evidence"),
            ),
            _("拨付已登记。"),
        ),
    }  # fmt: skip


def _station(request: HttpRequest) -> stations.NewStation:
    def said(name: str) -> str:
        return asking.text(request, name)

    return stations.NewStation(
        said("number"), said("name"), said("kind"), said("level"), said("authority"), asking.date(request, "recognised_on"),
        said("evidence"), asking.key_or_none(request, "party"), asking.day(request, "until", may_lack=True),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest) -> HttpResponse:
    """The task list of the IP pilot park, red first, and the register of awards."""
    by = asking.who(request)
    check_reader(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        today, laws = timezone.localdate(), book()
        rows = lists.tasks(zone=by.zone, today=today)
        context: dict[str, Any] = {
            "rows": [
                {"one": one, "badge": asking.badge(one.light), "key": asking.new_key(),
                 "may": one.row.done_on is None and (may_keep(by, by.zone) or str(one.row.owner_id) == by.id)}
                for one in rows
            ],
            "lights": [{"badge": asking.badge(code), "n": sum(one.light == code for one in rows)} for code in lists.ORDER],
            "awards": [{"row": row, "level": laws.level(row.level)} for row in lists.awards(zone=by.zone)], "laws": laws,
            "may": may_keep(by, by.zone), "problem": problem, "typed": request.POST, "today": today, "key": asking.new_key(),
            "firms": parties.register(zone=by.zone), "officers": accounts.officers(zone=by.zone, roles=READERS, at=timezone.now()),
        }  # fmt: skip
        return render(request, "innovation/stations/tasks.html", context, status=422 if problem else 200)

    def said(name: str) -> str:
        return asking.text(request, name)

    def acts() -> asking.Acts:
        does: dict[str, Any] = asking.does(request)
        return {
            "task": (
                lambda: stations.add_task(
                    **does, title=said("title"), office=said("office"), owner=asking.key_of(request, "owner"),
                    due_on=asking.date(request, "due_on"),
                ),
                _("任务已登记。"),
            ),
            "done": (
                lambda: stations.finish_task(**does, task_id=asking.key_of(request, "task"), evidence=said("evidence")),
                _("任务已完成，佐证已登记。"),
            ),
            "award": (lambda: stations.add_award(**does, told=_award(request)), _("奖项已登记。")),
        }  # fmt: skip

    return asking.done(request, acts, lambda: reverse("stations:tasks"), page)


def _award(request: HttpRequest) -> stations.NewAward:
    def said(name: str) -> str:
        return asking.text(request, name)

    return stations.NewAward(
        said("holder"), said("name"), said("level"), said("authority"), asking.number(request, "year"), said("evidence"),
        said("grade"), asking.key_or_none(request, "party"),
    )  # fmt: skip
