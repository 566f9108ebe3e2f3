"""Whom the zone courts."""

from __future__ import annotations

from django.db import models

from gaoxin.runtime.rows import ZoneRow


class Lead(ZoneRow):
    """A possible project of one investor, from first contact to landing. mode and stage: codes of catalogue/investment.

    node: the chain node it would fill, `CHAIN/NODE`. landed_on: the day on which it became a project.
    """

    title = models.CharField(max_length=200)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    investor = models.CharField(max_length=200)
    identifier = models.CharField(max_length=18, default="", blank=True)
    mode = models.CharField(max_length=32)
    stage = models.CharField(max_length=32)
    node = models.CharField(max_length=64, default="", blank=True)
    opened_on = models.DateField()
    landed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "stage", "id"], name="lead_zone_stage")]

    def __str__(self) -> str:
        return self.title
