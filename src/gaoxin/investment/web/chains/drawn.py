"""A chain as a chart: graph or sankey, with the sentence that says the same."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.investment.rules.chains.drawing import cycle
from gaoxin.investment.selectors.chains import ChainView
from gaoxin.investment.web.chains.words import GRADES, named

LABELLED = 120  # from more nodes on, names stand in the tip and in the table only
LEAST = 0.002  # width of a link whose coefficient is not known


def graph(view: ChainView) -> dict[str, Any]:
    """ECharts option: three columns, up to down; a node leads to its page. Places are computed here, so that 500 nodes draw at once."""
    columns = {"up": 0, "mid": 1, "down": 2}
    height = {side: max(1, sum(one.row.side == side for one in view.nodes)) for side in columns}
    seen = dict.fromkeys(columns, 0)
    data: list[dict[str, Any]] = []
    for one in view.nodes:
        side = one.row.side
        data.append(
            _node(view, one)
            | {
                "value": one.firms,
                "x": columns[side] * 400,
                "y": (seen[side] + 0.5) * 600 / height[side],
                "symbolSize": 12 + min(one.firms, 10) * 2,
            }
        )
        seen[side] += 1
    links = [{"source": link.seller, "target": link.buyer} for link in view.links]
    return {
        "tooltip": {}, "animation": False,
        "series": [{
            "type": "graph", "layout": "none", "roam": True, "data": data, "links": links, "edgeSymbol": ["none", "arrow"],
            "edgeSymbolSize": 7, "lineStyle": {"color": "#8a8a8a", "width": 1, "curveness": 0.08},
            "label": {"show": len(data) <= LABELLED, "position": "right", "fontSize": 12},
            "left": 40, "right": 140, "top": 20, "bottom": 20,
        }],
    }  # fmt: skip


def sankey(view: ChainView) -> dict[str, Any] | None:
    """ECharts option: width is the input coefficient, thin and pale where none is known. None where the links go round."""
    if loop(view):
        return None
    linked = {end for link in view.links for end in (link.seller, link.buyer)}
    data = [_labelled(_node(view, one)) for one in view.nodes if one.row.code in linked]
    titles = {one.row.code: named(one.row) for one in view.nodes}
    links: list[dict[str, Any]] = []
    for link in view.links:
        known = link.coefficient is not None
        told = f"{link.coefficient:.4f}" if link.coefficient is not None else "—"
        links.append({
            "source": link.seller, "target": link.buyer, "value": max(LEAST, float(link.coefficient or 0)),
            "lineStyle": {"opacity": 0.45 if known else 0.15},
            "tooltip": {"formatter": f"{titles[link.seller]} → {titles[link.buyer]}: {told}"},
        })  # fmt: skip
    crowded = len(data) > LABELLED
    return {
        "tooltip": {}, "animation": False,
        "series": [{
            "type": "sankey", "data": data, "links": links, "nodeGap": 2 if crowded else 14, "nodeWidth": 12, "draggable": False,
            "layoutIterations": 8 if crowded else 32, "emphasis": {"focus": "adjacency"},
            "lineStyle": {"color": "source", "curveness": 0.5},
            "label": {"show": not crowded, "position": "right", "fontSize": 12},
            "left": 16, "right": 110, "top": 16, "bottom": 16,
        }],
    }  # fmt: skip


def loop(view: ChainView) -> list[str]:
    """The names of nodes whose links go round, empty where none do."""
    titles = {one.row.code: named(one.row) for one in view.nodes}
    return [titles.get(code, code) for code in cycle([(link.seller, link.buyer) for link in view.links])]


def sentence(view: ChainView) -> str:
    """What the links say, in words: how many are known, and the strongest."""
    titles = {one.row.code: named(one.row) for one in view.nodes}
    known = sorted(
        ((link.coefficient, link) for link in view.links if link.coefficient is not None), key=lambda one: -one[0]
    )
    told = _("%(links)s 条供需联系，%(known)s 条有投入系数。") % {"links": len(view.links), "known": len(known)}
    best = [f"{titles[link.seller]} → {titles[link.buyer]} {value:.3f}" for value, link in known[:3]]
    return told + (_("系数最大：%(best)s。") % {"best": "；".join(best)} if best else "")


def _node(view: ChainView, one: Any) -> dict[str, Any]:
    word, sign, _tone, colour = GRADES[one.grade]
    return {
        "id": one.row.code, "name": f"{sign} {named(one.row)}", "itemStyle": {"color": colour},
        "tooltip": {"formatter": f"{named(one.row)}: {word} · {one.firms}"},
        "href": reverse("chains:node", args=[view.row.code, one.row.code]),
    }  # fmt: skip


def _labelled(node: dict[str, Any]) -> dict[str, Any]:
    """With its name as label; a sankey would write the code. Braces would be taken for a template."""
    return node | {"label": {"formatter": node["name"].replace("{", "（").replace("}", "）")}}
