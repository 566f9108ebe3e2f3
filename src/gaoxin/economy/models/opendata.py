"""Vintages of open data. Both tables are append-only: what was published stays as it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gaoxin.runtime.rows import ZoneRow


class Release(ZoneRow):
    """A dataset frozen as of a moment. content: canonical JSON (`rules.opendata.content`). release_at: nothing of it is shown before.
    note: why there is a new vintage, in the publisher's words."""

    dataset = models.CharField(max_length=32)
    vintage = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.TextField(default="", blank=True)
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField()
    release_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "dataset", "vintage"], name="release_zone_vintage")]
        indexes = [models.Index(fields=["zone", "dataset", "release_at"], name="release_zone_time")]

    def __str__(self) -> str:
        return f"{self.dataset} v{self.vintage}"


class ReleaseCancelled(ZoneRow):
    """A vintage that was called off before its time; its number is not used again."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cancellations")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "release"], name="releasecancelled_zone_release")]

    def __str__(self) -> str:
        return f"{self.release_id}"
