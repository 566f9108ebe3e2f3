"""Agreements with universities, and the platform: demands, results, matches of both, deals, licences of patents. 千元 throughout."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.innovation.models.patents import Patent
from gaoxin.innovation.models.register import University
from gaoxin.innovation.rules.transfer.terms import DEMAND_STATES, HELD, MATCH_STATES, OPEN_RUN, RUN_STATES
from gaoxin.runtime.rows import ZoneRow


def _party(**options: object) -> models.ForeignKey:
    return models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+", **options)


def _user(**options: object) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class UniversityVoice(ZoneRow):
    """Who speaks for a university on the platform, until another does."""

    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="voices")
    user = _user()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "university", "user"], condition=Q(ended_at=None), name="universityvoice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.university_id} {self.user_id}"


class UniversityAgreement(ZoneRow):
    """With a university, of an enterprise or (party empty) of the zone. owner: who looks after it. renews: the one before."""

    number = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="agreements")
    party = _party(null=True)
    since = models.DateField()
    until = models.DateField()
    owner = _user()
    contact = models.CharField(max_length=100, default="", blank=True)
    renews = models.ForeignKey("self", on_delete=models.PROTECT, related_name="renewals", null=True)
    ended_on = models.DateField(null=True)
    ended_for = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="universityagreement_zone_number"),
            models.UniqueConstraint(fields=["zone", "renews"], name="universityagreement_zone_renewed_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="universityagreement_term"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(ended_for=""), name="universityagreement_ended_in_words"
            ),
        ]
        indexes = [models.Index(fields=["zone", "until"], name="universityagreement_zone_until")]

    def __str__(self) -> str:
        return self.number


class AgreementResult(ZoneRow):
    """What came of an agreement, while it ran, by which paper. Append-only."""

    agreement = models.ForeignKey(UniversityAgreement, on_delete=models.PROTECT, related_name="results")
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    on = models.DateField()
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class TransferDemand(ZoneRow):
    """What an enterprise looks for. low_k, high_k: its budget, empty where open. left: why the last matching found nothing."""

    number = models.CharField(max_length=32)
    party = _party()
    title = models.CharField(max_length=200)
    detail = models.TextField(default="", blank=True)
    field = models.CharField(max_length=24)
    maturity = models.PositiveSmallIntegerField()
    low_k = models.BigIntegerField(null=True)
    high_k = models.BigIntegerField(null=True)
    deadline = models.DateField()
    state = models.CharField(max_length=12, default="posted", choices=[(s, s) for s in DEMAND_STATES])
    left = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = _user()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="transferdemand_zone_number"),
            models.CheckConstraint(condition=Q(low_k=None) | Q(low_k__gte=0), name="transferdemand_low"),
            models.CheckConstraint(condition=Q(high_k=None) | Q(high_k__gte=0), name="transferdemand_high"),
            models.CheckConstraint(
                condition=Q(low_k=None) | Q(high_k=None) | Q(high_k__gte=F("low_k")), name="transferdemand_bounds"
            ),
        ]
        indexes = [models.Index(fields=["zone", "state", "deadline"], name="transferdemand_zone_open")]

    def __str__(self) -> str:
        return self.number


class TransferResult(ZoneRow):
    """What a university or an institute offers. seats: how many enterprises may have it. closed_on: taken whole, or withdrawn."""

    number = models.CharField(max_length=32)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+", null=True)
    institute = models.CharField(max_length=100, default="", blank=True)
    title = models.CharField(max_length=200)
    detail = models.TextField(default="", blank=True)
    field = models.CharField(max_length=24)
    maturity = models.PositiveSmallIntegerField()
    price_k = models.BigIntegerField(null=True)
    seats = models.PositiveSmallIntegerField(default=1)
    closed_on = models.DateField(null=True)
    closed_for = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()
    by = _user()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="transferresult_zone_number"),
            models.CheckConstraint(condition=Q(price_k=None) | Q(price_k__gte=0), name="transferresult_price"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="transferresult_seats"),
            models.CheckConstraint(
                condition=Q(university=None, institute__gt="") | Q(university__isnull=False, institute=""),
                name="transferresult_one_owner",
            ),
        ]
        indexes = [models.Index(fields=["zone", "closed_on", "field"], name="transferresult_zone_open")]

    def __str__(self) -> str:
        return self.number


class ResultPatent(ZoneRow):
    """A number that a result names. patent: where the register knows it."""

    result = models.ForeignKey(TransferResult, on_delete=models.PROTECT, related_name="patents")
    number = models.CharField(max_length=20)
    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "result", "number"], name="resultpatent_once")]

    def __str__(self) -> str:
        return self.number


class TransferWish(ZoneRow):
    """A side's own ranking: place from 1, before every score; 0 for a refusal."""

    demand = models.ForeignKey(TransferDemand, on_delete=models.PROTECT, related_name="wishes")
    result = models.ForeignKey(TransferResult, on_delete=models.PROTECT, related_name="wishes")
    side = models.CharField(max_length=8, choices=[(s, s) for s in ("demand", "result")])
    place = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "demand", "result", "side"], name="transferwish_once"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.place}"


