"""Run as a program: one writer. Writes `count` rows, each in a transaction of its own that takes a moment, once the file
`go` exists. Prints when each transaction began waiting, began, and was about to
commit (seconds, one clock for every process)."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction  # noqa: E402


def main(name: int, count: int, go: Path) -> None:
    connection.ensure_connection()
    while not go.exists():
        time.sleep(0.005)
    turns = []
    for _ in range(count):
        asked = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            began = time.monotonic()
            cursor.execute("INSERT INTO done_by_test (job) VALUES (%s)", [name])
            time.sleep(0.004)
            turns.append((asked, began, time.monotonic()))
    sys.stdout.write(json.dumps(turns))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
