"""The keys of the acts on reports."""

from __future__ import annotations

from gaoxin.audit.services import Keyed

_KEYED = Keyed("er")
repeated, record = _KEYED.repeated, _KEYED.record
