"""The demo's share of technology transfer, agreements, stations, the IP pilot park and awards, through ordinary services.

`catalogue/demo/transfer.yaml` says what there is; nothing is made where it is there already.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.demo.plan import Plan
from gaoxin.innovation.rules.patents.rows import WHOLE, Owner
from gaoxin.innovation.selectors import patents
from gaoxin.innovation.selectors.stations import lists as stations_told
from gaoxin.innovation.selectors.transfer import assigning as assigned
from gaoxin.innovation.selectors.transfer import lists, voices
from gaoxin.innovation.services import patents as patent_log
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import agreements, assigning, dealing, matching, posting
from gaoxin.parties import selectors as parties
from gaoxin.runtime import jobs


@dataclass
class _Made:
    """firms by serial; universities and agreements by their place in the file; demands of a round by theirs."""

    zone: str
    source: str
    firms: dict[int, uuid.UUID]
    universities: list[uuid.UUID]
    agreements: list[uuid.UUID]
    numbers: list[str]

    def does(self, at: dt.datetime) -> dict[str, Any]:
        by = accounts.actor(zone=self.zone, login=f"innovation-officer@{self.zone}", at=at)
        return {"zone": self.zone, "at": at, "by": by}

    def officer(self, at: dt.datetime) -> uuid.UUID:
        return accounts.key_of(self.does(at)["by"])


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Agreements, two rounds of demands and results, stations with grants, tasks and awards."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "transfer.yaml").read_text(encoding="utf-8"))
    universities = voices.universities(zone=zone)
    if lists.newest_run(zone=zone) or not universities:
        return
    named = yaml.safe_load((settings.CATALOGUE / "demo" / "innovation.yaml").read_text(encoding="utf-8"))[
        "universities"
    ]
    keys = {one.name: one.id for one in universities}
    firms = {one.serial: parties.party(zone=zone, identifier=one.identifier).id for one in plan.zone.enterprises}
    granted, _more = patents.page(zone=zone, today=at.date(), kind="invention", status="granted", year=told["year"])
    made = _Made(
        zone, told["source"], firms, [keys[f"{name}（演示）"] for names in named.values() for name in names], [],
        [one.number for one in granted],
    )  # fmt: skip
    moment, school = told["voice"]["at"], accounts.actor(zone=zone, login=f"school@{zone}", at=told["voice"]["at"])
    posting.name_voice(
        **made.does(moment),
        university_id=made.universities[told["voice"]["university"]],
        user_id=accounts.key_of(school),
    )
    _agreements(made, told["agreements"])
    for number, line in enumerate(told["rounds"]):
        _round(made, line, number)
    _stations(made, told["stations"])
    _tasks(made, told["tasks"])
    for row in told["awards"]["rows"]:
        new = stations.NewAward(
            row["holder"], row["name"], row["level"], row["authority"], told["year"], told["awards"]["source"], row.get("grade", "")
        )  # fmt: skip
        stations.add_award(**made.does(told["awards"]["at"]), told=new)
    deals, sites = len(lists.deals(zone=zone)), len(stations_told.stations(zone=zone, today=at.date()))
    tell(f"成果转化 transfer: {deals} 项成交 deals，{sites} 个站点和基地 stations（演示）")


def _agreements(made: _Made, told: dict[str, Any]) -> None:
    for number, row in enumerate(told["rows"], 1):
        new = agreements.NewAgreement(
            f"XY-{number:02d}", row["title"], made.universities[row["university"]], row["since"], row["until"],
            made.officer(told["at"]), made.firms.get(row.get("firm", 0)), "科研处（演示）",
        )  # fmt: skip
        made.agreements.append(agreements.add_agreement(**made.does(told["at"]), told=new))
    for row in told["results"]:
        agreements.record_result(
            **made.does(row["at"]), agreement_id=made.agreements[row["agreement"]], kind=row["kind"], title=row["title"], on=row["day"],
            evidence=made.source,
        )  # fmt: skip
    for key, row in zip(made.agreements, told["rows"], strict=True):
        if (then := row.get("renewed")) is not None:
            agreements.renew_agreement(
                **made.does(then["at"]), agreement_id=key, number=f"XY-01-{then['since'].year}", since=then["since"], until=then["until"]
            )  # fmt: skip


def _round(made: _Made, told: dict[str, Any], number: int) -> None:
    """Demands and results of one time, matched, and what became of them."""
    posted = made.does(told["posted"])
    demands: list[uuid.UUID] = []
    for row in told["demands"]:
        new = posting.NewDemand(
            f"{row['title']}（演示）", row["field"], row["maturity"], row["deadline"], row.get("detail", ""), row.get("low_k"),
            row.get("high_k"),
        )  # fmt: skip
        demands.append(posting.post_demand(**posted, party_id=made.firms[row["firm"]], told=new))
    for row in told["results"]:
        place = row.get("university")
        taken = [made.numbers.pop() for _ in range(min(row.get("patents", 0), len(made.numbers)))]
        offer = posting.NewResult(
            f"{row['title']}（演示）", row["field"], row["maturity"], None if place is None else made.universities[place],
            row.get("institute", ""), row.get("detail", ""), row.get("price_k"), row.get("seats", 1), tuple(taken),
        )  # fmt: skip
        posting.post_result(**posted, told=offer)
    run = matching.start(**made.does(told["matched"]), key=f"demo-round-{number}")
    matching.work(zone=made.zone, key=str(run), at=told["matched"], clock=lambda: told["matched"])
    jobs.take_back(zone=made.zone, key=str(run))
    held = {demand: view.row.id for demand, view in lists.held_of(zone=made.zone, demand_ids=demands).items()}
    for row in (*told.get("talks", ()), *told.get("deals", ()), *told.get("failed", ())):
        dealing.begin_talks(**made.does(row["at"]), match_id=held[demands[row["demand"]]])
    for row in told.get("failed", ()):
        dealing.fail_match(**made.does(row["at"]), match_id=held[demands[row["demand"]]], reason=row["reason"])
    for row in told.get("deals", ()):
        place = row.get("agreement")
        deal = dealing.NewDeal(
            row["kind"], row["amount_k"], row["signed_on"], made.source, row.get("stake_bp"),
            None if place is None else made.agreements[place], row.get("licence", ""),
        )  # fmt: skip
        dealing.record_deal(**made.does(row["at"]), match_id=held[demands[row["demand"]]], deal=deal)
        if "filed_on" in row:
            _file(made, row)
        if "owned" in row:
            _own(made, row["owned"], held[demands[row["demand"]]])
        if "entered" in row:
            _enter(made, row["entered"], held[demands[row["demand"]]])


def _own(made: _Made, told: dict[str, Any], match_id: uuid.UUID) -> None:
    """What the result names was made over to its university before the deal, whole or in part."""
    deal = lists.match(zone=made.zone, match_id=match_id).deal
    seller = lists.owner_of(deal.match.result) if deal else ""
    for one in assigned.sold(zone=made.zone, deal=deal):
        rest = [Owner(one.owners[0].name, WHOLE - told["share"])] if told["share"] < WHOLE else []
        patent_log.transfer(
            **made.does(told["at"]), number=one.number, owners=[Owner(seller, told["share"]), *rest], on=told["day"],
            evidence=told["evidence"],
        )  # fmt: skip


def _enter(made: _Made, entry: dict[str, Any], match_id: uuid.UUID) -> None:
    """The patents are made over with the deal, where the register had one to name."""
    if assigned.sold(zone=made.zone, deal=lists.match(zone=made.zone, match_id=match_id).deal):
        told = assigning.Entry(entry["day"], entry["evidence"], entry.get("consent", ""))
        assigning.enter_assignment(**made.does(entry["at"]), match_id=match_id, entry=told)


def _file(made: _Made, row: dict[str, Any]) -> None:
    for licence, how in lists.licences(zone=made.zone, today=row["filed_on"]):
        if how.state != "filed" and licence.since == row["signed_on"]:
            dealing.note_filed(**made.does(row["filed_at"]), licence_id=licence.id, on=row["filed_on"])


def _stations(made: _Made, told: dict[str, Any]) -> None:
    does = made.does(told["at"])
    keys: list[uuid.UUID] = []
    for row in told["rows"]:
        new = stations.NewStation(
            row["number"], row["name"], row["kind"], row["level"], row["authority"], row["day"], made.source,
            made.firms.get(row.get("firm", 0)), row.get("until"),
        )  # fmt: skip
        keys.append(stations.add_station(**does, told=new))
        stations.enter_people(**does, station_id=keys[-1], numbers=row["people"]["numbers"], on=row["people"]["day"])
    for row in told["grants"]:
        grant = stations.NewGrant(
            row["number"], row["title"], row["level"], row["day"], row["approved_k"], made.source, row["person"]
        )
        key = stations.approve_grant(**does, station_id=keys[row["station"]], told=grant)
        for paid in row["paid"]:
            stations.pay_grant(**does, grant_id=key, amount_k=paid["amount_k"], on=paid["day"], evidence=made.source)
    gone = told["left"]
    site = next(
        one for one in stations_told.stations(zone=made.zone, today=gone["day"]) if one.row.id == keys[gone["station"]]
    )
    person = next(one.row.id for one in site.people if one.row.number == gone["number"])
    stations.leave(**made.does(gone["at"]), person_id=person, on=gone["day"], reason=gone["reason"])


def _tasks(made: _Made, told: dict[str, Any]) -> None:
    for row in told["rows"]:
        key = stations.add_task(
            **made.does(told["at"]),
            title=row["title"],
            office=row["office"],
            owner=made.officer(told["at"]),
            due_on=row["due_on"],
        )
        if "done" in row:
            stations.finish_task(**made.does(row["done"]["at"]), task_id=key, evidence=row["done"]["evidence"])
