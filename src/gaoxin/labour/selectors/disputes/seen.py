"""Which disputes somebody may see, and the ledger of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import NotFound
from gaoxin.labour.models import Dispute, DisputeEntry, DisputeParty, Hearing, RehearingRequest, TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes.ledger import Event, Happened


def visible(zone: str, by: Actor) -> QuerySet[Dispute]:
    """Files of the zone: all for the registry; for an arbitrator those of their own tribunal; for anybody else those that they
    filed or whose party they speak for. Nobody outside the zone sees any."""
    rows = Dispute.objects.filter(zone=zone)
    if by.zone != zone:
        return rows.none()
    if permissions.is_registry(by, zone):
        return rows
    try:
        me = uuid.UUID(by.id)
    except ValueError:
        return rows.none()
    allowed = Q(pk__in=[])
    if by.has(Role.ARBITRATOR):
        allowed |= Exists(TribunalSeat.objects.filter(zone=zone, dispute=OuterRef("pk"), arbitrator_id=me, until=None))
    if by.roles & permissions.FILES:
        mine = DisputeParty.objects.filter(
            zone=zone, dispute=OuterRef("pk"), party_id__in=permissions.whole_parties(by)
        )
        # A respondent hears of a claim once it is accepted: before that nobody is called to answer it.
        allowed |= Q(filed_by_id=me) | Exists(mine.filter(side="claimant"))
        allowed |= Q(accepted_at__isnull=False) & Exists(mine.filter(side="respondent"))
    return rows.filter(allowed)


def claimed_by(zone: str, by: Actor) -> QuerySet[Dispute]:
    """Files whose claimants the actor speaks for: the same as `speaks_for` asks of one."""
    if by.zone != zone or not by.roles & permissions.FILES:
        return Dispute.objects.none()
    mine = DisputeParty.objects.filter(
        zone=zone, dispute=OuterRef("pk"), side="claimant", party_id__in=permissions.whole_parties(by)
    )
    return Dispute.objects.filter(Q(filed_by_id=by.id) | Exists(mine), zone=zone)


def one(*, zone: str, dispute_id: uuid.UUID, by: Actor) -> Dispute:
    """Raises NotFound, in the same words for none and for one that the reader has nothing to do with."""
    row = visible(zone, by).select_related("respondent").filter(id=dispute_id).first()
    if row is None:
        raise nothing()
    return row


def nothing() -> NotFound:
    return NotFound(
        "没有可以查看的案件 no dispute that you may see", why="案卷只对当事人和本案仲裁庭开放 only parties and its tribunal see a file",
        do="从清单进入 start from the list", article=permissions.CLOSED,
    )  # fmt: skip


def speaks_for(dispute: Dispute, by: Actor, side: str) -> bool:
    """Whether the actor speaks for a party on that side; whoever filed the claim speaks for the claimants."""
    if by.zone != dispute.zone or not by.roles & permissions.FILES:
        return False
    if side == "claimant" and by.id == str(dispute.filed_by_id):
        return True
    mine = permissions.whole_parties(by)
    return DisputeParty.objects.filter(zone=dispute.zone, dispute=dispute, side=side, party_id__in=mine).exists()


def sits(dispute: Dispute, by: Actor, *, presiding: bool = False) -> bool:
    """Whether the actor is on the dispute's tribunal now."""
    seats = TribunalSeat.objects.filter(zone=dispute.zone, dispute=dispute, until=None, arbitrator_id=by.id)
    return by.has(Role.ARBITRATOR) and (seats.filter(presiding=True) if presiding else seats).exists()


def ledgers(zone: str, disputes: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Happened]]:
    """The entries of each, in order. One query."""
    found: dict[uuid.UUID, list[Happened]] = {pk: [] for pk in disputes}
    rows = DisputeEntry.objects.filter(zone=zone, dispute_id__in=list(found)).order_by("dispute_id", "number")
    for row in rows:
        found[row.dispute_id].append(Happened(Event(row.event), row.at, row.article, row.note, row.limit))
    return found


def bench(dispute: Dispute) -> tuple[set[str], set[str]]:
    """Arbitrators of the file: who sits now, and who sat in a hearing that was held."""
    seats = list(TribunalSeat.objects.filter(zone=dispute.zone, dispute=dispute))
    held = Hearing.objects.filter(zone=dispute.zone, dispute=dispute, state="held").values_list("starts_at", flat=True)
    heard = {
        str(one.arbitrator_id) for start in held for one in seats if one.since <= start and (one.until is None or one.until > start)
    }  # fmt: skip
    return {str(one.arbitrator_id) for one in seats if one.until is None}, heard


def sitting_since(dispute: Dispute) -> dt.datetime:
    """Since when the tribunal is as it is now; the filing while nobody sits."""
    seats = TribunalSeat.objects.filter(zone=dispute.zone, dispute=dispute, until=None)
    return max(seats.values_list("since", flat=True), default=dispute.filed_at)


def rehearing(dispute: Dispute) -> tuple[bool, str]:
    """Whether the tribunal as it is now granted another hearing, and why it refused one, if it did."""
    rows = RehearingRequest.objects.filter(zone=dispute.zone, dispute=dispute, decided_at__gte=sitting_since(dispute))
    found = list(rows.order_by("decided_at", "id"))
    refused = [one.answer for one in found if one.state == "refused"]
    return any(one.state == "granted" for one in found), refused[-1] if refused else ""
