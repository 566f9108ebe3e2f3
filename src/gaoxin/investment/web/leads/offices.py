"""Teams with their load, the funnel and what a landed project cost, and leads from a workbook."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import leads_lists
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_delivered import BY, delivered
from gaoxin.investment.services.leads import agreeing, changing_teams, rosters
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.sheets import COLUMNS
from gaoxin.investment.web.leads import delivering
from gaoxin.investment.web.leads.asked import day, fen, mode_name, number, numbered, who, words
from gaoxin.ui.tables import table


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """Every team with its people and load; the head opens one, changes one, or closes one."""
    actor, now, _today = who(request)
    access.check_counts(actor)
    if request.method != "POST":
        return _teams(request)
    sent = request.POST
    if sent.get("team"):
        return _changed_team(request)
    try:
        rosters.open_team(
            zone=actor.zone, code=sent.get("code", ""), name=sent.get("name", ""), mode=sent.get("mode", ""),
            territory=sent.get("territory", ""), capacity=number(sent.get("capacity", "")) or 0, by=actor, at=now,
        )  # fmt: skip
    except GaoxinError as error:
        return _teams(request, problem=error, typed=sent)
    messages.success(request, _("队伍已成立。"))
    return redirect("leads:teams")


def _changed_team(request: HttpRequest) -> HttpResponse:
    """One team as the head wants it from now on, or its end."""
    actor, now, _today = who(request)
    sent = request.POST
    try:
        team = leads_lists.key(sent["team"])
        if team is None:
            raise Invalid("没有选择队伍 no team was chosen", do="重新选择 choose one")
        if sent.get("how") == "close":
            to = leads_lists.key(sent.get("to", ""))
            if sent.get("to") and to is None:
                raise Invalid("没有这支队伍 no such team to take over", do="重新选择 choose another one")
            count = changing_teams.close_team(
                zone=actor.zone, team=team, to=to, reason=sent.get("reason", ""), by=actor, at=now
            )
            messages.success(request, _("队伍已撤销，转出线索 %(n)s 条。") % {"n": count})
        else:
            changing_teams.amend_team(
                zone=actor.zone, team=team, name=sent.get("name", ""), mode=sent.get("mode", ""), territory=sent.get("territory", ""),
                capacity=number(sent.get("capacity", "")) or 0, nodes=sent.get("nodes", "").split(), by=actor, at=now,
            )  # fmt: skip
            messages.success(request, _("队伍已更改。"))
    except GaoxinError as error:
        return _teams(request, problem=error, amended=sent)
    return redirect("leads:teams")


@require_POST
def join(request: HttpRequest, team: uuid.UUID) -> HttpResponse:
    """Somebody joins a team."""
    actor, now, _today = who(request)
    sent = request.POST
    try:
        rosters.join(
            zone=actor.zone, team=team, name=sent.get("name", ""), code=sent.get("code", "").strip(), duty=sent.get("duty", "member"),
            login=sent.get("login", "").strip(), since=day(sent["since"], "入队日期 the first day ") if sent.get("since") else None,
            by=actor, at=now,
        )  # fmt: skip
    except GaoxinError as error:
        return _teams(request, problem=error)
    messages.success(request, _("成员已入队。"))
    return redirect("leads:teams")


@require_POST
def leave(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Somebody's last day in a team, today if none is given."""
    actor, now, today = who(request)
    until = request.POST.get("until", "")
    try:
        last = day(until, "离队日期 the last day ") if until else today
        rosters.leave(zone=actor.zone, membership=member, until=last, by=actor, at=now)
    except GaoxinError as error:
        return _teams(request, problem=error)
    messages.success(request, _("成员已离队，线索留在队伍。"))
    return redirect("leads:teams")


@require_POST
def ambassadors(request: HttpRequest) -> HttpResponse:
    """Appoint somebody, renew a term with a new declaration, or end it."""
    actor, now, today = who(request)
    sent = request.POST
    try:
        told: dict[str, Any] = {"zone": actor.zone, "by": actor, "at": now}
        declared: dict[str, Any] = {
            "interests": sent.get("interests", "").split(),
            "statement": sent.get("statement", ""),
        }
        which = leads_lists.key(sent.get("ambassador", ""))
        if sent.get("how") == "appoint":
            rosters.appoint(
                code=sent.get("code", ""), name=sent.get("name", ""), organisation=sent.get("organisation", ""),
                login=sent.get("login", "").strip(), since=day(sent.get("since", ""), "聘期开始 the term "),
                until=day(sent.get("until", ""), "聘期结束 the term "), declared_on=_declared_on(sent), **declared, **told,
            )  # fmt: skip
        elif which is None:
            raise Invalid("没有选择招商大使 no ambassador was chosen", do="重新选择 choose one")
        elif sent.get("how") == "renew":
            until = day(sent.get("until", ""), "聘期结束 the term ")
            rosters.renew(ambassador=which, until=until, declared_on=_declared_on(sent), **declared, **told)
        else:
            rosters.dismiss(ambassador=which, on=today, reason=sent.get("reason", ""), **told)
    except GaoxinError as error:
        return _teams(request, problem=error, filed=sent)
    messages.success(request, _("招商大使的聘期已登记。"))
    return redirect("leads:teams")


