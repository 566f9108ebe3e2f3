"""Sentences, tables and drawings of a standing, as pages and sheets show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from gaoxin.approvals.services import rulebook
from gaoxin.projects.models import ProgressReport
from gaoxin.projects.rules.progress import drawing
from gaoxin.projects.rules.progress.drawing import Bar
from gaoxin.projects.rules.progress.photos import FAR_METRES, metres
from gaoxin.projects.rules.progress.works import rounded
from gaoxin.projects.selectors.progress import Line, Standing


def percent(share: Fraction | None, places: int = 1) -> str:
    return "—" if share is None else f"{rounded(share, places)} %"


def ratio(value: Fraction | None) -> str:
    """An index with two places, half up."""
    return "—" if value is None else f"{rounded(value, 0) / 100:.2f}"


def money(value: Fraction | int | None) -> str:
    """千元, half up."""
    return "—" if value is None else f"{int(rounded(Fraction(value) / 100, 0)):,}"


def amount(value: Decimal | None) -> str:
    if value is None:
        return "—"
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")


def sentence(told: Standing) -> str:
    """The state in one sentence, with the distance to the plan and the forecast."""
    value, plan = told.value, told.frozen.plan
    gap = rounded(abs(value.progress - value.due))
    parts = [
        _("截至 %(on)s，总工程量完成 %(done)s，计划 %(due)s")
        % {"on": told.on, "done": percent(value.progress), "due": percent(value.due)}
    ]
    if not gap:
        parts.append(_("与计划一致"))
    elif value.progress < value.due:
        parts.append(_("落后 %(gap)s 个百分点") % {"gap": gap})
    else:
        parts.append(_("超前 %(gap)s 个百分点") % {"gap": gap})
    if value.progress == 1:
        parts.append(_("已全部完成"))
    elif told.finish_forecast:
        parts.append(
            _("按目前速度预计 %(month)s 前完成，计划 %(finish)s")
            % {"month": told.finish_forecast, "finish": plan.finish}
        )
    else:
        parts.append(_("计划 %(finish)s 完成") % {"finish": plan.finish})
    return _("%(text)s。") % {"text": _("；").join(parts)}


def values(told: Standing) -> list[tuple[str, str, str]]:
    """Earned value: name, figure with unit, formula."""
    v, unit = told.value, _("千元")
    return [
        (_("预算 BAC"), f"{money(v.bac)} {unit}", _("基线冻结时的总预算")),
        (
            _("计划价值 PV"),
            f"{money(v.pv)} {unit}",
            _("各项计划成本 × 计划完成比例之和") if told.frozen.plan.costed else _("BAC × 计划完成比例"),
        ),
        (
            _("挣值 EV"),
            f"{money(v.ev)} {unit}",
            _("各项计划成本 × 实际完成比例之和") if told.frozen.plan.costed else _("BAC × 实际完成比例"),
        ),
        (_("实际成本 AC"), f"{money(v.ac)} {unit}" if v.ac is not None else "—", cost_sources(told)),
        (_("进度绩效 SPI"), ratio(v.spi), _("EV ÷ PV，小于 1 为落后")),
        (_("成本绩效 CPI"), ratio(v.cpi), _("EV ÷ AC，小于 1 为超支")),
        (_("完工估算 EAC"), f"{money(v.eac)} {unit}" if v.eac is not None else "—", _("BAC ÷ CPI")),
        (_("关键工作"), str(len(told.critical)), _("总时差为 0 的末级工程")),
    ]


def photo_notes(row: ProgressReport) -> list[tuple[bool, str]]:
    """What the camera wrote against what was declared: whether it differs, and in words. It is for the second person to judge."""
    if row.shot_at is None and row.shot_lat is None:
        return [(False, _("照片里没有拍摄时间和位置，请按画面核对。"))]
    notes: list[tuple[bool, str]] = []
    if row.shot_at is not None:
        local = rulebook.calendar().local(row.shot_at)
        told = {"shot": f"{local:%Y-%m-%d %H:%M}", "day": row.taken_on}
        if local.date() != row.taken_on:
            notes.append((True, _("相机记录的拍摄时间是 %(shot)s，报告写的是 %(day)s。") % told))
        else:
            notes.append((False, _("相机记录的拍摄时间 %(shot)s，与报告一致。") % told))
    if row.shot_lat is not None and row.shot_lon is not None and row.lat is not None and row.lon is not None:
        away = metres(row.shot_lat, row.shot_lon, row.lat, row.lon)
        differs = away > FAR_METRES
        text = (
            _("相机记录的位置距报告地点约 %(away)s 米。")
            if differs
            else _("相机记录的位置与报告地点相符（相距约 %(away)s 米）。")
        )
        notes.append((differs, text % {"away": f"{away:,}"}))
    return notes


def cost_sources(told: Standing) -> str:
    """Where the actual cost comes from, in months."""
    recorded = told.recorded_months
    return _("完成投资登记 %(recorded)s 个月，手工登记 %(typed)s 个月") % {
        "recorded": recorded,
        "typed": len(told.costs) - recorded,
    }


def cost_rows(told: Standing) -> list[tuple[str, str, str, str]]:
    """Month, 千元, source in words, what was set aside."""
    return [
        (
            f"{cost.month:%Y-%m}", money(cost.amount_k),
            _("完成投资登记") if cost.source == "recorded" else _("手工登记：%(name)s") % {"name": cost.by_name},
            "" if cost.set_aside_k is None else money(cost.set_aside_k),
        )
        for cost in told.costs
    ]  # fmt: skip


def heads() -> list[str]:
    return [_("工程"), _("占全部"), _("完成量"), _("完成"), _("计划起止"), _("时差")]


def cells(line: Line, critical: int = 0) -> list[str]:
    """One row of the table as text; the first cell with ◆ where it is critical. critical: how many works below it are."""
    work, slot = line.row.work, line.slot
    sign = "◆ " if slot and slot.critical else ""
    done = f"{amount(line.done or Decimal(0))} / {amount(work.quantity)} {work.unit}" if line.row.leaf else ""
    dates = f"{line.planned.start} – {line.planned.finish}" if line.planned else ""
    spare = (_("关键") if slot.critical else _("%(n)s 天") % {"n": slot.float}) if slot else ""
    if critical:
        spare = _("%(n)s 项关键") % {"n": critical}
    return [sign + work.name, percent(line.row.share, 2), done, percent(line.progress), dates, spare]


def drawing_words(told: Standing) -> drawing.Words:
    return drawing.Words(
        title=f"{told.project.name} {told.on}", plan=_("计划"), actual=_("实际完成"), forecast=_("预测"),
        today=f"{told.on}", critical=_("关键"),
    )  # fmt: skip


def bars(told: Standing, only: Collection[str] | None = None) -> list[Bar]:
    """Rows of the Gantt chart: leaves by their plan, groups from the first to the last day below them. only: codes of those wanted."""
    return list(_bars(told, only))


def gantt(told: Standing, only: Collection[str] | None = None, *, font: str = "inherit") -> str:
    return drawing.gantt(bars(told, only), told.on, drawing_words(told), font=font)


def s_curve(told: Standing, *, font: str = "inherit") -> str:
    return drawing.s_curve(told.points, told.on, drawing_words(told), font=font)


def option(told: Standing) -> dict[str, Any]:
    """The S-curve for ECharts: the same three lines; percent with one place."""

    def line(name: str, kind: str, sign: str, data: list[Fraction | None], width: int) -> dict[str, Any]:
        return {
            "name": name, "type": "line", "symbol": sign, "symbolSize": 7, "lineStyle": {"type": kind, "width": width},
            "data": [None if share is None else float(rounded(share)) for share in data], "connectNulls": False,
        }  # fmt: skip

    return {
        "tooltip": {"trigger": "axis"}, "legend": {"top": 0}, "grid": {"left": 48, "right": 24, "top": 40, "bottom": 32},
        "xAxis": {"type": "category", "data": [f"{p.on}" for p in told.points]},
        "yAxis": {"type": "value", "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": [
            line(_("计划"), "dashed", "emptyCircle", [p.plan for p in told.points], 2),
            line(_("实际完成"), "solid", "circle", [p.actual for p in told.points], 3),
            line(_("预测"), "dotted", "rect", [p.forecast for p in told.points], 2),
        ],
    }  # fmt: skip


def _bars(told: Standing, only: Collection[str] | None) -> Iterator[Bar]:
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    path: list[str] = []
    for line in told.lines:
        del path[line.row.depth :]
        path.append(line.row.work.code)
        if line.planned:
            start, finish = line.planned.start, line.planned.finish
            for code in path:
                first, last = spans.get(code, (start, finish))
                spans[code] = min(first, start), max(last, finish)
    for line in told.lines:
        work = line.row.work
        if only is not None and work.code not in only:
            continue
        yield Bar(
            work.code, work.name, line.row.depth, *spans[work.code], line.progress,
            bool(line.slot and line.slot.critical), line.row.leaf, tuple(link.before for link in work.after),
        )  # fmt: skip
