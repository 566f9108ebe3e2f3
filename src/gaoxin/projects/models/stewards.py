"""Who serves which enterprise, what it asked and wished, how it returned to work, where it stands on the ladder."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

ENTRY_KINDS = ("asked", "added", "answered", "forwarded", "closed", "rated")
WISH_STATES = ("open", "done", "told-why-not")
TASK_STATES = ("open", "done", "stopped")
ANSWER_KINDS = ("visit", "note")


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


def _party() -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")


class Stewardship(ZoneRow):
    """One steward of one enterprise from one moment to another. The database allows one that has not ended."""

    party = _party()
    steward = _user()
    backup = _user(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.TextField(default="", blank=True)  # handed over with it: what the next one should know

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party"], condition=Q(until=None), name="stewardship_zone_current"),
            models.CheckConstraint(condition=~Q(backup=F("steward")), name="stewardship_backup_differs"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="stewardship_ends_later"),
        ]
        indexes = [
            models.Index(fields=["zone", "steward", "until"], name="stewardship_steward"),
            models.Index(fields=["zone", "backup", "until"], name="stewardship_backup"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.steward_id}"


class Inquiry(ZoneRow):
    """What an enterprise asked, once, wherever it belongs. office: which one has it now. due_at: by when the first answer was
    promised, as the working calendar said when it was asked. version: counts its entries, so that two at once are noticed."""

    party = _party()
    asked_by = _user()
    subject = models.CharField(max_length=200)
    office = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_answer_at = models.DateTimeField(null=True)
    first_minutes = models.PositiveIntegerField(null=True)  # office minutes from the question to its first answer
    closed_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="inquiry_stars"),
            models.CheckConstraint(condition=Q(stars=None) | ~Q(first_answer_at=None), name="inquiry_rated_answered"),
        ]
        indexes = [
            models.Index(fields=["zone", "party", "closed_at"], name="inquiry_zone_party"),
            models.Index(fields=["zone", "office", "closed_at", "due_at"], name="inquiry_zone_office"),
            models.Index(fields=["zone", "closed_at", "due_at"], name="inquiry_zone_due"),
            models.Index(fields=["zone", "due_at"], name="inquiry_zone_all"),
            models.Index(fields=["zone", "asked_at", "first_minutes"], name="inquiry_zone_asked"),
            models.Index(fields=["zone", "rated_at", "stars"], name="inquiry_zone_rated"),
        ]

    def __str__(self) -> str:
        return self.subject


class InquiryEntry(ZoneRow):
    """One entry of its course, never changed afterwards. office: where it was handed to, or who answered."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in ENTRY_KINDS])
    by = _user()
    at = models.DateTimeField()
    text = models.TextField(default="", blank=True)
    office = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "inquiry", "number"], name="inquiryentry_zone_number")]
        indexes = [models.Index(fields=["zone", "kind", "at"], name="inquiryentry_zone_kind")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class StewardVisit(ZoneRow):
    """A visit of a steward. purpose and findings in words."""

    party = _party()
    steward = _user()
    day = models.DateField()
    place = models.CharField(max_length=200)
    findings = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "party", "day"], name="stewardvisit_zone_party")]

    def __str__(self) -> str:
        return f"{self.day} {self.place}"


class Wish(ZoneRow):
    """What an enterprise wishes for, and what came of it."""

    party = _party()
    text = models.TextField()
    wished_by = _user()
    wished_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="open", choices=[(state, state) for state in WISH_STATES])
    outcome = models.TextField(default="", blank=True)
    settled_by = _user(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | ~Q(outcome=""), name="wish_settled_in_words"),
        ]
        indexes = [models.Index(fields=["zone", "party", "state"], name="wish_zone_party")]

    def __str__(self) -> str:
        return self.text[:40]


class EntrustedTask(ZoneRow):
    """全托式: what a steward does for an enterprise, of one item, under a mandate that was given for it."""

    party = _party()
    item = models.CharField(max_length=64)
    steward = _user()
    opened_at = models.DateTimeField()
    words = models.TextField()
    state = models.CharField(max_length=16, default="open", choices=[(state, state) for state in TASK_STATES])
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "party", "state"], name="entrustedtask_zone_party")]

    def __str__(self) -> str:
        return self.item


class PowerReading(ZoneRow):
    """Power used in one month, in kWh. month: its first day. source: who read it."""

    party = _party()
    month = models.DateField()
    kwh = models.BigIntegerField()
    source = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "month"], name="powerreading_zone_month"),
            models.CheckConstraint(condition=Q(kwh__gte=0), name="powerreading_kwh"),
        ]
        indexes = [models.Index(fields=["zone", "month"], name="powerreading_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.kwh}"


class DeclaredSignal(ZoneRow):
    """Stopped work, a dispute, unpaid wages: noted by an officer with its source, ended when it is over."""

    party = _party()
    code = models.CharField(max_length=32)
    day = models.DateField()
    words = models.TextField()
    source = models.CharField(max_length=200)
    noted_by = _user()
    noted_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "party", "code"], name="declaredsignal_zone_party")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"


