"""The dossier of a case: everything an officer needs to decide it, on one page, and only the acts that are possible now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.models import (
    Case,
    CaseAssignment,
    Correction,
    Decision,
    Opinion,
    Rating,
    SitePhoto,
    StartRequest,
    Upload,
    WindowReply,
)
from gaoxin.approvals.rules.cases.acts import State, acts_for
from gaoxin.approvals.rules.cases.decisions import ConditionVerdict, machine_verdicts
from gaoxin.approvals.rules.cases.papers import SIGNED_PAPER
from gaoxin.approvals.rules.cases.ratings import BAD
from gaoxin.approvals.rules.cases.review import Given, review_steps
from gaoxin.approvals.rules.clock.ledger import Entry, Kind, exclusions
from gaoxin.approvals.rules.items.model import Item, Step, Text
from gaoxin.approvals.rules.materials import burden
from gaoxin.approvals.rules.reforms.commitments import Finding, Standing
from gaoxin.approvals.selectors import CaseView
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.assigning import may_assign
from gaoxin.approvals.services.definitions import item_of
from gaoxin.approvals.services.explaining import deadline
from gaoxin.approvals.services.promises import standing_of
from gaoxin.approvals.services.reconciling import waiting
from gaoxin.approvals.services.requirements import facts_at
from gaoxin.approvals.services.worklists import next_in_review
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import NotFound
from gaoxin.trust import selectors as trust

TYPED_BY = ("save-draft",)


@dataclass(frozen=True, slots=True)
class Need:
    """One document: how it is met, where from, why it is asked; `files` newest first; `fresh` where it came after the notice."""

    code: str
    name: Text
    way: str
    why: str
    asked: str
    article: str
    ref: str
    at: dt.datetime | None
    files: tuple[Upload, ...]
    fresh: bool


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of the form: its value, where it came from and when; `fresh` where it was typed after the notice."""

    code: str
    name: Text
    value: object
    how: str
    registry: Text | str
    at: dt.datetime | None
    locked: bool
    provisional: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment: how it stands, its evidence and the photographs taken when it was verified."""

    row: Any
    name: Text | str
    finding: Finding
    evidence: Upload | None
    photos: tuple[SitePhoto, ...]

    @property
    def open(self) -> bool:
        return self.row.closed_at is None and self.row.revoked_at is None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One opinion with the names of its step and its officer."""

    row: Opinion
    step: Text | str
    officer: str


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the audit log about this case."""

    at: dt.datetime
    who: str
    act: str
    article: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page shows. offers: acts possible now, by this actor; nothing else may be shown as a form."""

    view: CaseView
    item: Item
    entries: tuple[Entry, ...]
    suspended: bool
    deadline: Mapping[str, Any]
    needs: tuple[Need, ...]
    burden: tuple[burden.Requirement, ...]
    before: int
    values: tuple[Value, ...]
    verdicts: tuple[tuple[ConditionVerdict, Text], ...]
    corrections: tuple[tuple[Correction, Text | str], ...]
    steps: tuple[tuple[Step, int], ...]
    speakable: tuple[Step, ...]
    opinions: tuple[Spoken, ...]
    promises: tuple[Promise, ...]
    matters: tuple[WindowReply, ...]
    ratings: tuple[Rating, ...]
    decision: Decision | None
    licence: Any
    documents: tuple[Any, ...]
    history: tuple[Told, ...]
    hands: tuple[CaseAssignment, ...]
    correctable: tuple[tuple[str, Text], ...]
    offers: frozenset[str]
    papers: tuple[Upload, ...] = ()
    extensions: tuple[StartRequest, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was handed in or typed after the correction notice."""
        return any(need.fresh for need in self.needs) or any(value.fresh for value in self.values)


def dossier(*, zone: str, reference: str, by: Actor, at: dt.datetime) -> Dossier:
    """Everything about one case. Raises NotFound where the actor may not see it. A fixed number of queries."""
    view = selectors.case(zone=zone, reference=reference, by=by)
    row = Case.objects.select_related("applicant").get(zone=zone, id=view.id)
    item, scope = item_of(view.item_version_id), {"zone": zone, "case_id": view.id}
    entries, facts = selectors.ledger_of(zone, view.id), facts_at(row, at)
    uploads = list(Upload.objects.filter(**scope).order_by("-at", "-id"))
    log = audit_log.entries(zone, subject=f"case:{view.id}")
    history, officers = _history(log), {entry.actor_id: entry.actor_name for entry in log}
    opinions = list(Opinion.objects.filter(**scope).order_by("id"))
    given = [Given(o.step, o.officer, o.agrees) for o in opinions]
    corrections = list(Correction.objects.filter(**scope).order_by("id"))
    asked_at = corrections[0].asked_at if corrections else None
    needs = selectors.requirements_of(zone, view.id)
    decision = Decision.objects.select_related("licence").filter(**scope).first()
    called = _names(item)
    step_names = {step.code: step.name for step in item.steps}
    made = Dossier(
        view=view, item=item, entries=entries, suspended=exclusions(entries)[1],
        deadline=deadline(zone=zone, case_id=view.id, item=item), needs=_needs(item, view, needs, facts, uploads, asked_at),
        burden=needs, before=len(burden.asked(item, facts)), values=_values(item, view, history, asked_at),
        verdicts=_verdicts(item, facts), corrections=tuple((c, called.get(c.element, c.element)) for c in corrections),
        steps=tuple((s, len({g.officer for g in given if g.step == s.code})) for s in review_steps(item, facts)),
        speakable=_speakable(item, facts, given, by),
        opinions=tuple(Spoken(o, step_names.get(o.step, o.step), officers.get(o.officer, o.officer)) for o in opinions),
        promises=_promises(item, view, zone, uploads, at, called),
        matters=tuple(WindowReply.objects.filter(**scope).order_by("registered_at", "id")),
        ratings=tuple(Rating.objects.filter(**scope).order_by("id")), decision=decision,
        licence=decision.licence if decision else None, documents=tuple(trust.documents_of(zone=zone, subject=f"case:{view.id}")),
        history=history, hands=tuple(CaseAssignment.objects.filter(**scope, until=None).order_by("id")),
        correctable=_correctable(item, view, needs), offers=frozenset(),
        extensions=tuple(selectors.start_requests_of(zone, view.id)),
        papers=tuple(u for u in uploads if u.material == SIGNED_PAPER.code),
    )  # fmt: skip
    return _with_offers(made, by, row, facts, given)


def upload_of(*, zone: str, reference: str, sha256: str, by: Actor) -> Upload | SitePhoto:
    """A file of this case, handed in or photographed. Raises NotFound, also where the actor may not see the case."""
    view = selectors.case(zone=zone, reference=reference, by=by)
    scope = {"zone": zone, "case_id": view.id, "sha256": sha256}
    found = Upload.objects.filter(**scope).first() or SitePhoto.objects.filter(**scope).first()
    if found is None:
        raise NotFound("办件中没有这个文件 no such file in this case", do="从办件页面打开 open it from the case")
    return found


def document_of(*, zone: str, reference: str, pk: str, by: Actor) -> Any:
    """A notice, receipt, letter or the licence of this case, once it is signed. Raises NotFound."""
    view = selectors.case(zone=zone, reference=reference, by=by)
    for row in trust.documents_of(zone=zone, subject=f"case:{view.id}"):
        if str(row.id) == pk and row.file:
            return row
    decision = Decision.objects.select_related("licence").filter(zone=zone, case_id=view.id).first()
    if decision and decision.licence and str(decision.licence_id) == pk and decision.licence.file:
        return decision.licence
    raise NotFound(
        "办件中没有这份文书，或者尚未签章 no such document, or not yet signed", do="稍后再打开 try again later"
    )


def _names(item: Item) -> dict[str, Text]:
    return {m.code: m.name for m in item.materials} | {f.code: f.name for f in item.fields}


def _verdicts(item: Item, facts: Mapping[str, object]) -> tuple[tuple[ConditionVerdict, Text], ...]:
    texts = {condition.code: condition.text for condition in item.conditions}
    return tuple((verdict, texts[verdict.code]) for verdict in machine_verdicts(item, facts))


def _needs(
    item: Item, view: CaseView, needs: Sequence[burden.Requirement], facts: Mapping[str, object],
    uploads: Sequence[Upload], asked_at: dt.datetime | None,
) -> tuple[Need, ...]:  # fmt: skip
    found: list[Need] = []
    for need in needs:
        files = tuple(u for u in uploads if u.material == need.material)
        when = files[0].at if need.way == "uploaded" and files else None
        fresh = bool(asked_at and files and files[0].at > asked_at)
        material = item.material(need.material)
        found.append(
            Need(need.material, material.name, need.way, need.why, burden.why_asked(item, need.material, facts),
                 need.article, need.ref, when or view.submitted_at, files, fresh)
        )  # fmt: skip
    return tuple(found)


def _values(item: Item, view: CaseView, history: Sequence[Told], asked_at: dt.datetime | None) -> tuple[Value, ...]:
    typed = {
        field
        for told in history
        if told.act in TYPED_BY and asked_at and told.at > asked_at
        for field in told.detail.get("fields", ())
    }
    found: list[Value] = []
    for field in item.fields:
        source = view.sources.get(field.code, {})
        value = view.facts.get(field.code)
        if value in (None, "") and not source:
            continue
        when = dt.datetime.fromisoformat(source["at"]) if source.get("at") else None
        found.append(
            Value(field.code, field.name, value, source.get("how", ""), _registry(source.get("registry", "")), when,
                  bool(source.get("locked")), bool(source.get("provisional")), field.code in typed)
        )  # fmt: skip
    return tuple(found)


def _registry(code: str) -> Text | str:
    found = rulebook.registries().get(code)
    return found.name if found else code


def _promises(
    item: Item, view: CaseView, zone: str, uploads: Sequence[Upload], at: dt.datetime, called: Mapping[str, Text]
) -> tuple[Promise, ...]:
    photos = list(SitePhoto.objects.filter(zone=zone, case_id=view.id).order_by("id"))
    return tuple(
        Promise(
            row, called.get(row.material, row.material), standing_of(item, row, at),
            next((u for u in uploads if u.material == row.material and u.sha256 == row.evidence_ref), None),
            tuple(p for p in photos if p.material == row.material),
        )
        for row in selectors.commitments_of(zone, view.id)
    )  # fmt: skip


def _history(log: Sequence[Any]) -> tuple[Told, ...]:
    return tuple(
        Told(localtime(dt.datetime.fromisoformat(e.at)), e.actor_name, e.act, e.article, json.loads(e.detail))
        for e in log
    )


def _speakable(item: Item, facts: Mapping[str, object], given: Sequence[Given], by: Actor) -> tuple[Step, ...]:
    """Steps on which this officer may still give an opinion: none where all have spoken, or it has spoken itself."""
    left = [s for s in review_steps(item, facts) if len({g.officer for g in given if g.step == s.code}) < s.officers]
    first = min((s.order for s in left), default=0)
    spoken = {g.step for g in given if g.officer == by.id}
    return tuple(s for s in left if s.order == first and s.code not in spoken)


def _correctable(item: Item, view: CaseView, needs: Sequence[burden.Requirement]) -> tuple[tuple[str, Text], ...]:
    """Elements a correction notice may name: what the applicant brings or types; never what government holds."""
    found = [(n.material, item.material(n.material).name) for n in needs if n.way not in ("held", "fetched")]
    found += [(f.code, f.name) for f in item.fields if not view.sources.get(f.code, {}).get("locked")]
    return tuple(found)


def _with_offers(made: Dossier, by: Actor, row: Case, facts: Mapping[str, object], given: Sequence[Given]) -> Dossier:
    """The same with its offers: what role and state allow, less what has nothing to act on."""
    allowed = set(acts_for(State(made.view.state), by))
    extension = made.item.limits.extension
    extended = sum(entry.kind is Kind.EXTENDED for entry in made.entries)
    complete = next_in_review(made.item, facts, given, by)[0] == "recommend"
    valid = made.licence is not None and made.licence.status == "valid"
    possible = {
        "request-corrections": not made.corrections,
        "suspend": not made.suspended,
        "resume": made.suspended,
        "extend": extension is not None and extended < extension.times,
        "give-opinion": bool(made.speakable),
        "recommend": complete and not made.suspended,
        "answer-window": any(m.answered_at is None for m in made.matters),
        "answer-rating": any(r.grade in BAD and r.answered_at is None for r in made.ratings),
        "seal": valid and made.licence.sealed_at is None,
        "deliver": valid and made.licence.sealed_at is not None,
        "verify-commitment": any(p.open for p in made.promises),
        "mark-breach": any(_breached(p) for p in made.promises),
        "reconcile": bool(waiting(row)),
        "revoke": valid,
        "cancel": made.licence is not None and made.licence.status != "cancelled",
        "extend-start": valid and bool(made.item.result.keep.start_within),
        "refuse-start-extension": any(asked.decided_at is None for asked in made.extensions),
        "reverify": valid and bool(made.item.result.keep.reverify_after),
    }
    offers = {name for name in allowed if possible.get(name, True)}
    if may_assign(by):
        offers |= {"assign", "release"} if made.hands else {"assign"}
    return _replaced(made, frozenset(offers))


def _breached(promise: Promise) -> bool:
    row = promise.row
    return promise.finding.standing is Standing.BREACHED and row.breached_at is None and row.evidence_at is None


def _replaced(made: Dossier, offers: frozenset[str]) -> Dossier:
    values = {name: getattr(made, name) for name in Dossier.__slots__}
    return Dossier(**values | {"offers": offers})
