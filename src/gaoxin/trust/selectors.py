"""Reading licences, signed documents and the vault."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from gaoxin.core.errors import NotFound
from gaoxin.runtime.prepared import Read
from gaoxin.trust.models import Licence, SignedDocument, VaultDocument


@dataclass(frozen=True, slots=True)
class Held:
    """A document that government holds. ref finds it again."""

    kind: str
    title: str
    number: str
    issuer: str
    ref: str


def held_documents(
    *, zone: str, holder_id: uuid.UUID, kinds: Collection[str], on: dt.date, scope: str = ""
) -> dict[str, Held]:
    """Valid documents of the holder by kind: its own, and those of the project named by `scope`."""
    if not kinds:
        return {}
    wanted = {f"kind{index}": kind for index, kind in enumerate(sorted(kinds))}
    rows = _held(len(wanted))(zone=zone, holder_id=holder_id, on=on, scope=scope, **wanted)
    return {kind: Held(kind, title, number, issuer, f"vault:{pk}") for kind, title, number, issuer, pk in rows}


@lru_cache(maxsize=64)
def _held(count: int) -> Read:
    """The query for so many kinds. A scope that no document has stands for none."""
    kinds = {f"kind{index}": f"<kind{index}>" for index in range(count)}

    def build(zone: str, holder_id: uuid.UUID, on: dt.date, scope: str, **kind: str) -> QuerySet[VaultDocument, Any]:
        return VaultDocument.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), Q(scope="") | Q(scope=scope), zone=zone, holder_id=holder_id,
            kind__in=list(kind.values()), valid_from__lte=on, withdrawn_at=None,
        ).order_by("valid_from", "id").values_list("kind", "title", "number", "issuer", "id")  # fmt: skip

    return Read(build, zone="<zone>", holder_id=uuid.UUID(int=1), on=dt.date.min, scope="<scope>", **kinds)


def licence(*, zone: str, pk: uuid.UUID) -> Licence:
    """One licence. Raises NotFound."""
    found = Licence.objects.select_related("holder").filter(zone=zone, id=pk).first()
    if found is None:
        raise NotFound(f"没有证照 no such licence: {pk}", do="核对证照编号")
    return found


def licence_by_identifier(*, zone: str, text: str) -> Licence:
    """The newest licence with that GB/T 36904 identifier or number. Raises NotFound."""
    rows = Licence.objects.select_related("holder").filter(zone=zone).filter(Q(licence_id=text) | Q(number=text))
    found = rows.order_by("-issued_at", "-id").first()
    if found is None:
        raise NotFound(f"没有证照 no such licence: {text}", do="核对证照标识或者编号 check the identifier")
    return found


def status_by_digest(sha256: str) -> tuple[str, str] | None:
    """(status, reason) of the licence whose sealed file has this SHA-256, in any zone; None if it is not ours."""
    row = Licence.objects.filter(file_sha256=sha256).exclude(file="").values_list("status", "status_reason").first()
    return (row[0], row[1]) if row else None


def documents_of(*, zone: str, subject: str) -> list[SignedDocument]:
    """Receipts, letters and notices of one subject, such as `case:UUID`, oldest first."""
    return list(SignedDocument.objects.filter(zone=zone, subject=subject).order_by("issued_at", "id"))


def waiting_subjects(*, zone: str, kind: str) -> list[uuid.UUID]:
    """Of what `kind` of subject (`dispute:UUID`) documents wait for the people who sign them."""
    rows = SignedDocument.objects.filter(zone=zone, held=True, withdrawn_at=None, subject__startswith=f"{kind}:")
    return [
        uuid.UUID(one.partition(":")[2])
        for one in rows.order_by("subject").values_list("subject", flat=True).distinct()
    ]


def unsigned(*, zone: str) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """(licences to be sealed, documents to be signed); held ones wait for the people who sign them."""
    licences = Licence.objects.filter(zone=zone, sealed_at=None, status="valid").values_list("id", flat=True)
    documents = SignedDocument.objects.filter(zone=zone, signed_at=None, held=False).values_list("id", flat=True)
    return list(licences.order_by("id")), list(documents.order_by("id"))


def unsealed(*, zone: str) -> int:
    """How many licences in force wait for the seal."""
    return Licence.objects.filter(zone=zone, sealed_at=None, status="valid").count()


def path_of(row: Licence | SignedDocument) -> Path | None:
    """Where the sealed file lies; None until it is sealed."""
    return settings.VAR / "sealed" / row.file if row.file else None
