"""What `catalogue/opendata/datasets.yaml` says: which datasets there are, whose they are, and under which licence."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.economy.rules.reports.book import Phrase


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Licence(_Part, frozen=True):
    """code: as SPDX names it."""

    name: Phrase
    url: str
    code: str


class Dataset(_Part, frozen=True):
    """frequency: A or M, as in SDMX. kind: how it is compiled. owner: who answers for it. released: how often, in words."""

    code: str
    kind: Literal["figures", "industry"]
    name: Phrase
    about: Phrase
    owner: Phrase
    frequency: Literal["A", "M"]
    released: Phrase


class Catalogue(_Part, frozen=True):
    """agency: the maintenance agency of every SDMX structure."""

    agency: str
    licence: Licence
    source: str
    confidence: str
    datasets: tuple[Dataset, ...]

    def dataset(self, code: str) -> Dataset:
        """Raises NotFound with the codes there are."""
        for one in self.datasets:
            if one.code == code:
                return one
        raise NotFound(
            f"没有这个数据集 no such dataset: {code}",
            why=f"可用 known: {', '.join(one.code for one in self.datasets)}",
            do="从目录选择 choose one of the catalogue",
        )


def read_catalogue(root: Path) -> Catalogue:
    """Reads `root/opendata/datasets.yaml`. Raises Invalid for a mistake, or for two datasets of one code."""
    try:
        told = msgspec.convert(yaml.safe_load((root / "opendata" / "datasets.yaml").read_bytes()), Catalogue)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"datasets.yaml: {error}", do="按文件修改 correct the file") from error
    codes = [one.code for one in told.datasets]
    if len(set(codes)) != len(codes):
        raise Invalid("datasets.yaml: 数据集代码重复 two datasets of one code")
    return told
