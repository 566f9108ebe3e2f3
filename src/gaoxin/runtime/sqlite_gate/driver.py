"""Chooses the SQLite library: 3.7 to 3.51.2 can corrupt a WAL when it resets; `pysqlite3` carries a fixed one.

See https://sqlite.org/wal.html (the WAL-reset bug). Where no wheel exists (Linux arm64) the system's library is used
and `./gaoxin doctor` names its version.
"""

from __future__ import annotations

import sys
from importlib import import_module

FIRST_FIXED = (3, 51, 3)


def prefer_fixed_sqlite() -> None:
    """Make `sqlite3` mean pysqlite3 for this process, unless Django's backend already bound the system's."""
    if "django.db.backends.sqlite3.base" in sys.modules:
        return
    try:
        fixed = import_module("pysqlite3")
    except ImportError:
        return
    sys.modules["sqlite3"] = fixed
    sys.modules["sqlite3.dbapi2"] = import_module("pysqlite3.dbapi2")
