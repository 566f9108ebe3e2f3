"""The pages as their readers use them: a firm tells posts, a school fills a course, the officer matches, the council decides."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gaoxin.parties import services as registering
from tests.economy.conftest import ZONE
from tests.talent.conftest import CODES, NOW, SYSTEM, WELDER, World, rows

pytestmark = pytest.mark.django_db


class Clock:
    """Pages read the clock; here it stands where the test puts it."""

    now = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()
    monkeypatch.setattr(timezone, "now", lambda: told.now)
    return told


@pytest.fixture
def mandated(world: World) -> World:
    """The same people as accounts: each speaks for its party as a whole."""
    for login, party in (
        ("applicant", "firm"), ("applicant-2", "second"), ("school", "school"), ("school-2", "other-school"),
    ):  # fmt: skip
        registering.grant_mandate(
            zone=ZONE, party_id=world.parties[party], user_id=world.account(login), at=NOW - dt.timedelta(days=1), by=SYSTEM
        )  # fmt: skip
    return world


def signed_in(login: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(login=f"{login}@{ZONE}"))
    return client


def page_of(client: Client, path: str, **told: Any) -> str:
    answer = client.get(path, told)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, path: str, /, act: str, key: str = "", **told: Any) -> int:
    """302 where it was done, 422 where it was told why not."""
    key = key or hashlib.sha256(repr((path, act, told)).encode()).hexdigest()[:32]
    return client.post(path, {"act": act, "key": key, **told}).status_code


def keys_of(page: str, act: str) -> list[str]:
    """The hidden keys of the forms with this button: what a browser would send."""
    forms = [
        form for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL) if f'value="{act}"' in form
    ]
    return [found[1] for form in forms if (found := re.search(r'name="key" value="([^"]+)"', form))]


def workbook(*lines: list[Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile("岗位.xlsx", kept.getvalue())


POST = {
    "title": "夜班焊工（演示）", "kind": "practice", "occupation": WELDER, "seats": "1", "same_workers": "10", "first": "2026-09",
    "last": "2026-11", "tasks": "焊缝检验", "pay_percent": "60", "night": "1",
    "daily_hours": "9.5", "weekly_hours": "40", "agency": "1", "wants": ["0130"],
}  # fmt: skip
COURSE = {"occupation": WELDER, "title": "焊接订单班", "hours": "40", "starts": "2026-07-01", "ends": "2026-08-31"}
MINE = "/my/talent/"


def test_a_firm_tells_a_base_and_posts_and_reads_what_the_law_bars(mandated: World):
    firm = signed_in("applicant")
    months = "2026-09 5\n2026-10 5\n2026-11 5"
    base = {"name": "二厂", "workers": "50", "lat": "23.71", "lon": "113.04", "months": months}
    for wrong in ({"months": "九月 五"}, {"workers": "-5"}, {"lat": "113", "lon": "23"}):
        assert sent(firm, MINE, "base", **base | wrong) == 422
    assert rows("Base").count() == 1
    assert sent(firm, MINE, "base", **base) == 302
    own = {"base": str(rows("Base").get(name="二厂").id)}
    assert sent(firm, MINE, "post", **own, **POST | {"seats": "-1"}) == 422
    for wrong in ({"first": "2026"}, {"daily_hours": "八"}, {"weekly_hours": "7.123"}, {"wants": ["9999"]}):
        assert sent(firm, MINE, "post", **own, **POST | wrong) == 422
    assert (
        'value="夜班焊工（演示）"'
        in firm.post(MINE, {"act": "post", "key": "w", **own, **POST, "seats": "x"}).content.decode()
    )
    typed = {**own, **POST, "hazards": ["height"], "kind": "job", "night": "1", "title": ""}
    kept = firm.post(MINE, {"act": "post", "key": "w2", **typed}).content.decode()
    for chosen in (f'value="{own["base"]}" selected', 'value="job" selected', f'value="{POST["occupation"]}" selected',
                   'value="height" selected', 'name="night" value="1" checked', 'value="0130" selected'):  # fmt: skip
        assert chosen in kept, chosen
    assert [sent(firm, MINE, "post", key="form-0001", **own, **POST) for _ in range(2)] == [302, 302]
    told = page_of(firm, MINE)
    made = rows("Post").get(title="夜班焊工（演示）")
    assert (made.daily_minutes, made.weekly_minutes, made.agency, made.wants) == (570, 2400, True, ["0130"])
    number = made.number
    assert "每天 9.5 小时" in told and "每天不得超过八小时" in told and "不得通过中介机构" in told
    assert number in told and "还没有实地考察，学生不能去" in told and "职业学校学生实习管理规定" in told
    sheet = [
        ["岗位名称", "职业", "人数", "同类岗位在岗职工", "起始月份", "结束月份"],
        ["车工（演示）", "车工", 2, 20, "2026-09", "2026-11"],
    ]
    wrong = workbook(*sheet, ["车工（演示）", "没有的职业", 2, 20, "2026-09", "2026-11"])
    refused = firm.post(MINE, {"act": "import", "how": "import", "key": "k1", "file": wrong, **own})
    assert refused.status_code == 422 and "没有的职业" in refused.content.decode()
    for how, many in (("dry", 2), ("import", 3)):
        assert (
            firm.post(MINE, {"act": "import", "how": how, "key": how, "file": workbook(*sheet), **own}).status_code
            == 302
        )
        assert rows("Post").count() == many
    assert sent(firm, MINE, "close", number=number) == 302 and rows("Post").get(number=number).closed_at == NOW
    other = signed_in("applicant-2")
    assert number not in page_of(other, MINE)
    assert sent(other, MINE, "close", number=mandated.post) == 404
    assert other.get(MINE, {"party": str(mandated.parties["firm"])}).status_code == 404
    assert sent(firm, MINE, "no-such-act") == 422 and sent(signed_in("head"), MINE, "close") == 403


def test_a_school_fills_a_course_from_demand(mandated: World):
    school = signed_in("school")
    assert "按需求开课" in page_of(school, MINE)
    before = rows("Course").count(), rows("CourseDemand").count()
    for wrong in ("-1", "3", "两个"):  # below zero, more than the two that are demanded, no number
        answer = school.post(MINE, {"act": "fill", "key": wrong, "seats": wrong, **COURSE})
        assert answer.status_code == 422 and "没有任何改动" in answer.content.decode() or wrong != "-1"
        assert 'value="焊接订单班"' in answer.content.decode()  # what was typed is not lost
    assert (rows("Course").count(), rows("CourseDemand").count()) == before
    assert [sent(school, MINE, "fill", key="form-0002", seats="2", **COURSE) for _ in range(2)] == [302, 302]
    course = rows("Course").get()
    told = page_of(school, MINE)
    assert course.number in told and "手工电弧焊" in told
    assert sent(school, MINE, "fill", seats="1", **COURSE) == 422  # nobody demands more
    assert sent(school, MINE, "take-in", number=course.number, students="S1 S2 S3") == 422
    assert sent(school, MINE, "take-in", number=course.number, students="S1\nS2") == 302
    assert rows("CourseStudent").count() == 2
    assert sent(signed_in("school-2"), MINE, "fill", seats="1", **COURSE) == 404  # not registered as a school
    seats = {"programme": str(mandated.programme), "year": "2028", "first": "2027-09", "last": "2027-11"}
    refused = school.post(MINE, {"act": "seats", "key": "s1", "seats": "-1", **seats})
    assert refused.status_code == 422 and "数量不能为负" in refused.content.decode() and rows("Cohort").count() == 1
    assert sent(school, MINE, "seats", seats="20", **seats) == 302 and rows("Cohort").count() == 2


def test_from_the_matching_to_a_job_over_the_pages(mandated: World, clock: Clock):
    officer, school, firm = (signed_in(login) for login in ("talent-officer", "school", "applicant"))
    assert "匹配这些学生" in page_of(officer, "/talent/") and "匹配这些学生" not in page_of(
        signed_in("head"), "/talent/"
    )
    assert sent(officer, "/talent/", "draw", first="2026-09", last="2026-11") == 302
    run = rows("Run").get()
    assert "允许的岗位都已满" in page_of(officer, f"/talent/runs/{run.number}/")
    assert sent(signed_in("head"), f"/talent/runs/{run.number}/", "adopt") == 422 and not rows("Placement").exists()
    assert sent(officer, f"/talent/runs/{run.number}/", "adopt") == 302
    assert sent(officer, f"/talent/runs/{run.number}/", "adopt", key="again") == 422
    assert officer.get("/talent/runs/PP-0000-0000/").status_code == 404
    first, second = rows("Placement").order_by("number")
    for client in (school, firm):
        assert len(keys_of(page_of(client, MINE), "agree")) == 2
        assert sent(client, MINE, "agree", number=first.number) == 302
    assert sent(school, MINE, "withdraw", number=second.number, reason="") == 422
    assert sent(school, MINE, "withdraw", number=second.number, reason="改去别处") == 302
    assert sent(school, MINE, "start", number=first.number, on="2026-06-01") == 422  # no agreement of school and firm
    days = {"since": "2026-06-01", "until": "2028-06-30", "subject": "联合培养"}
    assert sent(firm, MINE, "offer", school=str(mandated.school_id), **days) == 302
    number = rows("Agreement").get().number
    assert sent(firm, MINE, "accept", number=number) == 422 and sent(school, MINE, "accept", number=number) == 302
    assert sent(school, MINE, "start", number=first.number, on="2026-06-01") == 302
    clock.now = NOW + dt.timedelta(days=130)
    officer, firm = signed_in("talent-officer"), signed_in("applicant")
    assert sent(firm, MINE, "end", number=first.number, on="2026-10-05", reason="期满") == 302
    assert sent(firm, MINE, "hire", number=first.number, on="2026-10-06") == 302
    assert "其中录用 1 人" in page_of(firm, MINE)
    assert sent(officer, "/talent/", "inspect", base=str(mandated.base), on="2027-01-01") == 422
    assert sent(officer, "/talent/", "inspect", base=str(mandated.base), on="2026-10-01") == 302


def test_the_council_meets_votes_and_keeps_its_pledges(mandated: World, clock: Clock):
    officer, firm, outsider = (signed_in(login) for login in ("talent-officer", "applicant", "applicant-2"))
    assert sent(officer, "/talent/councils/", "found", name="联合体（演示）", on="2026-06-01") == 302
    number = rows("Council").get().number
    path = f"/talent/councils/{number}/"
    seat = {"seat": str(mandated.parties["firm"])}
    assert sent(officer, path, "admit", identifier=CODES["firm"], kind="enterprise", chair="1") == 302
    refused = officer.post(path, {"act": "admit", "key": "m1", "identifier": "91440000000000000X", "kind": "school"})
    assert refused.status_code == 422 and "没有登记的单位" in refused.content.decode()
    assert sent(officer, path, "call", title="首次会议", place="管委会", held_at="2026-06-01T09:30") == 302
    meeting = str(rows("Meeting").get().id)
    motion = {
        "text": "共建实训中心",
        "majority": "simple",
        "opens_at": "2026-06-01T09:00",
        "closes_at": "2026-06-01T18:00",
    }
    assert sent(firm, path, "move", meeting=meeting, **motion) in (403, 422) and not rows("Motion").exists()
    assert sent(officer, path, "move", meeting=meeting, **motion) == 302
    vote = {"motion": str(rows("Motion").get().id), "choice": "yes", **seat}
    assert sent(firm, path, "vote", **vote) == 422  # not signed in to the meeting
    key = keys_of(page_of(firm, path), "attend")[0]
    assert [sent(firm, path, "attend", key=key, meeting=meeting, **seat) for _ in range(2)] == [302, 302]
    key = keys_of(page_of(firm, path), "vote")[0]
    assert [sent(firm, path, "vote", key=key, **vote) for _ in range(2)] == [302, 302]
    assert sent(firm, path, "vote", **vote | {"choice": "no"}) == 422 and rows("Vote").count() == 1
    assert sent(firm, path, "pledge", text="提供十个岗位", due_on="2026-07-01", **seat) == 302
    assert sent(officer, path, "settle", motion=vote["motion"]) == 422  # still open
    clock.now = NOW + dt.timedelta(days=60)
    officer, firm, outsider = (signed_in(login) for login in ("talent-officer", "applicant", "applicant-2"))
    assert "已逾期" in page_of(firm, path)
    assert sent(officer, path, "settle", motion=vote["motion"]) == 302
    assert sent(officer, path, "minutes", meeting=meeting, text="通过") == 302
    assert sent(firm, path, "keep", pledge="1", evidence="自己说的") in (403, 422)
    assert sent(officer, path, "keep", pledge="1", evidence="岗位清单") == 302
    told = page_of(firm, path)
    assert "赞成 1，反对 0，弃权 0" in told and "承诺已兑现" in told
    for client in (outsider, signed_in("school")):
        assert client.get(path).status_code == 404 and number not in page_of(client, "/talent/councils/")
        assert sent(client, path, "pledge", text="冒名", due_on="2026-09-01", **seat) == 404
    assert rows("Pledge").count() == 1
    _what_ends(officer, firm, path, seat)


def _what_ends(officer: Client, firm: Client, path: str, seat: dict[str, str]) -> None:
    assert sent(firm, path, "pledge", text="提供实训设备", due_on="2026-09-01", **seat) == 302
    assert "撤回承诺" in page_of(firm, path) and "终止联合体" not in page_of(firm, path)
    assert sent(firm, path, "withdraw-pledge", pledge="2", reason="") == 422
    assert sent(firm, path, "withdraw-pledge", pledge="2", reason="设备停产") == 302
    member = str(rows("Member").get().id)
    assert sent(firm, path, "end-seat", member=member, on="2026-07-31", reason="自己退出") in (403, 422)
    assert sent(officer, path, "close", on="2026-07-31", reason="并入新的联合体") == 302
    told = page_of(firm, path)  # still read, nothing more to do in it
    assert "并入新的联合体" in told and "设备停产" in told and 'value="pledge"' not in told
    assert sent(officer, path, "end-seat", member=member, on="2026-07-31", reason="迁出") == 422


def test_what_was_typed_is_there_again_and_its_form_is_open(mandated: World):
    school, firm = signed_in("school"), signed_in("applicant")
    seats = {"programme": str(mandated.programme), "year": "2029", "seats": "-5", "first": "2028-09", "last": "2028-11"}
    base = {"name": "二厂", "workers": "-3", "lat": "23.7", "lon": "113.1", "months": "2026-09 4"}
    for client, act, told, kept in (
        (school, "seats", seats, ('value="-5"', 'value="2029"', f'value="{mandated.programme}" selected', 'value="2028-11"')),
        (firm, "base", base, ('value="二厂"', 'value="-3"', "2026-09 4</textarea>")),
    ):  # fmt: skip
        page = client.post(MINE, {"act": act, "key": f"typed-{act}", **told}).content.decode()
        details = next(part for part in page.split("<details")[1:] if f'value="{act}"' in part)
        assert details.split(">")[0].endswith(" open") and all(one in details for one in kept)
    assert (rows("Cohort").count(), rows("Base").count()) == (1, 1)