class WarningStanding(ZoneRow):
    """How an enterprise stood when it was last weighed: kept so that a list of ten thousand is read from an index. day: of the
    weighing; as_of: up to when silence is counted; codes: the signals found; answered: each of them was answered by an act."""

    party = _party()
    day = models.DateField()
    as_of = models.DateField()
    points = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=16, default="", blank=True)
    codes = models.JSONField(default=list)
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "party"], name="warningstanding_zone_party")]
        indexes = [
            models.Index(fields=["zone", "-points", "party"], name="warningstanding_worst", condition=~Q(level="")),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.points}"


class WarningAnswer(ZoneRow):
    """What was done about a warning; append-only, and it hides nothing: the signals stand until they are over. codes: the signals
    that it answers."""

    party = _party()
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in ANSWER_KINDS])
    words = models.TextField()
    codes = models.JSONField(default=list)
    points = models.PositiveSmallIntegerField()
    visit = models.ForeignKey(StewardVisit, on_delete=models.PROTECT, null=True, related_name="+")
    by = _user()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "party", "at"], name="warninganswer_zone_party")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="warninganswer_words"),
            models.CheckConstraint(condition=~Q(kind="visit") | Q(visit__isnull=False), name="warninganswer_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class ReturnRound(ZoneRow):
    """A year's monitor of the return to work after Spring Festival, from one day to another."""

    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "year"], name="returnround_zone_year"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="returnround_ends_later"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReturnDeclaration(ZoneRow):
    """What an enterprise declared in a round; it may declare anew, and the last one, which is `current`, counts. capacity: percent."""

    round = models.ForeignKey(ReturnRound, on_delete=models.PROTECT, related_name="+")
    party = _party()
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    day = models.DateField()
    returned = models.BooleanField()
    capacity = models.PositiveSmallIntegerField()
    workers_back = models.PositiveIntegerField()
    workers = models.PositiveIntegerField()
    obstacles = models.JSONField(default=list)
    words = models.TextField(default="", blank=True)
    declared_by = _user()
    declared_at = models.DateTimeField()
    confirmed_by = _user(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "round", "party", "number"], name="returndeclaration_zone_number"),
            models.UniqueConstraint(
                fields=["zone", "round", "party"], condition=Q(current=True), name="returndeclaration_zone_current"
            ),
            models.CheckConstraint(condition=~Q(confirmed_by=F("declared_by")), name="returndeclaration_two_people"),
            models.CheckConstraint(condition=Q(capacity__lte=100), name="returndeclaration_capacity"),
            models.CheckConstraint(condition=Q(workers_back__lte=F("workers")), name="returndeclaration_workers"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.number}"


class LadderEntry(ZoneRow):
    """An enterprise or a cluster that is cultivated. party: of an enterprise. target_k: thousand yuan of a year's output."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, null=True, related_name="+")
    node = models.CharField(max_length=64, default="", blank=True)
    target_k = models.BigIntegerField()
    target_year = models.PositiveSmallIntegerField()
    since = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "kind", "name"], name="ladderentry_zone_name"),
            models.CheckConstraint(condition=Q(target_k__gt=0), name="ladderentry_target"),
        ]

    def __str__(self) -> str:
        return self.name


class LadderOutput(ZoneRow):
    """A year's output, in thousand yuan, as somebody told it, and whose word it is; never statistical survey data (统计法). Rows are only
    added: the newest serial of a year counts. told_by: null where it was told before that was kept."""

    entry = models.ForeignKey(LadderEntry, on_delete=models.PROTECT, related_name="outputs")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(default=1)
    output_k = models.BigIntegerField()
    source = models.CharField(max_length=16)
    told_at = models.DateTimeField()
    told_by = _user(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "entry", "year", "serial"], name="ladderoutput_zone_told"),
            models.CheckConstraint(
                condition=Q(output_k__gte=0) & ~Q(source="statistics"), name="ladderoutput_no_survey"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.output_k}"


class LadderMeasure(ZoneRow):
    """One thing that is done to get there: who answers for it, by when, and when it was done."""

    entry = models.ForeignKey(LadderEntry, on_delete=models.PROTECT, related_name="measures")
    text = models.CharField(max_length=300)
    office = models.CharField(max_length=32)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "entry", "due_on"], name="laddermeasure_zone_entry")]

    def __str__(self) -> str:
        return self.text
