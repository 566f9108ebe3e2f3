"""Pages of administrators."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

MANAGE: dict[str, Access] = {}
