"""Pages and operations of 项目 projects."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

PROJECTS: dict[str, Access] = {}
