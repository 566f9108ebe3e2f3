"""The register: states are never mixed, bounds stay bounds, a list is taken whole; the demo's records give the article's figures."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import innovation
from gaoxin.demo.plan import Enterprise, read_plan
from gaoxin.innovation.rules.register import Sum
from gaoxin.innovation.selectors import figures_innovation, patents
from gaoxin.innovation.services import register
from gaoxin.parties import services as registering
from tests.innovation.conftest import START, SYSTEM, ZONE, everything, refused, rows

DAY = dt.date(2024, 9, 10)


def added(world, **more):
    return {"zone": ZONE, "at": START, "by": world["officer"], **more}


def project(world, number, *sums):
    return register.NewProject(number, "项目（演示）", "演示大学", world.firms["one"], DAY, sums, "test")


def test_universities_have_the_code_of_the_ministry_or_say_why_not(world):
    new = register.NewUniversity
    register.add_universities(
        **added(world, rows=[new("演示大学", "四川", code_note="演示"), new("四川大学", "四川", "4151010610")])
    )
    for wrong in (new("甲", "四川"), new("甲", "四川", "10610"), new("甲", "四川", "415101061０")):
        with refused(Invalid, "标识码"):
            register.add_universities(**added(world, rows=[new("乙", "四川", code_note="演示"), wrong]))
    with refused(Conflict, "已登记"):
        register.add_universities(
            **added(world, rows=[new("乙", "四川", code_note="演示"), new("四川大学", "四川", "4151010610")])
        )
    with refused(NotAllowed):
        register.add_universities(**{**added(world, rows=[new("乙", "四川", code_note="演示")]), "by": world["clerk"]})


def test_paid_and_estimated_are_kept_apart_and_a_bound_stays_one(world):
    register.add_universities(**added(world, rows=[register.NewUniversity("演示大学", "四川", code_note="演示")]))
    one = project(
        world, "C1", Sum("funds", "estimated", 6000, ">"), Sum("funds", "paid", 500), Sum("benefit", "estimated", 900)
    )
    register.add_projects(**added(world, rows=[one, project(world, "C2", Sum("funds", "estimated", 10))]))
    told = {f.key: (f.value, f.bound) for f in figures_innovation.figures(zone=ZONE, year=2024)}
    assert told["cooperation"] == (2, "") and told["cooperation.funds.estimated"] == (601, ">")
    assert told["cooperation.funds.paid"] == (50, "") and told["cooperation.benefit.estimated"] == (90, "")
    for wrong, says in (
        (Sum("funds", "paid", 1, ">"), "确数"),
        (Sum("funds", "paid", -1), "为负"),
        (Sum("x", "paid", 1), "类别"),
    ):
        with refused(Invalid, says):
            register.add_projects(**added(world, rows=[project(world, "C3"), project(world, "C4", wrong)]))
    with refused(Conflict, "编号"):
        register.add_projects(**added(world, rows=[project(world, "C3"), project(world, "C1")]))


def test_states_of_a_title_are_never_mixed(world):
    one, two = world.firms["one"], world.firms["two"]

    def state(firm, name, day=DAY, title="htec", level="national"):
        return register.NewState(firm, title, level, name, day, "公示（演示）")

    register.record_states(
        **added(
            world, rows=[state(one, "applied"), state(two, "applied"), state(one, "recognised", dt.date(2024, 12, 1))]
        )
    )
    told = {f.key: f.value for f in figures_innovation.figures(zone=ZONE, year=2024)}
    assert told == {"htec.applied": 2}
    for wrong, says in (
        (state(one, "registered"), "不是一回事"), (state(one, "applied", level="village"), "级别"),
        (state(one, "applied", dt.date(2030, 1, 1)), "级别"),
        (state(one, "recognised", title="sme"), "不是一回事"),
    ):  # fmt: skip
        with refused(Invalid, says):
            register.record_states(**added(world, rows=[state(two, "refused", dt.date(2024, 11, 1)), wrong]))
    with refused(Conflict, "已登记"):
        register.record_states(**added(world, rows=[state(two, "applied")]))
    assert rows("TitleRecord").count() == 3


@pytest.mark.django_db
def test_the_demo_gives_the_figures_of_the_article_twice_the_same():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    for number in range(180):
        code = Enterprise(2000 + number, "", "", "").identifier
        registering.register_party(
            zone=ZONE, kind="enterprise", name=f"演示企业{number}号（演示）", identifier=code, source="test", at=START, by=SYSTEM,
            industry="3985",
        )  # fmt: skip
    innovation.build(ZONE, plan, START, print)
    before = everything()
    innovation.build(ZONE, plan, START, print)
    assert everything() == before and audit.verify(ZONE).ok
    told = {one.key: one for one in figures_innovation.figures(zone=ZONE, year=2024)}
    values = {key: one.value if isinstance(one.value, int) else float(one.value or 0) for key, one in told.items()}
    wanted = {
        "patents": 1319, "patents.growth": 30.46, "patents.invention": 357, "patents.invention.growth": 21.02, "universities": 11,
        "universities.places": 5, "htec.applied": 53, "sme.registered": 184, "centres.provincial.applied": 4,
        "centres.municipal.recognised": 7, "cooperation": 10, "patents.invention.share": 27.1, "patents.invention.share.before": 29.2,
            "patents.invention.share.change": -2.1,
        "cooperation.funds.estimated": 6_000, "cooperation.benefit.estimated": 10_000, "cooperation.funds.paid": 410,
    }  # fmt: skip
    assert values == wanted
    assert (told["cooperation.funds.estimated"].bound, told["cooperation.benefit.estimated"].bound) == (">", ">")
    assert (told["patents.growth"].rows, told["patents"].rows) == (1319 + 1011, 1319)
    fees = patents.fees_due(zone=ZONE, today=dt.date(2026, 11, 26)).counts  # some of each, most of them paid
    assert 0 < fees["overdue"] < 30 and 0 < fees["grace"] < 30 and 300 < fees["due"] < 800
    assert figures_innovation.figures(zone=ZONE, year=2020) == [
        one for one in told.values() if one.key.startswith("universities")
    ]
