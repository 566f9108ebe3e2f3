"""Running the command line as a user does: in a process of its own, with a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run `gaoxin.config.cli` with these arguments, standing in `cwd`."""
    environment = os.environ | {"GAOXIN_VAR": str(tmp_path / "installation"), "PYTHONPATH": str(ROOT / "src")}
    for name in ("GAOXIN_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)

    def run(*arguments: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gaoxin.config.cli", *arguments]
        return subprocess.run(
            command, env=environment, cwd=cwd, capture_output=True, text=True, timeout=300, check=False
        )

    return run
