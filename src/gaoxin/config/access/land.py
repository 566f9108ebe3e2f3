"""Pages and operations of 用地 land."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

LAND: dict[str, Access] = {}
