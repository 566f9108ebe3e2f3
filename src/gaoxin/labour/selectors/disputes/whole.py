"""One file as its reader may see it: everything in it for the tribunal and the registry, the papers addressed to them for the sides."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.services import files
from gaoxin.core.errors import NotFound
from gaoxin.labour.models import (
    ArbitratorChallenge,
    ClaimRequest,
    Dispute,
    DisputeClaim,
    DisputeEntry,
    DisputeEvidence,
    DisputeParty,
    Hearing,
    MediationRecord,
    PaperService,
    PaperSignature,
    RehearingRequest,
    TribunalSeat,
)
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import deciding, ledger
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.trust import selectors as signed

SIDES = ("claimant", "respondent")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with how it was served on whom. ready: it can be downloaded. signatures: for the tribunal and the registry alone."""

    row: Any
    ready: bool
    services: Sequence[PaperService]
    signatures: Sequence[PaperSignature] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """side: of the reader, empty for the tribunal and the registry. registry, sits, presides: what the reader is."""

    row: Dispute
    side: str
    registry: bool
    sits: bool
    presides: bool
    people: Sequence[DisputeParty]
    claims: Sequence[DisputeClaim]
    entries: Sequence[DisputeEntry]
    happened: Sequence[ledger.Happened]
    standing: ledger.Standing
    exchange: ledger.Exchange
    papers: Sequence[Paper]
    seats: Sequence[TribunalSeat]
    hearings: Sequence[Hearing]
    mediations: Sequence[MediationRecord]
    evidence: Sequence[DisputeEvidence]
    challenges: Sequence[ArbitratorChallenge]
    requests: Sequence[ClaimRequest]
    rehearings: Sequence[RehearingRequest]

    @property
    def hearing(self) -> Hearing | None:
        """The one that is set."""
        return next((one for one in self.hearings if one.state == "set"), None)

    @property
    def waits(self) -> bool:
        """Whether a paper waits for the people who sign it."""
        return any(one.row.waits for one in self.papers)

    @property
    def leaderless(self) -> bool:
        """Whether a paper waits and nobody presides any more."""
        return self.waits and not any(one.presiding for one in self.seats)

    @property
    def heard(self) -> bool:
        return any(one.state == "held" for one in self.hearings)

    @property
    def changed(self) -> bool:
        """Whether somebody on the tribunal came after the hearing that was held."""
        sitting, heard = seen.bench(self.row)
        return bool(heard) and not sitting <= heard

    @property
    def may_rehear(self) -> bool:
        """Whether the reader's side may ask that the case be heard anew: once of a tribunal that changed, unless it was granted."""
        if not (self.side and self.seats and self.changed):
            return False
        return not deciding.in_the_way(self.rehearings, self.side, seen.sitting_since(self.row))

    @property
    def stands(self) -> str:
        """Why the tribunal refused to hear the case anew, if it did."""
        return seen.rehearing(self.row)[1]


def whole(*, zone: str, dispute_id: uuid.UUID, by: Actor, now: dt.datetime) -> Whole:
    """Raises NotFound, in the same words for none and for one that the reader has nothing to do with."""
    row = seen.one(zone=zone, dispute_id=dispute_id, by=by)
    side = side_of(row, by)
    happened = seen.ledgers(zone, [row.id])[row.id]
    mine: dict[str, Any] = {"zone": zone, "dispute": row}
    return Whole(
        row, side, permissions.is_registry(by, zone), seen.sits(row, by), seen.sits(row, by, presiding=True),
        list(DisputeParty.objects.filter(**mine).select_related("party").order_by("side", "-representative", "party__name", "id")),
        list(DisputeClaim.objects.filter(**mine).order_by("number")),
        list(DisputeEntry.objects.filter(**mine).order_by("number")),
        happened, ledger.standing(happened, book(), calendar(), now), ledger.exchange(happened), _papers(row, side),
        list(TribunalSeat.objects.filter(**mine, until=None).select_related("arbitrator").order_by("-presiding", "arbitrator__name")),
        list(Hearing.objects.filter(**mine).order_by("-starts_at", "-id")),
        list(MediationRecord.objects.filter(**mine).select_related("by").order_by("at", "id")),
        list(DisputeEvidence.objects.filter(**mine).order_by("at", "id")),
        list(ArbitratorChallenge.objects.filter(**mine).select_related("arbitrator", "party").order_by("at", "id")),
        list(ClaimRequest.objects.filter(**mine).order_by("at", "id")),
        list(RehearingRequest.objects.filter(**mine).order_by("at", "id")),
    )  # fmt: skip


def side_of(row: Dispute, by: Actor) -> str:
    """The side that the reader speaks for, or empty."""
    return next((side for side in SIDES if seen.speaks_for(row, by, side)), "")


def paper(*, zone: str, dispute_id: uuid.UUID, paper_id: uuid.UUID, by: Actor) -> tuple[Any, Path | None]:
    """A paper that the reader may have, and where its file lies; None until it is signed. Raises NotFound."""
    row = seen.one(zone=zone, dispute_id=dispute_id, by=by)
    found = next((one.row for one in _papers(row, side_of(row, by)) if one.row.id == paper_id), None)
    if found is None:
        raise _nothing()
    return found, signed.path_of(found)


def evidence(*, zone: str, dispute_id: uuid.UUID, evidence_id: uuid.UUID, by: Actor) -> tuple[DisputeEvidence, Path]:
    """A file of the case and where it lies. Raises NotFound."""
    row = seen.one(zone=zone, dispute_id=dispute_id, by=by)
    found = DisputeEvidence.objects.filter(zone=zone, dispute=row, id=evidence_id).first()
    if found is None:
        raise _nothing()
    return found, files.path_of(zone, found.sha256)


def arbitrators(*, zone: str, at: dt.datetime) -> list[tuple[uuid.UUID, str]]:
    """Whom the registry may appoint."""
    return [(one.id, one.name) for one in accounts.officers(zone=zone, roles=[Role.ARBITRATOR], at=at)]


def _papers(row: Dispute, side: str) -> list[Paper]:
    served: dict[uuid.UUID, list[PaperService]] = {}
    for one in PaperService.objects.filter(zone=row.zone, dispute=row).select_related("party").order_by("at", "id"):
        served.setdefault(one.paper_id, []).append(one)
    stances: dict[uuid.UUID, list[PaperSignature]] = {}
    if not side:
        given = PaperSignature.objects.filter(zone=row.zone, dispute=row).select_related("arbitrator")
        for one in given.order_by("-presiding", "at", "id"):
            stances.setdefault(one.paper_id, []).append(one)
    rows = signed.documents_of(zone=row.zone, subject=f"dispute:{row.id}")
    return [
        Paper(one, one.signed_at is not None, served.get(one.id, ()), stances.get(one.id, ()))
        for one in rows
        if not side or (side in one.content.get("sides", (side,)) and one.withdrawn_at is None)
    ]


def _nothing() -> NotFound:
    return NotFound(
        "没有这份文件 no such file", do="从案件页面下载 start from the file's page", article=permissions.CLOSED
    )
