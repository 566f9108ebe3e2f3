"""The product's own source as syntax trees, read once for all architecture tests."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "gaoxin"
SLICES = tuple(sorted(p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()))
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file. name: its path from the root. slice: empty outside the package."""

    name: str
    slice: str
    lines: int
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@lru_cache(maxsize=1)
def product() -> tuple[Module, ...]:
    """Every module of the package and the launcher, migrations left out."""
    return (*_modules(PACKAGE), _module(ROOT / "gaoxin"))


@lru_cache(maxsize=1)
def everything() -> tuple[Module, ...]:
    """The product, its tests and its benchmarks."""
    return (*product(), *_modules(ROOT / "tests"), *_modules(ROOT / "bench"))


@lru_cache(maxsize=1)
def committed() -> tuple[Path, ...]:
    """Every file under version control; without git, every file of the tree that is source."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if told.returncode == 0:
        return tuple(path for name in told.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())
    folders = ("src", "tests", "catalogue", "docs", "bench", ".ci")
    return tuple(
        p for name in folders for p in (ROOT / name).rglob("*") if p.is_file() and "__pycache__" not in p.parts
    )


def _modules(folder: Path) -> Iterator[Module]:
    return (_module(path) for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    inside = path.relative_to(PACKAGE).parts if path.is_relative_to(PACKAGE) else ()
    return Module(
        str(path.relative_to(ROOT)), inside[0] if len(inside) > 1 else "", text.count("\n"), ast.parse(text, str(path))
    )
