"""Two at the same moment, each on a connection of its own: one deal of one match, a grant within its approval, one renewal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gaoxin.audit.services import verify
from gaoxin.innovation.services.stations import stations
from gaoxin.innovation.services.transfer import agreements, dealing, matching
from tests.approvals.conftest import real_database  # noqa: F401
from tests.innovation.conftest import ZONE, rows
from tests.policies.test_at_once import together
from tests.transfer.conftest import Platform, make, worked

DAY = dt.date(2025, 5, 20)


def one_matching(world: Platform, people: dict[str, Any]) -> None:
    """Two ask, and two workers take it: there is one run, done once."""
    world.demand("two")
    world.result()

    def match(who):
        return lambda: matching.start(**people[who])

    assert "done" in together(match("officer"), match("officer-2"))
    run = rows("TransferRun").get(state="waiting")  # one, whoever asked

    def work():
        assert worked(run.id) in ("done", "working")

    together(work, work)
    assert rows("TransferRun").get(id=run.id).state == "done" and rows("TransferRun").get(id=run.id).tries == 1


def test_two_officers_at_once(real_database, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world = make()
        world.demand()
        world.result()
        match_id, people = world.in_talks(), {name: world.does(name) for name in ("officer", "officer-2")}

        def deal(who, amount):
            told = dealing.NewDeal("transfer", amount, DAY, "合同")
            return lambda: dealing.record_deal(**people[who], match_id=match_id, deal=told)

        assert together(deal("officer", 100), deal("officer-2", 900)) == ["WrongState", "done"]
        assert rows("TransferDeal").count() == 1 and rows("TransferMatch").get().state == "deal"
        assert rows("TransferDeal").get().amount_k in (100, 900) and rows("TransferDemand").get().state == "deal"

        new = stations.NewStation("BS-1", "演示站", "doctoral", "provincial", "省厅（演示）", DAY, "批文")
        station = stations.add_station(**people["officer"], told=new)
        grant = stations.approve_grant(
            **people["officer"], station_id=station, told=stations.NewGrant("Z", "资助", "provincial", DAY, 80, "通知")
        )

        def pay(who):
            return lambda: stations.pay_grant(**people[who], grant_id=grant, amount_k=50, on=DAY, evidence="回单")

        assert together(pay("officer"), pay("officer-2")) == ["Conflict", "done"]
        assert rows("StationGrant").get().paid_k == 50 and rows("GrantPayment").count() == 1

        old = world.agreement("XY-1", "2024-01-01", "2025-12-31")

        def renew(who, number):
            span = {"since": dt.date(2026, 1, 1), "until": dt.date(2027, 1, 1)}
            return lambda: agreements.renew_agreement(**people[who], agreement_id=old, number=number, **span)

        assert together(renew("officer", "A"), renew("officer-2", "B")) == ["WrongState", "done"]
        assert rows("UniversityAgreement").filter(renews=old).count() == 1

        one_matching(world, people)
        assert rows("TransferMatch").filter(state="proposed").count() == 1 and verify(ZONE).ok
