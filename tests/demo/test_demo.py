"""The demo as a program reads it: what it prints is computed, a second run makes nothing new, a changed fact another answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from gaoxin.approvals.models import Case, Commitment
from gaoxin.approvals.services import rulebook
from gaoxin.audit.services import verify
from gaoxin.demo.building import history_csv
from gaoxin.demo.plan import read_plan
from gaoxin.trust.pki import root_pem
from gaoxin.trust.verification import verify_file

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("permit_only")]


def demo(capsys) -> dict:
    call_command("demo", "--no-serve", "--json")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def told(db, capsys) -> dict:
    return demo(capsys)


def test_the_contract(told, var):
    assert (told["ordinary"]["documents_asked"], told["reformed"]["documents_asked"]) == (11, 5)
    assert told["reformed"]["working_hours"] <= 3.25 < told["ordinary"]["working_hours"]
    assert (told["ordinary"]["fields_typed"], told["reformed"]["fields_typed"]) == (36, 4)
    assert (told["ordinary"]["visits"], told["reformed"]["visits"]) == (2, 0)
    assert told["phased"]["days_earlier"] == 93
    assert (told["online"]["fully_online"], told["online"]["total"]) == (470, 644)
    assert told["audit"]["ok"]
    for name in ("ordinary", "phase", "reformed"):
        for path in told["files"][name]:
            assert verify_file(Path(path), [root_pem(var / "pki")]).valid, path
    assert told["licence"] in told["files"]["reformed"]


def test_what_was_promised_is_kept(told):
    """Evidence where the applicant owes it, a look by an officer, no breach; both inside the time allowed."""
    rows = Commitment.objects.select_related("case").filter(zone="demo-qingyuan")
    assert len(rows) >= 4
    assert all(row.closed_at and row.breached_at is None and row.closed_at <= row.due_at for row in rows if row.due_at)
    assert any(row.evidence_ref for row in rows)


@pytest.mark.parametrize(
    "stopped_at", ["intake.accept", "deciding.grant", "delivery.deliver", "promises.verify_commitment"]
)
def test_a_run_that_was_stopped_goes_on(db, capsys, monkeypatch, stopped_at):
    def killed(**given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"gaoxin.demo.running.{stopped_at}", killed)
        with pytest.raises(KeyboardInterrupt):
            call_command("demo", "--no-serve", "--json")
    capsys.readouterr()
    told = demo(capsys)
    assert Case.objects.exclude(state="delivered").count() == 0
    assert (told["ordinary"]["documents_asked"], told["reformed"]["fields_typed"], told["audit"]["ok"]) == (11, 4, True)


def test_a_second_run_makes_nothing_new(told, capsys):
    before = (Case.objects.count(), verify("demo-qingyuan").count)
    again = demo(capsys)
    assert (Case.objects.count(), verify("demo-qingyuan").count) == before
    assert {k: v for k, v in again.items() if k != "files"} == {k: v for k, v in told.items() if k != "files"}


@pytest.mark.parametrize(
    ("fact", "day", "days"),
    [
        ("contracted_on", "2026-06-24", 107),
        ("pile_contracted_on", "2026-03-16", 86),
        ("drawing_review_on", "2026-06-12", 95),
    ],
)
def test_a_changed_date_changes_the_answer(db, capsys, settings, tmp_path, fact, day, days):
    shutil.copytree(settings.CATALOGUE, tmp_path / "catalogue")
    settings.CATALOGUE = tmp_path / "catalogue"
    path = settings.CATALOGUE / "demo" / "project.yaml"
    project = yaml.safe_load(path.read_text(encoding="utf-8"))
    project["dates"] = {k: str(v) for k, v in project["dates"].items()} | {fact: day}
    path.write_text(yaml.safe_dump(project, allow_unicode=True), encoding="utf-8")
    assert demo(capsys)["phased"]["days_earlier"] == days


def test_the_history_keeps_the_law(settings):
    plan = read_plan(settings.CATALOGUE / "demo")
    text = history_csv(plan.zone, plan.history, rulebook.calendar())
    assert text == history_csv(plan.zone, plan.history, rulebook.calendar())
    rows = [line.split(",") for line in text.splitlines()[1:]]
    assert len({row[0] for row in rows}) == plan.history.cases
    assert sum(row[3] == "online" and row[4] == "0" for row in rows) == plan.history.online
    assert all(row[5] <= row[6] <= row[7] <= row[8] for row in rows)
    assert {row[7][:4] for row in rows} == {str(plan.history.year)}
