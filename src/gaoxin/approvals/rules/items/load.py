"""Reads `catalogue/items/**/*.yaml` as values; every error names file, line, element and law.

A file holds one item and its dated versions. What the versions share stands once at the top; a version overrides whole
elements. Versions may not overlap, and a prerequisite chain may not turn back on itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.items.places import SourceFile, item_files, read_source
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


def load_catalogue(*folders: Path) -> Catalogue:
    """All items under catalogue/items; of the same file in several folders the last one counts (published on top of shipped).

    Raises CatalogueError with every problem found, not only the first.
    """
    problems: list[str] = []
    items: dict[str, tuple[Item, ...]] = {}
    sources: dict[str, SourceFile] = {}
    flawed: set[object] = set()  # exist, but have errors of their own: no reason to call them unknown too
    for path, folder in item_files(*folders):
        source = read_source(path, folder, problems)
        versions = _versions(source, problems) if source else ()
        if source is None or not versions:
            flawed.add(source.shared.get("code") if source else path.stem)
            continue
        code = versions[0].code
        if code in sources:
            first = sources[code].name
            problems.append(f"{source.at(('code',))}: {code} 已在 {first} 定义 defined twice{_law(versions[0])}")
            continue
        sources[code], items[code] = source, versions
    problems += _unknown_prerequisites(items, sources, flawed) + _cycles(items, sources)
    if problems:
        raise CatalogueError(problems)
    return Catalogue(items)


def _versions(source: SourceFile, problems: list[str]) -> tuple[Item, ...]:
    made = ((index, _one_version(source, index, problems)) for index in range(len(source.versions)))
    found = sorted(((item, index) for index, item in made if item), key=lambda pair: pair[0].valid_from)
    for item, index in found:
        if item.valid_to is not None and item.valid_to < item.valid_from:
            problems.append(f"{source.at(('to',), index)}: 结束早于开始 ends before it begins{_law(item)}")
    for (earlier, _), (later, index) in pairwise(found):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            problems.append(
                f"{source.name}:{source.line(('from',), index)} versions: {earlier.valid_from} 版与 {later.valid_from}"
                f" 版重叠 versions overlap; 给前一版写上 to: give the earlier one an end{_law(later)}"
            )
    return tuple(item for item, _ in found)


def _one_version(source: SourceFile, index: int, problems: list[str]) -> Item | None:
    version = source.versions[index]
    body = _plain({**source.shared, **{k: v for k, v in version.items() if k not in VERSION_KEYS}})
    body["valid_from"] = _iso(version.get("from"))
    body["valid_to"] = _iso(version.get("to"))
    try:
        return msgspec.convert(body, Item)
    except msgspec.ValidationError as error:
        problems += _errors(source, index, body) or [f"{source.at((), index)}: {error}"]
        return None


def _errors(source: SourceFile, index: int, body: dict[str, Any]) -> list[str]:
    """Every error of one version with its place: the conversion stops at the first, the JSON Schema finds them all."""
    errors: Iterable[ValidationError] = _validator().iter_errors(body)  # pyright: ignore[reportUnknownMemberType]
    leaves = sorted(
        (leaf for error in errors for leaf in _leaves(error)), key=lambda e: list(map(str, e.absolute_path))
    )
    found: list[str] = []
    for error in leaves[:20]:
        path = tuple(error.absolute_path)
        place = source.at(_written(path, error), index)
        found.append(f"{place}: {error.message[:300]}{_law_near(body, path)}")
    return found


def _leaves(error: ValidationError) -> list[ValidationError]:
    """Of an element that may be absent, what is wrong with it as it stands, and not that it is not absent."""
    inside = [inner for inner in error.context or () if inner.validator != "type" or inner.relative_path]
    return [leaf for inner in inside for leaf in _leaves(inner)] or [error]


def _written(path: tuple[str | int, ...], error: ValidationError) -> tuple[str | int, ...]:
    """The path as the file writes it: the unknown key itself, and `from` and `to` for the dates of a version."""
    if error.validator == "additionalProperties":
        allowed = cast("dict[str, Any]", error.schema)["properties"]
        unknown = [key for key in cast("dict[str, Any]", error.instance) if key not in allowed]
        path = (*path, *unknown[:1])
    return tuple({"valid_from": "from", "valid_to": "to"}.get(str(step), step) for step in path)


def _iso(value: object) -> str | None:
    return value.isoformat() if isinstance(value, dt.date) else cast("str | None", value)


def _plain(value: Any) -> Any:
    """Dates to ISO text, so that the JSON Schema sees JSON."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(v) for v in cast("list[Any]", value)]
    return value.isoformat() if isinstance(value, dt.date) else value


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


def _law(item: Item) -> str:
    return f" [{item.basis[0].act} {item.basis[0].article}]"


def _unknown_prerequisites(
    items: Mapping[str, tuple[Item, ...]], sources: Mapping[str, SourceFile], flawed: Collection[object]
) -> list[str]:
    return [
        f"{sources[code].at(('prerequisites',))}: 没有事项 no item {needed!r}{_law(item)}"
        for code, versions in items.items()
        for item in versions
        for needed in item.prerequisites
        if needed not in items and needed not in flawed
    ]


def _cycles(items: Mapping[str, tuple[Item, ...]], sources: Mapping[str, SourceFile]) -> list[str]:
    needs = {code: {n for item in versions for n in item.prerequisites} for code, versions in items.items()}
    done: set[str] = set()
    found: list[str] = []

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if code in trail:
            chain = " → ".join((*trail[trail.index(code) :], code))
            place = sources[code].at(("prerequisites",))
            found.append(f"{place}: 前置事项成环 cycle: {chain}{_law(items[code][-1])}")
            return
        if code in done:
            return
        for needed in sorted(needs.get(code, ())):
            visit(needed, (*trail, code))
        done.add(code)

    for code in sorted(needs):
        visit(code, ())
    return found
