"""Lint of reforms: they cover items that exist, their parameters fit their transform, and they point at one another."""

from __future__ import annotations

import msgspec

from gaoxin.approvals.rules.items.load import Catalogue
from gaoxin.approvals.rules.reforms.apply import transform
from gaoxin.approvals.rules.reforms.load import EVERY_ITEM, ImpossibleReform, Reform, Reforms
from gaoxin.approvals.rules.reforms.transforms import TRANSFORMS
from gaoxin.core.errors import NotFound


def lint_reforms(reforms: Reforms, catalogue: Catalogue) -> tuple[str, ...]:
    """One line for each mistake: `reforms/CODE.yaml element: what [law]`."""
    return tuple(
        f"reforms/{reform.code}.yaml {element}: {text} [{reform.article}]"
        for reform in reforms.by_code.values()
        for element, text in _problems(reform, reforms, catalogue)
    )


def _problems(reform: Reform, reforms: Reforms, catalogue: Catalogue) -> list[tuple[str, str]]:
    if reform.code not in TRANSFORMS:
        return [("code", "没有实现 has no transform")]
    found = [
        (key, f"没有改革措施 no reform {code!r}")
        for key, codes in (("requires", reform.requires), ("excludes", reform.excludes))
        for code in codes
        if code not in reforms.by_code
    ]
    for code, parameters in reform.items.items():
        try:
            msgspec.convert(parameters, TRANSFORMS[reform.code].parameters)
        except msgspec.ValidationError as error:
            found.append((f"items.{code}", str(error)))
            continue
        if code != EVERY_ITEM:
            found += [(f"items.{code}", text) for text in _on_item(reform, code, catalogue)]
    return found


def _on_item(reform: Reform, code: str, catalogue: Catalogue) -> list[str]:
    """What an item that is named one by one does not let the reform do."""
    try:
        item = catalogue.on(code, reform.valid_from)
        reason = TRANSFORMS[reform.code].impossible(transform(item, reform))
    except (NotFound, ImpossibleReform) as error:
        return [error.what]
    return [reason] if reason else []
