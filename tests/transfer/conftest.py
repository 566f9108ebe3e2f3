"""A zone with officers, two enterprises, a university with somebody who speaks for it, and a patent on the register."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Role
from gaoxin.innovation.rules.patents.numbers import check_digit
from gaoxin.innovation.services import patents, register
from gaoxin.innovation.services.transfer import agreements, dealing, matching, posting
from gaoxin.parties import services as registering
from gaoxin.runtime import keeper
from gaoxin.runtime.keeper import Policy
from gaoxin.runtime.worker import _Queue
from tests.innovation.conftest import FIRMS, SYSTEM, ZONE, World, at, rows

START, NOW = at("2025-01-06T09:00"), at("2025-06-01T10:00")
PEOPLE = {
    "officer": Role.INNOVATION_OFFICER, "officer-2": Role.INNOVATION_OFFICER, "auditor": Role.AUDITOR, "clerk": Role.CLERK,
    "applicant": Role.APPLICANT, "applicant-2": Role.APPLICANT, "school": Role.SCHOOL,
}  # fmt: skip
BODY = "202310000001"
PATENT = BODY + check_digit(BODY)


def worked(run: uuid.UUID, moment: dt.datetime = NOW, attempt: int = 1) -> str:
    """A worker takes the run's job. Returns the run's state."""
    return matching.work(zone=ZONE, key=str(run), at=moment, clock=lambda: moment, attempt=attempt)


POLICY = Policy(leases={"long": 60}, attempts=10)


def tried(run: uuid.UUID) -> DBTaskResult:
    """A worker takes the run's job, once, and the keeper has it tried again where that failed."""
    _Queue("long", interval=0, drain=True).run_task(claimed(run))
    keeper.retry(zone=ZONE, at=timezone.now(), policy=POLICY)
    return DBTaskResult.objects.get(args_kwargs__kwargs__key=str(run))


def claimed(run: uuid.UUID) -> DBTaskResult:
    job = DBTaskResult.objects.get(args_kwargs__kwargs__key=str(run), status="READY")
    job.claim("worker")
    return job


@dataclass
class Platform(World):
    """universities by name."""

    universities: dict[str, uuid.UUID]

    def does(self, who: str = "officer", **more: Any) -> dict[str, Any]:
        return {"zone": ZONE, "at": NOW, "by": self[who], **more}

    def demand(self, firm: str = "one", who: str = "officer", **more: Any) -> uuid.UUID:
        told = {"title": "高导热树脂基材", "field": "materials", "maturity": 5, "deadline": dt.date(2030, 1, 1)} | more
        return posting.post_demand(**self.does(who), party_id=self.firms[firm], told=posting.NewDemand(**told))

    def result(self, who: str = "officer", **more: Any) -> uuid.UUID:
        told = {
            "title": "高导热树脂的制备",
            "field": "materials",
            "maturity": 6,
            "university_id": self.universities["甲"],
        } | more
        return posting.post_result(**self.does(who), told=posting.NewResult(**told))

    def agreement(self, number: str, since: str, until: str, **more: Any) -> uuid.UUID:
        told = agreements.NewAgreement(
            number, "共建研发中心（演示）", self.universities["甲"], dt.date.fromisoformat(since), dt.date.fromisoformat(until),
            self.ids["officer"], **more,
        )  # fmt: skip
        return agreements.add_agreement(**self.does(), told=told)

    def match(self) -> uuid.UUID:
        """A matching asked for, and done by a worker."""
        run = matching.start(**self.does())
        assert worked(run) == "done"
        return run

    def in_talks(self) -> uuid.UUID:
        """The one match, taken up."""
        self.match()
        row = rows("TransferMatch").get(state="proposed")
        dealing.begin_talks(**self.does(), match_id=row.id)
        return row.id


def make() -> Platform:
    ids = {
        name: accounting.create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=START, by=SYSTEM, department="科技创新局"
        )
        for name, role in PEOPLE.items()
    }  # fmt: skip
    firms = {
        key: registering.register_party(
            zone=ZONE, kind="enterprise", name=name, identifier=code, source="test", at=START, by=SYSTEM, industry="3985"
        ).id
        for key, (name, code) in FIRMS.items()
    }  # fmt: skip
    for login, firm in (("applicant", "one"), ("applicant-2", "two")):
        registering.grant_mandate(zone=ZONE, party_id=firms[firm], user_id=ids[login], at=START, by=SYSTEM, scope=())
    made = Platform(firms, ids, {})
    new = [register.NewUniversity(f"{name}演示大学", "四川", code_note="演示") for name in "甲乙"]
    register.add_universities(zone=ZONE, rows=new, at=START, by=made["officer"])
    made.universities = {row.name[0]: row.id for row in rows("University").all()}
    posting.name_voice(**made.does(), university_id=made.universities["甲"], user_id=made.ids["school"])
    heads = "申请号,发明名称,申请日,授权公告日,专利权人,专利类型,法律状态\n"
    line = f"{BODY}.{PATENT[-1]},高导热树脂,2023-02-01,2024-05-01,甲演示大学,发明专利,有效\n"
    found = patents.import_patents(
        zone=ZONE, data=(heads + line).encode(), source="test", at=START, by=made["officer"], today=START.date()
    )
    assert found.written, found.wrong
    return made


@pytest.fixture
def world(db: Any) -> Platform:
    return make()
