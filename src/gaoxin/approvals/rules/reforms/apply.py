"""Applies a set of reforms to an item. The set decides, never the order in which it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from gaoxin.approvals.rules.items.model import Applied, Item
from gaoxin.approvals.rules.reforms.load import ImpossibleReform, Reform, Reforms
from gaoxin.approvals.rules.reforms.transforms import TRANSFORMS


def apply_reforms(item: Item, codes: Iterable[str], reforms: Reforms, on: dt.date) -> Item:
    """`item` with every named reform that is in force `on` that day; applying one again changes nothing.

    Raises NotFound for an unknown reform, ImpossibleReform for one that is not in force, does not cover the item, or
    cannot go with the item or with another of the set.
    """
    wanted = sorted(set(codes) - set(item.reforms))
    if not wanted:
        return item
    chosen = [reforms.get(code) for code in wanted]
    everything = {*wanted, *item.reforms}
    for reform in chosen:
        _check_applicable(reform, item, everything, on)
    result = item
    for reform in chosen:
        result = transform(result, reform)
    for code in sorted(everything):
        reason = TRANSFORMS[code].impossible(result)
        if reason:
            reform = reforms.get(code)
            raise ImpossibleReform(
                f"{item.name.zh} 不能适用{reform.name.zh} cannot take {code}",
                why=reason,
                do="去掉该措施，或者补齐它的前提 leave it out, or add what it needs",
                article=reform.article,
            )
    return result


def transform(item: Item, reform: Reform) -> Item:
    """One reform applied and recorded; nothing about its being allowed is checked."""
    entry = TRANSFORMS[reform.code]
    parameters = msgspec.convert(reform.parameters(item.code) or {}, entry.parameters)
    changed = entry.apply(item, parameters, reform)
    marks = sorted((*item.transformed_by, Applied(reform.code, reform.acts)), key=lambda mark: mark.reform)
    return msgspec.structs.replace(changed, transformed_by=tuple(marks))


def _check_applicable(reform: Reform, item: Item, together: set[str], on: dt.date) -> None:
    if reform.code not in TRANSFORMS:
        raise ImpossibleReform(f"改革措施 {reform.code} 没有实现 has no transform", do="核对 catalogue/reforms")
    problem = ""
    if barred := TRANSFORMS[reform.code].barred(item):
        problem = barred
    elif not reform.in_force(on):
        problem = f"{on} 不在有效期内 in force {reform.valid_from}…{reform.valid_to or ''}"
    elif reform.parameters(item.code) is None:
        problem = f"适用事项不含 {item.code} covers only: {', '.join(sorted(reform.items))}"
    elif clash := sorted(together & set(reform.excludes)):
        problem = f"不能与 {', '.join(clash)} 同时适用 excludes them"
    elif lacking := sorted(set(reform.requires) - together):
        problem = f"须同时适用 needs also: {', '.join(lacking)}"
    if problem:
        raise ImpossibleReform(
            f"{item.name.zh} 不能适用{reform.name.zh} cannot take {reform.code}",
            why=problem,
            do="换日期、事项或组合 choose another date, item or combination",
            article=reform.article,
        )
