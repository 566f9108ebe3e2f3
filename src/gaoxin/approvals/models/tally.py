"""The tally of supervision: how many cases were received and decided, with what outcome, and how documents were met."""

from __future__ import annotations

from django.db import models

from gaoxin.runtime.rows import ZoneRow

MEASURES = ("received", "decided", "outcome", "way")


class Tally(ZoneRow):
    """A change of a count, written by the database's own triggers beside what it counts; the sum of all is the count.

    `at` is the moment the case was received or decided; rows of one day are folded into one at its first moment. key:
    `online` or `other` of a decided case (online and without a visit), the outcome of a decision, the way of a document of
    a case handed in.
    """

    at = models.DateTimeField()
    measure = models.CharField(max_length=16, choices=[(m, m) for m in MEASURES])
    key = models.CharField(max_length=16, default="", blank=True)
    count = models.IntegerField()
    folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "at", "measure", "key"], condition=models.Q(folded=True), name="tally_zone_folded"
            )
        ]
        indexes = [
            models.Index(fields=["zone", "at"], name="tally_zone_at"),
            models.Index(fields=["zone"], condition=models.Q(folded=False), name="tally_zone_unfolded"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.measure} {self.key} {self.count:+}"
