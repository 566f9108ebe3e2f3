"""Cases driven at random: nothing refuses without a supervisor, no act is half done, a refused act changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any, ClassVar

import hypothesis.strategies as st
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gaoxin.accounts.rules.roles import Actor, Role, as_supervisor
from gaoxin.approvals.rules.cases.acts import ISSUED, State, acts_for
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.rules.clock.ledger import next_due, replay
from gaoxin.approvals.rules.reforms import ImpossibleReform
from gaoxin.approvals.selectors import commitments_of, corrections_of, decision_of, ledger_of
from gaoxin.approvals.services import (
    deciding,
    delivery,
    drafting,
    holding,
    intake,
    promises,
    ratings,
    reviewing,
    rulebook,
    standing,
    submission,
)
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.services.sweep import sweep
from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import GaoxinError
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import (
    CLERK,
    HEAD,
    KEEPER,
    PDF,
    REFORMS,
    REVIEWERS,
    SUPERVISOR,
    TYPED,
    ZONE,
    Zone,
    at,
    everything,
)

TEXTS = ("情况属实，予以说明", "经核查发现监理合同系伪造", "重新委托后再申请", "提交主管研究", "好", "")
GROUNDS = ("false-material", "condition-not-met", "false-material", "just-because")
LENGTHS = ("5wd", "10d", "soon")
SEEDS = st.integers(0, 2**64)  # uniform choices from one seed reach further than Hypothesis's own, and shrink as well
STEPS = ("technical-review", "site-check", "technical-review", "site-check", "no-such-step")
MATERIALS = (
    "construction-contract", "safety-measures", "drawing-review", "site-readiness", "funds-letter", "land-approval", "x",
)  # fmt: skip
ENDINGS = ("fraud", "commitment-breach", "holder-asks", "expired", "whim")
WAITS = (dt.timedelta(hours=5), dt.timedelta(1), dt.timedelta(3), dt.timedelta(9), dt.timedelta(40), dt.timedelta(120))
DOUBLE = Actor("both", "双岗", ZONE, frozenset({Role.REVIEWER, Role.SUPERVISOR}))
ABROAD = Actor("abroad", "别区主管", "elsewhere", frozenset({Role.SUPERVISOR, Role.CLERK, Role.REVIEWER}))
STRANGER = Actor("stranger", "外人", ZONE, frozenset({Role.APPLICANT}), "", frozenset({"nobody"}))
OFFICERS = (CLERK, *REVIEWERS, SUPERVISOR, HEAD, KEEPER, DOUBLE)
UNFAVOURABLE = {State.REFUSED: "refused", State.NOT_ACCEPTED: "not-accepted"}
OVER = {*UNFAVOURABLE, State.WITHDRAWN}
DECIDED = {**UNFAVOURABLE, State.GRANTED: "granted", State.DELIVERED: "granted"}

Calls = dict[str, Callable[[Random, dict[str, Any]], Any]]


def _answers(draw: Random, to: dict[str, Any]) -> Any:
    lines = [line.element for line in corrections_of(ZONE, to["case_id"]) if line.answered_at is None]
    answers = {element: "已补正" for element in lines if draw.randint(0, 5)}
    return submission.submit_corrections(answers=answers, **to)


def _commitment(draw: Random, pk: Any) -> str:
    """Mostly a commitment that exists."""
    made = [row.material for row in commitments_of(ZONE, pk)]
    return draw.choice(made or MATERIALS)


def _by_supervisor(act: Callable[..., Any], draw: Random, to: dict[str, Any], **more: Any) -> Any:
    return act(**{**to, "by": as_supervisor(to["by"])}, **more)


def _report(kind: Report) -> Callable[[Random, dict[str, Any]], Any]:
    return lambda d, to: holding.report(kind=kind, note=d.choice(TEXTS), **to)


CALLS: Calls = {
    "save-draft": lambda d, to: drafting.save_draft(
        values=d.choice([TYPED, {"contact_phone": "一二三"}, {"owner_name": "改名公司"}]), **to
    ),
    "upload": lambda d, to: drafting.upload(
        material=d.choice(MATERIALS), name=d.choice(["a.pdf", "a.exe"]),
        data=PDF + d.choice([b"1", b"2"]), **to,
    ),
    "submit": lambda d, to: submission.submit(agrees=d.random() < 0.9, as_it_is=d.random() < 0.7, **to),
    "request-corrections": lambda d, to: intake.request_corrections(
        corrections={d.choice(MATERIALS): d.choice(TEXTS) for _ in range(d.randint(0, 2))}, **to
    ),
    "submit-corrections": _answers,
    "accept": lambda _, to: intake.accept(**to),
    "escalate": lambda d, to: intake.escalate(question=d.choice(TEXTS), instead=d.choice(TEXTS), **to),
    "answer-window": lambda d, to: intake.answer_window(answer=d.choice(TEXTS), **to),
    "not-accept": lambda d, to: _by_supervisor(
        intake.not_accept, d, to, reasons=d.choice(TEXTS), instead=d.choice(TEXTS),
        because=d.choice(["no-licence-needed", "wrong-authority", "dislike"]),
    ),
    "give-opinion": lambda d, to: reviewing.give_opinion(
        step=d.choice(STEPS), agrees=d.random() < 0.7, text=d.choice(TEXTS), place=d.choice(["现场", "现场", ""]), **to
    ),
    "suspend": lambda d, to: reviewing.suspend(
        procedure=d.choice(["hearing", "expert-review", "lunch"]), length=d.choice(LENGTHS), note="", **to
    ),
    "resume": lambda _, to: reviewing.resume(note="结束", **to),
    "extend": lambda d, to: reviewing.extend(reason=d.choice(TEXTS), **to),
    "recommend": lambda d, to: reviewing.recommend(text=d.choice(TEXTS), **to),
    "send-back": lambda d, to: reviewing.send_back(reason=d.choice(TEXTS), **to),
    "grant": lambda _, to: deciding.grant(**to),
    "refuse": lambda d, to: _by_supervisor(
        deciding.refuse, d, to, ground=d.choice(GROUNDS), reasons=d.choice(TEXTS), instead=d.choice(TEXTS)
    ),
    "deliver": lambda _, to: delivery.deliver(**to),
    "withdraw": lambda d, to: submission.withdraw(reason=d.choice(TEXTS), **to),
    "submit-evidence": lambda d, to: promises.submit_evidence(material=_commitment(d, to["case_id"]), **to),
    "verify-commitment": lambda d, to: promises.verify_commitment(
        material=_commitment(d, to["case_id"]), kept=d.random() < 0.7, text=d.choice(TEXTS), **to
    ),
    "mark-breach": lambda d, to: promises.mark_breach(material=_commitment(d, to["case_id"]), **to),
    "rate": lambda d, to: ratings.rate(
        grade=d.choice(["very-unsatisfied", "very-satisfied", "meh"]), text="", **to
    ),
    "answer-rating": lambda d, to: ratings.answer_rating(answer=d.choice(TEXTS), **to),
    "report-start": _report(Report.STARTED),
    "extend-start": _report(Report.START_EXTENDED),
    "ask-start-extension": lambda d, to: holding.ask_start_extension(reason=d.choice(TEXTS), **to),
    "refuse-start-extension": lambda d, to: _by_supervisor(
        holding.refuse_start_extension, d, to, reasons=d.choice(TEXTS)
    ),
    "report-stop": _report(Report.STOPPED),
    "report-resume": _report(Report.RESUMED),
    "reverify": _report(Report.REVERIFIED),
    "revoke": lambda d, to: _by_supervisor(standing.revoke, d, to, ground=d.choice(ENDINGS), reasons=d.choice(TEXTS)),
    "cancel": lambda d, to: _by_supervisor(standing.cancel, d, to, ground=d.choice(ENDINGS), reasons=d.choice(TEXTS)),
}  # fmt: skip
RARE = frozenset({"withdraw", "not-accept", "save-draft", "upload", "escalate", "rate", "answer-window"})


class LifeOfACase(RuleBasedStateMachine):
    """One case after another in one zone, in a transaction that is rolled back."""

    zone: ClassVar[Zone]
    reached: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        self.now: dt.datetime
        self.pk: Any = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)

    @initialize(seed=SEEDS)
    def begins(self, seed: int) -> None:
        self.another(Random(seed))

    def another(self, draw: Random) -> None:
        """A life begins as a draft, or where most of it lies behind already: acceptance, recommendation, the permit."""
        self.now = at("2026-03-02T10:00")
        when = f"{self.now:%Y-%m-%dT%H:%M}"
        begin = draw.choice(["draft", "draft", "reformed", "ordinary", "accepted", "recommended", "granted"])
        with suppress(ImpossibleReform):  # an earlier life may have left a credit record that bars 告知承诺
            if begin == "draft":
                self.pk = self.zone.start(when)
                self.zone.upload(self.pk, when=when)
                return
            if begin in ("accepted", "recommended", "granted"):
                self.pk = getattr(self.zone, begin)(when)
                return
        if begin == "ordinary":
            self.pk = self.zone.ordinary(when)
        else:
            self.pk = self.zone.start(when, commits=False, reforms=REFORMS[1:])

    @rule(seed=SEEDS)
    def life_goes_on(self, seed: int) -> None:
        """One rule for all, since Hypothesis would else leave one out of whole examples."""
        draw = Random(seed)
        for step in draw.choices(
            (self.the_right_officers_act, self.anyone_tries_anything, self.the_sweep_runs), (5, 2, 1), k=2
        ):
            step(draw)

    def the_right_officers_act(self, draw: Random) -> None:
        """Steers to what may be done now, so that lives get long; rare acts, which often end them, come less often."""
        for _ in range(draw.randint(2, 6)):
            self.now += draw.choice(WAITS) if draw.random() < 0.15 else dt.timedelta(minutes=5)
            who = [self.zone.applicant, *OFFICERS]
            state = State(self.zone.view(self.pk).state)
            if state in OVER and draw.random() < 0.7:
                self.another(draw)
                continue
            if state == State.GRANTED and draw.random() < 0.2:
                self.seal()
            may = {
                name: actor for actor in draw.sample(who, len(who)) for name in acts_for(state, actor) if name in CALLS
            }
            usual = [name for name in may if name not in RARE]
            name = draw.choice(sorted(usual if usual and draw.random() < 0.9 else may))
            self.attempt(name, may[name], draw)

    def anyone_tries_anything(self, draw: Random) -> None:
        for _ in range(draw.randint(1, 4)):
            actor = draw.choice([*OFFICERS, self.zone.applicant, STRANGER, ABROAD])
            moment = self.now + dt.timedelta(draw.choice([0, 0, -1, -30]))
            self.attempt(draw.choice(sorted(CALLS)), actor, draw, moment)

    def the_sweep_runs(self, draw: Random) -> None:
        self.now += draw.choice(WAITS)
        before = self.rows()
        done = sweep(zone=ZONE, at=self.now)
        assert [f for f in done.pop("failed") if f["error"] != "CalendarMissing"] == []
        assert self.rows() == before + sum(done.values())
        if draw.random() < 0.3:
            digest = everything()
            assert set(sweep(zone=ZONE, at=self.now)) == {"failed"}
            assert everything() == digest

    def seal(self) -> None:
        licence = trust.licence(zone=ZONE, pk=decision_of(ZONE, self.pk).licence_id)
        if licence.sealed_at or licence.status != "valid":
            return
        before = self.rows()
        delivery.seal(zone=ZONE, case_id=self.pk, by=KEEPER, at=self.now)
        assert self.rows() == before + 2  # the order to seal, and the sealing

    def attempt(self, name: str, actor: Actor, draw: Random, moment: dt.datetime | None = None) -> None:
        before, rows, state = everything(), self.rows(), self.zone.view(self.pk).state
        to = {"zone": ZONE, "case_id": self.pk, "by": actor, "at": moment or self.now}
        with suppress(GaoxinError):
            if not CALLS[name](draw, to).repeated:
                self.done(name, actor, rows, state)
                return
        assert everything() == before, f"{name} did nothing and yet changed something"

    def done(self, name: str, actor: Actor, rows: int, state: str) -> None:
        self.reached[name] += 1
        assert self.rows() == rows + 1, name
        now = self.zone.view(self.pk).state
        if now != state and now in UNFAVOURABLE:
            assert actor.has(Role.SUPERVISOR)

    def rows(self) -> int:
        return len(audit_log.entries(ZONE))

    @invariant()
    def the_audit_chain_holds(self) -> None:
        assert verify(ZONE).ok

    @invariant()
    def nothing_is_half_done(self) -> None:
        if self.pk is None:
            return
        view, decision = self.zone.view(self.pk), decision_of(ZONE, self.pk)
        assert DECIDED.get(State(view.state)) == (decision and decision.outcome)
        assert (view.state in ISSUED) == bool(decision and decision.licence_id)
        assert (view.decided_at is not None) == (view.state in {*ISSUED, State.REFUSED})
        if view.state in UNFAVOURABLE:
            assert (
                decision.supervisor and decision.ground and decision.reasons and decision.remedies and decision.instead
            )
            assert decision.supervisor != decision.recommended_by

    @invariant()
    def the_due_date_is_the_replay_of_the_ledger(self) -> None:
        if self.pk is None:
            return
        view = self.zone.view(self.pk)
        entries = ledger_of(ZONE, self.pk)
        try:
            due = next_due(replay(entries, item_of(view.item_version_id).limits, rulebook.calendar()))
        except CalendarMissing:
            due = None
        assert view.due_at == due
        assert [e.at for e in entries] == sorted(e.at for e in entries)


def test_no_life_of_a_case_breaks_the_law(zone):
    LifeOfACase.zone = zone
    run_state_machine_as_test(
        LifeOfACase,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
    ways = {"submit", "request-corrections", "accept", "recommend", "grant", "refuse", "deliver"}
    assert ways <= set(LifeOfACase.reached), LifeOfACase.reached
