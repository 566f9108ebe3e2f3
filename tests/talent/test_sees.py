"""Nobody sees what is not theirs: a firm only who is offered to it or placed there, a school only its own students."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from gaoxin.core.errors import GaoxinError, NotAllowed, NotFound
from gaoxin.talent.selectors import councils, desks
from gaoxin.talent.selectors.desks import Side
from gaoxin.talent.services import council, matching, placements, schools
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, FIRST, LAST, NOW, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}


def test_students_are_seen_by_their_school_and_their_firm_only(world: World):
    other = schools.register_school(
        **DOES, identifier=CODES["other-school"], level="technician", lat=23.7, lon=113.0, by=world.officer
    )
    placements.place(**DOES, student=world.pupil(1), post=world.post, by=world.school)
    sides = {
        "firm": Side(world.parties["firm"], "firm", ""), "second": Side(world.parties["second"], "firm", ""),
        "school": Side(world.parties["school"], "school", "", world.school_id),
        "other-school": Side(world.parties["other-school"], "school", "", other),
    }  # fmt: skip
    readers = {"firm": world.firm, "second": world.second, "school": world.school, "other-school": world.other_school}
    for whose, side in sides.items():
        for who, by in readers.items():
            if who == whose:
                found = desks.placements_of(zone=ZONE, side=side, by=by)
                assert [row.student.number for row in found] == (["S1"] if who in ("firm", "school") else [])
                continue
            for reads in (desks.placements_of, desks.agreements_of, partial(desks.instructors_of, today=NOW.date())):
                with pytest.raises(NotFound):
                    reads(zone=ZONE, side=side, by=by)
    for reads in (desks.waiting_of, desks.cohorts_of, desks.courses_of, desks.programmes_of):
        for by in (world.firm, world.other_school, world.who("head")):
            with pytest.raises(NotFound):
                reads(zone=ZONE, party=world.parties["school"], by=by)
    assert [row.number for row in desks.waiting_of(zone=ZONE, party=world.parties["school"], by=world.school)] == [
        "S2",
        "S3",
    ]
    number = rows("Placement").get().number
    for by in (world.second, world.other_school):
        for act in (placements.agree, lambda **told: desks.placement(zone=ZONE, number=told["number"], by=told["by"])):
            with pytest.raises(NotFound):
                act(**DOES, number=number, by=by)
    assert rows("Placement").get().state == "proposed"


def test_runs_are_the_officers_and_councils_their_members(world: World):
    run = matching.draw(**DOES, first=FIRST, last=LAST, by=world.officer)
    assert len(desks.run_of(zone=ZONE, number=run, by=world.officer).left) == 1
    for by in (world.firm, world.school):
        with pytest.raises(NotAllowed):
            desks.run_of(zone=ZONE, number=run, by=by)
    number = council.found(**DOES, name="联合体（演示）", on=NOW.date(), by=world.officer)
    council.admit(**DOES, council=number, identifier=CODES["firm"], kind="enterprise", by=world.officer)
    own = councils.sitting(zone=ZONE, number=number, by=world.firm, at=NOW)
    assert [member.party_id for member in own.own] == [world.parties["firm"]]
    for by in (world.second, world.school):
        with pytest.raises(GaoxinError):
            councils.sitting(zone=ZONE, number=number, by=by, at=NOW)
    assert councils.councils(zone=ZONE, by=world.who("head"))
