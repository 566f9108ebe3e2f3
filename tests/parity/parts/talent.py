"""What the world has of talent, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.config.access.talent import TALENT
from gaoxin.core.identifiers import check_uscc
from gaoxin.parties import services as registering
from gaoxin.talent.selectors import councils
from gaoxin.talent.selectors import desks as students
from gaoxin.talent.selectors.matching import runs
from gaoxin.talent.services import council, courses, matching, placements, posts, schools
from tests.approvals.conftest import SYSTEM, ZONE, at
from tests.parity.parts.stewards import MOMENT, _actor

WELDER = "6-18-02-04"
FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 11, 1)
SCHOOL = check_uscc("12441802MADEM90028")
MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """A school whose students were matched; each side has a base, a post, and a seat in a consortium of its own."""
    MADE.clear()
    does: dict[str, Any] = {"zone": ZONE, "at": at(MOMENT)}
    officer = _actor(world, "talent-officer")
    party = registering.register_party(
        **does, kind="agency", name="演示技工学校", identifier=SCHOOL, source="test", by=SYSTEM
    )
    teacher = accounts.actor(zone=ZONE, login=f"school@{ZONE}", at=at(MOMENT), parties=frozenset({str(party.id)}))
    school = schools.register_school(**does, identifier=SCHOOL, level="technician", lat=23.7, lon=113.0, by=officer)
    course = schools.add_programme(
        **does, school=school, code="0130", name="焊接加工", major="equipment", occupation=WELDER, by=teacher
    )
    cohort = schools.set_seats(
        **does, programme=course, year=2027, seats=4, practice_from=FIRST, practice_to=LAST, by=teacher
    )
    student = schools.NewStudent(number="S1", born=dt.date(2007, 1, 1), female=False, grade=3, lat=23.7, lon=113.0)
    schools.enrol(**does, cohort=cohort, students=[student], by=teacher)
    for side, login in ((world.own, "applicant"), (world.other, "applicant-other")):
        by = _actor(world, login)
        base = posts.set_base(
            **does, party=side.party.id, name=f"{side.contact}基地", workers=100, lat=23.72, lon=113.05, by=by,
            months={FIRST: 9, dt.date(2026, 10, 1): 9, LAST: 9},
        )  # fmt: skip
        posts.inspect(**does, base=base, on=at(MOMENT).date(), by=teacher, school=school)
        post = posts.NewPost(
            title=f"{side.project}焊工", occupation=WELDER, seats=2, same_workers=30, first_month=FIRST, last_month=LAST, tasks="焊接"
        )  # fmt: skip
        offered = posts.offer(**does, base=base, post=post, by=by)
        agreed = courses.offer(
            **does, school=school, party=side.party.id, subject=f"{side.contact}培养", since=FIRST, until=LAST, by=by
        )
        number = council.found(**does, name=f"{side.contact}产教联合体", on=at(MOMENT).date(), by=officer)
        council.admit(**does, council=number, identifier=side.identifier, kind="enterprise", by=officer)
        MADE[str(side.party.id)] = {
            "council_number": number, "number": number, "post": offered, "agreement": agreed, "base": base, "programme": course,
        }  # fmt: skip
    _placed(does, officer, teacher, school, offered)


def _placed(does: dict[str, Any], officer: Any, teacher: Any, school: Any, offered: str) -> None:
    """A matching, a course, and the student at the post that was offered last."""
    run = matching.draw(**does, first=FIRST, last=LAST, by=officer)
    filled = courses.fill(
        **does,
        school=school,
        occupation=WELDER,
        title="焊接订单班",
        seats=1,
        hours=8,
        starts=FIRST,
        ends=LAST,
        by=teacher,
    )
    placed = placements.place(
        **does,
        student=students.waiting_of(zone=ZONE, party=next(iter(teacher.parties)), by=teacher)[0].pk,
        post=offered,
        by=teacher,
    )
    nobodys = f"{placed[:-1]}9"
    for made in MADE.values():
        other = made["post"] != offered
        made |= {"matching_number": run, "course": filled, "placement": nobodys if other else placed}


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    made = MADE.get(str(side.party.id), {})
    if route == "talent:run":
        return {"number": made["matching_number"]}
    return made if route in TALENT else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo, as the officer reads it."""
    by = accounts.actor(zone=zone, login=f"talent-officer@{zone}", at=timezone.now())
    sitting, drawn = councils.councils(zone=zone, by=by), runs(zone=zone)
    return {
        "talent:council": {"number": sitting[0].number} if sitting else {},
        "talent:run": {"number": drawn[0].number} if drawn else {},
    }
