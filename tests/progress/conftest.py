"""A park with a frozen baseline, two engineers and a head."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.projects.models import Project, SiteAssignment
from gaoxin.projects.rules.progress.reporting import Place
from gaoxin.projects.rules.progress.works import Link, Work
from gaoxin.projects.services import progress as services

ZONE = "demo-qingyuan"
TZ = ZoneInfo("Asia/Shanghai")
NUMBER = "T-PARK"
HERE = Place(Decimal("23.683100"), Decimal("113.050200"), "K0+320")


def person(role: Role, name: str) -> Actor:
    return Actor(f"{role}-{name}", name, ZONE, frozenset({role}), "建设局")


SYSTEM = Actor.system(ZONE, "test")
CHANG, LE = person(Role.ENGINEER, "常工"), person(Role.ENGINEER, "乐工")
HEAD, LEADER, AUDITOR = person(Role.HEAD, "张局"), person(Role.LEADER, "孟主任"), person(Role.AUDITOR, "许审计")
STATISTICIAN, CLERK = person(Role.STATISTICIAN, "于统计"), person(Role.CLERK, "林窗口")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ)


def png(seed: int = 0) -> bytes:
    """A small picture, another one for each seed."""
    rows = b"".join(
        b"\0" + bytes((seed % 256, x * 16, y * 16)[i] for x in range(8) for i in range(3)) for y in range(8)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def leaf(code: str, parent: str, weight: int, unit: str, quantity: str, days: int, *after: Link) -> Work:
    return Work(
        code, f"工程{code}", parent, weight, "layer" if parent else "work", unit, Decimal(quantity), days, None, after
    )


WORKS = (
    Work("R1", "规划一路", "", 6000),
    leaf("R1.1", "R1", 2000, "m³", "5000", 20),
    leaf("R1.2", "R1", 5000, "m²", "8000", 30, Link("R1.1")),
    leaf("R1.3", "R1", 3000, "m²", "8000", 10, Link("R1.2", 3)),
    leaf("C", "", 4000, "m", "600", 40),
)


def project(number: str = NUMBER, **more: Any) -> Project:
    made = Project.objects.create(
        zone=ZONE,
        number=number,
        name=f"园区 {number}（演示）",
        kind="strengthen",
        opened_on=dt.date(2024, 1, 2),
        **more,
    )
    for who in (CHANG, LE):
        on_site(made, who.id, who.name)
    return made


def on_site(made: Project, engineer: str, name: str = "工程师", since: dt.date = dt.date(2023, 1, 1)) -> SiteAssignment:
    return SiteAssignment.objects.create(
        zone=made.zone, project=made, engineer=engineer, engineer_name=name, since=since, at=at("2023-01-01T09:00"), by="test",
        by_name="test",
    )  # fmt: skip


def freeze(number: str = NUMBER, **changed: Any) -> int:
    asked: dict[str, Any] = {
        "zone": ZONE, "number": number, "after": 0, "works": WORKS, "starts_on": dt.date(2024, 1, 8), "budget_k": 100_000,
        "by": HEAD, "at": at("2024-01-05T10:00"), "key": "first-baseline",
    }  # fmt: skip
    return services.freeze_baseline(**asked | changed)


def report(work: str, amount: str, day: str, **changed: Any) -> services.Reported:
    asked: dict[str, Any] = {
        "zone": ZONE, "number": NUMBER, "code": work, "quantity": Decimal(amount), "taken_on": dt.date.fromisoformat(day),
        "place": HERE, "photo_name": "IMG_1.png", "photo": png(), "by": CHANG, "at": at(f"{day}T17:00"),
        "key": f"{work}-{amount}-{day}",
    }  # fmt: skip
    return services.report(**asked | changed)


def done(code: str, quantity: str, day: str, **changed: Any) -> services.Reported:
    """Reported, and confirmed by another."""
    told = report(code, quantity, day, **changed)
    services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at(f"{day}T18:00"))
    return told


@pytest.fixture
def park(db) -> Project:
    made = project()
    freeze()
    return made
