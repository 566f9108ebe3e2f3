"""Pages and operations of 工程进度 construction progress."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

PROGRESS: dict[str, Access] = {}
