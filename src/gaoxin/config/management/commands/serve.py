"""`./gaoxin serve`: the web pages, by granian. Migrates nothing; says so where that is needed first."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from gaoxin.core.errors import Invalid
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.runtime.database import NotMigrated, Unreachable, place, readiness

LOCAL = ("127.0.0.1", "::1", "localhost")


class Command(GaoxinCommand):
    help = "网页 serve the web pages: --host, --port (0: any free one), --workers"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free port (default: 8000)")
        parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")

    def run(self, options: Mapping[str, Any]) -> int:
        host, workers = options["host"], options["workers"]
        if workers < 1:
            raise Invalid("至少一个进程 --workers is at least 1", do="--workers 2")
        state = readiness()
        if not state.reachable:
            raise Unreachable(f"数据库无法打开 cannot open {place()}", why=state.error, do="./gaoxin doctor")
        if state.pending:
            raise NotMigrated(
                f"数据库尚未迁移 not migrated: {place()}", why=f"{len(state.pending)} migrations", do="./gaoxin migrate"
            )
        port = _free_port(host, options["port"])
        call_command("collectstatic", interactive=False, verbosity=0)
        if host not in LOCAL and "GAOXIN_HOSTS" not in os.environ:
            self.stderr.write("提示 note: GAOXIN_HOSTS=域名,… must name the hosts that this server may be reached by")
        self.line(
            f"服务地址 http://{f'[{host}]' if ':' in host else host}:{port}/   数据库 {place()}   (Ctrl+C 结束 ends)"
        )
        self.stdout.flush()
        connections.close_all()
        os.environ["GAOXIN_VAR"] = str(settings.VAR)
        os.environ["GAOXIN_SERVER"] = str(os.getpid())  # granian takes this process's place; its workers end with it
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning", "--respawn-failed-workers",
            "--workers-kill-timeout", "10", "--no-ws", "gaoxin.config.wsgi:application",
        ]  # fmt: skip
        os.execv(sys.executable, command)


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises Invalid where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return probe.getsockname()[1]
    except (OSError, OverflowError) as error:
        raise Invalid(
            f"端口不可用 cannot listen on {host}:{port}",
            why=str(error),
            do="换一个端口，例如 --port 0 takes a free one",
        ) from error
