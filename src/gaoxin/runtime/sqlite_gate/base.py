"""SQLite backend whose writers queue on file locks instead of polling.

SQLite's busy handler sleeps up to 100 ms between tries and starves unlucky writers; queueing on `flock` before
BEGIN IMMEDIATE cut the 99th percentile of a five-row write 7-20 times (docs/explanation/runtime.md).
One lock alone lets a writer that has just finished come in again before the one that waits wakes up. So there are two:
`.queue` is the door, held only by the next in turn, `.lock` the room; whoever comes back has to pass the door again.
The kernel drops both with the process, so a killed writer never blocks the next one.
Where the platform has no fcntl the backend behaves as Django's own.
"""

from __future__ import annotations

import os
from typing import Any

from gaoxin.runtime.sqlite_gate.driver import prefer_fixed_sqlite

prefer_fixed_sqlite()

from django.db.backends.sqlite3 import base  # noqa: E402  (the driver must be chosen before Django imports it)

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the writer's turn before each transaction that Django opens, gives it back at commit or rollback."""

    _door: int | None = None
    _room: int | None = None
    _turn_held = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if fcntl is None or ":memory:" in name or "mode=memory" in name:
            return
        if self._door is None or self._room is None:
            self._door, self._room = (
                os.open(f"{name}.{end}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600) for end in ("queue", "lock")
            )
        fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._room, fcntl.LOCK_EX)
            self._turn_held = True
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)

    def _give_turn(self) -> None:
        if self._turn_held and self._room is not None and fcntl is not None:
            fcntl.flock(self._room, fcntl.LOCK_UN)
            self._turn_held = False

    def _commit(self) -> Any:
        result = super()._commit()
        self._give_turn()  # after a failed commit Django rolls back, and that gives the turn
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._give_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._give_turn()
            for handle in (self._door, self._room):
                if handle is not None:
                    os.close(handle)
            self._door = self._room = None
