"""A PostgreSQL server for one run of the tests: made in a temporary folder, reached on a free port, thrown away after.

Standard library only. PostgreSQL refuses to run as root; then the server runs as the user `postgres` that Debian's
package makes.
"""

from __future__ import annotations

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


class NoServer(Exception):
    """There is no server to be had; the message says why."""


def server_binaries() -> Path | None:
    """The folder with initdb and postgres: on PATH, else the newest that Debian's packages installed."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "postgres").exists():
        return Path(found).parent
    folders = [Path(name) for name in glob.glob("/usr/lib/postgresql/*/bin") if Path(name, "initdb").exists()]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running server; yields the URL of a database in it. Raises NoServer where it cannot be started."""
    prefix = _as_owner()
    with tempfile.TemporaryDirectory(prefix="gaoxin-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data, log = folder / "data", folder / "log"
        if prefix:
            shutil.chown(folder, OWNER)
        _run([*prefix, str(binaries / "initdb"), "-D", str(data), "-U", "gaoxin", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"], folder)  # fmt: skip
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} " + " ".join(
            f"-c {setting}" for setting in FAST
        )
        control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-l", str(log), "-o", options, "start"], folder)
        try:
            yield f"postgres://gaoxin@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, capture_output=True, check=False)


def _as_owner() -> list[str]:
    if os.geteuid() != 0:
        return []
    runuser = shutil.which("runuser")
    known = subprocess.run(["id", OWNER], capture_output=True, check=False).returncode == 0
    if runuser is None or not known:
        raise NoServer(
            "PostgreSQL 不能以 root 运行，且没有 postgres 用户 it will not run as root, and there is no user postgres"
        )
    return [runuser, "-u", OWNER, "--"]


def _run(command: list[str], folder: Path) -> None:
    """Output goes to a file: a server that inherits a pipe would keep it open, and the reader waiting, for ever."""
    output = folder / "output"
    with output.open("wb") as file:
        status = subprocess.run(command, cwd=folder, stdout=file, stderr=file, check=False).returncode
    if status:
        raise NoServer(output.read_text(encoding="utf-8", errors="replace")[-800:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
