"""Whom the zone courts, and what was done about it."""

from __future__ import annotations

from django.db import models

from gaoxin.investment.models.teams import Ambassador, Promoter, Team
from gaoxin.runtime.rows import ZoneRow


class Lead(ZoneRow):
    """A possible project of one investor, from first contact to landing. mode and stage: codes of catalogue/investment.

    number: once in the zone. node: the chain node it would fill, `CHAIN/NODE`. landed_on: the day on which it became a project.
    Without a team and an ambassador it lies in the pool. touched_on: last sign of work, null for none yet.
    furthest: the place of the furthest stage it reached.
    spelled, core, sound: the investor's name by pinyin, without region and legal form, and how that begins; for finding.
    need_…, needed_on: what it needs of the zone, as `rules.leads.needs.Need` says; 0 and empty where not asked.
    investment_k: planned, 千元. key, asked: under which key it was sent, and a digest of what was sent.
    version: grows with every change, so that two who change at once are told apart.
    """

    number = models.CharField(max_length=32, default="", blank=True)
    title = models.CharField(max_length=200)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    investor = models.CharField(max_length=200)
    identifier = models.CharField(max_length=18, default="", blank=True)
    spelled = models.CharField(max_length=1000, default="", blank=True)
    core = models.CharField(max_length=200, default="", blank=True)
    sound = models.CharField(max_length=24, default="", blank=True)
    mode = models.CharField(max_length=32)
    stage = models.CharField(max_length=32)
    furthest = models.PositiveSmallIntegerField(default=1)
    node = models.CharField(max_length=64, default="", blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Promoter, on_delete=models.PROTECT, null=True, related_name="+")
    ambassador = models.ForeignKey(Ambassador, on_delete=models.PROTECT, null=True, related_name="+")
    referrer = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(max_length=100, default="", blank=True)
    contact_phone = models.CharField(max_length=40, default="", blank=True)
    investment_k = models.BigIntegerField(default=0)
    need_area_m2 = models.PositiveIntegerField(default=0)
    need_use = models.CharField(max_length=16, default="", blank=True)
    need_power_kva = models.PositiveIntegerField(default=0)
    need_building_m2 = models.PositiveIntegerField(default=0)
    need_water_m3 = models.PositiveIntegerField(default=0)
    need_gas_m3 = models.PositiveIntegerField(default=0)
    needed_on = models.DateField(null=True)
    note = models.TextField(default="", blank=True)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_due = models.DateField(null=True)
    opened_on = models.DateField()
    touched_on = models.DateField(null=True)
    landed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001  null where nobody gave one: unique else
    asked = models.CharField(max_length=64, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], condition=~models.Q(number=""), name="lead_zone_number"),
            models.UniqueConstraint(fields=["zone", "key"], name="lead_zone_key"),
            models.CheckConstraint(condition=models.Q(investment_k__gte=0), name="lead_investment"),
            models.CheckConstraint(
                condition=models.Q(need_area_m2=0, need_use="")
                | (models.Q(need_area_m2__gt=0) & ~models.Q(need_use="")),
                name="lead_need_land",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "stage", "id"], name="lead_zone_stage"),
            models.Index(fields=["zone", "id"], name="lead_zone_newest"),
            models.Index(fields=["zone", "team", "id"], name="lead_zone_team"),
            models.Index(fields=["zone", "ambassador", "id"], name="lead_zone_ambassador"),
            models.Index(fields=["zone", "merged_into", "stage"], name="lead_zone_board"),
            models.Index(fields=["zone", "merged_into", "mode", "furthest"], name="lead_zone_funnel"),
            models.Index(fields=["zone", "merged_into", "mode", "opened_on"], name="lead_zone_opened"),
            models.Index(fields=["zone", "merged_into", "mode", "landed_on"], name="lead_zone_landed"),
            models.Index(fields=["zone", "merged_into", "team", "stage", "next_due"], name="lead_zone_load"),
            models.Index(
                fields=["zone", "merged_into"], condition=models.Q(merged_into__isnull=False), name="lead_zone_merged"
            ),
            models.Index(fields=["zone", "sound"], name="lead_zone_sound"),
            models.Index(fields=["zone", "identifier"], name="lead_zone_code"),
            models.Index(fields=["zone", "stage", "touched_on"], name="lead_zone_idle"),
            models.Index(fields=["zone", "stage", "landed_on", "mode"], name="lead_zone_landings"),
        ]

    def __str__(self) -> str:
        return self.title


class StageMove(ZoneRow):
    """One move of a lead; append-only. here is empty for the first. on: the day it counts for; at: when it was written down."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    here = models.CharField(max_length=32, default="", blank=True)
    to = models.CharField(max_length=32)
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "lead", "seq"], name="stagemove_once")]

    def __str__(self) -> str:
        return f"{self.here} → {self.to}"


class LeadVisit(ZoneRow):
    """A visit, a call or a reception; append-only. key: made where it was written, so that a draft sent twice counts once."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=200, default="", blank=True)
    met = models.CharField(max_length=200, default="", blank=True)
    notes = models.TextField(default="", blank=True)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_due = models.DateField(null=True)
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="leadvisit_zone_key")]
        indexes = [models.Index(fields=["zone", "lead", "on"], name="leadvisit_zone_lead")]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class LeadMerge(ZoneRow):
    """Two leads on one investor made one. Visits and moves stay with the lead on which they were written; the one that is kept shows
    them all. before: credit shares of both, for the undo."""

    kept = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=100, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "gone"], condition=models.Q(undone_at=None), name="leadmerge_lasting_once"
            )
        ]
        indexes = [models.Index(fields=["zone", "kept"], name="leadmerge_zone_kept")]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class CreditShare(ZoneRow):
    """A part of the credit for a lead, in basis points; the lasting ones of a lead sum to 10 000. Of a team, an ambassador or a
    resident who referred it: exactly one."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    ambassador = models.ForeignKey(Ambassador, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    share_bp = models.PositiveIntegerField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_bp__gt=0) & models.Q(share_bp__lte=10_000), name="creditshare_part"
            ),
            models.CheckConstraint(
                condition=models.Q(team__isnull=False, ambassador=None, party=None)
                | models.Q(team=None, ambassador__isnull=False, party=None)
                | models.Q(team=None, ambassador=None, party__isnull=False),
                name="creditshare_one_holder",
            ),
        ]
        indexes = [models.Index(fields=["zone", "lead"], name="creditshare_zone_lead")]

    def __str__(self) -> str:
        return f"{self.share_bp}"
