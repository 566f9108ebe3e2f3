"""Every command of the product, found in the slices and read without importing them: name, group, one line of help.

Standard library only, so that `./gaoxin --help` answers at once on a machine where nothing is installed yet.
"""

from __future__ import annotations

import ast
import difflib
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
GROUPS = {
    "try": "演示与检验 try and check",
    "run": "运行 run an installation",
    "work": "业务 the zone's work",
}
_GROUP_OF_SLICE = {"demo": "try", "config": "run", "runtime": "run"}


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the slice it lives in (empty: the launcher's own), its group and its one line of help."""

    name: str
    slice: str
    group: str
    help: str


# Not Django commands: one runs the tools that judge the tree, the other lives outside the product's environment.
OWN = (
    Command("test", "", "try", "检验 linters, type checker and tests on SQLite and PostgreSQL; arguments go to pytest"),
    Command("bench", "", "try", "基准 benchmarks against floors and peers: bench NAME [--json]"),
)


def names() -> dict[str, str]:
    """Command name -> slice, from the file names alone."""
    found = {path.stem: path.parents[2].name for path in _files()}
    return found | {command.name: "" for command in OWN}


def commands() -> list[Command]:
    """Every command, in alphabetical order within its group."""
    found = [*OWN, *(_read(path) for path in _files())]
    order = list(GROUPS)
    return sorted(found, key=lambda command: (order.index(command.group), command.name))


def overview() -> str:
    """What `./gaoxin --help` prints."""
    lines = [
        "高新区一体化运行平台 gaoxin, the operating platform of a high-tech zone",
        "",
        "用法 usage: ./gaoxin COMMAND [--db PATH|URL] …      ./gaoxin COMMAND --help",
    ]
    group = ""
    for command in commands():
        if command.group != group:
            group = command.group
            lines += ["", GROUPS[group]]
        lines.append(f"  {command.name:<12}{command.help}")
    lines += [
        "",
        "--db PATH|URL   数据库 the database (default var/gaoxin.sqlite3): a file, sqlite:///… or postgres://…",
    ]
    return "\n".join(lines) + "\n"


def unknown(name: str) -> int:
    """Say that there is no such command, with the nearest ones. Returns the exit status of wrong usage."""
    near = difflib.get_close_matches(name, names(), n=3)
    hint = f"是否要用 did you mean: {', '.join(near)}" if near else "./gaoxin --help 列出全部命令 lists every command"
    sys.stderr.write(f"没有命令 no such command: {name} | 处理 do: {hint}\n")
    return 2


def _files() -> list[Path]:
    return [p for p in sorted(PACKAGE.glob("*/management/commands/*.py")) if not p.stem.startswith("_")]


def _read(path: Path) -> Command:
    """`help` and `group` of the module's Command class; without them the docstring and the slice decide."""
    slice_name = path.parents[2].name
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {"help": (ast.get_docstring(tree) or "").split("\n", 1)[0], "group": _GROUP_OF_SLICE.get(slice_name, "work")}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Command":
            told |= _constants(node)
    group = told["group"] if told["group"] in GROUPS else "work"
    return Command(path.stem, slice_name, group, told["help"])


def _constants(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            found |= {target.id: line.value.value for target in line.targets if isinstance(target, ast.Name)}
    return {key: value for key, value in found.items() if key in ("help", "group")}
