"""Writing and checking the chain. `record` is the only way an entry comes into being."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gaoxin.audit import selectors
from gaoxin.audit.models import AuditEntry, ChainHead
from gaoxin.audit.rules import chain
from gaoxin.audit.rules.chain import Actor, Entry, Verification
from gaoxin.core.errors import Conflict
from gaoxin.core.uuid7 import uuid7
from gaoxin.runtime import replays
from gaoxin.runtime.once import once
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


@dataclass(frozen=True, slots=True)
class Keyed:
    """A form or a request with a key is done once; the same again reads what the first one left.

    prefix: keeps the keys of one subject's acts apart from those of other subjects.
    """

    prefix: str

    def repeated(self, zone: str, by: Actor, act: str, key: str, at: dt.datetime, said: Any) -> dict[str, Any] | None:
        """What the first act with this key left behind; None for the first one, and without a key. Call it first in the act's
        transaction.

        said: what the act was told, for JSON. Raises Conflict for a key that served for another act, or for other contents.
        """
        if not key:
            return None
        # The log first: it is kept for good, while the marks of `once`, which settle who of two comes first, are pruned.
        entry = selectors.earlier(zone, self._key(by, key))
        if entry is None:
            if once(zone=zone, key=self._key(by, key), at=at):
                return None
            entry = selectors.earlier(zone, self._key(by, key))
        replays.note()
        if entry is None or entry.act != act or entry.fingerprint != _digest(said):
            raise Conflict(
                "这张表已经提交过，内容不同 this form was sent before for something else",
                why="一张表只提交一次 a form is sent once", do="重新打开页面再填 open the page anew",
            )  # fmt: skip
        return json.loads(entry.outcome)

    def record(
        self, act: str, subject: str, *, zone: str, by: Actor, at: dt.datetime, said: Any = None, key: str = "",
        result: dict[str, Any] | None = None, article: str = "", **detail: Any,
    ) -> None:  # fmt: skip
        """The audit row. said: as `repeated` was given it. result: what `repeated` will give back."""
        record(
            zone=zone, actor=by, act=act, subject=subject, at=at, article=article, detail=detail,
            key=self._key(by, key) if key else "", result=result, fingerprint=_digest(said) if key else "",
        )  # fmt: skip

    def _key(self, by: Actor, key: str) -> str:
        return f"{self.prefix}:{by.id[:36]}:{key[:50]}"


def _digest(said: Any) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
