"""Who courts: teams with their rosters, and ambassadors."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gaoxin.runtime.rows import ZoneRow


class Team(ZoneRow):
    """A team of promoters. mode: the one it mostly works by. territory: regions or industries, in words. capacity: open leads
    that one member can carry. nodes: chain nodes `CHAIN/NODE` that it looks after."""

    code = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    mode = models.CharField(max_length=32)
    territory = models.CharField(max_length=200, default="", blank=True)
    nodes = models.JSONField(default=list)
    capacity = models.PositiveIntegerField(default=12)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="team_zone_code")]

    def __str__(self) -> str:
        return self.name


class Promoter(ZoneRow):
    """A person of a team, with or without an account. code: short, once in the zone."""

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="promoter_zone_code")]
        indexes = [models.Index(fields=["zone", "user"], name="promoter_zone_user")]

    def __str__(self) -> str:
        return self.name


class TeamMembership(ZoneRow):
    """A promoter in a team from one day to another. duty: leads it, or is a member. until: the last day; null while it lasts."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    promoter = models.ForeignKey(Promoter, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=16, default="member")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "team", "promoter", "since"], name="teammember_once"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="teammember_dates"
            ),
        ]
        indexes = [models.Index(fields=["zone", "promoter"], name="teammember_promoter")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.promoter_id}"


class TeamNotice(ZoneRow):
    """What the platform did about a lead of a team without being asked, for its members to read. kind: reclaimed. on: that day."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey("investment.Lead", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    days = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "lead", "kind", "on"], name="teamnotice_once")]
        indexes = [models.Index(fields=["zone", "team", "on"], name="teamnotice_zone_team")]

    def __str__(self) -> str:
        return f"{self.kind} {self.lead_id}"


class Ambassador(ZoneRow):
    """招商大使, appointed for a term. interests: credit codes of firms in which they declared an interest: leads on those they
    may not file. statement: what they declared, in words, on declared_on. ended_for: why the term ended early."""

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=100)
    organisation = models.CharField(max_length=200, default="", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    interests = models.JSONField(default=list)
    declared_on = models.DateField()
    statement = models.CharField(max_length=500, default="", blank=True)
    ended_for = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="ambassador_zone_code"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="ambassador_dates"),
        ]
        indexes = [models.Index(fields=["zone", "user"], name="ambassador_zone_user")]

    def __str__(self) -> str:
        return self.name
