"""Telling webhooks what happened: the audit chain read by sequence from where each of them stands, in order, at least once.

The chain is written in the act's own transaction, so an event exists exactly if its act does; the cursor moves only when the
receiver has answered. Approvals knows nothing of this.
"""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors as case_log
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.audit.rules.chain import Entry
from gaoxin.audit.selectors import entries_after
from gaoxin.core.errors import NotFound
from gaoxin.gateway.models import Webhook
from gaoxin.gateway.rules.addresses import check_url
from gaoxin.gateway.rules.signatures import sign
from gaoxin.gateway.selectors import owner
from gaoxin.gateway.services.sending import Sent, post
from gaoxin.gateway.services.webhooks import may_loop_back, secret_of

BATCH = 200
LEASE = dt.timedelta(minutes=10)
RUN_SECONDS = 60.0  # for one webhook in one run; the next run goes on
MOST_FAILURES = 12
FIRST_WAIT, LONGEST_WAIT = 15, 6 * 3600  # seconds, doubled at each failure
Post = Callable[..., Sent]


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did: deliveries answered, deliveries that failed, webhooks disabled."""

    delivered: int = 0
    failed: int = 0
    disabled: int = 0


def deliver(*, zone: str, at: dt.datetime, send: Post = post) -> Told:
    """Go on with every webhook that is due. Any number of runs at once are safe: each row is claimed by one of them."""
    due = Webhook.objects.filter(zone=zone, disabled_at=None, ended_at=None, next_at__lte=at)
    results = [_one(row.id, zone, at, send) for row in list(due.only("id").order_by("next_at")[:500])]
    return Told(
        sum(r.delivered for r in results), sum(r.failed for r in results), sum(r.disabled for r in results)
    )  # fmt: skip


def event_of(entry: Entry, by: Actor) -> dict[str, Any] | None:
    """What a webhook is told of an entry: that it happened, to which case, and the state the act led to (null where it led to
    none). None where its account may not see the case."""
    kind, _, key = entry.subject.partition(":")
    if kind != "case":
        return None
    try:
        view = case_log.case(zone=entry.zone, reference=uuid.UUID(key), by=by)
    except NotFound:
        return None
    led_to = ACTS[entry.act].to if entry.act in ACTS else None
    return {
        "id": f"{entry.zone}:{entry.seq}", "seq": entry.seq, "type": entry.act, "at": entry.at, "zone": entry.zone,
        "article": entry.article,
        "case": {"id": str(view.id), "number": view.number, "item": view.item_code, "state": led_to and led_to.value},
    }  # fmt: skip


def wait(failures: int) -> dt.timedelta:
    """How long a webhook rests after so many failures in a row."""
    return dt.timedelta(seconds=min(FIRST_WAIT * 2.0 ** (failures - 1), LONGEST_WAIT))


def _one(pk: uuid.UUID, zone: str, at: dt.datetime, send: Post) -> Told:
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    mine = Webhook.objects.filter(free, zone=zone, id=pk, disabled_at=None, ended_at=None, next_at__lte=at)
    if not mine.update(leased_until=at + LEASE):
        return Told()
    row = Webhook.objects.select_related("user").get(zone=zone, id=pk)
    try:
        return _catch_up(row, at, send)
    finally:
        Webhook.objects.filter(zone=zone, id=pk).update(leased_until=None)


def _catch_up(row: Webhook, at: dt.datetime, send: Post) -> Told:
    try:
        by = owner(row, at)
    except NotFound:
        return _disable(row, at, "账号已停用 the account is no longer active")
    started, delivered = time.monotonic(), 0
    while found := entries_after(row.zone, row.last_seq, BATCH):
        for entry in found:
            event = event_of(entry, by) if not row.events or entry.act in row.events else None
            if event is not None:
                now = at + dt.timedelta(seconds=time.monotonic() - started)
                sent = _send(row, event, now, send)
                if not sent.ok:
                    return _failed(row, now, sent.note, delivered)
                delivered += 1
                _move(row, entry.seq, failures=0, note="", told_at=now)
                if time.monotonic() - started > RUN_SECONDS:
                    return Told(delivered)
            row.last_seq = entry.seq
        _move(row, row.last_seq)
    return Told(delivered)


def _send(row: Webhook, event: dict[str, Any], now: dt.datetime, send: Post) -> Sent:
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    stamp, loopback = int(now.timestamp()), may_loop_back()
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "gaoxin-webhook/1", "Gaoxin-Event": event["type"],
        "Gaoxin-Delivery": f"{row.id}:{event['seq']}", "Gaoxin-Timestamp": str(stamp),
        "Gaoxin-Signature": sign(secret_of(row), stamp, body),
    }  # fmt: skip
    return send(check_url(row.url, loopback=loopback), body, headers, loopback=loopback)


def _failed(row: Webhook, now: dt.datetime, note: str, delivered: int) -> Told:
    failures = row.failures + 1
    if failures >= MOST_FAILURES:
        _disable(row, now, f"连续 {failures} 次未送达 failed so often in a row: {note}"[:300], failures)
        return Told(delivered, 1, 1)
    _move(row, row.last_seq, failures=failures, note=note[:300], next_at=now + wait(failures))
    return Told(delivered, 1)


def _disable(row: Webhook, at: dt.datetime, note: str, failures: int = 0) -> Told:
    _move(row, row.last_seq, failures=failures, note=note, disabled_at=at)
    return Told(disabled=1)


def _move(row: Webhook, seq: int, **values: Any) -> None:
    """The cursor and what is known of the receiver. Nothing that the owner may change meanwhile is written."""
    row.last_seq = seq
    for name, value in values.items():
        setattr(row, name, value)
    Webhook.objects.filter(zone=row.zone, id=row.id).update(last_seq=seq, **values)
