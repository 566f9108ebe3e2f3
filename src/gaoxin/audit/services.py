"""Writing and checking the chain. `record` is the only way an entry comes into being."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gaoxin.audit.models import AuditEntry, ChainHead
from gaoxin.audit.rules import chain
from gaoxin.audit.rules.chain import Actor, Entry, Verification
from gaoxin.core.uuid7 import uuid7
from gaoxin.runtime.prepared import run

_COLUMNS = (
    "zone", "seq", "at", "actor_id", "actor_name", "act", "subject", "article", "detail", "key", "fingerprint",
    "outcome", "prev", "hash",
)  # fmt: skip
_INSERT = f"INSERT INTO audit_auditentry (id, {', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * 15)})"  # noqa: S608

_HEAD = "SELECT seq, hash FROM audit_chainhead WHERE zone = %s"
_ADVANCE = "UPDATE audit_chainhead SET seq = %s, hash = %s WHERE zone = %s"


def record(
    *,
    zone: str,
    actor: Actor,
    act: str,
    subject: str,
    at: dt.datetime,
    article: str = "",
    detail: Mapping[str, Any] | None = None,
    key: str = "",
    fingerprint: str = "",
    result: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry inside the caller's transaction; it stands or falls with the act it records.

    key: idempotency key, unique in the zone where not empty. The head row is locked, so the chain never forks.
    Raises RuntimeError outside a transaction, IntegrityError if the key is taken.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if not here.in_atomic_block:
        raise RuntimeError("audit.record needs the transaction of the act it records")
    seq, prev = _take_head(here, zone)
    seq += 1
    fields = (
        zone, seq, chain.moment(at), actor.id, actor.name, act, subject, article, chain.canonical(detail or {}), key,
        fingerprint, chain.canonical(result or {}),
    )  # fmt: skip
    entry = Entry(*fields, prev, chain.entry_hash((prev, *fields)))
    identity = uuid7()
    row = (identity.hex if here.vendor == "sqlite" else identity, *fields, prev, entry.hash)
    run(here, _INSERT, row)
    run(here, _ADVANCE, (seq, entry.hash, zone))
    return entry


def verify(zone: str) -> Verification:
    """Replay the zone's whole chain, a batch at a time. Reads only."""
    with transaction.atomic():
        head = ChainHead.objects.filter(zone=zone).values_list("seq", "hash").first()
        return chain.verify(_stream(zone), head or (0, chain.GENESIS))


def _stream(zone: str) -> Iterator[Entry]:
    rows = AuditEntry.objects.filter(zone=zone).order_by("seq").values_list(*_COLUMNS)
    for row in rows.iterator(chunk_size=5000):
        yield Entry(*row)


def _take_head(here: BaseDatabaseWrapper, zone: str) -> tuple[int, str]:
    lock = "" if here.vendor == "sqlite" else " FOR UPDATE"
    for _ in range(2):
        row = run(here, f"{_HEAD}{lock}", (zone,)).fetchone()
        if row is not None:
            return row
        ChainHead.objects.bulk_create([ChainHead(zone=zone, hash=chain.GENESIS)], ignore_conflicts=True)
    raise RuntimeError(f"no chain head for zone {zone}")
