"""Patents that a deal sells: whose each is, and whether the change stands in the register yet."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from gaoxin.innovation.models import PatentTransfer, ResultPatent, TransferDeal
from gaoxin.innovation.rules.patents.rows import Owner
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.selectors.transfer.settings import book


@dataclass(frozen=True, slots=True)
class Sold:
    """entered: None while it waits for its entry."""

    number: str
    owners: tuple[Owner, ...]
    entered: PatentTransfer | None


def sold(*, zone: str, deal: TransferDeal | None) -> list[Sold]:
    """Of a deal that is a sale or a stake, else none. The caller has asked who may read."""
    if deal is None or deal.kind not in book().assignment.deals:
        return []
    named = ResultPatent.objects.filter(zone=zone, result__matches=deal.match_id).exclude(patent=None)
    numbers = sorted(set(named.values_list("patent__number", flat=True)))
    owners = log.owners_of(zone=zone, numbers=numbers)
    entered = {
        row.patent.number: row for row in PatentTransfer.objects.filter(zone=zone, deal=deal).select_related("patent")
    }
    return [Sold(one, owners.get(one, ()), entered.get(one)) for one in numbers]


def waiting(*, zone: str, deals: Collection[TransferDeal]) -> set[uuid.UUID]:
    """Those of these deals that handed over patents whose entry nobody has noted."""
    results = {one.match.result_id: one.id for one in deals if one.kind in book().assignment.deals}
    named = ResultPatent.objects.filter(zone=zone, result_id__in=list(results)).exclude(patent=None)
    entered = set(
        PatentTransfer.objects.filter(zone=zone, deal_id__in=list(results.values())).values_list("deal_id", "patent_id")
    )
    return {
        results[result]
        for result, patent in named.values_list("result_id", "patent_id")
        if (results[result], patent) not in entered
    }
