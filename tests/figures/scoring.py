"""How far a reading agrees with what a person found: figures counted once each, wrong ones against it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gaoxin.economy.rules.audits.reading.figures import Figure
from gaoxin.economy.rules.audits.reading.writing import figures_of

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Score:
    """found, read, labelled: counts of figures (value and unit). kinds, indicators: of the found ones, how many are of the right kind
    and name what they are of."""

    found: int
    read: int
    labelled: int
    kinds: int
    indicators: int
    missed: tuple[Any, ...]
    extra: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.found / self.read

    @property
    def recall(self) -> float:
        return self.found / self.labelled


def labels(name: str) -> dict[str, Any]:
    return yaml.safe_load((TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))


def score(text: str, wanted: list[Any]) -> Score:
    left, figures = list(wanted), figures_of(text)
    kinds = indicators = 0
    extra, wrong = [], []
    for figure in figures:
        alike = [label for label in left if Decimal(str(label[0])) == figure.value and label[1] == figure.unit]
        best = max(alike, key=lambda label: _fits(label, figure), default=None)
        if best is None:
            extra.append(f"{figure.value} {figure.unit} {figure.text}")
            continue
        left.remove(best)
        kinds += best[2] == figure.kind
        indicators += best[3] in f"{figure.scope}{figure.indicator}"
        if best[2] != figure.kind or best[3] not in f"{figure.scope}{figure.indicator}":
            wrong.append(f"{best} ≠ {figure.kind} {figure.scope}·{figure.indicator}")
    return Score(
        len(wanted) - len(left), len(figures), len(wanted), kinds, indicators, tuple(left), tuple(extra), tuple(wrong)
    )


def _fits(label: Any, figure: Figure) -> int:
    return 2 * (label[2] == figure.kind) + (label[3] in f"{figure.scope}{figure.indicator}")
