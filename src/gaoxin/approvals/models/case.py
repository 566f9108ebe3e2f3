"""The case and what it is made of: clock ledger, requirements, uploads, corrections, matters registered for reply."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.clock.ledger import Kind
from gaoxin.runtime.rows import ZoneRow


class ProjectName(ZoneRow):
    """What a project is called, once a name, with its pinyin: what a search reads instead of a million cases."""

    name = models.CharField(max_length=300)
    spelled = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="projectname_zone_name")]

    def __str__(self) -> str:
        return self.name


class Case(ZoneRow):
    """One application by one party under one pinned definition. `state` is set only by `services.act`.

    due_at is a copy of what the ledger says, for lists and sweeps; it is rewritten whenever the ledger grows, and is
    null while nothing runs or the calendar does not reach that far.
    """

    number = models.CharField(max_length=32)
    item_version = models.ForeignKey("approvals.ItemVersion", on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=64)
    phase = models.CharField(max_length=64, default="", blank=True)
    applicant = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    project_code = models.CharField(max_length=32, default="", blank=True)
    state = models.CharField(max_length=16, default=State.DRAFT, choices=[(s.value, s.value) for s in State])
    channel = models.CharField(max_length=16)
    visits = models.PositiveSmallIntegerField(default=0)
    commits = models.BooleanField(default=False)  # the applicant chose 告知承诺
    facts = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)  # field -> where its value came from and when
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    recommended_by = models.CharField(max_length=64, default="", blank=True)
    called = models.ForeignKey(ProjectName, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="case_zone_number"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(accepted_at__isnull=False), name="case_decided_was_accepted"
            ),
        ]
        indexes = [
            # Lists find their keys in an index alone: state and item stand in each, so that no row is read that is not shown.
            models.Index(fields=["zone", "state", "due_at", "item_code", "id"], name="case_zone_state_due_item"),
            models.Index(fields=["zone", "applicant", "id", "state"], name="case_zone_applicant_key"),
            models.Index(fields=["zone", "item_code", "id", "state"], name="case_zone_item_key"),
            models.Index(fields=["zone", "project_code"], name="case_zone_project"),
            models.Index(fields=["zone", "id", "state"], name="case_zone_key"),
            models.Index(fields=["zone", "called"], name="case_zone_called", condition=Q(called__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class ClockEvent(ZoneRow):
    """One entry of a case's clock ledger. Append-only in the database itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in Kind])
    at = models.DateTimeField()
    effective = models.DateTimeField(null=True)
    article = models.CharField(max_length=200)
    note = models.TextField(default="", blank=True)
    limit_text = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "seq"], name="clockevent_zone_case_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class Requirement(ZoneRow):
    """How one material of the item is met in this case: held, fetched, promised, deferred, uploaded or missing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=64)
    way = models.CharField(max_length=16)
    why = models.TextField()
    article = models.CharField(max_length=300)
    ref = models.CharField(max_length=100, default="", blank=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "material"], name="requirement_zone_case")]

    def __str__(self) -> str:
        return f"{self.material}: {self.way}"


class Upload(ZoneRow):
    """A file handed in for a material. Kept by content hash; the newest one of a material counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    media = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "case", "material", "sha256"], name="upload_zone_case_file")
        ]

    def __str__(self) -> str:
        return f"{self.material}: {self.name}"


class Correction(ZoneRow):
    """One line of the one-time correction notice, and the applicant's answer to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    element = models.CharField(max_length=64)
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "element"], name="correction_zone_case_element")]

    def __str__(self) -> str:
        return f"{self.element}: {self.text}"


class WindowReply(ZoneRow):
    """A matter the window could not settle: registered, to be answered by a supervisor in the stated time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    instead = models.TextField()  # where and how the applicant can go on meanwhile
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=64)
    due_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "case", "registered_at"], name="windowreply_zone_case")]

    def __str__(self) -> str:
        return self.question[:40]
