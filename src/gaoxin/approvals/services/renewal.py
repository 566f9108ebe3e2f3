"""Renewal (延续): asked for in time before the licence ends, by its holder, for an item that renews (行政许可法 50)."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.approvals.models import Case
from gaoxin.approvals.rules.cases.acts import ISSUED
from gaoxin.approvals.rules.cases.holding import renew_by
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.trust import selectors as trust

ARTICLE = "行政许可法 50"


def former_case(*, zone: str, number: str, item: Item, holder_id: uuid.UUID, day: dt.date) -> Case:
    """The case whose licence is to be renewed. Raises NotFound or Invalid with the reason."""
    rows = Case.objects.filter(zone=zone, number=number, item_code=item.code, applicant_id=holder_id)
    case = rows.filter(state__in=ISSUED).select_related("decision").first()
    if case is None:
        raise NotFound(f"没有可延续的许可 nothing to renew: {number}", do="核对原办件编号", article=ARTICLE)
    if not item.result.renewable:
        raise Invalid(f"{item.result.name.zh} 不能延续 does not renew", do="重新申请 apply anew", article=ARTICLE)
    licence = trust.licence(zone=zone, pk=case.decision.licence_id)
    if licence.status != "valid" or (licence.valid_until and day > licence.valid_until):
        raise Invalid("证照已经失效，不能延续 the licence no longer stands", do="重新申请 apply anew", article=ARTICLE)
    keep = item.result.keep
    latest = renew_by(keep, licence.valid_until, rulebook.calendar()) if licence.valid_until else None
    if latest and keep.renew_before and day > latest:
        raise Invalid(
            f"延续应当在 {latest} 前提出 was to be asked for by then",
            do="重新申请 apply anew",
            article="；".join(str(reference) for reference in keep.renew_before.basis) or ARTICLE,
        )
    return case
