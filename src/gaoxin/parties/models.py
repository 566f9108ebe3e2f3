"""Parties, mandates, credit records and what base registries last said. Private to the slice."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gaoxin.runtime.rows import ZoneRow

KINDS = ("enterprise", "person", "agency", "zone")
CREDIT_KINDS = ("serious-dishonesty", "false-commitment", "late-commitment")


class Party(ZoneRow):
    """An enterprise, person or agency, once in a zone, under its official identifier. Money in fen."""

    kind = models.CharField(max_length=16, choices=[(k, k) for k in KINDS])
    name = models.CharField(max_length=200)
    identifier = models.CharField(max_length=18)
    legal_representative = models.CharField(max_length=100, default="", blank=True)
    region = models.CharField(max_length=6, default="", blank=True)
    industry = models.CharField(max_length=4, default="", blank=True)
    established = models.DateField(null=True)
    registered_capital_fen = models.BigIntegerField(null=True)
    address = models.CharField(max_length=300, default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    source = models.CharField(max_length=100)
    spelled = models.TextField(default="", blank=True)  # the name's pinyin (`core.pinyin`), to be found by

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "identifier"], name="party_zone_identifier")]

    def __str__(self) -> str:
        return self.name


class Mandate(ZoneRow):
    """A user who may act for a party, for the items named in `scope` (empty: all), while it lasts."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "user", "since"], name="mandate_zone_party_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.party_id}"


class CreditRecord(ZoneRow):
    """A finding about a party's credit, with the article it rests on; repaired or expired ones stay as history."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=[(k, k) for k in CREDIT_KINDS])
    since = models.DateField()
    until = models.DateField(null=True)
    repaired_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=200)
    ref = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "kind", "ref"], name="creditrecord_zone_party_ref")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class RegistrySnapshot(ZoneRow):
    """The last answer of one base registry about one subject."""

    registry = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    values = models.JSONField()
    fetched_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "registry", "subject"], name="registrysnapshot_zone_subject")
        ]

    def __str__(self) -> str:
        return f"{self.registry} {self.subject}"
