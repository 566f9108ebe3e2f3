"""A server whose first requests come side by side answers all of them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

FIRST = """
import gc, sys, threading
from gaoxin.config import wsgi
from gaoxin.approvals.rules.items.load import load_catalogue
from gaoxin.approvals.rules.reforms import load_reforms
from gaoxin.config.paths import catalogue_dir
from gaoxin.demo.plan import read_plan

assert gc.get_freeze_count() > 100_000, "what the server began with is looked through again and again"
root, barrier, read = catalogue_dir(), threading.Barrier(4), []
sys.setswitchinterval(1e-5)

def ask():
    barrier.wait()
    read.append((len(load_catalogue(root / "items").items), len(load_reforms(root / "reforms").by_code)))
    read_plan(root / "demo")

threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(read) == 4 and len(set(read)) == 1 and min(read[0]) > 0, read
"""


@pytest.mark.parametrize("attempt", range(3))
def test_definitions_are_read_by_several_threads_at_once(tmp_path, attempt: int):
    """Without `settle` msgspec ends most of these processes with a segmentation fault."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GAOXIN_", "PYTEST_", "COV_"))} | {
        "GAOXIN_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    ended = subprocess.run([sys.executable, "-c", FIRST], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
