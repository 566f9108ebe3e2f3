"""谁可以代我们办事: whom an enterprise has entrusted with its matters, for the people who may act for all of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.parties import selectors, services
from gaoxin.parties.web.typed import end_of, scope_of, whole_login

Offered = Callable[[dt.date], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A party that the reader acts for. whole: for all of its matters, so that they may entrust others."""

    id: uuid.UUID
    name: str
    whole: bool


@require_safe
def mandate_list(request: HttpRequest, offered: Offered) -> HttpResponse:
    """The mandates of one enterprise; `?party=` chooses among several."""
    return _page(request, offered, {})


@require_POST
def grant(request: HttpRequest, offered: Offered) -> HttpResponse:
    """Entrust somebody by their login. What was typed stays on the page when it cannot be."""
    typed = {
        "login": request.POST.get("login", "").strip().lower(), "scope": request.POST.getlist("scope"),
        "extent": request.POST.get("extent", "all"), "until": request.POST.get("until", ""),
    }  # fmt: skip
    actor, now = _actor(request), timezone.now()
    try:
        party = _chosen(_choices(actor), request.POST.get("party", ""))
        scope = scope_of(typed, offered(timezone.localdate()))
        services.entrust(
            zone=actor.zone, party_id=party.id, login=whole_login(typed["login"]), scope=scope, until=end_of(typed["until"]),
            key=request.POST.get("key", "") or str(uuid.uuid4()), at=now, by=actor,
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, offered, typed, error)
    messages.success(request, _("已授权。对方登录后即可代办。"))
    return redirect(f"{reverse('mandates:list')}?party={party.id}")


@require_POST
def revoke(request: HttpRequest, mandate: uuid.UUID, offered: Offered) -> HttpResponse:
    """End a mandate now."""
    actor = _actor(request)
    party = selectors.mandate_party(zone=actor.zone, mandate_id=mandate, by=actor)
    services.revoke_mandate(zone=actor.zone, mandate_id=mandate, at=timezone.now(), by=actor)
    messages.success(request, _("授权已收回，立即生效。"))
    return redirect(f"{reverse('mandates:list')}?party={party}")


def _page(
    request: HttpRequest, offered: Offered, typed: Mapping[str, Any], error: GaoxinError | None = None
) -> HttpResponse:
    actor, now, titles = _actor(request), timezone.now(), offered(timezone.localdate())
    choices = _choices(actor)
    wanted = request.POST.get("party") or request.GET.get("party", "")
    party = _chosen(choices, wanted) if choices else None
    rows = []
    if party is not None:
        for row in selectors.mandates_of(zone=actor.zone, party_id=party.id, at=now):
            mine = str(row.user_id) == actor.id
            if party.whole or (mine and row.lasts):
                rows.append({"row": row, "mine": mine, "scope": [titles.get(code, code) for code in row.scope]})
    context = {
        "choices": choices, "party": party, "rows": rows, "titles": titles, "typed": typed, "problem": error,
        "key": uuid.uuid4(), "tomorrow": timezone.localdate() + dt.timedelta(days=1),
    }  # fmt: skip
    return render(request, "parties/mandates.html", context, status=422 if error else 200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _choices(actor: Actor) -> list[Choice]:
    """Each party once, by name."""
    found: dict[str, bool] = {}
    for party, item in actor.mandates():
        found[party] = found.get(party, False) or not item
    choices = [
        Choice(uuid.UUID(pk), selectors.party_name(zone=actor.zone, party_id=uuid.UUID(pk)), whole)
        for pk, whole in found.items()
    ]
    return sorted(choices, key=lambda choice: choice.name)


def _chosen(choices: list[Choice], wanted: str) -> Choice:
    """The party asked for, or the first one. Raises NotFound for one that the reader does not act for."""
    found = next((c for c in choices if str(c.id) == wanted), None) if wanted else next(iter(choices), None)
    if found is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“谁可以代我们办事”进入 start from the list")
    return found
