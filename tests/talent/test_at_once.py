"""Two at the same moment, each on a connection of its own: one wins, the other is told, no seat and no vote is counted twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.audit.services import verify
from gaoxin.talent.services import council, council_ends, matching, placements, posts
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

        _two_numbers(world, second)
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


def test_the_last_seat_one_pledge_and_the_end_of_a_council(real_database, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world = World()
        last = posts.offer(**DOES, base=world.base, post=world.new_post(seats=1), by=world.firm)
        first, second = world.pupil(1), world.pupil(2)

        def send(pupil: Any) -> Any:
            return lambda: placements.place(**DOES, student=pupil, post=last, by=world.school)

        assert together(send(first), send(second)) == ["Conflict", "done"]
        assert rows("Placement").count() == 1 and rows("SeatMonth").filter(seat=1).count() == 3
        assert rows("SeatMonth").count() == 3  # a month each, of one student

        number = council.found(**DOES, name="联合体（演示）", on=NOW.date(), by=world.officer)
        council.admit(**DOES, council=number, identifier=CODES["firm"], kind="enterprise", by=world.officer)
        meeting = council.call(**DOES, council=number, title="年会", place="一楼", held_at=NOW, by=world.officer)
        told: dict[str, Any] = {**DOES, "council": number}
        council.pledge(**told, party=world.parties["firm"], text="十个岗位", due_on=NOW.date(), by=world.firm)
        kept = together(
            lambda: council.keep(**told, number=1, evidence="清单", by=world.officer),
            lambda: council_ends.withdraw_pledge(**told, number=1, reason="停产", by=world.firm),
        )
        pledge = rows("Pledge").get()
        assert kept == ["WrongState", "done"]
        assert (pledge.state, bool(pledge.evidence), bool(pledge.reason)) in {
            ("kept", True, False), ("withdrawn", False, True),
        }  # fmt: skip
        closes = NOW + dt.timedelta(days=1)
        ended = together(
            lambda: council_ends.close(**told, on=NOW.date(), reason="合并", by=world.officer),
            lambda: council.move(
                **DOES,
                meeting=meeting,
                text="计划",
                majority="simple",
                opens_at=NOW,
                closes_at=closes,
                by=world.officer,
            ),
        )
        assert ended == ["WrongState", "done"]
        assert (rows("Council").get().ended_on is None) == rows(
            "Motion"
        ).exists()  # never a motion that nobody may count
        assert verify(ZONE).ok


def _two_numbers(world: World, second: Any) -> None:
    """Two firms offer a post at one moment: both get a number, without a gap."""

    def offers(base: Any, by: Any) -> Any:
        return lambda: posts.offer(**DOES, base=base, post=world.new_post(), by=by)

    before = rows("Post").count()
    assert together(offers(world.base, world.firm), offers(second, world.second)) == ["done", "done"]
    numbers = sorted(rows("Post").values_list("number", flat=True))
    assert len(numbers) == before + 2 and numbers[-1].endswith(f"-{before + 2:04}")
