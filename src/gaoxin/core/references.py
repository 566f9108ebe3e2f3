"""Legal references: the act and article behind every limit, document and refusal."""

from __future__ import annotations

from typing import Literal

import msgspec


class LegalReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
