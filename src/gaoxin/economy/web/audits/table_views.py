"""A finding as the page shows it: in words, as a small chart, and as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gaoxin.economy.rules.audits.tables.auditing import Report
from gaoxin.economy.rules.audits.tables.table import Finding
from gaoxin.economy.selectors.tables.book import book

INK, MARK = "#1f5fa8", "#b3261e"
DASHES = ("solid", "dashed", "dotted")


# Words for the keys of evidence; a key without one is shown as it is in the JSON.
WORDS: dict[str, Any] = {
    "unit": gettext_lazy("单位"),
    "period": gettext_lazy("期间"),
    "row": gettext_lazy("行"),
    "rows": gettext_lazy("行"),
    "before": gettext_lazy("此前"),
    "value": gettext_lazy("数值"),
    "after": gettext_lazy("此后"),
    "ratio": gettext_lazy("倍数"),
    "factor": gettext_lazy("倍数"),
    "usual_step": gettext_lazy("通常的波动（对数）"),
    "times_usual": gettext_lazy("相当于通常波动的倍数"),
    "back_in": gettext_lazy("恢复的期间"),
    "power_of_ten": gettext_lazy("10 的几次方"),
    "cases": gettext_lazy("个案"),
    "best": gettext_lazy("最明显的一处"),
    "longest": gettext_lazy("最长的一段"),
    "values": gettext_lazy("各期数值"),
    "left": gettext_lazy("左边"),
    "right": gettext_lazy("右边"),
    "difference": gettext_lazy("差额"),
    "identity": gettext_lazy("恒等式"),
    "rows_compared": gettext_lazy("比较的行数"),
    "rows_kept": gettext_lazy("成立的行数"),
    "share_kept": gettext_lazy("成立的比例"),
    "group": gettext_lazy("分组"),
    "units": gettext_lazy("单位"),
    "also": gettext_lazy("同时出现在"),
    "column": gettext_lazy("列"),
    "score": gettext_lazy("分值"),
    "count": gettext_lazy("处数"),
    "text": gettext_lazy("文字"),
    "by_period": gettext_lazy("按期间"),
    "points": gettext_lazy("期数"),
    "growth": gettext_lazy("增长率"),
}


@dataclass(frozen=True)
class Grid:
    """A small table. name: of the evidence it shows."""

    name: str
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class FindingView:
    number: int
    finding: Finding
    name: str
    why: str
    do: str
    units: str
    span: str
    facts: list[tuple[str, str]]
    grids: list[Grid]
    option: dict[str, Any] | None
    drawn: Grid | None

    @property
    def chart_id(self) -> str:
        return f"finding-{self.number}-option"


def profile_lines(report: Report) -> list[str]:
    """What the table was taken for, in the language of the reader."""
    return [english if get_language() == "en" else chinese for chinese, english in report.profile()["said"]]


def finding_views(report: Report) -> list[FindingView]:
    return [_view(number, one) for number, one in enumerate(report.findings, 1)]


def _view(number: int, one: Finding) -> FindingView:
    kind, where = book().kinds[one.kind], one.where
    english = get_language() == "en"
    units = "、".join(str(unit) for unit in where["units"][:5] if unit)
    more = where["units_count"] - 5
    span = (
        ""
        if where["from"] is None
        else where["from"]
        if where["from"] == where["to"]
        else f"{where['from']} – {where['to']}"
    )
    facts, grids = _evidence(one.evidence)
    return FindingView(
        number,
        one,
        kind.english if english else kind.name,
        "" if english else kind.why,
        kind.do_english if english else kind.do,
        units + (f" … (+{more})" if more > 0 else ""),
        span,
        facts,
        grids,
        _option(one),
        _drawn(one),
    )


def _evidence(evidence: dict[str, Any]) -> tuple[list[tuple[str, str]], list[Grid]]:
    """Single facts, and lists of records as small tables. The keys are those of the JSON, so that both can be compared."""
    facts: list[tuple[str, str]] = []
    grids: list[Grid] = []
    for name, value in evidence.items():
        if isinstance(value, dict) and any(isinstance(part, list | dict) for part in value.values()):
            inner_facts, inner_grids = _evidence(value)
            facts += [(f"{_word(name)}：{key}", text) for key, text in inner_facts]
            grids += [Grid(f"{_word(name)}：{grid.name}", grid.heads, grid.rows) for grid in inner_grids]
        elif isinstance(value, dict) and len(value) > 3:
            grids.append(_grid(name, [value]))
        elif isinstance(value, dict):
            facts.append((_word(name), "，".join(f"{key} {_told(part)}" for key, part in value.items())))
        elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
            grids.append(_grid(name, value))
        elif value not in ([], None, ""):
            facts.append((_word(name), _told(value)))
    return facts, grids


def _grid(name: str, records: list[dict[str, Any]]) -> Grid:
    heads = list(dict.fromkeys(key for record in records for key in record))
    return Grid(
        _word(name),
        [_word(head) for head in heads],
        [[_told(record.get(head)) for head in heads] for record in records],
    )


def _word(key: str) -> str:
    return str(WORDS.get(key, key))


def _told(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool) or isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.2f}"
    if isinstance(value, list):
        return "、".join(_told(part) for part in value[:10])
    if isinstance(value, dict):
        return "，".join(f"{key} {_told(part)}" for key, part in value.items())
    return str(value)


def _option(one: Finding) -> dict[str, Any] | None:
    """Lines of the evidence; the places in question are larger points of another form."""
    chart = one.chart
    if not chart or len(chart.get("x", [])) < 2:
        return None
    marks = set(chart["mark"])
    series: list[dict[str, Any]] = []
    for number, (name, values) in enumerate(chart["lines"].items()):
        points = [
            {"value": value, "symbol": "diamond", "symbolSize": 12, "itemStyle": {"color": MARK}}
            if at in marks and value is not None
            else value
            for at, value in enumerate(values)
        ]
        series.append(
            {
                "type": "line",
                "name": _name(name),
                "data": points,
                "symbol": "circle",
                "symbolSize": 5,
                "lineStyle": {"type": DASHES[number % 3], "width": 2},
                **({"color": INK} if not number else {}),
            }
        )
    return {
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": chart["x"]},
        "yAxis": {"type": "value", "scale": True},
        "series": series,
    }


def _drawn(one: Finding) -> Grid | None:
    """The chart as a table."""
    chart = one.chart
    if not chart or len(chart.get("x", [])) < 2:
        return None
    heads = [_("期间"), *(_name(name) for name in chart["lines"])]
    rows = [
        [("◆ " if at in chart["mark"] else "") + str(label), *(_told(values[at]) for values in chart["lines"].values())]
        for at, label in enumerate(chart["x"])
    ]
    return Grid("chart", heads, rows)


def _name(name: str) -> str:
    known = {"median": _("各单位中位数"), "left": _("左边"), "right": _("右边")}
    return known.get(name, name)
