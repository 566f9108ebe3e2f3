"""Reads `catalogue/items/**/*.yaml`: checked by JSON Schema, then as values; every error names file, line, element, law.

A file holds one item and its dated versions. What the versions share stands once at the top; a version overrides whole
elements. Versions may not overlap, and a prerequisite chain may not turn back on itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
import yaml
from jsonschema import Draft202012Validator

from gaoxin.approvals.rules.items.model import Item
from gaoxin.core.errors import GaoxinError, NotFound

VERSION_KEYS = ("from", "to")


class CatalogueError(GaoxinError):
    """A definition that cannot be law as data. `problems` holds one line each: file:line element: what."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            f"事项目录有 {len(problems)} 处错误 catalogue errors:\n" + "\n".join(problems),
            do="按文件行号修改后重试 correct the named lines, then run ./gaoxin item lint",
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every version of every item, by code, oldest first."""

    items: Mapping[str, tuple[Item, ...]]

    def codes(self) -> tuple[str, ...]:
        return tuple(sorted(self.items))

    def on(self, code: str, day: dt.date) -> Item:
        """The version in force that day. Raises NotFound with what exists instead."""
        versions = self.items.get(code)
        if versions is None:
            raise NotFound(
                f"没有事项 no item {code!r}",
                why="目录中没有该代码 the catalogue has no such code",
                do="./gaoxin item list 查看全部事项",
            )
        for item in versions:
            if item.valid_from <= day and (item.valid_to is None or day <= item.valid_to):
                return item
        spans = ", ".join(f"{i.valid_from}…{i.valid_to or ''}" for i in versions)
        raise NotFound(
            f"事项 {code} 在 {day} 没有有效版本 no version in force",
            why=f"现有版本 versions: {spans}",
            do="换一个日期 --on, 或补录该时期的版本",
        )


def item_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one version of one item, made from the types; unknown keys are refused everywhere."""
    schema = msgspec.json.schema(Item)
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
    return schema


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(item_schema())


def load_catalogue(folder: Path) -> Catalogue:
    """All items under `folder` (catalogue/items). Raises CatalogueError with every problem found, not only the first."""
    problems: list[str] = []
    items: dict[str, tuple[Item, ...]] = {}
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        versions = _load_file(path, folder, problems)
        if not versions:
            continue
        code = versions[0].code
        if code in seen:
            problems.append(f"{path.relative_to(folder)}:1 code: {code} 已在 {seen[code].name} 定义 defined twice")
        seen[code] = path
        items[code] = versions
    problems += _unknown_prerequisites(items) + _cycles(items)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(items)


def _load_file(path: Path, folder: Path, problems: list[str]) -> tuple[Item, ...]:
    where = str(path.relative_to(folder))
    text = path.read_text(encoding="utf-8")
    try:
        node: Any = yaml.compose(text, Loader=yaml.CSafeLoader)  # pyright: ignore[reportUnknownMemberType]
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        problems.append(f"{where}: YAML: {error}".replace("\n", " "))
        return ()
    if not isinstance(data, dict) or not isinstance(cast("dict[str, Any]", data).get("versions"), list):
        problems.append(f"{where}:1 versions: 至少需要一个有日期的版本 needs at least one dated version")
        return ()
    shared = cast("dict[str, Any]", data)
    versions = cast("list[dict[str, Any]]", shared.pop("versions"))
    found: list[Item] = []
    for index, version in enumerate(versions):
        item = _one_version(shared, version, index, where, node, problems)
        if item is not None:
            found.append(item)
    found.sort(key=lambda i: i.valid_from)
    for earlier, later in zip(found, found[1:], strict=False):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            line = _line(node, ("versions", versions.index(versions[-1])))
            problems.append(
                f"{where}:{line} versions: {earlier.valid_from} 版与 {later.valid_from} 版重叠 versions overlap;"
                " 给前一版写上 to: give the earlier one an end"
            )
    return tuple(found)


def _one_version(
    shared: dict[str, Any], version: dict[str, Any], index: int, where: str, node: Any, problems: list[str]
) -> Item | None:
    body = _plain(shared | {k: v for k, v in version.items() if k not in VERSION_KEYS})
    body["valid_from"] = _iso(version.get("from"))
    body["valid_to"] = _iso(version.get("to"))
    errors = sorted(_validator().iter_errors(body), key=lambda e: [str(p) for p in e.absolute_path])  # pyright: ignore[reportUnknownMemberType]
    for error in errors[:20]:
        path = tuple(error.absolute_path)
        inside = ("versions", index, *path)
        line = _line(node, inside if path and path[0] in version else path)
        element = ".".join(str(p) for p in path) or "(item)"
        law = _law_near(body, path)
        problems.append(f"{where}:{line} {element}: {error.message[:300]}{law}")
    if errors:
        return None
    try:
        return msgspec.convert(body, Item)
    except msgspec.ValidationError as error:
        problems.append(f"{where}:1 {error}")
        return None


def _iso(value: object) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else cast("str | None", value)


def _plain(value: Any) -> Any:
    """Dates to ISO text, so that the JSON Schema sees JSON."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(v) for v in cast("list[Any]", value)]
    return value.isoformat() if isinstance(value, dt.date) else value


def _line(node: Any, path: Sequence[str | int]) -> int:
    """Line of the deepest element of `path` that exists in the file, from 1."""
    for step in path:
        child: Any = None
        if isinstance(node, yaml.MappingNode):
            child = next((v for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _law_near(body: dict[str, Any], path: tuple[str | int, ...]) -> str:
    """The article of the nearest element that has one, so that the reader knows which law the mistake is about."""
    for depth in range(len(path), -1, -1):
        here: Any = body
        for step in path[:depth]:
            here = here[step]
        basis: Any = cast("dict[str, Any]", here).get("basis") if isinstance(here, dict) else None
        if isinstance(basis, list) and basis and isinstance(basis[0], dict):
            first = cast("dict[str, Any]", basis[0])
            return f" [{first.get('act', '')} {first.get('article', '')}]"
    return ""


def _unknown_prerequisites(items: Mapping[str, tuple[Item, ...]]) -> list[str]:
    return [
        f"{code}: prerequisites: 没有事项 no item {needed!r}"
        for code, versions in items.items()
        for item in versions
        for needed in item.prerequisites
        if needed not in items
    ]


def _cycles(items: Mapping[str, tuple[Item, ...]]) -> list[str]:
    needs = {code: {n for item in versions for n in item.prerequisites} for code, versions in items.items()}
    done: set[str] = set()
    found: list[str] = []

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if code in trail:
            found.append("prerequisites: 前置事项成环 cycle: " + " → ".join((*trail[trail.index(code) :], code)))
            return
        if code in done:
            return
        for needed in sorted(needs.get(code, ())):
            visit(needed, (*trail, code))
        done.add(code)

    for code in sorted(needs):
        visit(code, ())
    return found
