"""Licences: for their holder and officers by number, and checked by a stranger by number or by the file itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.runtime.api import Request, answers, problem
from gaoxin.trust import selectors
from gaoxin.trust.models import Licence
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import verify_bytes

router = Router(tags=["证照 licences"])
MOST_BYTES = 20_000_000
APPLICANTS = frozenset({Role.APPLICANT, Role.AGENT})
Number = Annotated[str, Path(max_length=100, description="number or GB/T 36904 identifier of the licence")]


class LicenceWhole(Schema):
    """A licence as its holder and officers see it."""

    licence_id: str
    number: str
    kind: str
    title: str
    holder: str
    holder_identifier: str
    issuer: str
    status: str = Field(examples=["valid"])
    status_reason: str
    issued_at: dt.datetime
    valid_from: dt.date
    valid_until: dt.date | None
    sealed: bool
    file_sha256: str
    content: dict[str, Any]


class Standing(Schema):
    """What anybody may know who has the number: no more than the licence itself shows, its holder half hidden."""

    number: str
    title: str
    holder: str = Field(examples=["清远****公司"])
    issuer: str
    status: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None


class Signer(Schema):
    """Who signed the file, as the certificate says. demo: without legal effect."""

    name: str
    issuer: str
    serial: str
    algorithm: str
    signed_at: str
    demo: bool


class Checked(Schema):
    """Whether the file is what the zone signed and still stands. status: of the register; `unknown` if it is none of ours."""

    valid: bool
    reasons: list[str]
    signers: list[Signer]
    licence_id: str
    status: str
    sha256: str


@router.get(
    "/licences/{number}", response=answers(LicenceWhole), url_name="licence", operation_id="licence",
    summary="证照 a licence by its number",
)  # fmt: skip
def licence(request: Request, number: Number) -> Any:
    """For whoever may act for its holder, and for officers."""
    row = _visible(request, number)
    return {
        "licence_id": row.licence_id, "number": row.number, "kind": row.kind, "title": row.title, "holder": row.holder.name,
        "holder_identifier": row.holder.identifier, "issuer": row.issuer_name, "status": row.status,
        "status_reason": row.status_reason, "issued_at": row.issued_at, "valid_from": row.valid_from,
        "valid_until": row.valid_until, "sealed": row.sealed_at is not None, "file_sha256": row.file_sha256,
        "content": row.content,
    }  # fmt: skip


@router.get(
    "/licences/{number}/file", response=answers(None), url_name="licence-file", operation_id="licence-file",
    summary="证照文件 its sealed file",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}},
)  # fmt: skip
def licence_file(request: Request, number: Number) -> HttpResponse:
    """The sealed PDF, byte for byte. 404 until it is sealed."""
    row = _visible(request, number)
    path = selectors.path_of(row)
    if path is None or not path.exists():
        raise NotFound(
            "证照尚未用印，没有文件 not sealed yet", do="稍后再取 ask again later", article="国务院令716号 9"
        )
    response = FileResponse(
        path.open("rb"), content_type="application/pdf", as_attachment=True, filename=f"{row.licence_id}.pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]


@router.get(
    "/verify", response=answers(Standing), url_name="verify-number", operation_id="verify-number",
    summary="按编号核验 is there such a licence",
)  # fmt: skip
def verify_number(request: Request, number: Annotated[str, Query(min_length=4, max_length=100)]) -> Any:
    """For everyone. The answer tells its title, standing, issuer and dates."""
    row = selectors.licence_by_identifier(zone=request.zone, text=number)
    return {
        "number": row.number, "title": row.title, "holder": masked(row.holder.name, row.holder.kind),
        "issuer": row.issuer_name, "status": row.status, "issued_on": row.valid_from, "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }  # fmt: skip


@router.post(
    "/verify/file", response=answers(Checked), url_name="verify-file", operation_id="verify-file",
    summary="按文件核验 is this file what the zone signed",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("application/pdf", "application/octet-stream")
            },
        }
    },
)  # fmt: skip
def verify_file(request: Request) -> Any:
    """For everyone: the body is the file. It is checked in memory against the zone's root certificate; nothing is kept."""
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return problem(413, f"文件过大 the file is too large: > {MOST_BYTES:,} B", do="核对文件 check the file")
    if not data:
        raise Invalid("没有收到文件 no file was sent", do="把文件作为请求正文发送 send it as the body")
    found = verify_bytes(data, [root_pem(settings.VAR / "pki")])
    digest = hashlib.sha256(data).hexdigest()
    known = selectors.status_by_digest(digest) if found.valid else None
    status = known[0] if known else "unknown"
    ended = known is not None and status != "valid"
    reasons = [*found.reasons, f"证照状态 the licence is {status}"] if ended else list(found.reasons)
    return {
        "valid": found.valid and not ended, "reasons": reasons, "licence_id": found.licence_id, "status": status,
        "sha256": digest, "signers": [{name: getattr(s, name) for name in Signer.model_fields} for s in found.signers],
    }  # fmt: skip


def masked(name: str, kind: str) -> str:
    """A name that whoever holds the licence recognises and nobody else learns."""
    if kind == "person" or len(name) < 5:
        return name[:1] + "*" * (len(name) - 1)
    return name[:2] + "*" * (len(name) - 4) + name[-2:]


def _visible(request: Request, number: str) -> Licence:
    row = selectors.licence_by_identifier(zone=request.zone, text=number)
    by: Actor = request.actor
    if by.zone == row.zone and (by.may_act_for(row.holder_id, row.kind) or by.roles - APPLICANTS):
        return row
    raise NotFound(f"没有证照 no such licence: {number}", do="核对证照标识或者编号 check the identifier")
