"""What acts of the register and of patents share: the key of a form, and the audit row."""

from __future__ import annotations

from gaoxin.audit.services import Keyed

_KEYED = Keyed("iv")
repeated, record = _KEYED.repeated, _KEYED.record
