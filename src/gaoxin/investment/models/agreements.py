"""What the board judged, what was agreed, what came of it, and what promotion cost."""

from __future__ import annotations

from django.db import models

from gaoxin.investment.models.leads import Lead
from gaoxin.runtime.rows import ZoneRow


class EntryScore(ZoneRow):
    """One judgement of the entry board; append-only. inputs and terms: as computed, money in 千元. version: of the rules.

    overruled: the head decided against the score, for the reason given; `passed` is what counts.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    terms = models.JSONField()
    score = models.DecimalField(max_digits=6, decimal_places=2)
    passed = models.BooleanField()
    overruled = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, default="", blank=True)
    version = models.CharField(max_length=16)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["zone", "lead"], name="entryscore_zone_lead")]

    def __str__(self) -> str:
        return f"{self.score}"


class InvestmentAgreement(ZoneRow):
    """A signed agreement of a lead. remedies: what was agreed for a promise that is not kept."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64)
    signed_on = models.DateField()
    remedies = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="agreement_zone_number")]
        indexes = [models.Index(fields=["zone", "lead"], name="agreement_zone_lead")]

    def __str__(self) -> str:
        return self.number


class AgreementPromise(ZoneRow):
    """One promise of an agreement. code: of catalogue/investment. value: of an amount (千元, 人); null for a date. due_on: by when."""

    agreement = models.ForeignKey(InvestmentAgreement, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32)
    value = models.BigIntegerField(null=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "agreement", "code", "due_on"], name="agreementpromise_once"),
            models.CheckConstraint(
                condition=models.Q(value=None) | models.Q(value__gt=0), name="agreementpromise_value"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PromiseResult(ZoneRow):
    """What was found for a promise on a day; append-only, a later one is compared instead. source: where it comes from."""

    promise = models.ForeignKey(AgreementPromise, on_delete=models.PROTECT, related_name="+")
    value = models.BigIntegerField(null=True)
    on = models.DateField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="promiseresult_zone_key")]
        indexes = [models.Index(fields=["zone", "promise"], name="promiseresult_promise")]

    def __str__(self) -> str:
        return f"{self.value} {self.on}"


class PromotionCost(ZoneRow):
    """What was spent on promotion by one mode, in fen. lead: the one that it was spent on, null where it was for the mode as a whole."""

    mode = models.CharField(max_length=32)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    amount_fen = models.BigIntegerField()
    what = models.CharField(max_length=200)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="promotioncost_zone_key"),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="promotioncost_amount"),
        ]
        indexes = [models.Index(fields=["zone", "on"], name="promotioncost_zone_on")]

    def __str__(self) -> str:
        return self.what
