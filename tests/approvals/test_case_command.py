"""`./gaoxin case`: what an operator reads, and why every date, document and verdict is what it is."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from gaoxin.approvals.services import reviewing
from tests.approvals.conftest import REVIEWERS, ZONE, at


def told(capsys, *words: str) -> dict:
    call_command("case", *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_why_tells_the_deadline_step_by_step_in_the_zone_s_time(zone, capsys):
    pk = zone.accepted("2026-03-02T10:00")
    suspended = {"procedure": "expert-review", "length": "2wd", "note": "幕墙"}
    reviewing.suspend(zone=ZONE, case_id=pk, by=REVIEWERS[0], at=at("2026-03-02T11:00"), **suspended)
    reviewing.resume(zone=ZONE, case_id=pk, note="", by=REVIEWERS[0], at=at("2026-03-04T11:00"))
    why = told(capsys, "why", zone.view(pk).number, "--at", "2026-03-04T12:00")
    assert why["deadline"]["due"] == "2026-03-04T15:15:00+08:00"  # 3.25 h, one of them before the review
    steps = why["deadline"]["why"]
    assert [step["text"][:16] for step in steps[:4]] == [
        "2026-03-02 10:00", "2026-03-02 10:00", "2026-03-02 11:00", "2026-03-04 11:00",
    ]  # fmt: skip
    assert all(step["article"] for step in steps)
    needs = {need["material"]: need for need in why["requirements"]}
    assert needs["land-approval"]["way"] == "held" and "716" in needs["land-approval"]["article"]
    assert {v["code"]: v["holds"] for v in why["verdicts"]}["land"] is True
    assert {c["material"]: c["standing"] for c in why["commitments"]}["drawing-review"] == "open"


def test_why_reads_as_sentences(zone, capsys):
    call_command("case", "why", zone.view(zone.granted()).number)
    text = capsys.readouterr().out
    assert "期限 due" in text and "建筑法" in text and "granted" in text


def test_list_and_show(zone, capsys):
    pk = zone.submitted()
    assert [row["number"] for row in told(capsys, "list")["cases"]] == [zone.view(pk).number]
    assert told(capsys, "list", "--state", "granted")["cases"] == []
    shown = told(capsys, "show", str(pk))
    assert (shown["state"], [entry["kind"] for entry in shown["ledger"]]) == ("submitted", ["received"])
    call_command("case", "show", str(pk))
    assert "received" in capsys.readouterr().out


def test_sweep_does_what_is_due_and_seals(zone, capsys):
    pk = zone.submitted("2026-03-02T10:00")
    assert "deem-accepted" not in told(capsys, "sweep", "--at", "2026-03-09T17:30")
    done = told(capsys, "sweep", "--at", "2026-03-09T17:31")
    assert (done["deem-accepted"], done["failed"]) == (1, [])
    assert zone.view(pk).accepted_at == at("2026-03-02T10:00")


def test_an_unknown_case_and_an_unreadable_time(zone, capsys):
    for words in (("show", "nothing"), ("why", str(zone.start()), "--at", "soon"), ("import", "absent.csv")):
        with pytest.raises(SystemExit) as stop:
            call_command("case", *words, "--json")
        assert stop.value.code == 1
        assert json.loads(capsys.readouterr().out)["do"]
