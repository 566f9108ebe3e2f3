"""The glossary is complete and true: every word of the code that the law or the platform coined has its row."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import get_args

import pytest
from django.apps import apps

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.rules.cases.acts import ACTS, State
from gaoxin.approvals.rules.clock.ledger import Kind
from gaoxin.approvals.rules.items.model import Way
from gaoxin.approvals.rules.materials.burden import MISSING
from gaoxin.approvals.rules.reforms.transforms import TRANSFORMS
from tests.architecture.tree import ROOT, SLICES, product

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
HEADINGS = "| English | 中文 | in the code | meaning | statute and article |"
# An act with a number, a standard with a number, a document of the State Council; △ where none was read.
CITED = re.compile(
    r"[\u4e00-\u9fff\d〔〕号《》（）()]+ \d+(\(\d+\))*( △)?|GB(/T)? \d+(-\d+)?( △)?|国办发〔\d{4}〕\d+号 △"
)
MODELS = {m.__name__ for m in apps.get_models() if m.__module__.startswith("gaoxin.")}


@lru_cache(maxsize=1)
def sections() -> dict[str, dict[str, tuple[str, ...]]]:
    """Heading -> code -> the row's five cells."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    heading = ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ").split(" ")[0]
            found.setdefault(heading, {})
        elif line.startswith("| ") and line != HEADINGS:
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            code = cells[2].strip("`")
            assert code not in found[heading], f"{code} has two rows under {heading}"
            found[heading][code] = cells
    return found


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("Roles", set(Role)),
        ("Tables", MODELS),
        ("Acts", set(ACTS)),
        ("States", set(State)),
        ("Entries", set(Kind)),
        ("How", {*get_args(Way), MISSING}),
        ("Reforms", set(TRANSFORMS)),
    ],
)
def test_every_word_of_the_code_has_its_row_and_no_row_is_left_over(heading, codes):
    assert set(sections()[heading]) == {str(code) for code in codes}


@pytest.mark.parametrize("heading", sections())
def test_rows_are_whole(heading):
    for cells in sections()[heading].values():
        assert len(cells) == 5, cells
        assert all(cells), cells
        assert re.search(r"[\u4e00-\u9fff]", cells[1]), cells


def test_every_row_cites_its_law_or_says_that_the_word_is_ours():
    wrong = [
        cells
        for rows in sections().values()
        for cells in rows.values()
        if cells[4] != "platform" and not all(_is_cited(part) for part in cells[4].split("；"))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_cites_what_its_audit_row_cites(name):
    assert sections()["Acts"][name][4].replace(" △", "") == ACTS[name].article


def test_every_slice_says_what_it_is_in_five_words():
    """`purpose.` and then `Five words: english 中文, …`: the first thing a reader of the slice sees."""
    shape = re.compile(
        r"^\S.+[.:].*\n\nFive words: (?:[^,]+ [\u4e00-\u9fff]+, ){4}[^,]+ [\u4e00-\u9fff]+\.$", re.DOTALL
    )
    by_name = {module.name: module for module in product()}
    for name in SLICES:
        body = by_name[f"src/gaoxin/{name}/__init__.py"].tree.body
        text = body[0].value.value.strip()  # type: ignore[attr-defined, union-attr]
        assert shape.match(text), f"{name}: {text}"


def _is_cited(part: str) -> bool:
    return part == "窗口无否决权" or CITED.fullmatch(part) is not None
