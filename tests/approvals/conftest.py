"""A zone with its officers, one enterprise and its project, and a permit taken as far as a test wants."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, connections

from gaoxin.accounts.rules.roles import Actor, Role, as_supervisor
from gaoxin.approvals.selectors import CaseView, case, requirements_of
from gaoxin.approvals.services import deciding, drafting, intake, reviewing, submission
from gaoxin.approvals.services.definitions import define
from gaoxin.core.errors import GaoxinError
from gaoxin.parties.models import Party
from gaoxin.parties.services import register_party, store_snapshot
from gaoxin.trust import services as trust

ZONE = "demo-qingyuan"
PROJECT = "2601-441802-04-01-123456"
TZ = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system(ZONE, "test")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REFORMS = ("notify-and-commit", "four-exemptions", "fully-online", "no-veto")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


def officer(role: Role, number: int = 1) -> Actor:
    return Actor(f"{role}-{number}", f"{role} {number}", ZONE, frozenset({role}), "审批局")


SLICES = ("accounts", "parties", "trust", "approvals", "audit")
TABLES = tuple(model._meta.db_table for label in SLICES for model in apps.get_app_config(label).get_models())


def everything() -> str:
    """A digest of every row of the slices that a case touches, and of the names of the files handed in."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
            digest.update(repr((table, cursor.fetchall())).encode())
    for path in sorted((django_settings.VAR / "uploads").rglob("*")):
        if path.is_file():
            digest.update(str(path).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str = "") -> Iterator[Any]:
    """The block raises exactly this error, and afterwards every row and file is as it was before."""
    before = everything()
    with pytest.raises(error, match=match or None) as caught:
        yield caught
    assert type(caught.value) is error, caught.value
    assert caught.value.what
    assert everything() == before


def rows(model: str) -> Any:
    """All rows of one table of approvals, such as `Decision`: for what no selector tells."""
    return apps.get_model("approvals", model).objects


CLERK, HEAD, KEEPER = officer(Role.CLERK), officer(Role.HEAD), officer(Role.SEAL_KEEPER)
REVIEWERS = tuple(officer(Role.REVIEWER, n) for n in (1, 2, 3))
SUPERVISOR = officer(Role.SUPERVISOR)

REGISTRIES: dict[str, dict[str, Any]] = {
    "enterprise-registry": {
        "name": "清远演示新材料有限公司", "identifier": "91350100M000100Y43", "legal_representative": "王小明",
        "address": "清远高新区创兴大道1号",
    },
    "social-insurance": {"project_insured": True},
    "project-registry": {
        "project_name": "电子级硅材料厂房", "project_code": PROJECT, "project_address": "清远高新区", "region": "441802",
        "industry": "3985", "fund_source": "自筹", "total_investment": 320_000_000,
    },
    "land-registry": {"land_number": "清高地〔2025〕18号", "land_approved_on": "2025-11-20"},
    "planning-registry": {
        "planning_number": "建字第441802202601号", "planning_permitted_on": "2026-01-15", "floor_area": 42000,
        "building_height": 23.5, "floors_above": 4, "floors_below": 1,
    },
    "drawing-review": {"structure": "框架", "designer_name": "广东演示设计院", "surveyor_name": "广东演示勘察院"},
    "contract-registry": {
        "contract_price": 98_000_000, "contracted_on": "2026-02-06", "contractor_name": "广东演示建设有限公司",
        "contractor_uscc": "91350100M000100Y43", "supervisor_name": "清远演示监理有限公司",
        "supervisor_uscc": "91350100M000100Y43",
    },
    "qualification-registry": {
        "contractor_qualification": "D144000001", "manager_name": "李建国", "manager_certificate": "粤1442020000001",
        "chief_supervisor": "赵工",
    },
}  # fmt: skip
TYPED = {
    "contact_name": "陈工", "contact_phone": "13800000000", "start_planned_on": "2026-03-10",
    "finish_planned_on": "2027-06-30",
}  # fmt: skip


def typed_in_full(code: str = "construction-permit", day: str = "2026-03-02") -> dict[str, Any]:
    """What an applicant types where no reform fills the form: every value that the registries would have given."""
    item = define(code, dt.date.fromisoformat(day), ())
    known = {f.code: REGISTRIES[f.source.registry][f.source.field] for f in item.fields if f.source}
    return known | TYPED


