"""A zone with a talent officer, a firm with a base and a post, and a school with students."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.apps import apps

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts import services as accounting
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.identifiers import check_uscc
from gaoxin.parties import services as registering
from gaoxin.talent.services import courses, posts, schools
from tests.economy.conftest import TZ, ZONE

SYSTEM = Actor.system(ZONE, "test")
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=TZ)
FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 11, 1)
WELDER = "6-18-02-04"
CODES = {
    "firm": "91350100M000100Y43", "school": "91441802MA4X0000DG", "second": "91441802MADEM90010", "other-school": "12441802MADEM90028",
}  # fmt: skip


def rows(model: str) -> Any:
    return apps.get_model("talent", model).objects.filter(zone=ZONE)


class World:
    """Keys of what there is; actors by login."""

    def __init__(self) -> None:
        start = NOW - dt.timedelta(days=400)
        people = {
            "talent-officer": Role.TALENT_OFFICER,
            "applicant": Role.APPLICANT,
            "applicant-2": Role.APPLICANT,
            "school": Role.SCHOOL,
            "school-2": Role.SCHOOL,
            "head": Role.HEAD,
        }
        for name, role in people.items():
            accounting.create_user(
                zone=ZONE, login=f"{name}@{ZONE}", name=f"{name}（演示）", roles=[role], at=start, by=SYSTEM
            )
        kinds = {"firm": "enterprise", "school": "agency", "second": "enterprise", "other-school": "agency"}
        self.parties = {
            name: registering.register_party(
                zone=ZONE,
                kind=kinds[name],
                name=f"{name}（演示）",
                identifier=check_uscc(code),
                source="test",
                at=start,
                by=SYSTEM,
            ).id
            for name, code in CODES.items()
        }
        self.officer, self.firm, self.school = (
            self.who("talent-officer"),
            self.who("applicant", "firm"),
            self.who("school", "school"),
        )
        self.second, self.other_school = self.who("applicant-2", "second"), self.who("school-2", "other-school")
        self._tell()

    def _tell(self) -> None:
        """What school and firm tell."""
        does: dict[str, Any] = {"zone": ZONE, "at": NOW}
        self.school_id = schools.register_school(
            **does, identifier=CODES["school"], level="technician", lat=23.7, lon=113.0, by=self.officer
        )
        self.programme = schools.add_programme(
            **does,
            school=self.school_id,
            code="0130",
            name="焊接加工",
            major="equipment",
            occupation=WELDER,
            by=self.school,
        )
        self.cohort = schools.set_seats(
            **does, programme=self.programme, year=2027, seats=4, practice_from=FIRST, practice_to=LAST, by=self.school
        )
        schools.enrol(**does, cohort=self.cohort, students=[self.student(n) for n in range(1, 4)], by=self.school)
        self.base = posts.set_base(
            **does, party=self.parties["firm"], name="一厂", workers=100, lat=23.72, lon=113.05, by=self.firm,
            months=dict.fromkeys((FIRST, dt.date(2026, 10, 1), LAST), 9),
        )  # fmt: skip
        posts.inspect(**does, base=self.base, on=NOW.date(), by=self.school, school=self.school_id)
        self.post = posts.offer(**does, base=self.base, post=self.new_post(), by=self.firm)

    def who(self, login: str, party: str = "") -> Actor:
        held = frozenset({str(self.parties[party])}) if party else frozenset[str]()
        return accounts.actor(zone=ZONE, login=f"{login}@{ZONE}", at=NOW, parties=held)

    def account(self, login: str) -> Any:
        return uuid.UUID(self.who(login).id)

    def student(self, n: int, **more: Any) -> schools.NewStudent:
        told: dict[str, Any] = {
            "number": f"S{n}",
            "born": dt.date(2007, 1, n),
            "female": False,
            "grade": 3,
            "lat": 23.7,
            "lon": 113.0,
        }
        return schools.NewStudent(**told | more)

    def new_post(self, **more: Any) -> posts.NewPost:
        told: dict[str, Any] = {
            "title": "焊工（演示）", "occupation": WELDER, "seats": 2, "same_workers": 10, "first_month": FIRST, "last_month": LAST,
            "tasks": "识读焊接图\n手工电弧焊",
        }  # fmt: skip
        return posts.NewPost(**told | more)

    def agreed(self) -> str:
        number = courses.offer(
            zone=ZONE, school=self.school_id, party=self.parties["firm"], subject="联合培养", since=NOW.date(),
            until=dt.date(2028, 1, 1), by=self.school, at=NOW,
        )  # fmt: skip
        courses.accept(zone=ZONE, number=number, by=self.firm, at=NOW)
        return number

    def pupil(self, n: int) -> Any:
        return rows("Student").get(number=f"S{n}").id


@pytest.fixture
def world(db: Any) -> World:
    return World()
