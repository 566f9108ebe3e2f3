"""A referral suggestion becomes a lead."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.investment.services.chains.referring import refer as act
from gaoxin.investment.services.leads.registering import DuplicateLead
from gaoxin.investment.web.chains.pages import actor_of, gaps_page


@require_POST
def refer(request: HttpRequest) -> HttpResponse:
    """Make the lead, or show which one there may be already; `existing` names that one, `despite` says that it is another firm."""
    by = actor_of(request)
    supplier, node = request.POST.get("supplier", ""), request.POST.get("node", "")
    asked = {"asked_supplier": supplier, "asked_node": node}
    try:
        done = act(
            zone=by.zone, supplier=supplier, node=node, by=by, at=timezone.now(),
            despite=frozenset(request.POST.getlist("despite")), existing=_key(request.POST.get("existing", "")),
        )  # fmt: skip
    except DuplicateLead as error:
        return gaps_page(request, error, alike=error.found, **asked)
    except GaoxinError as error:
        return gaps_page(request, error, **asked)
    told = _("之前已转为线索 %(number)s。") if done.repeated else _("已转为线索 %(number)s。")
    messages.success(request, told % {"number": done.lead.number})
    if request.POST.get("back") == "node":
        code, _sep, name = node.partition("/")
        return redirect("chains:node", code=code, node=name)
    return redirect("chains:gaps")


def _key(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed) if typed else None
    except ValueError:
        raise Invalid("没有这条线索 no such lead", do="重新选择 choose again") from None
