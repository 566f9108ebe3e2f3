"""产教联合体理事会: members of four kinds, meetings, motions, votes, pledges."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gaoxin.runtime.rows import ZoneRow


class Council(ZoneRow):
    """number: short, once in the zone. form: of catalogue/talent. ended_on: null while it stands; reason: why it ended."""

    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=16, default="consortium")
    founded_on = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="council_zone_number"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(reason=""), name="council_ended_reason"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(ZoneRow):
    """One seat of the council. kind: of catalogue/talent. until: its last day, null while it lasts; reason: why it ended.

    One seat a party.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    chair = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="member_days"),
            models.UniqueConstraint(
                fields=["zone", "council", "party"], condition=Q(until=None), name="member_zone_party"
            ),
            models.UniqueConstraint(
                fields=["zone", "council"], condition=Q(until=None, chair=True), name="member_zone_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.party_id}"


class Meeting(ZoneRow):
    """held_at: when it begins. minutes: written once, after it; closed_at: then, or when it was called off, with the reason."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    minutes = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "council", "number"], name="meeting_zone_number"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(closed_at__isnull=False, minutes=""), name="meeting_called_off"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Presence(ZoneRow):
    """A member who is there, and so counts for the quorum."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="present")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "meeting", "member"], name="presence_zone_member")]

    def __str__(self) -> str:
        return f"{self.member_id}"


class Motion(ZoneRow):
    """What is voted on. majority: of catalogue/talent. closes_at: no vote counts from then on. result: once it was counted, with tally."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    majority = models.CharField(max_length=16)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    result = models.CharField(max_length=16, default="", blank=True)
    tally = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "meeting", "number"], name="motion_zone_number"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="motion_closes_later"),
        ]

    def __str__(self) -> str:
        return self.text


class Vote(ZoneRow):
    """One vote a member; never changed."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "motion", "member"], name="vote_zone_member")]

    def __str__(self) -> str:
        return self.choice


class Pledge(ZoneRow):
    """What a member promised, by when. state: open, kept, withdrawn; late is derived. evidence: of what was kept. reason: why withdrawn."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="pledges")
    number = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    made_on = models.DateField()
    state = models.CharField(max_length=12, default="open")
    settled_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "council", "number"], name="pledge_zone_number"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(reason=""), name="pledge_withdrawn_reason"),
            models.CheckConstraint(condition=Q(due_on__gte=F("made_on")), name="pledge_due_later"),
        ]

    def __str__(self) -> str:
        return self.text
