"""A base registry over HTTP, up and down: values with source and time, provisional where it failed, set right later."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from gaoxin.approvals.services import intake, submission
from gaoxin.approvals.services.reconciling import reconcile
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid
from gaoxin.parties.models import RegistrySnapshot
from tests.approvals.conftest import CLERK, PROJECT, REGISTRIES, TYPED, ZONE, at

REGISTRY = "contract-registry"
NOW = {**REGISTRIES[REGISTRY], "contract_price": 99_000_000}


class Answers(BaseHTTPRequestHandler):
    """What the registry does: one of `up`, `error`, `not-json`, `list`, `slow`, `elsewhere`, `huge`."""

    mode: ClassVar[str] = "up"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = {"not-json": b"<html>", "list": b"[1]", "huge": b'{"a": "' + b"x" * 1_100_000 + b'"}'}.get(
            self.mode, json.dumps(NOW).encode()
        )
        if self.mode == "slow":
            time.sleep(1)
        self.send_response({"error": 500, "elsewhere": 302}.get(self.mode, 200))
        if self.mode == "elsewhere":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def registry(settings) -> Iterator[type[Answers]]:
    Answers.mode, Answers.asked = "up", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    settings.REGISTRIES = {REGISTRY: {"kind": "http", "url": url, "timeout_seconds": 0.3}}
    yield Answers
    server.shutdown()
    server.server_close()
    thread.join()


def test_up_its_answer_is_taken_with_source_and_time_and_kept(zone, registry):
    view = zone.view(zone.start("2026-03-02T09:00"))
    assert view.facts["contract_price"] == 99_000_000
    source = view.sources["contract_price"]
    assert (source["how"], source["registry"], source["provisional"]) == ("registry", REGISTRY, False)
    assert source["at"] == at("2026-03-02T09:00").isoformat()
    assert registry.asked == [f"/v1/{PROJECT}"]
    assert RegistrySnapshot.objects.get(registry=REGISTRY).values == NOW


@pytest.mark.parametrize("mode", ["error", "not-json", "list", "slow", "elsewhere", "huge"])
def test_down_the_last_answer_stands_in_and_nobody_is_bounced(zone, registry, mode):
    registry.mode = mode
    pk = zone.start("2026-03-02T09:00")
    view = zone.view(pk)
    assert view.facts["contract_price"] == REGISTRIES[REGISTRY]["contract_price"]
    source = view.sources["contract_price"]
    assert source["provisional"] is True and source["reason"]
    assert source["at"].startswith("2026-03-01")  # when the last answer was given
    assert "/elsewhere" not in registry.asked
    zone.upload(pk, when="2026-03-02T09:30")
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True)
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T10:00"))
    assert zone.view(pk).state == "accepted"


def test_nothing_listens_at_all(zone, settings):
    settings.REGISTRIES = {REGISTRY: {"kind": "http", "url": "http://127.0.0.1:9", "timeout_seconds": 0.3}}
    assert zone.view(zone.start()).sources["contract_price"]["provisional"] is True


def test_down_and_never_read_the_applicant_types_and_goes_on(zone, registry):
    RegistrySnapshot.objects.filter(registry=REGISTRY).delete()
    registry.mode = "error"
    pk = zone.start()
    assert "contract_price" not in zone.view(pk).facts
    zone.upload(pk)
    with pytest.raises(Invalid, match="合同价格"):
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True)
    typed = zone.start(facts=TYPED | REGISTRIES[REGISTRY])
    zone.upload(typed)
    submission.submit(zone=ZONE, case_id=typed, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True)
    assert zone.view(typed).sources["contract_price"]["how"] == "typed"


def submitted_while_down(zone, registry):
    registry.mode = "error"
    pk = zone.submitted()
    registry.mode = "up"
    return pk


def test_reconciled_by_the_sweep_when_it_is_up_again(zone, registry):
    pk = submitted_while_down(zone, registry)
    registry.mode = "error"
    assert "reconcile" not in sweep(zone=ZONE, at=at("2026-03-02T11:00"))
    assert zone.view(pk).sources["contract_price"]["provisional"] is True
    registry.mode = "up"
    assert sweep(zone=ZONE, at=at("2026-03-02T12:00"))["reconcile"] == 1
    view = zone.view(pk)
    assert (view.facts["contract_price"], view.sources["contract_price"]["provisional"]) == (99_000_000, False)
    assert "reconcile" not in sweep(zone=ZONE, at=at("2026-03-02T13:00"))


def test_what_differs_is_shown(zone, registry):
    pk = submitted_while_down(zone, registry)
    done = reconcile(zone=ZONE, case_id=pk, at=at("2026-03-02T12:00"))
    assert done.result["settled"] == [REGISTRY]
    assert done.result["differences"] == [
        {"field": "contract_price", "told": 98_000_000, "now": 99_000_000, "how": "registry"}
    ]


def test_a_permit_granted_meanwhile_is_reconciled_too(zone, registry):
    registry.mode = "error"
    pk = zone.granted("2026-03-02T11:00")
    registry.mode = "up"
    assert sweep(zone=ZONE, at=at("2026-03-02T12:00"))["reconcile"] == 1
    assert zone.view(pk).sources["contract_price"]["provisional"] is False


def test_what_was_typed_is_kept_and_only_compared(zone, registry):
    RegistrySnapshot.objects.filter(registry=REGISTRY).delete()
    registry.mode = "error"
    pk = zone.submitted(facts=TYPED | REGISTRIES[REGISTRY])
    registry.mode = "up"
    done = reconcile(zone=ZONE, case_id=pk, at=at("2026-03-02T12:00"))
    assert done.result["differences"][0]["how"] == "typed"
    assert zone.view(pk).facts["contract_price"] == 98_000_000
