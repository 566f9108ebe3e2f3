"""Stations with who is in them and what they were granted, tasks of the IP pilot park, awards. 千元 throughout."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow


def _party(**options: object) -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", **options)


class Station(ZoneRow):
    """A doctoral or postdoctoral station, or a graduate-training base, at an enterprise (or, party empty, at the zone)."""

    number = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    level = models.CharField(max_length=16)
    party = _party(null=True)
    authority = models.CharField(max_length=100)
    recognised_on = models.DateField()
    until = models.DateField(null=True)
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="station_zone_number"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("recognised_on")), name="station_term"),
        ]
        indexes = [models.Index(fields=["zone", "kind", "recognised_on"], name="station_zone_kind")]

    def __str__(self) -> str:
        return self.number


class StationPerson(ZoneRow):
    """Who came into a station and left it, by the station's own number: no name, no birth, no identity number is kept."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="people")
    number = models.CharField(max_length=30)
    entered_on = models.DateField()
    left_on = models.DateField(null=True)
    left_for = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "station", "number"], name="stationperson_once"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="stationperson_days"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StationGrant(ZoneRow):
    """What was approved for a station, and apart from it what was paid of it; never more. The database keeps it so."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(StationPerson, on_delete=models.PROTECT, related_name="grants", null=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=16)
    approved_on = models.DateField()
    approved_k = models.BigIntegerField()
    paid_k = models.BigIntegerField(default=0)
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="stationgrant_zone_number"),
            models.CheckConstraint(
                condition=Q(paid_k__gte=0, paid_k__lte=F("approved_k")), name="stationgrant_paid_within"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GrantPayment(ZoneRow):
    """One payment of a grant, by which paper. Append-only."""

    grant = models.ForeignKey(StationGrant, on_delete=models.PROTECT, related_name="payments")
    amount_k = models.BigIntegerField()
    on = models.DateField()
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_k__gt=0), name="grantpayment_above_zero")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.amount_k}"


class PilotTask(ZoneRow):
    """A task of the IP pilot park: who answers for it, until when, and what proves that it is done."""

    title = models.CharField(max_length=200)
    office = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "title", "due_on"], name="pilottask_once"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(evidence=""), name="pilottask_done_with_evidence"),
        ]

    def __str__(self) -> str:
        return self.title


class InnovationAward(ZoneRow):
    """A prize of an enterprise, as its paper says. party: where it is one of the zone's register; holder: its name in the paper."""

    holder = models.CharField(max_length=200)
    party = _party(null=True)
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=50, default="", blank=True)
    level = models.CharField(max_length=16)
    authority = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "holder", "name", "year"], name="innovationaward_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"
