"""`./gaoxin policy`: both ways, what is missing, and nothing but an error for a file that cannot be."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.policies.conftest import FIRMS, everything, make

FIRM = """name: 甲公司（演示）
identifier: 91441802MA4X0000DG
registered_here: true
taxpayer_here: true
sales: [8000万元, 1亿元]
rd_expense: {value: 1000万元, source: 专项审计报告, on: 2025-12-31}
rd_expense_before: 9000000
local_tax: 9000000
tech_sme: true
staff: 101
rent_paid: 100000
"""


def told(*words: Any) -> tuple[int, Any]:
    out = StringIO()
    try:
        call_command("policy", *map(str, words), "--json", stdout=out)
        status = 0
    except SystemExit as end:
        status = int(str(end.code))
    return status, json.loads(out.getvalue())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "firm.yaml"
    path.write_text(FIRM, encoding="utf-8")
    return path


def test_a_firm_is_told_what_it_gets_and_why(file: Path):
    status, found = told("match", file, "--on", "2026-03-02")
    assert status == 0 and found["firm"] == "甲公司（演示）" and found["on"] == "2026-03-02"
    got = {row["policy"]: row for row in found["benefits"]}
    assert {code: row["amount"] for code, row in got.items() if row["way"] == "paid"} == {
        "rd-reward": 300_000, "tech-sme": 10_000, "sales-growth": 50_000,
    }  # fmt: skip
    assert found["total"] == 360_000
    traced = got["rd-reward"]["conditions"][-1]
    assert traced["holds"] is True and traced["article"].endswith("5(1)")
    read = next(fact for fact in traced["facts"] if fact["fact"] == "rd_expense")
    assert (read["value"], read["source"], read["on"]) == (10_000_000, "专项审计报告", "2025-12-31")
    rows = {row["policy"]: row for row in found["policies"]}
    assert rows["office-rent"]["verdict"] == "not-eligible"
    assert rows["office-rent"]["what_if"] == {
        "needs": [{"fact": "staff", "has": 101, "wanted": 100, "by": -1}], "amount": 20_000, "open": [],
    }  # fmt: skip
    assert rows["patent-invention"]["verdict"] == "not-in-force" and "htec" in found["missing"]
    assert rows["listing"]["missing"] == ["listing_stage"]


def test_the_other_way_says_who_gets_a_benefit(file: Path, tmp_path: Path):
    many = tmp_path / "many.yaml"
    second = "{name: 乙, tech_sme: true, rd_expense: 600000, registered_here: true, taxpayer_here: true}"
    many.write_text(f"firms:\n- {second}\n- {{name: 丙, tech_sme: false}}\n", encoding="utf-8")
    status, found = told("match", file, many, "--policy", "tech-sme", "--on", "2026-03-02")
    assert status == 0 and len(found["firms"]) == 3
    assert [(row["firm"], row["verdict"]) for row in found["by_policy"]["tech-sme"]["firms"]] == [
        ("甲公司（演示）", "eligible"), ("乙", "eligible"),
    ]  # fmt: skip
    assert found["by_policy"]["tech-sme"]["amount"] == 20_000 and list(found["by_policy"]) == ["tech-sme"]


@pytest.mark.parametrize("text", ["salse: 3", "sales: -1", "[", "- 1", "\x00", "firms: [3]", ""])
def test_a_wrong_file_is_an_error(tmp_path: Path, text: str):
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    status, found = told("match", path)
    assert status == 1 and found["error"] == "Invalid" and found["do"] and "bad.yaml" in found["what"]


def test_what_is_not_there(tmp_path: Path, file: Path):
    assert told("match", tmp_path / "none.yaml")[1]["error"] == "NotFound"
    assert told("match", file, "--policy", "nothing")[1]["error"] == "NotFound"
    assert told("match", file, "--on", "2026-02-30")[1]["error"] == "Invalid"


def test_list_show_and_facts():
    rows = told("list", "--on", "2024-06-03")[1]["policies"]
    assert len(rows) >= 20 and {row["code"] for row in rows if not row["in_force"]} == {"patent-use"}
    assert all(version["article"] and version["confidence"] for row in rows for version in row["versions"])
    shown = told("show", "htec-tax-rate")[1]
    assert shown["versions"][0]["article"] == "企业所得税法 第28(2)条" and shown["demo"] is False
    assert {"sales", "rd_expense"} < {row["key"] for row in told("facts")[1]["facts"]}


@pytest.mark.django_db
def test_a_draft_is_simulated_before_it_is_decreed(file: Path, tmp_path: Path):
    """Over the zone's firms, or those of a file: what it costs beside the policy in force and its budget. Nothing is written."""
    world = make()
    text = (settings.CATALOGUE / "policies" / "rd-reward.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "rd-reward.yaml"
    doubled = text.replace("percent: 3", "percent: 6")
    assert doubled != text
    draft.write_text(doubled, encoding="utf-8")
    before = everything()
    status, found = told("simulate", draft, "--on", "2026-03-02")
    assert status == 0 and (found["firms"], found["reached"], found["unknown"]) == (2, 1, 1)
    assert (found["amount"], found["before"], found["change"], found["short"]) == (600_000, 300_000, 300_000, 0)
    assert found["gets"] == [{"firm": FIRMS["one"][0], "before": 300_000, "then": 600_000}] and world.firms
    status, alone = told("simulate", draft, "--firms", file, "--on", "2026-03-02")
    assert (
        status == 0 and alone["firms"] == 1 and alone["amount"] == 600_000 and alone["all_policies_change"] == 300_000
    )
    out = StringIO()
    call_command("policy", "simulate", str(draft), "--on", "2026-03-02", stdout=out)
    assert "惠及 reaches 1 / 2 家" in out.getvalue() and f"{FIRMS['one'][0]}: 300,000 → 600,000" in out.getvalue()
    for wrong, error in ((doubled[:40], "Invalid"), ("[", "Invalid"), ("\x00", "Invalid"), (None, "NotFound")):
        draft.unlink() if wrong is None else draft.write_text(wrong, encoding="utf-8")
        status, found = told("simulate", draft, "--on", "2026-03-02")
        assert status == 1 and found["error"] == error and found["do"]
    assert everything() == before


@pytest.mark.parametrize("words", [("list",), ("show", "rd-reward"), ("facts",)])
def test_people_read_it_too(words: tuple[str, ...]):
    out = StringIO()
    call_command("policy", *words, stdout=out)
    assert "研发" in out.getvalue()


def test_people_read_a_match(file: Path):
    out = StringIO()
    call_command("policy", "match", str(file), "--on", "2026-03-02", stdout=out)
    assert (
        "应兑付合计 to be paid 360,000 元" in out.getvalue()
        and "差 short: staff 101 → 100（-1），可得 then 20,000 元" in out.getvalue()
    )


def test_the_reference_has_a_row_for_every_key():
    text = (Path(__file__).parents[2] / "docs" / "reference" / "policies.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `") and line.count("|") == 5}
    for fact in told("facts")[1]["facts"]:
        assert fact["name"]["zh"] in rows[fact["key"]]
        assert all(f"`{alias}`" in rows[fact["key"]] for alias in fact["aliases"])
