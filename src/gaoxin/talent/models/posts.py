"""Practice bases of firms with their seats by month, and their posts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

KINDS = ("practice", "job")


class Base(ZoneRow):
    """实践基地 of a firm. workers: of the whole unit. inspected_on: when a school or the zone looked at it, null before."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    workers = models.PositiveIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    inspected_on = models.DateField(null=True)
    inspected_by = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "party", "name"], name="base_zone_name")]

    def __str__(self) -> str:
        return self.name


class BaseMonth(ZoneRow):
    """Seats of a base in one month, its first day."""

    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="months")
    month = models.DateField()
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "base", "month"], name="basemonth_zone_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.seats}"


class Post(ZoneRow):
    """岗位. kind: for practice, or a job that will have to be filled. first_month, last_month: first days; a job has its month twice.

    same_workers: at the same kind of post. tasks: what is done, a line each. filed: number of the filing that lets the rules of
    article 17 be left, empty for none. pay_percent: of the wage of the same post. wants: codes of programmes. project: whose need it is.
    """

    number = models.CharField(max_length=20)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="posts")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    title = models.CharField(max_length=100)
    occupation = models.CharField(max_length=20)
    tasks = models.TextField(default="", blank=True)
    seats = models.PositiveIntegerField()
    same_workers = models.PositiveIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    daily_minutes = models.PositiveIntegerField(default=480)
    weekly_minutes = models.PositiveIntegerField(default=2400)
    night = models.BooleanField(default=False)
    rest_days = models.BooleanField(default=False)
    agency = models.BooleanField(default=False)
    filed = models.CharField(max_length=60, default="", blank=True)
    hazards = models.JSONField(default=list)
    pay_percent = models.PositiveIntegerField(default=100)
    wants = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="post_zone_number"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="post_seats"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="post_months"),
        ]
        indexes = [
            models.Index(fields=["zone", "kind", "closed_at", "first_month"], name="post_zone_open"),
            models.Index(fields=["zone", "party"], name="post_zone_party"),
        ]

    def __str__(self) -> str:
        return self.title
