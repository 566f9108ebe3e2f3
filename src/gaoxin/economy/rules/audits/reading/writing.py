"""Figures that were read, as data and as the YAML that the audit takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gaoxin.economy.rules.audits.reading.figures import Figure, read
from gaoxin.economy.rules.audits.reading.relations import related

HEAD = (
    "# 从文本读出的数字，请逐条核对后再审核；guessed 是推测的字段。\n"
    "# Figures read from a text: confirm each, then audit; `guessed` names fields that were guessed.\n"
)
_YAML = (
    "id", "text", "indicator", "scope", "kind", "value", "unit", "whole", "period", "basis", "bound", "direction", "estimate", "guessed",
)  # fmt: skip


def figures_of(text: str) -> list[Figure]:
    """All figures of a text, each once, relations guessed."""
    return related(read(text))


def as_list(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """For `--json` and the API: text, value, unit, indicator, kind, and everything else that was found."""
    return [_told(figure, number) for number, figure in enumerate(figures, 1)]


def as_yaml(figures: Sequence[Figure]) -> str:
    """A file of claims, a person's to confirm."""
    lines = [HEAD + "claims:"]
    for number, figure in enumerate(figures, 1):
        told = _told(figure, number) | {"value": f"{figure.value:f}"}
        first = True
        for key in _YAML:
            value = told[key]
            if value in ("", False, []):
                continue
            lines.append(f"{'-' if first else ' '} {key}: {_scalar(key, value)}")
            first = False
    return "\n".join(lines) + "\n" if figures else HEAD + "claims: []\n"


def _scalar(key: str, value: Any) -> str:
    if key == "value":
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _told(figure: Figure, number: int) -> dict[str, Any]:
    whole = f"{figure.whole} @ {figure.whole_scope}" if figure.whole_scope else figure.whole
    interval = figure.interval
    exponent = figure.value.as_tuple().exponent
    return {
        "id": f"f{number}", "text": figure.text, "value": float(figure.value) if figure.value % 1 else int(figure.value),
        "unit": figure.unit, "indicator": figure.indicator, "kind": str(figure.kind), "scope": figure.scope, "whole": whole,
        "period": figure.period, "basis": figure.basis, "bound": figure.bound, "direction": figure.direction,
        "estimate": figure.estimate, "decimals": max(0, -exponent) if isinstance(exponent, int) else 0,
        "interval": [float(end) if end.is_finite() else None for end in (interval.lo, interval.hi)],
        "positions": [list(place) for place in figure.places], "guessed": list(figure.guessed),
    }  # fmt: skip
