"""A matching is drawn, looked at, and adopted once: then every pair is a placement with its seat in every month."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.talent.models import Base, Post, Run, Student
from gaoxin.talent.permissions.talent import check_officer
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.matching import Left, broken, match
from gaoxin.talent.selectors.matching import problem
from gaoxin.talent.services.acting import at_once, numbered, record, repeated
from gaoxin.talent.services.seating import seat_all

BY_LAW = "职业学校学生实习管理规定（教职成〔2021〕4号）"


def draw(*, zone: str, first: dt.date, last: dt.date, by: Actor, at: dt.datetime, key: str = "") -> str:
    """The number of the run. Nobody is placed yet. Raises NotAllowed, Invalid where nobody waits in these months."""
    check_officer(by, zone)
    first, last = entry.first_day(first), entry.first_day(last)
    entry.months(first, last)
    with at_once():
        if (before := repeated(zone, by, "talent-draw", key, at, [first, last])) is not None:
            return before["run"]
        asked = problem(zone=zone, first=first, last=last)
        if not asked.learners:
            raise Invalid(
                f"{first:%Y-%m} 至 {last:%Y-%m} 没有待安排的学生 nobody waits in these months",
                why="学校先登记这一届的学生 the school enrols its students first", do="换一个时段 choose other months",
            )  # fmt: skip
        found = match(asked)
        names = dict(Student.objects.filter(zone=zone, cohort__practice_from=first).values_list("id", "number"))
        number = numbered(Run, zone, "PP", at)
        Run.objects.create(
            zone=zone, number=number, first_month=first, last_month=last, students=len(asked.learners), posts=len(asked.openings),
            cost=found.cost, at=at, by_id=accounts.key_of(by), free=dict(found.free),
            pairs=[{"student": p.learner, "number": names[uuid.UUID(p.learner)], "post": p.opening, "km": p.km, "cost": p.cost}
                   for p in found.pairs],
            left=[_kept(one) | {"number": names[uuid.UUID(one.learner)]} for one in found.left],
        )  # fmt: skip
        record("talent-draw", f"run:{number}", zone=zone, by=by, at=at, said=[first, last], key=key, result={"run": number},
               article=BY_LAW, students=len(asked.learners), posts=len(asked.openings), placed=len(found.pairs))  # fmt: skip
    return number


def adopt(*, zone: str, number: str, by: Actor, at: dt.datetime, key: str = "") -> int:
    """How many placements there are now. All of them or none.

    Raises NotFound, WrongState once it is adopted, Conflict where posts, seats or students changed since it was drawn.
    """
    check_officer(by, zone)
    with at_once():
        run = Run.objects.select_for_update().filter(zone=zone, number=number).first()
        if run is None:
            raise NotFound("没有这次匹配 no such run", do="从匹配清单进入 start from the list")
        if (before := repeated(zone, by, "talent-adopt", key, at, [number])) is not None:
            return before["placed"]
        if run.adopted_at is not None:
            raise WrongState(
                "这次匹配已经采用 the run is adopted",
                why="别人可能刚刚办理 somebody else may have acted",
                do="刷新页面 look again",
            )
        pairs = [(pair["student"], pair["post"]) for pair in run.pairs]
        wanted = {post for _, post in pairs}
        posts = {
            row.number: row
            for row in Post.objects.select_for_update().filter(zone=zone, number__in=wanted).order_by("id")
        }
        list(
            Base.objects.select_for_update()
            .filter(zone=zone, id__in={row.base_id for row in posts.values()})
            .order_by("id")
        )
        wrong = broken(problem(zone=zone, first=run.first_month, last=run.last_month, posts=wanted), pairs)
        if wrong:
            raise Conflict(
                f"匹配以后有变化 {len(wrong)} 处 something changed since it was drawn: {', '.join(wrong)[:80]}",
                why="岗位、座位或者学生有变动 posts, seats or students changed", do="重新匹配，没有任何改动 draw it again",
            )  # fmt: skip
        seat_all(
            zone, run, [(uuid.UUID(pair["student"]), posts[pair["post"]], pair["km"]) for pair in run.pairs],
            run.first_month, run.last_month, at,
        )  # fmt: skip
        run.adopted_at = at
        run.save(update_fields=["adopted_at"])
        record("talent-adopt", f"run:{number}", zone=zone, by=by, at=at, said=[number], key=key, result={"placed": len(pairs)},
               article=BY_LAW, placed=len(pairs), left=len(run.left))  # fmt: skip
    return len(pairs)


def _kept(one: Left) -> dict[str, Any]:
    """As the run keeps it."""
    return {
        "learner": one.learner, "why": one.why, "fitting": one.fitting, "open": one.open, "bars": one.bars, "limits": one.limits,
    }  # fmt: skip
