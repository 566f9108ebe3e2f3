"""How nodes are graded, and what staff overrule."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import GapRuling, NodeAssessment
from gaoxin.investment.rules.chains import judging
from gaoxin.investment.rules.chains.gaps import KINDS
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import table_in_force
from gaoxin.investment.services.chains.act import KEYED, check_reason


def assess(
    *, zone: str, ref: str, by: Actor, at: dt.datetime, grade: str = "", reason: str = "", key: str = ""
) -> NodeAssessment:  # fmt: skip
    """Grade a node by the rules; with a grade, the head overrules it and says why; once for each key.

    Raises Invalid for another grade without a reason.
    """
    access.check_promoter(by)
    code, _, name = ref.partition("/")
    what = (ref, grade, reason.strip())
    with transaction.atomic():
        if was := KEYED.repeated(zone, by, "assess-node", key, at, what):
            return NodeAssessment.objects.get(zone=zone, id=was["id"])
        chain = chains.version(zone=zone, code=code)
        chains.node(zone=zone, chain=chain, code=name)
        view = chains.chain_view(zone=zone, chain=chain)
        found = chains.graded(name, chains.firms_by_node(zone=zone, chain=code), view.links, code)
        if grade and grade not in judging.GRADES:
            raise Invalid(f"没有这个等级 no such grade: {grade!r}", do="strong、potential、missing、threatened")
        final = grade or found.grade
        if final != found.grade:
            access.check_head(by)
            check_reason(reason)
        row = NodeAssessment.objects.create(
            zone=zone, node=ref, on=localtime(at).date(), computed=found.grade, grade=final, at=at, by_name=by.name,
            terms={"score": found.score, **found.terms}, reason=reason.strip() if final != found.grade else "",
        )  # fmt: skip
        KEYED.record(
            "assess-node", f"node:{ref}", zone=zone, by=by, at=at, key=key, said=what, result={"id": str(row.id)}, grade=final,
            computed=found.grade, score=str(found.score), reason=row.reason,
        )  # fmt: skip
    return row


def rule_gap(
    *, zone: str, kind: str, sector: str, ruling: str, reason: str, by: Actor, at: dt.datetime, key: str = ""
) -> GapRuling:  # fmt: skip
    """Put a gap first, drop it, or return it to its score; always with a reason, once for each key. The scores stay as they are."""
    access.check_promoter(by)
    check_reason(reason)
    if kind not in KINDS or ruling not in ("first", "drop", "computed") or sector not in table_in_force(zone).index:
        raise Invalid(
            f"没有这个缺口或者认定 no such gap or ruling: {kind} {sector} {ruling}", do="看缺口排序 see the ranking"
        )
    what = (kind, sector, ruling, reason.strip())
    with transaction.atomic():
        if was := KEYED.repeated(zone, by, "rule-gap", key, at, what):
            return GapRuling.objects.get(zone=zone, id=was["id"])
        row = GapRuling.objects.create(
            zone=zone, kind=kind, sector=sector, ruling=ruling, reason=reason.strip(), at=at, by_name=by.name
        )
        KEYED.record(
            "rule-gap", f"gap:{kind}:{sector}", zone=zone, by=by, at=at, key=key, said=what, result={"id": str(row.id)}, ruling=ruling,
            reason=row.reason,
        )  # fmt: skip
    return row
