"""Matching runs, who practises where, and the seats of each month: a seat is nobody else's in that month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gaoxin.runtime.rows import ZoneRow
from gaoxin.talent.models.posts import Post
from gaoxin.talent.models.schools import Student

STATES = ("proposed", "agreed", "started", "ended", "withdrawn")


class Run(ZoneRow):
    """A matching for some months. left: who has no post, with the reason, as `rules.matching.Left`. pairs: student and post by number,
    km, cost. adopted_at: when the pairs became placements, null before."""

    number = models.CharField(max_length=20)
    first_month = models.DateField()
    last_month = models.DateField()
    students = models.PositiveIntegerField()
    posts = models.PositiveIntegerField()
    cost = models.BigIntegerField()
    pairs = models.JSONField()
    left = models.JSONField()
    free = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="run_zone_number")]

    def __str__(self) -> str:
        return self.number


class Placement(ZoneRow):
    """实习安排. It begins when school and firm agreed and the three-party agreement is signed. hired_on: the day of the labour contract."""

    number = models.CharField(max_length=20)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="placements")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    first_month = models.DateField()
    last_month = models.DateField()
    km = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(state, state) for state in STATES], default="proposed")
    school_agreed_at = models.DateTimeField(null=True)
    firm_agreed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    hired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="placement_zone_number"),
            models.CheckConstraint(
                condition=~Q(state="started")
                | Q(signed_on__isnull=False, school_agreed_at__isnull=False, firm_agreed_at__isnull=False),
                name="placement_started_signed",
            ),
            models.CheckConstraint(condition=Q(hired_on=None) | Q(state="ended"), name="placement_hired_after"),
        ]
        indexes = [models.Index(fields=["zone", "state"], name="placement_zone_state")]

    def __str__(self) -> str:
        return self.number


class SeatMonth(ZoneRow):
    """One seat of a post in one month. The database gives none twice, and puts no student at two posts in a month."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="months")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveIntegerField()
    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "post", "seat", "month"], name="seatmonth_zone_seat"),
            models.UniqueConstraint(fields=["zone", "student", "month"], name="seatmonth_zone_student"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.month:%Y-%m}"
