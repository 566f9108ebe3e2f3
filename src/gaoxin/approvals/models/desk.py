"""The officers' side of a case: who has it in hand, and what was photographed where a commitment was verified."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.approvals.models.case import Case
from gaoxin.runtime.rows import ZoneRow


class CaseAssignment(ZoneRow):
    """A case in an officer's hands from `since` until `until`. Rows are added and closed, never rewritten.

    `name` and `department` are the officer's when it was assigned, so that a list needs no account to be read.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    department = models.CharField(max_length=100, default="", blank=True)
    step = models.CharField(max_length=64, default="", blank=True)  # empty: the whole case
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "case", "officer", "step"],
                condition=Q(until__isnull=True),
                name="caseassignment_zone_open",
            )
        ]
        indexes = [
            models.Index(fields=["zone", "officer", "until"], name="caseassignment_zone_officer"),
            models.Index(fields=["zone", "department", "until"], name="caseassignment_zone_dept"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.step}"


class SitePhoto(ZoneRow):
    """A photograph taken where a commitment was verified: the place in words, the file by its contents."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=64)
    place = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    media = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "case", "material", "sha256"], name="sitephoto_zone_case_file")
        ]

    def __str__(self) -> str:
        return f"{self.material}: {self.place}"
