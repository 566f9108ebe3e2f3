"""The hash chain: how an entry is written as bytes, hashed, and checked. A stranger can repeat it (docs/reference/audit.md)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

GENESIS = "0" * 64


class Actor(Protocol):
    """Whoever acts: an identifier that stays and a name for people."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. seq counts from 1 in a zone; detail and result are canonical JSON text; prev is the hash before it."""

    zone: str
    seq: int
    at: str  # ISO 8601, UTC, microseconds
    actor_id: str
    actor_name: str
    act: str
    subject: str
    article: str
    detail: str
    key: str
    fingerprint: str
    outcome: str
    prev: str
    hash: str

    @property
    def result(self) -> dict[str, Any]:
        """What the act returned, decoded."""
        return json.loads(self.outcome)


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a chain holds; first_bad is the sequence number of the first entry that does not, None if all do."""

    ok: bool
    first_bad: int | None
    count: int
    reason: str


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode
_ARRAY = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no spaces, UTF-8 kept; dates and identifiers as text."""
    return _CANONICAL(value)


def moment(at: dt.datetime) -> str:
    """The instant as the chain writes it."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def entry_hash(fields: Iterable[str | int]) -> str:
    """SHA-256 of the JSON array [prev, zone, seq, at, actor_id, actor_name, act, subject, article, detail, key,
    fingerprint, outcome]."""
    return hashlib.sha256(_ARRAY(list(fields)).encode()).hexdigest()


def hash_of(entry: Entry) -> str:
    """The hash the entry should carry."""
    return entry_hash(
        (entry.prev, entry.zone, entry.seq, entry.at, entry.actor_id, entry.actor_name, entry.act, entry.subject,
         entry.article, entry.detail, entry.key, entry.fingerprint, entry.outcome)
    )  # fmt: skip


def verify(entries: Iterable[Entry], head: tuple[int, str]) -> Verification:
    """Check a zone's entries in order against each other and against the head (seq, hash)."""
    count, prev = 0, GENESIS
    for entry in entries:
        expected = count + 1
        if entry.seq != expected:
            return Verification(False, expected, count, f"第 {expected} 条缺失 entry {expected} is missing")
        if entry.prev != prev:
            return Verification(
                False, expected, count, f"第 {expected} 条与前一条不相连 does not follow the one before"
            )
        if hash_of(entry) != entry.hash:
            return Verification(False, expected, count, f"第 {expected} 条内容被改动 the contents were changed")
        count, prev = expected, entry.hash
    if head != (count, prev):
        bad = count + 1 if head[0] > count else count
        return Verification(
            False, bad, count, f"链尾应为第 {head[0]} 条 the chain should end at {head[0]}: cut or extended"
        )
    return Verification(True, None, count, "")
