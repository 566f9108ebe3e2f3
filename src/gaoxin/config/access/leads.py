"""Pages and operations of 招商线索 leads."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

LEADS: dict[str, Access] = {}
