"""数字审核: a text is read, its figures are confirmed by a person, and what cannot be true together is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.economy.permissions.claims import check_audits
from gaoxin.economy.selectors import claims
from gaoxin.ui.web.problems import status_of

KINDS: dict[str, Any] = {
    "level": gettext_lazy("水平"), "total": gettext_lazy("合计值"), "count": gettext_lazy("个数"), "growth": gettext_lazy("增长"),
    "count_growth": gettext_lazy("个数增长"), "share": gettext_lazy("比重"), "share_change": gettext_lazy("比重变化"),
    "pull": gettext_lazy("拉动增长"), "contribution": gettext_lazy("贡献率"),
}  # fmt: skip
MOST_BYTES = 2 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The form; after `read` the figures with the file that they make; after `audit` what they contradict and imply."""
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    check_audits(actor.zone, actor)
    if request.method != "POST":
        return _page(request)
    typed = {"text": request.POST.get("text", ""), "claims": request.POST.get("claims", "")}
    try:
        return _answered(request, typed)
    except GaoxinError as error:
        return _page(request, problem=error, status=status_of(error), **typed)


def _answered(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    given = _file(request)
    if request.POST.get("act") == "read":
        text = given or typed["text"]
        if not text.strip():
            raise Invalid("没有文本 there is no text", do="粘贴文本或者选择文件 paste one, or choose a file")
        found = claims.read(text)
        return _page(request, text=text, claims=found.yaml, rows=_with_kinds(found.rows), was_read=True)
    typed["claims"] = given or typed["claims"]
    left_out = set(request.POST.getlist("listed")) - set(request.POST.getlist("keep"))
    told = claims.told(claims.audited(typed["claims"], left_out=left_out))
    for one in told["contradictions"]:
        one["words"] = one["reason"]["en" if get_language() == "en" else "zh"]
    return _page(request, told=told, **typed)


def _with_kinds(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "kind_word": KINDS[row["kind"]]} for row in rows]


def _file(request: HttpRequest) -> str:
    found = request.FILES.get("file")
    if found is None:
        return ""
    if (found.size or 0) > MOST_BYTES:
        raise Invalid(f"文件过大 the file is too large: {found.size:,} B", do=f"不超过 at most {MOST_BYTES:,} B")
    return claims.read_text(found.read())


def _page(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    return render(request, "economy/audits/figures.html", told, status=status)
