"""Two enterprises with the same papers, everyone who may knock at a door, and values for the parameters of addresses.

What belongs to `own` and what belongs to `other` differ in every word that could be told: names, numbers, keys, projects,
contacts. Whoever may see only `own` must meet none of `other`'s words anywhere.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals import selectors
from gaoxin.approvals.services import delivery, intake
from gaoxin.gateway.services import tokens, webhooks
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering
from gaoxin.trust import selectors as trust_log
from gaoxin.trust import services as trust
from tests.approvals import conftest as permit
from tests.approvals.conftest import REGISTRIES, SYSTEM, ZONE, at
from tests.parity.parts import PARTS

ITEM = "construction-permit"
ELSEWHERE = "zone-elsewhere"
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the door. sees: whose cases they may see: own, all (officers), none."""

    name: str
    roles: frozenset[Role]
    sees: str
    login: str = ""
    zone: str = ZONE

    @property
    def signed_in(self) -> bool:
        return bool(self.login)


def _person(name: str, role: Role, sees: str, zone: str = ZONE) -> Person:
    return Person(name, frozenset({role}), sees, f"{name}@{zone}", zone)


PEOPLE = (
    Person(PUBLIC, frozenset(), "none"),
    _person("applicant", Role.APPLICANT, "own"),
    _person("applicant-other", Role.APPLICANT, "other"),
    _person("agent", Role.AGENT, "own"),
    _person("agent-out-of-scope", Role.AGENT, "none"),
    _person("clerk", Role.CLERK, "all"),
    _person("reviewer", Role.REVIEWER, "all"),
    _person("supervisor", Role.SUPERVISOR, "all"),
    _person("head", Role.HEAD, "all"),
    _person("seal-keeper", Role.SEAL_KEEPER, "all"),
    _person("steward", Role.STEWARD, "all"),
    _person("promoter", Role.PROMOTER, "all"),
    _person("ambassador", Role.AMBASSADOR, "own"),
    _person("leader", Role.LEADER, "all"),
    _person("engineer", Role.ENGINEER, "all"),
    _person("statistician", Role.STATISTICIAN, "all"),
    _person("land-officer", Role.LAND_OFFICER, "all"),
    _person("innovation-officer", Role.INNOVATION_OFFICER, "all"),
    _person("policy-officer", Role.POLICY_OFFICER, "all"),
    _person("talent-officer", Role.TALENT_OFFICER, "all"),
    _person("school", Role.SCHOOL, "all"),
    _person("arbitrator", Role.ARBITRATOR, "all"),
    _person("tribunal-clerk", Role.TRIBUNAL_CLERK, "all"),
    _person("labour-officer", Role.LABOUR_OFFICER, "all"),
    _person("auditor", Role.AUDITOR, "all"),
    _person("system-admin", Role.SYSTEM_ADMIN, "none"),
    _person("security-admin", Role.SECURITY_ADMIN, "none"),
    _person("audit-admin", Role.AUDIT_ADMIN, "none"),
    _person("clerk-elsewhere", Role.CLERK, "none", ELSEWHERE),
    _person("supervisor-elsewhere", Role.SUPERVISOR, "none", ELSEWHERE),
)


@dataclass
class Side:
    """One enterprise and what it has: a draft, cases on their way, a permit in hand."""

    name: str
    identifier: str
    project: str
    contact: str
    phone: str
    party: Any = None
    cases: dict[str, uuid.UUID] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    licence: Any = None
    document: Any = None
    upload: str = ""
    upload_id: Any = None
    mandate: uuid.UUID | None = None
    token: uuid.UUID | None = None
    hook: uuid.UUID | None = None
    requirement: str = "construction-contract"

    def words(self) -> set[str]:
        """What nobody without right may read: numbers and keys of cases, the project, who is to be called."""
        keys = {str(pk) for pk in self.cases.values()}
        return keys | set(self.numbers.values()) | {self.project, self.contact, self.phone}

    def named(self) -> set[str]:
        """The same with the name and the identifier, which the list of grants publishes once a permit is granted."""
        return self.words() | {self.name, self.identifier}


