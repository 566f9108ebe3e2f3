"""选址: a need, and the parcels that fit it with what stands for and against each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from gaoxin.core import mu
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.investment.rules.leads.needs import Need
from gaoxin.projects.permissions.land import check_reader, may_keep
from gaoxin.projects.rules.land.matching import Match
from gaoxin.projects.selectors.land import book, finding, ledgers
from gaoxin.projects.web.land.asked import day, number, officer, word
from gaoxin.ui.web.problems import status_of

BEST = 3
TERMS: dict[str, Any] = {
    "free": gettext_lazy("能否供应"), "area": gettext_lazy("面积"), "use": gettext_lazy("规划用途"), "power": gettext_lazy("供电"),
    "building": gettext_lazy("建筑面积"), "water": gettext_lazy("供水"), "gas": gettext_lazy("供气"),
    "chain": gettext_lazy("产业链距离"), "ready": gettext_lazy("可供时间"),
}  # fmt: skip
# side -> (word, sign, tone)
SIDES: dict[str, tuple[Any, str, str]] = {
    "for": (pgettext_lazy("match", "有利"), "＋", "state-working"),
    "against": (pgettext_lazy("match", "不利"), "－", "state-attention"),
    "refused": (pgettext_lazy("match", "排除"), "×", "state-decided"),
    "open": (pgettext_lazy("match", "未提出"), "·", "state-quiet"),
    "unknown": (gettext_lazy("未知"), "?", "state-attention"),
}


@require_GET
@vary_on_headers("HX-Request")
def match(request: HttpRequest) -> HttpResponse:
    """The address holds the need, so that a shortlist can be sent to somebody; `?lead=` or `?project=` takes it from there."""
    actor = officer(request)
    check_reader(actor, actor.zone)
    asked = {
        name: request.GET.get(name, "").strip()[:64]
        for name in ("mu", "use", "power", "building", "water", "gas", "node", "on", "number", "project", "lead")
    }
    context: dict[str, Any] = {
        "asked": asked,
        "keeper": may_keep(actor, actor.zone),
        "uses": [(one.code, word(one)) for one in book.matching().uses],
    }
    context |= {
        "weights": [
            (TERMS[name], getattr(book.matching().terms, name)) for name in book.matching().terms.__struct_fields__
        ]
    }
    try:
        context["asking"] = asking = finding.asking(
            zone=actor.zone,
            project_number=asked["project"],
            lead_number=asked["lead"],
            by=actor,
            on=timezone.localdate(),
        )
        if asking:
            _fill(asked, asking, typed="mu" in request.GET)
        if not asked["mu"]:
            return render(request, "projects/land/match.html", context)
        need = _need(asked)
        found = finding.shortlist(zone=actor.zone, need=need, number=asked["number"])
    except GaoxinError as error:
        return render(request, "projects/land/match.html", {**context, "problem": error}, status=status_of(error))
    told = {
        "found": found, "fits": [_told(one) for one in found.fits], "misses": [_told(one) for one in found.misses],
        "refused": [(TERMS[name], count) for name, count in found.refused], "one": _told(found.asked) if found.asked else None,
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]  the lead's own page asks
        return render(request, "projects/land/_best.html", context | told | {"fits": _reasons(told["fits"][:BEST])})
    return render(request, "projects/land/match.html", context | told)


def _reasons(fits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the terms that nobody asked for."""
    return [one | {"terms": [term for term in one["terms"] if term[4].side != "open"]} for one in fits]


def _fill(asked: dict[str, str], asking: finding.Asking, *, typed: bool) -> None:
    """What the file of the project or the lead says, where nobody typed."""
    asked["node"] = asked["node"] or asking.node
    if (need := asking.need) and not typed:
        asked |= {
            "mu": mu.typed(need.area_m2), "use": need.use, "power": str(need.power_kva or ""),
            "building": str(need.building_m2 or ""), "water": str(need.water_m3 or ""), "gas": str(need.gas_m3 or ""),
            "on": need.needed_on.isoformat() if need.needed_on else "",
        }  # fmt: skip


def _need(asked: dict[str, str]) -> Need:
    try:
        area = mu.area_of(asked["mu"])
    except (ValueError, OverflowError):
        raise Invalid(f"面积不是亩数 not an area: {asked['mu']!r}", do="填写亩数，如 30 write 亩, such as 30") from None
    power, building, water, gas = (number(asked[name], name) or 0 for name in ("power", "building", "water", "gas"))
    return Need(area, asked["use"], power, asked["node"], day(asked["on"], "on"), building, water, gas)


def _told(one: Match) -> dict[str, Any]:
    english = get_language() == "en"
    terms = [(TERMS[t.name], *SIDES[t.side], t, t.english if english else t.words) for t in one.terms]
    return {"match": one, "terms": terms, "mu": ledgers.mu(one.offer.area_m2)}
