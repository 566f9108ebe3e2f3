"""Reading parties, mandates and credit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.parties.models import CreditRecord, Mandate, Party
from gaoxin.runtime.named import named
from gaoxin.runtime.prepared import Read, columns, instance

_PARTY = Read(
    lambda zone, identifier: Party.objects.filter(zone=zone, identifier=identifier).values_list(*columns(Party)),
    zone="<zone>", identifier="<identifier>",
)  # fmt: skip
_CREDIT = Read(
    lambda zone, party_id, on: CreditRecord.objects.filter(
        Q(until=None) | Q(until__gte=on), zone=zone, party_id=party_id, since__lte=on, repaired_at=None
    ).values_list("kind"),
    zone="<zone>", party_id=uuid.UUID(int=1), on=dt.date.min,
)  # fmt: skip
_LASTING = Read(
    lambda zone, user_id, at: Mandate.objects.filter(
        Q(until=None) | Q(until__gt=at), zone=zone, user_id=user_id, since__lte=at, revoked_at=None
    ).values_list("party_id", "scope"),
    zone="<zone>", user_id=uuid.UUID(int=1), at=dt.datetime.min.replace(tzinfo=dt.UTC),
)  # fmt: skip


def party(*, zone: str, identifier: str) -> Party:
    """The party with that identifier. Raises NotFound."""
    row = _PARTY.one(zone=zone, identifier=identifier)
    if row is None:
        raise NotFound(f"没有登记的主体 no such party: {identifier}", do="先登记主体 register it first")
    return instance(Party, row)


def by_key(*, zone: str, party_id: uuid.UUID | str) -> Party | None:
    """The party with that key; None where there is none, or the text is no key."""
    try:
        key = uuid.UUID(str(party_id))
    except ValueError:
        return None
    return Party.objects.filter(zone=zone, id=key).first()


def fits(text: str, prefix: str = "") -> Q:
    """Parties with the text in their name or its pinyin, or with that identifier. prefix: of a relation to a party."""
    return named(text, prefix) | Q(**{f"{prefix}identifier": text.upper()})


def fitting(*, zone: str, text: str, limit: int) -> list[uuid.UUID]:
    """The keys of parties that fit the text, at most so many."""
    return list(Party.objects.filter(fits(text), zone=zone).values_list("id", flat=True)[:limit])


def search(*, zone: str, text: str, limit: int = 20) -> list[Party]:
    """Parties that fit the text, or whose identifier begins with it, by name; nothing for no text."""
    text = text.strip()
    if not text:
        return []
    rows = Party.objects.filter(fits(text) | Q(identifier__startswith=text.upper()), zone=zone)
    return list(rows.order_by("name", "id")[:limit])


def enterprise_texts(*, zone: str) -> list[tuple[str, str, str]]:
    """Every enterprise of the zone: (key as the database writes it, name, GB/T 4754 code). Ten thousand keys are not made objects."""
    rows = Party.objects.filter(zone=zone, kind="enterprise")
    return list(rows.values_list(Cast("id", CharField()), "name", "industry"))


@dataclass(frozen=True, slots=True)
class Registered:
    """An enterprise as the register has it. industry: GB/T 4754 code, empty where unknown."""

    key: uuid.UUID
    name: str
    identifier: str
    industry: str
    established: dt.date | None


def register(*, zone: str, only: Collection[uuid.UUID] = ()) -> list[Registered]:
    """Every enterprise of the zone, or these few, with what is registered of it, by name."""
    rows = Party.objects.filter(zone=zone, kind="enterprise").order_by("name", "id")
    if only:
        rows = rows.filter(id__in=only)
    return [Registered(*row) for row in rows.values_list("id", "name", "identifier", "industry", "established")]


def dishonest(*, zone: str, on: dt.date) -> set[uuid.UUID]:
    """Parties against which a finding of serious dishonesty stands on that day."""
    rows = CreditRecord.objects.filter(
        Q(until=None) | Q(until__gte=on), zone=zone, kind="serious-dishonesty", since__lte=on, repaired_at=None
    )
    return set(rows.values_list("party_id", flat=True))


def count_enterprises(*, zone: str) -> int:
    return Party.objects.filter(zone=zone, kind="enterprise").count()


def keys_of(*, zone: str, identifiers: Collection[str]) -> dict[str, uuid.UUID]:
    """identifier -> key, of the enterprises of the zone among these."""
    wanted, found = sorted(identifiers), dict[str, uuid.UUID]()
    for start in range(0, len(wanted), 500):
        rows = Party.objects.filter(zone=zone, kind="enterprise", identifier__in=wanted[start : start + 500])
        found |= dict(rows.values_list("identifier", "id"))
    return found


def party_name(*, zone: str, party_id: uuid.UUID) -> str:
    return Party.objects.values_list("name", flat=True).get(zone=zone, id=party_id)


def names(*, zone: str, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """key -> name, of the enterprises of the zone among these."""
    return dict(Party.objects.filter(zone=zone, kind="enterprise", id__in=list(keys)).values_list("id", "name"))


def identifier_of(*, zone: str, party_id: uuid.UUID) -> str:
    return Party.objects.values_list("identifier", flat=True).get(zone=zone, id=party_id)


def credit_findings(*, zone: str, party_id: uuid.UUID, on: dt.date) -> tuple[str, ...]:
    """Kinds of credit record that stand against the party on that day, repaired and expired ones left out."""
    return tuple(sorted({kind for (kind,) in _CREDIT(zone=zone, party_id=party_id, on=on)}))


@dataclass(frozen=True, slots=True)
class CreditView:
    """One finding about a party's credit. repaired: it stands against the party no more."""

    kind: str
    since: dt.date
    until: dt.date | None
    repaired: bool
    source: str
    article: str


