"""The commands that show the law from outside: item, clock and calendar; what they print, and what they refuse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.catalogue.asking import ROOT

THREE = "notify-and-commit,four-exemptions,fully-online"
NEW_YEAR = {
    "year": 2027,
    "papers": ["https://www.gov.cn/notice-of-2027"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-06", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, and what was printed where."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def told(*arguments: str) -> dict[str, Any]:
    """The JSON of a command that succeeds."""
    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def refused(*arguments: str) -> dict[str, str]:
    """The four parts of a refusal, told as JSON with status 1."""
    status, out, _ = run(*arguments, "--json")
    assert status == 1
    plain = run(*arguments)
    assert plain[0] == 1
    assert plain[2].startswith(json.loads(out)["what"])
    return json.loads(out)


def test_item_diff_keeps_the_contract() -> None:
    found = told("item", "diff", "construction-permit", "--apply", THREE, "--on", "2026-03-02")
    assert (found["documents"]["before"], found["documents"]["after"]) == (11, 5)
    assert (found["limit"]["before"], found["limit"]["after"]) == ("7wd", "0.5wd")
    assert found["visits"]["after"] == 0
    assert {row["way"] for row in found["documents"]["why"]} == {"held", "fetched", "promised", "uploaded"}
    assert all(row["article"] for row in found["documents"]["why"])


def test_item_diff_tells_a_person_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    status, out, _ = run("item", "diff", "construction-permit", "--apply", THREE, "--on", "2026-03-02")
    assert status == 0
    for text in (
        "须提交的材料",
        "documents to hand in",
        "建筑法 第8(1)(6)条",
        "已有 held",
        "国务院令716号 第7条",
        "0.5wd",
    ):
        assert text in out
    assert "两者相同" in run("item", "diff", "construction-permit", "--from", "2026-01-01", "--to", "2026-03-02")[1]
    amended = run("item", "diff", "construction-permit", "--from", "2019-06-01", "--to", "2020-01-01")[1]
    assert "contract_price > 300,000" in amended
    assert "contract_price > 1,000,000" in amended


@pytest.mark.parametrize(
    ("arguments", "told_why", "article"),
    [
        (
            ("construction-permit", "--apply", "fully-online", "--on", "2026-03-02"),
            "须同时适用四免",
            "国务院令716号 第8条",
        ),
        (
            ("fire-design-review", "--apply", "notify-and-commit", "--on", "2026-03-02"),
            "高风险事项",
            "国办发〔2020〕42号",
        ),
        (
            ("construction-permit", "--apply", "saturday", "--on", "2023-03-02"),
            "不在有效期内",
            "广东省优化营商环境条例",
        ),
        (("construction-permit",), "", ""),
        (("construction-permit", "--apply", "magic"), "", ""),
        (("no-such-item", "--apply", THREE), "", ""),
        (("construction-permit", "--from", "2001-01-01", "--to", "2026-03-02"), "", ""),
    ],
)
def test_item_diff_refuses_with_the_reason(arguments: tuple[str, ...], told_why: str, article: str) -> None:
    error = refused("item", "diff", *arguments)
    assert told_why in error["why"]
    assert article in error["article"]
    assert error["do"]


def test_item_list_and_show() -> None:
    listed = told("item", "list")["items"]
    assert len(listed) >= 28
    assert {row["stage"] for row in listed} == {
        "project-initiation", "construction-planning", "construction", "completion", "enterprise", "labour", "talent",
    }  # fmt: skip
    assert all(row["basis"] and row["statutory"] for row in listed)
    assert "construction-permit" in run("item", "list")[1]
    shown = told("item", "show", "construction-permit", "--on", "2019-06-01")
    assert shown["item"]["valid_to"] == "2019-08-31"
    assert len(shown["digest"]) == 64
    out = run("item", "show", "construction-permit")[1]
    for text in ("时限 Limits", "建筑法 第8(2)条△", "存疑 In doubt", "secondary source", "分阶段 Phases", "桩基础"):
        assert text in out


@pytest.mark.parametrize("code", [path.stem for path in sorted((ROOT / "items").rglob("*.yaml"))])
def test_every_item_can_be_shown(code: str) -> None:
    status, out, _ = run("item", "show", code)
    assert status == 0
    assert code in out


def test_item_lint_ends_well_and_lists_what_is_in_doubt() -> None:
    found = told("item", "lint")
    assert (found["ok"], found["errors"], found["warnings"]) == (True, [], [])
    assert all(doubt["file"] and doubt["line"] and doubt["law"] for doubt in found["uncertain"])
    out = run("item", "lint")[1]
    assert "存疑 In doubt" in out
    assert out.rstrip().endswith(f"{len(found['uncertain'])} 处存疑 in doubt")


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Path:
    """A copy of the catalogue that a test may spoil."""
    folder = tmp_path / "catalogue"
    shutil.copytree(ROOT, folder)
    settings.CATALOGUE = folder
    return folder


def test_item_lint_fails_on_errors_only(catalogue: Path) -> None:
    path = catalogue / "items" / "construction" / "construction-permit.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("to: 2019-08-31", "to: 2019-08-30"), encoding="utf-8")
    status, out, _ = run("item", "lint", "--json")
    assert status == 0
    assert len(json.loads(out)["warnings"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("visit_reason: 窗口递交纸质原件、领取纸质证书", "visit_reason: ''", "service.visit_reason"),
        ("risk: ordinary", "risk: none", "risk"),
    ],
)
def test_item_lint_names_file_line_and_element(catalogue: Path, old: str, new: str, element: str) -> None:
    path = catalogue / "items" / "construction" / "construction-permit.yaml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    line = next(number for number, content in enumerate(text.splitlines(), 1) if new in content)
    place = f"construction/construction-permit.yaml:{line} {element}"
    status, out, _ = run("item", "lint")
    assert status == 1
    assert place in out
    status, out, _ = run("item", "lint", "--json")
    assert status == 1
    assert place in json.dumps(json.loads(out)["errors"], ensure_ascii=False)


def test_clock_due_is_the_zone_s_time_and_says_why() -> None:
    found = told("clock", "due", "--from", "2026-09-29T10:00", "--limit", "20wd")
    assert found["due"] == "2026-11-02T17:30:00+08:00"
    assert found == told("clock", "due", "--from", "2026-09-29T02:00+00:00", "--limit", "20wd")
    assert all(step["text"] and step["article"] for step in found["why"])
    assert any("2026-10-10 调休上班" in step["text"] for step in found["why"])
    excluded = ("--exclude", "2026-09-29T15:00/2026-10-12T10:00", "--exclude", "2026-10-13/2026-10-14")
    assert told("clock", "due", "--from", "2026-09-28T10:00", "--limit", "7wd", *excluded)["due"][:10] == "2026-10-21"
    service = told("clock", "due", "--from", "2026-03-07T10:00", "--limit", "0.5wd", "--service")
    assert service["due"] == "2026-03-09T10:15:00+08:00"
    assert "2026-11-02 17:30 到期 due" in run("clock", "due", "--from", "2026-09-29T10:00", "--limit", "20wd")[1]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--from", "soon", "--limit", "20wd"), "时间无法读取"),
        (("--from", "2026-03-02T10:00", "--limit", "twenty"), "时限无法读取"),
        (("--from", "2026-03-02T10:00", "--limit", "20wd", "--exclude", "2026-03-03"), "扣除期间无法读取"),
        (("--from", "2026-03-02T10:00", "--limit", "20wd", "--exclude", "2026-03-05/2026-03-03"), "早于开始"),
        (("--from", "2026-12-30T10:00", "--limit", "20wd"), "没有 2027 年的工作日历"),
    ],
)
def test_clock_due_refuses_what_it_cannot_reckon(arguments: tuple[str, ...], what: str) -> None:
    error = refused("clock", "due", *arguments)
    assert what in error["what"]
    assert error["do"]


def test_calendar_show_says_how_far_dates_reach() -> None:
    found = told("calendar", "show")
    assert found["last"] == "2026-12-31"
    assert {year["year"]: year["workdays"] for year in found["years"]} == {2023: 249, 2024: 251, 2025: 248, 2026: 248}
    (year,) = told("calendar", "show", "--year", "2026")["years"]
    assert year["make_up"]["2026-10-10"] == "国庆节"
    assert year["source"]
    out = run("calendar", "show", "--year", "2026")[1]
    assert "2026-10-01 … 2026-10-07 国庆节" in out
    assert "up to 2026-12-31" in out
    assert "没有 2031 年" in refused("calendar", "show", "--year", "2031")["what"]


@pytest.fixture
def calendars(tmp_path: Path) -> Path:
    folder = tmp_path / "calendars"
    shutil.copytree(ROOT / "calendars", folder)
    return folder


def offered(folder: Path, change: Callable[[dict[str, Any]], object] | None = None) -> str:
    """A holiday-cn file of 2027, changed as a test wants it."""
    data = json.loads(json.dumps(NEW_YEAR))
    if change:
        change(data)
    path = folder.parent / "2027.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_calendar_import_writes_the_year_and_dates_reach_further(calendars: Path, settings: Any) -> None:
    found = told("calendar", "import", offered(calendars), "--into", str(calendars))
    assert found["written"]
    assert found["make_up"] == {"2027-02-20": "春节"}
    assert any("国庆节" in doubt for doubt in found["doubts"]), "a notice that lacks National Day is worth a look"
    settings.CATALOGUE = calendars.parent
    assert told("calendar", "show")["last"] == "2027-12-31"
    due = told("clock", "due", "--from", "2026-12-28T10:00", "--limit", "5wd")["due"]
    assert due[:10] == "2027-01-05", "29, 30, 31 December, 4, 5 January"
    assert sorted(p.name for p in calendars.glob("*2027*")) == ["cn-2027.yaml"]


def test_calendar_import_takes_its_own_yaml_again(calendars: Path) -> None:
    run("calendar", "import", offered(calendars), "--into", str(calendars))
    written = (calendars / "cn-2027.yaml").read_bytes()
    copy = calendars.parent / "copy.yaml"
    copy.write_bytes(written)
    run("calendar", "import", str(copy), "--into", str(calendars), "--replace")
    assert (calendars / "cn-2027.yaml").read_bytes() == written


def test_calendar_import_shows_without_writing(calendars: Path) -> None:
    status, out, _ = run("calendar", "import", offered(calendars), "--into", str(calendars), "--dry-run")
    assert status == 0
    assert "班 on   2027-02-20 春节" in out
    assert not (calendars / "cn-2027.yaml").exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data.update(days=[]), "没有节假日"),
        (lambda data: data.update(papers=[]), "没有写明来源"),
        (lambda data: data.update(year=2029), "不在 2029 年"),
        (
            lambda data: (
                data.update(year=2029),
                [d.update(date="2029" + d["date"][4:]) for d in data["days"][:2]],
                data["days"].pop(),
            ),
            "不连续",
        ),
        (lambda data: data.pop("year"), "没有写明年份"),
        (lambda data: data["days"][0].update(date="2028-01-01"), "不在 2027 年"),
        (lambda data: data["days"][0].update(date="New Year"), "unreadable"),
        (lambda data: data["days"].append(data["days"][0]), "出现两次"),
        (lambda data: data["days"][2].update(date="2027-02-22"), "本来就是工作日"),
        (lambda data: data["days"][0].update(date="2026-12-31"), "上一年的日期"),
    ],
)
def test_calendar_import_refuses_and_writes_nothing(
    calendars: Path, change: Callable[[dict[str, Any]], object], why: str
) -> None:
    before = {path.name: path.read_bytes() for path in calendars.iterdir()}
    error = refused("calendar", "import", offered(calendars, change), "--into", str(calendars))
    assert why in error["why"]
    assert error["do"]
    assert {path.name: path.read_bytes() for path in calendars.iterdir()} == before


def test_calendar_import_replaces_only_on_purpose(calendars: Path) -> None:
    run("calendar", "import", offered(calendars), "--into", str(calendars))
    before = (calendars / "cn-2027.yaml").read_bytes()
    other = offered(calendars, lambda data: data["days"][0].update(name="新年"))
    assert "已经存在" in refused("calendar", "import", other, "--into", str(calendars))["what"]
    assert (calendars / "cn-2027.yaml").read_bytes() == before
    assert run("calendar", "import", other, "--into", str(calendars), "--replace")[0] == 0
    assert "新年" in (calendars / "cn-2027.yaml").read_text(encoding="utf-8")


def test_calendar_import_of_december_days_that_the_former_year_has(calendars: Path) -> None:
    former = calendars / "cn-2026.yaml"
    former.write_text(
        former.read_text(encoding="utf-8").replace("holidays:\n", "holidays:\n  2026-12-31: 元旦\n", 1),
        encoding="utf-8",
    )
    path = offered(
        calendars, lambda data: data["days"].append({"name": "元旦", "date": "2026-12-31", "isOffDay": True})
    )
    assert run("calendar", "import", path, "--into", str(calendars))[0] == 0
    assert "2026-12-31" not in (calendars / "cn-2027.yaml").read_text(encoding="utf-8")


def test_what_is_no_calendar_at_all(calendars: Path, tmp_path: Path) -> None:
    for name, text in (("a.json", "{"), ("b.yaml", "- 1"), ("c.yaml", "year: 2027\nholidays: 3\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert name in refused("calendar", "import", str(tmp_path / name), "--into", str(calendars))["what"]
    assert (
        "cannot be read" in refused("calendar", "import", str(tmp_path / "none.json"), "--into", str(calendars))["why"]
    )
    assert "文件夹" in refused("calendar", "import", offered(calendars), "--into", str(tmp_path / "nowhere"))["what"]


def test_a_date_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(CommandError, match="2026-03-02"):
        call_command("item", "show", "construction-permit", "--on", "yesterday")
