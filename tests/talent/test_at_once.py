"""Two at the same moment, each on a connection of its own: one wins, the other is told, no seat and no vote is counted twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.audit.services import verify
from gaoxin.talent.services import council, matching, placements, posts
from tests.approvals.conftest import real_database  # noqa: F401
from tests.economy.conftest import ZONE
from tests.policies.test_at_once import together
from tests.talent.conftest import CODES, FIRST, LAST, NOW, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}


def test_the_last_student_two_clicks_and_two_votes(real_database, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world = World()
        second = posts.set_base(
            **DOES, party=world.parties["second"], name="二厂", workers=100, lat=23.72, lon=113.05, by=world.second,
            months=dict.fromkeys((FIRST, dt.date(2026, 10, 1), LAST), 9),
        )  # fmt: skip
        posts.inspect(**DOES, base=second, on=NOW.date(), by=world.school, school=world.school_id)
        other = posts.offer(**DOES, base=second, post=world.new_post(), by=world.second)
        pupil = world.pupil(1)

        def send(post: str) -> Any:
            return lambda: placements.place(**DOES, student=pupil, post=post, by=world.school)

        assert together(send(world.post), send(other)) == ["Conflict", "done"]
        assert rows("Placement").get().student_id == pupil and rows("SeatMonth").count() == 3

        def draw() -> Any:
            return matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer, key="one-form")

        assert together(draw, draw) == ["done", "done"] and rows("Run").count() == 1
        run = rows("Run").get().number

        def adopt() -> Any:
            return matching.adopt(**DOES, number=run, by=world.officer)

        assert together(adopt, adopt) == ["WrongState", "done"]
        assert rows("Placement").count() == 3 and rows("SeatMonth").count() == 9

        number = council.found(**DOES, name="联合体（演示）", on=NOW.date(), by=world.officer)
        council.admit(**DOES, council=number, identifier=CODES["firm"], kind="enterprise", by=world.officer)
        meeting = council.call(**DOES, council=number, title="年会", place="一楼", held_at=NOW, by=world.officer)
        motion = council.move(
            **DOES, meeting=meeting, text="计划", majority="simple", opens_at=NOW, closes_at=NOW + dt.timedelta(days=1),
            by=world.officer,
        )  # fmt: skip
        firm = world.parties["firm"]
        council.attend(**DOES, meeting=meeting, party=firm, by=world.firm)

        def vote(choice: str) -> Any:
            return lambda: council.vote(**DOES, motion=motion, party=firm, choice=choice, by=world.firm)

        assert together(vote("yes"), vote("no")) == ["Conflict", "done"]
        assert rows("Vote").count() == 1 and verify(ZONE).ok
