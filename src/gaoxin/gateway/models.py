"""Tokens and webhooks. Private to the slice. No secret is stored: of a token its digest, of a webhook nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gaoxin.runtime.rows import ZoneRow


class ApiToken(ZoneRow):
    """A key for programs, shown once. `digest` is the SHA-256 of its text, `hint` its first characters."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "digest"], name="apitoken_zone_digest")]
        indexes = [models.Index(fields=["zone", "user"], name="apitoken_zone_user")]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"


class Webhook(ZoneRow):
    """A subscription of one account. `last_seq`: the audit entry up to which everything was told or was not to be told.

    The signing secret is derived from the installation's key, the row and `generation`; a new generation is a new secret.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)  # names of acts; empty for all
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    last_seq = models.PositiveBigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "disabled_at", "ended_at", "next_at"], name="webhook_zone_due")]

    def __str__(self) -> str:
        return self.url