@dataclass
class World:
    """Everything there is to be asked for."""

    own: Side
    other: Side
    people: dict[str, Any]

    def values(self, side: Side, route: str = "") -> dict[str, Any]:
        """A value for every parameter that an address may have, for a case in the state that this route is about."""
        state = STATE_OF.get(route, "accepted")
        case, number = side.cases[state], side.numbers[state]
        key = {
            "my:document": side.document.id, "my:file": side.upload_id, "window:document": side.document.id,
            "window:file": side.upload_id, "api:revoke-token": side.token,
            "programs:end-token": side.token, "programs:end-webhook": side.hook, "programs:renew-webhook": side.hook,
            "programs:resume-webhook": side.hook,
            "api:end-webhook": side.hook, "api:renew-webhook-secret": side.hook, "api:resume-webhook": side.hook,
        }.get(route, case)  # fmt: skip
        number = side.licence.number if route in ("api:licence", "api:licence-file") else number
        told = {
            "pk": key, "case": case, "case_id": case, "reference": number, "number": number,
            "code": ITEM, "item": ITEM, "item_code": ITEM, "item_slug": ITEM,
            "material": side.requirement, "element": side.requirement, "requirement": side.requirement,
            "sha256": side.upload, "sha": side.upload, "digest": side.upload, "upload": side.upload, "file": side.upload,
            "licence": side.licence.id, "licence_id": side.licence.id, "licence_number": side.licence.number,
            "document": side.document.id, "document_id": side.document.id, "field": "contact_name",
            "party": side.party.id, "party_id": side.party.id, "holder": side.party.id,
            "mandate": side.mandate, "mandate_id": side.mandate, "grant": side.mandate, "reform": "no-veto",
            "step": "technical-review", "act": "accept", "day": "2026-03-02", "on": "2026-03-02", "year": 2026, "month": 3,
            "version": "2026-03-02", "before": "2023-01-01", "after": "2026-03-02", "stage": "construction",
            "login": f"applicant@{ZONE}", "role": "clerk", "kind": "applicant", "registry": "land-registry", "seq": 1,
            "key": "0" * 32, "token": "none", "uidb36": "1", "session": "0" * 32,
            "event": 1, "page": 1, "name": "none", "provider_id": "none", "rest": "nothing",
        }  # fmt: skip
        for part in PARTS:
            told |= part.values(self, side, route)
        return told

    def nobodys(self, side: Side, route: str = "") -> dict[str, Any]:
        """Values of the same shapes that nothing in the world has."""
        return {name: _nobodys(value) for name, value in self.values(side, route).items()}


def _nobodys(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int ^ (1 << 40))
    return (
        re.sub(r"[0-9](?=[^0-9]*$)", lambda found: str(9 - int(found[0])), value) if isinstance(value, str) else value
    )


# What a route is about, where that is not a case under review.
STATE_OF = {
    "my:form": "draft", "my:dispute": "draft", "my:documents": "draft", "my:upload": "draft", "my:submit": "draft",
    "my:sign": "draft", "my:corrections": "correcting", "my:licence": "delivered", "my:report": "delivered", "my:extension": "delivered",
    "my:rate": "delivered", "my:evidence": "delivered", "desk:accept": "submitted", "desk:request-corrections": "submitted",
    "desk:grant": "recommended", "desk:refuse": "recommended", "desk:send-back": "recommended",
    **{f"window:{name}": "window-draft" for name in ("case", "form", "dispute", "documents", "upload", "submit", "sign", "paper")},
    "window:corrections": "correcting",
}  # fmt: skip
OWN = ("清远演示新材料有限公司", "91350100M000100Y43", permit.PROJECT, "陈工", "13800000000")
OTHER = ("守口如瓶精密有限公司", "91441802MA4X0000DG", "2601-441802-04-01-987654", "薛守密", "13999990001")


def build() -> World:
    """Both enterprises with their cases, made by services; every account real, none with a password."""
    permit.build_zone()
    own = Side(*OWN, party=parties.party(zone=ZONE, identifier=OWN[1]))
    other = Side(*OTHER, party=_second_party())
    people = {person.name: _account(person) for person in PEOPLE if person.signed_in}
    for side, login, scope in (
        (own, "applicant", ()), (other, "applicant-other", ()), (own, "agent", (ITEM,)),
        (own, "agent-out-of-scope", ("something-else",)),
    ):  # fmt: skip
        mandate = registering.grant_mandate(
            zone=ZONE,
            party_id=side.party.id,
            user_id=people[login].id,
            at=at("2026-01-06T09:00"),
            by=SYSTEM,
            scope=scope,
        )
        side.mandate = side.mandate or mandate
    for side, login in ((own, "applicant"), (other, "applicant-other")):
        _cases(side, _actor(login), people)
        _programs(side, _actor(login))
    world = World(own, other, people)
    for part in PARTS:
        part.build(world)
    return world


