"""A zone of two kilometres with parcels, a project of the chain, and whoever keeps land."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import GaoxinError
from gaoxin.projects.models import Project
from gaoxin.projects.rules.land.terms import Terms
from gaoxin.projects.services.land import parcels
from tests.approvals.conftest import ZONE, at, officer, real_database  # noqa: F401
from tests.land.shapes import collection, feature, square

NOW = at("2026-03-02T10:00")
TODAY = dt.date(2026, 3, 2)
OFFICER, SECOND = officer(Role.LAND_OFFICER), officer(Role.LAND_OFFICER, 2)
AUDITOR, CLERK, PROMOTER = officer(Role.AUDITOR), officer(Role.CLERK), officer(Role.PROMOTER)
DAYS: dict[str, Any] = {"at": NOW, "today": TODAY}


def by(actor: Actor = OFFICER) -> dict[str, Any]:
    return {"zone": ZONE, "by": actor, **DAYS}


def terms(number: str = "演示-001", **more: Any) -> Terms:
    given: dict[str, Any] = {
        "holder": "清远演示电路有限公司", "signed_on": dt.date(2024, 5, 1), "from_year": 2025, "output_k": 3_000, "tax_k": 150,
        "energy_kgce": 900, "start_by": dt.date(2024, 9, 1), "complete_by": dt.date(2025, 6, 1), "remedy": "每差一成付价款的百分之一",
    }  # fmt: skip
    return Terms(number=number, **(given | more))


def everything() -> str:
    """A digest of every row of projects and of the audit chain."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for label in ("projects", "audit"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
                digest.update(repr(cursor.fetchall()).encode())
    return digest.hexdigest()


@contextmanager
def refused(error: type[GaoxinError], match: str = "") -> Iterator[None]:
    """The block raises exactly this error, and every row is as it was before."""
    before = everything()
    with pytest.raises(error, match=match or None) as caught:
        yield
    assert type(caught.value) is error and caught.value.do
    assert everything() == before


def build() -> None:
    parcels.set_boundary(
        zone=ZONE, name="演示高新区边界", geometry_of=square(0, 0, 2000), source="合成 synthetic", at=NOW, by=OFFICER
    )  # fmt: skip
    data = collection(
        feature("A-01", square(100, 100)),
        feature("A-02", square(200, 100), power_kva=6000, ready_on="2026-01-01", 面积=10_000),
        feature("B-01", square(500, 500, 200), category="idle", evidence="核查记录1"),
        feature("B-02", square(900, 500, 150), category="低效"),
    )
    assert parcels.import_parcels(name="land.geojson", data=data, **by()).written
    Project.objects.create(
        zone=ZONE,
        number="P-PCB",
        name="演示电路项目",
        kind="supplement",
        node="electronics/pcb",
        opened_on=dt.date(2024, 3, 1),
    )


@pytest.fixture
def land(db: None, var: Any) -> None:
    build()


@pytest.fixture
def real_land(real_database: None, var: Any, django_db_blocker: Any) -> Iterator[None]:  # noqa: F811
    """The same in a database that threads share."""
    with django_db_blocker.unblock():
        build()
        yield
