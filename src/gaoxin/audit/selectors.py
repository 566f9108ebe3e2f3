"""Reading the log."""

from __future__ import annotations

from gaoxin.audit.models import AuditEntry
from gaoxin.audit.rules.chain import Entry
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
