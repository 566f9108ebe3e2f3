"""Pinned definitions: each version of each item, and each combination with reforms that a case has used."""

from __future__ import annotations

from django.db import models

from gaoxin.runtime.rows import ZoneRow


class ItemVersion(ZoneRow):
    """One immutable definition, addressed by its contents. `reforms` is empty for the law as catalogued."""

    code = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reforms = models.JSONField(default=list)
    phase = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "digest"], name="itemversion_zone_digest")]
        indexes = [models.Index(fields=["zone", "code", "valid_from"], name="itemversion_zone_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from} {'+'.join(self.reforms)}"


class DailySerial(ZoneRow):
    """The last serial given on one day under one name; locked while the next is taken."""

    name = models.CharField(max_length=64)
    day = models.DateField()
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name", "day"], name="dailyserial_zone_name_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.value}"
