"""What a lint check finds: an element by its path, what is wrong with it, and the law it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

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
