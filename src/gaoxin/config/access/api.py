"""The API."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

API: dict[str, Access] = {}
