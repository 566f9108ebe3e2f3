"""Sub-works, frozen baselines, reports, confirmations and costs. All but the names of sub-works can only be added to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.projects.models.projects import Project
from gaoxin.runtime.rows import ZoneRow

KINDS = ("work", "layer")
VERDICTS = ("confirmed", "rejected")


class SubWork(ZoneRow):
    """A sub-work or a layer of one, by the code that it keeps through all baselines. What it is called and measured in stands
    in each baseline's line."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "project", "code"], name="subwork_zone_project_code")]

    def __str__(self) -> str:
        return self.code


class Baseline(ZoneRow):
    """A frozen plan, numbered from 1 in its project. effective_on: from which day it is the one that counts. budget_k: 千元.

    reason: why it replaces the one before. Rows are never changed: what is weighted or removed anew is the next baseline.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    effective_on = models.DateField()
    starts_on = models.DateField()
    budget_k = models.BigIntegerField()
    reason = models.CharField(max_length=500, default="", blank=True)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=64)
    frozen_by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project", "number"], name="baseline_zone_project_number"),
            models.CheckConstraint(condition=Q(number__gte=1, budget_k__gt=0), name="baseline_positive"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="baseline_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.number}"


class BaselineLine(ZoneRow):
    """One work of a baseline. weight_bp: of the parent. quantity, unit, days: of leaves. start, finish: by the critical path.

    cost_k: planned cost of a leaf, 千元; all leaves have one or none has, and then their sum is the baseline's budget.
    """

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(SubWork, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(SubWork, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    weight_bp = models.PositiveIntegerField()
    unit = models.CharField(max_length=16, default="", blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    days = models.PositiveIntegerField(default=0)
    not_before = models.DateField(null=True)
    start = models.DateField(null=True)
    finish = models.DateField(null=True)
    cost_k = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "baseline", "work"], name="baselineline_zone_work"),
            models.CheckConstraint(condition=Q(weight_bp__gte=1, weight_bp__lte=10_000), name="baselineline_weight"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="baselineline_kind"),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gt=0), name="baselineline_quantity"),
        ]

    def __str__(self) -> str:
        return self.name


class SubWorkLink(ZoneRow):
    """Finish to start within a baseline; lag: working days between."""

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(SubWork, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(SubWork, on_delete=models.PROTECT, related_name="+")
    lag = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "baseline", "before", "after"], name="subworklink_zone_pair"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="subworklink_two"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class ProgressReport(ZoneRow):
    """The quantity to date of a leaf, with its photo, day and place. Counts only once somebody else has confirmed it.

    baseline: the one it was reported against. reason: of a correction downwards. key: made by whoever sent it, so that what is
    sent twice is one. lat, lon: CGCS2000 (EPSG:4490). photo: lies under its digest with all that was handed in. shot_at, shot_lat,
    shot_lon: what the camera wrote into it, null where it wrote nothing.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    work = models.ForeignKey(SubWork, on_delete=models.PROTECT, related_name="+")
    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    taken_on = models.DateField()
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    place = models.CharField(max_length=100, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    photo_sha256 = models.CharField(max_length=64)
    photo_name = models.CharField(max_length=255)
    photo_media = models.CharField(max_length=8)
    scanned = models.CharField(max_length=16)
    reporter = models.CharField(max_length=64)
    reporter_name = models.CharField(max_length=100)
    at = models.DateTimeField()
    key = models.CharField(max_length=100)
    shot_at = models.DateTimeField(null=True)
    shot_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    shot_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "key"], name="progressreport_zone_key"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="progressreport_quantity"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None, place__gt="") | Q(lat__isnull=False, lon__isnull=False),
                name="progressreport_place",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "project", "taken_on"], name="progressreport_project"),
            models.Index(fields=["zone", "work", "taken_on"], name="progressreport_work"),
            models.Index(fields=["zone", "at"], name="progressreport_at"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.quantity} {self.taken_on}"


class SiteAssignment(ZoneRow):
    """An engineer who works on a project, from one day to another or until further notice. engineer: key of the account.

    Rows stay when they end, so that it can be said who was on the site on a day.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    engineer = models.CharField(max_length=64)
    engineer_name = models.CharField(max_length=100)
    since = models.DateField()
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project", "engineer", "since"], name="siteassignment_zone_since"),
            models.UniqueConstraint(
                fields=["zone", "project", "engineer"], condition=Q(until=None), name="siteassignment_zone_open"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="siteassignment_span"),
        ]
        indexes = [models.Index(fields=["zone", "engineer", "until"], name="siteassignment_zone_engineer")]

    def __str__(self) -> str:
        return f"{self.engineer_name} {self.since}"


class Confirmation(ZoneRow):
    """What a second person found of a report, once. The database itself refuses one by whoever reported it."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16, choices=[(verdict, verdict) for verdict in VERDICTS])
    reason = models.CharField(max_length=500, default="", blank=True)
    reporter = models.CharField(max_length=64)
    by = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "report"], name="confirmation_zone_report"),
            models.CheckConstraint(condition=~Q(by=F("reporter")), name="confirmation_second_person"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="confirmation_verdict"),
            models.CheckConstraint(condition=Q(verdict="confirmed") | ~Q(reason=""), name="confirmation_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.verdict}"


class CostEntry(ZoneRow):
    """Actual cost of one month in 千元. A later revision of the month replaces the earlier one, with its reason."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    revision = models.PositiveIntegerField()
    amount_k = models.BigIntegerField()
    reason = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project", "month", "revision"], name="costentry_zone_month"),
            models.CheckConstraint(condition=Q(amount_k__gte=0, revision__gte=1), name="costentry_amount"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="costentry_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.amount_k}"