def credit_records(*, zone: str, party_id: uuid.UUID) -> list[CreditView]:
    """Every finding, repaired ones too, the newest first. The caller has asked whether the reader may see the party."""
    rows = CreditRecord.objects.filter(zone=zone, party_id=party_id).order_by("-since", "-id")
    return [
        CreditView(row.kind, row.since, row.until, row.repaired_at is not None, row.source, row.article) for row in rows
    ]


def parties_of(*, zone: str, user_id: uuid.UUID, at: dt.datetime) -> frozenset[str]:
    """Whom this user may act for at that moment, as `Actor.parties` writes it: `PARTY`, or `PARTY/ITEM` for each item of
    the mandate's scope."""
    found: set[str] = set()
    for party_id, scope in _LASTING(zone=zone, user_id=user_id, at=at):
        found |= {f"{party_id}/{item}" for item in scope} if scope else {str(party_id)}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class MandateView:
    """One mandate that lasts or lasted. scope: item codes, empty for all."""

    id: uuid.UUID
    user_id: uuid.UUID
    name: str
    login: str
    scope: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    lasts: bool


def mandates_of(*, zone: str, party_id: uuid.UUID, at: dt.datetime) -> list[MandateView]:
    """Who may act for the party, then who once might; the newest first."""
    rows = list(Mandate.objects.filter(zone=zone, party_id=party_id).order_by("-since"))
    people = account_log.names_of(zone=zone, user_ids={row.user_id for row in rows})
    views = [
        MandateView(
            row.id, row.user_id, *people.get(row.user_id, ("—", "—")), tuple(row.scope), row.since,
            row.revoked_at or row.until, row.revoked_at is None and (row.until is None or row.until > at),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(views, key=lambda view: not view.lasts)


def mandate_party(*, zone: str, mandate_id: uuid.UUID, by: Actor) -> uuid.UUID:
    """The party of a mandate that this actor may revoke. Raises NotFound for anybody else's."""
    found = Mandate.objects.filter(zone=zone, id=mandate_id).values_list("party_id", flat=True).first()
    if found is None or by.zone != zone or str(found) not in by.parties:
        raise NotFound("没有有效的委托 no lasting mandate", do="核对委托编号")
    return found
