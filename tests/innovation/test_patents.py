"""Patents: numbers and their check digit, files of all kinds, nothing half imported, owners only by transfer, fees, exact bases."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.innovation.rules.patents import fees, files, numbers, yearly
from gaoxin.innovation.rules.patents.book import read_book
from gaoxin.innovation.rules.patents.rows import Owner
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.services.patents import import_patents, record_fee, transfer
from tests.innovation import hostile
from tests.innovation.conftest import FIRMS, ZONE, at, everything, refused, rows

BOOK = read_book(settings.CATALOGUE)
TODAY = dt.date(2025, 6, 1)
ONE, TWO = FIRMS["one"][0], FIRMS["two"][0]
HEAD = "申请号,发明名称,申请日,授权公告日,专利权人,专利类型,法律状态,年费已缴年度\n"


def number(year: int, digit: int, serial: int) -> str:
    body = f"{year}{digit}{serial:07d}"
    return f"{body}.{numbers.check_digit(body)}"


A, B, C = number(2021, 1, 60001), number(2022, 2, 60002), number(2023, 3, 60003)
GOOD = (
    f"ZL{A},一种电路板,2021-03-04,2024-05-06,{ONE}（60%）；四川演示大学（40%）,发明专利,有效,4\n"
    f"{B},一种夹具,2022.3.4,2024/7/8,{TWO},实用新型,专利权维持,3\n"
)


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("201710601862.3", "201710601862.3", "invention"), ("ZL95115608.X", "95115608.X", "invention"),
        ("cn 97101765 4", "97101765.4", "invention"),
        ("２０１７１０６０１８６２．３", "201710601862.3", "invention"), (f"ZL {number(2020, 9, 1)}", number(2020, 9, 1), "utility"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, shown, kind):
    found = numbers.parse(text, BOOK)
    assert (str(found), found.kind) == (shown, kind)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("201710601862.4", "校验位应为 3"), ("CN113456789B", "公开（公告）号"), ("", "12 位"), ("2017106018623.3", "12 位"),
        (number(2017, 4, 1), "种类位"), (number(1971, 1, 1), "年份"),
    ],
)  # fmt: skip
def test_a_wrong_number_says_what_is_wrong(text, says):
    with pytest.raises(Invalid, match=says):
        numbers.parse(text, BOOK)


@hypothesis_settings(max_examples=100, deadline=None)
@given(
    st.integers(2004, 2026),
    st.sampled_from([1, 2, 3, 8, 9]),
    st.integers(0, 9_999_999),
    st.integers(0, 11),
    st.integers(1, 9),
)
def test_one_wrong_digit_is_always_found(year, digit, serial, place, more):
    good = number(year, digit, serial).replace(".", "")
    wrong = good[:place] + str((int(good[place]) + more) % 10) + good[place + 1 :]
    with pytest.raises(Invalid):
        numbers.parse(wrong, BOOK)


def take(world, data, **more):
    told = {"zone": ZONE, "source": "test", "at": at("2025-06-01T09:00"), "by": world["officer"], "today": TODAY}
    return import_patents(**told, data=data if isinstance(data, bytes) else data.encode(), **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_the_usual_encodings(world, encoding):
    text = ("专利清单（导出）,,,,,,,\n" + HEAD + GOOD) if encoding != "utf-16" else (HEAD + GOOD).replace(",", "\t")
    outcome = take(world, text.encode(encoding))
    assert outcome.written and outcome.count("new") == 2
    view = log.one(zone=ZONE, number=A.replace(".", ""), today=TODAY)
    assert view is not None and view.owners == ((ONE, 6000, world.firms["one"]), ("四川演示大学", 4000, None))
    assert (view.kind, view.granted_on, view.status, view.expires_on) == (
        "invention",
        dt.date(2024, 5, 6),
        "granted",
        dt.date(2041, 3, 4),
    )


def test_words_of_the_usual_exports_say_where_a_patent_stands(world):
    told = {
        "有效专利": "granted", "部分无效": "granted", "等年费滞纳金": "granted", "专利权的终止": "lapsed", "逾期视撤失效": "lapsed",
        "届满终止失效": "expired", "Active": "granted",
    }  # fmt: skip
    numbered = {number(2022, 1, 60100 + place): word for place, word in enumerate(told)}
    lines = (f"{one},一种装置,2022-03-04,2024-05-06,{ONE},,{word},\n" for one, word in numbered.items())
    outcome = take(world, HEAD + "".join(lines))
    assert outcome.written, outcome.wrong
    found = {row.number: row.status for row in rows("Patent").all()}
    assert found == {one.replace(".", ""): told[word] for one, word in numbered.items()}


def test_a_workbook_with_other_columns_and_digits(world):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["件号", "专利名称", "申请日", "当前权利人", "申请人", "授权公告日"])
    sheet.append(
        [
            int(C.replace(".", "")) if C[-1] != "X" else C,
            "一种外壳",
            dt.date(2023, 5, 6),
            TWO,
            ONE,
            dt.date(2024, 1, 2),
        ]
    )
    out = io.BytesIO()
    book.save(out)
    with refused(Invalid, "缺少列.*申请号"):
        take(world, out.getvalue())
    outcome = take(world, out.getvalue(), mapping={"件号": "number"})
    assert outcome.written and [one.name for one in rows("PatentOwner").all()] == [TWO]
    assert rows("Patent").get().kind == "design"
    sheet["A2"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    wrong = take(world, out.getvalue(), mapping={"件号": "number"}).wrong
    assert "A2 是公式" in wrong[0].problems[0].what and rows("Patent").count() == 1


ST96 = """<?xml version="1.0" encoding="UTF-8"?>
<pat:PatentData xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent" xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common">
<pat:BibliographicData><pat:PatentGrantIdentification><com:IPOfficeCode>CN</com:IPOfficeCode><pat:PatentNumber>CN113000001</pat:PatentNumber>
<pat:GrantDate>2024-05-06</pat:GrantDate></pat:PatentGrantIdentification>
<pat:ApplicationIdentification><com:IPOfficeCode>CN</com:IPOfficeCode><pat:ApplicationNumber><com:ApplicationNumberText>{number}</com:ApplicationNumberText>
</pat:ApplicationNumber><pat:FilingDate>2021-03-04</pat:FilingDate></pat:ApplicationIdentification>
<pat:PriorityClaimBag><pat:PriorityClaim><com:ApplicationNumber><com:ApplicationNumberText>US1</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2020-01-01</pat:FilingDate></pat:PriorityClaim></pat:PriorityClaimBag>
<pat:InventionTitle com:languageCode="zh">一种电路板</pat:InventionTitle>
<pat:PartyBag><pat:ApplicantBag><pat:Applicant><com:Contact><com:Name><com:OrganizationName><com:OrganizationStandardName>{owner}</com:OrganizationStandardName>
</com:OrganizationName></com:Name></com:Contact></pat:Applicant></pat:ApplicantBag></pat:PartyBag></pat:BibliographicData></pat:PatentData>"""


def test_st96(world):
    outcome = take(world, ST96.format(number=A, owner=ONE))
    assert outcome.written, outcome.wrong
    row = rows("Patent").get()
    assert (row.number, row.applied_on, row.granted_on, row.title) == (
        A.replace(".", ""), dt.date(2021, 3, 4), dt.date(2024, 5, 6), "一种电路板"
    )  # fmt: skip
    assert rows("PatentOwner").get().party_id == world.firms["one"]


def test_st96_names_the_holder_before_the_applicant_and_the_chinese_title(world):
    named = f"<com:Contact><com:Name><com:EntityName>{TWO}</com:EntityName></com:Name></com:Contact>"
    holder = f"<pat:AssigneeBag><pat:Assignee>{named}</pat:Assignee></pat:AssigneeBag>"
    chinese = '<pat:InventionTitle com:languageCode="zh">'
    title = f'<pat:InventionTitle com:languageCode="en">A board</pat:InventionTitle>{chinese}一种 H<com:Sub>2</com:Sub>O 电路板'
    text = ST96.format(number=A, owner=ONE).replace("</pat:PartyBag>", f"{holder}</pat:PartyBag>")
    text = text.replace(f"{chinese}一种电路板", title)
    outcome = take(world, text)
    assert outcome.written, outcome.wrong
    assert rows("Patent").get().title == "一种 H2O 电路板"
    assert rows("PatentOwner").get().party_id == world.firms["two"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "实体"),
        ('<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>', "实体"),
        ("<a>" * 100 + "</a>" * 100, "嵌套"), ("<a><b></a>", "XML 不完整"), ("<a/>", "没有数据行"),
        (b"PK\x03\x04broken", "工作簿"), (b"\x00\x01\x02", "表格|编码|缺少列"), ("申请号\n", "缺少列"), (HEAD, "没有数据行"),
        ('a,"b', "CSV|缺少列"), (b"", "缺少列"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_whole(world, data, says):
    with refused(Invalid, says):
        take(world, data)


def test_hostile_workbooks_are_refused_before_they_are_opened(world):
    """Nothing of it is imported, the key stays free, and the file mended is taken with it."""
    good = hostile.workbook([A, "一种电路板", "2021-03-04", "2024-05-06", ONE])
    for name, (part, change, says) in hostile.HOSTILE.items():
        bad = hostile.changed(good, part, change)
        assert len(bad) < BOOK.limits.bytes, name
        with refused(Invalid, says) as caught:
            take(world, bad, key="hostile")
        assert caught.value.do, name
    formula = hostile.workbook(["=1+1", "一种电路板", "2021-03-04", "2024-05-06", ONE])
    merged = hostile.more(hostile.MERGED.replace("XFD1048576", "A2"), after=True)
    before = everything()
    for data, says in ((formula, "A2 是公式"), (hostile.changed(good, hostile.SHEET, merged), "合并单元格")):
        outcome = take(world, data, key="hostile")
        assert not outcome.written and says in str(outcome.wrong), says
    long = take(world, ST96.format(number=A, owner="甲" * (BOOK.limits.cell + 1)))
    assert not long.written and "owners 过长" in long.wrong[0].problems[0].what
    assert everything() == before
    assert take(world, good, key="hostile").written and rows("Patent").get().title == "一种电路板"


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (f"{A[:-1]}{'1' if A[-1] != '1' else '2'},x,2021-03-04,2024-05-06,{ONE},,,", "number", "校验位"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE},实用新型,,", "kind", "申请号却是"),
        (f"{A},x,2022-03-04,2024-05-06,{ONE},,,", "applied_on", "2021 年"),
        (f"{A},x,2021-03-04,2020-05-06,{ONE},,,", "granted_on", "早于申请日"),
        (f"{A},x,2021-03-04,2026-05-06,{ONE},,,", "granted_on", "今天之后"),
        (f"{A},x,2021-02-30,2024-05-06,{ONE},,,", "applied_on", "日期不正确"),
        (f"{A},,2021-03-04,2024-05-06,{ONE},,,", "title", "缺少"),
        (f"{A},x,2021-03-04,2024-05-06,,,,", "owners", "没有权利人"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE}(60%);{TWO}(50%),,,", "shares", "110%"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE}(0%),,,", "shares", "份额不正确"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE};{ONE},,,", "owners", "重复"),
        (f"{A},x,2021-03-04,,{ONE},,有效,", "granted_on", "缺少授权公告日"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE},,审中,", "status", "审查中"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE},,飞走了,", "status", "未知的法律状态"),
        (f"{A},x,2021-03-04,2024-05-06,{ONE},,,21", "fees_year", "0–20"),
    ],
)
def test_one_wrong_row_and_nothing_is_imported(world, line, code, says):
    before = everything()
    outcome = take(world, HEAD + GOOD.split("\n")[1] + "\n" + line + "\n")
    assert not outcome.written and [row.row for row in outcome.wrong] == [3] and everything() == before
    assert any(one.code == code and says in one.what for one in outcome.wrong[0].problems), outcome.wrong[0].problems


def test_the_same_number_with_different_owners_is_an_error(world):
    line = f"{A},一种电路板,2021-03-04,2024-05-06,{{}},发明专利,有效,4\n"
    within = take(world, HEAD + line.format(ONE) + line.format(TWO))
    assert not within.written and within.wrong[0].row == 3
    assert ONE in within.wrong[0].problems[0].what and TWO in within.wrong[0].problems[0].what
    assert take(world, HEAD + line.format(ONE) + line.format(ONE)).count("repeated") == 1
    before = everything()
    again = take(world, HEAD + line.format(TWO))
    assert (
        not again.written
        and "已登记的" in again.wrong[0].problems[0].what
        and "专利法 10" in again.wrong[0].problems[0].do
    )
    assert everything() == before and rows("Patent").count() == 1


def test_the_same_owners_in_another_order_are_the_same_and_shares_may_come_later(world):
    line = f"{A},一种电路板,2021-03-04,2024-05-06,{{}},发明专利,有效,4\n"
    first = take(world, HEAD + line.format(f"{ONE}；{TWO}") + line.format(f"{TWO}；{ONE}"))
    assert first.written and (first.count("new"), first.count("repeated")) == (1, 1)
    assert take(world, HEAD + line.format(f"{TWO}（40%）；{ONE}")).count("changed") == 1
    found = {row.name: row.share_bp for row in rows("PatentOwner").all()}
    assert found == {ONE: None, TWO: 4000}
    before = everything()
    more = take(world, HEAD + line.format(f"{TWO}；{ONE}（70%）"))
    assert not more.written and [one.code for one in more.wrong[0].problems] == ["shares"] and everything() == before
    whole = take(world, HEAD + line.format(f"{TWO}；{ONE}") + line.format(f"{ONE}（60%）；{TWO}（40%）"))
    assert whole.written and (whole.count("changed"), whole.count("repeated")) == (1, 1)
    assert {row.name: row.share_bp for row in rows("PatentOwner").all()} == {ONE: 6000, TWO: 4000}


def test_again_changes_nothing_and_a_new_state_is_taken(world):
    assert take(world, HEAD + GOOD, key="k").count("new") == 2
    before = everything()
    assert take(world, HEAD + GOOD, key="k").repeated and everything() == before
    assert take(world, HEAD + GOOD).count("same") == 2
    later = take(world, HEAD + f"{B},一种夹具,2022-03-04,2024-07-08,{TWO},实用新型,未缴年费终止失效,\n")
    assert later.count("changed") == 1
    row = rows("Patent").get(number=B.replace(".", ""))
    assert (row.status, row.fees_year, row.version) == ("lapsed", 3, 2)
    before = everything()
    assert take(world, HEAD + f"{C},一种外壳,2023-05-06,2024-01-02,{ONE},,,\n", dry_run=True).count("new") == 1
    assert everything() == before
    with refused(NotAllowed, "科技创新人员"):
        take({"officer": world["clerk"]}, HEAD + GOOD)


def test_owners_change_by_a_transfer_with_its_paper(world):
    take(world, HEAD + GOOD)
    does = {"zone": ZONE, "number": B, "on": TODAY, "at": at("2025-06-01T10:00"), "by": world["officer"]}
    owners = [Owner(ONE, 5000), Owner(TWO, 5000)]
    with refused(Invalid, "凭证.*专利法 10"):
        transfer(**does, owners=owners, evidence=" ")
    with refused(Invalid, "份额"):
        transfer(**does, owners=[Owner(ONE, 5000), Owner(TWO, 4000)], evidence="登记簿副本")
    with refused(NotFound):
        transfer(**{**does, "number": C}, owners=owners, evidence="登记簿副本")
    transfer(**does, owners=owners, evidence="登记簿副本", key="t")
    transfer(**does, owners=owners, evidence="登记簿副本", key="t")
    kept = rows("PatentTransfer").get()
    assert kept.before == [[TWO, None]] and kept.after == [[ONE, 5000], [TWO, 5000]]
    assert log.held_by(zone=ZONE, party_id=world.firms["one"]) == {"invention": 1, "utility": 1}
    assert [v.number for v in log.page(zone=ZONE, today=TODAY, party_id=world.firms["two"])[0]] == [B.replace(".", "")]


def test_annual_fees_by_the_year_of_the_patent():
    def due(paid, today, kind="invention", applied="2021-03-04", granted="2024-05-06"):
        return fees.next_fee(
            kind=kind, applied_on=dt.date.fromisoformat(applied), granted_on=dt.date.fromisoformat(granted), paid_through=paid,
            today=dt.date.fromisoformat(today), soon_days=90, book=BOOK,
        )  # fmt: skip

    found = due(4, "2025-01-10")
    assert found and (found.year, found.on, found.late_until, found.yuan, found.standing) == (
        5, dt.date(2025, 3, 4), dt.date(2025, 9, 4), 1200, "due"
    )  # fmt: skip
    assert [due(4, day).standing for day in ("2024-06-01", "2025-03-04", "2025-03-05", "2025-09-05")] == [
        "paid",
        "due",
        "grace",
        "overdue",
    ]
    assert due(0, "2025-01-10").standing == "unknown" and due(20, "2040-01-01") is None
    assert due(9, "2031-01-01", "utility").yuan == 2000 and due(10, "2031-01-01", "utility") is None
    assert fees.expires_on("design", dt.date(2021, 5, 31), BOOK) == dt.date(2031, 5, 31)
    assert fees.expires_on("design", dt.date(2021, 6, 1), BOOK) == dt.date(2036, 6, 1)


def test_a_fee_that_was_paid_is_recorded_by_its_receipt(world):
    take(world, HEAD + GOOD)
    does = {"zone": ZONE, "number": B, "at": at("2025-06-01T10:00"), "by": world["officer"], "evidence": "收据 1"}
    with refused(Invalid, "凭证"):
        record_fee(**{**does, "evidence": " "}, year=4)
    with refused(Invalid, "1–10.*11"):
        record_fee(**does, year=11)
    with refused(Conflict, "第 3 年"):
        record_fee(**does, year=3)
    with refused(NotFound):
        record_fee(**{**does, "number": C}, year=4)
    with refused(NotAllowed):
        record_fee(**{**does, "by": world["auditor"]}, year=4)
    record_fee(**does, year=4, key="f")
    record_fee(**does, year=4, key="f")
    row = rows("Patent").get(number=B.replace(".", ""))
    assert (row.fees_year, row.version) == (4, 2)
    view = log.one(zone=ZONE, number=row.number, today=TODAY)
    assert view is not None and view.due is not None and (view.due.year, view.due.standing) == (5, "paid")
    rows("Patent").filter(number=row.number).update(status="lapsed")
    with refused(WrongState, "有效"):
        record_fee(**does, year=5)


def test_fees_due_come_by_standing_and_page_by_page(world):
    days = {
        "2024-09-02": "overdue",
        "2025-01-05": "grace",
        "2025-03-01": "grace",
        "2025-07-08": "due",
        "2025-12-20": "",
    }
    for place, day in enumerate(days):
        applied = dt.date.fromisoformat(day).replace(year=2022)
        paid = int(day[:4]) - 2022
        one = number(2022, 2, 60200 + place)
        assert take(world, HEAD + f"{one},一种夹具,{applied},2023-07-08,{TWO},,,{paid}\n").written
    found = log.fees_due(zone=ZONE, today=TODAY)
    assert found.counts == {"due": 1, "grace": 2, "overdue": 1} and found.next == ""
    assert [view.due.on.isoformat() for view in found.rows if view.due] == list(days)[:4]
    late = log.fees_due(zone=ZONE, today=TODAY, standing="grace")
    assert [view.number for view in late.rows] == [view.number for view in found.rows[1:3]]
    shown: list[str] = []
    after = ""
    for _page in range(4):
        page = log.fees_due(zone=ZONE, today=TODAY, after=after, most=1)
        shown += [view.number for view in page.rows]
        after = page.next
    assert shown == [view.number for view in found.rows] and after == ""


def test_years_have_their_exact_base():
    assert (
        yearly.compare(1319, 1011) == yearly.Year(1319, 1011, Decimal("30.46")) and yearly.compare(5, 0).growth is None
    )
    assert yearly.compare(357, 295).growth == Decimal("21.02")
    assert yearly.bases(1319, "30.46") == [1011] and yearly.bases(357, "21.02") == [295]
    assert (yearly.share(295, 1011), yearly.share(357, 1319)) == (Decimal("29.2"), Decimal("27.1"))


def test_the_command(db, tmp_path, capsys):
    from django.core.management import call_command

    path = tmp_path / "list.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    call_command("patents", "import", str(path), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["written"], told["errors"]) == (2, False, []) and rows("Patent").count() == 0
    call_command("patents", "import", str(path))
    assert rows("Patent").count() == 2
    path.write_text(HEAD + GOOD.replace("ZL" + A, "ZL" + A[:-1] + ("1" if A[-1] != "1" else "2")), encoding="utf-8")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        call_command("patents", "import", str(path), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["errors"][0]["problems"][0]["code"] == "number"
    call_command("patents", "due", "--json")


def test_what_a_spreadsheet_lost_is_told():
    book = openpyxl.Workbook()
    book.active.append(["申请号", "名称", "申请日", "专利权人"])
    book.active.append([1.2345678901234567e17, "x", "2021-03-04", ONE])
    out = io.BytesIO()
    book.save(out)
    assert "失真" in files.read(out.getvalue(), BOOK)[0].wrong[0]
