"""事件推送: where the platform tells the signed-in account's programs of what happened, how that goes, and the signing secrets."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts.web.proofs import fresh_proof_required
from gaoxin.approvals.web.desk.words import act_word
from gaoxin.core.errors import GaoxinError
from gaoxin.gateway import selectors
from gaoxin.gateway.rules import standing
from gaoxin.gateway.services import webhooks as services
from gaoxin.gateway.services.delivering import MOST_FAILURES

# standing -> (word, tone, sign)
STANDINGS: dict[str, tuple[Any, str, str]] = {
    "delivered": (gettext_lazy("最近一次已送达"), "good", "✓"),
    "waiting": (gettext_lazy("还没有要推送的事件"), "quiet", "○"),
    "failing": (gettext_lazy("最近一次未送达，将重试"), "attention", "↻"),
    "disabled": (gettext_lazy("已停止推送"), "attention", "‖"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def webhooks(request: HttpRequest) -> HttpResponse:
    """The account's webhooks; POST subscribes and answers with the secret. What was typed stays where it cannot be."""
    if request.method != "POST":
        return _page(request, {})
    sent = request.POST
    some = sent.get("extent") == "some"
    typed = {"url": sent.get("url", "").strip(), "some": some, "events": sent.getlist("events") if some else []}
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        if some:
            services.check_chosen(typed["events"])
        row = services.subscribe(
            zone=actor.zone, url=typed["url"], events=typed["events"], by=actor, at=now, key=sent.get("key", "")
        )
    except GaoxinError as error:
        return _page(request, typed, problem=error)
    return _page(request, {}, shown=row, secret=services.secret_of(row))


@never_cache
@require_POST
@fresh_proof_required
def renew(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new secret, shown this once."""
    actor = request.actor  # type: ignore[attr-defined]
    row = services.renew_secret(zone=actor.zone, pk=pk, by=actor, at=timezone.now())
    return _page(request, {}, shown=row, secret=services.secret_of(row))


@require_POST
def resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Go on from where it stood."""
    actor = request.actor  # type: ignore[attr-defined]
    services.resume_webhook(zone=actor.zone, pk=pk, by=actor, at=timezone.now())
    messages.success(request, _("已恢复推送，从停下的地方继续，中间的事件不会丢。"))
    return redirect("programs:webhooks")


@require_POST
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell it nothing more."""
    actor = request.actor  # type: ignore[attr-defined]
    services.unsubscribe(zone=actor.zone, pk=pk, by=actor, at=timezone.now())
    messages.success(request, _("订阅已结束，不再推送。"))
    return redirect("programs:webhooks")


def _page(request: HttpRequest, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = []
    for row in selectors.webhooks_of(zone=actor.zone, by=actor):
        state = standing.of_webhook(disabled_at=row.disabled_at, failures=row.failures, told_at=row.told_at)
        word, tone, sign = STANDINGS[state]
        events = [act_word(name) for name in row.events]
        rows.append({"row": row, "events": events, "state": state, "word": word, "tone": tone, "sign": sign})
    names = [(name, act_word(name)) for name in sorted(services.EVENTS)]
    context = {
        "rows": rows, "names": names, "typed": typed, "key": uuid.uuid4(), "most_failures": MOST_FAILURES,
        "most": services.MOST_HOOKS, **told,
    }  # fmt: skip
    return render(request, "gateway/webhooks.html", context, status=422 if told.get("problem") else 200)
