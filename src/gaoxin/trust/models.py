"""Licences, signed documents and the vault. Private to the slice."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gaoxin.runtime.rows import ZoneRow

STATUSES = ("valid", "suspended", "revoked", "cancelled", "expired", "replaced")
DOCUMENT_KINDS = ("receipt", "letter", "notice")


class Licence(ZoneRow):
    """One issued licence. The row is the grant; `file`, `file_sha256` and `sealed_at` follow when it is sealed."""

    licence_id = models.CharField(max_length=100)
    number = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    holder = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    issuer_uscc = models.CharField(max_length=18)
    issuer_name = models.CharField(max_length=200)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    status = models.CharField(max_length=16, default="valid", choices=[(s, s) for s in STATUSES])
    status_reason = models.TextField(default="", blank=True)
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=255, default="", blank=True)
    file_sha256 = models.CharField(max_length=64, default="", blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "licence_id"], name="licence_zone_licence_id"),
            models.UniqueConstraint(fields=["zone", "kind", "number"], name="licence_zone_kind_number"),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | (~Q(file="") & ~Q(file_sha256="")), name="licence_sealed_has_file"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "holder", "kind"], name="licence_zone_holder_kind"),
            models.Index(fields=["zone", "status"], condition=Q(sealed_at=None), name="licence_zone_unsealed"),
            models.Index(
                fields=["zone", "number"], opclasses=["", "varchar_pattern_ops"], name="licence_zone_number_prefix"
            ),
            models.Index(fields=["file_sha256"], condition=~Q(file=""), name="licence_file"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class SignedDocument(ZoneRow):
    """A receipt, letter or notice: its contents when written, its signed file when made. held: people sign it before the seal is put,
    and until they have nobody seals it. withdrawn_at: it was never signed, and never will be."""

    kind = models.CharField(max_length=16, choices=[(k, k) for k in DOCUMENT_KINDS])
    subject = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    issued_at = models.DateTimeField()
    file = models.CharField(max_length=255, default="", blank=True)
    file_sha256 = models.CharField(max_length=64, default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(held=False) | Q(signed_at__isnull=True), name="document_held_unsigned"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(held=True), name="document_withdrawn_held"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | (~Q(file="") & ~Q(file_sha256="")),
                name="document_signed_has_file",
            ),
        ]
        indexes = [models.Index(fields=["zone", "subject"], name="signeddocument_zone_subject")]

    def __str__(self) -> str:
        return f"{self.title} {self.subject}"

    @property
    def unsigned(self) -> bool:
        """Still to be signed with the seal."""
        return self.signed_at is None and self.withdrawn_at is None

    @property
    def waits(self) -> bool:
        """For the people who sign it first."""
        return self.held and self.withdrawn_at is None


class VaultDocument(ZoneRow):
    """A document government already holds about a party: what may never be asked for again (国务院令716号 7)."""

    kind = models.CharField(max_length=64)
    holder = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=64, default="", blank=True)  # project code; empty: of the party itself
    issuer = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    licence = models.ForeignKey(Licence, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "holder", "kind", "number"], name="vaultdocument_zone_number")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
