"""The demo's share of 惠企政策 benefits, through ordinary services; every step may be repeated.

`catalogue/demo/policies.yaml` says what was declared and agreed to. Only the applicant's own enterprise answers on its page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.demo.plan import Plan
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.services.policies import consenting, declaring, matching, paying
from gaoxin.parties import selectors as parties


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Some declare, all are matched, a few consent, one is paid."""
    told: dict[str, Any] = yaml.safe_load((settings.CATALOGUE / "demo" / "policies.yaml").read_text(encoding="utf-8"))
    firms = {one.serial: parties.party(zone=zone, identifier=one.identifier).id for one in plan.zone.enterprises}
    officer = accounts.actor(zone=zone, login=f"policy-officer@{zone}", at=told["declared_at"])
    for serial, facts in told["declared"].items():
        declaring.declare(
            zone=zone, party_id=firms[serial], told=declaring.Declared(facts, told["day"], told["source"]),
            at=told["declared_at"], by=officer, key=f"demo-facts-{serial}",
        )  # fmt: skip
    moment: dt.datetime = told["matched_at"]
    matching.match_all(zone=zone, day=moment.date(), at=moment, by=officer, key="demo-match")
    rows = {
        (one.row.party_id, one.row.policy): one.row.id for one in lists.entitlements(zone=zone, year=moment.year)[0]
    }
    for number, line in enumerate(told["consents"]):
        party = firms[line["serial"]]
        row = rows[party, line["policy"]]
        # The demo has one applicant's account; for the other enterprises it stands in with a mandate of this moment only.
        speaker = replace(
            accounts.actor(zone=zone, login=f"applicant@{zone}", at=line["at"]), parties=frozenset({str(party)})
        )
        consenting.consent(
            zone=zone, entitlement_id=row, account=line["account"], at=line["at"], by=speaker, key=f"demo-yes-{number}"
        )
        if "paid_at" in line:
            paying.pay(zone=zone, entitlement_id=row, at=line["paid_at"], by=officer, key=f"demo-pay-{number}")
    tell(f"惠企政策 benefits: {len(rows)} 笔列入免申即享名单 on the list of those who get it unasked")
