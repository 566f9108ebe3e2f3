"""Whether a filing has the form of its questionnaire at all, before anything is compared: keys, whole numbers, signs, months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.reports.book import Book, Form

FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = 10**13  # 千元: ten thousand trillion yuan are no enterprise's month


def checked(values: Mapping[str, object], form: Form) -> dict[str, int]:
    """The same with every key of the questionnaire. Raises Invalid naming the item: unknown, missing, no whole number, wrong sign."""
    keys = form.keys()
    for key in values:
        if key not in keys:
            raise Invalid(f"报表没有这一项 no such item: {key}", do=f"可填 items: {', '.join(keys)}")
    told: dict[str, int] = {}
    signs = {item.code: item for item in form.items}
    for key in keys:
        item, value = signs[key.partition(".")[0]], values.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Invalid(
                f"{item.name.zh}（{key}）不是整数 not a whole number: {value!r}",
                why=f"单位{item.unit}，填整数 whole {item.unit}", do="补填；没有发生填 0 fill in, 0 where there was none",
            )  # fmt: skip
        if value < 0 and item.sign == "nonnegative":
            raise Invalid(f"{item.name.zh}（{key}）不能为负 must not be negative: {value}", do="核对数字 check it")
        if abs(value) > LARGEST:
            raise Invalid(
                f"{item.name.zh}（{key}）过大 too large: {value}", do=f"核对计量单位 check the unit: {item.unit}"
            )
        told[key] = value
    return told


def check_period(period: int, book: Book, today: dt.date) -> None:
    """Raises Invalid for what is no month, for January (filed with February) and for a month that has not begun."""
    year, month = divmod(period, 100)
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise Invalid(f"不是月份 not a month: {period}", do="按 YYYYMM 填 write YYYYMM")
    if book.last_of(period) != period:
        raise Invalid(
            f"{month} 月不单独报送 is not filed alone", why=book.combined.why, do=f"报 {book.last_of(period)} file that"
        )
    if (year, month) > (today.year, today.month):
        raise Invalid(f"{period} 还没有到 has not come yet", do="核对报告期 check the period")


def earlier(period: int, book: Book) -> int | None:
    """The period filed before it in the same year; None for the year's first."""
    months = sorted({book.last_of(period // 100 * 100 + month) for month in range(1, 13)})
    place = months.index(period)
    return months[place - 1] if place else None
