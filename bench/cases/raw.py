"""The floor: as many commits as our own acts make, and as many bytes in as many rows, by the bare driver."""

from __future__ import annotations

from itertools import count
from typing import Any

from bench.cases.stores import Store
from bench.worker import Watch


class Raw:
    """One unit is one case's commits. options: url, commits a case, writes a case, bytes a case."""

    facts: dict[str, Any] = {}

    def __init__(self, options: dict[str, Any]) -> None:
        self.commits, writes = options["commits"], max(options["commits"], options["writes"])
        self.store = Store(options["url"])
        self.store.run("CREATE TABLE raw (id bigint PRIMARY KEY, zone varchar(32) NOT NULL, body text NOT NULL)")
        self.spread = [writes // self.commits + (index < writes % self.commits) for index in range(self.commits)]
        self.body = "x" * max(1, options["bytes"] // writes)
        self.keys = count()
        self.done = 0

    def run(self, units: int, watch: Watch) -> None:
        store, body, keys = self.store, self.body, self.keys
        for _ in range(units):
            for rows in self.spread:
                store.run(store.begin)
                for _ in range(rows):
                    store.run("INSERT INTO raw VALUES (?, ?, ?)", (next(keys), "demo-qingyuan", body))
                store.run("COMMIT")
        self.done += units

    def finish(self) -> dict[str, Any]:
        rows = self.store.run("SELECT count(*) FROM raw").fetchone()[0]
        assert rows == self.done * sum(self.spread)
        return {"rows": rows}


def make(options: dict[str, Any]) -> Raw:
    return Raw(options)
