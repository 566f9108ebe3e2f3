"""The shape of catalogue/land: categories, checks and matching, with their sources and how sure each is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from gaoxin.core.errors import Invalid
from gaoxin.core.references import LegalReference
from gaoxin.investment.rules.leads.needs import Use, use_of

Kind = TypeVar("Kind")
FILES = {"Categories": "categories.yaml", "Checks": "checks.yaml", "Matching": "matching.yaml"}
Count = Annotated[int, msgspec.Meta(ge=0)]


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One word under which land is kept. ledger: has a ledger of its own. supply: the zone can offer such a parcel."""

    code: str
    name: str
    english: str
    ledger: bool
    supply: bool
    meaning: str
    basis: tuple[LegalReference, ...] = ()

    @property
    def article(self) -> str:
        """What is cited, with a mark where the text was not read with certainty."""
        return "；".join(cited(reference) for reference in self.basis)


class IdleLaw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of 闲置土地处置办法. Shares in basis points; limits as `core.limits` writes them."""

    late: str
    stopped: str
    built_below_bp: Count
    invested_below_bp: Count
    fee_after: str
    fee_share_bp: Count
    recover_after: str
    basis: tuple[LegalReference, ...]


class Categories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """catalogue/land/categories.yaml."""

    judgement: bool
    note: str
    given: str
    returned: str
    categories: tuple[Category, ...]
    idle: IdleLaw

    def of(self, code: str) -> Category:
        """The category with that code. Raises Invalid naming all."""
        for one in self.categories:
            if one.code == code:
                return one
        known = "、".join(f"{one.code} {one.name}" for one in self.categories)
        raise Invalid(f"没有这个土地类别 unknown category of land: {code[:40]!r}", do=f"可选 choose: {known}")

    @property
    def ledgers(self) -> tuple[Category, ...]:
        return tuple(one for one in self.categories if one.ledger)


class Tolerance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is still taken for equal. Square metres, and basis points of the stated area."""

    stated_area_bp: Count
    stated_area_m2: Count
    overlap_m2: Count
    outside_m2: Count


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file or a parcel may have at most."""

    smallest_m2: Count
    vertices: Count
    file_bytes: Count
    unpacked_bytes: Count
    zip_entries: Count
    zip_ratio: Count
    features: Count
    image_bytes: Count
    image_pixels: Count


class Extent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Degrees within which a coordinate can be meant."""

    west: int
    south: int
    east: int
    north: int

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the number of a map's examination (审图号) is written."""

    pattern: str
    example: str
    basis: tuple[LegalReference, ...]

    @property
    def article(self) -> str:
        return "；".join(cited(reference) for reference in self.basis)


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """catalogue/land/checks.yaml."""

    judgement: bool
    tolerance: Tolerance
    limits: Limits
    datums: dict[str, tuple[str, ...]]
    prj_names: tuple[str, ...]
    extent: Extent
    review: Review
    columns: dict[str, tuple[str, ...]]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points of each term at most."""

    area: Count
    use: Count
    power: Count
    building: Count
    water: Count
    gas: Count
    chain: Count
    ready: Count


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """catalogue/land/matching.yaml."""

    judgement: bool
    terms: Terms
    area_excess_bp: Count
    power_short_bp: Count
    water_short_bp: Count
    gas_short_bp: Count
    chain_metres: Count
    chain_steps: Count
    late_days: Count
    shortlist: Count
    basis: tuple[LegalReference, ...]
    uses: tuple[Use, ...]

    def use(self, code: str) -> Use:
        """The use with that code. Raises Invalid naming all."""
        return use_of(self.uses, code)


@lru_cache(maxsize=8)
def load(folder: Path, kind: type[Kind]) -> Kind:
    """One file of the folder, by its type. Raises Invalid naming the file."""
    path = folder / FILES[kind.__name__]
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(
            f"读不了 cannot be read: {path.name}: {error}", do="核对 catalogue/land check the file"
        ) from error


def cited(reference: LegalReference) -> str:
    """The reference as a page shows it; △ marks a text that was not read in the original."""
    return str(reference) if reference.confidence == "high" else f"{reference} △"