@require_POST
def spend(request: HttpRequest) -> HttpResponse:
    """What was spent on a mode, or on one lead by its number."""
    actor, now, _today = who(request)
    sent = request.POST
    try:
        lead = numbered(request, sent["number"]) if sent.get("number", "").strip() else None
        agreeing.spend(
            zone=actor.zone, mode=sent.get("mode", ""), lead=lead, on=day(sent.get("on", ""), "日期 the day "),
            amount_fen=fen(sent.get("amount", "")), what=sent.get("what", ""), by=actor, at=now, key=sent.get("key", "")[:80],
        )  # fmt: skip
    except GaoxinError as error:
        return _funnel(request, problem=error, typed=sent)
    messages.success(request, _("费用已登记。"))
    return redirect("leads:funnel")


@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """How many leads came how far, and what each landed project cost. `?by=`: also what was promised and what came of it, in those groups,
    which takes longer, so that the page fetches it by itself; `?as=csv` or `xlsx`: that to take away."""
    if form := request.GET.get("as"):
        actor, _now, today = who(request)
        told = delivered(zone=actor.zone, reader=actor, by=request.GET.get("by", "mode"), on=today)
        return table(form, f"promises-{told.by}", delivering.sheets(told, today), today)
    return _funnel(request)


def _funnel(request: HttpRequest, **told: Any) -> HttpResponse:
    actor, _now, today = who(request)
    access.check_counts(actor)
    by = request.GET.get("by", "")
    promised = delivering.context(delivered(zone=actor.zone, reader=actor, by=by, on=today)) if by in BY else {}
    year = number(request.GET.get("year", "")) or leads_lists.last_year(zone=actor.zone) or today.year
    year = min(max(year, 2000), today.year)
    found, costs = leads_lists.funnel(zone=actor.zone), leads_lists.costs(zone=actor.zone, year=year)
    way = book().way
    first = max(found.reached[way[0].code], 1)
    steps = [
        {"name": stage.name, "count": found.reached[stage.code], "share": found.reached[stage.code] / first,
         "width": round(600 * found.reached[stage.code] / first), "y": 40 * at}
        for at, stage in enumerate(way)
    ]  # fmt: skip
    by_mode = [
        {"name": mode_name(mode), "counts": [counts[stage.code] for stage in way],
         "share": counts[way[-1].code] / counts[way[0].code] if counts[way[0].code] else None}
        for mode, counts in found.by_mode.items()
    ]  # fmt: skip
    money = [
        {"name": mode_name(row.mode), "row": row, "cost": _yuan(row.cost_fen), "each": _yuan(row.each_fen)}
        for row in costs
    ]
    context = {
        "steps": steps, "way": way, "by_mode": by_mode, "lost": found.lost, "money": money, "year": year, "today": today,
        "total": found.reached[way[0].code], "landed": found.reached[way[-1].code], "high": 40 * len(way),
        "years": range(today.year, today.year - 4, -1), "head": Role.HEAD in actor.roles, "key": uuid.uuid4().hex,
        "modes": book().leads.modes, "typed": {}, "ways": list(delivering.WAYS.items()), **promised, **told,
    }  # fmt: skip
    return render(request, "investment/leads/funnel.html", context, status=422 if told.get("problem") else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest) -> HttpResponse:
    """A workbook is looked at first, then taken over; every wrong cell is named."""
    context: dict[str, Any] = {"columns": [names[0] for names in COLUMNS.values()], "mb": MOST_BYTES // 1_000_000}
    if request.method != "POST":
        return render(request, "investment/leads/import.html", context)
    actor, now, _today = who(request)
    file = request.FILES.get("file")
    dry = request.POST.get("how") != "import"
    try:
        data = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
        told = import_leads(
            zone=actor.zone, data=data, source=file.name or "" if file else "", by=actor, at=now, dry_run=dry
        )
    except GaoxinError as error:
        return render(request, "investment/leads/import.html", context | {"problem": error}, status=422)
    return render(request, "investment/leads/import.html", context | {"told": told})


def _teams(request: HttpRequest, **told: Any) -> HttpResponse:
    actor, _now, today = who(request)
    typed = told.get("amended") or {}
    lines = [
        {"load": load, "mode": mode_name(load.team.mode), "typed": typed if typed.get("team") == str(load.team.id) else {}}
        for load in leads_lists.loads(zone=actor.zone, on=today)
    ]  # fmt: skip
    people = {member.promoter_id for line in lines for member in line["load"].people}
    context = {
        "lines": lines, "people": len(people), "head": Role.HEAD in actor.roles, "today": today, "typed": {}, "filed": {},
        "ambassadors": leads_lists.ambassadors(zone=actor.zone), **words(), **told,
    }  # fmt: skip
    return render(request, "investment/leads/teams.html", context, status=422 if told.get("problem") else 200)


def _declared_on(sent: Any) -> Any:
    return day(sent.get("declared_on", ""), "申报日期 the declaration ")


def _yuan(fen: int | None) -> float | None:
    """万元, for reading."""
    return None if fen is None else fen / 1_000_000
