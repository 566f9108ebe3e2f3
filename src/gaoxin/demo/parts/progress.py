"""The demo's share of 工程进度 construction progress, through ordinary services; every step may be repeated.

`catalogue/demo/park.yaml` has the works, the reports and the costs; how far the park is follows from them.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import NotFound
from gaoxin.demo.plan import Plan
from gaoxin.projects.rules.progress.reporting import Place
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.rules.progress.writing import read_work
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.services import progress as services

FILE = Path("demo") / "park.yaml"
SOUTH_WEST = (Decimal("23.6210"), Decimal("113.0350"))  # somewhere in the zone; places of the demo are made up


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Baselines, reports with their confirmations, and costs of the park. Nothing where the zone has no such project."""
    told = yaml.safe_load((settings.CATALOGUE / FILE).read_text(encoding="utf-8"))
    number = str(told["project"])
    try:
        project = reading.project_of(zone=zone, number=number)
    except NotFound:
        return
    system = Actor.system(zone, "演示 demo")
    for n in (1, 2):
        services.assign(
            zone=zone, number=number, login=f"engineer-{n}@{zone}", since=told["baselines"][0]["frozen_on"], by=system,
            at=_at(told["baselines"][0]["frozen_on"], 9),
        )  # fmt: skip
    there = len(reading.numbers(zone=zone, project_id=project.id))
    reports = [(day, str(code), Decimal(str(quantity))) for day, code, quantity in told["reports"]]
    for order, baseline in enumerate(told["baselines"]):
        day = baseline["frozen_on"]
        if order >= there:
            services.freeze_baseline(
                zone=zone, number=number, after=order, works=[read_work(line) for line in baseline["works"]],
                starts_on=told["starts_on"], budget_k=told["budget_k"], reason=baseline["reason"], by=system,
                at=_at(day, 10), key=f"park-{order + 1}",
            )  # fmt: skip
        until = told["baselines"][order + 1]["frozen_on"] if order + 1 < len(told["baselines"]) else dt.date.max
        _report(zone, number, [row for row in reports if day <= row[0] < until], reports)
    for month, amount in told["costs"].items():
        first = dt.date.fromisoformat(f"{month}-01")
        services.record_cost(
            zone=zone, number=number, month=first, amount_k=amount, by=system, at=_at(first + dt.timedelta(35), 9)
        )
    found = reading.progress_of(zone=zone, number=number, on=reports[-1][0])
    tell(f"电子信息产业园 the park: {len(reports)} 份进度报告 reports, {rounded(found[0]) if found else 0} %")


def _report(
    zone: str, number: str, some: list[tuple[dt.date, str, Decimal]], every: list[tuple[dt.date, str, Decimal]]
) -> None:
    """Each reported by one engineer and confirmed by the other."""
    pair = [accounts.actor(zone=zone, login=f"engineer-{n}@{zone}", at=_at(every[0][0], 9)) for n in (1, 2)]
    for row in some:
        day, code, quantity = row
        order = every.index(row)
        place = Place(
            SOUTH_WEST[0] + order * Decimal("0.0003"), SOUTH_WEST[1] + order * Decimal("0.0004"), f"{code} 现场"
        )
        told = services.report(
            zone=zone, number=number, code=code, quantity=quantity, taken_on=day, place=place,
            photo_name=f"{code}-{day}.png", photo=picture(order), by=pair[order % 2], at=_at(day, 16), key=f"park-{order:04d}",
        )  # fmt: skip
        if not told.repeated:
            services.confirm(zone=zone, report_id=told.id, by=pair[1 - order % 2], at=_at(day, 17))


def picture(seed: int, width: int = 96, height: int = 64) -> bytes:
    """A made-up picture in place of a photo: sky, slope and road, another one for each seed."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            if y < height // 2 - (x + seed * 7) % 24 // 3:
                colour = (190, 205, 215)
            elif abs(x - width // 2) < 6 + y // 3:
                colour = (90, 90, 94) if (seed + y // 4) % 3 else (120, 116, 108)
            else:
                colour = (150 - seed % 40, 128, 92)
            rows += bytes(colour)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _at(day: Any, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), rulebook.calendar().tz)
