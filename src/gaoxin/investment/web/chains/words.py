"""Words of the chain pages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from gaoxin.investment.rules.chains.products import NodeScore
from gaoxin.investment.selectors.chains import RankedGap

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
    "bought": gettext_lazy("采购占比"), "sold": gettext_lazy("销售占比"), "residents": gettext_lazy("本地企业数"),
    "group_score": gettext_lazy("行业组得分"), "shared_by": gettext_lazy("共用行业组的环节数"),
    "node_firms": gettext_lazy("本环节企业数"), "hs_near": gettext_lazy("产品接近度"), "hs_rank": gettext_lazy("产品接近位次"),
}  # fmt: skip
BASES: dict[str, Any] = {
    "table": gettext_lazy("投入产出表"), "stated": gettext_lazy("证据写明"), "": gettext_lazy("系数未知"),
}  # fmt: skip
TRADES: dict[str, Any] = {"supplier": gettext_lazy("供应商"), "buyer": gettext_lazy("客户")}
RULINGS: dict[str, Any] = {
    "first": gettext_lazy("优先"), "drop": gettext_lazy("不考虑"), "computed": gettext_lazy("按得分"),
}  # fmt: skip


def named(row: Any, field: str = "name") -> str:
    """The name of a chain or node in the reader's language."""
    return (get_language() == "en" and getattr(row, f"{field}_en")) or getattr(row, field)


def terms(told: Any) -> list[tuple[Any, Any]]:
    """(word, value) of each term, an em dash for what is not known."""
    return [(TERMS.get(name, name), "—" if value is None else f"{value:.4g}") for name, value in told.items()]


def percent(bp: int | None) -> str:
    """Basis points as per cent, an em dash for what is not known."""
    return "—" if bp is None else f"{bp / 100:g}%"


def link(row: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    """A link as the tables show it."""
    return {
        "row": row, "seller": titles.get(row.seller, row.seller), "buyer": titles.get(row.buyer, row.buyer), "basis": BASES[row.basis],
        "coefficient": _four(row.coefficient), "share": "—" if row.share is None else f"{row.share * 100:.2f}%",
        "confidence": percent(row.confidence_bp),
    }  # fmt: skip


def gap(kind: str, one: RankedGap) -> dict[str, Any]:
    """A gap of a sector as the pages show it."""
    return {
        "kind": KINDS[kind], "one": one, "gap": one.gap, "terms": terms(one.gap.terms),
        "through": "、".join(name for _, name, _ in one.gap.through),
        "ruling": RULINGS[one.ruling.ruling] if one.ruling and one.ruling.ruling != "computed" else "",
    }  # fmt: skip


def node_score(one: NodeScore) -> dict[str, Any]:
    """The score of a node. shared: with how many other nodes it shares its group. apart: its products tell it from them."""
    return {
        "score": one.score, "kind": KINDS.get(one.kind, ""), "terms": terms(one.terms), "shared": int(one.terms["shared_by"] or 1) - 1,
        "apart": one.terms.get("hs_rank") is not None,
    }  # fmt: skip


def stage(found: Any) -> str:
    """The name of a lead's stage in the reader's language."""
    return found.name.en if get_language() == "en" else found.name.zh


def _four(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:.4f}" if value >= Decimal("0.0001") else "< 0.0001"
