"""Import of parcels and plans by the officer who keeps them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.projects.permissions.land import check_reader, may_keep
from gaoxin.projects.selectors.land import book, ledgers, mapping
from gaoxin.projects.services.land import parcels, plans
from gaoxin.projects.web.land.asked import grids, new_key, officer, text, to
from gaoxin.projects.web.land.changed import changed_words
from gaoxin.ui.web.problems import status_of

SHOWN = 200  # rows with errors on the page


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """A file is tried first, or taken; row errors come back in a table and nothing is half imported."""
    if request.method != "POST":
        return _import_page(request)
    try:
        name, data = file_of(request, book.checks().limits.file_bytes)
        outcome = parcels.import_parcels(
            name=name, data=data, datum=text(request, "datum"), dry_run=text(request, "act") != "take",
            update=text(request, "update") == "yes", reason=text(request, "reason"), **to(request),
        )  # fmt: skip
    except GaoxinError as error:
        return _import_page(request, error)
    if outcome.written or outcome.repeated:
        counts = {"new": len(outcome.of("new")), "changed": len(outcome.of("changed")), "same": len(outcome.of("same"))}
        messages.success(request, _("已导入：新增 %(new)s 个地块，更新 %(changed)s 个，未变 %(same)s 个。") % counts)
        return redirect("land:ledgers")
    return _import_page(request, outcome=outcome)


@require_GET
def plans_page(request: HttpRequest) -> HttpResponse:
    """The plans, who may publish one, and the form for a new one."""
    return _plans_page(request)


@require_POST
def upload_plan(request: HttpRequest) -> HttpResponse:
    """A new plan, not yet public."""
    try:
        name, data = file_of(request, book.checks().limits.image_bytes)
        given = to(request)
        given.pop("today")
        plans.upload(name=text(request, "name"), file_name=name, data=data, corners=_corners(request), **given)
    except GaoxinError as error:
        return _plans_page(request, error)
    messages.success(request, _("底图已上传，尚未公开。"))
    return redirect("land:plans")


@require_POST
def publish_plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show it to everybody, with the number of its examination."""
    actor = officer(request)
    try:
        plans.publish(
            zone=actor.zone, plan_id=pk, review_number=text(request, "review_number"), at=timezone.now(), by=actor,
            key=text(request, "key")[:36],
        )  # fmt: skip
    except GaoxinError as error:
        return _plans_page(request, error)
    messages.success(request, _("底图已公开，审图号显示在公开地图上。"))
    return redirect("land:plans")


@require_POST
def withdraw_plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it from the public map."""
    actor = officer(request)
    try:
        plans.withdraw(zone=actor.zone, plan_id=pk, at=timezone.now(), by=actor, key=text(request, "key")[:36])
    except GaoxinError as error:
        return _plans_page(request, error)
    messages.success(request, _("底图已从公开地图撤下。"))
    return redirect("land:plans")


def file_of(request: HttpRequest, most: int) -> tuple[str, bytes]:
    """The file of the form, read only where it is not too large."""
    found = request.FILES.get("file")
    if found is None or not found.name:
        raise Invalid("没有选择文件 no file is chosen", do="选择文件后再提交 choose one")
    if (found.size or 0) > most:
        raise Invalid(f"文件过大 the file is too large: {found.size:,} B", do=f"不超过 at most {most:,} B")
    return found.name, found.read()


def _corners(request: HttpRequest) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(text(request, name)) for name in ("west", "south", "east", "north"))
    except ValueError:
        raise Invalid(
            "四至没有填写或者不是度数 the corners are missing, or not degrees", do="填写四个数 write four"
        ) from None
    return west, south, east, north


def _import_page(
    request: HttpRequest, error: GaoxinError | None = None, outcome: parcels.Outcome | None = None
) -> HttpResponse:
    limits = book.checks().limits
    context: dict[str, Any] = {
        "key": new_key(), "problem": error, "outcome": outcome, "datum": text(request, "datum"),
        "update": text(request, "update") == "yes", "reason": text(request, "reason"),
        "changed": [(line, changed_words(line.changed)) for line in outcome.of("changed")[:SHOWN]] if outcome else (),
        "counts": {kind: len(outcome.of(kind)) for kind in ("new", "changed", "same")} if outcome else {},
        "wrong": outcome.wrong[:SHOWN] if outcome else (), "mu": ledgers.mu(outcome.area_m2) if outcome else "",
        "columns": book.checks().columns.items(), "limits": limits, "most": limits.file_bytes // 1024 // 1024,
        "grids": grids(),
        "off": outcome.area_m2 - (outcome.plane_m2 or 0) if outcome else 0,
        "has_boundary": mapping.boundary(zone=officer(request).zone) is not None,
    }  # fmt: skip
    status = status_of(error) if error else 422 if outcome and outcome.wrong else 200
    return render(request, "projects/land/import.html", context, status=status)


def _plans_page(request: HttpRequest, error: GaoxinError | None = None) -> HttpResponse:
    actor = officer(request)
    check_reader(actor, actor.zone)
    context = {
        "plans": mapping.plans(zone=actor.zone), "keeper": may_keep(actor, actor.zone), "problem": error,
        "key": new_key(), "typed": request.POST if error else {}, "review": book.checks().review,
        "most": book.checks().limits.image_bytes // 1024 // 1024,
    }  # fmt: skip
    return render(request, "projects/land/plans.html", context, status=status_of(error) if error else 200)
