"""What a version changes, in words: the cell, what it was and what it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from gaoxin.projects.rules.land.changes import Changes
from gaoxin.projects.selectors.land import book, ledgers
from gaoxin.projects.web.land.asked import word

CELLS: dict[str, Any] = {
    "geometry": gettext_lazy("界址（亩）"), "name": gettext_lazy("名称"), "use": gettext_lazy("规划用途"),
    "power_kva": gettext_lazy("供电（kVA）"),
    "plot_ratio_pct": gettext_lazy("容积率"), "water_m3": gettext_lazy("供水（m³/日）"), "gas_m3": gettext_lazy("供气（m³/时）"),
    "price_k": gettext_lazy("价格（千元）"), "ready_on": gettext_lazy("可供时间"),
    "stated_m2": gettext_lazy("填报面积（平方米）"), "category": gettext_lazy("类别"),
}  # fmt: skip


def changed_words(changed: Changes) -> list[tuple[Any, str, str]]:
    """Cell, before, after, as people read them."""
    names = {one.code: word(one) for one in (*book.categories().categories, *book.matching().uses)}
    return [
        (CELLS[name], _told(name, before, names), _told(name, after, names))
        for name, (before, after) in changed.items()
    ]


def _told(name: str, value: Any, names: dict[str, str]) -> str:
    if value in (None, ""):
        return "—"
    if name == "geometry":
        return ledgers.mu(value)
    if name == "plot_ratio_pct":
        return f"{value / 100:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return names.get(str(value), str(value)) if name in ("use", "category") else str(value)
