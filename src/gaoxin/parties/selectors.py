"""Reading parties, mandates and credit."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from gaoxin.core.errors import NotFound
from gaoxin.parties.models import CreditRecord, Mandate, Party


def party(*, zone: str, identifier: str) -> Party:
    """The party with that identifier. Raises NotFound."""
    found = Party.objects.filter(zone=zone, identifier=identifier).first()
    if found is None:
        raise NotFound(f"没有登记的主体 no such party: {identifier}", do="先登记主体 register it first")
    return found


def party_name(*, zone: str, party_id: uuid.UUID) -> str:
    return Party.objects.values_list("name", flat=True).get(zone=zone, id=party_id)


def identifier_of(*, zone: str, party_id: uuid.UUID) -> str:
    return Party.objects.values_list("identifier", flat=True).get(zone=zone, id=party_id)


def credit_findings(*, zone: str, party_id: uuid.UUID, on: dt.date) -> tuple[str, ...]:
    """Kinds of credit record that stand against the party on that day, repaired and expired ones left out."""
    standing = CreditRecord.objects.filter(
        Q(until=None) | Q(until__gte=on), zone=zone, party_id=party_id, since__lte=on, repaired_at=None
    )
    return tuple(sorted(set(standing.values_list("kind", flat=True))))


def parties_of(*, zone: str, user_id: uuid.UUID, at: dt.datetime) -> frozenset[str]:
    """Whom this user may act for at that moment, as `Actor.parties` writes it: `PARTY`, or `PARTY/ITEM` for each item of
    the mandate's scope."""
    lasting = Mandate.objects.filter(Q(until=None) | Q(until__gt=at), zone=zone, user_id=user_id, since__lte=at)
    found: set[str] = set()
    for party_id, scope in lasting.filter(revoked_at=None).values_list("party_id", "scope"):
        found |= {f"{party_id}/{item}" for item in scope} if scope else {str(party_id)}
    return frozenset(found)
