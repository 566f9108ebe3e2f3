"""What the acts on chains share: a form counts once, and whoever sends it again is told what the first one left behind."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.runtime.once import once


def repeated(zone: str, by: Actor, act: str, key: str, what: object, at: dt.datetime) -> dict[str, Any] | None:
    """What the first act with this key left behind; None for the first one, and without a key. Call it first in the transaction.

    what: the contents of the form. Raises Conflict for a key that served for other contents or another act.
    """
    if not key or once(zone=zone, key=_key(by, key), at=at):
        return None
    entry = audit_log.earlier(zone, _key(by, key))
    if entry is None or entry.act != act or entry.fingerprint != _digest(what):
        raise Conflict(
            "这张表已经提交过，内容不同 this form was sent before with other contents",
            why="一张表只提交一次 a form is sent once", do="重新打开页面再填 open the page anew",
        )  # fmt: skip
    return json.loads(entry.outcome)


def record(
    act: str, subject: str, *, zone: str, by: Actor, at: dt.datetime, key: str = "", what: object = None,
    result: dict[str, Any] | None = None, **detail: Any,
) -> None:  # fmt: skip
    """The audit row. result: what a repetition is told."""
    audit.record(
        zone=zone, actor=by, act=act, subject=subject, at=at, detail=detail, key=_key(by, key) if key else "",
        fingerprint=_digest(what) if key else "", result=result,
    )  # fmt: skip


def check_reason(reason: str) -> None:
    """Raises Invalid for none, or one that says nothing."""
    if not 4 <= len(reason.strip()) <= 500:
        raise Invalid("须写明理由（四至五百字） a reason of 4 to 500 characters is needed", do="写明理由 write it down")


def _key(by: Actor, key: str) -> str:
    return f"ch:{by.id[:36]}:{key[:38]}"


def _digest(what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()
