"""The innovation register: universities, what enterprises do with them, and titles by level and state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.runtime.rows import ZoneRow

SUM_KINDS = ("funds", "benefit")
SUM_STATES = ("paid", "estimated")
TITLES = ("htec", "sme", "engineering_centre")
LEVELS = ("national", "provincial", "municipal")
STATES = ("applied", "registered", "recognised", "refused", "expired")


def _party(**options: object) -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", **options)


class University(ZoneRow):
    """A university that the zone works with. code: of the Ministry of Education (10 digits). code_note: why it is none, in a demo."""

    name = models.CharField(max_length=100)
    place = models.CharField(max_length=20)
    code = models.CharField(max_length=10, default="", blank=True)
    code_note = models.CharField(max_length=100, default="", blank=True)
    contact = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="university_zone_name")]

    def __str__(self) -> str:
        return self.name


class CooperationProject(ZoneRow):
    """产学研合作项目: one enterprise, one university, from a day."""

    number = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="projects")
    party = _party()
    began_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="cooperationproject_zone_number")]

    def __str__(self) -> str:
        return self.number


class CooperationSum(ZoneRow):
    """Funds of a project or what it brings, paid or estimated (预估), never both in one. bound: `>` where only more than that is known."""

    project = models.ForeignKey(CooperationProject, on_delete=models.PROTECT, related_name="sums")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in SUM_KINDS])
    state = models.CharField(max_length=10, choices=[(s, s) for s in SUM_STATES])
    amount_k = models.BigIntegerField()
    bound = models.CharField(max_length=1, default="", blank=True)
    on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project", "kind", "state", "on"], name="cooperationsum_zone_on"),
            models.CheckConstraint(condition=Q(amount_k__gte=0), name="cooperationsum_not_below_zero"),
            models.CheckConstraint(condition=Q(bound__in=["", ">"]), name="cooperationsum_bound"),
            models.CheckConstraint(condition=~Q(state="paid", bound=">"), name="cooperationsum_paid_is_exact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.bound}{self.amount_k}"


class TitleRecord(ZoneRow):
    """An enterprise reached a state of a title in a year: applied is not recognised. Append-only; the newest is where it stands."""

    party = _party()
    title = models.CharField(max_length=24, choices=[(t, t) for t in TITLES])
    level = models.CharField(max_length=16, choices=[(v, v) for v in LEVELS])
    state = models.CharField(max_length=16, choices=[(s, s) for s in STATES])
    on = models.DateField()
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "party", "title", "level", "state", "on"], name="titlerecord_zone_once"
            )
        ]
        indexes = [models.Index(fields=["zone", "title", "level", "state", "on"], name="titlerecord_zone_state")]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
