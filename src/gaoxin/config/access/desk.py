"""Pages of officers."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

DESK_PAGES: dict[str, Access] = {}
