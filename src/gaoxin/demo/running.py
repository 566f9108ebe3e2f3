"""Takes the project through the construction permit three times: by the 2023 rules, by its first phase, by the reforms.

Each run is ordinary services only. Officers use the whole time they may: the decision falls on the due date, so that what is
compared are the rules and not somebody's diligence. Numbers are read back from the case, never kept here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.rules.cases.review import review_steps
from gaoxin.approvals.rules.clock.ledger import replay, worked_minutes
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.materials.burden import asked
from gaoxin.approvals.rules.routes import node_of, schedule
from gaoxin.approvals.services import (
    deciding,
    delivery,
    drafting,
    holding,
    intake,
    promises,
    reviewing,
    rulebook,
    submission,
)
from gaoxin.approvals.services.definitions import define, item_of
from gaoxin.demo.building import account_parties
from gaoxin.demo.papers import paper
from gaoxin.demo.plan import Plan
from gaoxin.parties import selectors as party_log
from gaoxin.parties import services as parties
from gaoxin.trust import selectors as trust_log
from gaoxin.trust import services as trust

ITEM = "construction-permit"
PARTY_REGISTRIES = ("enterprise-registry", "social-insurance")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through the item. code: project code of this twin. reforms: () for the law as it stood in 2023."""

    name: str
    title: str
    code: str
    channel: str
    reforms: tuple[str, ...]
    phase: str = ""
    contracted: str = "contracted_on"

    @property
    def commits(self) -> bool:
        return "notify-and-commit" in self.reforms


