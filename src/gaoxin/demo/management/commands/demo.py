"""`./gaoxin demo`: build the demo zone, take one factory project through its permit, compare, and serve it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console

from gaoxin.approvals.services import rulebook
from gaoxin.demo.building import build_history, build_people
from gaoxin.demo.comparing import answer, table
from gaoxin.demo.parts import PARTS
from gaoxin.demo.plan import read_plan
from gaoxin.demo.running import VARIANTS, Outcome, run, sealed_files
from gaoxin.demo.staging import stage
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.trust.pki import root_pem


class Command(GaoxinCommand):
    help = "演示 build the demo zone, take one project through its permit by the old rules and the new, then serve"

    def add_arguments(self, parser: Any) -> None:
        self.add_json(parser)
        parser.add_argument("--no-serve", action="store_true", help="stop when the comparison is printed")
        parser.add_argument(
            "--port", type=int, default=8000, help="port of the pages; 0 takes any free one (default: 8000)"
        )

    def run(self, options: Mapping[str, Any]) -> None:
        quiet = bool(options["as_json"])
        screen = Console(stderr=quiet, highlight=False, quiet=quiet)
        plan, zone = read_plan(settings.CATALOGUE / "demo"), settings.ZONE
        folder = settings.VAR / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        with screen.status("数据库 database"):
            call_command("migrate", verbosity=0, interactive=False)
        with screen.status("演示园区 the demo zone"):
            passwords = build_people(zone, plan)
            taken = dt.datetime(plan.history.year + 1, 1, 2, 9, tzinfo=rulebook.calendar().tz)
            added = build_history(zone, plan, folder, taken)
            told_at = dt.datetime(
                plan.history.year + 1, 4, 1, 9, tzinfo=rulebook.calendar().tz
            )  # the year is reckoned up by then
            for part in PARTS:
                part.build(zone, plan, told_at, screen.print)
        self._passwords(passwords)
        screen.print(
            f"演示园区已就绪 the demo zone is ready: {plan.history.year} 年办件 {added} 件新导入 newly imported"
        )
        runs: dict[str, Outcome] = {}
        for variant in VARIANTS:
            screen.rule(variant.title.replace("\n", " "), align="left")
            runs[variant.name] = run(zone, plan, variant, screen.print)
        files = self._collect(zone, runs, folder)
        told = answer(zone, plan, runs) | {"licence": files["reformed"][0], "files": files}
        if quiet:
            self.emit(told)
        else:
            self._tell(screen, told, folder)
        if not options["no_serve"]:
            os.environ["GAOXIN_DEMO_ENTRY"] = "1"  # serve listens on this machine only, unless it is told otherwise
            with screen.status("在办件 cases on their way"):
                stage(zone=zone, plan=plan, now=timezone.now())
            port = free_port(options["port"])
            _work_beside()
            self.stderr.write(f"以演示人物进入 enter as one of the demo's people: http://127.0.0.1:{port}/demo/enter/")
            call_command("serve", host="127.0.0.1", port=port)

    def _passwords(self, passwords: Mapping[str, str]) -> None:
        """Once, to the terminal: of accounts that are new. They are kept nowhere and cannot be shown again."""
        if not passwords:
            return
        self.stderr.write("\n演示账号的一次性密码，只显示这一次 passwords of the demo's accounts, shown this once:")
        for login, password in passwords.items():
            self.stderr.write(f"  {login:<32} {password}")

    def _collect(self, zone: str, runs: Mapping[str, Outcome], folder: Path) -> dict[str, list[str]]:
        """Copies of the sealed files by run, and the root certificate they lead to."""
        (folder / "root.pem").write_bytes(root_pem(settings.VAR / "pki"))
        found: dict[str, list[str]] = {}
        for name, outcome in runs.items():
            place = folder / name
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            for title, path in sealed_files(zone, outcome).items():
                found.setdefault(name, []).append(str(shutil.copyfile(path, place / f"{title}.pdf")))
        return found

    def _tell(self, screen: Console, told: Mapping[str, Any], folder: Path) -> None:
        screen.print()
        screen.print(table(dict(told)))
        phased, online = told["phased"], told["online"]
        screen.print(f"\n桩基础先行提前 {phased['days_earlier']} 日动工 work begins that many days earlier:")
        for step in phased["why"]:
            screen.print(f"  {step}", soft_wrap=True)
        share = online["fully_online"] / online["total"]
        screen.print(
            f"{online['year']} 年全程网办 fully online: {online['fully_online']} / {online['total']} = {share:.0%}"
        )
        chain = told["audit"]
        state = "完整 holds" if chain["ok"] else f"在第 {chain['first_bad']} 条断裂 broken"
        screen.print(f"审计链 audit chain: {chain['entries']} 条，{state}")
        screen.print(f"\n证照与文书 sealed files: {folder}", soft_wrap=True)
        screen.print(f"核验 check: ./gaoxin licence verify {told['licence']}", soft_wrap=True)
        screen.print("用他人的软件 with someone else's software: docs/how-to/check-a-licence.md（pdfsig）")
        screen.print("为什么 why: ./gaoxin case why " + told["reformed"]["number"])
        screen.print("以上均为演示数据 all of this is synthetic demo data")


def _work_beside() -> None:
    """A worker that signs notices and ticks the clocks, for as long as this process (soon the server) is there."""
    command = [sys.executable, "-m", "gaoxin.config.cli", "worker", "--with-parent"]
    subprocess.Popen(command, env=os.environ | {"GAOXIN_VAR": str(settings.VAR)}, stdout=subprocess.DEVNULL)


def free_port(port: int) -> int:
    """The port itself, or one that is free for 0, so that the address can be told before the server takes it."""
    if port:
        return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