class TransferRun(ZoneRow):
    """All open demands matched with all open results, by a worker; a zone has one at a time.

    at: when it was asked for. began_at, beat_at: when a worker took it, and its last sign of life. seen: demands scored so far.
    book, inputs: digests of the weights, and of the demands and results, that it stands on. why: of one that failed.
    """

    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    state = models.CharField(max_length=8, default="done", choices=[(s, s) for s in RUN_STATES])
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    book = models.CharField(max_length=32, default="", blank=True)
    inputs = models.CharField(max_length=32, default="", blank=True)
    demands = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    weighed = models.BigIntegerField(default=0)
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone"], condition=Q(state__in=OPEN_RUN), name="transferrun_one_open"),
        ]
        indexes = [models.Index(fields=["zone", "at"], name="transferrun_zone_at")]

    def __str__(self) -> str:
        return f"{self.at} {self.pairs}"


class TransferMatch(ZoneRow):
    """A demand with a result: why, from which run, and what became of it. A demand has one at a time."""

    run = models.ForeignKey(TransferRun, on_delete=models.PROTECT, related_name="matches")
    demand = models.ForeignKey(TransferDemand, on_delete=models.PROTECT, related_name="matches")
    result = models.ForeignKey(TransferResult, on_delete=models.PROTECT, related_name="matches")
    ours = models.PositiveSmallIntegerField()
    theirs = models.PositiveSmallIntegerField()
    trace = models.JSONField()
    state = models.CharField(max_length=12, default="proposed", choices=[(s, s) for s in MATCH_STATES])
    words = models.CharField(max_length=300, default="", blank=True)
    at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "demand"], condition=Q(state__in=HELD), name="transfermatch_one_held"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(words=""), name="transfermatch_failed_in_words"),
        ]
        indexes = [models.Index(fields=["zone", "state", "moved_at"], name="transfermatch_zone_state")]

    def __str__(self) -> str:
        return f"{self.demand_id} {self.state}"


class TransferDeal(ZoneRow):
    """What a match came to: kind, amount, day, paper; once. stake_bp: hundredths of a percent of a stake."""

    match = models.ForeignKey(TransferMatch, on_delete=models.PROTECT, related_name="deals")
    number = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    amount_k = models.BigIntegerField()
    stake_bp = models.PositiveIntegerField(null=True)
    signed_on = models.DateField()
    agreement = models.ForeignKey(UniversityAgreement, on_delete=models.PROTECT, related_name="deals", null=True)
    evidence = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="transferdeal_zone_number"),
            models.UniqueConstraint(fields=["zone", "match"], name="transferdeal_zone_match"),
            models.CheckConstraint(condition=Q(amount_k__gte=0), name="transferdeal_amount"),
            models.CheckConstraint(
                condition=Q(stake_bp=None) | Q(kind="stake", stake_bp__range=(1, 10_000)), name="transferdeal_stake"
            ),
        ]
        indexes = [models.Index(fields=["zone", "signed_on"], name="transferdeal_zone_signed")]

    def __str__(self) -> str:
        return self.number


class PatentLicence(ZoneRow):
    """A patent licensed to an enterprise of the zone, by a deal of the platform or on its own. filed_on: with the patent office."""

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="licences")
    party = _party()
    deal = models.ForeignKey(TransferDeal, on_delete=models.PROTECT, related_name="licences", null=True)
    kind = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    amount_k = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=200)
    filed_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "patent", "party", "since"], name="patentlicence_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="patentlicence_term"),
            models.CheckConstraint(condition=Q(amount_k=None) | Q(amount_k__gte=0), name="patentlicence_amount"),
            models.CheckConstraint(
                condition=Q(filed_on=None) | Q(filed_on__gte=F("since")), name="patentlicence_filed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patent_id} {self.kind}"
