"""A workbook adds and updates; what cannot be trusted is named by cell and row, and nothing is half imported."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command

from gaoxin.audit.models import AuditEntry
from gaoxin.core.errors import Invalid, NotAllowed
from gaoxin.investment.models import Lead, StageMove
from gaoxin.investment.services.leads.importing import import_leads
from gaoxin.investment.services.leads.sheets import SheetRefused
from tests.leads.conftest import CODE, NOW, ZONE, Office, workbook

HEAD = [
    "编号",
    "项目名称",
    "投资方",
    "统一社会信用代码",
    "招商模式",
    "阶段",
    "队伍编号",
    "计划投资（千元）",
    "登记日期",
    "落地日期",
]
GOOD = [
    "L1",
    "封装基地",
    "华芯电子有限公司",
    CODE,
    "敲门招商",
    "已落地",
    "T1",
    400000,
    dt.date(2025, 1, 2),
    "2025-06-30",
]
NEW = [None, "新材料", "远大空调", None, "online", None, None, None, None, None]


def taken(office: Office, *rows, by=None, **how):
    return import_leads(zone=ZONE, data=workbook(*rows), source="test.xlsx", by=by or office.head, at=NOW, **how)


def test_adds_then_leaves_then_updates(office: Office):
    rows = AuditEntry.objects.count()
    told = taken(office, HEAD, GOOD, NEW)
    assert (told.rows, told.added, told.updated, told.unchanged) == (2, 2, 0, 0)
    lead = Lead.objects.get(number="L1")
    assert (lead.stage, lead.landed_on, lead.team_id, lead.mode) == (
        "landed",
        dt.date(2025, 6, 30),
        office.team.id,
        "door",
    )
    assert lead.furthest == 5 and AuditEntry.objects.count() == rows + 1
    told = taken(office, HEAD, GOOD, NEW)
    assert (told.added, told.updated, told.unchanged) == (0, 0, 2) and AuditEntry.objects.count() == rows + 1
    told = taken(office, HEAD, [*GOOD[:7], 500_000, None, None], [*NEW[:5], "深入洽谈", *NEW[6:]])
    assert (told.added, told.updated, told.unchanged) == (0, 2, 0)
    lead.refresh_from_db()
    assert (lead.investment_k, lead.landed_on) == (500_000, dt.date(2025, 6, 30))  # an empty cell leaves what is there
    other = Lead.objects.get(title="新材料")
    assert list(StageMove.objects.filter(lead=other).order_by("seq").values_list("to", flat=True)) == [
        "contact",
        "talks",
    ]


def test_a_dry_run_writes_nothing(office: Office):
    rows = AuditEntry.objects.count()
    told = taken(office, HEAD, GOOD, dry_run=True)
    assert (told.added, told.dry_run) == (1, True)
    assert not Lead.objects.exists() and AuditEntry.objects.count() == rows


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({7: "=1+1"}, "H2 是公式"), ({7: 1.5}, "H2"), ({3: "123"}, "第 2 行"), ({4: "碰运气"}, "未知的招商模式"),
        ({5: "飞升"}, "未知的阶段"), ({6: "T9"}, "没有这个队伍"), ({8: "昨天"}, "I2 不是日期"), ({9: None}, "落地日期与阶段不符"),
        ({5: "深入洽谈"}, "落地日期与阶段不符"), ({9: "2099-01-01"}, "在将来"), ({9: "2024-01-01"}, "落地早于登记"),
        ({1: None}, "缺少项目名称"),
    ],
)  # fmt: skip
def test_one_bad_row_and_nothing_is_imported(office: Office, change, word):
    bad = [change.get(at, value) for at, value in enumerate(GOOD)]
    with pytest.raises(SheetRefused) as refused:
        taken(office, HEAD, bad, NEW)
    assert any(word in problem for problem in refused.value.problems), refused.value.problems
    assert not Lead.objects.exists() and not StageMove.objects.exists()


def test_merged_cells_wrong_columns_and_no_workbook(office: Office):
    with pytest.raises(SheetRefused, match="A2:A3 合并单元格"):
        import_leads(zone=ZONE, data=workbook(HEAD, GOOD, NEW, merged="A2:A3"), source="x", by=office.head, at=NOW)
    with pytest.raises(SheetRefused, match="未知的列.*缺少列|缺少列|未知的列"):
        taken(office, ["项目", "投资方"], ["x", "y"])
    with pytest.raises(SheetRefused, match="列重复"):
        taken(office, [*HEAD, "编号"], GOOD)
    with pytest.raises(SheetRefused, match="编号在文件中重复"):
        taken(office, HEAD, GOOD, GOOD)
    with pytest.raises(Invalid):
        import_leads(zone=ZONE, data=b"no workbook", source="x", by=office.head, at=NOW)
    with pytest.raises(Invalid):
        taken(office, HEAD)
    with pytest.raises(NotAllowed):
        taken(office, HEAD, GOOD, by=office.promoter)
    assert not Lead.objects.exists()


def test_what_landed_is_not_moved_by_a_file(office: Office):
    taken(office, HEAD, GOOD)
    with pytest.raises(SheetRefused, match="已落地"):
        taken(office, HEAD, [*GOOD[:5], "已流失", *GOOD[6:9], None])
    assert Lead.objects.get(number="L1").stage == "landed"


def test_the_command_speaks_json(office: Office, tmp_path, capsys):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(workbook(HEAD, GOOD))
    bad.write_bytes(workbook(HEAD, [*GOOD[:7], "=1", None, None]))
    call_command("lead", "import", str(good), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["added"] == 1
    with pytest.raises(SystemExit):
        call_command("lead", "import", str(bad), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["error"] == "SheetRefused" and "H2 是公式" in told["problems"][0]
    call_command("lead", "import", str(good), "--json")
    assert json.loads(capsys.readouterr().out)["added"] == 1


def test_many_rows_are_added_then_updated(office: Office):
    rows = [
        [f"N{at}", f"项目{at}", f"投资方{at}有限公司", None, "online", None, "T1", at, None, None] for at in range(600)
    ]
    data = workbook(HEAD, *rows)
    assert import_leads(zone=ZONE, data=data, source="x", by=office.head, at=NOW).added == 600
    changed = workbook(HEAD, *[[*row[:7], row[7] + 1, None, None] for row in rows])
    assert import_leads(zone=ZONE, data=changed, source="x", by=office.head, at=NOW).updated == 600
