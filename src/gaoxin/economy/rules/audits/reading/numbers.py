"""Numbers with units in a text, and what looks like one and is none: dates, ordinals, names, grades."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.economy.rules.audits.claims.units import COUNTED, MEASURED, SCALES

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
ORDINAL = frozenset("号 期 届 班 日 批 位 岁".split())  # units that mostly name, not count
_COUNTED = [unit for unit in COUNTED if unit not in ORDINAL]
_MEASURED = [unit for unit in MEASURED if unit not in ("日", "克", "度", "米")]
_UNITS = "|".join(
    sorted(map(re.escape, [*_COUNTED, *_MEASURED, "%", "‰", "个百分点", "百分点", "位", "批", "米", "岁"]), key=len)[
        ::-1
    ]
)
_SCALES = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\d.A-Za-z+第])(?P<sign>(?<![\d\u4e00-\u9fff%])[-−])?(?P<digits>\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?(?!\d)|\d{1,24}(?:\.\d{1,12})?)(?P<more>余|多)?"
    rf"(?P<scale>{_SCALES})?(?P<more2>余|多)?(?P<unit>{_UNITS})?"
)  # fmt: skip
_HAN = r"[一二两三四五六七八九十百千零〇]{1,9}"
_HAN_UNITS = (
    "条 家 件 项 支 人 个 宗 所 份 名 户 台 辆 场 座 套 处 间 亩 天 个月 个工作日 个百分点 人次 公里 吨 %".split()
)
_HAN_NUMBER = re.compile(
    rf"(?<![第零〇一二两三四五六七八九十百千万亿数几])(?P<digits>{_HAN})(?P<more>余|多)?(?P<scale>万亿|万|亿)?(?P<more2>余|多)?"
    rf"(?P<unit>{'|'.join(sorted([*_HAN_UNITS, '元', '亿元', '万元'], key=len)[::-1])})(?!级|[之抓])"
)  # fmt: skip
_HALF = re.compile(r"半(?P<unit>天|个工作日|个月|个小时|小时|日)")
_TENTHS = re.compile(
    r"(?<![第\d一二三四五六七八九])(?P<digits>[一二三四五六七八九]|\d(?:\.\d)?)成(?P<half>半)?(?P<more>多|以上)?"
    r"(?![立果效员为长交就品熟本分都功绩])"
)
_GREAT = re.compile(
    rf"(?<!第)(?P<digits>{_HAN}|\d{{1,2}})(?P<unit>大)(?=[\u4e00-\u9fff])(?!大(?:学|会|赛|厦|桥|道|型|力|幅))"
)
_NOT_FIGURES = [
    re.compile(pattern)
    for pattern in (
        r"\d{4}(?:[-—~至到]\d{4})?年(?:度|末|底|初)?(?:\d{1,2}月(?:\d{1,2}日|份|底|初|末)?)?",
        r"\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:\d{1,2}日|份|底|初|末)?",
        r"\d{1,2}日",
        r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}",
        r"前\d{1,2}个月",
        r"\d{1,12}\+\d{1,12}(?:\+[\dNX]){0,5}",
        r"第\d{1,12}\w?",
        r"\d{1,12}[A-Za-z]{1,20}",
        r"[A-Za-z]{1,20}[-—/]?\d[\d.-]{0,20}",
        r"\d{1,12}(?:强|级|星|后|号|届|期|线|环|版|式|度角)",
        r"(?:前|居|列|排名?|位列)\d{1,12}[名位]",
        r"\d{1,12}个?年(?!均)(?:度|期|代)?",
        r"\d{1,2}:\d{2}",
        r"\d{3,4}-\d{7,8}",
        r"〔\d{4}〕\d{1,12}号",
        r"\[\d{1,12}\]",
        r"\d{1,12}/\d{1,12}",
        r"\d{1,12}个?季度",
        r"\d{1,12}(?:点|时)(?:\d{1,12}分)?(?!钟)",
        r"[“\"]\d{1,12}[”\"]",
        r"\d{1,12}(?:\.\d{1,12})?(?:[万亿]{1,3}(?:元|级)+级|[万亿]级)",
        r"(?:十二|十三|十四|十五)五",
    )
]
NEAR = 160  # signs before a number that may say what it is
_QUOTED = re.compile(r"[“「‘《]([^”」’》]{1,14})[”」’》]")
_CLAUSE_NUMBER = re.compile(r"(?P<before>[\u4e00-\u9fff]{0,3})(?P<n>\d{1,12})条(?P<after>[\u4e00-\u9fff]{0,2})")
_GIVES = (
    "出台",
    "制定",
    "新增",
    "开通",
    "收到",
    "建成",
    "新建",
    "办理",
    "征集",
    "提出",
    "梳理",
    "发布",
    "推出",
    "共",
    "达",
    "有",
    "为",
    "铺设",
    "解决",
    "了",
)
_NAME_AFTER = ("", "政策", "措施", "意见", "举措", "细则", "办法")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the plain text. bound: of a 余, 多 inside it. listed: it counts the list before it (N大…). tenths: written
    as 成, so no finer than that."""

    start: int
    end: int
    value: Decimal
    unit: str
    bound: str = ""
    listed: bool = False
    tenths: bool = False


