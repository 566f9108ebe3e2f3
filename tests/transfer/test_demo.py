"""The demo's share: made by ordinary acts, the same when it is made again, and the article's figures come out of it."""

from __future__ import annotations

import pytest
import yaml
from django.conf import settings

from gaoxin.accounts import selectors as accounts
from gaoxin.audit.services import verify
from gaoxin.demo.building import build_people
from gaoxin.demo.parts import transfer
from gaoxin.demo.plan import read_plan
from gaoxin.innovation.selectors import figures_transfer
from gaoxin.innovation.services import register
from tests.innovation.conftest import START, ZONE, everything, rows


@pytest.mark.django_db
def test_the_articles_figures_twice_the_same():
    plan = read_plan(settings.CATALOGUE / "demo")
    build_people(ZONE, plan)
    transfer.build(ZONE, plan, START, print)  # without universities there is nothing to build on
    assert not rows("TransferRun").exists()
    named = yaml.safe_load((settings.CATALOGUE / "demo" / "innovation.yaml").read_text(encoding="utf-8"))
    new = [
        register.NewUniversity(f"{name}（演示）", place, code_note=named["code_note"])
        for place, names in named["universities"].items()
        for name in names
    ]
    by = accounts.actor(zone=ZONE, login=f"innovation-officer@{ZONE}", at=START)
    register.add_universities(zone=ZONE, rows=new, at=START, by=by)
    transfer.build(ZONE, plan, START, print)
    before = everything()
    transfer.build(ZONE, plan, START, print)
    assert everything() == before and verify(ZONE).ok
    told = {one.key: one.value for one in figures_transfer.figures(zone=ZONE, year=2024)}
    assert told == {
        "stations.doctoral": 2, "stations.postdoctoral": 1, "stations.graduate": 1, "stations.doctoral.people": 3,
        "stations.postdoctoral.people": 2, "stations.graduate.people": 6, "stations.grants.national": 1,
        "stations.grants.provincial": 1, "stations.grants.national.approved": 80, "stations.grants.provincial.approved": 100,
        "stations.grants.paid": 130, "transfer.demands": 6, "transfer.matches": 5, "transfer.deals": 4, "transfer.deals.amount": 5900,
        "agreements.running": 11, "agreements.expiring": 2, "pilot.tasks": 4, "pilot.tasks.done": 4, "awards": 2,
    }  # fmt: skip
    assert rows("TransferMatch").filter(state="proposed").count() >= 3 and rows("TransferMatch").get(state="talks")
