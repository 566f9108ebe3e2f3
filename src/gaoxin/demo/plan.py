"""What `catalogue/demo/*.yaml` says: the zone's people and enterprises, the project with its dated facts, the history."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.rules.items.model import Struct
from gaoxin.core.errors import Invalid
from gaoxin.core.identifiers import uscc_check_character


class Body(Struct, frozen=True):
    """An agency under its own code."""

    name: str
    identifier: str


class Person(Struct, frozen=True):
    """An account of the demo zone, without a password."""

    login: str
    name: str
    roles: tuple[Role, ...]
    department: str = ""


class Enterprise(Struct, frozen=True):
    """A synthetic enterprise; its credit code is made from the serial."""

    serial: int
    name: str
    industry: str
    legal_representative: str

    @property
    def identifier(self) -> str:
        """A valid code under the demo division: 91 (enterprise), 441802, and a body that says DEM plus the serial."""
        body = f"91441802MADEM{self.serial:04d}"
        return body + uscc_check_character(body)


class DemoZone(Struct, frozen=True):
    """Who is there."""

    founded: dt.datetime
    authority: Body
    people: tuple[Person, ...]
    enterprises: tuple[Enterprise, ...]

    def enterprise(self, serial: int) -> Enterprise:
        return next(e for e in self.enterprises if e.serial == serial)


class Project(Struct, frozen=True):
    """The project's file: its dated facts, and what each registry says about it."""

    applicant: int
    contractor: int
    supervisor: int
    region: str
    industry: str
    name: str
    address: str
    dates: dict[str, dt.date]
    registries: dict[str, dict[str, Any]]
    contact: dict[str, str]


class History(Struct, frozen=True):
    """How many decided cases a year had, how many of them entirely online, and how the items share them."""

    year: int
    cases: int
    online: int
    seed: int
    weights: dict[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The three files. digest: of their contents, so that a changed fact makes new cases and an unchanged one does not."""

    zone: DemoZone
    project: Project
    history: History
    digest: str


def read_plan(folder: Path) -> Plan:
    """The demo's files under `folder` (catalogue/demo). Raises Invalid naming the file and element of a mistake."""
    files = {name: (folder / f"{name}.yaml").read_bytes() for name in ("zone", "project", "history")}
    types: dict[str, Any] = {"zone": DemoZone, "project": Project, "history": History}
    read: dict[str, Any] = {}
    for name, data in files.items():
        try:
            read[name] = msgspec.convert(yaml.safe_load(data), types[name])
        except (yaml.YAMLError, msgspec.ValidationError) as error:
            raise Invalid(f"demo/{name}.yaml: {error}", do="按文件修改 correct the file") from error
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
    return Plan(read["zone"], read["project"], read["history"], digest)
