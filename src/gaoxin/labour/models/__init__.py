"""Tables of labour. Private to the slice."""

from gaoxin.labour.models.disputes import (
    ArbitratorTie,
    Dispute,
    DisputeClaim,
    DisputeEntry,
    DisputeParty,
    Hearing,
    MediationRecord,
    PaperService,
    TakenSlot,
    TribunalSeat,
)

__all__ = [
    "ArbitratorTie",
    "Dispute",
    "DisputeClaim",
    "DisputeEntry",
    "DisputeParty",
    "Hearing",
    "MediationRecord",
    "PaperService",
    "TakenSlot",
    "TribunalSeat",
]
