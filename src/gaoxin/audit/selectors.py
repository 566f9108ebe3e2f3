"""Reading the log."""

from __future__ import annotations

import datetime as dt

from gaoxin.audit.models import AuditEntry
from gaoxin.audit.rules.chain import Entry, moment
from gaoxin.runtime.prepared import Read

_FIELDS = tuple(Entry.__dataclass_fields__)
_EARLIER = Read(
    # Written out, so that both databases see at once that the partial index serves.
    lambda zone, key: AuditEntry.objects.filter(zone=zone, key=key).extra(where=["NOT (key = '')"]).values_list(*_FIELDS),
    zone="<zone>", key="<key>",
)  # fmt: skip


def earlier(zone: str, key: str) -> Entry | None:
    """The act that used this idempotency key, or None."""
    row = _EARLIER.one(zone=zone, key=key) if key else None
    return Entry(*row) if row else None


def entries(zone: str, *, subject: str = "", limit: int = 1000) -> list[Entry]:
    """The entries of one subject, such as `case:UUID`, oldest first; without a subject the newest of the zone."""
    rows = AuditEntry.objects.filter(zone=zone).values_list(*_FIELDS)
    if subject:
        return [Entry(*row) for row in rows.filter(subject=subject).order_by("seq")[:limit]]
    return [Entry(*row) for row in rows.order_by("-seq")[:limit]][::-1]


def entries_after(zone: str, after: int, limit: int) -> list[Entry]:
    """The entries that follow a sequence number, oldest first: how a reader catches up without missing one."""
    rows = AuditEntry.objects.filter(zone=zone, seq__gt=after).order_by("seq")
    return [Entry(*row) for row in rows.values_list(*_FIELDS)[:limit]]


def search(
    zone: str, *, who: str = "", act: str = "", subject: str = "", since: dt.datetime | None = None,
    until: dt.datetime | None = None, before: int | None = None, limit: int = 50,
) -> list[Entry]:  # fmt: skip
    """Entries that fit everything asked, newest first. who: a part of the name; subject: whole, or its beginning with `*`;
    before: only entries of a lower number, for the next page."""
    rows = AuditEntry.objects.filter(zone=zone)
    if who:
        rows = rows.filter(actor_name__icontains=who)
    if act:
        rows = rows.filter(act=act)
    if subject:
        rows = rows.filter(subject__startswith=subject[:-1]) if subject.endswith("*") else rows.filter(subject=subject)
    if since is not None:
        rows = rows.filter(at__gte=moment(since))
    if until is not None:
        rows = rows.filter(at__lt=moment(until))
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [Entry(*row) for row in rows.order_by("-seq").values_list(*_FIELDS)[:limit]]


def acts(zone: str) -> list[str]:
    """Every act that the log knows."""
    return sorted(set(AuditEntry.objects.filter(zone=zone).order_by().values_list("act", flat=True).distinct()))
