"""Issuing, sealing, standing of licences; signed documents; the vault.

Issuing is a row inside the decision's own transaction. Sealing (render, sign, store) comes after, outside any lock, and may
be repeated at will: a killed process or a full disk leaves the row unsealed and no part of a file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.audit.rules.chain import canonical
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.core.identifiers import LicenceIdentifier
from gaoxin.core.uuid7 import uuid7
from gaoxin.runtime.prepared import add, insert
from gaoxin.trust import store
from gaoxin.trust.models import Licence, SignedDocument, VaultDocument
from gaoxin.trust.rendering import render
from gaoxin.trust.signing import sign

SEALING = "国务院令716号 9"
DEMO = "演示 DEMO：由本机自建证书签署，不具有法律效力 signed by a local certificate, without legal effect"
STATUS_MOVES = {
    "valid": {"suspended", "revoked", "cancelled", "expired", "replaced"},
    "suspended": {"valid", "revoked", "cancelled", "expired"},
    "revoked": {"cancelled"},
    "expired": {"cancelled"},
}


def issue_licence(
    *, zone: str, kind: str, type_code: str, title: str, holder_id: uuid.UUID, issuer_uscc: str, issuer_name: str,
    number: str, content: Mapping[str, Any], valid_from: dt.date, at: dt.datetime, valid_until: dt.date | None = None,
    replaces_id: uuid.UUID | None = None, provides: Sequence[str] = (), scope: str = "",
) -> uuid.UUID:  # fmt: skip
    """The licence as a row, and as a document the vault now holds under each kind in `provides`.

    Part of the decision's act: it runs in the caller's transaction and writes no audit row of its own. A licence that is
    replaced becomes `replaced`. content: what the template sets (`title_en`, `preamble`, `rows`, `notes`).
    """
    serial = re.sub(r"[^0-9A-Z]", "", number.upper())[-32:]
    identifier = str(LicenceIdentifier(type_code, issuer_uscc, serial, "001"))
    text = canonical(content)
    row = Licence(
        zone=zone, licence_id=identifier, number=number, kind=kind, title=title, holder_id=holder_id,
        issuer_uscc=issuer_uscc, issuer_name=issuer_name, content=dict(content),
        content_digest=hashlib.sha256(text.encode()).hexdigest(), issued_at=at, valid_from=valid_from,
        valid_until=valid_until, replaces_id=replaces_id,
    )  # fmt: skip
    insert(row)
    if replaces_id is not None:
        set_status(zone=zone, pk=replaces_id, status="replaced", reason=f"由 {number} 取代", at=at)
    for provided in provides:
        insert(VaultDocument(
            zone=zone, kind=provided, holder_id=holder_id, scope=scope, issuer=issuer_name, title=title, number=number,
            valid_from=valid_from, valid_until=valid_until, source=f"licence:{row.id}", licence_id=row.id,
        ))  # fmt: skip
    return row.id


def set_status(*, zone: str, pk: uuid.UUID, status: str, reason: str, at: dt.datetime) -> None:
    """Move a licence's standing; what it proved leaves the vault unless it is valid. Part of the caller's act: no audit row.

    Raises WrongState where the standing cannot follow the present one.
    """
    with transaction.atomic():
        row = Licence.objects.select_for_update().filter(zone=zone, id=pk).first()
        if row is None:
            raise NotFound(f"没有证照 no such licence: {pk}", do="核对证照编号")
        if status not in STATUS_MOVES.get(row.status, ()):
            raise WrongState(
                f"证照状态为 {row.status}，不能改为 {status} cannot follow", do="核对证照当前状态 check its standing"
            )
        row.status, row.status_reason = status, reason
        row.save(update_fields=["status", "status_reason"])
        VaultDocument.objects.filter(zone=zone, licence_id=pk).update(withdrawn_at=None if status == "valid" else at)


def seal_licence(*, zone: str, pk: uuid.UUID, at: dt.datetime, by: Actor) -> bool:
    """Render, seal and store the licence's file. True if this call sealed it, False if it was sealed already.

    One audit row. Raises NotStored or MissingGlyph with the row unchanged.
    """
    row = Licence.objects.select_related("holder").filter(zone=zone, id=pk).first()
    if row is None:
        raise NotFound(f"没有证照 no such licence: {pk}", do="核对证照编号")
    if row.sealed_at is not None:
        return False
    if row.status != "valid":
        raise WrongState(f"证照状态为 {row.status}，不能用印 cannot be sealed", do="核对证照状态", article=SEALING)
    data = {
        **row.content, "title": row.title, "number": row.number, "licence_id": row.licence_id,
        "keyword": row.licence_id, **_frame(row.issuer_name, "电子证照专用章", row.issued_at),
    }  # fmt: skip
    pdf = render("licence", data, qr=qr_text(row.licence_id, row.content_digest))
    return _store(Licence, row, "sealed_at", sign(pdf, folder=settings.VAR / "pki", name="licence"), at, by)


def issue_document(
    *, zone: str, kind: str, subject: str, title: str, content: Mapping[str, Any], at: dt.datetime, held: bool = False
) -> uuid.UUID:
    """A receipt, letter or notice as a row; signed later, a held one once it is released. Part of the caller's act: no audit row."""
    pk = uuid7()
    add(SignedDocument, {
        "id": pk, "zone": zone, "kind": kind, "subject": subject, "title": title, "content": dict(content),
        "issued_at": at, "held": held,
    })  # fmt: skip
    return pk


