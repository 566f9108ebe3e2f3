"""One firm against one check: each condition with why, points as ranges, the verdict, and how long the title holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from gaoxin.innovation.rules.readiness.book import Book, Check, Condition, asked
from gaoxin.innovation.rules.readiness.declared import latest, total
from gaoxin.innovation.rules.readiness.points import Range, Values, of_group, points

Verdict = Literal["qualifies", "depends_on_experts", "unknown", "does_not_qualify"]
VERDICTS: tuple[Verdict, ...] = ("does_not_qualify", "unknown", "depends_on_experts", "qualifies")
MARK: dict[bool | None, int] = {True: 1, False: 0, None: -1}


@dataclass(frozen=True, slots=True)
class Looked:
    """One condition. met: None where it cannot be told. value, needed: in words. unknown: facts that it lacks."""

    condition: Condition
    met: bool | None
    value: str
    needed: str
    why: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """ranges: points by code of the line. direct: the fact that stands in for waived conditions, or ''. unknown: facts not told, of
    those that could change the verdict first."""

    check: Check
    verdict: Verdict
    looked: tuple[Looked, ...]
    low: int
    high: int
    ranges: dict[str, Range]
    groups: dict[str, Range]
    direct: str
    unknown: tuple[str, ...]
    validity: dict[str, str] = field(default_factory=dict[str, str])


def weigh(check: Check, values: Values, book: Book, today: dt.date) -> Weighed:
    """values: as `declared` gives them. today: the day of the application where none is told."""
    told = with_today(check, values, today)
    ranges = {part.code: points(part, told, book) for part in check.lines}
    groups = {
        group.code: of_group(group, {part.code: ranges[part.code] for part in group.parts}) for group in check.groups
    }
    low, high = (sum(one[side] for one in groups.values()) for side in (0, 1))
    direct = next((code for code in check.direct.any if told.get(code) == 1), "") if check.direct else ""
    looked = [_look(one, told, book, (low, high), ranges) for one in check.conditions]
    if direct:
        looked = [_waived(one, check, book, direct) if one.condition.waived else one for one in looked]
    unknown = _unknown(check, told, book)
    missing = tuple(dict.fromkeys([*(code for one in looked for code in one.unknown), *unknown]))
    verdict = _verdict(looked, bool(unknown))
    return Weighed(
        check, verdict, tuple(looked), low, high, ranges, groups, direct, missing, validity(check, told, today)
    )


def with_today(check: Check, values: Values, today: dt.date) -> dict[str, int | tuple[int, ...]]:
    """The values, with today as the day of the application where none is told."""
    days = {one.until: today.toordinal() for one in check.conditions if one.until}
    return {**days, **values}


def bp_needed(condition: Condition, values: Values) -> int | None:
    """Hundredths of a percent that the ratio needs of this firm; None where that hangs on a fact that is not told."""
    if not condition.by:
        return condition.bands[0].bp
    size = values.get(condition.by)
    if size is None:
        return None
    return next(band.bp for band in condition.bands if band.up_to is None or latest(size) <= band.up_to)


def _unknown(check: Check, values: Values, book: Book) -> tuple[str, ...]:
    """Facts of the table that a firm can tell and did not."""
    codes = dict.fromkeys(code for part in check.lines for code in asked(part))
    return tuple(code for code in codes if code not in values and not book.facts[code].judged)


def _verdict(looked: list[Looked], lacks: bool) -> Verdict:
    if any(one.met is False for one in looked):
        return "does_not_qualify"
    open_ones = [one for one in looked if one.met is None]
    if not open_ones:
        return "qualifies"
    hangs = all(one.condition.kind in ("score", "above") for one in open_ones)
    return "depends_on_experts" if hangs and not lacks else "unknown"


def _look(one: Condition, values: Values, book: Book, score: Range, ranges: dict[str, Range]) -> Looked:
    if one.kind == "score" or one.kind == "above":
        low, high = score if one.kind == "score" else ranges[one.of]
        needed = one.at_least if one.kind == "score" else 1
        met = True if low >= needed else (False if high < needed else None)
        value = f"{low} 分 points" if low == high else f"{low}–{high} 分 points"
        why = {True: "最低分已够 the lowest is enough", False: "最高分仍不够 the highest is not enough"}.get(
            met is True, ""
        ) if met is not None else "由专家评分决定，或者有事实未填 experts decide, or facts are not told"  # fmt: skip
        return Looked(one, met, value, f"≥ {needed} 分 points", why)
    return {"yes": _flags, "no": _flags, "days": _days, "choice": _choice, "ratio": _ratio, "most": _most}[one.kind](
        one, values, book
    )


def _not_told(one: Condition, codes: list[str], needed: str, book: Book) -> Looked:
    names = "、".join(f"{book.facts[code].name.zh} {code}" for code in codes)
    return Looked(one, None, "未填 not told", needed, f"未填不等于否 unknown is not no: {names}", tuple(codes))


def _flags(one: Condition, values: Values, book: Book) -> Looked:
    codes, want = (list(one.facts), 0) if one.kind == "no" else ([one.fact], 1)
    needed = "否 no" if one.kind == "no" else "是 yes"
    against = [code for code in codes if code in values and values[code] != want]
    if against:
        names = "、".join(book.facts[code].name.zh for code in against)
        return Looked(one, False, "是 yes" if one.kind == "no" else "否 no", needed, f"申报为 declared: {names}")
    if lacking := [code for code in codes if code not in values]:
        return _not_told(one, lacking, needed, book)
    return Looked(one, True, needed, needed, "已申报 declared so")


def _days(one: Condition, values: Values, book: Book) -> Looked:
    needed = f"≥ {one.at_least} 天 days"
    if one.since not in values:
        return _not_told(one, [one.since], needed, book)
    days = total(values[one.until]) - total(values[one.since])
    until = dt.date.fromordinal(total(values[one.until]))
    return Looked(one, days >= one.at_least, f"{days} 天 days", needed, f"计至 counted to {until.isoformat()}")


def _choice(one: Condition, values: Values, book: Book) -> Looked:
    choices = book.facts[one.fact].choices
    needed = "、".join(choice.name.zh for choice in choices if choice.code != one.none)
    if one.fact not in values:
        return _not_told(one, [one.fact], needed, book)
    chosen = choices[total(values[one.fact])]
    return Looked(one, chosen.code != one.none, chosen.name.zh, needed, f"申报为 declared as {chosen.code}")


def _most(one: Condition, values: Values, book: Book) -> Looked:
    unit = book.facts[one.fact].unit
    needed = f"≤ {one.at_most:,} {unit}"
    if one.fact not in values:
        return _not_told(one, [one.fact], needed, book)
    value = latest(values[one.fact])
    return Looked(one, value <= one.at_most, f"{value:,} {unit}", needed, f"申报 declared: {value:,} {unit}")


def _ratio(one: Condition, values: Values, book: Book) -> Looked:
    bp = bp_needed(one, values)
    needed = " / ".join(f"{band.bp / 100:g}%" for band in one.bands) if bp is None else f"{bp / 100:g}%"
    lacking = [code for code in dict.fromkeys((one.part, one.whole, one.by)) if code and code not in values]
    if lacking or bp is None:
        return _not_told(one, lacking, f"≥ {needed}", book)
    over, under = total(values[one.part]), total(values[one.whole])
    names = f"{book.facts[one.part].name.zh} {over:,} ÷ {book.facts[one.whole].name.zh} {under:,}"
    if under <= 0:
        return Looked(one, False, "—", f"≥ {needed}", f"分母为零，无法计算 nothing to divide by: {names}")
    return Looked(one, over * 10_000 >= bp * under, _percent(over, under), f"≥ {needed}", names)


def _percent(over: int, under: int) -> str:
    """Cut, not rounded: 9.999 % shall not look like 10 %."""
    return f"{over * 10_000 // under / 100:.2f}%"


def _waived(one: Looked, check: Check, book: Book, fact: str) -> Looked:
    assert check.direct is not None
    why = f"直接确认 direct: {book.facts[fact].name.zh}（{check.direct.article}）"
    return Looked(one.condition, True, one.value, one.needed, why)


def validity(check: Check, values: Values, today: dt.date) -> dict[str, str]:
    """Until when the present title holds, when to apply anew, and when the yearly report is due; empty without a title."""
    rule = check.validity
    if rule is None or rule.fact not in values:
        return {}
    since = dt.date.fromordinal(total(values[rule.fact]))
    until = years_after(since, rule.years)
    report = dt.date(today.year, rule.report_month, rule.report_day)
    if report < today:
        report = years_after(report, 1)
    standing = "future" if today < since else ("valid" if today < until else "expired")
    if standing == "valid" and today.year == until.year:
        standing = "renew"  # 资格期满当年内可再次申请
    return {
        "since": since.isoformat(), "until": until.isoformat(), "standing": standing,
        "renew_from": dt.date(until.year, 1, 1).isoformat(), "report_due": report.isoformat() if standing in ("valid", "renew") else "",
        "article": rule.article, "report_article": rule.report_article,
    }  # fmt: skip


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
