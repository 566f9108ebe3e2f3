"""The two rows a state machine needs."""

from __future__ import annotations

from django.db import models

from gaoxin.core.uuid7 import uuid7


class Case(models.Model):
    """Where one case stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.CharField(max_length=32)
    number = models.CharField(max_length=32)
    state = models.CharField(max_length=16)
    reviews = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="plaincase_zone_number")]
        indexes = [models.Index(fields=["zone", "state"], name="plaincase_zone_state")]

    def __str__(self) -> str:
        return self.number


class Event(models.Model):
    """One step of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.CharField(max_length=32)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=16)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "case"], name="plainevent_zone_case")]

    def __str__(self) -> str:
        return self.step
