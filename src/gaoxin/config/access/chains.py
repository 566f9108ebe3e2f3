"""Pages and operations of 产业链图谱 chain map."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

CHAINS: dict[str, Access] = {}
