"""Pages of enterprises."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

ENTERPRISE_PAGES: dict[str, Access] = {}
