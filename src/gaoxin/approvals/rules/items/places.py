"""Item files as trees that know their lines, so that an error or a remark sends its reader to the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from gaoxin.approvals.rules.items.model import Item

Step = str | int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One item file. name: path below the folder. shared: what all versions share. versions: what each one overrides."""

    name: str
    node: Any
    shared: Mapping[str, Any]
    versions: tuple[Mapping[str, Any], ...]

    def line(self, path: Sequence[Step], version: int | None = None) -> int:
        """The line, from 1, of the deepest element of `path` that the file has: in that version if it overrides it."""
        if version is not None and (not path or path[0] in self.versions[version]):
            return line_of(self.node, ("versions", version, *path))
        return line_of(self.node, path)

    def at(self, path: Sequence[Step], version: int | None = None) -> str:
        """`file:line element`, the head of every problem."""
        element = ".".join(str(step) for step in path) or "(item)"
        return f"{self.name}:{self.line(path, version)} {element}"


class Places:
    """The files of one folder of items, and of those on top of it, loaded before without an error."""

    def __init__(self, *folders: Path) -> None:
        self._files: dict[str, tuple[SourceFile, dict[dt.date, int]]] = {}
        for path, folder in item_files(*folders):
            source = read_source(path, folder, [])
            if source is not None:
                days = {version["from"]: index for index, version in enumerate(source.versions)}
                self._files[source.shared["code"]] = (source, days)

    def place(self, item: Item, path: Sequence[Step]) -> tuple[str, int]:
        """File and line of that element of that version."""
        source, days = self._files[item.code]
        return source.name, source.line(path, days[item.valid_from])

    def idle(self) -> Iterator[tuple[str, int, str, str]]:
        """File, line, item and key of each shared element that every version overrides."""
        for code, (source, _) in self._files.items():
            for key in source.shared:
                if all(key in version for version in source.versions):
                    yield source.name, source.line((key,)), code, key


def item_files(*folders: Path) -> list[tuple[Path, Path]]:
    """Each item file with the folder it lies in. A file of a later folder stands for one of the same name in an earlier."""
    found = {path.stem: (path, folder) for folder in folders for path in sorted(folder.rglob("*.yaml"))}
    twice = [
        (path, folder)
        for folder in folders
        for path in sorted(folder.rglob("*.yaml"))
        if found[path.stem][1] == folder
        and found[path.stem][0] != path  # one folder, one name, two files: both are told
    ]
    return sorted((*found.values(), *twice), key=lambda pair: str(pair[0].relative_to(pair[1])))


def read_source(path: Path, folder: Path, problems: list[str]) -> SourceFile | None:
    """The file, or None after adding to `problems` what keeps it from being one."""
    name = str(path.relative_to(folder))
    try:
        loader: Any = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node: Any = loader.get_single_node()
        data: Any = None if node is None else loader.construct_document(node)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        told = str(getattr(error, "problem", None) or error)
        problems.append(f"{name}:{mark.line + 1 if mark else 1} YAML: {told}")
        return None
    twice = list(_twice(node, ()))
    problems += [f"{name}:{line} {element}: 同一个键写了两次 key given twice" for line, element in twice]
    fields = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    versions: Any = fields.get("versions")
    if (
        not isinstance(versions, list)
        or not versions
        or not all(isinstance(v, dict) for v in cast("list[Any]", versions))
    ):
        problems.append(
            f"{name}:{line_of(node, ('versions',))} versions: 至少需要一个有日期的版本 needs at least one dated version"
        )
        return None
    shared = {key: value for key, value in fields.items() if key != "versions"}
    return None if twice else SourceFile(name, node, shared, tuple(cast("list[dict[str, Any]]", versions)))


def line_of(node: Any, path: Sequence[Step]) -> int:
    """Line of the deepest element of `path` that exists under a composed YAML node, from 1."""
    if node is None:
        return 1
    here: Any = node
    for step in path:
        child: Any = None
        if isinstance(here, yaml.MappingNode):
            child = next((value for key, value in here.value if key.value == step), None)
        elif isinstance(here, yaml.SequenceNode) and isinstance(step, int) and step < len(here.value):
            child = here.value[step]
        if child is None:
            break
        here = child
    return int(here.start_mark.line) + 1


def _twice(node: Any, path: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Keys that a mapping holds more than once: YAML keeps the last one in silence, the law must not."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                yield int(key.start_mark.line) + 1, ".".join((*path, word))
            seen.add(word)
            yield from _twice(value, (*path, word))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _twice(value, (*path, str(index)))