def _second_party() -> Any:
    party = registering.register_party(
        zone=ZONE,
        kind="enterprise",
        name=OTHER[0],
        identifier=OTHER[1],
        source="test",
        at=at("2026-01-05T09:00"),
        by=SYSTEM,
    )
    for registry, values in REGISTRIES.items():
        mine = {key: {permit.PROJECT: OTHER[2], OWN[0]: OTHER[0], OWN[1]: OTHER[1]}.get(value, value)  # type: ignore[call-overload]
                if isinstance(value, str) else value for key, value in values.items()}  # fmt: skip
        subject = OTHER[1] if registry in ("enterprise-registry", "social-insurance") else OTHER[2]
        registering.store_snapshot(
            zone=ZONE, registry=registry, subject=subject, values=mine, at=at("2026-03-01T08:00")
        )
    for kind in ("land-approval", "planning-permit"):
        trust.deposit(
            zone=ZONE, holder_id=party.id, kind=kind, issuer="清远市自然资源局", title=kind, number=f"{kind}-2",
            valid_from=dt.date(2026, 1, 15), source="test", scope=OTHER[2], at=at("2026-01-15T09:00"), by=SYSTEM,
        )  # fmt: skip
    return party


def _account(person: Person) -> Any:
    pk = accounting.create_user(
        zone=person.zone, login=person.login, name=f"{person.name}（演示）", roles=person.roles, at=at("2026-01-05T09:00"),
        by=Actor.system(person.zone, "test"), department="审批局",
    )  # fmt: skip
    return get_user_model().objects.get(id=pk)


def _actor(login: str) -> Actor:
    moment = at("2026-03-02T09:00")
    who = accounts.actor(zone=ZONE, login=f"{login}@{ZONE}", at=moment)
    acts_for = parties.parties_of(zone=ZONE, user_id=accounts.key_of(who), at=moment)
    return accounts.actor(zone=ZONE, login=f"{login}@{ZONE}", at=moment, parties=acts_for)


def _cases(side: Side, applicant: Actor, people: dict[str, Any]) -> None:
    """A draft, one handed in, one accepted, one recommended, and one delivered with its licence sealed."""
    zone = permit.Zone(side.party, applicant)
    typed = permit.TYPED | {"contact_name": side.contact, "contact_phone": side.phone}
    asked = {"project_code": side.project, "facts": typed}
    side.cases["draft"] = zone.start("2026-03-02T09:00", **asked)
    zone.upload(side.cases["draft"], side.requirement)
    side.cases["window-draft"] = zone.start("2026-03-02T09:05", channel="window", **asked)
    side.cases["submitted"] = zone.submitted("2026-03-02T10:00", **asked)
    side.cases["correcting"] = zone.submitted("2026-03-02T10:05", **asked)
    intake.request_corrections(
        zone=ZONE, case_id=side.cases["correcting"], corrections={side.requirement: "缺盖章页"}, by=permit.CLERK,
        at=at("2026-03-02T10:06"),
    )  # fmt: skip
    side.cases["accepted"] = zone.accepted("2026-03-02T10:10", **asked)
    side.cases["recommended"] = zone.recommended("2026-03-02T10:20", **asked)
    done = side.cases["delivered"] = zone.granted("2026-03-02T11:00", **asked)
    delivery.seal(zone=ZONE, case_id=done, by=permit.KEEPER, at=at("2026-03-02T11:10"))
    delivery.deliver(zone=ZONE, case_id=done, by=permit.CLERK, at=at("2026-03-02T11:20"))
    side.numbers = {name: zone.view(pk).number for name, pk in side.cases.items()}
    decision = selectors.decision_of(ZONE, done)
    assert decision is not None and decision.licence_id is not None
    side.licence = trust_log.licence(zone=ZONE, pk=decision.licence_id)
    side.document = trust_log.documents_of(zone=ZONE, subject=f"case:{side.cases['accepted']}")[0]
    side.upload = selectors.uploads_of(ZONE, side.cases["accepted"])[side.requirement].ref.removeprefix("upload:")
    trust.sign_document(zone=ZONE, pk=side.document.id, at=at("2026-03-02T11:30"), by=SYSTEM)
    files = apps.get_model("approvals", "Upload").objects
    side.upload_id = files.get(case_id=side.cases["accepted"], sha256=side.upload).id


def _programs(side: Side, applicant: Actor) -> None:
    """A token and a webhook of the applicant's account."""
    told = {"zone": ZONE, "by": applicant, "at": at("2026-03-02T11:40")}
    side.token = tokens.create_token(name="test", scopes=["cases:read"], days=30, **told)[0].id
    side.hook = webhooks.subscribe(url="https://example.com/hook", events=(), **told).id
