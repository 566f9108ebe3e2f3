"""The words a file of claims may use, in Chinese or English, and a number as people write it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from gaoxin.economy.rules.audits.claims.claim import Kind

CLAIM_KEYS = {
    "id": ("id", "编号"), "text": ("text", "原文"), "indicator": ("indicator", "指标"), "scope": ("scope", "范围"),
    "kind": ("kind", "类型"), "value": ("value", "数值", "值"), "unit": ("unit", "单位"), "period": ("period", "时期"),
    "basis": ("basis", "口径"), "whole": ("whole", "of", "within", "整体", "占"), "bound": ("bound", "界限"),
    "direction": ("direction", "方向"), "estimate": ("estimate", "预估"), "decimals": ("decimals", "小数位"),
    "interval": ("interval", "区间"), "guessed": ("guessed", "推测"),
}  # fmt: skip
IGNORED = frozenset(
    {
        "position",
        "positions",
        "sentence",
        "note",
        "备注",
        "confirmed",
        "确认",
        "printed",
        "name",
        "source",
        "来源",
        "rank",
        "reason",
    }
)
SUM_KEYS = {
    "whole": ("whole", "整体"), "parts": ("parts", "部分"), "complete": ("complete", "完整"),
}  # fmt: skip
FILE_KEYS = {
    "claims": ("claims", "数字"), "sums": ("sums", "relations", "合计"), "period": ("period", "时期"), "basis": ("basis", "口径"),
    "title": ("title", "标题"), "source": ("source", "来源"), "note": ("note", "备注"),
}  # fmt: skip
KINDS = {
    Kind.LEVEL: ("level", "水平", "总量", "绝对数"), Kind.TOTAL: ("total", "合计"), Kind.COUNT: ("count", "个数", "数量"),
    Kind.GROWTH: ("growth", "yoy", "增长", "增速", "同比"), Kind.COUNT_GROWTH: ("count_growth", "个数增长"),
    Kind.SHARE: ("share", "比重", "占比"), Kind.SHARE_CHANGE: ("share_change", "change_in_share", "比重变化"),
    Kind.PULL: ("pull", "拉动"), Kind.CONTRIBUTION: ("contribution", "贡献率", "贡献"),
}  # fmt: skip
BASIS_WORDS = {
    "nominal": ("nominal", "名义", "现价"),
    "comparable": ("comparable", "可比", "可比价", "constant", "不变价"),
}
BOUND_WORDS = {
    ">": (">", ">=", "≥", "超", "超过", "突破", "逾", "以上", "over"), "<": ("<", "<=", "≤", "不足", "低于", "以下", "under"),
    "~": ("~", "≈", "约", "大约", "左右", "about"), "near": ("near", "近", "接近", "nearly"), "": ("", "none", "无", "=", "为"),
}  # fmt: skip
DIRECTIONS = {
    "up": ("up", "提升", "上升", "提高", "升"),
    "down": ("down", "下降", "回落", "降低", "降"),
    "": ("", "none", "无"),
}
YES, NO = ("true", "yes", "是", "1"), ("false", "no", "否", "0", "", "null", "~", "none")
_NUMBER = re.compile(
    r"^\s*(?P<bound>>=|<=|≥|≤|>|<|~|≈|超过|超|突破|逾|不足|低于|约|近)?\s*(?P<number>[+\-−]?\d[\d,_]*(?:\.\d+)?|[+\-−]?\.\d+)"
    r"\s*(?P<unit>[^\d\s].*?)?\s*$"
)
LONGEST = 24


def known(table: dict[str, tuple[str, ...]], word: str) -> str | None:
    """The entry that a word is one of, None where there is none."""
    text = word.strip()
    for name, words in table.items():
        if text in words or text.lower() in words:
            return name
    return None


def read_number(text: str) -> tuple[Decimal, str, str] | None:
    """Value, unit and bound as written: `120.98`, `超100亿元`, `-3.2%`, `1,319件`. None where it is no number."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    digits = found["number"].replace(",", "").replace("_", "").replace("−", "-")
    if len(digits) > LONGEST:
        return None
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value, (found["unit"] or "").strip(), known(BOUND_WORDS, found["bound"] or "") or ""
