"""The terms of a land agreement and the reports of its works, checked before anything is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.rows import MOST

LONGEST_REMEDY, LONGEST_SOURCE, LONGEST_HOLDER = 300, 200, 200
YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. output_k, tax_k (thousand 元) and energy_kgce are for each 亩 and year from `from_year` on; None: not promised."""

    number: str
    holder: str
    signed_on: dt.date
    from_year: int
    output_k: int | None = None
    tax_k: int | None = None
    energy_kgce: int | None = None
    price_k: int | None = None
    deliver_by: dt.date | None = None
    start_by: dt.date | None = None
    complete_by: dt.date | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on the site. Shares in basis points, of the area that must be built and of the investment."""

    delivered_on: dt.date | None = None
    started_on: dt.date | None = None
    stopped_on: dt.date | None = None
    completed_on: dt.date | None = None
    built_bp: int | None = None
    invested_bp: int | None = None


def check_terms(terms: Terms, today: dt.date) -> Terms:
    """Raises Invalid for terms that cannot be."""
    _check_words("合同编号 number", terms.number, 60)
    _check_words("受让人 holder", terms.holder, LONGEST_HOLDER)
    if len(terms.remedy) > LONGEST_REMEDY or not terms.remedy.isprintable():
        raise Invalid("违约责任过长 the remedy is too long", do=f"不超过 {LONGEST_REMEDY} 字 shorten it")
    if terms.signed_on > today:
        raise Invalid(
            f"签订日期 {terms.signed_on} 在将来 is still to come", do="签订以后再登记 register it once signed"
        )
    _check_order(
        ("签订 signed", terms.signed_on), ("交地 delivery", terms.deliver_by), ("动工 start", terms.start_by),
        ("竣工 completion", terms.complete_by),
    )  # fmt: skip
    if not terms.signed_on.year <= terms.from_year <= terms.signed_on.year + YEARS_AHEAD:
        raise Invalid(
            f"达产年份不正确 not a year of production: {terms.from_year}", do="填写签订以后的年份 a year after signing"
        )
    for name in ("output_k", "tax_k", "energy_kgce", "price_k"):
        check_amount(name, getattr(terms, name), MOST)
    return terms


def check_found(found: Found, signed_on: dt.date, today: dt.date) -> Found:
    """Raises Invalid for days to come, out of order, or shares beyond the whole."""
    _check_order(
        ("签订 signed", signed_on), ("交地 delivery", found.delivered_on), ("动工 start", found.started_on),
        ("停工 stop", found.stopped_on), ("竣工 completion", found.completed_on),
    )  # fmt: skip
    for day in (found.delivered_on, found.started_on, found.stopped_on, found.completed_on):
        if day is not None and day > today:
            raise Invalid(f"日期 {day} 在将来 the day is still to come", do="登记已经发生的 report what has been")
    if found.started_on is None and (found.stopped_on or found.completed_on):
        raise Invalid("没有动工就停工或者竣工 stopped or completed without a start", do="先登记动工 report the start")
    for share in (found.built_bp, found.invested_bp):
        if share is not None and not 0 <= share <= 10_000:
            raise Invalid("比例应在 0 至 100 % 之间 a share lies between these", do="核对比例 check it")
    return found


def check_result(year: int, amounts: Iterable[int | None], source: str, signed_on: dt.date, today: dt.date) -> None:
    """Raises Invalid for a year before signing or not over, no amount at all, or no source."""
    if not signed_on.year <= year < today.year:
        raise Invalid(
            f"{year} 年的结果不能登记 the results of that year cannot be recorded",
            why="只登记签订以后、已经结束的年份 only of years that are over", do="核对年份 check the year",
        )  # fmt: skip
    told = list(amounts)
    if all(amount is None for amount in told):
        raise Invalid("没有填写任何结果 there is no result", do="至少填写一项 write one at least")
    for amount in told:
        check_amount("amount", amount, MOST * 1000)
    _check_words("来源 source", source, LONGEST_SOURCE)


def check_amount(name: str, amount: int | None, most: int) -> None:
    if amount is not None and not 0 <= amount <= most:
        raise Invalid(f"{name} 应为 0 至 {most:,} is not within these", do="核对数字和单位 check number and unit")


def _check_words(name: str, text: str, longest: int) -> None:
    if not 0 < len(text.strip()) <= longest or not text.isprintable():
        raise Invalid(f"{name} 没有填写或者过长 is missing or too long", do=f"1 至 {longest} 字 so many characters")


def _check_order(*days: tuple[str, dt.date | None]) -> None:
    before = ("", dt.date.min)
    for name, day in days:
        if day is None:
            continue
        if day < before[1]:
            raise Invalid(f"{name} {day} 早于 is before {before[0]} {before[1]}", do="核对日期次序 check the days")
        before = (name, day)
