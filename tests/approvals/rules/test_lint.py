"""Lint: the catalogue has no errors, and each planted mistake is found at its line, element and law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gaoxin.approvals.rules.items.lint import Remark, Report, by_law, lint
from gaoxin.approvals.rules.items.load import load_catalogue
from gaoxin.approvals.rules.items.places import Places
from gaoxin.approvals.rules.items.vocabulary import load_vocabulary
from gaoxin.approvals.rules.reforms import load_reforms
from gaoxin.approvals.rules.reforms.lint import lint_reforms
from gaoxin.core.errors import Invalid
from gaoxin.trust.rendering import TEMPLATES
from tests.approvals.rules.law import CATALOGUE, REFORMS, ROOT

WORDS = load_vocabulary(ROOT, TEMPLATES)
PERMIT = (ROOT / "items" / "construction" / "construction-permit.yaml").read_text(encoding="utf-8")
ISSUERS = ("project-initiation/land-transfer.yaml", "construction-planning/construction-planning-permit.yaml")


def linted(folder: Path, text: str) -> Report:
    """The report on the construction permit as `text` has it, beside the items that issue what it asks for."""
    (folder / "permit.yaml").write_text(re.sub(r"^prerequisites:.*\n", "", text, flags=re.M), encoding="utf-8")
    for name in ISSUERS:
        other = (ROOT / "items" / name).read_text(encoding="utf-8")
        (folder / Path(name).name).write_text(re.sub(r"^prerequisites:.*\n", "", other, flags=re.M), encoding="utf-8")
    return lint(load_catalogue(folder), WORDS, Places(folder))


def about_permit(remarks: tuple[Remark, ...]) -> list[Remark]:
    return [remark for remark in remarks if remark.file == "permit.yaml"]


def test_the_catalogue_has_no_errors_and_no_warnings() -> None:
    report = lint(CATALOGUE, WORDS, Places(ROOT / "items"))
    assert [str(remark) for remark in (*report.errors, *report.warnings)] == []
    assert lint_reforms(REFORMS, CATALOGUE) == ()


def test_every_doubt_has_its_place_and_its_source() -> None:
    report = lint(CATALOGUE, WORDS, Places(ROOT / "items"))
    written = sum(
        len(re.findall(r"confidence: (?:medium|low)", path.read_text(encoding="utf-8")))
        for path in (ROOT / "items").rglob("*.yaml")
    )
    assert len(report.uncertain) == written, "each `confidence` below high is listed once"
    for doubt in report.uncertain:
        line = (ROOT / "items" / doubt.file).read_text(encoding="utf-8").splitlines()[doubt.line - 1]
        assert f"confidence: {doubt.confidence}" in line, doubt
        assert doubt.law
        assert doubt.source or doubt.note or doubt.element == "result"
    assert sum(len(group) for group in by_law(report.uncertain).values()) == len(report.uncertain)


PLANTED = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda mistake: f"{mistake['element']}: {mistake['told']}")
def test_a_planted_mistake_is_found(tmp_path: Path, mistake: dict[str, str]) -> None:
    assert mistake["was"] in PERMIT
    report = linted(tmp_path, PERMIT.replace(mistake["was"], mistake["is"], 1))
    remarks = about_permit(report.warnings if mistake.get("level") == "warning" else report.errors)
    hits = [remark for remark in remarks if remark.element == mistake["element"] and mistake["told"] in remark.text]
    assert hits, [str(remark) for remark in about_permit((*report.errors, *report.warnings))]
    assert hits[0].law
    lines = (tmp_path / "permit.yaml").read_text(encoding="utf-8").splitlines()
    words = re.split(r"\.", hits[0].element)
    near = "\n".join(lines[max(0, hits[0].line - 2) : hits[0].line])
    assert any(word in near for word in words), (hits[0], near)


def test_a_licence_has_five_steps_and_somebody_decides(tmp_path: Path) -> None:
    data = yaml.safe_load(PERMIT)
    del data["prerequisites"]
    data["steps"] = [step for step in data["steps"] if step["role"] not in ("supervisor", "seal_keeper", "reviewer")]
    texts = [r.text for r in about_permit(linted(tmp_path, yaml.safe_dump(data, allow_unicode=True)).errors)]
    assert any("至少 5 个环节" in text for text in texts)
    assert any("没有决定环节" in text for text in texts)


def test_a_paper_that_nobody_issues_and_a_type_used_twice(tmp_path: Path) -> None:
    text = PERMIT.replace("type_code: 11100000000013338W009", "type_code: 00000000000000DEMO033").replace(
        "- code: planning-permit\n", "- code: planning-permit\n    vault_kind: moon-permit\n", 1
    )
    other = (ROOT / "items" / ISSUERS[0]).read_text(encoding="utf-8")
    code = re.search(r"type_code: (\S+)", other)
    assert code is not None
    texts = [r.text for r in about_permit(linted(tmp_path, text.replace("00000000000000DEMO033", code[1])).errors)]
    assert any("moon-permit 没有任何事项签发" in text for text in texts)
    assert any("与 land-transfer 相同" in text for text in texts)


def test_a_renewable_licence_says_when_renewal_is_asked_for(tmp_path: Path) -> None:
    text = PERMIT.replace("  provides: [construction-permit]", "  renewable: true\n  provides: [construction-permit]")
    texts = [r.text for r in about_permit(linted(tmp_path, text).errors)]
    assert any("届满前多久" in text for text in texts)
    assert any("须有有效期" in text for text in texts)


def test_reforms_are_linted_too(tmp_path: Path) -> None:
    text = (ROOT / "reforms" / "notify-and-commit.yaml").read_text(encoding="utf-8")
    for spoilt, told in (
        (text.replace("limit: 0.5wd", "limit: soon"), "items.construction-permit"),
        (text.replace("business-registration: {}", "no-such-item: {}"), "没有事项"),
        (text.replace("business-registration: {}", "fire-design-review: {}"), "没有告知承诺条款"),
        (text.replace("items:", "requires: [nothing]\nitems:"), "没有改革措施"),
    ):
        assert spoilt != text
        (tmp_path / "notify-and-commit.yaml").write_text(spoilt, encoding="utf-8")
        found = lint_reforms(load_reforms(tmp_path), CATALOGUE)
        assert any(told in line and line.startswith("reforms/notify-and-commit.yaml ") for line in found), (told, found)


def test_a_vocabulary_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="registries.yaml"):
        load_vocabulary(tmp_path, [])
    (tmp_path / "registries.yaml").write_text("a: {}", encoding="utf-8")
    (tmp_path / "facts.yaml").write_text("x: {by: nobody, type: date, name: {zh: 一, en: one}}", encoding="utf-8")
    with pytest.raises(Invalid, match="facts.yaml"):
        load_vocabulary(tmp_path, [])
