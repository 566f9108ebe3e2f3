"""One file a project: what it is, who answers for it, what happened, what stands in its way, what was invested."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

KINDS = ("extend", "supplement", "strengthen")  # 延链 补链 强链
FLOWS = ("contract", "paid", "completed")  # 合同 到位 完成
MILESTONES = ("signed", "land", "permitted", "started", "completed", "producing")


class Project(ZoneRow):
    """A project that landed. number: short, once in the zone. project_code: 项目代码 that its permits carry, once it has one.

    kind: how it serves the chain, exactly one. node: the chain node, `CHAIN/NODE`. key: a key project; the database keeps none without
    a leader. planned_k: planned investment, 千元. version: grows with every change. spelled: the name's pinyin, to be found by.
    """

    number = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    spelled = models.TextField(default="", blank=True)
    project_code = models.CharField(max_length=24, default="", blank=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("investment.Lead", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    node = models.CharField(max_length=64, default="", blank=True)
    key = models.BooleanField(default=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    planned_k = models.BigIntegerField(default=0)
    opened_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="project_zone_number"),
            models.UniqueConstraint(fields=["zone", "lead"], name="project_zone_lead"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="project_kind"),
            models.CheckConstraint(condition=Q(key=False) | Q(leader__isnull=False), name="project_key_has_leader"),
            models.CheckConstraint(condition=Q(planned_k__gte=0), name="project_planned"),
        ]
        indexes = [
            models.Index(fields=["zone", "opened_on"], name="project_zone_opened"),
            models.Index(fields=["zone", "kind", "number"], name="project_zone_kind"),
            models.Index(fields=["zone", "leader", "number"], name="project_zone_leader"),
            models.Index(fields=["zone", "project_code"], name="project_zone_code"),
            models.Index(fields=["zone", "party"], name="project_zone_party"),
        ]

    def __str__(self) -> str:
        return self.name


class KindRuling(ZoneRow):
    """Why a project has its kind; append-only. The last one counts and is what `Project.kind` says."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "project", "seq"], name="kindruling_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"


class Responsibility(ZoneRow):
    """A leader who answers for a project (包干), from one day until handed over; one at a time. note: what the successor must know."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    note = models.CharField(max_length=1000, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project"], condition=Q(until=None), name="responsibility_one_now"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="responsibility_span"),
        ]
        indexes = [models.Index(fields=["zone", "leader", "until"], name="responsibility_zone_leader")]

    def __str__(self) -> str:
        return f"{self.leader_id} {self.since}"


class Milestone(ZoneRow):
    """A day that no other module of the platform knows, with its evidence; append-only: a correction is a later row."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in MILESTONES])
    seq = models.PositiveIntegerField()
    on = models.DateField()
    evidence = models.CharField(max_length=300)
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "project", "kind", "seq"], name="milestone_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Block(ZoneRow):
    """What stands in a project's way: which office clears it, by when. solved_on is null while it is open."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    office = models.CharField(max_length=100)
    raised_on = models.DateField()
    due_on = models.DateField()
    solved_on = models.DateField(null=True)
    solution = models.CharField(max_length=500, default="", blank=True)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("raised_on")), name="block_due"),
            models.CheckConstraint(condition=Q(solved_on=None) | ~Q(solution=""), name="block_solution"),
        ]
        indexes = [
            models.Index(fields=["zone", "solved_on", "due_on"], name="block_zone_open"),
            models.Index(fields=["zone", "project"], name="block_zone_project"),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignTask(ZoneRow):
    """One task of a campaign with its owner. campaign, task: codes of catalogue/campaigns. done_on is null while it is open.

    owner: name of an office or a person. holder: the account of that person, once somebody took the task over.
    """

    campaign = models.CharField(max_length=40)
    task = models.CharField(max_length=40)
    owner = models.CharField(max_length=100)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "campaign", "task"], name="campaigntask_once"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(evidence=""), name="campaigntask_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.task}"


class TaskHandOver(ZoneRow):
    """A task that somebody is asked to take over: from whom, why, what is open. Who has it answers until it is accepted. One at a time."""

    task = models.ForeignKey(CampaignTask, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=100)
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "task"], condition=Q(answered_at=None), name="taskhandover_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, accepted=None) | Q(answered_at__isnull=False, accepted__isnull=False),
                name="taskhandover_answered",
            ),
            models.CheckConstraint(condition=~Q(accepted=False) | ~Q(answer=""), name="taskhandover_declined_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.successor_id}"


class MonthlyInvestment(ZoneRow):
    """What was agreed, paid in or completed in one month, 千元. A correction is a higher revision with its reason; of each
    month one is current, and no amount is ever changed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    flow = models.CharField(max_length=16, choices=[(flow, flow) for flow in FLOWS])
    amount_k = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "project", "month", "flow", "revision"], name="monthlyinvestment_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "project", "month", "flow"], condition=Q(current=True), name="monthlyinvestment_current"
            ),
            models.CheckConstraint(condition=Q(amount_k__gte=0), name="monthlyinvestment_amount"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="monthlyinvestment_reason"),
        ]
        indexes = [
            models.Index(fields=["zone", "month", "flow", "current", "amount_k"], name="monthlyinvestment_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.flow} {self.amount_k}"


class ProjectYear(ZoneRow):
    """Sums of one project's current amounts of one year, 千元, kept in the transaction that records them. records: how many
    completed amounts that is. Never a source: `project sums` computes them anew from `MonthlyInvestment` and compares."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    contract_k = models.BigIntegerField(default=0)
    paid_k = models.BigIntegerField(default=0)
    completed_k = models.BigIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "project", "year"], name="projectyear_once")]
        indexes = [models.Index(fields=["zone", "year", "completed_k", "records"], name="projectyear_zone_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.completed_k}"


class HandOver(ZoneRow):
    """A hand-over that was proposed: why, to whom, what is open. The leader of now answers until it is accepted. One at a time."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    note = models.CharField(max_length=1000)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "project"], condition=Q(answered_at=None), name="handover_one_open"
            ),
            models.CheckConstraint(condition=~Q(leader=F("successor")), name="handover_two_people"),
            models.CheckConstraint(
                condition=Q(answered_at=None, accepted=None) | Q(answered_at__isnull=False, accepted__isnull=False),
                name="handover_answered",
            ),
            models.CheckConstraint(condition=~Q(accepted=False) | ~Q(answer=""), name="handover_declined_in_words"),
        ]
        indexes = [models.Index(fields=["zone", "successor", "answered_at"], name="handover_zone_successor")]

    def __str__(self) -> str:
        return f"{self.leader_id} {self.successor_id}"


class ProductionNotice(ZoneRow):
    """An enterprise's word that a project produces since a day. It counts once an officer has confirmed it, who is another person."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    on = models.DateField()
    words = models.CharField(max_length=500)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    confirmed = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, default="", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "project", "seq"], name="productionnotice_once"),
            models.UniqueConstraint(
                fields=["zone", "project"], condition=Q(answered_at=None), name="productionnotice_one_open"
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("declared_by")), name="productionnotice_two_people"),
            models.CheckConstraint(condition=~Q(confirmed=False) | ~Q(answer=""), name="productionnotice_words"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.on}"
