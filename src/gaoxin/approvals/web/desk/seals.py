"""The seal queue: choose, seal in a batch, watch it go on, leave it and come back."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services.seal_queue import seal_batch, unsealed
from gaoxin.approvals.web.desk.asked import new_key, now, officer, swaps
from gaoxin.core.errors import Invalid

SECONDS = 8.0  # how long one plain request goes on sealing
SECONDS_SWAPPED = 0.8  # the same where htmx shows the progress and asks again


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come."""

    total: int
    done: int
    left: tuple[uuid.UUID, ...]
    failed: tuple[tuple[str, str], ...]
    key: str

    @property
    def over(self) -> bool:
        return not self.left


@require_http_methods(["GET", "POST"])
def seals(request: HttpRequest) -> HttpResponse:
    """GET: what waits. POST: seal what was chosen; without script for some seconds, then back to the list with what is left."""
    if request.method == "POST":
        return _seal(request)
    actor = officer(request)
    waiting = unsealed(zone=actor.zone, by=actor)
    context = {"waiting": waiting, "key": new_key(), "may": actor.has(Role.SEAL_KEEPER), "at": now()}
    return render(request, "approvals/desk/seals.html", context)


def _seal(request: HttpRequest) -> HttpResponse:
    actor, at = officer(request), now()
    cases = _chosen(request)
    until = time.monotonic() + (SECONDS_SWAPPED if swaps(request) else SECONDS)
    key = request.POST.get("key", "")
    batch = seal_batch(
        zone=actor.zone, cases=cases, by=actor, at=at, key=f"desk:seal:{key}" if key else "",
        go_on=lambda: time.monotonic() < until,
    )  # fmt: skip
    numbers = {row.case_id: row.number for row in unsealed(zone=actor.zone, by=actor)} if batch.failed else {}
    failed = tuple((numbers.get(pk, str(pk)), error.what) for pk, error in batch.failed)
    if swaps(request):
        before = _number(request, "done") + batch.sealed
        total = _number(request, "total") or len(cases)
        progress = Progress(total, before, batch.left, failed, key)
        return render(request, "approvals/desk/_sealing.html", {"progress": progress})
    told = ngettext("已用印 %(n)s 件", "已用印 %(n)s 件", batch.sealed) % {"n": batch.sealed}
    if batch.left:
        told += _("，还有 %(n)s 件没有轮到，请再次提交") % {"n": len(batch.left)}
    messages.success(request, told)
    for number, what in failed:
        messages.error(request, f"{number}：{what}")
    return HttpResponseRedirect(reverse("desk:seals"))


def _chosen(request: HttpRequest) -> tuple[uuid.UUID, ...]:
    try:
        cases = tuple(uuid.UUID(text) for text in request.POST.getlist("case"))
    except ValueError:
        raise Invalid("办件标识无效 not a case", do="从用印清单重新选择 choose from the list again") from None
    if not cases:
        raise Invalid("没有选择证照 nothing was chosen", do="勾选要用印的证照 tick what is to be sealed")
    return cases


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
