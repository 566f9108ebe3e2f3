"""Webhooks against a real server: in order, at least once, signed; back-off, disabling, going on; only what one may see."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from gaoxin.approvals.services import intake
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.gateway.rules.signatures import is_genuine
from gaoxin.gateway.selectors import webhooks_of
from gaoxin.gateway.services import sending, webhooks
from gaoxin.gateway.services.delivering import LEASE, MOST_FAILURES, deliver, wait
from gaoxin.gateway.services.sending import Sent
from tests.api.conftest import World, build, clock, world  # noqa: F401  (fixtures)
from tests.approvals.conftest import CLERK, ZONE, at


@dataclass
class Receiver:
    """A server that keeps what it was sent and answers as told."""

    url: str
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.got.append((dict(self.headers), body))
            self.send_response(here.answers.pop(0) if here.answers else 204)
            if here.location:
                self.send_header("Location", here.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Receiver(f"http://127.0.0.1:{server.server_port}/hook?zone=1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_happens_is_told_in_order_and_signed(world: World, receiver: Receiver):  # noqa: F811
    before = world.zone.start()  # before the subscription: not told
    row = webhooks.subscribe(zone=ZONE, url=receiver.url, events=[], by=world.people["clerk"], at=world.now[0])
    case = world.zone.submitted()
    intake.accept(zone=ZONE, case_id=case, by=CLERK, at=at("2026-03-02T10:30"))
    now = dt.datetime.now(dt.UTC)
    told = deliver(zone=ZONE, at=now)
    acts = [e.act for e in audit_log.entries(ZONE, subject=f"case:{case}")]
    assert receiver.types == acts
    assert told.delivered == len(acts)
    assert str(before) not in str(receiver.events)
    seqs = [event["seq"] for event in receiver.events]
    assert seqs == sorted(seqs)
    assert receiver.events[-1]["case"]["state"] == "accepted"
    for headers, body in receiver.got:
        stamp = int(headers["Gaoxin-Timestamp"])
        assert is_genuine(webhooks.secret_of(row), stamp, body, headers["Gaoxin-Signature"], now=int(now.timestamp()))
    assert deliver(zone=ZONE, at=now).delivered == 0


def test_only_the_events_asked_for(world: World, receiver: Receiver):  # noqa: F811
    webhooks.subscribe(zone=ZONE, url=receiver.url, events=["accept"], by=world.people["clerk"], at=world.now[0])
    world.zone.accepted()
    deliver(zone=ZONE, at=world.now[0])
    assert receiver.types == ["accept"]


def test_an_account_is_told_only_of_cases_it_may_see(world: World, receiver: Receiver):  # noqa: F811
    webhooks.subscribe(zone=ZONE, url=receiver.url, events=[], by=world.people["stranger"], at=world.now[0])
    world.zone.submitted()
    deliver(zone=ZONE, at=world.now[0])
    assert receiver.got == []
    row = webhooks_of(zone=ZONE, by=world.people["stranger"])[0]
    assert row.last_seq == audit_log.entries(ZONE, limit=1)[-1].seq


def test_a_failure_is_tried_again_from_where_it_stood(world: World, receiver: Receiver):  # noqa: F811
    webhooks.subscribe(
        zone=ZONE, url=receiver.url, events=["start-case", "submit"], by=world.people["clerk"], at=world.now[0]
    )
    world.zone.submitted()
    receiver.answers = [204, 500]
    now = world.now[0]
    told = deliver(zone=ZONE, at=now)
    assert (told.delivered, told.failed) == (1, 1)
    row = webhooks_of(zone=ZONE, by=world.people["clerk"])[0]
    assert "500" in row.note
    assert deliver(zone=ZONE, at=now + dt.timedelta(seconds=10)).delivered == 0  # it rests
    assert deliver(zone=ZONE, at=row.next_at).delivered == 1
    assert receiver.types == ["start-case", "submit", "submit"]
    row.refresh_from_db()
    assert (row.failures, row.note) == (0, "")


def test_redirects_are_not_followed(world: World, receiver: Receiver):  # noqa: F811
    webhooks.subscribe(zone=ZONE, url=receiver.url, events=["accept"], by=world.people["clerk"], at=world.now[0])
    world.zone.accepted()
    receiver.answers, receiver.location = [302], receiver.url
    assert deliver(zone=ZONE, at=world.now[0]).failed == 1
    assert len(receiver.got) == 1


def test_after_repeated_failure_it_is_disabled_and_goes_on_when_resumed(world: World, receiver: Receiver):  # noqa: F811
    by = world.people["clerk"]
    row = webhooks.subscribe(zone=ZONE, url=receiver.url, events=["accept"], by=by, at=world.now[0])
    world.zone.accepted()
    receiver.answers = [503] * MOST_FAILURES
    now, waits = world.now[0], []
    for _ in range(MOST_FAILURES - 1):
        assert deliver(zone=ZONE, at=now).failed == 1
        row.refresh_from_db()
        waits.append(row.next_at - now)
        now = row.next_at
    assert [round(w.total_seconds()) for w in waits[:4]] == [15, 30, 60, 120]
    assert waits == sorted(waits)
    assert deliver(zone=ZONE, at=now).disabled == 1
    row.refresh_from_db()
    assert row.disabled_at
    assert "503" in row.note
    assert deliver(zone=ZONE, at=now + dt.timedelta(days=9)).failed == 0
    webhooks.resume_webhook(zone=ZONE, pk=row.id, by=by, at=now)
    assert deliver(zone=ZONE, at=now).delivered == 1
    assert receiver.types[-1] == "accept"


def test_the_wait_has_an_end():
    assert wait(MOST_FAILURES * 5) == wait(MOST_FAILURES * 6) == dt.timedelta(hours=6)


def test_two_runs_at_once_do_not_both_tell(world: World):  # noqa: F811
    by = world.people["clerk"]
    webhooks.subscribe(zone=ZONE, url="https://example.org/", events=["accept"], by=by, at=world.now[0])
    world.zone.accepted()
    inner: list[int] = []

    def send(*_: object, **__: object) -> Sent:
        inner.append(deliver(zone=ZONE, at=world.now[0], send=send).delivered)
        return Sent(True, "")

    assert deliver(zone=ZONE, at=world.now[0], send=send).delivered == 1
    assert inner == [0]


def test_a_claim_that_a_dead_worker_left_runs_out(world: World):  # noqa: F811
    row = webhooks.subscribe(
        zone=ZONE, url="https://example.org/", events=[], by=world.people["clerk"], at=world.now[0]
    )
    world.zone.start()
    type(row).objects.filter(id=row.id).update(leased_until=world.now[0] + LEASE)
    send = lambda *_, **__: Sent(True, "")  # noqa: E731
    assert deliver(zone=ZONE, at=world.now[0], send=send).delivered == 0
    assert deliver(zone=ZONE, at=world.now[0] + LEASE * 2, send=send).delivered == 1


def test_a_receiver_that_drips_is_cut_off(monkeypatch, receiver: Receiver):
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                while not stop.wait(0.05):
                    connection.sendall(b"H")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.5)
    target = webhooks.check_url(f"http://127.0.0.1:{listener.getsockname()[1]}/", loopback=True)
    started = dt.datetime.now(dt.UTC)
    assert not sending.post(target, b"{}", {}, loopback=True).ok
    assert (dt.datetime.now(dt.UTC) - started).total_seconds() < 4
    stop.set()
    thread.join()
    listener.close()


def test_nobody_there_is_a_failure_and_no_error():
    target = webhooks.check_url("http://127.0.0.1:9/", loopback=True)
    assert "ConnectionRefusedError" in sending.post(target, b"{}", {}, loopback=True).note


def test_a_closed_account_ends_its_webhooks(world: World):  # noqa: F811
    by = world.people["clerk"]
    row = webhooks.subscribe(zone=ZONE, url="https://example.org/", events=[], by=by, at=world.now[0])
    world.zone.start()
    type(row.user).objects.filter(id=row.user_id).update(is_active=False)
    assert deliver(zone=ZONE, at=world.now[0]).disabled == 1


def test_what_cannot_be_subscribed(world: World, settings):  # noqa: F811
    by, now = world.people["clerk"], world.now[0]
    with pytest.raises(Invalid, match="event"):
        webhooks.subscribe(zone=ZONE, url="https://example.org/", events=["nothing"], by=by, at=now)
    with pytest.raises(Invalid):
        webhooks.subscribe(zone=ZONE, url="https://10.0.0.1/", events=[], by=by, at=now)
    for number in range(webhooks.MOST_HOOKS):
        webhooks.subscribe(zone=ZONE, url=f"https://example.org/{number}", events=[], by=by, at=now)
    with pytest.raises(Conflict):
        webhooks.subscribe(zone=ZONE, url="https://example.org/", events=[], by=by, at=now)
    settings.ZONE = "qingyuan"
    with pytest.raises(Invalid):
        webhooks.subscribe(zone=ZONE, url="http://127.0.0.1:8000/", events=[], by=by, at=now)


def test_a_secret_is_not_stored_and_changes_when_renewed(world: World):  # noqa: F811
    by = world.people["clerk"]
    row = webhooks.subscribe(zone=ZONE, url="https://example.org/", events=[], by=by, at=world.now[0])
    secret = webhooks.secret_of(row)
    assert all(secret.removeprefix("whsec_") not in str(value) for value in vars(row).values())
    assert all(secret not in entry.detail for entry in audit_log.entries(ZONE))
    renewed = webhooks.renew_secret(zone=ZONE, pk=row.id, by=by, at=world.now[0])
    assert webhooks.secret_of(renewed) != secret
    with pytest.raises(NotFound):
        webhooks.renew_secret(zone=ZONE, pk=row.id, by=world.people["reviewer"], at=world.now[0])
    webhooks.unsubscribe(zone=ZONE, pk=row.id, by=by, at=world.now[0])
    assert webhooks_of(zone=ZONE, by=by) == []


def test_by_the_api(world: World):  # noqa: F811
    made = world.post("applicant", "/webhooks", {"url": "https://example.org/", "events": ["accept"]})
    assert made.status_code == 200, made.content.decode()
    hook = json.loads(made.content)
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in json.loads(world.get("applicant", "/webhooks").content)["webhooks"][0]
    assert world.call("stranger", "DELETE", f"/webhooks/{hook['id']}").status_code == 404
    assert world.post("applicant", f"/webhooks/{hook['id']}/secret").status_code == 200
    assert world.post("applicant", f"/webhooks/{hook['id']}/resume").status_code == 200
    assert world.call("applicant", "DELETE", f"/webhooks/{hook['id']}").status_code == 200
