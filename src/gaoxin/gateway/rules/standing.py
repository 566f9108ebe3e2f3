"""Whether a token still opens anything, and how a webhook's receiver is doing. Pure: the caller says what time it is."""

from __future__ import annotations

import datetime as dt


def of_token(*, expires_at: dt.datetime, revoked_at: dt.datetime | None, now: dt.datetime) -> str:
    """valid, expired, or ended by its owner."""
    if revoked_at is not None:
        return "ended"
    return "valid" if now < expires_at else "expired"


def of_webhook(*, disabled_at: dt.datetime | None, failures: int, told_at: dt.datetime | None) -> str:
    """disabled: nothing is sent until its owner resumes it. failing: the last try failed, another one follows. delivered: the last
    one arrived. waiting: nothing was to be told yet."""
    if disabled_at is not None:
        return "disabled"
    if failures:
        return "failing"
    return "waiting" if told_at is None else "delivered"
