"""What `catalogue/indicators/indicators.yaml` says: what is summed, and what is published of the sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.reports.book import Phrase

Basis = Literal["constant", "comparable"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Measure(_Part, frozen=True):
    """What is summed. form, key: where a filing has it. weight: `value_added` multiplies by rate and price index."""

    code: str
    form: str
    key: str
    weight: Literal["", "value_added"] = ""


class Indicator(_Part, frozen=True):
    """over: the measure; per: the measure it is divided by, empty for a level. divisor: from the measure's unit to `unit`.

    basis of growth: comparable = the same enterprises; constant = the same, at constant prices.
    """

    code: str
    name: Phrase
    over: str
    unit: str
    divisor: int
    digits: int
    basis: Basis
    per: str = ""
    times: int = 1


class Disclosure(_Part, frozen=True):
    """A cell of fewer units, or of which one unit has more than this share, is not published."""

    least_units: int
    dominance_per_mille: int
    source: str
    confidence: str


class Growth(_Part, frozen=True):
    """digits of growth, share, contribution, pull as published."""

    digits: int
    contribution_least_per_mille: int
    disclosure: Disclosure


@dataclass(frozen=True, slots=True)
class Definitions:
    """measures keep the order of the file: it is the order of columns in the leaf table."""

    measures: tuple[Measure, ...]
    indicators: Mapping[str, Indicator]
    growth: Growth

    def indicator(self, code: str) -> Indicator:
        """Raises NotFound with the codes there are."""
        if code not in self.indicators:
            raise NotFound(f"没有指标 no such indicator: {code}", why=f"可用 known: {', '.join(self.indicators)}")
        return self.indicators[code]

    def place(self, measure: str) -> int:
        """The column of a measure."""
        return next(place for place, one in enumerate(self.measures) if one.code == measure)


def read_definitions(root: Path) -> Definitions:
    """Reads `root/indicators/indicators.yaml`. Raises Invalid for a mistake, also for an indicator over no measure."""
    path = root / "indicators" / "indicators.yaml"
    try:
        told = yaml.safe_load(path.read_bytes())
        measures = msgspec.convert(told["measures"], tuple[Measure, ...])
        indicators = msgspec.convert(told["indicators"], tuple[Indicator, ...])
        growth = msgspec.convert(told["growth"], Growth)
    except (OSError, KeyError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"indicators.yaml: {error}", do="按文件修改 correct the file") from error
    known = {measure.code for measure in measures}
    for one in indicators:
        if one.over not in known or (one.per and one.per not in known):
            raise Invalid(f"indicators.yaml: {one.code} 用到没有的量 uses a measure that is not there")
    return Definitions(measures, {one.code: one for one in indicators}, growth)
