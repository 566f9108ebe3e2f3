"""The tribunal's tables: disputes with their parties, claims, ledger, tribunal, hearings, papers and their service."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow

STATES = ("filed", "correcting", "accepted", "refused", "settled", "awarded", "withdrawn")
SIDES = ("claimant", "respondent")
HEARING_STATES = ("set", "held", "postponed")
ASKED_STATES = ("asked", "granted", "refused")


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class Dispute(ZoneRow):
    """One file of the tribunal; a collective dispute is one file with all its workers. known_on, employed, left_on, circumstances:
    what the claim's period is counted from. version: counts the ledger's entries, so that two officers at once are noticed."""

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=64)
    state = models.CharField(max_length=16, default="filed", choices=[(state, state) for state in STATES])
    respondent = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    filed_by = _user()
    filed_at = models.DateTimeField()
    facts = models.TextField()
    phone = models.CharField(max_length=40)
    known_on = models.DateField()
    employed = models.BooleanField()
    left_on = models.DateField(null=True)
    circumstances = models.JSONField(default=dict)
    workers = models.PositiveIntegerField()
    collective = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)  # of a closed one: decided or settled before the award was due
    version = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)  # sealed: read by whom it belongs to, changed by nobody

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(closed_at__isnull=False), name="dispute_archived_closed"
            ),
            models.UniqueConstraint(fields=["zone", "year", "serial"], name="dispute_zone_serial"),
            models.CheckConstraint(condition=Q(employed=True) | Q(left_on__isnull=False), name="dispute_left"),
            models.CheckConstraint(condition=Q(workers__gte=1), name="dispute_workers"),
        ]
        indexes = [
            models.Index(fields=["zone", "state", "filed_at"], name="dispute_zone_state"),
            models.Index(fields=["zone", "respondent", "filed_at"], name="dispute_zone_respondent"),
        ]

    def __str__(self) -> str:
        return self.number


class DisputeParty(ZoneRow):
    """Who is in the file: workers as natural persons, the employer. representative: speaks for the others (7)."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="people")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=16, choices=[(side, side) for side in SIDES])
    representative = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "dispute", "party"], name="disputeparty_zone_party")]
        indexes = [models.Index(fields=["zone", "party"], name="disputeparty_party")]

    def __str__(self) -> str:
        return f"{self.side} {self.party_id}"


class DisputeClaim(ZoneRow):
    """One item that is claimed, in fen, and what the award says of it. side: respondent for an item of a counter-claim.
    withdrawn: taken back while the other side's claim goes on."""

    side = models.CharField(max_length=16, default="claimant", choices=[(side, side) for side in SIDES])
    withdrawn = models.BooleanField(default=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32)
    amount_fen = models.BigIntegerField()
    text = models.TextField(default="", blank=True)
    awarded_fen = models.BigIntegerField(null=True)
    final = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "dispute", "number"], name="disputeclaim_zone_number"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="disputeclaim_amount"),
            models.CheckConstraint(
                condition=Q(awarded_fen=None) | Q(awarded_fen__gte=0, final__isnull=False), name="disputeclaim_awarded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class DisputeEntry(ZoneRow):
    """One entry of the ledger; the table takes no change. limit: of an extension."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=32)
    at = models.DateTimeField()
    article = models.CharField(max_length=200, default="", blank=True)
    note = models.TextField(default="", blank=True)
    limit = models.CharField(max_length=16, default="", blank=True)
    by = _user(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "dispute", "number"], name="disputeentry_zone_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class ArbitratorTie(ZoneRow):
    """What binds an arbitrator to a party: kept, so that nobody has to remember it (33)."""

    arbitrator = _user()
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=16)
    note = models.CharField(max_length=200, default="", blank=True)
    noted_by = _user()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "arbitrator", "party", "relation"], name="arbitratortie_zone_party")
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.party_id}"


class TribunalSeat(ZoneRow):
    """An arbitrator of a dispute, until replaced. unable: the ground on which they cannot go on; unable_words: why, and who decided, for
    the tribunal and the registry alone."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="seats")
    arbitrator = _user()
    presiding = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    unable = models.CharField(max_length=16, default="", blank=True)
    unable_words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unable="") | (Q(until__isnull=False) & ~Q(unable_words="")), name="tribunalseat_unable"
            ),
            models.UniqueConstraint(
                fields=["zone", "dispute", "arbitrator"], condition=Q(until=None), name="tribunalseat_zone_arbitrator"
            ),
            models.UniqueConstraint(
                fields=["zone", "dispute"], condition=Q(until=None, presiding=True), name="tribunalseat_zone_presiding"
            ),
        ]
        indexes = [models.Index(fields=["zone", "arbitrator", "until"], name="tribunalseat_arbitrator")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.arbitrator_id}"


