"""Every act on a case: who may do it, from which state, to which state, and the article that gives it.

A clerk's acts are in this table and none of them refuses (窗口无否决权). Refusal and non-acceptance name only the
supervisor, and their services take a `Supervisor`, a type that a clerk cannot be turned into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gaoxin.accounts.rules.roles import Actor, Role, Verdict


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    RECOMMENDED = "recommended"
    GRANTED = "granted"
    DELIVERED = "delivered"
    REFUSED = "refused"
    NOT_ACCEPTED = "not-accepted"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.SUBMITTED, State.CORRECTING, State.ACCEPTED, State.RECOMMENDED})
EDITABLE = frozenset({State.DRAFT, State.CORRECTING})
IN_REVIEW = frozenset({State.ACCEPTED})
ISSUED = frozenset({State.GRANTED, State.DELIVERED})
COMMITTED = ISSUED | {State.ACCEPTED, State.RECOMMENDED}  # where a promise or a deferred document may be due
APPLICANTS = frozenset({Role.APPLICANT, Role.AGENT})
ALL_BUT_DRAFT = frozenset(State) - {State.DRAFT}


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `to` is None where the state stays. `article` is cited by the audit row and by every refusal of the act."""

    name: str
    states: frozenset[State]
    roles: frozenset[Role]
    to: State | None
    article: str


def _act(name: str, states: frozenset[State] | State, roles: frozenset[Role] | Role, to: State | None, art: str) -> Act:
    return Act(
        name,
        frozenset({states}) if isinstance(states, State) else states,
        frozenset({roles}) if isinstance(roles, Role) else roles,
        to,
        art,
    )


_OFFICERS = frozenset({Role.REVIEWER, Role.SUPERVISOR})
_TABLE = (
    _act("save-draft", EDITABLE, APPLICANTS | {Role.CLERK}, None, "行政许可法 29"),
    _act("upload", OPEN | ISSUED | {State.DRAFT}, APPLICANTS | {Role.CLERK}, None, "行政许可法 31"),
    _act("submit", State.DRAFT, APPLICANTS | {Role.CLERK}, State.SUBMITTED, "行政许可法 29"),
    _act("request-corrections", State.SUBMITTED, Role.CLERK, State.CORRECTING, "行政许可法 32(4)"),
    _act("submit-corrections", State.CORRECTING, APPLICANTS | {Role.CLERK}, State.SUBMITTED, "行政许可法 32(5)"),
    _act("accept", State.SUBMITTED, Role.CLERK, State.ACCEPTED, "行政许可法 32(5)"),
    _act("deem-accepted", State.SUBMITTED, Role.SYSTEM, State.ACCEPTED, "行政许可法 32(4)"),
    _act("escalate", State.SUBMITTED, Role.CLERK, None, "窗口无否决权；行政许可法 32"),
    _act("answer-window", ALL_BUT_DRAFT, Role.SUPERVISOR, None, "窗口无否决权；行政许可法 32"),
    _act("not-accept", State.SUBMITTED, Role.SUPERVISOR, State.NOT_ACCEPTED, "行政许可法 32(1)(2)"),
    _act("give-opinion", IN_REVIEW, _OFFICERS, None, "行政许可法 34"),
    _act("suspend", IN_REVIEW, _OFFICERS, None, "行政许可法 45"),
    _act("resume", IN_REVIEW, _OFFICERS, None, "行政许可法 45"),
    _act("extend", IN_REVIEW | {State.RECOMMENDED}, Role.HEAD, None, "行政许可法 42"),
    _act("recommend", IN_REVIEW, Role.REVIEWER, State.RECOMMENDED, "行政许可法 34"),
    _act("send-back", State.RECOMMENDED, Role.SUPERVISOR, State.ACCEPTED, "行政许可法 34"),
    _act("grant", State.RECOMMENDED, Role.SUPERVISOR, State.GRANTED, "行政许可法 38(1)"),
    _act("refuse", State.RECOMMENDED, Role.SUPERVISOR, State.REFUSED, "行政许可法 38(2)"),
    _act("seal", ISSUED, frozenset({Role.SEAL_KEEPER, Role.SYSTEM}), None, "国务院令716号 9"),
    _act("deliver", State.GRANTED, frozenset({Role.CLERK, Role.SYSTEM}), State.DELIVERED, "行政许可法 44"),
    _act("withdraw", OPEN | {State.DRAFT}, APPLICANTS, State.WITHDRAWN, "行政许可法 29"),
    _act("deem-renewed", OPEN, Role.SYSTEM, State.GRANTED, "行政许可法 50(2)"),
    _act("submit-evidence", COMMITTED, APPLICANTS, None, "国办发〔2020〕42号"),
    _act("verify-commitment", COMMITTED, _OFFICERS, None, "国办发〔2020〕42号"),
    _act("mark-breach", COMMITTED, frozenset({Role.SYSTEM, Role.SUPERVISOR}), None, "国办发〔2020〕42号"),
    _act("rate", ALL_BUT_DRAFT, APPLICANTS, None, "国办发〔2019〕51号"),
    _act("default-rating", ALL_BUT_DRAFT, Role.SYSTEM, None, "国办发〔2019〕51号"),
    _act("answer-rating", ALL_BUT_DRAFT, frozenset({Role.SUPERVISOR}), None, "国办发〔2019〕51号"),
    _act("reconcile", ALL_BUT_DRAFT, frozenset({Role.SYSTEM, Role.REVIEWER}), None, "国务院令716号 7"),
    _act("report-start", ISSUED, APPLICANTS, None, "建筑法 9"),
    _act("ask-start-extension", ISSUED, APPLICANTS, None, "建筑法 9"),
    _act("extend-start", ISSUED, Role.SUPERVISOR, None, "建筑法 9"),
    _act("refuse-start-extension", ISSUED, Role.SUPERVISOR, None, "建筑法 9"),
    _act("report-stop", ISSUED, APPLICANTS, None, "建筑法 10(1)"),
    _act("report-resume", ISSUED, APPLICANTS, None, "建筑法 10(2)"),
    _act("reverify", ISSUED, _OFFICERS, None, "建筑法 10(2)"),
    _act("revoke", ISSUED, Role.SUPERVISOR, None, "行政许可法 69"),
    _act("expire", ISSUED, Role.SYSTEM, None, "行政许可法 70(1)"),
    _act("cancel", ISSUED, Role.SUPERVISOR, None, "行政许可法 70"),
)
ACTS: Mapping[str, Act] = {act.name: act for act in _TABLE}


def may(name: str, state: State, actor: Actor) -> Verdict:
    """Whether `actor` may do this act on a case in `state`; the reason says what is wrong and what exists instead."""
    act = ACTS[name]
    if not any(actor.has(role) for role in act.roles):
        who = "、".join(sorted(role.value for role in act.roles))
        return Verdict(False, f"{name} 只能由 {who} 作出 is not an act of this role", act.article)
    if state not in act.states:
        where = "、".join(sorted(s.value for s in act.states))
        return Verdict(False, f"办件处于 {state.value}，{name} 只能在 {where} 时作出", act.article)
    return Verdict(True, "", act.article)


def acts_for(state: State, actor: Actor) -> tuple[str, ...]:
    """The acts this actor has on a case in this state: what a page may offer, and nothing else."""
    return tuple(name for name in ACTS if may(name, state, actor))
