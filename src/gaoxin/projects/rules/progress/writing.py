"""Works as people write them: in a file and in the rows of the baseline editor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.progress.works import WHOLE, Link, Work


def read_work(told: Mapping[str, object]) -> Work:
    """One work: code, name, parent, kind, weight in percent, unit, quantity, days, not_before, after, cost
    (千元). Raises Invalid naming it."""
    code = _text(told, "code")
    after = told.get("after") or ()
    parts = after.replace("，", ",").split(",") if isinstance(after, str) else [str(part) for part in _list(after)]
    return Work(
        code, _text(told, "name"), _text(told, "parent"), read_weight(code, _text(told, "weight")),
        _text(told, "kind") or "work", _text(told, "unit"), _decimal(code, "工程量 quantity", _text(told, "quantity")),
        _whole(code, "工期 days", _text(told, "days")), _day(code, told.get("not_before")),
        tuple(read_link(code, part) for part in parts if part.strip()), read_cost(code, _text(told, "cost")),
    )  # fmt: skip


def write_work(work: Work) -> dict[str, str]:
    """The same as text, for the rows of the editor."""
    return {
        "code": work.code, "name": work.name, "parent": work.parent, "kind": work.kind,
        "weight": f"{Decimal(work.weight) / 100:f}", "unit": work.unit,
        "quantity": "" if work.quantity is None else f"{work.quantity:f}".rstrip("0").rstrip(".")
        if "." in f"{work.quantity:f}" else f"{work.quantity:f}",
        "days": str(work.days) if work.days else "", "not_before": work.not_before.isoformat() if work.not_before else "",
        "after": ", ".join(link.before + (f"+{link.lag}" if link.lag else "") for link in work.after),
        "cost": "" if work.cost_k is None else str(work.cost_k),
    }  # fmt: skip


def read_weight(code: str, text: str) -> int:
    """Percent as typed, in basis points. Raises Invalid."""
    value = _decimal(code, "权重 weight", text.removesuffix("%"))
    points = (value or Decimal(0)) * 100
    if points != points.to_integral_value() or not 0 <= points <= WHOLE:
        raise Invalid(
            f"{code} 的权重 {text} 无法使用 unusable weight",
            do="0.01–100 的百分数，最多两位小数 percent with at most two decimals",
        )
    return int(points)


def read_cost(code: str, text: str) -> int | None:
    """Whole 千元; None where nothing is stated. Raises Invalid."""
    value = _decimal(code, "计划成本 planned cost", text)
    if value is None:
        return None
    if value != value.to_integral_value() or value < 0:
        raise Invalid(
            f"{code} 的计划成本应为 0 以上的整数千元 a whole number of 千元, 0 or more: {text[:40]!r}",
            do="核对单位 check the unit",
        )
    return int(value)


def read_link(code: str, text: str) -> Link:
    """`CODE` or `CODE+DAYS`. Raises Invalid."""
    before, plus, lag = text.strip().partition("+")
    return Link(before.strip(), _whole(code, "间隔 lag", lag.strip()) if plus else 0)


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    return "" if value is None else str(value).strip()


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _decimal(code: str, what: str, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Invalid(f"{code} 的{what} 不是数字 is no number: {text[:40]!r}", do="写数字 write a number")
    return value


def _whole(code: str, what: str, text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Invalid(
            f"{code} 的{what} 不是整数 is no whole number: {text[:40]!r}", do="写工作日数 a number of working days"
        )
    return int(text)


def _day(code: str, value: object) -> dt.date | None:
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise Invalid(f"{code} 的日期无法读取 unreadable day: {value!s:.40}", do="写作 2024-03-01") from None
