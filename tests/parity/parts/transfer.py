"""What the world has of technology transfer, agreements and stations, and values for the parameters of its addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.config.access.transfer import TRANSFER
from gaoxin.innovation.selectors.stations import lists as station_list
from gaoxin.innovation.selectors.transfer import lists, voices
from gaoxin.innovation.services import register
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import agreements, dealing, matching, posting
from tests.approvals.conftest import ZONE, at
from tests.parity.parts import innovation
from tests.parity.parts.stewards import MOMENT, _actor

# What needs a mandate for the whole enterprise; the agent of this world has one for a single item.
WHOLE = frozenset({"api:transfer-suggestions", "api:move-match"})
MADE: dict[str, dict[str, Any]] = {}


def build(world: Any) -> None:
    """Both sides have a demand that is matched with a result of the same university, an agreement, a station and a grant."""
    MADE.clear()
    does = {"zone": ZONE, "at": at(MOMENT), "by": _actor(world, "innovation-officer")}
    if not (known := {one.name: one.id for one in voices.universities(zone=ZONE)}):
        register.add_universities(**does, rows=[register.NewUniversity("甲演示大学", "四川", code_note="演示")])
        known = {one.name: one.id for one in voices.universities(zone=ZONE)}
    university = next(iter(known.values()))
    posting.name_voice(**does, university_id=university, user_id=world.people["school"].id)
    offer = posting.NewResult("导热树脂制备技术", "materials", 6, university, seats=2)
    result = posting.post_result(**does, told=offer)
    day, last = dt.date(2026, 1, 5), dt.date(2027, 12, 31)
    for side in (world.own, world.other):
        need = posting.NewDemand(f"{side.project} 导热树脂制备", "materials", 5, last, f"联系人 {side.contact}")
        demand = posting.post_demand(**does, party_id=side.party.id, told=need)
        new = agreements.NewAgreement(
            f"XY-{side.identifier}", f"{side.contact}共建", university, day, last, world.people["innovation-officer"].id, side.party.id
        )  # fmt: skip
        agreement = agreements.add_agreement(**does, told=new)
        site = stations.NewStation(
            f"BS-{side.identifier}", f"{side.contact}工作站", "doctoral", "provincial", "省厅", day, "批文", side.party.id
        )  # fmt: skip
        station = stations.add_station(**does, told=site)
        grant = stations.NewGrant(f"ZZ-{side.identifier}", "资助", "provincial", day, 80, "通知")
        MADE[str(side.party.id)] = {
            "demand": demand, "agreement": agreement, "station": station, "result": result,
            "grant": stations.approve_grant(**does, station_id=station, told=grant), **_pilot(does, world, side, station),
        }  # fmt: skip
    run = matching.start(**does)
    matching.work(zone=ZONE, key=str(run), at=does["at"], clock=lambda: at(MOMENT))
    for made in MADE.values():
        made["run"] = run
    for one in lists.matches(zone=ZONE)[0]:
        MADE[str(one.row.demand.party_id)]["match"] = one.row.id


def _pilot(does: dict[str, Any], world: Any, side: Any, station: Any) -> dict[str, Any]:
    """Somebody in the station, a task of the pilot park, a licence of the side's patent."""
    day = dt.date(2026, 1, 5)
    stations.enter_people(**does, station_id=station, numbers=["BS01"], on=day)
    person = next(one.people[0] for one in station_list.stations(zone=ZONE, today=day) if one.row.id == station)
    officer = world.people["innovation-officer"].id
    new = dealing.NewLicence(innovation.number(side, world), side.party.id, "ordinary", day, "合同")
    return {
        "person": person.row.id, "licence": dealing.record_licence(**does, told=new),
        "task": stations.add_task(
            **does, title=f"{side.contact}导航", office="科技局", owner=officer, due_on=dt.date(2027, 12, 31)
        ),
    }  # fmt: skip


def values(world: Any, side: Any, route: str) -> dict[str, Any]:
    """Parameter name -> value for this route and side."""
    mine = route in TRANSFER or route.startswith(("transfer:", "mytransfer:", "stations:"))
    return MADE.get(str(side.party.id), {}) if mine else {}


def served(zone: str) -> dict[str, dict[str, Any]]:
    """Route prefix -> values, of the served demo."""
    found, _more = lists.matches(zone=zone, state="proposed")
    return {"transfer:": {"match": found[0].row.id} if found else {}}
