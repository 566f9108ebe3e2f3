"""What the acts on chains share: their keys, and reasons."""

from __future__ import annotations

from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Invalid

KEYED = Keyed("ch")


def check_reason(reason: str) -> None:
    """Raises Invalid for none, or one that says nothing."""
    if not 4 <= len(reason.strip()) <= 500:
        raise Invalid("须写明理由（四至五百字） a reason of 4 to 500 characters is needed", do="写明理由 write it down")
