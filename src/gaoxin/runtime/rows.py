"""Base of every table: a UUIDv7 key and the zone it belongs to (ADR 0003: every row and unique key carries `zone`)."""

from __future__ import annotations

from django.db import models

from gaoxin.core.uuid7 import uuid7


class ZoneRow(models.Model):
    """Abstract row of one zone. Unique constraints of subclasses must include `zone` (architecture test)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.CharField(max_length=32)

    class Meta:
        abstract = True
