"""Open data for everybody: catalogue, vintages, files with stable bytes, a frame for other sites; and the publisher's acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts.web.limits import limited
from gaoxin.core.errors import Invalid
from gaoxin.economy.permissions.opendata import PUBLISHERS
from gaoxin.economy.rendering.datasets import FORMATS, Vintage
from gaoxin.economy.rules.opendata.drawing import bars, zero
from gaoxin.economy.selectors.opendata import releases
from gaoxin.economy.selectors.opendata.settings import catalogue
from gaoxin.economy.services.opendata import releasing

DOWNLOADS = 120  # requests a minute of one address, of files and vintages together; whoever needs more keeps what does not change
FOREVER = "public, max-age=31536000, immutable"
LANGUAGES = {"en": "en", "zh": "zh-hans"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The datasets there are, what was released and what will be."""
    now, zone = timezone.now(), settings.ZONE
    told = catalogue()
    context = {
        "datasets": [(one, releases.latest(zone=zone, code=one.code, at=now)) for one in told.datasets],
        "calendar": releases.calendar(zone=zone, at=now), "licence": told.licence, "publisher": _publisher(request),
    }  # fmt: skip
    return render(request, "economy/opendata/home.html", context)


@require_safe
def dataset(request: HttpRequest, code: str) -> HttpResponse:
    """Its newest vintage."""
    newest = releases.latest(zone=settings.ZONE, code=catalogue().dataset(code).code, at=timezone.now())
    if newest is None:
        return redirect("opendata:home")
    return _page(request, code, newest, newest)


@require_safe
@limited("opendata", DOWNLOADS)
def vintage(request: HttpRequest, code: str, vintage: int) -> HttpResponse:
    """A vintage at its own address, which never shows anything else."""
    newest = releases.latest(zone=settings.ZONE, code=catalogue().dataset(code).code, at=timezone.now())
    return _page(request, code, vintage, newest)


@require_safe
@limited("opendata", DOWNLOADS)
def file(request: HttpRequest, code: str, vintage: int, name: str) -> HttpResponse:
    """One of its files: the same bytes for ever, so that it may be kept for ever."""
    found = releases.file(zone=settings.ZONE, code=code, number=vintage, name=name, at=timezone.now())
    etag = f'"{found.etag}"'
    if request.headers.get("If-None-Match", "") in (etag, f"W/{etag}", "*"):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(found.data, content_type=found.kind)
        response["Content-Disposition"] = f'attachment; filename="{code}-v{vintage}-{name}"'
        response["Access-Control-Allow-Origin"] = "*"  # open data may be read by anybody's page
    response["ETag"], response["Cache-Control"] = etag, FOREVER
    return response


@require_safe
@limited("opendata", DOWNLOADS)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": ["'none'"], "script-src": ["'none'"]})
def embed(request: HttpRequest, code: str, vintage: int) -> HttpResponse:
    """One series as chart and table, for a frame on any site. It has no script, no form and no cookie's content."""
    found = releases.vintage(zone=settings.ZONE, code=code, number=vintage, at=timezone.now())
    language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or LANGUAGES["zh"])
    with translation.override(language):
        return render(request, "economy/opendata/embed.html", _series(request, found))


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    row = releasing.publish(
        zone=settings.ZONE, dataset=code, note=request.POST.get("note", "")[:500], by=_actor(request), at=timezone.now(),
        release_at=_moment(request.POST.get("release_at", "")),
    )  # fmt: skip
    messages.success(
        request,
        _("已冻结第 %(n)s 版，%(time)s 起公开。")
        % {"n": row.vintage, "time": timezone.localtime(row.release_at).strftime("%Y-%m-%d %H:%M")},
    )
    return redirect("opendata:home")


@require_POST
def cancel(request: HttpRequest, code: str, vintage: int) -> HttpResponse:
    releasing.cancel(
        zone=settings.ZONE, dataset=code, vintage=vintage, reason=request.POST.get("reason", "")[:500], by=_actor(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("已取消发布。"))
    return redirect("opendata:home")


def _page(request: HttpRequest, code: str, number: int, newest: int | None) -> HttpResponse:
    now = timezone.now()
    found = releases.vintage(zone=settings.ZONE, code=code, number=number, at=now)
    content = found.content
    periods = content.periods()[-6:]
    wide: list[tuple[Any, list[Any]]] = []
    if len(content.dimensions) == 1:
        by_place = {(one.at[0], one.period): one for one in content.observations}
        wide = [(one, [by_place.get((one.id, period)) for period in periods]) for one in content.dimensions[0].codes]
    context = _series(request, found) | {
        "newest": newest, "formats": list(FORMATS), "wide": wide, "periods": periods,
        "vintages": [
            one for one in releases.calendar(zone=settings.ZONE, at=now) if one.dataset.code == code and one.released
        ],
    }  # fmt: skip
    return render(request, "economy/opendata/dataset.html", context)


def _series(request: HttpRequest, found: Vintage) -> dict[str, Any]:
    """The series that the address asks for, the first one otherwise. Raises Invalid for a code that is not there."""
    content = found.content
    chosen: list[str] = []
    for dimension in content.dimensions:
        wanted = request.GET.get(dimension.id.lower(), "")
        if wanted and wanted not in {one.id for one in dimension.codes}:
            raise Invalid(f"{dimension.id}: 没有 {wanted[:40]} no such code", do="从列表里选 choose one of the list")
        chosen.append(wanted or dimension.codes[0].id)
    series = content.series(chosen)
    language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    address = "&".join(f"{d.id.lower()}={at}" for d, at in zip(content.dimensions, chosen, strict=True))
    return {
        "found": found, "series": series, "bars": bars(series), "zero": zero(series), "unit": series[0].unit if series else "",
        "basis": content.basis(series[0]) if series else "", "address": address, "site": request.build_absolute_uri("/")[:-1],
        "name": " · ".join(
            getattr(code.name, language)
            for d, at in zip(content.dimensions, chosen, strict=True)
            for code in d.codes
            if code.id == at
        ),
        "choices": [(d, at) for d, at in zip(content.dimensions, chosen, strict=True)],
    }  # fmt: skip


def _moment(text: str) -> dt.datetime | None:
    """A local time of a form; None for none."""
    if not text.strip():
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("发布时间无法识别 not a time", do="按 年-月-日 时:分 填写 write it as date and time") from None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _publisher(request: HttpRequest) -> bool:
    actor = _actor(request)
    return bool(actor and actor.roles & PUBLISHERS)
