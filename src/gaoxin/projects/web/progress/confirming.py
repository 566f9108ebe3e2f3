"""The second person: what waits for a word, the photo, and the word."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.approvals.services.files import path_of
from gaoxin.core.errors import GaoxinError, NotFound
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.reporting import PHOTOS
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services
from gaoxin.projects.web.progress import words
from gaoxin.projects.web.progress.asked import today, who

KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Reports that nobody has confirmed or rejected yet, newest first; one's own are there, without the buttons."""
    return _page(request)


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm, or reject with a reason; what was typed stays where that is refused."""
    actor, at, reason = who(request), timezone.now(), request.POST.get("reason", "")
    try:
        if request.POST.get("verdict") == "rejected":
            services.reject(zone=actor.zone, report_id=pk, reason=reason, by=actor, at=at)
            messages.success(request, _("已退回，报告人会看到原因。"))
        else:
            services.confirm(zone=actor.zone, report_id=pk, by=actor, at=at)
            messages.success(request, _("已确认，计入进度。"))
    except NotFound:
        raise
    except GaoxinError as error:
        return _page(request, problem=error, typed={"pk": pk, "reason": reason})
    return redirect("progress:waiting")


@require_safe
def photo(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The photo of a report, as it is kept. Raises NotFound."""
    actor = who(request)
    row = reading.photo_of(zone=actor.zone, report_id=pk)
    permissions.check_site(actor.zone, actor, row.project_id, today(), pk)
    path = path_of(row.zone, row.photo_sha256)
    if not path.exists() or row.photo_media not in PHOTOS:
        raise NotFound(_("照片不在了"), do=_("联系管理员从备份恢复"))
    response = FileResponse(path.open("rb"), filename=row.photo_name, content_type=KINDS[row.photo_media])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _page(request: HttpRequest, **told: object) -> HttpResponse:
    actor = who(request)
    rows, following = reading.waiting(
        zone=actor.zone, after=request.GET.get("after", ""), only=permissions.scope(actor.zone, actor, today())
    )
    context = {
        "rows": [(row, row.row.reporter != actor.id, words.photo_notes(row.row)) for row in rows],
        "following": following,
        **told,
    }
    status = 409 if told.get("problem") else 200
    return render(request, "projects/progress/waiting.html", context, status=status)
