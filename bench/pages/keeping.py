"""A PostgreSQL whose data folder outlives the run: filling a million cases once is enough."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gaoxin.config.throwaway import OWNER, NoServer, server_binaries

SETTINGS = (
    "shared_buffers=512MB",
    "work_mem=32MB",
    "max_wal_size=8GB",
    "synchronous_commit=off",
    "checkpoint_timeout=30min",
    "jit=off",  # as docs/how-to/run-on-postgresql.md says
    "max_parallel_workers_per_gather=0",
    "random_page_cost=1.1",
)


@contextmanager
def kept_server(folder: Path) -> Iterator[str]:
    """A running server on that data folder, made if it is not there; yields the URL of its database.

    Raises NoServer where it cannot be had. Only reads are measured, so that commits need not wait for the disk.
    """
    binaries = server_binaries()
    if binaries is None:
        raise NoServer("没有 PostgreSQL no PostgreSQL: apt-get install -y postgresql")
    prefix = _as_owner()
    data = folder / "data"
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-pg-", ignore_cleanup_errors=True) as name:
        socket_folder = Path(name)
        if not (data / "PG_VERSION").exists():
            folder.mkdir(parents=True, exist_ok=True)
            _hand_over(prefix, folder, socket_folder)
            _run([*prefix, str(binaries / "initdb"), "-D", str(data), "-U", "gaoxin", "-A", "trust", "-E", "UTF8",
                  "--locale=C"], socket_folder)  # fmt: skip
        else:
            _hand_over(prefix, socket_folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-t", "120"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={socket_folder} " + " ".join(
            f"-c {setting}" for setting in SETTINGS
        )
        _run([*control, "-l", str(socket_folder / "log"), "-o", options, "start"], socket_folder)
        try:
            yield f"postgres://gaoxin@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], cwd=socket_folder, capture_output=True, check=False)


def _as_owner() -> list[str]:
    if os.geteuid() != 0:
        return []
    runuser = shutil.which("runuser")
    if runuser is None:
        raise NoServer("PostgreSQL 不能以 root 运行，且没有 runuser it will not run as root, and runuser is missing")
    return [runuser, "-u", OWNER, "--"]


def _hand_over(prefix: list[str], *folders: Path) -> None:
    if prefix:
        for folder in folders:
            shutil.chown(folder, OWNER)


def _run(command: list[str], folder: Path) -> None:
    output = folder / "output"
    with output.open("wb") as file:
        status = subprocess.run(command, cwd=folder, stdout=file, stderr=file, check=False).returncode
    if status:
        raise NoServer(output.read_text(encoding="utf-8", errors="replace")[-800:])
