"""The documentation is true where a machine can tell: links, commands, settings, errors, elements, the chain's formula."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import re
import shlex
from pathlib import Path

import msgspec
import pytest

from gaoxin.approvals.rules.items.model import Item
from gaoxin.audit.rules import chain
from gaoxin.config import listing
from gaoxin.core.errors import GaoxinError
from tests.architecture.test_commands import LEAVES
from tests.architecture.tree import ROOT, committed, product

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "catalogue").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
INVITATION = re.compile(r"\./gaoxin ([^`\n|）]*)")
POINTER = re.compile(r"\bdocs/[\w/.-]+\.md\b")
NOT_OURS = {"--help", "--version"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page):
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(target)
    assert broken == []


def test_what_the_tree_points_to_exists():
    """Comments, errors and data name pages of the documentation."""
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in committed()
        if path.suffix in (".py", ".yaml", ".toml", ".html", "")
        for name in POINTER.findall(path.read_text(encoding="utf-8", errors="ignore"))
        if not (ROOT / name).exists()
    }
    assert found == set()


def test_every_page_is_listed():
    """A page that no index names is not found by anyone."""
    index = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in (ROOT / "docs" / "README.md", ROOT / "docs" / "decisions" / "README.md")
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    pages = {page for page in (ROOT / "docs").rglob("*.md") if page != ROOT / "docs" / "README.md"}
    assert pages <= index


def test_decisions_are_numbered_without_a_gap():
    names = sorted(page.name for page in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    for name in names:
        text = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]} ")
        assert all(word in text for word in ("**Decided.**", "**Why.**", "**Costs.**"))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_the_two_commands(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert re.search(r"^\./gaoxin demo", text, re.MULTILINE)
    assert re.search(r"^\./gaoxin test", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_text_exist(page):
    """Every `./gaoxin …`: the command, its action, and each option."""
    wrong = [told for told in INVITATION.findall(page.read_text(encoding="utf-8")) if _unknown(told)]
    assert wrong == []


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("item lint", True),
        ("item mend", False),
        ("nothing", False),
        ("audit verify --json", True),
        ("audit verify --loud", False),
        ("test tests/core -k due", True),
    ],
)
def test_the_judge_of_commands(told, known):
    assert bool(_unknown(told)) is not known


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    used = {
        name
        for path in committed()
        if path.suffix in (".py", "") and "tests" not in path.parts
        for name in re.findall(r"\bGAOXIN_[A-Z_]+\b", path.read_text(encoding="utf-8", errors="ignore"))
    }
    assert {name for name in used if f"`{name}" not in text} == set()
    assert {name for name in re.findall(r"`(GAOXIN_[A-Z_]+)", text) if name not in used} == set()


def test_every_error_is_documented():
    text = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))
    assert listed == _errors()


def test_every_element_of_an_item_is_documented():
    text = (ROOT / "docs" / "reference" / "items.md").read_text(encoding="utf-8")
    listed = {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert listed == {field.name for field in msgspec.structs.fields(Item)}


def test_a_stranger_can_check_the_chain_by_the_page():
    """The two blocks of docs/reference/audit.md, run as they stand, agree with the platform and find a changed row."""
    blocks = dict(enumerate(_python(ROOT / "docs" / "reference" / "audit.md")))
    space: dict[str, object] = {}
    exec(blocks[0], space)  # noqa: S102
    link = space["link"]
    entry = chain.Entry("区", 1, "2026-03-02T01:00:00.000000+00:00", "u", "林", "grant", "case:1", "行政许可法 38(1)",
                        '{"号":1}', "k", "f", "{}", chain.GENESIS, "")  # fmt: skip
    fields = dataclasses.astuple(entry)[:-2]
    assert link(entry.prev, *fields) == chain.hash_of(entry)  # type: ignore[operator]
    assert link(entry.prev, *fields[:-1], '{"x":1}') != chain.hash_of(entry)  # type: ignore[operator]
    assert "def check(path, zone)" in blocks[1]
    compile(blocks[1], "audit.md", "exec")


def _python(page: Path) -> list[str]:
    return [body for language, body in FENCE.findall(page.read_text(encoding="utf-8")) if language == "python"]


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _errors() -> set[str]:
    """Names of all classes that are GaoxinError's descendants, read from the source: not every module is imported here."""
    bases = {
        node.name: {ast.unparse(base).rsplit(".", 1)[-1] for base in node.bases}
        for module in product()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {GaoxinError.__name__}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found - {GaoxinError.__name__}


def _unknown(told: str) -> str:
    """What in this command line does not exist, or ''. Upper-case words are the reader's to fill in."""
    try:
        words = shlex.split(told.split(" #")[0].split(" > ")[0].strip(" &。，；;:"))
    except ValueError:
        return told
    if not words or not words[0].islower():
        return ""
    name, *rest = words
    if name not in listing.names():
        return name
    parsers = [parser for key, parser in LEAVES.items() if key.split(" ")[0] == name]
    if not parsers:
        return ""
    actions = {key.split(" ")[1] for key in LEAVES if key.startswith(f"{name} ")}
    if actions and rest and rest[0].islower() and rest[0].isalpha():
        if rest[0] not in actions:
            return rest[0]
        parsers = [LEAVES[f"{name} {rest[0]}"]]
    known = {option for parser in parsers for option in _options(parser)} | NOT_OURS | {"--db"}
    return next((word for word in rest if word.startswith("--") and word.split("=")[0] not in known), "")


def _options(parser: argparse.ArgumentParser) -> set[str]:
    return set(parser._option_string_actions)
