"""API 令牌: the tokens of the signed-in account: what there are, a new one (its text is shown once), and the end of one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.accounts.web.proofs import fresh_proof_required
from gaoxin.core.errors import GaoxinError
from gaoxin.gateway import selectors
from gaoxin.gateway.rules import standing
from gaoxin.gateway.services import tokens as services

DAYS = 90  # what the form proposes
SCOPES: dict[str, Any] = {
    "cases:read": gettext_lazy("读办件：状态、材料、时限和理由"),
    "cases:write": gettext_lazy("办理办件：您的角色能做的每一步"),
    "licences:read": gettext_lazy("读证照和盖章文件"),
    "parties:read": gettext_lazy("读您可以代办的企业"),
    "audit:read": gettext_lazy("读审计记录，校验审计链"),
    "chains:read": gettext_lazy("读产业链：环节、缺口、评估"),
    "chains:write": gettext_lazy("导入产业链企业"),
    "land:read": gettext_lazy("读地块、土地台账和选址结果"),
    "land:write": gettext_lazy("更新、合并、注销地块"),
    "leads:read": gettext_lazy("读您能看到的招商线索"),
    "leads:write": gettext_lazy("登记线索和走访"),
    "projects:read": gettext_lazy("读项目：阶段、时间线、投资和拉动"),
    "projects:write": gettext_lazy("登记项目：立项、类别、节点、堵点、移交、投资"),
    "progress:read": gettext_lazy("读工程进度：基线、完成比例、S 曲线"),
    "progress:write": gettext_lazy("报告和确认工程进度"),
    "stewards:read": gettext_lazy("读企业、专员、咨询和复工复产"),
    "stewards:write": gettext_lazy("提问、答复、填报复工复产"),
    "reports:read": gettext_lazy("读企业报表、回收率和核实"),
    "reports:write": gettext_lazy("报送报表，说明和审定核实"),
    "audits:read": gettext_lazy("审核文本里的数字，审核数据表"),
    "indicators:read": gettext_lazy("读指标：水平、增速、比重、拉动"),
    "webhooks:write": gettext_lazy("管理您的事件推送"),
}
# standing -> (word, tone, sign)
STANDINGS: dict[str, tuple[Any, str, str]] = {
    "valid": (gettext_lazy("有效"), "good", "✓"),
    "expired": (gettext_lazy("已过期"), "attention", "⌛"),
    "ended": (pgettext_lazy("token", "已撤销"), "quiet", "○"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_proof_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The account's tokens; POST makes one and answers with its text. What was typed stays where it cannot be made."""
    if request.method != "POST":
        return _page(request, {"days": DAYS, "scopes": ("cases:read",)})
    sent = request.POST
    typed = {
        "name": sent.get("name", "").strip(),
        "scopes": sent.getlist("scopes"),
        "days": sent.get("days", "").strip(),
    }
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        made, text = services.create_token(
            zone=actor.zone, name=typed["name"], scopes=typed["scopes"], days=_number(typed["days"]), by=actor, at=now,
            key=sent.get("key", ""),
        )  # fmt: skip
    except GaoxinError as error:
        return _page(request, typed, problem=error)
    return _page(request, {"days": DAYS, "scopes": ("cases:read",)}, made=made, text=text)


@require_POST
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End one now."""
    actor = request.actor  # type: ignore[attr-defined]
    services.revoke_token(zone=actor.zone, pk=pk, by=actor, at=timezone.now())
    messages.success(request, _("令牌已撤销，立即失效。"))
    return redirect("programs:tokens")


def _page(request: HttpRequest, typed: Mapping[str, Any], **told: Any) -> HttpResponse:
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    rows = []
    for row in selectors.tokens_of(zone=actor.zone, by=actor):
        state = standing.of_token(expires_at=row.expires_at, revoked_at=row.revoked_at, now=now)
        word, tone, sign = STANDINGS[state]
        scopes = [SCOPES.get(scope, scope) for scope in row.scopes]
        rows.append({"row": row, "scopes": scopes, "word": word, "tone": tone, "sign": sign, "lasts": state == "valid"})
    context = {
        "rows": rows, "scopes": SCOPES, "typed": typed, "key": uuid.uuid4(), "longest": services.LONGEST_DAYS,
        "api": request.build_absolute_uri("/api/v1/"), **told,
    }  # fmt: skip
    return render(request, "gateway/tokens.html", context, status=422 if told.get("problem") else 200)


def _number(text: str) -> int:
    """Days as typed; 0, which the service refuses, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
