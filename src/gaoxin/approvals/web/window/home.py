"""Who has come: an enterprise by its name or identifier, its open drafts, and the way to a new application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.web.enterprise.own import address, applicants, own_case, say, who
from gaoxin.core.errors import NotFound
from gaoxin.parties import selectors as parties

LONGEST = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`?q=` looks for the applicant, `?party=` is the one who came; without either the drafts that lie open."""
    by, text = who(request), request.GET.get("q", "").strip()[:LONGEST]
    came = applicants(request)
    if not came and request.GET.get("party"):
        raise NotFound("没有登记的主体 no such party", do="按名称或者代码查找 look it up by name or identifier")
    party = came[0] if came else None
    drafts = selectors.drafts_at_window(zone=by.zone, by=by, applicant_id=party.id if party else None)
    context = {
        "q": text, "party": party, "found": parties.search(zone=by.zone, text=text) if text and not party else [],
        "drafts": [(view, say(item_of(view.item_version_id).name)) for view in drafts],
    }  # fmt: skip
    return render(request, "approvals/window/home.html", context)


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A draft is filled on; everything else is the officers' page of the case."""
    found = own_case(request, number)
    if found.view.state == State.DRAFT:
        return redirect(address(request, "form", number))
    return redirect("desk:case", number=number)
