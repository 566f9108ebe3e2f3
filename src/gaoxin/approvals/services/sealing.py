"""What waits for a seal or a signature, made in the background; safe to repeat and to kill."""

from __future__ import annotations

import datetime as dt

from gaoxin.accounts.rules.roles import Actor
from gaoxin.trust import selectors
from gaoxin.trust import services as trust


def seal_waiting(*, zone: str, at: dt.datetime, most: int = 500) -> tuple[int, int]:
    """Seal every waiting licence and sign every waiting document, `most` of each. Returns (sealed, signed) by this call."""
    by = Actor.system(zone, "自动用印 sealing")
    licences, documents = selectors.unsigned(zone=zone)
    sealed = sum(trust.seal_licence(zone=zone, pk=pk, at=at, by=by) for pk in licences[:most])
    signed = sum(trust.sign_document(zone=zone, pk=pk, at=at, by=by) for pk in documents[:most])
    return sealed, signed
