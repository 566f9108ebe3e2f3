"""Two at the same moment, each on a connection of its own: one wins, the other is told, the budget holds."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from gaoxin.audit.services import verify
from gaoxin.core.errors import GaoxinError
from gaoxin.innovation.services.policies import consenting, declaring, matching, paying
from tests.approvals.conftest import real_database  # noqa: F401
from tests.policies.conftest import DAY, FACTS, NOW, ZONE, declare, make, rows


def together(*acts: Callable[[], Any]) -> list[str]:
    gate, found = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], Any]) -> None:
        gate.wait(20)
        try:
            act()
            found.append("done")
        except GaoxinError as error:
            found.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


def test_two_who_declare_the_same_at_once_leave_one_value(real_database, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world = make()
        firm, by = world.firms["one"], world["applicant"]

        def tell(staff: int) -> Callable[[], Any]:
            told = declaring.Declared({"staff": staff}, DAY, "人事台账")
            return lambda: declaring.declare(zone=ZONE, party_id=firm, told=told, at=NOW, by=by)

        found = together(tell(71), tell(72))
        assert len(found) == 2 and "done" in found and set(found) <= {"done", "Conflict"}
        kept = rows("FirmFact").filter(party_id=firm, fact="staff", day=DAY)
        assert kept.get(current=True).value in (71, 72) and kept.filter(value__in=(71, 72)).count() == found.count(
            "done"
        )
        assert verify(ZONE).ok


def test_two_officers_two_tabs_and_a_budget_for_one(real_database, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        world = make()
        declare(world, "two", FACTS)
        matching.match_all(zone=ZONE, day=DAY, at=NOW, by=world["officer"])
        pair = {firm: world.listed("rd-reward", firm).id for firm in ("one", "two")}
        people = {name: world[name] for name in ("officer", "officer-2", "applicant", "applicant-2")}

        def agree(firm: str, who: str) -> Callable[[], Any]:
            return lambda: consenting.consent(
                zone=ZONE, entitlement_id=pair[firm], account="4420123456789012", at=NOW, by=people[who]
            )

        assert together(agree("one", "applicant"), agree("one", "applicant")) == ["WrongState", "done"]
        agree("two", "applicant-2")()

        def pay(firm: str, who: str) -> Callable[[], Any]:
            return lambda: paying.pay(
                zone=ZONE, entitlement_id=pair[firm], at=NOW + dt.timedelta(hours=1), by=people[who]
            )

        rows("BudgetYear").create(zone=ZONE, policy="rd-reward", year=2026, budget=500_000)
        assert together(pay("one", "officer"), pay("two", "officer-2")) == ["Conflict", "done"]
        assert rows("BudgetYear").get().spent == 300_000 and rows("Entitlement").filter(state="paid").count() == 1
        rows("BudgetYear").update(budget=None)
        left = rows("Entitlement").get(policy="rd-reward", state="consented")
        firm = next(name for name, key in pair.items() if key == left.id)
        assert together(pay(firm, "officer"), pay(firm, "officer-2")) == ["WrongState", "done"]
        assert rows("BudgetYear").get().spent == 600_000 and verify(ZONE).ok
