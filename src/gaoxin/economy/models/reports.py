"""Survey units, their dated membership, and what they filed. Survey data: 统计法 28, never read by other slices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.mailing import MailRow
from gaoxin.runtime.rows import ZoneRow

KINDS = ("filed", "revised", "estimated", "admission")
QUERY_STATES = ("open", "answered", "accepted", "refused", "outdated")


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class Unit(ZoneRow):
    """A survey unit: an enterprise as statistics count it. industry: GB/T 4754 class (four digits)."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    industry = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "party"], name="unit_zone_party")]
        indexes = [models.Index(fields=["zone", "industry"], name="unit_zone_industry")]

    def __str__(self) -> str:
        return f"{self.party_id}"


class Membership(ZoneRow):
    """A unit in a scope from one month to another. since, until: months as YYYYMM; until is the last month, null while it lasts.

    evidence: what it was admitted on. entry_reason, exit_reason: codes of `catalogue/indicators/scopes.yaml`.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    scope = models.CharField(max_length=32)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)
    evidence = models.TextField()
    entry_reason = models.CharField(max_length=32)
    exit_reason = models.CharField(max_length=32, default="", blank=True)
    entered_by = _user()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "unit", "scope"], condition=Q(until=None), name="membership_zone_current"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_later"),
        ]
        indexes = [models.Index(fields=["zone", "scope", "since", "until"], name="membership_zone_scope")]

    def __str__(self) -> str:
        return f"{self.scope} {self.since}–{self.until or ''}"


class Filing(ZoneRow):
    """One questionnaire of one unit for one month, in one vintage; never changed or removed. The current one has the highest vintage.

    period: YYYYMM; January and February are filed together as February. values: item and kind -> integer, as `output.month`,
    `output.ytd`, `output.ytd.base`, `assets.stock`. kind: filed; revised (with a reason); estimated (flag E); admission: the month of
    the year before, from the admission form. The whole as it stood at a moment: of each the highest vintage filed by then.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings")
    form = models.CharField(max_length=32)
    period = models.PositiveIntegerField()
    vintage = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    values = models.JSONField()
    reason = models.TextField(default="", blank=True)
    source = models.CharField(max_length=16)  # form, excel, api, import, estimate
    filed_by = _user()
    filed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "unit", "form", "period", "vintage"], name="filing_zone_vintage"),
            models.CheckConstraint(condition=~Q(kind="revised") | ~Q(reason=""), name="filing_revised_reason"),
        ]
        indexes = [
            models.Index(fields=["zone", "form", "period", "unit", "vintage"], name="filing_zone_period"),
            models.Index(fields=["zone", "filed_at"], name="filing_zone_filed"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.period} v{self.vintage}"


class Query(ZoneRow):
    """A doubt about a filing that is accepted only with a real explanation (核实性). evidence: `values`, and `name`, `say` and `do` in
    both languages, as it was raised. asked: enterprise, or statistician where the evidence shows other enterprises."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="queries")
    rule = models.CharField(max_length=48)
    evidence = models.JSONField()
    asked = models.CharField(max_length=16, default="enterprise")
    state = models.CharField(max_length=16, choices=[(state, state) for state in QUERY_STATES], default="open")
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "filing", "rule"], name="query_zone_filing_rule")]
        indexes = [models.Index(fields=["zone", "state", "raised_at"], name="query_zone_state")]

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"


class QueryEntry(ZoneRow):
    """An explanation, or what the statistician said to it; never changed. act: explained, accepted, refused."""

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=16)
    text = models.TextField()
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "query", "number"], name="queryentry_zone_number")]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"


class ClosedPeriod(ZoneRow):
    """A month of a questionnaire after which only revisions with a reason are taken."""

    form = models.CharField(max_length=32)
    period = models.PositiveIntegerField()
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "form", "period"], name="closedperiod_zone_period")]

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class Reminder(ZoneRow):
    """A unit was reminded of a questionnaire; never changed. stage: a code of `reminding.yaml`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders")
    form = models.CharField(max_length=32)
    period = models.PositiveIntegerField()
    stage = models.CharField(max_length=16)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "unit", "form", "period", "stage"], name="reminder_zone_stage")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.period} {self.stage}"


class ReminderMail(ZoneRow):
    """Somebody who files for a unit asked to be reminded by mail. language: of the mail. ended_at: null while it lasts."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminder_mails")
    user = _user()
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=8, default="zh-hans")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "unit", "user"], condition=Q(ended_at=None), name="remindermail_zone_current"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="remindermail_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class ReminderSent(MailRow):
    """The mail of one due day to whoever asked for it."""

    reminder_mail = models.ForeignKey(ReminderMail, on_delete=models.PROTECT, related_name="mails")
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "reminder_mail", "due_on"], name="remindersent_zone_due")
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.state}"
