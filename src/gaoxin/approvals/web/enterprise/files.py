"""Files that leave the platform: signed notices, licences, and what the applicant handed in. By key of a row that belongs
to the reader's case, never by a path that a request names."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.approvals import selectors
from gaoxin.approvals.services.files import path_of
from gaoxin.approvals.web.enterprise.own import own_case, who
from gaoxin.core.errors import NotFound, WrongState
from gaoxin.trust import selectors as trust

SAFE = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@require_safe
def document(request: HttpRequest, number: str, pk: uuid.UUID) -> FileResponse:
    """A signed receipt, letter or notice of the case. Raises NotFound, or WrongState until it is signed."""
    case = own_case(request, number)
    rows = trust.documents_of(zone=who(request).zone, subject=f"case:{case.view.id}")
    row = next((row for row in rows if row.id == pk), None)
    if row is None:
        raise NotFound(_("没有这份文书"), do=_("从办件页面下载"))
    return serve(trust.path_of(row), f"{row.title}-{number}.pdf", "application/pdf")


@require_safe
def licence(request: HttpRequest, number: str) -> FileResponse:
    """The sealed licence that the case issued."""
    case, zone = own_case(request, number), who(request).zone
    found = selectors.licence_of(zone, case.view.id)
    if found is None:
        raise NotFound(_("这个办件没有证照"), do=_("回到办件页面"))
    row = trust.licence(zone=zone, pk=found.id)
    return serve(trust.path_of(row), f"{row.title}-{row.number}.pdf", "application/pdf")


@require_safe
def upload(request: HttpRequest, number: str, pk: uuid.UUID) -> FileResponse:
    """A file that was handed in for the case, as it is kept."""
    case, zone = own_case(request, number), who(request).zone
    row = next((row for row in selectors.files_of(zone, case.view.id) if row.id == pk), None)
    if row is None:
        raise NotFound(_("没有这个文件"), do=_("从办件页面下载"))
    path = path_of(zone, row.sha256)
    return serve(path if path.exists() else None, row.name, SAFE.get(row.media, "application/octet-stream"))


def serve(path: Path | None, name: str, kind: str) -> FileResponse:
    """The file as a download that no browser runs or guesses about, and no shared cache keeps."""
    if path is None:
        raise WrongState(_("文件正在签章，稍后可以下载"), do=_("几分钟后刷新页面"))
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
