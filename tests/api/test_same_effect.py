"""The same act through its service, the API and the page leaves the same rows and the same line in the audit chain."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals.services import deciding, drafting, intake, reviewing, rulebook, submission
from gaoxin.audit import selectors as audit_log
from tests.api.conftest import World, body_of
from tests.approvals.conftest import PDF, ZONE, at

NOON = "2026-03-02T11:00"
CHANGING = {
    "id",
    "key",
    "seq",
    "prev",
    "hash",
    "notice_id",
    "licence_id",
    "outcome",
    "fingerprint",
    "subject",
    "case_id",
}


class Undo(Exception):
    """Takes a trial back."""


ACTS: dict[str, tuple[str, str, Any, Any]] = {
    "save-draft": ("start", "applicant", {"values": {"contact_name": "李工"}}, drafting.save_draft),
    "withdraw": ("submitted", "applicant", {"reason": "另行安排"}, submission.withdraw),
    "request-corrections": ("submitted", "clerk", {"corrections": {"safety-measures": "缺签字"}}, intake.request_corrections),
    "accept": ("submitted", "clerk", {}, intake.accept),
    "escalate": ("submitted", "clerk", {"question": "面积口径不清", "instead": "先到规划窗口咨询"}, intake.escalate),
    "give-opinion": ("accepted", "reviewer-2",
                     {"step": "technical-review", "agrees": True, "text": "符合", "place": ""}, reviewing.give_opinion),
    "suspend": ("accepted", "reviewer", {"procedure": "", "length": "", "note": "请专家"}, reviewing.suspend),
    "extend": ("accepted", "head", {"reason": "情况复杂"}, reviewing.extend),
    "send-back": ("recommended", "supervisor", {"reason": "补充勘察意见"}, reviewing.send_back),
    "grant": ("recommended", "supervisor", {}, deciding.grant),
    "refuse": ("recommended", "supervisor",
               {"ground": "false-material", "reasons": "合同系伪造", "instead": "重新委托后申请"}, deciding.refuse),
}  # fmt: skip


# What a person fills in on the officers' page for the same act.
FORMS: dict[str, dict[str, Any]] = {
    "request-corrections": {"element": ["safety-measures"], "text-safety-measures": "缺签字"},
    "give-opinion": ACTS["give-opinion"][2] | {"agrees": "yes"},
    "suspend": {"days": "5", "note": "请专家"},
    **{act: ACTS[act][2] for act in ("accept", "escalate", "extend", "send-back", "grant", "refuse")},
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_service_and_api_do_the_same(world: World, act):
    _, who, _, _ = ACTS[act]
    case, values, by_service, result = _by_service(world, act)
    before = _rows()
    answer = world.post(who, f"/cases/{case}/{act}", values or None, key="k")
    assert answer.status_code == 200, answer.content.decode()
    assert _added(before) == by_service
    assert by_service["audit_auditentry"]
    assert result.items() <= body_of(answer)["result"].items()


@pytest.mark.parametrize("act", sorted(FORMS))
def test_service_and_page_do_the_same(world: World, act):
    _, who, _, _ = ACTS[act]
    case, values, by_service, _ = _by_service(world, act)
    form = {name: value or values.get(name, "") for name, value in FORMS[act].items()}
    form |= {"key": "k"} | ({"procedure": values["procedure"]} if "procedure" in values else {})
    officer = Client()
    officer.force_login(get_user_model().objects.get(id=world.people[who].id))
    before = _rows()
    answer = officer.post(f"/desk/cases/{world.zone.view(case).number}/{act}/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert _added(before) == by_service


def _by_service(world: World, act: str) -> tuple[Any, dict[str, Any], dict[str, list[str]], dict[str, Any]]:
    """The case, what was handed to the service, the rows that this left, its result; all of it taken back, and the clock set."""
    state, who, values, service = ACTS[act]
    case = getattr(world.zone, state)("2026-03-02T10:00")
    if act == "suspend":
        values = values | {"procedure": next(iter(rulebook.special_procedures())), "length": "5" + "wd"}
    by = world.people[who]
    by = as_supervisor(by) if act == "refuse" else by
    with suppress(Undo), transaction.atomic():
        before = _rows()
        done = service(zone=ZONE, case_id=case, by=by, at=at(NOON), key=f"api:{world.people[who].id}:k", **values)
        left = _added(before)
        result = {
            name: value for name, value in done.result.items() if name not in ("notice", "receipt", "licence", "number")
        }
        raise Undo
    world.set(NOON)
    return case, values, left, result


def test_a_file_handed_in(world: World):
    case = world.zone.start()
    world.set(NOON)
    answer = world.upload("applicant", case, "safety-measures", PDF, name="a.pdf", key="k")
    assert answer.status_code == 200, answer.content.decode()
    entry = audit_log.entries(ZONE, subject=f"case:{case}")[-1]
    assert (entry.act, json.loads(entry.detail)["material"]) == ("upload", "safety-measures")
    assert json.loads(entry.detail)["sha256"] == body_of(answer)["result"]["sha256"]


def test_the_api_scans_what_is_handed_in(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    case = world.zone.start()
    world.set(NOON)
    monkeypatch.setenv("PATH", "/nowhere")
    assert body_of(world.upload("applicant", case, "safety-measures", PDF))["result"]["scanned"] == "unchecked"
    scanner = tmp_path / "clamdscan"
    scanner.write_text("#!/bin/sh\ngrep -q EICAR && exit 1\nexit 0\n")
    scanner.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    before = _rows()
    answer = world.upload("applicant", case, "safety-measures", PDF + b"EICAR")
    assert answer.status_code == 422 and "恶意代码" in answer.content.decode()
    assert _rows() == before
    assert body_of(world.upload("applicant", case, "safety-measures", PDF + b"2"))["result"]["scanned"] == "clean"


def _rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the slices that a case touches; what differs from run to run by its nature is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        for label in ("parties", "trust", "approvals", "audit"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
                names = [column[0] for column in cursor.description]
                found[model._meta.db_table] = [
                    {n: v for n, v in zip(names, row, strict=True) if n not in CHANGING} for row in cursor.fetchall()
                ]
    return found


def _added(before: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """What is there now and was not before, as text; keys of rows inside it are blanked."""
    added = {}
    for table, now in _rows().items():
        old = [json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in before[table]]
        new = [json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in now]
        added[table] = sorted(text for text in _blank(new) if text not in set(_blank(old)))
    return added


def _blank(texts: list[str]) -> list[str]:
    return [re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}", "…", text) for text in texts]
