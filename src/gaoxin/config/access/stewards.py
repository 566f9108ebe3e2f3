"""Pages and operations of 企业服务 stewards."""

from __future__ import annotations

from gaoxin.config.access.kinds import Access

STEWARDS: dict[str, Access] = {}
