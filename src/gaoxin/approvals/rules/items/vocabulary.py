"""Words that items may use without explaining them: base registries, facts that no form asks for, templates of samples."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Basis, Code, FactName, Struct, Text
from gaoxin.core.errors import Invalid


class DeclaredFact(Struct, frozen=True):
    """A fact that rules may read although the applicant does not type it.

    by: `platform` sets it from the case's own ledger, an `officer` finds it, the `project` file dates it.
    """

    name: Text
    by: Literal["platform", "officer", "project"]
    type: Literal["date", "boolean"]
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a definition may name. templates: those that a sample of the result can be rendered from."""

    registries: frozenset[Code]
    facts: Mapping[FactName, DeclaredFact]
    templates: frozenset[str]

    @property
    def project_dates(self) -> frozenset[FactName]:
        return frozenset(code for code, fact in self.facts.items() if fact.by == "project" and fact.type == "date")


def load_vocabulary(folder: Path, templates: Collection[str]) -> Vocabulary:
    """The vocabulary of one catalogue: `registries.yaml` and `facts.yaml` in `folder`. Raises Invalid naming the file."""
    registries = frozenset(_mapping(folder / "registries.yaml"))
    path = folder / "facts.yaml"
    try:
        facts = msgspec.convert(_mapping(path), dict[FactName, DeclaredFact])
    except msgspec.ValidationError as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error
    return Vocabulary(registries, facts, frozenset(templates))


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise Invalid(f"无法读取 cannot read {path.name}: {error}", do="核对 catalogue check the catalogue") from error
    if not isinstance(data, dict):
        raise Invalid(
            f"{path.name} 应为代码到内容的映射 should map codes to their contents", do="按文件修改 correct the file"
        )
    return cast("dict[str, Any]", data)
