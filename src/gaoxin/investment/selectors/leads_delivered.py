"""Promised beside paid-in beside tax: agreements counted once a lead, by mode, team and chain, with the source of every number."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import AgreementPromise, InvestmentAgreement, Lead, PromiseResult
from gaoxin.investment.rules.leads.access import check_counts
from gaoxin.investment.rules.leads.book import Phrase
from gaoxin.investment.rules.leads.delivery import FLOWS, Measure, Sum, add_up, measures
from gaoxin.investment.rules.leads.promises import Promise, Result
from gaoxin.investment.selectors.chains import current
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_recorded import recorded, roots
from gaoxin.investment.selectors.leads_scope import Whose, whose, within

BY = ("mode", "team", "chain")


@dataclass(frozen=True, slots=True)
class Deal:
    """One lead with its agreements, those of leads that were merged into it included. signed: number and day of each."""

    lead: Lead
    signed: list[tuple[str, dt.date]]
    measures: list[Measure]


@dataclass(frozen=True, slots=True)
class Group:
    """code: of the mode, team or chain; empty for leads without. sums: over its deals, each lead once."""

    code: str
    name: str | Phrase
    deals: int
    agreements: int
    sums: list[Sum]


@dataclass(frozen=True, slots=True)
class Delivered:
    """total: over all that the reader may count; partly: only leads that the reader sees, not the whole zone. deals: those on leads
    that the reader sees one by one, the newest first."""

    by: str
    groups: list[Group]
    total: Group
    partly: bool
    deals: list[Deal]


def delivered(*, zone: str, reader: Actor, by: str, on: dt.date) -> Delivered:
    """Who works in teams counts the leads that they see; who reads totals only counts all and sees no single agreement.

    Raises NotAllowed, Invalid for a way of grouping that there is not.
    """
    check_counts(reader)
    if by not in BY:
        raise Invalid(f"没有这种分组 no such grouping: {by[:20]!r}", do=f"可选 choose: {', '.join(BY)}")
    scope = whose(zone=zone, by=reader, on=on)
    found = _deals(zone, scope, on)
    named: dict[str, Any] = {mode.code: mode.name for mode in book().leads.modes}
    if by == "chain":
        named = {chain.code: Phrase(chain.title, chain.title_en or chain.title) for chain in current(zone=zone)}
    under: dict[str, list[Deal]] = {}
    for deal in found:
        code = _code(deal.lead, by)
        under.setdefault(code, []).append(deal)
        if by == "team" and deal.lead.team:
            named[code] = deal.lead.team.name
    order = list(named) if by != "team" else []
    codes = sorted(under, key=lambda code: (not code, order.index(code) if code in order else len(order), code))
    groups = [_group(code, named.get(code, code), under[code]) for code in codes]
    return Delivered(
        by, groups, _group("", "", found), scope.reach not in ("none", "all"), found if scope.reach != "none" else []
    )


def _code(lead: Lead, by: str) -> str:
    if by == "team":
        return lead.team.code if lead.team else ""
    return lead.mode if by == "mode" else lead.node.partition("/")[0]


def _group(code: str, name: str | Phrase, deals: list[Deal]) -> Group:
    blank = [Measure(one) for one in (*_amounts(), *FLOWS)]  # so that a group without a deal has its columns too
    signed = sum(len(deal.signed) for deal in deals)
    return Group(code, name, len(deals), signed, add_up([blank, *(deal.measures for deal in deals)]))


def _amounts() -> list[str]:
    return [kind.code for kind in book().leads.promises if kind.kind == "amount"]


def _deals(zone: str, scope: Whose, on: dt.date) -> list[Deal]:
    rows = list(InvestmentAgreement.objects.filter(zone=zone, signed_on__lte=on).order_by("signed_on", "id"))
    root = roots(zone, {row.lead_id for row in rows})
    seen = Lead.objects.filter(zone=zone) if scope.reach == "none" else within(zone=zone, scope=scope)
    leads = {row.pk: row for row in seen.filter(id__in=set(root.values())).select_related("team")}
    rows = [row for row in rows if root[row.lead_id] in leads]
    flows = recorded(zone=zone, lead_ids=set(leads), on=on, days=False)
    promises, results = _promised(zone, {row.id: root[row.lead_id] for row in rows})
    for lead, told in promises.items():
        for promise in told:
            if record := flows.get((lead, promise.code)):
                results.setdefault(lead, []).append(Result(promise.key, *record, recorded=True))
    signed: dict[uuid.UUID, list[tuple[str, dt.date]]] = {}
    for row in rows:
        signed.setdefault(root[row.lead_id], []).append((row.number, row.signed_on))
    found: list[Deal] = []
    for lead, numbers in signed.items():
        beside = {code: Result("", *flows[lead, code], recorded=True) for code in FLOWS if (lead, code) in flows}
        told = measures(_amounts(), promises.get(lead, []), results.get(lead, []), beside, on)
        found.append(Deal(leads[lead], numbers, told))
    return sorted(found, key=lambda deal: deal.signed[-1][1], reverse=True)


def _promised(
    zone: str, lead_of: dict[uuid.UUID, uuid.UUID]
) -> tuple[dict[uuid.UUID, list[Promise]], dict[uuid.UUID, list[Result]]]:
    """By lead: what its agreements promise, and what was typed about it."""
    promises: dict[uuid.UUID, list[Promise]] = {}
    results: dict[uuid.UUID, list[Result]] = {}
    made = AgreementPromise.objects.filter(zone=zone, agreement_id__in=list(lead_of))
    for row in made:
        kind = book().promise(row.code).kind
        told = Promise(str(row.id), row.code, kind, row.value, row.due_on)
        promises.setdefault(lead_of[row.agreement_id], []).append(told)
    typed = PromiseResult.objects.filter(zone=zone, promise__agreement_id__in=list(lead_of)).select_related("promise")
    for row in typed:
        told_on = Result(str(row.promise_id), row.value, row.on, row.source)
        results.setdefault(lead_of[row.promise.agreement_id], []).append(told_on)
    return promises, results