def release_document(*, zone: str, pk: uuid.UUID, lines: Sequence[tuple[str, str]]) -> None:
    """Who signed a held document stands in it from now on, and it may be sealed. Part of the caller's act: no audit row.

    Raises WrongState for one that is not held.
    """
    row = _held(zone, pk)
    told = [{"label": label, "text": text} for label, text in lines]
    row.content = row.content | {"lines": [*row.content["lines"], *told]}
    row.held = False
    row.save(update_fields=["content", "held"])


def withdraw_document(*, zone: str, pk: uuid.UUID, at: dt.datetime) -> None:
    """A held document that nobody will sign: it stays as it was written, and is never sealed. Part of the caller's act: no audit row.

    Raises WrongState for one that is not held.
    """
    row = _held(zone, pk)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])


def _held(zone: str, pk: uuid.UUID) -> SignedDocument:
    row = SignedDocument.objects.select_for_update().filter(zone=zone, id=pk, held=True, withdrawn_at=None).first()
    if row is None:
        raise WrongState("文书已经放行 it is not held", do="刷新页面 reload the page")
    return row


def sign_document(*, zone: str, pk: uuid.UUID, at: dt.datetime, by: Actor) -> bool:
    """Render, sign and store a document's file; repeated calls do nothing. One audit row."""
    row = SignedDocument.objects.filter(zone=zone, id=pk).first()
    if row is None:
        raise NotFound(f"没有文书 no such document: {pk}", do="核对文书编号")
    if row.signed_at is not None:
        return False
    if row.held:
        raise WrongState(
            f"{row.title} 还没有签名 it waits for the people who sign it", why="签名在前，盖章在后 the seal comes after them",
            do="由署名的人签名 they sign it first",
        )  # fmt: skip
    data = {
        **row.content, "title": row.title, "keyword": str(row.id),
        **_frame(row.content["authority"], "政务文书专用章", row.issued_at),
    }  # fmt: skip
    digest = hashlib.sha256(canonical(row.content).encode()).hexdigest()
    pdf = render(row.kind, data, qr=qr_text(str(row.id), digest))
    return _store(SignedDocument, row, "signed_at", sign(pdf, folder=settings.VAR / "pki", name="document"), at, by)


def hold(
    *, zone: str, holder_id: uuid.UUID, kind: str, issuer: str, title: str, number: str, valid_from: dt.date,
    source: str, valid_until: dt.date | None = None, scope: str = "",
) -> uuid.UUID:  # fmt: skip
    """Put a document into the vault, as part of the caller's act: no audit row. scope: project code, or empty."""
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("有效期的结束早于开始 the document ends before it begins", do="核对日期 check the dates")
    row = VaultDocument(
        zone=zone, holder_id=holder_id, kind=kind, issuer=issuer, title=title, number=number, scope=scope,
        valid_from=valid_from, valid_until=valid_until, source=source,
    )  # fmt: skip
    insert(row)
    return row.id


def deposit(
    *, zone: str, holder_id: uuid.UUID, kind: str, number: str, at: dt.datetime, by: Actor, **document: Any
) -> uuid.UUID:
    """The same as an act of its own, for what another authority issued, with its audit row."""
    with transaction.atomic():
        pk = hold(zone=zone, holder_id=holder_id, kind=kind, number=number, **document)
        audit.record(
            zone=zone, actor=by, act="deposit", subject=f"party:{holder_id}", at=at, article="国务院令716号 7",
            detail={"kind": kind, "number": number},
        )  # fmt: skip
    return pk


def qr_text(identifier: str, digest: str) -> str:
    """What the code on the page says: the identifier and the first 16 digits of the contents' SHA-256."""
    return f"gaoxin:{identifier}#{digest[:16]}"


def _frame(authority: str, seal_line: str, at: dt.datetime) -> dict[str, Any]:
    """What every template needs beside its own contents."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return {
        "authority": authority, "date": f"{day.year}年{day.month}月{day.day}日", "year": day.year, "month": day.month,
        "day": day.day, "seal": authority.replace("（演示）", ""), "seal_line": f"{seal_line} DEMO", "demo": DEMO,
        "qr-note": "扫码核验 scan to verify",
    }  # fmt: skip


def _store(
    model: type[Licence] | type[SignedDocument], row: Any, stamp: str, pdf: bytes, at: dt.datetime, by: Actor
) -> bool:
    """Keep the file, then claim the row; whoever comes second throws its own file away."""
    root = settings.VAR / "sealed"
    relative, digest = store.put(root, f"{row.zone}/{row.issued_at:%Y}", str(row.id), pdf)
    try:
        with transaction.atomic():
            claimed = model.objects.filter(zone=row.zone, id=row.id, **{stamp: None}).update(
                file=relative, file_sha256=digest, **{stamp: at}
            )
            if claimed:
                name = "licence" if model is Licence else "document"
                audit.record(
                    zone=row.zone, actor=by, act=f"seal-{name}", subject=f"{name}:{row.id}", at=at, article=SEALING,
                    detail={"sha256": digest},
                )  # fmt: skip
    except BaseException:
        store.discard(root, relative)
        raise
    if not claimed:
        store.discard(root, relative)
    return bool(claimed)
