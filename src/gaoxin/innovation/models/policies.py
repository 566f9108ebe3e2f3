"""Facts that firms declare, lists of who gets what unasked, consent, pay-outs against a budget, claw-back, objections. Whole yuan."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.innovation.rules.policies.states import STATES
from gaoxin.runtime.rows import ZoneRow


def _party() -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class FirmFact(ZoneRow):
    """A value that a firm declared for benefits, of one day, with its source; a newer one of the same day takes its place.
    Statistical survey data is never kept here (统计法 28)."""

    party = _party()
    fact = models.CharField(max_length=48)
    value = models.JSONField()
    day = models.DateField()
    source = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = _user()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "fact", "day", "number"], name="firmfact_once"),
            models.UniqueConstraint(
                fields=["zone", "party", "fact", "day"], condition=Q(current=True), name="firmfact_one_current"
            ),
        ]
        indexes = [models.Index(fields=["zone", "current", "day"], name="firmfact_zone_current")]

    def __str__(self) -> str:
        return f"{self.fact} {self.value}"


class MatchRun(ZoneRow):
    """All firms of the zone matched with all benefits on a day. book: digest of the policies that were read."""

    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    book = models.CharField(max_length=32)
    firms = models.PositiveIntegerField()
    listed = models.PositiveIntegerField()
    yuan = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "at"], name="matchrun_zone_at")]

    def __str__(self) -> str:
        return f"{self.day} {self.listed}"


class Entitlement(ZoneRow):
    """What one firm gets of one benefit in one year. trace: why, as the engine told it. reclaimed, returned: of the paid amount."""

    party = _party()
    policy = models.CharField(max_length=48)
    version = models.DateField()  # from which day the version holds
    year = models.PositiveIntegerField()
    day = models.DateField()  # on which the firm was matched
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="+")
    yuan = models.BigIntegerField()
    trace = models.JSONField()
    state = models.CharField(max_length=16, default="listed", choices=[(state, state) for state in STATES])
    account = models.CharField(max_length=30, default="", blank=True)
    consented_by = _user(null=True)
    consented_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by_id = models.CharField(max_length=64, default="", blank=True)
    reclaimed = models.BigIntegerField(default=0)
    reclaimed_for = models.TextField(default="", blank=True)
    reclaimed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)  # why it was declined

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "policy", "year"], name="entitlement_once_a_year"),
            models.CheckConstraint(condition=Q(yuan__gt=0), name="entitlement_yuan"),
            models.CheckConstraint(
                condition=Q(state__in=("listed", "withdrawn", "declined")) | ~Q(account=""), name="entitlement_account"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("listed", "withdrawn", "declined", "consented")) | Q(paid_at__isnull=False),
                name="entitlement_paid",
            ),
            models.CheckConstraint(
                condition=Q(reclaimed__gte=0, reclaimed__lte=F("yuan")), name="entitlement_reclaimed"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "state", "policy"], name="entitlement_zone_state"),
            models.Index(fields=["zone", "year", "policy"], name="entitlement_zone_year"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.yuan}"


class BudgetYear(ZoneRow):
    """What one benefit may cost in one year, and what was paid of it less what came back. The database keeps spent within budget."""

    policy = models.CharField(max_length=48)
    year = models.PositiveIntegerField()
    budget = models.BigIntegerField(null=True)
    spent = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "policy", "year"], name="budgetyear_once"),
            models.CheckConstraint(
                condition=Q(spent__gte=0) & (Q(budget=None) | Q(spent__lte=F("budget"))), name="budgetyear_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.year}"


class Objection(ZoneRow):
    """A firm disagrees: with the amount, with a claim to give back, or with not being on the list. Nothing is paid while it is open."""

    party = _party()
    policy = models.CharField(max_length=48)
    year = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by = _user()
    upheld = models.BooleanField(null=True)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "party", "policy", "year"], condition=Q(answered_at=None), name="objection_one_open"
            ),
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="objection_answered_in_words"),
        ]
        indexes = [models.Index(fields=["zone", "answered_at", "at"], name="objection_zone_open")]

    def __str__(self) -> str:
        return self.text[:40]
