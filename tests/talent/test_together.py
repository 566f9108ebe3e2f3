"""What a council's members bring together: totals of those who have a seat now, and of nobody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from gaoxin.parties import services as registering
from gaoxin.talent.selectors import councils
from gaoxin.talent.selectors.together import together
from gaoxin.talent.services import council, council_ends, courses, matching
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, FIRST, LAST, NOW, SYSTEM, WELDER, World
from tests.talent.test_pages import signed_in

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}


def test_programmes_courses_bases_and_what_came_of_them(world: World, monkeypatch: Any):
    number = council.found(**DOES, name="产业学院（演示）", on=NOW.date(), by=world.officer, form="college")
    for party, kind in (("firm", "enterprise"), ("school", "school"), ("second", "enterprise")):
        council.admit(**DOES, council=number, identifier=CODES[party], kind=kind, by=world.officer)
    courses.add_instructor(
        **DOES, party=world.parties["firm"], name="王师傅（演示）", occupation=WELDER, hours=40, by=world.firm
    )
    course = courses.fill(
        **DOES, school=world.school_id, occupation=WELDER, title="焊接订单班", hours=80, starts=FIRST, ends=LAST, seats=2,
        by=world.school,
    )  # fmt: skip
    courses.take_in(**DOES, number=course, students=["S1"], by=world.school)
    matching.adopt(**DOES, number=matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer), by=world.officer)

    def now() -> Any:
        found = councils.sitting(zone=ZONE, number=number, by=world.second, at=NOW)
        return together(zone=ZONE, members=found.members, today=NOW.date())

    told = now()
    assert [(one.row.name, one.places, one.students) for one in told.programmes] == [("焊接加工", 4, 3)]
    assert [(one.row.title, one.taken, one.row.seats) for one in told.courses] == [("焊接订单班", 1, 2)]
    assert [(one.row.name, one.first, one.last, one.seats) for one in told.bases] == [("一厂", FIRST, LAST, 9)]
    assert [(people, hours) for _, people, hours in told.instructors] == [(1, 40)]
    assert (told.seats, told.placements, told.hired) == ({"practice": 2}, {"proposed": 2}, 0)

    registering.grant_mandate(
        zone=ZONE, party_id=world.parties["second"], user_id=world.account("applicant-2"), at=NOW - dt.timedelta(1), by=SYSTEM
    )  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client: Client = signed_in("applicant-2")
    page = client.get(f"/talent/councils/{number}/").content.decode()
    assert "焊接订单班" in page and "2026-09 – 2026-11" in page and "1 人，每年 40 课时" in page
    assert "王师傅" not in page and "S1" not in page  # totals only

    member = next(one for one in told_members(world, number) if one.party_id == world.parties["school"])
    council_ends.end_seat(**DOES, council=number, member=member.id, on=NOW.date(), reason="退出", by=world.officer)
    left = now()
    assert (left.programmes, left.courses, dict(left.placements)) == ((), (), {}) and len(left.bases) == 1


def told_members(world: World, number: str) -> tuple[Any, ...]:
    return councils.sitting(zone=ZONE, number=number, by=world.officer, at=NOW).members
