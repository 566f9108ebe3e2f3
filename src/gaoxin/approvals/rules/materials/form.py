"""The form: what registries fill, what remains to be typed, and whether a value is what its field asks for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gaoxin.approvals.rules.items.model import Field, Item
from gaoxin.core.errors import Invalid
from gaoxin.core.identifiers import check_citizen_id, check_project_code, check_uscc
from gaoxin.parties.rules.registries import Reading

Check = Callable[[str], object]
CHECKS: Mapping[str, Check] = {
    "uscc": check_uscc,
    "citizen-id": check_citizen_id,
    "project-code": check_project_code,
}
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]", re.ASCII)
NUMBERS = frozenset({"integer", "number", "money", "area"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A field filled from a registry: what it says, since when, and whether it must be looked at again."""

    field: str
    value: object
    registry: str
    fetched_at: dt.datetime | None
    provisional: bool
    locked: bool
    reason: str


def prefill(item: Item, readings: Mapping[str, Reading]) -> tuple[Filled, ...]:
    """Every field that its registry can fill. A registry without any answer fills nothing: the field is typed instead."""
    found: list[Filled] = []
    for field in item.fields:
        if not field.prefill or field.source is None:
            continue
        reading = readings.get(field.source.registry)
        value = reading.values.get(field.source.field) if reading else None
        if reading is None or value is None:
            continue
        found.append(
            Filled(
                field.code,
                value,
                reading.registry,
                reading.fetched_at,
                reading.provisional,
                field.locked and not reading.provisional,
                reading.reason,
            )
        )
    return tuple(found)


def to_type(item: Item, filled: Mapping[str, object]) -> tuple[Field, ...]:
    """The required fields that the applicant still has to type."""
    return tuple(f for f in item.fields if f.required and filled.get(f.code) in (None, ""))


def sources_of(item: Item) -> tuple[str, ...]:
    """The registries this item's form reads, and those that hold its documents."""
    fields = {f.source.registry for f in item.fields if f.prefill and f.source}
    documents = {m.issuer.registry for m in item.materials if m.issuer.registry and "fetched" in m.ways}
    return tuple(sorted(fields | documents))


def check_form(item: Item, values: Mapping[str, object], codes: Mapping[str, Check]) -> dict[str, object]:
    """The values, each checked as its field asks; unknown fields are refused.

    codes: checks that need a code list (`region`, `industry`). Raises Invalid listing every mistake at once.
    """
    fields = {f.code: f for f in item.fields}
    problems: list[str] = []
    clean: dict[str, object] = {}
    for code, value in values.items():
        field = fields.get(code)
        if field is None:
            problems.append(f"{code}: 表单没有此项 no such field")
            continue
        try:
            clean[code] = _value(field, value, codes)
        except Invalid as error:
            problems.append(f"{field.name.zh} {code}: {error.what}")
    if problems:
        raise Invalid(
            "表单有误 the form has mistakes: " + "；".join(problems),
            do="改正列出的各项后再保存 correct these and save again",
            article="行政许可法 31",
        )
    return clean


def _value(field: Field, value: object, codes: Mapping[str, Check]) -> object:
    if value is None or value == "":
        return ""
    if field.type == "boolean":
        return _kept(isinstance(value, bool), value, "true 或 false")
    if field.type in NUMBERS:
        return _number(field, value)
    text = _kept(isinstance(value, str) and len(str(value)) <= 2000, value, "不超过2000字的文字 text")
    if field.type == "date":
        try:
            dt.date.fromisoformat(str(text))
        except ValueError:
            raise Invalid(f"{text!r} 不是日期 not a date", do="写作 2026-03-02") from None
    if field.type == "phone":
        _kept(bool(PHONE.fullmatch(str(text))), value, "电话号码 a telephone number")
    if field.choices:
        return _kept(text in field.choices, value, f"之一 one of {'、'.join(field.choices)}")
    check = {**CHECKS, **codes}.get(field.check)
    if check:
        check(str(text))
    return text


def _number(field: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid(f"{value!r} 不是数 not a number")
    try:
        number = float(value)
    except ValueError:
        raise Invalid(f"{value!r} 不是数 not a number") from None
    whole = number.is_integer() if number == number and abs(number) < 1e15 else None
    if whole is None or (number < 0 and field.type in ("money", "area")):
        raise Invalid(f"{value!r} 超出范围 out of range")
    if field.type == "integer" and not whole:
        raise Invalid(f"{value!r} 不是整数 not a whole number")
    return int(number) if whole else number


def _kept(good: bool, value: object, wanted: str) -> object:
    if not good:
        raise Invalid(f"{str(value)[:40]!r} 应为 should be {wanted}")
    return value
