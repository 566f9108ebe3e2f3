"""What a lead needs of the zone, as its page tells and takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gaoxin.core import mu
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Lead
from gaoxin.investment.selectors.leads_needs import need_of, uses
from gaoxin.investment.web.leads.asked import day


def read_need(sent: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as `state_need` takes it. Raises Invalid."""
    area: int | str = ""
    if typed := sent.get("mu", "").strip():
        try:
            area = mu.area_of(typed)
        except (ValueError, OverflowError):
            raise Invalid(
                f"面积不是亩数 not an area: {typed[:20]!r}", do="填写亩数，如 30 write 亩, such as 30"
            ) from None
    told: dict[str, Any] = {
        f"need_{name}": sent.get(name, "") for name in ("power_kva", "building_m2", "water_m3", "gas_m3")
    }
    on = sent.get("needed_on", "").strip()
    return told | {
        "need_area_m2": area, "need_use": sent.get("use", ""), "needed_on": day(on, "最迟用地日期 the day ") if on else None,
    }  # fmt: skip


def need_words(row: Lead, sent: Mapping[str, str]) -> dict[str, Any]:
    """For the page: what is asked for, line by line; the uses to choose from; and the fields as they stand, or as they were sent."""
    told, english = need_of(row), get_language() == "en"
    names = [(one.code, one.english if english else one.name) for one in uses()]
    lines: list[tuple[str, str]] = []
    if told:
        land = f"{mu.mu_hundredths(told.area_m2) / 100:,.2f} {_('亩')} · {dict(names).get(told.use, told.use)}"
        lines = [
            (_("用地"), land if told.area_m2 else ""),
            (_("建筑面积"), f"{told.building_m2:,} m²" if told.building_m2 else ""),
            (_("用电容量"), f"{told.power_kva:,} kVA" if told.power_kva else ""),
            (_("日用水"), f"{told.water_m3:,} m³" if told.water_m3 else ""),
            (_("小时用气"), f"{told.gas_m3:,} m³" if told.gas_m3 else ""),
            (_("最迟用地日期"), told.needed_on.isoformat() if told.needed_on else ""),
        ]  # fmt: skip
    fields = {
        "mu": mu.typed(row.need_area_m2), "use": row.need_use, "needed_on": row.needed_on.isoformat() if row.needed_on else "",
        **{name: getattr(row, f"need_{name}") or "" for name in ("power_kva", "building_m2", "water_m3", "gas_m3")},
    }  # fmt: skip
    if "mu" in sent:
        fields = {name: sent.get(name, "") for name in fields}
    return {
        "lines": [line for line in lines if line[1]],
        "uses": names,
        "fields": fields,
        "land": bool(told and told.area_m2),
    }
