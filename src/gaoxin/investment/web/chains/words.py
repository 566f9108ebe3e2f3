"""Words of the chain pages, and a chain as a chart."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from gaoxin.investment.selectors.chains import ChainView

SIDES: dict[str, Any] = {"up": gettext_lazy("上游"), "mid": gettext_lazy("中游"), "down": gettext_lazy("下游")}
# grade -> (word, sign, tone, colour of the chart)
GRADES: dict[str, tuple[Any, str, str, str]] = {
    "strong": (pgettext_lazy("grade", "强"), "●", "state-decided", "#2f6b4f"),
    "potential": (pgettext_lazy("grade", "有潜力"), "◐", "state-working", "#2a5aa0"),
    "missing": (pgettext_lazy("grade", "缺失"), "○", "state-quiet", "#8a8a8a"),
    "threatened": (pgettext_lazy("grade", "受威胁"), "!", "state-attention", "#b3531c"),
}
KINDS: dict[str, Any] = {
    "supplement": gettext_lazy("补链"), "extend": gettext_lazy("延链"), "strengthen": gettext_lazy("强链"),
}  # fmt: skip
TERMS: dict[str, Any] = {
    "need": gettext_lazy("需求"), "use": gettext_lazy("用途"), "density": gettext_lazy("关联密度"),
    "complexity": gettext_lazy("复杂度"), "betweenness": gettext_lazy("中介度"), "need_rank": gettext_lazy("需求位次"),
    "use_rank": gettext_lazy("用途位次"), "density_rank": gettext_lazy("密度位次"),
    "complexity_rank": gettext_lazy("复杂度位次"), "betweenness_rank": gettext_lazy("中介度位次"),
    "firms": gettext_lazy("企业数"), "fewness": gettext_lazy("企业稀少度"), "score": gettext_lazy("得分"),
    "scale": gettext_lazy("规模"), "linkage": gettext_lazy("联系"), "evidence": gettext_lazy("证据"),
    "neighbours": gettext_lazy("相邻环节数"), "buyers": gettext_lazy("下家环节数"),
    "largest_share_bp": gettext_lazy("最大企业占比（万分之）"), "weak": gettext_lazy("低于潜力线"),
    "node": gettext_lazy("环节"), "size": gettext_lazy("企业规模"), "distance": gettext_lazy("距离"),
    "suppliers": gettext_lazy("供应本地企业"), "land": gettext_lazy("用地"), "energy": gettext_lazy("能耗"),
    "bought": gettext_lazy("采购占比"), "residents": gettext_lazy("本地企业数"),
}  # fmt: skip
RULINGS: dict[str, Any] = {
    "first": gettext_lazy("优先"), "drop": gettext_lazy("不考虑"), "computed": gettext_lazy("按得分"),
}  # fmt: skip


def named(row: Any, field: str = "name") -> str:
    """The name of a chain or node in the reader's language."""
    return (get_language() == "en" and getattr(row, f"{field}_en")) or getattr(row, field)


def terms(told: Any) -> list[tuple[Any, Any]]:
    """(word, value) of each term, an em dash for what is not known."""
    return [(TERMS.get(name, name), "—" if value is None else f"{value:.4g}") for name, value in told.items()]


def chart(view: ChainView, *, editing: bool = False) -> dict[str, Any]:
    """ECharts option: three columns, up to down; a node leads to its page. Places are computed here, so that 500 nodes draw at once."""
    columns = {"up": 0, "mid": 1, "down": 2}
    height = {side: max(1, sum(one.row.side == side for one in view.nodes)) for side in columns}
    seen = dict.fromkeys(columns, 0)
    data: list[dict[str, Any]] = []
    for one in view.nodes:
        side = one.row.side
        word, sign, _, colour = GRADES[one.grade]
        data.append({
            "id": one.row.code, "name": f"{sign} {named(one.row)}", "value": one.firms, "x": columns[side] * 400,
            "y": (seen[side] + 0.5) * 600 / height[side], "symbolSize": 12 + min(one.firms, 10) * 2,
            "itemStyle": {"color": colour}, "tooltip": {"formatter": f"{named(one.row)}: {word} · {one.firms}"},
            **({} if editing else {"href": reverse("chains:node", args=[view.row.code, one.row.code])}),
        })  # fmt: skip
        seen[side] += 1
    links = [{"source": link.seller, "target": link.buyer} for link in view.links]
    return {
        "tooltip": {}, "animation": False,
        "series": [{
            "type": "graph", "layout": "none", "roam": True, "data": data, "links": links, "edgeSymbol": ["none", "arrow"],
            "edgeSymbolSize": 7, "lineStyle": {"color": "#8a8a8a", "width": 1, "curveness": 0.08},
            "label": {"show": len(data) <= 120, "position": "right", "fontSize": 12}, "left": 40, "right": 140, "top": 20, "bottom": 20,
        }],
    }  # fmt: skip
