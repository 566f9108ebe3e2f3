"""What goes on after the decision: commitments to be kept, reports of the holder, ratings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.approvals.models.case import Case
from gaoxin.runtime.rows import ZoneRow


class Commitment(ZoneRow):
    """A written promise that stood in for a material: 告知承诺 or 容缺. Its state is derived from these dates."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[("promised", "promised"), ("deferred", "deferred")])
    evidence = models.TextField()
    made_at = models.DateTimeField()
    within = models.CharField(max_length=16)  # the limit promised, such as 30wd
    due_at = models.DateTimeField(null=True)  # null while the calendar of that year is not yet published
    evidence_at = models.DateTimeField(null=True)
    evidence_ref = models.CharField(max_length=64, default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, default="", blank=True)
    breached_at = models.DateTimeField(null=True)
    correct_by = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "case", "material"], name="commitment_zone_case_material"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_by=""), name="commitment_closed_by_someone"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "closed_at", "due_at"], name="commitment_zone_open_due"),
            models.Index(
                fields=["zone", "case", "due_at"],
                condition=Q(closed_at=None, revoked_at=None),
                name="commitment_zone_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.within} {self.due_at}"


class HoldingReport(ZoneRow):
    """A dated report about the works under a permit: issued, started, stopped, resumed …. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    note = models.TextField(default="", blank=True)
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "seq"], name="holdingreport_zone_case_seq")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class StartRequest(ZoneRow):
    """A holder's request for more time to start the works. At most one of a case waits; a decided one is never rewritten."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True)  # the day to start by as it was; null where no calendar reached it
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, default="", blank=True)
    granted = models.BooleanField(null=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "case"], condition=Q(decided_at__isnull=True), name="startrequest_zone_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False) & ~Q(decided_by=""),
                name="startrequest_decided_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["zone", "decided_at", "due_at"], name="startrequest_zone_waiting")]

    def __str__(self) -> str:
        return f"{self.reason[:40]} {self.asked_at:%Y-%m-%d}"


class Rating(ZoneRow):
    """好差评 of one matter: `occasion` is `online` once a case, or one visit's date at the window."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=32)
    grade = models.CharField(max_length=24)
    text = models.TextField(default="", blank=True)
    by_default = models.BooleanField(default=False)
    at = models.DateTimeField()
    mend_due_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "occasion"], name="rating_zone_case_occasion")]

    def __str__(self) -> str:
        return self.grade
