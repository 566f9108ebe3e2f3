"""Who gets what: the officers' list with budgets and objections, and a firm's own page."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.innovation.models import BudgetYear, Entitlement, MatchRun, Objection
from gaoxin.innovation.rules.policies.book import Policy
from gaoxin.innovation.rules.policies.engine import Verdict, evaluate_firm
from gaoxin.innovation.rules.policies.firms import checked
from gaoxin.innovation.rules.policies.needing import WhatIf, what_if
from gaoxin.innovation.rules.policies.states import STATES
from gaoxin.innovation.rules.policies.supposing import Supposed, suppose
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list with its policy and the firm's name."""

    row: Entitlement
    policy: Policy
    firm: str


@dataclass(frozen=True, slots=True)
class Budget:
    """One policy's year: what is listed, agreed to and paid, against its budget. Yuan."""

    policy: Policy
    listed: int
    agreed: int
    spent: int
    budget: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """A firm's own: rows of the year, and what it would take for the benefits it does not get."""

    rows: tuple[Listed, ...]
    near: tuple[tuple[Verdict, WhatIf], ...]
    unknown: tuple[Verdict, ...]
    objections: tuple[Objection, ...]


def entitlements(
    *, zone: str, year: int, state: str = "", policy: str = "", after: str = ""
) -> tuple[list[Listed], str]:
    """A page of the year's list by key, and where the next one begins. The caller has asked who may read it."""
    rows = Entitlement.objects.filter(zone=zone, year=year).select_related("party").order_by("id")
    if state in STATES:
        rows = rows.filter(state=state)
    if policy:
        rows = rows.filter(policy=policy)
    if (key := _uuid(after)) is not None:
        rows = rows.filter(id__gt=key)
    found = [_listed(row) for row in rows[: PAGE + 1]]
    return found[:PAGE], str(found[PAGE - 1].row.id) if len(found) > PAGE else ""


def one(*, zone: str, entitlement_id: uuid.UUID) -> Listed:
    """Raises NotFound. The caller has asked who may read it."""
    row = Entitlement.objects.filter(zone=zone, id=entitlement_id).select_related("party").first()
    if row is None:
        raise NotFound("没有这笔惠企资金 no such entitlement", do="从名单进入 start from the list")
    return _listed(row)


def budgets(*, zone: str, year: int, today: dt.date) -> list[Budget]:
    """Of every policy that somebody is listed for in the year."""
    kept = {row.policy: row for row in BudgetYear.objects.filter(zone=zone, year=year)}
    sums: dict[str, dict[str, int]] = {}
    for policy, state, yuan in Entitlement.objects.filter(zone=zone, year=year).values_list("policy", "state", "yuan"):
        of = sums.setdefault(policy, {})
        of[state] = of.get(state, 0) + yuan
    laws, found = book(), list[Budget]()
    for code, of in sorted(sums.items()):
        policy = laws.policies.get(code)
        if policy is None:
            continue
        version, row = policy.on(today), kept.get(code)
        limit = row.budget if row else version.budget if version else None
        found.append(Budget(policy, of.get("listed", 0), of.get("consented", 0), row.spent if row else 0, limit))
    return found


def newest_run(*, zone: str) -> MatchRun | None:
    return MatchRun.objects.filter(zone=zone).order_by("-at", "-id").first()


def open_objections(*, zone: str) -> list[Objection]:
    """The oldest first."""
    return list(
        Objection.objects.filter(zone=zone, answered_at=None).select_related("party").order_by("at", "id")[:PAGE]
    )


def objection(*, zone: str, objection_id: uuid.UUID) -> Objection:
    """Raises NotFound. The caller has asked who may read it."""
    row = Objection.objects.filter(zone=zone, id=objection_id).select_related("party").first()
    if row is None:
        raise NotFound("没有这项异议 no such objection", do="从异议列表进入 start from the list")
    return row


def objections_of_actor(*, zone: str, by: Actor) -> list[Objection]:
    """Of every firm for which the reader speaks as a whole, the newest first."""
    rows = Objection.objects.filter(zone=zone, party_id__in=_spoken_for(zone, by)).select_related("party")
    return list(rows.order_by("-at", "-id")[:PAGE])


def own(*, zone: str, party_id: uuid.UUID, day: dt.date) -> Own:
    """The caller has asked whether the reader speaks for the firm."""
    laws, listed = book(), tuple(entitled(zone=zone, party_id=party_id))
    firm = firms(zone=zone, day=day, book=laws, only=[party_id]).get(party_id)
    verdicts = evaluate_firm(laws, firm, day) if firm else {}
    near = [
        (one, how)
        for one in verdicts.values()
        if firm and (how := what_if(laws, firm, one, day)) and how.needs and not how.open
    ]
    unknown = tuple(one for one in verdicts.values() if one.outcome == "unknown")
    told = Objection.objects.filter(zone=zone, party_id=party_id).order_by("-at", "-id")[:PAGE]
    return Own(listed, tuple(near), unknown, tuple(told))


def supposed(*, zone: str, party_id: uuid.UUID, day: dt.date, fact: str, typed: str) -> Supposed:
    """What the firm would get on that day if one of its figures were `typed`. The caller has asked whether the reader speaks for it.

    Raises Invalid for a fact that nobody tells and for a value that cannot be, NotFound for no such firm.
    """
    laws = book()
    told = laws.facts.get(fact)
    if told is None or told.derived:
        raise Invalid(f"不认识的数据项 no such figure: {fact[:40] or '—'}", do="从清单里选 choose one of the list")
    firm = firms(zone=zone, day=day, book=laws, only=[party_id]).get(party_id)
    if firm is None:
        raise NotFound("没有这家企业 no such enterprise", do="从“我的惠企政策”进入 start from your own page")
    return suppose(laws, firm, {fact: checked(typed, told, told.name.zh)}, day)


def entitled(*, zone: str, party_id: uuid.UUID) -> list[Listed]:
    """What a firm was ever listed for and was not taken off the list, the newest year first. The caller has asked who reads it."""
    rows = Entitlement.objects.filter(zone=zone, party_id=party_id).select_related("party").order_by("-year", "id")
    return [_listed(row) for row in rows if row.state != "withdrawn"]


def of_actor(*, zone: str, by: Actor) -> list[Listed]:
    """Of every firm for which the reader speaks as a whole."""
    rows = (
        Entitlement.objects.filter(zone=zone, party_id__in=_spoken_for(zone, by))
        .select_related("party")
        .order_by("-id")
    )
    return [_listed(row) for row in rows[:PAGE]]


def _spoken_for(zone: str, by: Actor) -> list[uuid.UUID]:
    return [uuid.UUID(party) for party, item in by.mandates() if not item] if by.zone == zone else []


def _listed(row: Entitlement) -> Listed:
    return Listed(row, book().policy(row.policy), row.party.name)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
