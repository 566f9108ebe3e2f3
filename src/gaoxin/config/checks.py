"""`./gaoxin test`: everything that judges the tree, one step after another, and a summary.

Without arguments: linters, types, contracts, migrations, then pytest on SQLite and on PostgreSQL. Arguments go to pytest
and leave the rest out. PostgreSQL: GAOXIN_TEST_DATABASE_URL, else a server made for this run from installed binaries;
with neither a loud skip, and a failure under CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gaoxin.config.paths import ROOT
from gaoxin.config.throwaway import NoServer, cluster, server_binaries

USAGE = """用法 usage: ./gaoxin test [pytest arguments …]

  ./gaoxin test                   全部 everything: linters, types, contracts, migrations, tests on both databases
  ./gaoxin test tests/core -k due only these tests, on both databases, without the linters
  ./gaoxin test --sqlite …        不用 PostgreSQL leave PostgreSQL out

环境 environment: GAOXIN_TEST_DATABASE_URL  a PostgreSQL server to test on (otherwise one is made for the run)
                  CI=true                   a missing PostgreSQL or Chromium is a failure, not a skip
"""
NOTHING_COLLECTED = 5  # pytest's exit status
State = Literal["ok", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step's end. seconds: wall clock."""

    name: str
    state: State
    seconds: float
    note: str = ""


class Checks:
    """Runs the steps and remembers how each ended. var: a folder that is thrown away, so the checkout stays clean."""

    def __init__(self, root: Path, var: Path) -> None:
        self.root = root
        self.bin = Path(sys.executable).parent
        self.outcomes: list[Outcome] = []
        self.environment = os.environ | {
            "GAOXIN_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
            "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
        }
        self.environment.pop("GAOXIN_DATABASE_URL", None)

    def step(self, name: str, command: list[str], *, url: str = "", fine: tuple[int, ...] = (0,)) -> None:
        """Run one command with its output shown as it comes."""
        _say(f"\n── {name}")
        environment = self.environment | ({"GAOXIN_DATABASE_URL": url} if url else {})
        started = time.monotonic()
        status = subprocess.run(
            [self.bin / command[0], *command[1:]], cwd=self.root, env=environment, check=False
        ).returncode
        state: State = "ok" if status in fine else "failed"
        self.outcomes.append(
            Outcome(name, state, time.monotonic() - started, "" if status in fine else f"exit {status}")
        )

    def skip(self, name: str, why: str, *, failed: bool = False) -> None:
        _say(f"\n── {name}\n{'失败' if failed else '跳过'} {'FAILED' if failed else 'SKIPPED'}: {why}")
        self.outcomes.append(Outcome(name, "failed" if failed else "skipped", 0, why))

    def judges(self) -> None:
        """The tools that read the tree."""
        self.step("ruff check", ["ruff", "check", "."])
        self.step("ruff format", ["ruff", "format", "--check", "--quiet", "."])
        self.step("types", ["basedpyright"])
        if list((self.root / "src").rglob("templates/**/*.html")):
            self.step("templates", ["djlint", "src", "--lint", "--quiet"])
        if _has_contracts(self.root):
            self.step("import contracts", ["lint-imports"])
        self.step("migrations", ["python", "-m", "django", "makemigrations", "--check", "--dry-run"])

    def pytest(self, arguments: list[str], *, postgresql: bool) -> None:
        """The tests on SQLite, then those that touch a database on PostgreSQL."""
        # One more than the two cores this is measured on: browsers and second connections wait a third of the time.
        spread = [] if _chosen(arguments, "-n", "--numprocesses") else ["-n", "3", "--dist", "loadscope"]
        fine = (0, NOTHING_COLLECTED) if arguments else (0,)
        self.step("pytest on SQLite", ["python", "-m", "pytest", *spread, *arguments])
        if not postgresql:
            return
        name, command = "pytest on PostgreSQL", ["python", "-m", "pytest", *spread, "--database-only", *arguments]
        try:
            with _server() as url:
                self.step(name, command, url=url, fine=fine)
        except NoServer as error:
            self.skip(name, str(error), failed=os.environ.get("CI") == "true")

    def summary(self) -> int:
        """Print how every step ended. Returns the exit status."""
        _say("\n── 汇总 summary")
        for outcome in self.outcomes:
            _say(
                f"{outcome.state:<8} {outcome.seconds:6.1f} s  {outcome.name}{'  ' + outcome.note if outcome.note else ''}"
            )
        failed = sum(outcome.state == "failed" for outcome in self.outcomes)
        _say("全部通过 all passed" if not failed else f"{failed} 项失败 failed")
        return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Run the checks. Returns 0 if every one passed, 1 otherwise, 2 where the tools are not installed."""
    if arguments[:1] in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    if shutil.which("ruff", path=str(Path(sys.executable).parent)) is None:
        _say("检验工具未安装 the tools are not installed | 处理 do: ./gaoxin test（由根目录的 gaoxin 启动）")
        return 2
    chosen = [word for word in arguments if word != "--sqlite"]
    with tempfile.TemporaryDirectory(prefix="gaoxin-test-") as var:
        checks = Checks(ROOT, Path(var))
        if not chosen:
            checks.judges()
        checks.pytest(chosen, postgresql="--sqlite" not in arguments)
    return checks.summary()


@contextmanager
def _server() -> Iterator[str]:
    named = os.environ.get("GAOXIN_TEST_DATABASE_URL")
    if named:
        yield named
        return
    binaries = server_binaries()
    if binaries is None:
        raise NoServer("没有 PostgreSQL 服务器程序 no PostgreSQL server found | 处理 do: apt-get install -y postgresql")
    with cluster(binaries) as url:
        yield url


def _has_contracts(root: Path) -> bool:
    tools = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("tool", {})
    return "importlinter" in tools or (root / ".importlinter").exists()


def _chosen(arguments: list[str], *options: str) -> bool:
    return any(word.startswith(option) for word in arguments for option in options)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