def numbers(plain: str) -> list[Number]:
    """All numbers with units, in order, none inside a name, a date or an ordinal."""
    closed = _closed(plain)
    found: list[Number] = []
    for number in sorted(_all(plain), key=lambda one: (one.start, -one.end)):
        free = not any(closed[number.start : number.end])
        if free and (not found or number.start >= found[-1].end):
            found.append(number)
    return found


def han(text: str) -> int | None:
    """A Chinese numeral up to thousands; None where it is none."""
    total, digit = 0, None
    for sign in text:
        if sign in _TENS:
            total += (1 if digit is None else digit) * _TENS[sign]
            digit = None
        else:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[sign]
    return total + (digit or 0)


def _all(plain: str) -> Iterator[Number]:
    for found in _NUMBER.finditer(plain):
        number = _digits(found, plain)
        if number is not None:
            yield number
    for found in _HAN_NUMBER.finditer(plain):
        number = _written(found)
        if number is not None:
            yield number
    for found in _HALF.finditer(plain):
        unit = "天" if found["unit"] == "日" else found["unit"]
        yield Number(found.start(), found.end(), Decimal("0.5"), unit)
    for found in _TENTHS.finditer(plain):
        yield _tenths(found)
    for found in _GREAT.finditer(plain):
        number = _great(found, plain)
        if number is not None:
            yield number


def _digits(found: re.Match[str], plain: str) -> Number | None:
    scale, unit = found["scale"] or "", found["unit"] or ""
    if not scale and not unit:
        return None
    if unit == "个" and plain[found.end() : found.end() + 1] in "年季":
        return None
    value = Decimal(("-" if found["sign"] else "") + found["digits"].replace(",", ""))
    bound = ">" if found["more"] or found["more2"] else ""
    return Number(found.start(), found.end(), value, scale + unit, bound)


def _written(found: re.Match[str]) -> Number | None:
    value, scale, unit = han(found["digits"]), found["scale"] or "", found["unit"]
    if value is None or value == 0 or (value == 1 and found["digits"] == "一"):
        return None
    bare = found["digits"] in ("百", "千", "十")
    if bare and not (scale or unit in ("亿元", "万元")):
        return None
    return Number(
        found.start(), found.end(), Decimal(value), scale + unit, ">" if found["more"] or found["more2"] else ""
    )


def _tenths(found: re.Match[str]) -> Number:
    """“六成” is 60 %; “六成半” 65 %."""
    digits = found["digits"]
    value = Decimal(digits) if digits[0].isdigit() else Decimal(_DIGITS[digits])
    value = value * 10 + (5 if found["half"] else 0)
    return Number(found.start(), found.end(), value, "%", ">" if found["more"] else "", tenths=True)


def _great(found: re.Match[str], plain: str) -> Number | None:
    """“…、…、…三大模式”: only where the list before it has as many members, else it is part of a name."""
    value = int(found["digits"]) if found["digits"].isdigit() else han(found["digits"])
    clause = re.split(r"[,;:。！？\n]", plain[max(0, found.start() - NEAR) : found.start()])[-1]
    listed = re.split(r"、|和|及|与|以及", clause)
    if value is None or value < 2 or len(listed) != value or any(not part for part in listed):
        return None
    return Number(found.start(), found.end(), Decimal(value), "个", listed=True)


def _closed(plain: str) -> list[bool]:
    """For every character whether it belongs to something that is no figure."""
    closed = [False] * len(plain)
    for pattern in _NOT_FIGURES:
        for found in pattern.finditer(plain):
            _close(closed, found.start(), found.end())
    for found in _QUOTED.finditer(plain):
        if not re.search(r"[,;。]", found[1]):
            _close(closed, found.start(), found.end())
    for found in _CLAUSE_NUMBER.finditer(plain):
        if found["after"] in _NAME_AFTER and found["before"] and not found["before"].endswith(_GIVES):
            _close(closed, found.start("n"), found.end("n"))
    return closed


def _close(closed: list[bool], start: int, end: int) -> None:
    for place in range(start, end):
        closed[place] = True
