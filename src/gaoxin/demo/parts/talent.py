"""The demo's share of talent: a school with students, firms' bases and posts, a class that practised and was hired, a matching, a course
from demand with a firm's mentor, a consortium.

`catalogue/demo/talent.yaml` says what there is; nothing is made where it is there already.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.identifiers import uscc_check_character
from gaoxin.demo.plan import Plan
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering
from gaoxin.talent.selectors import desks
from gaoxin.talent.services import council, courses, matching, placements, posts, schools

BIRTH_YEARS, BODY = 18, "12441802MADEM{serial:04d}"


@dataclass
class _Made:
    """firms by serial; bodies by name in the file. months: of the practice."""

    zone: str
    at: dt.datetime
    firms: dict[int, Any]
    months: tuple[dt.date, ...]
    bodies: dict[str, Any] = field(default_factory=dict[str, Any])

    def does(self, login: str, *held: object) -> dict[str, Any]:
        """An act of that account for these parties."""
        by = accounts.actor(zone=self.zone, login=f"{login}@{self.zone}", at=self.at)
        return {"zone": self.zone, "at": self.at, "by": replace(by, parties=frozenset(str(one) for one in held))}

    def platform(self, *held: object) -> dict[str, Any]:
        """An act for parties of whom nobody of the plan is."""
        by = replace(Actor.system(self.zone, "demo"), parties=frozenset(str(one) for one in held))
        return {"zone": self.zone, "at": self.at, "by": by}


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Everything once."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "talent.yaml").read_text(encoding="utf-8"))
    if desks.schools_of(zone=zone):
        return
    firms = {one.serial: parties.party(zone=zone, identifier=one.identifier) for one in plan.zone.enterprises}
    made = _Made(zone, told["begun"], firms, tuple(told["practice"]))
    for name in ("school", "bank", "institute"):
        code = _coded(told[name]["serial"])
        made.bodies[name] = registering.register_party(
            **made.platform(),
            kind="agency",
            name=f"{told[name]['name']}（演示）",
            identifier=code,
            source=told["source"],
        )
    school = _school(made, told)
    _firms(made, told, school)
    _agreed(made, told, school)
    _practised(made, told, school)
    made.at = told["at"]
    officer = made.does("talent-officer")
    run = matching.draw(**officer, first=made.months[0], last=made.months[-1])
    _course(made, told, school)
    _council(made, told["council"])
    tell(
        f"人才 talent: {len(told['programmes'])} 个专业 programmes，{len(told['posts'])} 个岗位 posts，匹配 matching {run}（演示）"
    )


def _school(made: _Made, told: dict[str, Any]) -> uuid.UUID:
    """The school with programmes and students; the plan's teacher speaks for it."""
    line, party = told["school"], made.bodies["school"]
    school = schools.register_school(
        **made.does("talent-officer"),
        identifier=party.identifier,
        level=line["level"],
        lat=line["lat"],
        lon=line["lon"],
    )
    teacher = made.does("school", party.id)
    registering.grant_mandate(**made.platform(), party_id=party.id, user_id=accounts.key_of(teacher["by"]))
    for row in told["programmes"]:
        programme = schools.add_programme(
            **teacher, school=school, **{name: row[name] for name in ("code", "name", "major", "occupation")}
        )
        cohort = schools.set_seats(
            **teacher, programme=programme, year=made.months[-1].year + 1, seats=row["seats"], practice_from=made.months[0],
            practice_to=made.months[-1],
        )  # fmt: skip
        born = dt.date(made.at.year - BIRTH_YEARS, 1, 1)
        students = [
            schools.NewStudent(
                number=f"{row['code']}-{n:02d}", born=born, female=n % 3 == 0, grade=3, lat=line["lat"], lon=line["lon"]
            )
            for n in range(1, row["students"] + 1)
        ]
        schools.enrol(**teacher, cohort=cohort, students=students)
    return school


def _firms(made: _Made, told: dict[str, Any], school: uuid.UUID) -> None:
    keys: list[tuple[uuid.UUID, dict[str, Any]]] = []
    for row in told["bases"]:
        firm = made.firms[row["firm"]]
        acts = made.platform(firm.id)
        base = posts.set_base(
            **acts, party=firm.id, name=f"{row['name']}（演示）", workers=row["workers"], lat=row["lat"], lon=row["lon"],
            months=dict.fromkeys(made.months, row["seats"]),
        )  # fmt: skip
        keys.append((base, acts))
        if row["inspected"]:
            teacher = made.does("school", made.bodies["school"].id)
            posts.inspect(**teacher, base=base, on=made.at.date(), school=school)
    for row in told["posts"]:
        base, acts = keys[row["base"]]
        post = _post(row, made.months[0], made.months[-1])
        posts.offer(**acts, base=base, post=post)


def _agreed(made: _Made, told: dict[str, Any], school: uuid.UUID) -> None:
    """An agreement that both sides accepted, and who may teach on each side."""
    line, teacher = told["agreement"], made.does("school", made.bodies["school"].id)
    firm = made.firms[line["firm"]]
    number = courses.offer(
        **teacher, school=school, party=firm.id, subject=line["subject"], since=made.at.date(), until=line["until"]
    )
    courses.accept(**made.platform(firm.id), number=number)
    for row in told["instructors"]:
        party = made.bodies[row["body"]] if "body" in row else firm
        courses.add_instructor(
            **(teacher if "body" in row else made.platform(firm.id)), party=party.id, name=row["name"], hours=row["hours"],
            occupation=row["occupation"],
        )  # fmt: skip


