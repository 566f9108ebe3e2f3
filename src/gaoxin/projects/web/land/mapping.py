"""The map for officers and for the public, the parcels on it as GeoJSON, and the plan under it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gaoxin.approvals.services import files
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.permissions.land import check_reader, may_keep
from gaoxin.projects.selectors.land import book, ledgers, mapping
from gaoxin.projects.web.land.asked import day, officer, ratio_of, word, zone_of

GEOJSON = "application/geo+json"
KINDS = {"png": "image/png", "jpg": "image/jpeg"}


@require_GET
def officers_map(request: HttpRequest) -> HttpResponse:
    """The zone, its parcels by category, and the newest plan; with `?on=2024-06-30` as it was at the end of that day."""
    actor = officer(request)
    check_reader(actor, actor.zone)
    try:
        on, problem = day(request.GET.get("on", "")[:20], "on"), None
    except Invalid as error:
        on, problem = None, error
    plans = mapping.plans(zone=actor.zone, limit=1)
    plan = plans[0] if plans else None
    drawn = drawn_of(
        actor.zone, plan, features=reverse("land:features") + (f"?on={on}" if on else ""), parcel=reverse("land:parcel", args=["NUMBER"]),
        image=reverse("land:plan-image", args=[plan.id]) if plan else "",
    )  # fmt: skip
    return render(request, "projects/land/map.html", {
        **_legend(actor.zone, on=on), "drawn": drawn, "on": on, "problem": problem, "today": timezone.localdate(),
        "plan": plan, "keeper": may_keep(actor, actor.zone), "has_boundary": bool(drawn["boundary"]),
    }, status=422 if problem else 200)  # fmt: skip


@require_GET
def public_map(request: HttpRequest) -> HttpResponse:
    """Published parcels on a plan that was examined; without such a plan there is no map, and the page says so."""
    zone = zone_of(request)
    plan = mapping.public_plan(zone=zone)
    if plan is None:
        return render(request, "projects/land/public_map.html", {"plan": None, "article": book.checks().review.article})
    rows, following = ledgers.page(zone=zone, public=True, after=request.GET.get("after", "")[:60])
    drawn = drawn_of(zone, plan, features=reverse("landmap:features"), parcel="", image=reverse("landmap:plan"))
    names = {one.code: word(one) for one in (*book.categories().categories, *book.matching().uses)}
    lines = [
        (
            row,
            names.get(row.category, row.category),
            names.get(row.use, row.use),
            ledgers.mu(row.area_m2),
            ratio_of(row),
        )
        for row in rows
    ]
    return render(
        request, "projects/land/public_map.html",
        {**_legend(zone, public=True), "drawn": drawn, "plan": plan, "lines": lines, "next": following},
    )  # fmt: skip


@require_GET
@never_cache
def features(request: HttpRequest) -> HttpResponse:
    """Parcels in `?bbox=west,south,east,north`, for officers; `&on=` as they were at the end of a day."""
    actor = officer(request)
    check_reader(actor, actor.zone)
    box = mapping.read_box(request.GET.get("bbox", ""))
    on = day(request.GET.get("on", "")[:20], "on")
    text = mapping.features(zone=actor.zone, box=box, category=request.GET.get("category", "")[:32], on=on)
    return HttpResponse(text, content_type=GEOJSON)


@require_GET
def public_features(request: HttpRequest) -> HttpResponse:
    """The same of published parcels, for everybody; none without a published plan."""
    zone = zone_of(request)
    if mapping.public_plan(zone=zone) is None:
        raise _no_map()
    box = mapping.read_box(request.GET.get("bbox", ""))
    text = mapping.features(zone=zone, box=box, category=request.GET.get("category", "")[:32], public=True)
    return HttpResponse(text, content_type=GEOJSON)


@require_GET
def plan_image(request: HttpRequest, pk: Any) -> HttpResponse:
    """A plan, for officers."""
    actor = officer(request)
    check_reader(actor, actor.zone)
    return _image(actor.zone, mapping.plan(zone=actor.zone, plan_id=pk))


@require_GET
def public_plan(request: HttpRequest) -> HttpResponse:
    """The published plan, for everybody."""
    zone = zone_of(request)
    plan = mapping.public_plan(zone=zone)
    if plan is None:
        raise _no_map()
    return _image(zone, plan)


def _image(zone: str, plan: mapping.PlanView) -> HttpResponse:
    path = files.path_of(zone, plan.sha256)
    if not path.is_file():
        raise NotFound("底图文件不在 the file of the plan is not there", do="重新上传 upload it again")
    response = HttpResponse(
        path.read_bytes(), content_type=KINDS[plan.media]
    )  # some megabytes at most, see checks.yaml
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _no_map() -> NotFound:
    return NotFound(
        "没有公开的地图 there is no public map",
        why="没有带审图号的底图 no plan with a number of examination is published",
        do="向园区索取地块清单 ask the zone for the list",
        article=book.checks().review.article,
    )


def drawn_of(zone: str, plan: mapping.PlanView | None, *, features: str, parcel: str, image: str) -> dict[str, Any]:
    """What the script draws from: addresses, the boundary, the plan's corners, and its words in the reader's language."""
    boundary = mapping.boundary(zone=zone)
    return {
        "features": features, "parcel": parcel, "boundary": boundary.geometry if boundary else None,
        "plan": {"image": image, "corners": plan.corners} if plan else None,
        "categories": {one.code: word(one) for one in book.categories().categories},
        "uses": {one.code: word(one) for one in book.matching().uses},
        "words": {
            "mu": _("亩"), "open": _("打开地块"), "gathered": _("个地块，放大后逐个显示"), "shown": _("图上地块数："),
            "held": _("使用者"), "use": _("规划用途"), "power": _("供电（kVA）"), "failed": _("地块没有取到，请稍后再试"),
            "locate": _("在图上定位"), "zoomIn": _("放大"), "zoomOut": _("缩小"), "area": _("面积"), "corners": _("界址点数："),
            "ratio": _("容积率"), "water": _("供水（m³/日）"), "gas": _("供气（m³/时）"), "unknown": _("未知"),
        },
    }  # fmt: skip


def drawing(zone: str, number: str, geometry: dict[str, Any]) -> dict[str, Any]:
    """What the script that draws an outline begins with: the map, the parcel's number and its present outline."""
    plan = next(iter(mapping.plans(zone=zone, limit=1)), None)
    image = reverse("land:plan-image", args=[plan.id]) if plan else ""
    told = drawn_of(zone, plan, features=reverse("land:features"), parcel="", image=image)
    return {**told, "number": number, "outline": geometry}


def _legend(zone: str, *, public: bool = False, on: dt.date | None = None) -> dict[str, Any]:
    totals = ledgers.totals(zone=zone, public=public, on=on)
    return {
        "legend": [(total, word(total.category)) for total in totals],
        "all_parcels": sum(total.parcels for total in totals),
        "all_mu": ledgers.mu(sum(total.area_m2 for total in totals)),
        "all_m2": sum(total.area_m2 for total in totals),
    }