class Hearing(ZoneRow):
    """A hearing in a room, from afar, or both. asked_*: a side that asked to postpone it."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="hearings")
    room = models.CharField(max_length=32, default="", blank=True)
    link = models.URLField(max_length=300, default="", blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="set", choices=[(state, state) for state in HEARING_STATES])
    asked_by = _user(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_words = models.TextField(default="", blank=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hearing_ends_later"),
            models.CheckConstraint(condition=~Q(room="", link=""), name="hearing_somewhere"),
        ]
        indexes = [models.Index(fields=["zone", "starts_at"], name="hearing_zone_starts")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.starts_at}"


class TakenSlot(ZoneRow):
    """A slot of a room, a person or a counter that is taken: the database lets nobody take it twice. ref: what took it."""

    holder = models.CharField(max_length=64)
    start = models.DateTimeField()
    ref = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "holder", "start"], name="takenslot_zone_holder")]
        indexes = [models.Index(fields=["zone", "ref"], name="takenslot_ref")]

    def __str__(self) -> str:
        return f"{self.holder} {self.start}"


class MediationRecord(ZoneRow):
    """What came of mediation."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="mediations")
    settled = models.BooleanField()
    words = models.TextField()
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="mediationrecord_words")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.settled}"


class PaperSignature(ZoneRow):
    """What an arbitrator did with a paper before the seal was put: signed it, or left it unsigned with another opinion, which the
    parties do not read. words: that opinion; of who presides, why others have not signed. The table takes no change."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="signatures")
    paper = models.ForeignKey("trust.SignedDocument", on_delete=models.PROTECT, related_name="+")
    arbitrator = _user()
    presiding = models.BooleanField()
    signs = models.BooleanField()
    words = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "paper", "arbitrator"], name="papersignature_zone_arbitrator"),
            models.CheckConstraint(condition=Q(signs=True) | ~Q(words=""), name="papersignature_words"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.arbitrator_id}"


class PaperService(ZoneRow):
    """A paper on its way to a party. effective_on: from when it counts as served; None while it does not."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="services")
    paper = models.ForeignKey("trust.SignedDocument", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=16)
    sent_on = models.DateField()
    received_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    note = models.CharField(max_length=300, default="", blank=True)
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "paper", "party"], condition=~Q(effective_on=None), name="paperservice_zone_served"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.sent_on}"


class DisputeEvidence(ZoneRow):
    """A file that a side hands in, kept by content. words: what it shows."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    side = models.CharField(max_length=16, choices=[(side, side) for side in SIDES])
    name = models.CharField(max_length=255)
    media = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    scanned = models.CharField(max_length=16)
    words = models.CharField(max_length=300)
    by = _user()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "dispute", "side", "sha256"], name="disputeevidence_zone_sha256")
        ]

    def __str__(self) -> str:
        return self.name


class ArbitratorChallenge(ZoneRow):
    """A side asks that an arbitrator withdraw (33). party: the one that the arbitrator is tied to. answer: what was decided, by whom."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="challenges")
    arbitrator = _user()
    side = models.CharField(max_length=16, choices=[(side, side) for side in SIDES])
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16)
    words = models.TextField()
    by = _user()
    at = models.DateTimeField()
    state = models.CharField(max_length=16, default="asked", choices=[(state, state) for state in ASKED_STATES])
    answer = models.TextField(default="", blank=True)
    decided_by = _user(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "dispute", "arbitrator"],
                condition=Q(state="asked"),
                name="arbitratorchallenge_zone_asked",
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="arbitratorchallenge_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.state}"


class ClaimRequest(ZoneRow):
    """The claimants ask to add or change claims, or the respondent claims too. items: number (0: new), kind, amount_fen, text.
    waived: the respondent wants no time to answer."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="requests")
    side = models.CharField(max_length=16, choices=[(side, side) for side in SIDES])
    items = models.JSONField()
    words = models.TextField()
    by = _user()
    at = models.DateTimeField()
    state = models.CharField(max_length=16, default="asked", choices=[(state, state) for state in ASKED_STATES])
    waived = models.BooleanField(default=False)
    answer = models.TextField(default="", blank=True)
    decided_by = _user(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "dispute", "side"], condition=Q(state="asked"), name="claimrequest_zone_asked"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="claimrequest_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.side} {self.state}"


class RehearingRequest(ZoneRow):
    """A side asks that the case be heard anew before a tribunal on which somebody heard neither side. answer: why, of who presides."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="rehearings")
    side = models.CharField(max_length=16, choices=[(side, side) for side in SIDES])
    words = models.TextField()
    by = _user()
    at = models.DateTimeField()
    state = models.CharField(max_length=16, default="asked", choices=[(state, state) for state in ASKED_STATES])
    answer = models.TextField(default="", blank=True)
    decided_by = _user(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "dispute"], condition=Q(state="asked"), name="rehearingrequest_zone_asked"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="rehearingrequest_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.side} {self.state}"
