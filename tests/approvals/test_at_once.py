"""Two at the same moment, retries in parallel, a killed process: real connections, real commits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from gaoxin.accounts.rules.roles import Role, as_supervisor
from gaoxin.approvals.selectors import decision_of, ledger_of
from gaoxin.approvals.services import deciding, intake
from gaoxin.approvals.services.sweep import sweep
from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.errors import Conflict, GaoxinError, WrongState
from tests.approvals.conftest import CLERK, SUPERVISOR, ZONE, at, everything, officer, rows

SECOND = officer(Role.SUPERVISOR, 2)


@pytest.fixture(autouse=True)
def _blocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun at the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(index: int) -> None:
        gate.wait()
        try:
            found[index] = acts[index]()
        except GaoxinError as error:
            found[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def acts_on(pk: Any) -> list[str]:
    return [entry.act for entry in audit_log.entries(ZONE, subject=f"case:{pk}")]


def test_two_officers_decide_at_once(real_zone):
    pk = real_zone.recommended()
    moment = at("2026-03-02T11:00")
    found = together(
        lambda: deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=moment),
        lambda: deciding.refuse(zone=ZONE, case_id=pk, by=as_supervisor(SECOND), ground="false-material",
                                reasons="监理合同系伪造", instead="重新委托监理后再申请", at=moment),
    )  # fmt: skip
    lost = [result for result in found if isinstance(result, GaoxinError)]
    assert len(lost) == 1 and isinstance(lost[0], WrongState | Conflict), found
    decision = decision_of(ZONE, pk)
    assert rows("Decision").filter(case_id=pk).count() == 1
    assert real_zone.view(pk).state == decision.outcome
    assert (decision.licence_id is not None) == (decision.outcome == "granted")
    assert [entry.kind for entry in ledger_of(ZONE, pk)].count("decided") == 1
    assert len({"grant", "refuse"} & set(acts_on(pk))) == 1 and verify(ZONE).ok


def test_numbers_given_at_once_have_neither_gaps_nor_twins(real_zone):
    cases = [real_zone.recommended() for _ in range(4)]
    moment = at("2026-03-02T11:00")
    found = together(*[
        lambda pk=pk: deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=moment) for pk in cases
    ])  # fmt: skip
    assert sorted(done.result["number"][14:16] for done in found) == ["01", "02", "03", "04"]
    assert verify(ZONE).ok


@pytest.mark.parametrize("key", ["", "k-1"])
def test_the_same_request_in_parallel_opens_one_case_if_it_has_a_key(real_zone, key):
    found = together(*[lambda: real_zone.start(key=key)] * 4)
    opened = {result for result in found if not isinstance(result, GaoxinError)}
    assert not [result for result in found if isinstance(result, GaoxinError)]
    assert len(opened) == rows("Case").count() == (1 if key else 4)
    assert verify(ZONE).ok


def test_a_retry_in_parallel_is_the_same_act(real_zone):
    pk = real_zone.submitted()
    found = together(
        *[lambda: intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T10:30"), key="accept-1")] * 4
    )
    assert all(done.result == found[0].result for done in found)
    assert sorted(done.repeated for done in found) == [False, True, True, True]
    assert acts_on(pk).count("accept") == 1


def test_two_sweeps_at_once_deem_a_case_accepted_once(real_zone):
    pk = real_zone.submitted("2026-03-02T10:00")
    found = together(*[lambda: sweep(zone=ZONE, at=at("2026-03-10T09:00"))] * 3)
    assert sum(done.get("deem-accepted", 0) for done in found) == 1, found
    assert [failure for done in found for failure in done["failed"]] == []
    assert acts_on(pk).count("deem-accepted") == 1


KILLED = """
import sys, time, uuid
import django
django.setup()
from gaoxin.approvals.services import act, deciding
from tests.approvals.conftest import SUPERVISOR, ZONE, at
def hang(**_):  # everything is written and nothing is committed
    print("written", flush=True)
    time.sleep(60)
act.audit.record = hang
deciding.grant(zone=ZONE, case_id=uuid.UUID(sys.argv[1]), by=SUPERVISOR, at=at("2026-03-02T11:00"))
"""


def test_a_process_killed_in_the_middle_of_a_grant_leaves_nothing_half_done(real_zone, settings):
    pk = real_zone.recommended()
    before = everything()
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor != "sqlite":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "GAOXIN_DATABASE_URL": url, "GAOXIN_VAR": str(settings.VAR),
                   "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings", "PYTHONPATH": f"{root / 'src'}:{root}"}  # fmt: skip
    command = [sys.executable, "-c", KILLED, str(pk)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.readline() if child.stdout else ""
        child.send_signal(signal.SIGKILL)
    assert said == "written\n"
    assert everything() == before and decision_of(ZONE, pk) is None
    done = deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-02T11:05"))
    assert done.result["number"].endswith("0101") and verify(ZONE).ok
