"""What the keeper remembers: slots fired, effects done, jobs given up. Private to the slice."""

from __future__ import annotations

from django.db import models

from gaoxin.runtime.rows import ZoneRow


class Firing(ZoneRow):
    """One slot of one timer: the unique row that lets only one keeper enqueue it. slot: UNIX seconds // period."""

    name = models.CharField(max_length=64)
    slot = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name", "slot"], name="firing_zone_name_slot")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


class Effect(ZoneRow):
    """An effect that has been committed, by its idempotency key. Written in the effect's own transaction."""

    key = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="effect_zone_key")]
        indexes = [models.Index(fields=["zone", "at"], name="effect_zone_at")]

    def __str__(self) -> str:
        return self.key


class GivenUp(ZoneRow):
    """A job that failed at every attempt; a person has to look. `task` is its key in the task table."""

    task = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "task"], name="givenup_zone_task")]

    def __str__(self) -> str:
        return str(self.task)
