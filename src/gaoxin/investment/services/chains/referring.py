"""以商招商: a supplier or buyer of residents, suggested by the chain, becomes a lead; once for each firm and node."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any, NamedTuple

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.investment.models import FirmSupplier, Lead, ReferralLead
from gaoxin.investment.rules.chains.judging import Referral
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import chain_nodes, chains, leads_scope
from gaoxin.investment.services.chains.act import KEYED
from gaoxin.investment.services.leads.acts import day
from gaoxin.investment.services.leads.registering import register_lead
from gaoxin.runtime.once import once

MODE = "referral"


class Referred(NamedTuple):
    """repeated: somebody turned the suggestion into this lead before, and nothing was written."""

    lead: Lead
    repeated: bool


def refer(
    *, zone: str, supplier: str, node: str, by: Actor, at: dt.datetime, despite: frozenset[str] = frozenset(),
    existing: uuid.UUID | None = None,
) -> Referred:  # fmt: skip
    """Make a lead of a suggestion: mode 以商招商, with node, the resident who trades most with the firm as referrer, and the evidence.

    despite: leads that the actor looked at and says are on somebody else. existing: a lead that the actor sees, which is the same
    firm; then no new one is made. Again, or two at once: the first lead.
    Raises NotFound where there is no such suggestion, DuplicateLead where there may be a lead already.
    """
    access.check_promoter(by)
    with transaction.atomic():
        mark = hashlib.sha256(f"{supplier}\n{node}".encode()).hexdigest()[:40]
        made = ReferralLead.objects.select_related("lead").filter(zone=zone, supplier=supplier, node=node)
        # The marks of `once`, which settle who of two comes first, are pruned; the row is kept for good.
        if made.exists() or not once(zone=zone, key=f"chain-referral:{mark}", at=at):
            return Referred(made.get().lead, True)
        told, rows = _suggestion(zone, supplier, node)
        first = max(rows, key=lambda row: (row.share_bp, str(row.id)))
        if existing is not None:
            lead = leads_scope.lead(zone=zone, pk=existing, by=by, on=day(at))
        else:
            lead = register_lead(
                zone=zone, by=by, at=at, despite=despite, title=f"{supplier}（{_title(zone, node)}）"[:200],
                investor=supplier, mode=MODE, node=node, note=_evidence(told, rows), referrer=first.party.identifier,
                identifier=next((row.identifier for row in rows if row.identifier), ""),
            ).lead  # fmt: skip
        ReferralLead.objects.create(
            zone=zone, supplier=supplier, node=node, lead=lead, party=first.party, at=at, by_name=by.name
        )
        KEYED.record(
            "refer-supplier", f"lead:{lead.id}", zone=zone, by=by, at=at, supplier=supplier, node=node,
            referrer=first.party.identifier, existing=existing is not None, terms={k: str(v) for k, v in told.terms.items()},
        )  # fmt: skip
    return Referred(lead, False)


def _suggestion(zone: str, supplier: str, node: str) -> tuple[Referral, list[FirmSupplier]]:
    scores = chain_nodes.node_scores(zone=zone, found=chains.gaps(zone=zone))
    told = [one for one in chains.referrals(zone=zone, scores=scores, ref=node) if one.supplier == supplier]
    rows = FirmSupplier.objects.filter(zone=zone, supplier=supplier, node=node).select_related("party").order_by("id")
    if not told:
        raise NotFound(
            f"没有这条以商招商建议 no such suggestion: {supplier[:60]} {node}",
            do="刷新缺口页面 reload the page of gaps",
        )
    return told[0], list(rows)


def _title(zone: str, ref: str) -> str:
    code, _, name = ref.partition("/")
    return chains.node(zone=zone, chain=chains.version(zone=zone, code=code), code=name).name


def _evidence(told: Referral, rows: list[FirmSupplier]) -> str:
    """For the lead's note: who trades with it, by how much, and where that is known from."""
    words: dict[str, Any] = {"supplier": "采购", "buyer": "销售"}
    lines = [
        f"{row.party.name}：占其{words[row.side]}的 {row.share_bp / 100:g}%（{row.source}，{row.on}）"
        for row in rows[:30]
    ]
    return "\n".join([f"产业链以商招商建议，环节 {told.node}，得分 {told.score:g}。", *lines])