def _practised(made: _Made, told: dict[str, Any], school: uuid.UUID) -> None:
    """A class of the spring: each placed, agreed by both sides, begun under the agreement, ended; some were hired."""
    line, site = told["practised"], told["school"]
    base = told["bases"][line["post"]["base"]]
    firm = made.firms[base["firm"]]
    months = line["months"]
    key = posts.set_base(
        **made.platform(firm.id), party=firm.id, name=f"{base['name']}（演示）", workers=base["workers"], lat=base["lat"],
        lon=base["lon"], months=dict.fromkeys(months, base["seats"]),
    )  # fmt: skip
    number = posts.offer(**made.platform(firm.id), base=key, post=_post(line["post"], months[0], months[-1]))
    teacher = made.does("school", made.bodies["school"].id)
    rows = desks.programmes_of(zone=made.zone, party=made.bodies["school"].id, by=teacher["by"])
    programme = next(row for row in rows if row.code == line["programme"])
    cohort = schools.set_seats(
        **teacher, programme=programme.pk, year=made.at.year, seats=line["seats"], practice_from=months[0], practice_to=months[-1]
    )  # fmt: skip
    born = dt.date(made.at.year - BIRTH_YEARS, 1, 1)
    pupils = [
        schools.NewStudent(f"{programme.code}-C{n:02d}", born, n % 3 == 0, 3, site["lat"], site["lon"])
        for n in range(1, line["students"] + 1)
    ]
    schools.enrol(**teacher, cohort=cohort, students=pupils)
    waiting = desks.waiting_of(zone=made.zone, party=made.bodies["school"].id, by=teacher["by"])
    wanted = {one.number for one in pupils}
    for n, student in enumerate(one for one in waiting if one.number in wanted):
        made.at = told["begun"]
        placed = placements.place(**made.does("school", made.bodies["school"].id), student=student.pk, post=number)
        made.at = line["signed_at"]
        for acts in (made.does("school", made.bodies["school"].id), made.platform(firm.id)):
            placements.agree(**acts, number=placed)
        placements.start(
            **made.does("school", made.bodies["school"].id), number=placed, signed_on=line["signed_at"].date()
        )
        made.at = line["ended_at"]
        placements.end(**made.platform(firm.id), number=placed, on=made.at.date(), reason=line["reason"])
        if n < line["hired"]:
            made.at = line["hired_at"]
            placements.hire(**made.platform(firm.id), number=placed, on=made.at.date())


def _course(made: _Made, told: dict[str, Any], school: uuid.UUID) -> None:
    """A course filled from what firms need, which the firm's mentor gives with the school."""
    teacher, row = made.does("school", made.bodies["school"].id), told["course"]
    side = desks.Side(made.bodies["school"].id, "school", "", school)
    mentors = desks.instructors_of(zone=made.zone, side=side, by=teacher["by"], today=made.at.date())
    mentor = next(one for one in mentors if one.party_id != side.party)
    courses.fill(
        **teacher, school=school, occupation=row["occupation"], title=row["title"], seats=row["seats"], hours=row["hours"],
        starts=made.months[0], ends=made.months[-1], instructor=mentor.pk,
    )  # fmt: skip


def _post(row: dict[str, Any], first: dt.date, last: dt.date) -> posts.NewPost:
    return posts.NewPost(
        title=f"{row['title']}（演示）", occupation=row["occupation"], seats=row["seats"], same_workers=row["same_workers"],
        first_month=first, last_month=last, kind=row.get("kind", "practice"), tasks=row["tasks"], pay_percent=row["pay"],
    )  # fmt: skip


def _council(made: _Made, told: dict[str, Any]) -> None:
    """Four kinds of members, a first meeting with a motion that is open, a pledge."""
    officer = made.does("talent-officer")
    number = council.found(**officer, name=f"{told['name']}（演示）", on=made.at.date())
    kinds = {"school": "school", "institute": "institute", "bank": "finance"}
    for row in told["members"]:
        party = made.firms[row["firm"]] if "firm" in row else made.bodies[row["body"]]
        council.admit(
            **officer, council=number, identifier=party.identifier, kind=kinds.get(row.get("body", ""), "enterprise"),
            chair=row.get("chair", False),
        )  # fmt: skip
    meeting = council.call(**officer, council=number, **told["meeting"], held_at=made.at)
    council.move(
        **officer, meeting=meeting, **told["motion"], opens_at=made.at, closes_at=made.at + dt.timedelta(days=7)
    )
    for party in (made.firms[told["pledge"]["firm"]], made.bodies["school"]):
        council.attend(**made.platform(party.id), meeting=meeting, party=party.id)
    firm = made.firms[told["pledge"]["firm"]]
    council.pledge(
        **made.platform(firm.id), council=number, party=firm.id, text=told["pledge"]["text"],
        due_on=told["pledge"]["due_on"],
    )  # fmt: skip


def _coded(serial: int) -> str:
    """A code of an agency that nobody has."""
    body = BODY.format(serial=serial)
    return body + uscc_check_character(body)
