"""The keys of the acts on tasks."""

from __future__ import annotations

from gaoxin.audit.services import Keyed

_KEYED = Keyed("ck")
repeated, record = _KEYED.repeated, _KEYED.record
