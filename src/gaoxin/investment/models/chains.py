"""Industry chains by version, who stands where in them, and what was judged about that.

Nodes are referred to from outside a version by `CHAIN/NODE`, which lasts when versions come and go.
"""

from __future__ import annotations

from django.db import models

from gaoxin.investment.models.leads import Lead
from gaoxin.runtime.rows import ZoneRow


class Chain(ZoneRow):
    """One version of a chain. state: draft or published; what is published is never changed. source: where the drawing comes from."""

    code = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default="draft")
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, default="", blank=True)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "code", "version"], name="chain_zone_version"),
            models.UniqueConstraint(
                fields=["zone", "code"], condition=models.Q(state="draft"), name="chain_one_draft"
            ),
            models.CheckConstraint(condition=models.Q(state__in=["draft", "published"]), name="chain_state"),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_at=None)
                | models.Q(state="published", published_at__isnull=False),
                name="chain_published_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class ChainNode(ZoneRow):
    """A node of one version. side: up, mid or down. industries: GB/T 4754 codes. hs: HS codes of four or six digits."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=31)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, default="", blank=True)
    side = models.CharField(max_length=8)
    parent = models.CharField(max_length=31, default="", blank=True)
    place = models.PositiveIntegerField(default=0)
    products = models.JSONField(default=list)
    industries = models.JSONField(default=list)
    hs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "chain", "code"], name="chainnode_once"),
            models.CheckConstraint(condition=models.Q(side__in=["up", "mid", "down"]), name="chainnode_side"),
        ]

    def __str__(self) -> str:
        return self.code


class NodeLink(ZoneRow):
    """One node sells to another in one version.

    coefficient: input of the seller's goods in one unit of the buyer's output; share: of the seller's output that the buyer takes;
    null where not known. basis: "table" (computed from an input-output table), "stated" (by evidence), or empty where neither is
    known. confidence_bp: of the coefficient.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="+")
    seller = models.CharField(max_length=31)
    buyer = models.CharField(max_length=31)
    coefficient = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    basis = models.CharField(max_length=8, default="", blank=True)
    confidence_bp = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "chain", "seller", "buyer"], name="nodelink_once"),
            models.CheckConstraint(condition=~models.Q(seller=models.F("buyer")), name="nodelink_two"),
            models.CheckConstraint(
                condition=models.Q(coefficient=None) | models.Q(coefficient__gte=0, coefficient__lte=1),
                name="nodelink_coefficient",
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=["", "table", "stated"])
                & (models.Q(share=None) | models.Q(share__gte=0, share__lte=1))
                & (models.Q(confidence_bp=None) | models.Q(confidence_bp__lte=10_000)),
                name="nodelink_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seller} → {self.buyer}"


class FirmNode(ZoneRow):
    """A firm of the zone stands at a node (`CHAIN/NODE`). share_bp: of its revenue; confidence_bp: of the evidence. reviewer: empty
    until somebody other than the writer looked at it."""

    node = models.CharField(max_length=64)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    main = models.BooleanField(default=True)
    share_bp = models.PositiveIntegerField()
    evidence = models.CharField(max_length=300)
    confidence_bp = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=100)
    reviewer = models.CharField(max_length=100, default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "node", "party"], condition=models.Q(ended_at=None), name="firmnode_lasting_once"
            ),
            models.CheckConstraint(
                condition=models.Q(share_bp__lte=10_000, confidence_bp__lte=10_000), name="firmnode_shares"
            ),
        ]
        indexes = [models.Index(fields=["zone", "party"], name="firmnode_zone_party")]

    def __str__(self) -> str:
        return self.node


class FirmSupplier(ZoneRow):
    """A resident says from whom it buys, or to whom it sells (side: supplier or buyer); for 以商招商. supplier: that firm's name.
    node: where that firm would stand. share_bp: of its purchases, or of its sales. identifier: empty where not known."""

    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    supplier = models.CharField(max_length=200)
    identifier = models.CharField(max_length=18, default="", blank=True)
    side = models.CharField(max_length=8, default="supplier")
    node = models.CharField(max_length=64)
    share_bp = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party", "supplier", "node", "side"], name="firmsupplier_once"),
            models.CheckConstraint(condition=models.Q(side__in=["supplier", "buyer"]), name="firmsupplier_side"),
        ]
        indexes = [models.Index(fields=["zone", "node"], name="firmsupplier_zone_node")]

    def __str__(self) -> str:
        return self.supplier


class ReferralLead(ZoneRow):
    """A referral suggestion that became a lead (以商招商), once for each firm and node; append-only. party: the resident who refers."""

    supplier = models.CharField(max_length=200)
    node = models.CharField(max_length=64)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "supplier", "node"], name="referrallead_once")]

    def __str__(self) -> str:
        return f"{self.supplier} {self.node}"


class TargetFirm(ZoneRow):
    """A firm from outside that would fill a node. revenue_k in 千元, land_m2 in m², energy_tce in 吨标准煤 a year; null: not known."""

    node = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    identifier = models.CharField(max_length=18, default="", blank=True)
    revenue_k = models.BigIntegerField(null=True)
    distance_km = models.PositiveIntegerField(null=True)
    land_m2 = models.PositiveIntegerField(null=True)
    energy_tce = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "node", "name"], name="targetfirm_once")]

    def __str__(self) -> str:
        return self.name


class NodeAssessment(ZoneRow):
    """The grade of a node on a day. terms: every term of the score. reason: of whoever overruled what was computed, else empty."""

    node = models.CharField(max_length=64)
    on = models.DateField()
    computed = models.CharField(max_length=16)
    grade = models.CharField(max_length=16)
    terms = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grade__in=["strong", "potential", "missing", "threatened"]), name="nodeassessment_grade"
            ),
            models.CheckConstraint(
                condition=models.Q(grade=models.F("computed")) | ~models.Q(reason=""), name="nodeassessment_reason"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["zone", "node", "at"], name="nodeassessment_zone_node")]

    def __str__(self) -> str:
        return f"{self.node} {self.grade}"


class GapRuling(ZoneRow):
    """Staff overrule the rank of a sector's gap: first, drop, or computed (back to the score). The last one counts; none is lost."""

    kind = models.CharField(max_length=16)
    sector = models.CharField(max_length=16)
    ruling = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="gapruling_reason"),
            models.CheckConstraint(
                condition=models.Q(ruling__in=["first", "drop", "computed"]), name="gapruling_ruling"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["zone", "kind", "sector", "at"], name="gapruling_zone_sector")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sector} {self.ruling}"


class ImportedTable(ZoneRow):
    """An input-output table that the zone took over; the last one is in force. content: sectors and flows, 万元. digest: of the file."""

    name = models.CharField(max_length=100)
    year = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "digest"], name="importedtable_zone_digest")]

    def __str__(self) -> str:
        return self.name
