"""What an investor needs of the zone: land with its use, buildings, power, water and gas. Said once with the lead; a project has it
from there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gaoxin.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Need:
    """area_m2: of land. use: code of the plan (catalogue/land/matching.yaml). power_kva: capacity. node: chain node as `CHAIN/NODE`.
    needed_on: the last day on which it helps. building_m2: floor area. water_m3: a day. gas_m3: an hour. 0 or empty where not asked.
    """

    area_m2: int
    use: str
    power_kva: int = 0
    node: str = ""
    needed_on: dt.date | None = None
    building_m2: int = 0
    water_m3: int = 0
    gas_m3: int = 0


class Use(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A use of the plan. allows: uses whose need may be met here too."""

    code: str
    name: str
    english: str
    allows: tuple[str, ...] = ()


class LandUses(msgspec.Struct, frozen=True):
    """Of catalogue/land/matching.yaml the uses; the rest is for who matches."""

    uses: tuple[Use, ...]


def read_uses(path: Path) -> tuple[Use, ...]:
    """Raises Invalid naming the file."""
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=LandUses).uses
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid(
            f"读不了 cannot be read: {path.name}: {error}", do="核对 catalogue/land check the file"
        ) from error


def use_of(uses: Iterable[Use], code: str) -> Use:
    """The use with that code. Raises Invalid naming all."""
    known = tuple(uses)
    for one in known:
        if one.code == code:
            return one
    told = "、".join(f"{one.code} {one.name}" for one in known)
    raise Invalid(f"没有这个规划用途 unknown use of the plan: {code[:40]!r}", do=f"可选 choose: {told}")
