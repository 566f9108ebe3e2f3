"""A PostgreSQL to measure on: the one named by GAOXIN_BENCH_PG_URL, else a throw-away server from the installed binaries.

Unlike the tests' server this one keeps PostgreSQL's own settings: a commit waits for the disk.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from gaoxin.config.throwaway import OWNER, NoServer, server_binaries

VARIABLE = "GAOXIN_BENCH_PG_URL"


class Server:
    """A running server. url: of its maintenance database. Each subject gets a database of its own, dropped at the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.made: list[str] = []
        with psycopg.connect(url) as connection:
            version = connection.execute("SHOW server_version").fetchone()
            commit = connection.execute(
                "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
            ).fetchone()
        assert version is not None and commit is not None
        self.version = str(version[0]).split(" ")[0]
        self.durable = commit == ("on", "on")

    def database(self, name: str) -> str:
        """Make an empty database; returns its URL."""
        name = f"gaoxin_bench_{os.getpid()}_{name}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self.made.append(name)
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def drop(self) -> None:
        """Drop every database made here."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for name in self.made:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def server() -> Iterator[Server]:
    """The server to measure on. Raises NoServer where there is none to be had."""
    named = os.environ.get(VARIABLE)
    if named:
        try:
            found = Server(named)
        except psycopg.OperationalError as error:
            raise NoServer(f"{VARIABLE}: {str(error).strip()}") from error
        try:
            yield found
        finally:
            found.drop()
        return
    binaries = server_binaries()
    if binaries is None:
        raise NoServer(f"没有 PostgreSQL no PostgreSQL: apt install postgresql, or set {VARIABLE}")
    with _own(binaries) as url:
        yield Server(url)


@contextmanager
def _own(binaries: Path) -> Iterator[str]:
    """A server in a temporary folder on a free port, with default settings; as the user `postgres` where we are root."""
    prefix = []
    if os.geteuid() == 0:
        runuser = shutil.which("runuser")
        if runuser is None:
            raise NoServer(
                "PostgreSQL 不能以 root 运行，且没有 runuser it will not run as root, and runuser is missing"
            )
        prefix = [runuser, "-u", OWNER, "--"]
    with tempfile.TemporaryDirectory(prefix="gaoxin-bench-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if prefix:
            shutil.chown(folder, OWNER)
        data = folder / "data"
        _run([*prefix, str(binaries / "initdb"), "-D", str(data), "-U", "gaoxin", "-A", "trust", "-E", "UTF8",
              "--locale=C"], folder)  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgres://gaoxin@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, capture_output=True, check=False)


def _run(command: list[str], folder: Path) -> None:
    """Output goes to a file: a server that inherits a pipe would keep it open for ever."""
    output = folder / "output"
    with output.open("wb") as file:
        status = subprocess.run(command, cwd=folder, stdout=file, stderr=file, check=False).returncode
    if status:
        raise NoServer(output.read_text(encoding="utf-8", errors="replace")[-800:])
