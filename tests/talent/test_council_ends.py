"""A seat, a council, a pledge end before their time: with a reason, by whom it belongs to; votes that were cast stay and count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.talent.selectors import councils
from gaoxin.talent.services import council, council_ends
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, NOW, World, rows

DOES: dict[str, Any] = {"zone": ZONE, "at": NOW}
DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def _opened(world: World) -> tuple[str, Any, Any]:
    """A council of three with a motion that is open until tomorrow."""
    number = council.found(**DOES, name="联合体（演示）", on=TODAY, by=world.officer, form="union")
    for party, kind in (("firm", "enterprise"), ("second", "enterprise"), ("school", "school")):
        council.admit(**DOES, council=number, identifier=CODES[party], kind=kind, by=world.officer)
    meeting = council.call(**DOES, council=number, title="年会", place="一楼", held_at=NOW, by=world.officer)
    motion = council.move(
        **DOES, meeting=meeting, text="计划", majority="simple", opens_at=NOW, closes_at=NOW + DAY, by=world.officer
    )
    for party, by in (("firm", world.firm), ("second", world.second), ("school", world.school)):
        council.attend(**DOES, meeting=meeting, party=world.parties[party], by=by)
    return number, meeting, motion


def _votes(world: World, motion: Any, *cast: tuple[str, str]) -> None:
    by = {"firm": world.firm, "second": world.second, "school": world.school}
    for party, choice in cast:
        council.vote(**DOES, motion=motion, party=world.parties[party], choice=choice, by=by[party])


def test_a_seat_ends_and_its_vote_stays(world: World):
    number, _meeting, motion = _opened(world)
    _votes(world, motion, ("firm", "yes"))
    seats = {row.party_id: row.id for row in rows("Member")}
    ends: dict[str, Any] = {**DOES, "council": number, "member": seats[world.parties["firm"]], "on": TODAY}
    for wrong, kind in (
        ({"reason": " "}, Invalid), ({"on": TODAY + DAY}, Invalid), ({"on": TODAY - DAY}, Invalid),
        ({"by": world.firm}, NotAllowed), ({"member": motion}, NotFound),
    ):  # fmt: skip
        with pytest.raises(kind):
            council_ends.end_seat(**{**ends, "reason": "企业迁出", "by": world.officer, **wrong})
    assert not rows("Member").exclude(until=None).exists()
    for _ in range(2):  # one form, one act
        council_ends.end_seat(**ends, reason="企业迁出", by=world.officer, key="end-0001")
    with pytest.raises(WrongState):
        council_ends.end_seat(**ends, reason="再来一次", by=world.officer)
    with pytest.raises(NotFound):  # no seat, no word
        council.pledge(**DOES, council=number, party=world.parties["firm"], text="一", due_on=TODAY, by=world.firm)
    assert councils.councils(zone=ZONE, by=world.firm) == []
    with pytest.raises(Conflict):  # its seat is there until tonight
        council.admit(**DOES, council=number, identifier=CODES["firm"], kind="enterprise", by=world.officer)
    _votes(world, motion, ("second", "yes"), ("school", "no"))
    told = {**DOES, "at": NOW + DAY}
    assert council.settle(**told, motion=motion, by=world.officer) == "passed"  # two of three, with the vote that stays
    assert rows("Motion").get().tally | {"how": ""} == {
        "members": 3, "present": 3, "yes": 2, "no": 1, "abstain": 0, "how": "",
    }  # fmt: skip
    council.admit(**told, council=number, identifier=CODES["firm"], kind="enterprise", by=world.officer)
    entries = audit_log.entries(ZONE, subject=f"council:{number}")
    assert [one.detail for one in entries if one.act == "council-end-seat" and "企业迁出" in str(one.detail)]
    assert verify(ZONE).ok


def test_a_council_ends_and_is_still_read(world: World):
    number, meeting, motion = _opened(world)
    _votes(world, motion, ("firm", "yes"))
    due = {"due_on": TODAY + 9 * DAY, "text": "十个岗位"}
    for party, by in (("firm", world.firm), ("school", world.school)):
        council.pledge(**DOES, council=number, party=world.parties[party], by=by, **due)
    ends: dict[str, Any] = {
        **DOES,
        "at": NOW + DAY,
        "council": number,
        "on": TODAY + DAY,
        "reason": "合并",
        "by": world.officer,
    }
    with pytest.raises(WrongState):  # a vote was cast and not counted
        council_ends.close(**ends)
    council.settle(**{**DOES, "at": NOW + DAY}, motion=motion, by=world.officer)
    for wrong in (
        {"reason": ""},
        {"on": TODAY - DAY},
        {"on": TODAY + 2 * DAY},
        {"by": world.school},
        {"council": "LHT-0"},
    ):
        with pytest.raises(GaoxinError):
            council_ends.close(**{**ends, **wrong})
    assert rows("Council").get().ended_on is None
    for _ in range(2):
        council_ends.close(**ends, key="close-001")
    later: dict[str, Any] = {**DOES, "at": NOW + 20 * DAY}
    refused = [
        lambda: council_ends.close(**{**ends, **later}),
        lambda: council.admit(**later, council=number, identifier=CODES["other-school"], kind="school", by=world.officer),
        lambda: council.call(**later, council=number, title="再会", place="一楼", held_at=NOW, by=world.officer),
        lambda: council.move(**later, meeting=meeting, text="二", majority="simple", opens_at=NOW + 20 * DAY,
                             closes_at=NOW + 21 * DAY, by=world.officer),
        lambda: council.pledge(**later, council=number, party=world.parties["firm"], text="二", due_on=TODAY + 30 * DAY,
                               by=world.firm),
    ]  # fmt: skip
    for act in refused:
        with pytest.raises(WrongState):
            act()
    _pledges_are_settled_still(world, number)


def _pledges_are_settled_still(world: World, number: str) -> None:
    later: dict[str, Any] = {**DOES, "at": NOW + 20 * DAY}
    pledge: dict[str, Any] = {**later, "council": number, "number": 1}
    for wrong, kind in (({"reason": ""}, Invalid), ({"by": world.second}, NotFound), ({"number": 9}, NotFound)):
        with pytest.raises(kind):
            council_ends.withdraw_pledge(**{**pledge, "reason": "停产", "by": world.firm, **wrong})
    council_ends.withdraw_pledge(**pledge, reason="停产", by=world.firm)
    council_ends.withdraw_pledge(**{**pledge, "at": NOW + 2 * DAY, "number": 2}, reason="停办", by=world.officer)
    with pytest.raises(WrongState):
        council.keep(**later, council=number, number=1, evidence="清单", by=world.officer)
    told = councils.sitting(zone=ZONE, number=number, by=world.firm, at=NOW + 20 * DAY)
    assert [(row.number, row.state, row.reason, late) for row, late in told.pledges] == [
        (1, "withdrawn", "停产", True), (2, "withdrawn", "停办", False),
    ]  # fmt: skip
    assert (told.row.reason, told.row.form, len(told.members), rows("Vote").count()) == ("合并", "union", 3, 1)
    assert verify(ZONE).ok


def test_a_meeting_is_called_off_before_it_begins(world: World):
    number, begun, _motion = _opened(world)
    later = council.call(**DOES, council=number, title="二次会", place="二楼", held_at=NOW + DAY, by=world.officer)
    council.move(
        **DOES,
        meeting=later,
        text="计划二",
        majority="simple",
        opens_at=NOW + DAY,
        closes_at=NOW + 2 * DAY,
        by=world.officer,
    )
    off: dict[str, Any] = {**DOES, "meeting": later, "reason": "台风", "by": world.officer}
    for wrong, kind in (({"reason": ""}, Invalid), ({"by": world.firm}, NotAllowed), ({"meeting": begun}, WrongState)):
        with pytest.raises(kind):
            council_ends.call_off(**off | wrong)
    for _ in range(2):
        council_ends.call_off(**off, key="off-00001")
    with pytest.raises(WrongState):
        council.attend(**DOES, meeting=later, party=world.parties["firm"], by=world.firm)
    told = councils.sitting(zone=ZONE, number=number, by=world.firm, at=NOW).meetings[0]
    assert (told.row.reason, told.row.closed_at, told.motions[0].row.result) == ("台风", NOW, "dropped")
    assert not told.motions[0].open and verify(ZONE).ok
    _members_are_told_on_their_own_page(world, number, later)


def _members_are_told_on_their_own_page(world: World, number: str, off: Any) -> None:
    coming = council.call(**DOES, council=number, title="三次会", place="二楼", held_at=NOW + 5 * DAY, by=world.officer)

    def told(by: Any, at: dt.datetime) -> list[tuple[Any, str]]:
        return [(one.id, one.reason) for one in councils.meetings_told(zone=ZONE, by=by, at=at) if one.title != "年会"]

    assert told(world.firm, NOW) == told(world.school, NOW) == [(off, "台风"), (coming, "")]
    assert told(world.firm, NOW + 2 * DAY) == [(coming, "")]  # its day is over
    assert told(world.officer, NOW) == []  # no seat
