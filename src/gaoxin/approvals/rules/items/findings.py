"""What a lint check finds: an element by its path, what is wrong with it, and the law it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from gaoxin.approvals.rules.items.model import Basis
from gaoxin.approvals.rules.items.places import Step


@dataclass(frozen=True, slots=True)
class Problem:
    """path: keys and positions in the item. The law is `law`, else the element's `basis`, else the item's own."""

    path: tuple[Step, ...]
    text: str
    basis: Basis = ()
    level: Literal["error", "warning"] = "error"
    law: str = ""


def cited(basis: Iterable[object]) -> str:
    """Articles in one line."""
    return "；".join(str(reference) for reference in basis)


def below_high(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], dict[str, Any]]]:
    """Every element of a definition, as builtins, that carries a confidence below high, with its path."""
    if isinstance(value, dict):
        element = cast("dict[str, Any]", value)
        if element.get("confidence", "high") != "high":
            yield path, element
        for key, inner in element.items():
            yield from below_high(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(cast("Iterable[Any]", value)):
            yield from below_high(inner, (*path, index))


def law_of(element: dict[str, Any], default: str) -> str:
    """The article of a reference as builtins; `default` for an element that is doubted as a whole."""
    if not element.get("article"):
        return str(element.get("act", default))
    return f"{element['act']} 第{element['article']}条"
