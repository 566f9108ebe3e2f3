"""督办: tasks that somebody opened from a figure, and what was said to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.mailing import MailRow
from gaoxin.runtime.rows import ZoneRow

STATES = ("open", "answered", "closed")
ACTS = ("opened", "answered", "sent-back", "handed-over", "closed")


def user_key() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class FollowUp(ZoneRow):
    """A supervised task. card, year, value: the figure as it stood when the task was opened, with its unit."""

    number = models.CharField(max_length=20)
    card = models.CharField(max_length=32)
    year = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    value = models.CharField(max_length=60)
    ask = models.TextField()
    owner = user_key()
    opened_by = user_key()
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=[(state, state) for state in STATES], default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="followup_zone_number"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="followup_closed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "state", "due_on"], name="followup_zone_state"),
            models.Index(fields=["zone", "owner", "state"], name="followup_zone_owner"),
        ]

    def __str__(self) -> str:
        return self.number


class FollowUpEntry(ZoneRow):
    """What was done with a task, by whom; never changed."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=12)
    text = models.TextField()
    by = user_key()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "follow_up", "number"], name="followupentry_zone_number")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"


class Subscription(ZoneRow):
    """The cockpit as PDF by mail. language: of the mail. ended_at: null while it lasts."""

    user = user_key()
    address = models.CharField(max_length=254)
    frequency = models.CharField(max_length=8)
    language = models.CharField(max_length=8, default="zh-hans")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "user", "frequency"], condition=Q(ended_at=None), name="subscription_zone_current"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="subscription_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.address}"


class MailSent(MailRow):
    """One mail of a subscription in one period."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="mails")
    slot = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "subscription", "slot"], name="mailsent_zone_slot")]

    def __str__(self) -> str:
        return f"{self.slot} {self.state}"
