"""The key of a form: the same form again changes nothing, and a key that served for something else is told."""

from __future__ import annotations

import datetime as dt

from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.rules.land.terms import Found
from gaoxin.projects.services.land import agreements, ledger, parcels, plans
from tests.land.conftest import NOW, OFFICER, TODAY, ZONE, by, everything, refused, terms
from tests.land.shapes import CORNERS, png

_DAYS = {"zone": ZONE, "at": NOW, "by": OFFICER}


def test_every_act_is_done_once_and_its_key_serves_for_nothing_else(land):
    plan = plans.upload(name="图", file_name="plan.png", data=png(), corners=CORNERS, **_DAYS)
    given = {"parcel_number": "A-01", "terms": terms(), **by()}
    forms = [
        (ledger.enter, {"number": "B-02", "category": "idle", "since": TODAY, "evidence": "核查记录 7", **by()}, {"evidence": "别的"}),
        (parcels.publish, {"numbers": ["A-02", "B-01"], "shown": True, **_DAYS}, {"shown": False}),
        (agreements.sign, given, {"parcel_number": "A-02"}),
        (agreements.report_works, {"agreement": "演示-001", "found": Found(started_on=TODAY), **by()}, {"found": Found()}),
        (
            agreements.record_result, {"agreement": "演示-001", "result": Result(2025, 1, 1, 1, "年报"), **by()},
            {"result": Result(2025, 2, 1, 1, "年报")},
        ),
        (
            agreements.end, {"agreement": "演示-001", "ended_on": TODAY, "reason": "双方协商解除", **by()},
            {"reason": "另有原因终止"},
        ),
        (
            plans.upload, {"name": "图二", "file_name": "plan.png", "data": png(), "corners": CORNERS, **_DAYS},
            {"name": "图三"},
        ),
        (
            plans.publish, {"plan_id": plan.id, "review_number": "粤S（2026）001号", **_DAYS},
            {"review_number": "粤S（2026）002号"},
        ),
        (plans.withdraw, {"plan_id": plan.id, **_DAYS}, {"plan_id": plan.id, "key": "form-7"}),
    ]  # fmt: skip
    for number, (act, said, other) in enumerate(forms):
        key = f"form-{number}"
        rows = len(audit_log.entries(ZONE))
        act(**said, key=key)
        assert len(audit_log.entries(ZONE)) == rows + 1, act
        before = everything()
        act(**said, key=key)
        assert everything() == before, act
        with refused(Conflict, "内容不同"):
            act(**{**said, "key": key, **other})


def test_a_form_that_did_nothing_may_be_sent_again(land):
    assert parcels.publish(numbers=["A-01"], shown=False, key="k", **_DAYS) == 0
    assert parcels.publish(numbers=["A-01"], shown=True, key="k", **_DAYS) == 1
    later = {**_DAYS, "at": NOW + dt.timedelta(minutes=1)}
    assert parcels.publish(numbers=["A-01"], shown=True, key="k", **later) == 0
