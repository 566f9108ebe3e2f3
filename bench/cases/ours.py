"""Our own services: the construction permit with the zone's reforms, from the draft to the licence row.

Seven acts, each one transaction with its key, its check of role and state, its rows, its ledger entry where time is
touched, and its link of the audit chain. Handing in the files is measured apart, since no peer takes files.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.types.json import Json, Jsonb

from bench.cases import shape
from bench.worker import Watch
from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.materials.burden import asked
from gaoxin.approvals.services import deciding, drafting, intake, reviewing, rulebook, submission
from gaoxin.approvals.services.definitions import define
from gaoxin.audit import services as audit
from gaoxin.demo.building import account_parties, build_people
from gaoxin.demo.papers import paper
from gaoxin.demo.plan import read_plan
from gaoxin.demo.running import PARTY_REGISTRIES, Variant, registry_values
from gaoxin.parties import selectors as party_log
from gaoxin.parties import services as parties
from gaoxin.trust import services as trust

ITEM = "construction-permit"
REFORMS = ("four-exemptions", "fully-online", "no-veto", "notify-and-commit", "saturday")
A_DAY = 90  # cases on one day; the permit number has room for 99
FILES = "files"
PEOPLE = ("clerk", "reviewer-1", "reviewer-2", "supervisor")


class Ours:
    """One unit is one case, from the draft to the licence."""

    def __init__(self) -> None:
        self.zone = settings.ZONE
        self.calendar = rulebook.calendar()
        self.plan = read_plan(settings.CATALOGUE / "demo")
        self.variant = Variant("bench", "bench", "2601-441802-04-01-100009", "online", REFORMS)
        contracted = self.plan.project.dates["contracted_on"]
        self.first = self.calendar.workdays_through(contracted) + 1  # the running number of the first day of cases
        self._build(self._at(0, 8, 0))
        item = define(ITEM, contracted, REFORMS)
        facts = {
            name: value for kept in registry_values(self.plan, self.variant).values() for name, value in kept.items()
        }
        self.papers = {
            m.code: paper(m.name.zh, self.plan.project.name)
            for m in asked(item, facts)
            if not {"held", "fetched", "promised"} & set(m.ways) and not m.generated
        }
        self.facts = {"item": item.name.zh, "reforms": list(item.reforms), "files": len(self.papers)}
        self.done = 0
        self.facts |= self._weigh()

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            self._case(watch)

    def finish(self) -> dict[str, Any]:
        """Every case is granted, every act is in the chain, and the chain holds."""
        by = Actor.system(self.zone, "bench")
        states = selectors.count_by(zone=self.zone, field="state")
        assert states == {"granted": self.done}, states
        last = selectors.cases(zone=self.zone, by=by, limit=1)[0]
        decision = selectors.decision_of(self.zone, last.id)
        assert decision is not None and decision.licence_id is not None
        chain = audit.verify(self.zone)
        acts = self.done * (shape.DURABLE + len(self.papers))
        assert chain.ok and chain.count - self.before == acts, (chain, acts)
        return {"cases": self.done, "audit_entries": chain.count}

    def _case(self, watch: Watch) -> None:
        number, self.done = self.done, self.done + 1
        day, zone, people = number // A_DAY, self.zone, self.people
        case = drafting.start_case(
            zone=zone, item_code=ITEM, applicant=self.owner, by=people["applicant"], at=self._at(day, 9, 0),
            reforms=REFORMS, project_code=self.variant.code, commits=True, facts=self.typed, key=f"{number}:open",
        ).case_id  # fmt: skip
        with watch.aside(FILES):
            self._hand_in(case, number, day)
        submission.submit(
            zone=zone,
            case_id=case,
            by=people["applicant"],
            at=self._at(day, 9, 30),
            agrees=True,
            key=f"{number}:submit",
        )
        intake.accept(zone=zone, case_id=case, by=people["clerk"], at=self._at(day, 10, 0), key=f"{number}:accept")
        for minute, officer in enumerate(("reviewer-1", "reviewer-2")):
            reviewing.give_opinion(
                zone=zone, case_id=case, step="technical-review", agrees=True, text="符合要求", by=people[officer],
                at=self._at(day, 10, 30 + minute), key=f"{number}:{officer}",
            )  # fmt: skip
        reviewing.recommend(
            zone=zone, case_id=case, text="建议准予", by=people["reviewer-1"], at=self._at(day, 11, 0),
            key=f"{number}:recommend",
        )  # fmt: skip
        deciding.grant(
            zone=zone, case_id=case, by=people["supervisor"], at=self._at(day, 11, 30), key=f"{number}:grant"
        )

    def _hand_in(self, case: uuid.UUID, number: int, day: int) -> None:
        """Files of this case alone, so that each is really stored."""
        for code, data in self.papers.items():
            drafting.upload(
                zone=self.zone, case_id=case, material=code, name=f"{code}.pdf", data=data + f"\n% {number}\n".encode(),
                by=self.people["applicant"], at=self._at(day, 9, 10), key=f"{number}:{code}",
            )  # fmt: skip

    def _at(self, day: int, hour: int, minute: int) -> dt.datetime:
        """A time on the nth workday after the contract was signed."""
        on = self.calendar.nth_workday(self.first + day)
        return dt.datetime.combine(on, dt.time(hour, minute), self.calendar.tz)

    def _build(self, at: dt.datetime) -> None:
        """The demo zone's people and enterprises, the registries' answers about the project, and what the vault holds."""
        zone, plan = self.zone, self.plan
        by = Actor.system(zone, "bench")
        build_people(zone, plan)
        self.owner = plan.zone.enterprise(plan.project.applicant).identifier
        self.typed = {
            **plan.project.contact,
            **{name: plan.project.dates[name].isoformat() for name in ("start_planned_on", "finish_planned_on")},
        }
        values = registry_values(plan, self.variant)
        for registry, kept in values.items():
            subject = self.owner if registry in PARTY_REGISTRIES else self.variant.code
            parties.store_snapshot(zone=zone, registry=registry, subject=subject, values=kept, at=at)
        holder = party_log.party(zone=zone, identifier=self.owner)
        for kind, fact in (("land-approval", "land_approved_on"), ("planning-permit", "planning_permitted_on")):
            trust.deposit(
                zone=zone, holder_id=holder.id, kind=kind, issuer="自然资源主管部门（演示）", title=kind,
                number=f"{kind}-bench", valid_from=plan.project.dates[fact], source="bench", scope=self.variant.code, at=at,
                by=by,
            )  # fmt: skip
        self.people = {name: account_log.actor(zone=zone, login=f"{name}@{zone}", at=at) for name in PEOPLE}
        applicant = account_log.actor(zone=zone, login=f"applicant@{zone}", at=at)
        acts_for = account_parties(zone, applicant, at)
        self.people["applicant"] = account_log.actor(zone=zone, login=f"applicant@{zone}", at=at, parties=acts_for)
        self.before = audit.verify(zone).count

    def _weigh(self) -> dict[str, int]:
        """Statements and bytes of one case on its own path, files apart: what the floor is to write."""
        self._case(Watch())  # caches fill, the definition is pinned
        scale = Scale()
        with connection.execute_wrapper(scale):
            self._case(scale)
        return {"commits": shape.DURABLE, "writes": scale.writes, "reads": scale.reads, "bytes": scale.bytes}


class Scale(Watch):
    """Counts statements of one case, and the bytes of what they write; rests while files are handed in."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = self.reads = self.bytes = 0
        self.rests = False

    @contextmanager
    def aside(self, name: str) -> Iterator[None]:
        self.rests = True
        yield
        self.rests = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.rests:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                self.writes += 1
                self.bytes += sum(map(_size, params or ()))
            elif sql.startswith("SELECT"):
                self.reads += 1
        return execute(sql, params, many, context)


def _size(value: object) -> int:
    """Bytes of one parameter. For SQLite JSON is text already; psycopg has it wrapped, and a column of many rows as a list."""
    if isinstance(value, list):
        return sum(map(_size, value))
    if isinstance(value, Json | Jsonb):
        return len(json.dumps(value.obj, ensure_ascii=False).encode())
    return len(str(value).encode())


def make(options: dict[str, Any]) -> Ours:
    return Ours()
