"""The demo as it is left running: pages, cases on their way, and a worker beside them that goes when the server goes."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.template import ROOT, demo_environment, demo_zone

pytestmark = pytest.mark.slow


@pytest.fixture
def served(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """The running demo, its address and its folder; the zone was built by an earlier run of the command."""
    demo_zone(tmp_path_factory.getbasetemp().parent, tmp_path)
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        demo = subprocess.Popen(
            [sys.executable, "-m", "gaoxin.config.cli", "demo", "--port", "0"], cwd=ROOT, env=demo_environment(tmp_path), text=True,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            told = until(lambda: re.search(r"http://[\d.:]+(?=/demo/enter/)", (tmp_path / "log").read_text()), 120)
            until(lambda: _answers(f"{told.group()}/healthz"), 60)
            yield demo, told.group(), tmp_path
        finally:
            demo.kill()
            demo.wait(20)


def test_visitors_find_work_signed_papers_and_no_process_is_left_behind(served):
    demo, url, var = served
    assert b"clerk" in urllib.request.urlopen(f"{url}/demo/enter/", timeout=20).read()
    database = sqlite3.connect(f"file:{var / 'gaoxin.sqlite3'}?mode=ro", uri=True)
    on_their_way = "SELECT count(*) FROM approvals_case WHERE state NOT IN ('delivered', 'draft')"
    assert database.execute(on_their_way).fetchone()[0] >= 5
    unsigned = "SELECT count(*) FROM trust_signeddocument WHERE file = '' AND held = ?"
    until(lambda: database.execute(unsigned, (False,)).fetchone()[0] == 0, 60)
    assert database.execute(unsigned, (True,)).fetchone()[0] == 1  # an award, which its arbitrator signs first
    database.close()
    workers = [pid for pid in _children(demo.pid) if "--with-parent" in _command(pid)]
    assert len(workers) == 1
    demo.send_signal(signal.SIGKILL)
    demo.wait(20)
    until(lambda: not _command(workers[0]), 30)
    until(lambda: not _answers(f"{url}/healthz"), 30)


def until(look: Callable[[], Any], seconds: float) -> Any:
    """What `look` finds as soon as it finds something; fails after so many seconds."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.2)
    return found


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=5).status == 200
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    """Its command line; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
