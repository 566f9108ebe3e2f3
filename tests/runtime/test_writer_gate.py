"""Writers of one SQLite file take turns: nobody fails, nobody overlaps, nobody starves, a dead writer holds no one up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.runtime.conftest import ROOT, Run
from tests.runtime.jobs import TABLE

TABLE_MADE = f"import django; django.setup(); from django.db import connection; connection.cursor().execute({TABLE!r})"
HOLD = """
import sys, time, django
django.setup()
from django.db import transaction, connection
with transaction.atomic():
    connection.cursor().execute("INSERT INTO done_by_test (job) VALUES (7)")
    print("held", flush=True)
    time.sleep(600)
"""
COUNT = "import django; django.setup(); from django.db import connection as c; x = c.cursor(); "


@pytest.fixture(autouse=True)
def _only_sqlite(django_db_setup: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the gate is SQLite's")


def test_two_processes_take_turns(run: Run, environment: dict[str, str], tmp_path: Path) -> None:
    run("-c", TABLE_MADE)
    go, count = tmp_path / "go", 120
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.runtime.writing", str(name), str(count), str(go)],
            env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in (1, 2)
    ]  # fmt: skip
    time.sleep(2)
    go.touch()
    told = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], [error for _, error in told]
    turns = [(*turn, name) for name, (output, _) in enumerate(told) for turn in json.loads(output)]
    turns.sort(key=lambda turn: turn[1])
    apart = [later[1] >= earlier[2] for earlier, later in zip(turns, turns[1:], strict=False)]
    assert all(apart), "two writers were inside at once"
    overtaken = [
        sum(other[3] != turn[3] and turn[0] < other[1] < turn[1] for other in turns) for turn in turns
    ]  # how often the other writer went in between asking and getting
    waited = sum(began - asked > 0.002 for asked, began, _, _ in turns)
    assert waited > count / 2, "the two never met: the test proved nothing"
    usual = sorted(overtaken)[int(len(overtaken) * 0.95)]
    assert usual <= 1, f"the other writer usually took {usual} turns first"
    assert max(overtaken) <= 20, f"one writer took {max(overtaken)} turns while the other waited"


def test_a_killed_writer_gives_up_its_turn_and_leaves_nothing(run: Run, environment: dict[str, str]) -> None:
    run("-c", TABLE_MADE)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        os.kill(holder.pid, signal.SIGKILL)
    started = time.monotonic()
    run(
        "-c",
        COUNT
        + "x.execute('BEGIN IMMEDIATE'); x.execute('SELECT count(*) FROM done_by_test'); assert x.fetchone() == (0,)",
    )
    assert time.monotonic() - started < 10
