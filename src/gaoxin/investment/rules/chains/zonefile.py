"""A file that says which industries a zone has: YAML, read strictly, each mistake with its place."""

from __future__ import annotations

from typing import Annotated

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Struct
from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.gaps import Present


class Industry(Struct, frozen=True):
    """code: GB/T 4754, two to four digits. weight: output, staff or revenue, in one unit throughout. firms: how many, if known."""

    code: str
    weight: float
    firms: Annotated[int, msgspec.Meta(ge=1)] | None = None


class ZoneFile(Struct, frozen=True):
    """zone: its name. basis: what the weights are, with year."""

    zone: str
    industries: tuple[Industry, ...]
    basis: str = ""


def read_zone(text: str) -> ZoneFile:
    """The file's contents. Raises Invalid with the place of the mistake."""
    try:
        told = msgspec.convert(yaml.safe_load(text), ZoneFile)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(
            f"园区文件不正确 the zone's file is not valid: {error}",
            why="须有 zone 和 industries（code、weight，可写 firms） it names zone and industries with code and weight",
            do="见 see docs/how-to/chains.md",
        ) from None
    seen: set[str] = set()
    for industry in told.industries:
        if industry.code in seen:
            raise Invalid(
                f"行业代码重复 the industry stands twice: {industry.code}", do="合并为一行 make one line of both"
            )
        seen.add(industry.code)
    return told


def present(file: ZoneFile) -> tuple[Present, ...]:
    """Its industries, for `find_gaps`."""
    return tuple(Present(one.code, one.weight, one.firms) for one in file.industries)
