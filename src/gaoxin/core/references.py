"""Legal references: the act and article behind every limit, document and refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LegalReference:
    """One article of one act. `confidence` below high needs a `source` or a `note` that says why.

    act: short name as courts cite it (行政许可法). article: number and paragraph as text ("42", "32(4)").
    """

    act: str
    article: str
    confidence: Literal["high", "medium", "low"] = "high"
    source: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.act} 第{self.article}条" if self.article else self.act
