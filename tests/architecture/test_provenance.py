"""Where everything comes from: vendored files, data, dependencies and their licences, registries of packages."""

from __future__ import annotations

import hashlib
import re
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.architecture.tree import PACKAGE, ROOT, committed

# Folders of vendored files, each with its MANIFEST.yaml: shipped assets, shipped scripts and styles, tools of the tests.
FOLDERS = (PACKAGE / "trust" / "assets", PACKAGE / "ui" / "static" / "vendor", ROOT / "tests" / "browser" / "vendor")
MANIFESTS = {folder: yaml.safe_load((folder / "MANIFEST.yaml").read_text(encoding="utf-8")) for folder in FOLDERS}
ENTRIES = [(folder, entry) for folder, entries in MANIFESTS.items() for entry in entries]
OWN_ASSETS = {".typ"}  # templates that the project wrote itself
CATALOGUE = ROOT / "catalogue"
PICTURES = sorted((ROOT / "docs" / "screenshots").glob("*.png"))
# Free licences under which a distribution may be a dependency; LGPL links, AGPL and GPL would bind the whole.
STRONG = re.compile(r"\bAGPL|(?<!L)GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public|Library General Public", re.IGNORECASE)
# Hosts of package registries and their mirrors: a committed address would tie every user to it.
REGISTRY = re.compile(
    r"https?://(?:[\w.-]*\.)?(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|npmmirror\.com|yarnpkg\.com|mirrors?\.[\w.-]+|"
    r"[\w.-]*(?:pypi|simple)[\w.-]*/simple)|--(?:extra-)?index-url|--find-links",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("folder", "entry"), ENTRIES, ids=lambda value: value["file"] if isinstance(value, dict) else ""
)
def test_vendored_file_is_what_the_manifest_says(folder, entry):
    assert set(entry) == {"file", "name", "version", "licence", "sha256"}
    assert all(str(value).strip() for value in entry.values())
    assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_vendored_file_without_an_entry(folder):
    listed = {entry["file"] for entry in MANIFESTS[folder]} | {"MANIFEST.yaml"}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.suffix not in OWN_ASSETS}
    assert there == listed


def test_a_vendored_folder_is_named_by_what_it_holds():
    """`NAME-VERSION/`, so that a new version has a new address and no cache keeps the old."""
    shipped = [entry for folder, entry in ENTRIES if folder.name == "vendor" and PACKAGE in folder.parents]
    assert [e["file"] for e in shipped if not e["file"].split("/")[0].endswith(f"-{e['version']}")] == []


def test_no_other_binary_is_committed():
    """Fonts, images and archives stand in a manifest, pictures of the demo are made by a command; no other binary is there."""
    listed = {(folder / entry["file"]).resolve() for folder, entry in ENTRIES} | {p.resolve() for p in PICTURES}
    strange = [p for p in committed() if p.resolve() not in listed and b"\0" in p.read_bytes()[:8000]]
    assert strange == []


def test_pictures_are_the_commands_own_small_and_shown():
    """`./gaoxin screenshots` makes every one of them again; README or a page of docs shows it."""
    made = set(
        re.findall(r'Picture\("([\w-]+)"', (PACKAGE / "demo/management/commands/screenshots.py").read_text("utf-8"))
    )
    pages = "".join(p.read_text("utf-8") for p in (ROOT / "README.md", *ROOT.glob("docs/**/*.md")))
    assert {p.stem for p in PICTURES} == made
    assert [p.name for p in PICTURES if p.stat().st_size > 150 * 1024 or f"screenshots/{p.name}" not in pages] == []


@pytest.mark.parametrize("path", sorted((CATALOGUE / "calendars").glob("cn-*.yaml")), ids=lambda path: path.name)
def test_calendar_names_its_source(path):
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert str(told.get("source", "")).strip()


@pytest.mark.parametrize("path", sorted(CATALOGUE.rglob("*.csv")), ids=lambda path: path.name)
def test_a_table_of_the_catalogue_names_its_source_and_licence(path):
    readme = (path.parent / "README.md").read_text(encoding="utf-8")
    row = next((line for line in readme.splitlines() if line.startswith(f"| {path.name} |")), "")
    assert len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 4


@pytest.mark.parametrize(
    "path",
    sorted(p for p in CATALOGUE.rglob("*.yaml") if p.parent.name not in ("calendars", "demo", "scenarios")),
    ids=lambda path: str(path.relative_to(CATALOGUE)),
)
def test_uncertain_law_says_where_it_was_taken_from(path):
    """A reference that is not certain has a source or a note; one that names no act is none."""
    lacking = [
        reference
        for reference in _references(yaml.safe_load(path.read_text(encoding="utf-8")))
        if not reference["act"]
        or (reference.get("confidence", "high") != "high" and not (reference.get("source") or reference.get("note")))
    ]
    assert lacking == []


def _references(value: object) -> list[dict[str, str]]:
    if isinstance(value, dict):
        here = [value] if "act" in value else []
        return here + [found for part in value.values() for found in _references(part)]
    return [found for part in value for found in _references(part)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["requirements.lock"])
def test_no_dependency_binds_the_whole(name):
    """Of everything the product runs on, nothing is under AGPL or GPL. LGPL and a choice that includes another is fine."""
    checked, found = 0, []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not re.match(r"[A-Za-z0-9]", line):
            continue
        requirement = Requirement(line.rstrip(" \\"))
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        told = _licence(metadata.distribution(requirement.name))
        checked += 1
        if STRONG.search(LESSER.sub("", told)):
            found.append(f"{requirement.name}: {told[:120]}")
        elif not told:
            found.append(f"{requirement.name}: no licence told")
    assert checked > 20
    assert found == []


@pytest.mark.parametrize(
    ("told", "bound"),
    [
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GPL-2.0-only", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT License", False),
    ],
)
def test_the_judge_of_licences(told, bound):
    assert bool(STRONG.search(LESSER.sub("", told))) is bound


def test_no_registry_address_is_committed():
    """Locks and scripts work through any mirror of the package index."""
    here = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        if path.resolve() != here and path.suffix not in (".otf", ".csv")
        for match in REGISTRY.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["https://pypi.org/simple", "https://files.pythonhosted.org/packages/x", "--index-url https://example.org",
     "https://registry.npmjs.org/left-pad", "https://mirrors.example.edu.cn/pypi/simple"],
)  # fmt: skip
def test_the_judge_of_addresses(text):
    assert REGISTRY.search(text)


def test_the_licence_is_the_whole_text_in_both_languages():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("木兰宽松许可证, 第2版")
    assert "如果中英文版本存在任何冲突不一致，以中文版为准" in text
    assert text.count("END OF THE TERMS AND CONDITIONS") == 1
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "a6a765109ad2bba127fd7a0aafdae9b79d1d5702904a8b3b38be1c68d102d7ce"
    )


def _licence(package: metadata.Distribution) -> str:
    """What a distribution says about itself: SPDX expression, classifiers, its field, or else the licence file it carries."""
    told = package.metadata
    if told.get("License-Expression"):
        return told["License-Expression"]
    classified = [c.rsplit("::", 1)[-1].strip() for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    said = "; ".join(c for c in classified if c != "OSI Approved") or str(told.get("License") or "").split("\n", 1)[0]
    if said:
        return said
    file = next((f for f in package.files or () if "licenses" in f.parts), None)
    return file.read_text()[:2000] if file else ""
