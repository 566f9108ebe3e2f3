"""What the zone's registers hold is not asked of the firm, and stands before what it declared; a silent register is not no."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from gaoxin.innovation.rules.policies.engine import evaluate_firm
from gaoxin.innovation.rules.policies.firms import Known
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import consenting, matching, paying
from tests.policies.conftest import DAY, NOW, ZONE, World, declare, rows

_SERIAL = itertools.count(1)
TITLES = "称号台账 register of titles"


def known(world: World, firm: str = "one", day: dt.date = DAY) -> dict[str, Known]:
    return dict(firms(zone=ZONE, day=day, book=book(), only=[world.firms[firm]])[world.firms[firm]].facts)


def title(world: World, name: str, state: str, on: dt.date, level: str = "national", firm: str = "one") -> None:
    rows("TitleRecord").create(
        zone=ZONE, party_id=world.firms[firm], title=name, level=level, state=state, on=on, evidence="公告", at=NOW
    )


def patent(world: World, granted: dt.date, status: str = "granted", kind: str = "invention", firm: str = "one") -> None:
    made = rows("Patent").create(
        zone=ZONE, number=f"20201{next(_SERIAL):08d}", kind=kind, title="层压板（演示）", applied_on=dt.date(2020, 1, 2),
        granted_on=granted, status=status, source="test", at=NOW,
    )  # fmt: skip
    rows("PatentOwner").create(zone=ZONE, patent=made, place=1, name=firm, party_id=world.firms[firm])


def test_a_certificate_holds_for_its_term_whatever_the_firm_says(world: World):
    declare(world, "one", {"htec": True})
    assert known(world)["htec"].source == "专项审计报告（演示）"  # nothing on record: what was declared stands
    title(world, "htec", "applied", dt.date(2022, 8, 1))
    assert known(world)["htec"].source == "专项审计报告（演示）"  # applied is not recognised
    title(world, "htec", "recognised", dt.date(2023, 3, 3))
    assert known(world)["htec"] == Known(True, TITLES, dt.date(2023, 3, 3))
    assert (
        known(world, day=dt.date(2026, 3, 3))["htec"].value is False
    )  # three years are over, though the firm says true


def test_recognised_anew_is_not_for_the_first_time(world: World):
    title(world, "htec", "recognised", dt.date(2022, 12, 1))
    assert not {"htec_first", "htec_renewed"} & known(world).keys()
    title(world, "htec", "recognised", dt.date(2025, 12, 1))
    told = known(world)
    assert (told["htec"].value, told["htec_first"].value, told["htec_renewed"].value) == (True, False, True)
    assert "htec_renewed" not in known(world, day=dt.date(2027, 3, 2))  # of the year before only


def test_titles_stations_and_awards_of_the_year_before(world: World):
    party = world.firms["one"]
    for name, state, on, level in (
        ("sme", "registered", dt.date(2025, 7, 1), "national"), ("engineering_centre", "recognised", dt.date(2025, 5, 1), "provincial"),
        ("engineering_centre", "recognised", dt.date(2025, 6, 1), "municipal"),
        ("engineering_centre", "applied", dt.date(2025, 6, 2), "national"),
    ):  # fmt: skip
        title(world, name, state, on, level)
    for kind in ("postdoctoral", "doctoral"):
        rows("Station").create(
            zone=ZONE, number=kind, name="站（演示）", kind=kind, level="provincial", party_id=party, authority="省厅",
            recognised_on=dt.date(2025, 9, 1), evidence="批复", at=NOW,
        )  # fmt: skip
    rows("InnovationAward").create(
        zone=ZONE, holder="one", party_id=party, name="科技进步奖（演示）", level="provincial", authority="省政府", year=2025,
        evidence="决定", at=NOW,
    )  # fmt: skip
    told = known(world)
    values = {code: told[code].value for code in ("tech_sme", "rd_centre", "station", "award")}
    assert values == {"tech_sme": True, "rd_centre": "provincial", "station": "postdoctoral", "award": "provincial"}
    assert not {"rd_centre", "station", "award"} & known(world, "two").keys()
    assert not {"rd_centre", "station", "award"} & known(world, day=dt.date(2027, 3, 2)).keys()


def test_patents_are_counted_from_their_register(world: World):
    declare(world, "one", {"patents_held": 9})
    patent(world, dt.date(2025, 4, 1))
    patent(world, dt.date(2024, 4, 1))
    patent(world, dt.date(2025, 5, 1), status="lapsed")
    patent(world, dt.date(2025, 6, 1), kind="utility")
    told = known(world)
    assert (told["patents_held"].value, told["patents_invention"].value) == (2, 2)
    assert told["patents_held"].source == "专利台账 register of patents"


def test_the_trace_names_the_register_and_nothing_is_asked_for_it(world: World):
    two = firms(zone=ZONE, day=DAY, book=book())[world.firms["two"]]
    assert "rd_centre" in evaluate_firm(book(), two, DAY)["rd-centre"].missing
    title(world, "engineering_centre", "recognised", dt.date(2025, 5, 1), "provincial", firm="two")
    declare(world, "two", {"registered_here": True, "taxpayer_here": True, "local_tax": 600_000})
    matching.match_all(zone=ZONE, day=DAY, at=NOW + dt.timedelta(hours=1), by=world["officer"])
    trace = world.listed("rd-centre", "two").trace
    read = {fact["fact"]: fact["source"] for check in trace["conditions"] for fact in check["facts"]}
    assert read["rd_centre"] == TITLES


@pytest.mark.parametrize(("back", "left"), [(100_000, {"rd-reward": 200_000}), (300_000, {})])
def test_what_went_back_in_part_was_still_received(world: World, back: int, left: dict[str, int]):
    row = world.listed("rd-reward")
    does: dict[str, Any] = {"zone": ZONE, "at": NOW, "entitlement_id": row.id}
    consenting.consent(**does, account="4420123456789012", yuan=row.yuan, by=world["applicant"])
    paying.pay(**does, by=world["officer"])
    paying.claw_back(**does, yuan=back, reason="核减", by=world["officer"])
    paying.note_returned(**does, by=world["officer"])
    now = firms(zone=ZONE, day=DAY, book=book())[world.firms["one"]]
    later = firms(zone=ZONE, day=dt.date(2027, 3, 2), book=book())[world.firms["one"]]
    assert now.received == left and later.before == frozenset(left)
