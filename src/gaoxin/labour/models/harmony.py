"""Tables of harmony: facts and warnings of unpaid wages, lawyers on duty and booked times, coordinators, visits, self-checks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

WARNING_STATES = ("open", "closed")
WARNING_ENTRIES = ("opened", "looked", "closed")
APPOINTMENT_STATES = ("booked", "kept", "missed", "cancelled")
CHECK_STATES = ("draft", "sent", "returned", "confirmed")


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


def _party(**options: object) -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", **options)


class WageFact(ZoneRow):
    """What an officer noted of a firm's wages, with its source, until it is over."""

    party = _party()
    code = models.CharField(max_length=32)
    day = models.DateField()
    words = models.TextField()
    source = models.CharField(max_length=200)
    noted_by = _user()
    noted_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="wagefact_source"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("day")), name="wagefact_ends_later"),
        ]
        indexes = [models.Index(fields=["zone", "party", "day"], name="wagefact_zone_party")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"


class WageWarning(ZoneRow):
    """A warning that somebody opened on a firm; one open at a time."""

    party = _party()
    state = models.CharField(max_length=16, default="open", choices=[(state, state) for state in WARNING_STATES])
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=32, default="", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party"], condition=Q(state="open"), name="wagewarning_zone_open"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closing="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(closing="")),
                name="wagewarning_closed_why",
            ),
        ]
        indexes = [models.Index(fields=["zone", "opened_at"], name="wagewarning_zone_opened")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"


class WageWarningEntry(ZoneRow):
    """What was done about a warning, with the terms as they stood then; the table takes no change."""

    warning = models.ForeignKey(WageWarning, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in WARNING_ENTRIES])
    words = models.TextField()
    points = models.PositiveSmallIntegerField()
    terms = models.JSONField()
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "warning", "number"], name="wagewarningentry_zone_number"),
            models.CheckConstraint(condition=~Q(words=""), name="wagewarningentry_words"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Adviser(ZoneRow):
    """A lawyer who takes turns at a desk. licence: the number of the lawyer's licence."""

    name = models.CharField(max_length=60)
    licence = models.CharField(max_length=40)
    firm = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "licence"], name="adviser_zone_licence")]

    def __str__(self) -> str:
        return self.name


class AdviserClient(ZoneRow):
    """For whom a lawyer acts or acted: kept, so that nobody has to remember it."""

    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="clients")
    client = models.CharField(max_length=120)
    noted_by = _user()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "adviser", "client"], name="adviserclient_zone_client"),
            models.CheckConstraint(condition=~Q(client=""), name="adviserclient_client"),
        ]

    def __str__(self) -> str:
        return self.client


class DutyTurn(ZoneRow):
    """A lawyer on duty at a desk on a day."""

    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="turns")
    desk = models.CharField(max_length=32)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "adviser", "day"], name="dutyturn_zone_day")]
        indexes = [models.Index(fields=["zone", "desk", "day"], name="dutyturn_zone_desk")]

    def __str__(self) -> str:
        return f"{self.desk} {self.day}"


class CounterTurn(ZoneRow):
    """A clerk at a counter, by number, of a desk without lawyers on a day; a clerk is at one desk a day."""

    clerk = _user()
    desk = models.CharField(max_length=32)
    day = models.DateField()
    counter = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "clerk", "day"], name="counterturn_zone_day"),
            models.UniqueConstraint(fields=["zone", "desk", "day", "counter"], name="counterturn_zone_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.day}"


class Appointment(ZoneRow):
    """A booked time at a desk. opponent: the other side, for the check of conflicts. screening: what legal aid was told to be."""

    person = _user()
    party = _party(null=True)
    desk = models.CharField(max_length=32)
    purpose = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    phone = models.CharField(max_length=40)
    opponent = models.CharField(max_length=120, default="", blank=True)
    words = models.TextField(default="", blank=True)
    screening = models.JSONField(default=dict)
    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=16, default="booked", choices=[(state, state) for state in APPOINTMENT_STATES])
    booked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = _user(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_later"),
            models.CheckConstraint(
                condition=Q(state="booked", settled_at=None) | (~Q(state="booked") & Q(settled_at__isnull=False)),
                name="appointment_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "starts_at", "desk"], name="appointment_zone_starts"),
            models.Index(fields=["zone", "person", "starts_at"], name="appointment_zone_person"),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.starts_at}"


class TurnedAway(ZoneRow):
    """Who wanted a time at a desk when no place was left, once a person: for staffing, and for nothing else."""

    person = _user()
    desk = models.CharField(max_length=32)
    starts_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "desk", "starts_at", "person"], name="turnedaway_zone_person")
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.starts_at}"


class FullPage(ZoneRow):
    """Who was shown a week of a desk without any place and booked nothing there, once a person and week: for staffing, and for nothing
    else. day: the first that they could have had."""

    person = _user()
    desk = models.CharField(max_length=32)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "desk", "day", "person"], name="fullpage_zone_person")]

    def __str__(self) -> str:
        return f"{self.desk} {self.day}"


class CoordinatorPost(ZoneRow):
    """Who coordinates labour relations in an area, until somebody else does."""

    area = models.CharField(max_length=32)
    coordinator = _user()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "area"], condition=Q(until=None), name="coordinatorpost_zone_area")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.coordinator_id}"


class FirmArea(ZoneRow):
    """In which area a firm is."""

    party = _party()
    area = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "party"], name="firmarea_zone_party")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.area}"


class CoordinationVisit(ZoneRow):
    """A coordinator's visit to a firm; next_on: when to come again, where promised. The table takes no change."""

    party = _party()
    coordinator = _user()
    day = models.DateField()
    findings = models.TextField()
    next_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(findings=""), name="coordinationvisit_findings"),
            models.CheckConstraint(condition=Q(next_on=None) | Q(next_on__gt=F("day")), name="coordinationvisit_next"),
        ]
        indexes = [models.Index(fields=["zone", "party", "day"], name="coordinationvisit_party")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.day}"


class HarmonyCheck(ZoneRow):
    """A firm's self-check of a year: answers with evidence, and what the coordinator said of it."""

    party = _party()
    year = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=16, default="draft", choices=[(state, state) for state in CHECK_STATES])
    score = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField(default=False)
    filled_by = _user()
    filled_at = models.DateTimeField()
    judged_by = _user(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "year"], name="harmonycheck_zone_year"),
            models.CheckConstraint(condition=Q(score__lte=1000), name="harmonycheck_score"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(judged_at__isnull=False, passed=True), name="harmonycheck_confirmed"
            ),
        ]
        indexes = [models.Index(fields=["zone", "state", "filled_at"], name="harmonycheck_zone_state")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.year}"


class CompetitionResult(ZoneRow):
    """What a coordinator won in a competition of the occupation, with the paper that says so."""

    coordinator = _user()
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=16)
    award = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "coordinator", "year", "name"], name="competitionresult_zone_name"),
            models.CheckConstraint(condition=~Q(source=""), name="competitionresult_source"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.award}"
