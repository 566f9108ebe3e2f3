"""选址: a need, and the parcels that fit it with what stands for and against each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.permissions.land import check_reader
from gaoxin.projects.rules.land.matching import Match, Need
from gaoxin.projects.selectors.land import book, finding, ledgers
from gaoxin.projects.web.land.asked import day, number, officer, word
from gaoxin.ui.web.problems import status_of

MU = 2000 / 3
TERMS: dict[str, Any] = {
    "free": gettext_lazy("能否供应"), "area": gettext_lazy("面积"), "use": gettext_lazy("规划用途"), "power": gettext_lazy("供电"),
    "chain": gettext_lazy("产业链距离"), "ready": gettext_lazy("可供时间"),
}  # fmt: skip
# side -> (word, sign, tone)
SIDES: dict[str, tuple[Any, str, str]] = {
    "for": (pgettext_lazy("match", "有利"), "＋", "state-working"),
    "against": (pgettext_lazy("match", "不利"), "－", "state-attention"),
    "refused": (pgettext_lazy("match", "排除"), "×", "state-decided"),
    "open": (pgettext_lazy("match", "未提出"), "·", "state-quiet"),
}


@require_GET
def match(request: HttpRequest) -> HttpResponse:
    """The address holds the need, so that a shortlist can be sent to somebody."""
    actor = officer(request)
    check_reader(actor, actor.zone)
    asked = {name: request.GET.get(name, "").strip()[:64] for name in ("mu", "use", "power", "node", "on", "number")}
    context: dict[str, Any] = {"asked": asked, "uses": [(one.code, word(one)) for one in book.matching().uses]}
    context |= {
        "weights": [
            (TERMS[name], getattr(book.matching().terms, name)) for name in book.matching().terms.__struct_fields__
        ]
    }
    if not asked["mu"]:
        return render(request, "projects/land/match.html", context)
    try:
        need = _need(asked)
        found = finding.shortlist(zone=actor.zone, need=need, number=asked["number"])
    except GaoxinError as error:
        return render(request, "projects/land/match.html", {**context, "problem": error}, status=status_of(error))
    told = {
        "found": found, "fits": [_told(one) for one in found.fits], "misses": [_told(one) for one in found.misses],
        "refused": [(TERMS[name], count) for name, count in found.refused], "one": _told(found.asked) if found.asked else None,
    }  # fmt: skip
    return render(request, "projects/land/match.html", context | told)


def _need(asked: dict[str, str]) -> Need:
    try:
        area = round(float(asked["mu"]) * MU)
        if not 0 < area < 10**9:
            raise ValueError(asked["mu"])
    except (ValueError, OverflowError):
        raise Invalid(f"面积不是亩数 not an area: {asked['mu']!r}", do="填写亩数，如 30 write 亩, such as 30") from None
    return Need(area, asked["use"], number(asked["power"], "power") or 0, asked["node"], day(asked["on"], "on"))


def _told(one: Match) -> dict[str, Any]:
    english = get_language() == "en"
    terms = [(TERMS[t.name], *SIDES[t.side], t, t.english if english else t.words) for t in one.terms]
    return {"match": one, "terms": terms, "mu": ledgers.mu(one.offer.area_m2)}
