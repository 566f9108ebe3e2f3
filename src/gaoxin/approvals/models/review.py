"""Opinions and the decision. The database itself refuses a refusal without supervisor, ground, reasons and remedies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gaoxin.approvals.models.case import Case
from gaoxin.runtime.rows import ZoneRow


class Opinion(ZoneRow):
    """One officer's opinion on one review step; an officer speaks once on a step (行政许可法 34(3))."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=64)
    officer = models.CharField(max_length=64)
    agrees = models.BooleanField()
    text = models.TextField(default="", blank=True)
    place = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "case", "step", "officer"], name="opinion_zone_case_step_officer")
        ]

    def __str__(self) -> str:
        return f"{self.step}: {'同意' if self.agrees else '不同意'}"


class Decision(ZoneRow):
    """The decision on a case: granted, refused or not accepted. One a case, never changed.

    `licence` points down to what was issued; a licence never knows its case.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=16, choices=[(o, o) for o in ("granted", "refused", "not-accepted")])
    supervisor = models.CharField(max_length=64)
    recommended_by = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField()
    ground = models.CharField(max_length=64, default="", blank=True)
    article = models.CharField(max_length=300)
    reasons = models.TextField(default="", blank=True)
    remedies = models.TextField(default="", blank=True)
    instead = models.TextField(default="", blank=True)
    licence = models.ForeignKey("trust.Licence", null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("trust.SignedDocument", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "case"], name="decision_zone_case"),
            models.CheckConstraint(
                condition=Q(outcome="granted")
                | (~Q(supervisor="") & ~Q(ground="") & ~Q(reasons="") & ~Q(remedies="") & ~Q(instead="")),
                name="decision_refusal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="granted") | Q(licence__isnull=True), name="decision_refusal_has_no_licence"
            ),
            models.CheckConstraint(condition=~Q(supervisor=""), name="decision_has_supervisor"),
            models.CheckConstraint(condition=~Q(supervisor=F("recommended_by")), name="decision_by_second_officer"),
        ]
        indexes = [models.Index(fields=["zone", "id"], name="decision_zone_key")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.outcome}"
