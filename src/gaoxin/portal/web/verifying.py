"""Is this licence real? By number, by what its code says, or by the file itself: looked at in memory, never kept.

The answer shows what the licence itself shows, who signed it, and whether it still stands.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gaoxin.accounts.web.limits import limited
from gaoxin.approvals.services.granted import PERSON, masked
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.trust import selectors as trust
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import Verification, verify_bytes

LOOKUPS, UPLOADS = 30, 10  # a minute from one address
LARGEST = 20 * 1024 * 1024
LONGEST = 120
_CODE = re.compile(r"gaoxin:(?P<identifier>[0-9A-Za-z.\-]{1,100})#(?P<digest>[0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """A licence as its own page shows it, with its standing now."""

    title: str
    number: str
    identifier: str
    holder: str
    issuer: str
    issued_at: Any
    valid_from: Any
    valid_until: Any
    standing: str
    sealed: bool


@never_cache
@require_safe
@limited("verify-number", LOOKUPS, counts=lambda request: bool(request.GET.get("number", "").strip()))
def verify(request: HttpRequest) -> HttpResponse:
    """The form; with `?number=` what the register says."""
    number = request.GET.get("number", "").strip()[:LONGEST]
    context: dict[str, Any] = {"number": number, "largest": LARGEST // 1024 // 1024}
    if number:
        found, altered = _by_text(number)
        context |= {"shown": found, "altered": altered, "unknown": found is None}
    partial = request.headers.get("HX-Target") == "answer"
    return render(request, "portal/_verified.html" if partial else "portal/verify.html", context)


class MemoryOnly(FileUploadHandler):
    """Takes one file into memory and never onto the disk; stops reading at the limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST:
            raise StopUpload(connection_reset=False)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


@csrf_exempt  # only until the handler is in place: `_verify_file` checks
@require_http_methods(["POST"])
@limited("verify-file", UPLOADS)
def verify_file(request: HttpRequest) -> HttpResponse:
    """The signature of an uploaded file, and the standing of the licence it is."""
    request.upload_handlers = [MemoryOnly(request)]
    return _verify_file(request)


@never_cache
@sensitive_post_parameters()
@csrf_protect
def _verify_file(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + 64 * 1024 or "file" not in request.FILES:
        raise Invalid(
            "没有收到可核验的文件 no file to verify",
            why=f"未选择文件，或者超过 {LARGEST // 1024 // 1024} MB  none was chosen, or it is too large",
            do="选择证照的 PDF 文件 choose the licence's PDF",
        )
    data = request.FILES["file"].read()
    found = verify_bytes(data, [root_pem(settings.VAR / "pki")])
    shown = _by_identifier(found) if found.valid else None
    standing = _standing(data, found)
    context = {"file": found, "standing": standing, "shown": shown, "sha256": hashlib.sha256(data).hexdigest()}
    context["good"] = found.valid and standing in ("valid", "")
    context["largest"] = LARGEST // 1024 // 1024
    partial = request.headers.get("HX-Target") == "answer"
    return render(request, "portal/_verified.html" if partial else "portal/verify.html", context)


def _by_text(text: str) -> tuple[Shown | None, bool]:
    """The licence that a number, identifier or code names; and whether the code says other contents than the register."""
    code = _CODE.search(text)
    try:
        row = trust.licence_by_identifier(zone=settings.ZONE, text=code["identifier"] if code else text)
    except NotFound:
        return None, False
    return _shown(row), bool(code) and not row.content_digest.startswith(code["digest"])


def _by_identifier(found: Verification) -> Shown | None:
    if not found.licence_id:
        return None
    try:
        return _shown(trust.licence_by_identifier(zone=settings.ZONE, text=found.licence_id))
    except NotFound:
        return None


def _standing(data: bytes, found: Verification) -> str:
    """The standing in the register; empty for a file of ours that is no licence, or one of another zone."""
    known = trust.status_by_digest(hashlib.sha256(data).hexdigest()) if found.valid else None
    return known[0] if known else ""


def _shown(row: Any) -> Shown:
    holder = masked(row.holder.name) if row.holder.kind == PERSON else row.holder.name
    return Shown(
        row.title, row.number, row.licence_id, holder, row.issuer_name, row.issued_at, row.valid_from, row.valid_until,
        row.status, row.sealed_at is not None,
    )  # fmt: skip
