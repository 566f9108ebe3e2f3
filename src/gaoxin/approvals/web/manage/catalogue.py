"""The catalogue: every item with its versions, what each changed, and a new version to be published."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.rules.comparison import compare
from gaoxin.approvals.rules.items.load import Catalogue, CatalogueError
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.items.places import item_files
from gaoxin.approvals.services import publishing, rulebook
from gaoxin.core.errors import Invalid, NotFound


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Every item: the version of today, and what is to come."""
    day = timezone.localdate()
    catalogue = rulebook.catalogue()
    rows: list[dict[str, Any]] = []
    for code in catalogue.codes():
        versions = catalogue.items[code]
        now = _of_day(versions, day)
        rows.append({
            "item": now or versions[-1], "now": now, "count": len(versions),
            "coming": [item for item in versions if item.valid_from > day],
        })  # fmt: skip
    may_publish = request.actor.has(Role.SYSTEM_ADMIN)  # type: ignore[attr-defined]
    context = {"rows": rows, "day": day, "may_publish": may_publish}
    return render(request, "approvals/manage/catalogue.html", context)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item's versions, and two of them side by side (`?from=&to=`, each the first day of a version)."""
    versions = _versions(rulebook.catalogue(), code)
    days = {version.valid_from.isoformat(): version for version in versions}
    after = days.get(request.GET.get("to", "")) or versions[-1]
    earlier = [version for version in versions if version.valid_from < after.valid_from]
    before = days.get(request.GET.get("from", "")) or (earlier[-1] if earlier else None)
    context = {
        "versions": versions[::-1], "law": versions[-1], "today": timezone.localdate(), "before": before, "after": after,
        "difference": compare(before, after) if before and before is not after else None,
    }  # fmt: skip
    return render(request, "approvals/manage/item.html", context)


@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    """The item's own file, to be amended and uploaded again."""
    _versions(rulebook.catalogue(), code)
    path = next((path for path, _folder in item_files(*rulebook.item_folders()) if path.stem == code), None)
    if path is None:
        raise NotFound(f"没有事项文件 no file of {code}", do="核对代码 check the code")
    response = HttpResponse(path.read_bytes(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Upload, look at what it would change, publish. Nothing is kept between the steps but what the page itself carries."""
    if request.method != "POST":
        return render(request, "approvals/manage/publish.html", {"key": uuid.uuid4()})
    text, today = _text(request), timezone.localdate()
    key = request.POST.get("key", "")[:64]
    context: dict[str, Any] = {"text": text, "key": key or uuid.uuid4(), "checked": True}
    try:
        if request.POST.get("step") == "publish":
            return _published(request, text, today, key)
        context["draft"] = publishing.check(text=text, today=today)
    except (publishing.VersionRefused, CatalogueError) as error:
        context |= {"problems": error.problems}
        return render(request, "approvals/manage/publish.html", context, status=422)
    return render(request, "approvals/manage/publish.html", context)


def _published(request: HttpRequest, text: str, today: dt.date, key: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    draft = publishing.publish(
        zone=by.zone, text=text, by=by, at=timezone.now(), today=today, key=key and f"publish:{key}"
    )
    days = "、".join(version.valid_from.isoformat() for version in draft.added)
    messages.success(request, _("已发布，%(days)s 起生效；在办的办件不受影响") % {"days": days})
    return redirect("manage:item", draft.code)


def _text(request: HttpRequest) -> str:
    """What was uploaded, or else what the form carries."""
    uploaded = request.FILES.get("file")
    if uploaded is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (uploaded.size or 0) > publishing.LARGEST:
        raise Invalid("文件过大 the file is too large", do="一个文件只写一个事项 one item a file")
    try:
        return uploaded.read().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Invalid("文件不是 UTF-8 文本 the file is not UTF-8 text", do="另存为 UTF-8 save it as UTF-8") from error


def _versions(catalogue: Catalogue, code: str) -> tuple[Item, ...]:
    versions = catalogue.items.get(code)
    if versions is None:
        raise NotFound(f"没有事项 no item {code!r}", do="从目录进入 start from the catalogue")
    return versions


def _of_day(versions: tuple[Item, ...], day: dt.date) -> Item | None:
    return next((i for i in versions if i.valid_from <= day and (i.valid_to is None or day <= i.valid_to)), None)
