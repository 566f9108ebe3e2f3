"""Papers and evidence of a case, for whoever may read it: by key of a row of the file, never by a path."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gaoxin.core.errors import WrongState
from gaoxin.labour.selectors.disputes import whole
from gaoxin.labour.web.harmony.asking import who

SAFE = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@require_safe
def paper(request: HttpRequest, dispute: uuid.UUID, paper: uuid.UUID) -> FileResponse:
    """A signed paper. Raises NotFound, or WrongState until it is signed."""
    by = who(request)
    row, path = whole.paper(zone=by.zone, dispute_id=dispute, paper_id=paper, by=by)
    return _sent(path, f"{row.title}.pdf", "application/pdf")


@require_safe
def evidence(request: HttpRequest, dispute: uuid.UUID, evidence: uuid.UUID) -> FileResponse:
    """What a side handed in, as it is kept."""
    by = who(request)
    row, path = whole.evidence(zone=by.zone, dispute_id=dispute, evidence_id=evidence, by=by)
    return _sent(path if path.exists() else None, row.name, SAFE.get(row.media, "application/octet-stream"))


def _sent(path: Path | None, name: str, kind: str) -> FileResponse:
    """A download that no browser runs or guesses about, and no shared cache keeps."""
    if path is None:
        raise WrongState(_("文件正在签章，稍后可以下载"), do=_("几分钟后刷新页面"))
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
