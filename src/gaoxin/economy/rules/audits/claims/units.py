"""Units of printed figures: what they measure, how many of the base unit they are, and how a number is written with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

COUNTED = tuple(
    "家 件 项 支 人 个 宗 所 份 名 户 台 辆 次 场 条 座 批 期 位 套 艘 架 间 处 只 头 种 类 届 亩 人次 户次 件次 班 列 株 "
    "册 部 篇 村 栋 栋次 幅 笔 单 起 例 款 门 对 组 队 枚 床 张 艘次 架次 车次 票 号 趟".split()
)
MEASURED = {
    "元": "元", "美元": "美元", "欧元": "欧元", "港元": "港元", "日元": "日元", "吨": "吨", "公斤": "公斤", "千克": "公斤", "克": "克",
    "标准煤": "吨", "吨标准煤": "吨标准煤", "千瓦时": "千瓦时", "度": "千瓦时", "千瓦": "千瓦", "兆瓦": "兆瓦", "公里": "公里", "米": "米",
    "平方米": "平方米", "平方公里": "平方公里", "公顷": "公顷", "立方米": "立方米", "标准箱": "标准箱", "天": "天", "日": "天",
    "个工作日": "工作日", "工作日": "工作日", "个月": "月", "小时": "小时", "个小时": "小时", "分钟": "分钟", "微克/立方米": "微克/立方米",
    "元/人": "元/人", "人年": "人年", "岁": "岁", "倍": "倍", "℃": "℃", "毫米": "毫米", "箱": "箱", "斤": "斤",
}  # fmt: skip
RATIOS = {"%": Decimal("0.01"), "％": Decimal("0.01"), "percent": Decimal("0.01"), "‰": Decimal("0.001")}
POINTS = ("个百分点", "百分点", "pp", "percentage points")
SCALES = {
    "万亿": Decimal(10) ** 12, "千亿": Decimal(10) ** 11, "百亿": Decimal(10) ** 10, "十亿": Decimal(10) ** 9, "亿": Decimal(10) ** 8,
    "千万": Decimal(10) ** 7, "百万": Decimal(10) ** 6, "十万": Decimal(10) ** 5, "万": Decimal(10) ** 4, "千": Decimal(1000),
    "百": Decimal(100), "": Decimal(1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """name: as printed. kind: `ratio` (percent, points), `count`, or the base unit measured. factor: base units in one."""

    name: str
    kind: str
    factor: Decimal

    @property
    def exact(self) -> bool:
        """Things counted one by one, so that a number without decimals is the number itself."""
        return self.kind == "count" and self.factor == 1


def unit_of(name: str) -> Unit | None:
    """The unit of a name such as 亿元, 万人, %, 个百分点, 件; None where it is no known unit."""
    text = "".join(name.split())
    if text in RATIOS:
        return Unit(name, "ratio", RATIOS[text])
    if text.lower() in POINTS or name.strip().lower() in POINTS:
        return Unit(name, "ratio", Decimal("0.01"))
    for scale, factor in SCALES.items():
        if not text.startswith(scale):
            continue
        rest = text[len(scale) :]
        if rest in COUNTED or (not rest and scale):
            return Unit(name, "count", factor)
        if rest in MEASURED:
            return Unit(name, MEASURED[rest], factor)
    return None
