"""The launcher and the first installation, on copies of the real files with small locks that need no network."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gaoxin.config import bootstrap
from tests.config.conftest import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with an empty lock: nothing to fetch, everything else as it is."""
    root = tmp_path / "checkout"
    (root / "bench").mkdir(parents=True)
    shutil.copy(ROOT / "gaoxin", root)
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.lock", "requirements-dev.lock", "bench/requirements.lock"):
        (root / lock).write_text("# nothing\n", encoding="utf-8")
    return root


def launch(root: Path, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path or f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(root)}
    command = [sys.executable, str(root / "gaoxin"), *arguments]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, timeout=180, check=False)


def test_help_and_typing_errors_need_no_installation(checkout: Path) -> None:
    assert launch(checkout, "--help").returncode == 0
    assert launch(checkout, "licnce").returncode == 2
    assert not (checkout / ".venv").exists()


@pytest.mark.slow
def test_the_environment_is_made_once_and_again_when_the_lock_changes(checkout: Path) -> None:
    first = launch(checkout, "--version")
    assert "making .venv" in first.stderr
    assert first.stdout == ""  # Django is not in the empty lock; stdout stays the command's own
    stamp = checkout / ".venv" / ".requirements.lock.sha256"
    assert (
        stamp.read_text(encoding="ascii") == hashlib.sha256((checkout / "requirements.lock").read_bytes()).hexdigest()
    )
    assert "installing" not in launch(checkout, "--version").stderr
    (checkout / "requirements.lock").write_text("# changed\n", encoding="utf-8")
    changed = launch(checkout, "--version").stderr
    assert "installing" in changed
    assert "making .venv" not in changed
    stamp.unlink()  # as an interrupted installation leaves it
    shutil.rmtree(checkout / ".venv" / "lib")
    assert "making .venv" in launch(checkout, "--version").stderr


@pytest.mark.slow
def test_a_lock_that_cannot_be_installed_leaves_no_stamp(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("nothing==1.0 --hash=sha256:00\n", encoding="utf-8")
    ended = launch(checkout, "doctor")
    assert ended.returncode == 1
    assert "do:" in ended.stderr
    assert not list((checkout / ".venv").glob(".*.sha256"))


def test_without_ensurepip_the_package_to_install_is_named(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    assert bootstrap.ensure(str(checkout), str(checkout / ".venv"), ["requirements.lock"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_no_committed_file_of_the_launcher_names_a_registry() -> None:
    names = ["gaoxin", ".ci/run", "requirements.lock", "requirements-dev.lock", "bench/requirements.lock"]
    for path in [*(ROOT / name for name in names), ROOT / "src/gaoxin/config/bootstrap.py"]:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text.replace("postgres://", "").replace("sqlite://", ""), path.name


@pytest.mark.slow
def test_a_ready_environment_costs_less_than_a_tenth_of_a_second(checkout: Path) -> None:
    """CPU time, since the machine may be busy: the launcher's own, with the command replaced by one that does nothing."""
    launch(checkout, "--version")
    (checkout / "src" / "gaoxin" / "config" / "cli.py").write_text("", encoding="utf-8")
    spent = []
    for _ in range(5):
        before, started = os.times(), time.monotonic()
        assert launch(checkout, "doctor").returncode == 0
        after = os.times()
        spent.append(
            min(
                after.children_user + after.children_system - before.children_user - before.children_system,
                time.monotonic() - started,
            )
        )
    bare = []
    for _ in range(5):
        before = os.times()
        subprocess.run(
            [str(checkout / ".venv/bin/python"), "-c", "import gaoxin.config.cli"],
            env={"PYTHONPATH": str(checkout / "src")},
            check=True,
        )
        after = os.times()
        bare.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) - min(bare) < 0.1