REFORMS = ("four-exemptions", "full-service", "fully-online", "no-veto", "notify-and-commit", "phased", "saturday")
VARIANTS = (
    Variant("ordinary", "2023 年规则\nby the 2023 rules", "2601-441802-04-01-100001", "window", ()),
    Variant("phase", "桩基础先行\npile foundation", "2601-441802-04-01-100002", "online", REFORMS,
            "pile-foundation", "pile_contracted_on"),
    Variant("reformed", "改革后\nwith the reforms", "2601-441802-04-01-100003", "online", REFORMS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to, read back from its case, ledger, requirements and licence."""

    number: str
    documents_asked: int
    documents_not_asked: Mapping[str, int]
    fields_typed: int
    visits: int
    working_hours: float
    calendar_days: int
    submitted: str
    accepted: str
    decided: str
    licence_number: str
    licence_id: uuid.UUID
    case_id: uuid.UUID


def definition(variant: Variant, day: dt.date) -> Item:
    """The item as this variant applies it on that day."""
    return define(ITEM, day, variant.reforms, variant.phase)


def run(zone: str, plan: Plan, variant: Variant, tell: Tell) -> Outcome:
    """The whole way from draft to delivery. A run that was made before, under the same facts, is not made again."""
    calendar = rulebook.calendar()
    dates = plan.project.dates
    item = definition(variant, dates["contracted_on"])
    ready = schedule([node_of(item)], dates, calendar).placed[node_of(item).code].ready
    key = f"demo:{plan.digest}:{variant.name}"
    people = people_of(zone, ready)
    what_government_holds(zone, plan, variant, ready)
    tell(f"{ready:%Y-%m-%d %H:%M} 填报 draft")
    started = drafting.start_case(
        zone=zone, item_code=ITEM, applicant=plan.zone.enterprise(plan.project.applicant).identifier,
        by=people["applicant"], at=ready, channel=variant.channel, reforms=variant.reforms, phase=variant.phase,
        project_code=variant.code, commits=variant.commits, key=f"{key}:start",
    )  # fmt: skip
    case = started.case_id
    if started.repeated and _finished(zone, case, people["clerk"]):
        return outcome(zone, case)
    act = {"zone": zone, "case_id": case}
    fill(zone, plan, variant, case, people["applicant"], ready, key)
    tell(f"{ready:%Y-%m-%d %H:%M} 提交 submit")
    submission.submit(**act, by=people["applicant"], at=ready, agrees=variant.commits, key=f"{key}:submit")
    accepted = calendar.add_minutes(ready, 30)
    tell(f"{accepted:%Y-%m-%d %H:%M} 受理 accept")
    intake.accept(**act, by=people["clerk"], at=accepted, key=f"{key}:accept")
    decided = _review(zone, case, people, accepted, key, tell)
    tell(f"{decided:%Y-%m-%d %H:%M} 准予、用印、送达 grant, seal, deliver")
    deciding.grant(**act, by=people["supervisor"], at=decided, key=f"{key}:grant")
    delivery.seal(**act, by=people["seal-keeper"], at=decided, key=f"{key}:seal")
    delivered = decided if variant.channel == "online" else calendar.add_minutes(decided, 60)
    delivery.deliver(**act, by=people["clerk"], at=delivered, key=f"{key}:deliver")
    begun = delivered + dt.timedelta(days=7)
    tell(f"{begun:%Y-%m-%d %H:%M} 报告开工 works begin")
    holding.report(
        **act, kind=Report.STARTED, note="按计划开工（演示）", by=people["applicant"], at=begun, key=f"{key}:started"
    )
    _keep_promises(zone, case, people, delivered, key, tell)
    for document in trust_log.documents_of(zone=zone, subject=f"case:{case}"):
        trust.sign_document(zone=zone, pk=document.id, at=delivered, by=people["seal-keeper"])
    return outcome(zone, case)


def _finished(zone: str, case: uuid.UUID, by: Actor) -> bool:
    """Delivered, works begun, nothing promised still open. A run that was stopped goes on: its keys say what was done."""
    delivered = selectors.case(zone=zone, reference=case, by=by).state == "delivered"
    begun = Report.STARTED in dict(selectors.reports_of(zone, case))
    return delivered and begun and all(row.closed_at for row in selectors.commitments_of(zone, case))


def outcome(zone: str, case_id: uuid.UUID) -> Outcome:
    """Everything the demo prints about one run, from the rows."""
    view = selectors.case(zone=zone, reference=case_id, by=Actor.system(zone, "演示 demo"))
    needs = selectors.requirements_of(zone, case_id)
    ways: dict[str, int] = {}
    for need in needs:
        ways[need.way] = ways.get(need.way, 0) + 1
    decision = selectors.decision_of(zone, case_id)
    assert decision is not None and view.submitted_at and view.accepted_at and view.decided_at
    calendar = rulebook.calendar()
    clock = replay(selectors.ledger_of(zone, case_id), item_of(view.item_version_id).limits, calendar)
    submitted, decided = calendar.local(view.submitted_at), calendar.local(view.decided_at)
    typed = [source for name, source in view.sources.items() if name[:1] != "@" and source["how"] == "typed"]
    return Outcome(
        number=view.number,
        documents_asked=ways.pop("uploaded", 0),
        documents_not_asked=ways,
        fields_typed=len(typed),
        visits=view.visits,
        working_hours=round(worked_minutes(clock, decided, calendar) / 60, 2),
        calendar_days=(decided.date() - submitted.date()).days + 1,
        submitted=submitted.isoformat(timespec="minutes"),
        accepted=calendar.local(view.accepted_at).isoformat(timespec="minutes"),
        decided=decided.isoformat(timespec="minutes"),
        licence_number=trust_log.licence(zone=zone, pk=decision.licence_id).number,
        licence_id=decision.licence_id,
        case_id=case_id,
    )


def sealed_files(zone: str, found: Outcome) -> dict[str, Path]:
    """Name -> sealed PDF of a run: the licence, the commitment letter, the receipts and notices."""
    licence = trust_log.path_of(trust_log.licence(zone=zone, pk=found.licence_id))
    files = {f"证照-{found.licence_number}": licence} if licence else {}
    for index, document in enumerate(trust_log.documents_of(zone=zone, subject=f"case:{found.case_id}"), start=1):
        path = trust_log.path_of(document)
        if path:
            files[f"{index}-{document.title}"] = path
    return files


def people_of(zone: str, at: dt.datetime) -> dict[str, Actor]:
    names = ("clerk", "reviewer-1", "reviewer-2", "reviewer-3", "supervisor", "seal-keeper")
    people = {name: account_log.actor(zone=zone, login=f"{name}@{zone}", at=at) for name in names}
    applicant = account_log.actor(zone=zone, login=f"applicant@{zone}", at=at)
    acts_for = account_parties(zone, applicant, at)
    people["applicant"] = account_log.actor(zone=zone, login=f"applicant@{zone}", at=at, parties=acts_for)
    return people


def what_government_holds(zone: str, plan: Plan, variant: Variant, at: dt.datetime) -> None:
    """Registries and vault as they stand on the day of application, for this twin of the project."""
    owner = plan.zone.enterprise(plan.project.applicant)
    for registry, values in registry_values(plan, variant).items():
        subject = owner.identifier if registry in PARTY_REGISTRIES else variant.code
        parties.store_snapshot(zone=zone, registry=registry, subject=subject, values=values, at=at)
    holder = party_log.party(zone=zone, identifier=owner.identifier)
    values = registry_values(plan, variant)
    documents = {
        "land-approval": ("用地批准手续（演示）", values["land-registry"]["land_number"], "land_approved_on"),
        "planning-permit": (
            "建设工程规划许可证（演示）",
            values["planning-registry"]["planning_number"],
            "planning_permitted_on",
        ),
    }
    held = trust_log.held_documents(
        zone=zone, holder_id=holder.id, kinds=list(documents), on=at.date(), scope=variant.code
    )
    for kind, (title, number, fact) in documents.items():
        if kind not in held:
            trust.deposit(
                zone=zone, holder_id=holder.id, kind=kind, issuer="自然资源主管部门（演示）", title=title,
                number=f"{number}/{variant.code[-6:]}", valid_from=plan.project.dates[fact], source="演示 demo",
                scope=variant.code, at=at, by=Actor.system(zone, "演示 demo"),
            )  # fmt: skip


def registry_values(plan: Plan, variant: Variant) -> dict[str, dict[str, Any]]:
    """What each registry says, from the project's file."""
    project, dates = plan.project, {name: day.isoformat() for name, day in plan.project.dates.items()}
    owner, contractor, supervisor = (
        plan.zone.enterprise(serial) for serial in (project.applicant, project.contractor, project.supervisor)
    )
    values = {name: dict(kept) for name, kept in project.registries.items()}
    values["enterprise-registry"] = {
        "name": owner.name, "identifier": owner.identifier, "legal_representative": owner.legal_representative,
        "address": project.address,
    }  # fmt: skip
    values["social-insurance"] = {"work_injury_insured": True}
    values["project-registry"] |= {
        "project_name": project.name, "project_code": variant.code, "project_address": project.address,
        "region": project.region, "industry": project.industry,
    }  # fmt: skip
    values["land-registry"]["land_approved_on"] = dates["land_approved_on"]
    values["planning-registry"]["planning_permitted_on"] = dates["planning_permitted_on"]
    values["contract-registry"] |= {
        "contracted_on": dates[variant.contracted], "contractor_name": contractor.name,
        "contractor_uscc": contractor.identifier, "supervisor_name": supervisor.name,
        "supervisor_uscc": supervisor.identifier,
    }  # fmt: skip
    return values


def fill(zone: str, plan: Plan, variant: Variant, case: uuid.UUID, by: Actor, at: dt.datetime, key: str) -> None:
    """Type what no registry filled, and hand in the documents that this case really has to hand in."""
    view = selectors.case(zone=zone, reference=case, by=by)
    item = item_of(view.item_version_id)
    known = {name: value for kept in registry_values(plan, variant).values() for name, value in kept.items()}
    known |= {name: day.isoformat() for name, day in plan.project.dates.items()} | plan.project.contact
    typed: dict[str, Any] = {}
    for field in item.fields:
        by_hand = view.sources.get(field.code, {}).get("how") == "typed"  # by an earlier run that was stopped
        if field.required and (by_hand or view.facts.get(field.code) in (None, "")):
            told = known[field.source.field] if field.source and field.source.field in known else known[field.code]
            typed[field.code] = told
    drafting.save_draft(zone=zone, case_id=case, values=typed, by=by, at=at, key=f"{key}:form")
    for material in asked(item, view.facts):
        promised = variant.commits and "promised" in material.ways
        if set(material.ways) & {"held", "fetched"} or promised or (material.generated and variant.commits):
            continue
        data = paper(material.name.zh, plan.project.name)
        drafting.upload(
            zone=zone, case_id=case, material=material.code, name=f"{material.name.zh}.pdf", data=data, by=by, at=at,
            key=f"{key}:upload:{material.code}",
        )  # fmt: skip


def _review(
    zone: str, case: uuid.UUID, people: dict[str, Actor], accepted: dt.datetime, key: str, tell: Tell
) -> dt.datetime:
    """Opinions of every step spread evenly over the time allowed, and the recommendation; returns the due date."""
    calendar = rulebook.calendar()
    view = selectors.case(zone=zone, reference=case, by=people["clerk"])
    steps = review_steps(item_of(view.item_version_id), view.facts)
    opinions = [(step, number) for step in steps for number in range(step.officers)]
    ends = view.due_at or view.decided_at  # decided on the due date by an earlier run that was stopped
    assert ends is not None
    due = calendar.local(ends)
    share = calendar.working_minutes(accepted, due) // (len(opinions) + 2)
    at = accepted
    for index, (step, number) in enumerate(opinions, start=1):
        at = calendar.add_minutes(accepted, share * index)
        officer = people[f"reviewer-{2 + number if step.onsite else 1 + number}"]
        tell(f"{at:%Y-%m-%d %H:%M} {step.name.zh} {officer.name}")
        reviewing.give_opinion(
            zone=zone, case_id=case, step=step.code, agrees=True, text="符合要求", by=officer, at=at,
            place="项目现场（演示）" if step.onsite else "", key=f"{key}:{step.code}:{number}",
        )  # fmt: skip
    at = calendar.add_minutes(at, share)
    reviewing.recommend(
        zone=zone, case_id=case, text="建议准予", by=people["reviewer-1"], at=at, key=f"{key}:recommend"
    )
    return due


def _keep_promises(
    zone: str, case: uuid.UUID, people: dict[str, Actor], delivered: dt.datetime, key: str, tell: Tell
) -> None:
    """Evidence of what was promised comes in a third of the time allowed after delivery, and an officer looks at it."""
    calendar = rulebook.calendar()
    view = selectors.case(zone=zone, reference=case, by=people["clerk"])
    item = item_of(view.item_version_id)
    for row in selectors.commitments_of(zone, case):
        due = calendar.local(row.due_at) if row.due_at else delivered + dt.timedelta(days=30)
        at = calendar.add_minutes(delivered, calendar.working_minutes(delivered, due) // 3)
        same = {"zone": zone, "case_id": case, "material": row.material, "at": at}
        if not promises.seen_by_officer(item, row):
            name = item.material(row.material).name.zh
            tell(f"{at:%Y-%m-%d %H:%M} 补交 evidence: {name}")
            drafting.upload(
                **same, name=f"{name}.pdf", data=paper(name, f"{case}:{row.material}"), by=people["applicant"],
                key=f"{key}:evidence-file:{row.material}",
            )  # fmt: skip
            promises.submit_evidence(**same, by=people["applicant"], key=f"{key}:evidence:{row.material}")
        promises.verify_commitment(
            **same, kept=True, text="与承诺一致（演示）", by=people["reviewer-1"], key=f"{key}:verified:{row.material}"
        )
