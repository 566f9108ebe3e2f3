"""The chained log and its head. Private to the slice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.runtime.rows import ZoneRow


class AuditEntry(ZoneRow):
    """One act, append-only in the database itself. Column meanings: `rules.chain.Entry`."""

    seq = models.PositiveBigIntegerField()
    at = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=100)
    article = models.CharField(max_length=300, default="", blank=True)
    detail = models.TextField()
    key = models.CharField(max_length=100, default="", blank=True)
    fingerprint = models.CharField(max_length=64, default="", blank=True)
    outcome = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "seq"], name="auditentry_zone_seq"),
            models.UniqueConstraint(fields=["zone", "key"], condition=~Q(key=""), name="auditentry_zone_key"),
        ]
        indexes = [models.Index(fields=["zone", "subject", "seq"], name="auditentry_zone_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"


class ChainHead(ZoneRow):
    """The last link of a zone's chain, locked while the next is written."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone"], name="chainhead_zone")]

    def __str__(self) -> str:
        return f"{self.zone} {self.seq}"