@dataclass
class Zone:
    """What tests act on. `applicant` may act for `party`."""

    party: Party
    applicant: Actor
    case: Any = None
    numbers: Any = field(default_factory=itertools.count)

    def start(self, when: str = "2026-03-02T09:00", **changed: Any) -> Any:
        values: dict[str, Any] = {
            "zone": ZONE, "item_code": "construction-permit", "applicant": self.party.identifier, "by": self.applicant,
            "at": at(when), "reforms": REFORMS, "project_code": PROJECT, "commits": True, "facts": TYPED,
        }  # fmt: skip
        return drafting.start_case(**values | changed).case_id

    def upload(self, pk: Any, *materials: str, when: str = "2026-03-02T09:10") -> None:
        for material in materials or ("construction-contract", "supervision-contract", "safety-measures",
                                      "responsibility-letters"):  # fmt: skip
            drafting.upload(
                zone=ZONE, case_id=pk, material=material, name=f"{material}.pdf", data=PDF + material.encode(),
                by=self.applicant, at=at(when),
            )  # fmt: skip

    def submitted(self, when: str = "2026-03-02T10:00", **changed: Any) -> Any:
        pk = self.start(when, **changed)
        self.upload(pk, when=when)
        submission.submit(zone=ZONE, case_id=pk, by=self.applicant, at=at(when), agrees=True)
        return pk

    def accepted(self, when: str = "2026-03-02T10:00", **changed: Any) -> Any:
        pk = self.submitted(when, **changed)
        intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at(when))
        return pk

    def recommended(self, when: str = "2026-03-02T10:00", **changed: Any) -> Any:
        pk = self.accepted(when, **changed)
        self.review(pk, when)
        return pk

    def review(self, pk: Any, when: str) -> None:
        reviewing.give_opinion(
            zone=ZONE, case_id=pk, step="technical-review", agrees=True, text="符合", by=REVIEWERS[0], at=at(when)
        )
        reviewing.recommend(zone=ZONE, case_id=pk, text="建议准予", by=REVIEWERS[0], at=at(when))

    def ordinary(self, when: str = "2026-03-02T10:00", **changed: Any) -> Any:
        """A draft by the law as it was before the reforms, at the window, with all of its documents."""
        pk = self.start(
            when, **{"reforms": (), "commits": False, "channel": "window", "facts": typed_in_full()} | changed
        )
        item = define("construction-permit", dt.date.fromisoformat(when[:10]), ())
        self.upload(pk, *(m.code for m in item.materials), when=when)
        return pk

    def granted(self, when: str = "2026-03-02T11:00", **changed: Any) -> Any:
        pk = self.recommended(when, **changed)
        deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at(when))
        return pk

    def refused(self, when: str = "2026-03-02T11:00") -> Any:
        pk = self.recommended(when)
        deciding.refuse(
            zone=ZONE, case_id=pk, by=as_supervisor(SUPERVISOR), ground="false-material", reasons="监理合同系伪造",
            instead="重新委托监理后再申请", at=at(when),
        )  # fmt: skip
        return pk

    def view(self, pk: Any) -> CaseView:
        return case(zone=ZONE, reference=pk, by=SYSTEM)

    def ways(self, pk: Any) -> dict[str, str]:
        return {need.material: need.way for need in requirements_of(ZONE, pk)}


@pytest.fixture
def zone(db, var) -> Zone:
    return build_zone()


@pytest.fixture
def real_zone(real_database, var) -> Zone:
    """The same, in a database of its own that threads and other processes share."""
    return build_zone()


def build_zone() -> Zone:
    party = register_party(
        zone=ZONE, kind="enterprise", name="清远演示新材料有限公司", identifier="91350100M000100Y43", source="test",
        at=at("2026-01-05T09:00"), by=SYSTEM,
    )  # fmt: skip
    for registry, values in REGISTRIES.items():
        subject = PROJECT if registry.split("-")[0] in ("project", "land", "planning", "drawing", "contract",
                                                        "qualification") else party.identifier  # fmt: skip
        store_snapshot(zone=ZONE, registry=registry, subject=subject, values=values, at=at("2026-03-01T08:00"))
    for kind in ("land-approval", "planning-permit"):
        trust.deposit(
            zone=ZONE, holder_id=party.id, kind=kind, issuer="清远市自然资源局", title=kind, number=f"{kind}-1",
            valid_from=dt.date(2026, 1, 15), source="test", scope=PROJECT, at=at("2026-01-15T09:00"), by=SYSTEM,
        )  # fmt: skip
    applicant = Actor("u1", "陈工", ZONE, frozenset({Role.APPLICANT}), "", frozenset({str(party.id)}))
    return Zone(party, applicant)


@pytest.fixture
def stranger(zone) -> Actor:
    """An applicant of the same zone who may act for another party only."""
    other = register_party(
        zone=ZONE, kind="enterprise", name="别家公司", identifier="91441802MA4X0000DG", source="test",
        at=at("2026-01-05T09:00"), by=SYSTEM,
    )  # fmt: skip
    return Actor("u9", "外人", ZONE, frozenset({Role.APPLICANT}), "", frozenset({str(other.id)}))


@pytest.fixture
def real_database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the test database that other threads and processes see too, where commits are commits.

    SQLite: a file, copied from the migrated test database. PostgreSQL: a clone of it. Thrown away afterwards.
    """
    with django_db_blocker.unblock():
        old, settings_dict = connections["default"], connections.databases["default"]
        if old.vendor == "sqlite":
            name = str(request.getfixturevalue("tmp_path") / "real.sqlite3")
            copy_sqlite(old, name)
        else:
            old.close()
            old.creation.clone_test_db(suffix="real", verbosity=0, keepdb=False)
            name = f"{old.settings_dict['NAME']}_real"
        connections.databases["default"] = {**settings_dict, "NAME": name}
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            del connections["default"]
            connections.databases["default"] = settings_dict
            connections["default"] = old
            if old.vendor != "sqlite":
                old.creation.destroy_test_db(suffix="real", verbosity=0)


def copy_sqlite(old: Any, name: str) -> None:
    """The database of a connection, in memory or not, into a file."""
    old.ensure_connection()
    target = old.Database.connect(name)
    with target:
        old.connection.backup(target)
    target.close()
