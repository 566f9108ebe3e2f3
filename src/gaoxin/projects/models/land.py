"""Parcels, the ledgers of their category, agreements on them and what came of these, and the plan behind the map.

Geometry is GeoJSON in CGCS2000 (EPSG:4490), longitude first. Boxes and points to search by are millionths of a degree.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow


class LandBoundary(ZoneRow):
    """The zone's own boundary, one a zone; whoever changes parcels locks it, so that no two take the same land."""

    name = models.CharField(max_length=100)
    geometry = models.JSONField()
    area_m2 = models.BigIntegerField()
    source = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone"], name="landboundary_zone")]

    def __str__(self) -> str:
        return self.name


class Parcel(ZoneRow):
    """A piece of land under its number. area_m2: computed from the geometry; stated_m2: as the papers say.

    outline: the geometry as a screen needs it, JSON text. category: of the newest entry in the ledger. held_by: of the agreement that
    stands. price_k: thousand 元 in all. published_at: since when the public map may show it. version: the newest of its versions, which
    is what stands here. retired_on: from that day on it is no parcel any more; its past stays. merged_into: the one that it went into.
    plot_ratio_pct: the plan's upper limit in hundredths; water_m3: a day; gas_m3: an hour; these and power_kva null where nobody knows.
    """

    number = models.CharField(max_length=40)
    name = models.CharField(max_length=100, default="", blank=True)
    geometry = models.JSONField()
    outline = models.TextField()
    area_m2 = models.IntegerField()
    stated_m2 = models.IntegerField(null=True)
    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()
    lon = models.IntegerField()
    lat = models.IntegerField()
    use = models.CharField(max_length=16)
    power_kva = models.IntegerField(null=True)
    plot_ratio_pct = models.IntegerField(null=True)
    water_m3 = models.IntegerField(null=True)
    gas_m3 = models.IntegerField(null=True)
    price_k = models.IntegerField(null=True)
    ready_on = models.DateField(null=True)
    category = models.CharField(max_length=32)
    category_since = models.DateField()
    held_by = models.CharField(max_length=200, default="", blank=True)
    published_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    retired_on = models.DateField(null=True)
    retired_for = models.CharField(max_length=200, default="", blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="parcel_zone_number"),
            models.CheckConstraint(
                condition=Q(retired_on=None, retired_for="", merged_into=None)
                | (Q(retired_on__isnull=False, published_at=None) & ~Q(retired_for="")),
                name="parcel_retired",
            ),
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="parcel_area"),
            models.CheckConstraint(condition=Q(west__lt=F("east"), south__lt=F("north")), name="parcel_box"),
        ]
        indexes = [
            models.Index(fields=["zone", "category", "number"], name="parcel_zone_category"),
            models.Index(fields=["zone", "west", "east"], name="parcel_zone_lon"),
            models.Index(fields=["zone", "south", "north"], name="parcel_zone_lat"),
            models.Index(fields=["zone", "lon", "lat"], name="parcel_zone_point"),
        ]

    def __str__(self) -> str:
        return self.number


class ParcelVersion(ZoneRow):
    """What a parcel was from a day on until the next version: outline and attributes, whose word it is, why. Triggers refuse a change."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    serial = models.IntegerField()
    since = models.DateField()
    name = models.CharField(max_length=100, default="", blank=True)
    geometry = models.JSONField()
    outline = models.TextField()
    area_m2 = models.IntegerField()
    stated_m2 = models.IntegerField(null=True)
    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()
    lon = models.IntegerField()
    lat = models.IntegerField()
    use = models.CharField(max_length=16)
    power_kva = models.IntegerField(null=True)
    plot_ratio_pct = models.IntegerField(null=True)
    water_m3 = models.IntegerField(null=True)
    gas_m3 = models.IntegerField(null=True)
    price_k = models.IntegerField(null=True)
    ready_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "parcel", "serial"], name="parcelversion_zone_serial")]
        indexes = [models.Index(fields=["zone", "since"], name="parcelversion_zone_since")]

    def __str__(self) -> str:
        return f"{self.serial} {self.since}"


class ParcelStatus(ZoneRow):
    """An entry of the ledger: from that day the parcel is of that category, for that evidence. Triggers refuse a change."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=32)
    since = models.DateField()
    evidence = models.CharField(max_length=200)
    article = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    serial = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "parcel", "serial"], name="parcelstatus_zone_serial")]

    def __str__(self) -> str:
        return f"{self.category} {self.since}"


class ParcelAgreement(ZoneRow):
    """Who has a parcel and for what promise. output_k, tax_k (thousand 元) and energy_kgce are for each 亩 and year, from from_year.

    At most one stands for a parcel. Days are promised ones; started_on, stopped_on and completed_on are what was found on the site;
    built_bp and invested_bp the shares (basis points) that were built and invested when work stopped.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("investment.Lead", on_delete=models.PROTECT, null=True, related_name="+")
    holder = models.CharField(max_length=200)
    area_m2 = models.IntegerField()
    price_k = models.IntegerField(null=True)
    output_k = models.IntegerField(null=True)
    tax_k = models.IntegerField(null=True)
    energy_kgce = models.IntegerField(null=True)
    from_year = models.IntegerField()
    remedy = models.CharField(max_length=300, default="", blank=True)
    signed_on = models.DateField()
    deliver_by = models.DateField(null=True)
    start_by = models.DateField(null=True)
    complete_by = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    built_bp = models.IntegerField(null=True)
    invested_bp = models.IntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_for = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="parcelagreement_zone_number"),
            models.UniqueConstraint(
                fields=["zone", "parcel"], condition=Q(ended_on=None), name="parcelagreement_zone_one_stands"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "project"], name="parcelagreement_project"),
            models.Index(fields=["zone", "ended_on", "start_by"], name="parcelagreement_start"),
        ]

    def __str__(self) -> str:
        return self.number


class ParcelResult(ZoneRow):
    """What one year brought on an agreement's land, in all: thousand 元 and kg of standard coal. The newest serial of a year counts."""

    agreement = models.ForeignKey(ParcelAgreement, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    output_k = models.BigIntegerField(null=True)
    tax_k = models.BigIntegerField(null=True)
    energy_kgce = models.BigIntegerField(null=True)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    serial = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "agreement", "year", "serial"], name="parcelresult_zone_year")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.year}"


class PlanImage(ZoneRow):
    """A plan laid under the map: its corners, and the number of its examination (审图号), without which it is not published."""

    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    media = models.CharField(max_length=8)
    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()
    review_number = models.CharField(max_length=60, default="", blank=True)
    published_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "sha256", "name"], name="planimage_zone_file"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(review_number=""), name="planimage_public_is_examined"
            ),
        ]
        indexes = [models.Index(fields=["zone", "at"], name="planimage_zone_at")]

    def __str__(self) -> str:
        return self.name
