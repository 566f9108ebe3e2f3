"""A definition that cannot be law: every error names file, line, element and law, and nothing is loaded."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gaoxin.approvals.rules.items.load import CatalogueError, item_schema, load_catalogue
from gaoxin.approvals.rules.items.model import decode, encode
from gaoxin.approvals.rules.reforms import load_reforms
from gaoxin.core.errors import Invalid
from tests.approvals.rules.law import CATALOGUE, ROOT

NIGHT = (ROOT / "items" / "construction" / "night-work.yaml").read_text(encoding="utf-8")
PLAIN = re.sub(r"^prerequisites:.*\n", "", NIGHT, flags=re.M)
VERSIONS = PLAIN[PLAIN.index("versions:") :]
LINE = r"[\w/-]+\.yaml:(\d+) ([^:]+): "


def problems(folder: Path, **files: str) -> tuple[str, ...]:
    """What loading these files says."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(folder)
    assert "item lint" in error.value.do
    return error.value.problems


def line_of(text: str, marker: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if marker in line)


def test_the_file_is_sound_before_it_is_spoilt(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(PLAIN, encoding="utf-8")
    assert load_catalogue(tmp_path).codes() == ("night-work",)


@pytest.mark.parametrize(
    ("old", "new", "marker", "element", "told"),
    [
        ("\nname:", "\ncolour: red\nname:", "colour:", "colour", "'colour' was unexpected"),
        ("risk: ordinary", "risk: none", "risk:", "risk", "'none' is not one of"),
        ("statutory: {limit: ", "statutory: {limit: soon, was: ", "statutory:", "limits.statutory.was", "was"),
        ("level: zone", "level: zone\n  colour: red", "colour:", "authority.colour", "unexpected"),
        ("- from: ", "- until: ", "- until:", "until", "unexpected"),
    ],
)
def test_what_the_schema_refuses_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, marker: str, element: str, told: str
) -> None:
    assert old in PLAIN
    text = PLAIN.replace(old, new, 1)
    found = problems(tmp_path, one=text)
    hit = next(p for p in found if told in p)
    place = re.match(LINE, hit)
    assert place is not None, hit
    assert (int(place[1]), place[2]) == (line_of(text, marker), element)
    assert re.search(r"\[.+\]$", hit), "names the law"


def test_overlapping_versions(tmp_path: Path) -> None:
    text = PLAIN.rstrip() + "\n  - from: 2999-01-01\n"
    (found,) = problems(tmp_path, one=text)
    assert found.startswith(f"one.yaml:{line_of(text, '2999-01-01')} versions:")
    assert "versions overlap" in found
    assert found.endswith("]")


def test_a_version_that_ends_before_it_begins(tmp_path: Path) -> None:
    text = PLAIN.rstrip() + "\n    to: 1999-12-31\n"
    (found,) = problems(tmp_path, one=text)
    assert found.startswith(f"one.yaml:{line_of(text, 'to: 1999')} to: ")


def test_one_code_in_two_files(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, one=PLAIN, two=PLAIN)
    assert found.startswith(f"two.yaml:{line_of(PLAIN, 'code: night-work')} code: night-work")
    assert "one.yaml" in found
    assert found.endswith("]")


def test_a_cycle_of_prerequisites(tmp_path: Path) -> None:
    files = {
        name: PLAIN.replace("code: night-work", f"code: {name}", 1).replace(
            "versions:", f"prerequisites: [{other}]\nversions:", 1
        )
        for name, other in (("one", "two"), ("two", "three"), ("three", "one"))
    }
    (found,) = problems(tmp_path, **files)
    assert re.match(
        rf"one\.yaml:{line_of(files['one'], 'prerequisites')} prerequisites: .*one → two → three → one \[", found
    )


def test_a_prerequisite_that_does_not_exist(tmp_path: Path) -> None:
    text = PLAIN.replace("versions:", "prerequisites: [nothing]\nversions:", 1)
    (found,) = problems(tmp_path, one=text)
    assert found.startswith(f"one.yaml:{line_of(text, 'prerequisites')} prerequisites: 没有事项 no item 'nothing' [")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("code: x\n  name: [\n", 2, "YAML"),
        ("code: x\nname: y\n", 1, "at least one dated version"),
        ("code: x\nversions: []\n", 2, "at least one dated version"),
        ("code: x\nversions: [1]\n", 2, "at least one dated version"),
        ("- just\n- a list\n", 1, "at least one dated version"),
        ("", 1, "at least one dated version"),
        ("code: x\nkind: a\nkind: b\nversions: [{from: 2020-01-01}]\n", 3, "key given twice"),
    ],
)
def test_what_is_no_item_at_all(tmp_path: Path, text: str, line: int, told: str) -> None:
    (found,) = problems(tmp_path, one=text)
    assert found.startswith(f"one.yaml:{line} ")
    assert told in found


def test_every_problem_is_told_at_once_and_a_flawed_item_is_not_called_unknown_too(tmp_path: Path) -> None:
    flawed = PLAIN.replace("risk: ordinary", "risk: none", 1)
    other = PLAIN.replace("code: night-work", "code: other", 1).replace(
        "versions:", "prerequisites: [night-work]\nversions:", 1
    )
    found = problems(tmp_path, one=flawed, two=other, three="code: [")
    assert sorted(p.split(":")[0] for p in found) == ["one.yaml", "three.yaml"]


def test_a_reform_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    text = (ROOT / "reforms" / "saturday.yaml").read_text(encoding="utf-8")
    for name, spoilt in (("saturday", text.replace("acts:", "deeds:")), ("sunday", text), ("saturday", "a: [")):
        for old in tmp_path.glob("*.yaml"):
            old.unlink()
        (tmp_path / f"{name}.yaml").write_text(spoilt, encoding="utf-8")
        with pytest.raises(Invalid, match=f"{name}.yaml"):
            load_reforms(tmp_path)


def mappings(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every mapping below `value`."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if isinstance(value, dict) else []
    return found + [deeper for step, element in inner for deeper in mappings(element, (*path, step))]


WHOLE = yaml.safe_load(PLAIN)


@given(st.sampled_from([path for path in mappings(WHOLE) if path]))
def test_an_unknown_key_is_refused_wherever_it_stands(path: tuple[str | int, ...]) -> None:
    data = yaml.safe_load(PLAIN)
    here = data
    for step in path:
        here = here[step]
    here["colour"] = "red"
    with tempfile.TemporaryDirectory() as folder:
        found = problems(Path(folder), one=yaml.safe_dump(data, allow_unicode=True))
    assert any("'colour' was unexpected" in problem for problem in found), found


def test_the_published_schema_takes_every_version_of_the_catalogue() -> None:
    validator = Draft202012Validator(item_schema())
    for versions in CATALOGUE.items.values():
        for item in versions:
            assert [error.message for error in validator.iter_errors(json.loads(encode(item)))] == [], item.code
            assert decode(encode(item)) == item
