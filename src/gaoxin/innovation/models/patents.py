"""Patents, who owns them and in what shares, and every import and transfer that changed them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

KINDS = ("invention", "utility", "design")
STATUSES = ("pending", "granted", "lapsed", "expired", "invalidated")


class Patent(ZoneRow):
    """One patent, once, by its application number (digits and check digit, without ZL and point). fees_year: the last year of the
    patent for which the annual fee was paid; 0 where that is not known."""

    number = models.CharField(max_length=13)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in KINDS])
    title = models.CharField(max_length=300)
    applied_on = models.DateField()
    granted_on = models.DateField(null=True)
    status = models.CharField(max_length=16, choices=[(s, s) for s in STATUSES])
    ended_on = models.DateField(null=True)
    fees_year = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="patent_zone_number"),
            models.CheckConstraint(
                condition=Q(granted_on=None) | Q(granted_on__gte=F("applied_on")), name="patent_granted_after"
            ),
            models.CheckConstraint(
                condition=Q(status="pending") | ~Q(granted_on=None) | Q(status="lapsed"), name="patent_has_grant"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "granted_on", "kind"], name="patent_zone_granted"),
            models.Index(fields=["zone", "status", "applied_on"], name="patent_zone_status"),
        ]

    def __str__(self) -> str:
        return self.number


class PatentOwner(ZoneRow):
    """One owner of a patent. party: where it is an enterprise of the zone. share_bp: hundredths of a percent; null where not told."""

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="owners")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", null=True)
    share_bp = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "patent", "name"], name="patentowner_zone_patent_name"),
            models.CheckConstraint(
                condition=Q(share_bp=None) | Q(share_bp__range=(1, 10_000)), name="patentowner_share"
            ),
        ]
        indexes = [models.Index(fields=["zone", "party"], name="patentowner_zone_party")]

    def __str__(self) -> str:
        return self.name


class PatentTransfer(ZoneRow):
    """Owners that changed: whose it was and became, from which day, by which paper. Nothing is overwritten without one.
    consent: of those who own it too. deal: of the platform, by which it was sold."""

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="transfers")
    on = models.DateField()
    before = models.JSONField()
    after = models.JSONField()
    evidence = models.CharField(max_length=200)
    consent = models.CharField(max_length=200, default="", blank=True)
    deal = models.ForeignKey("innovation.TransferDeal", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "patent", "deal"], name="patenttransfer_once_a_deal")]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.on}"
