"""Pages: who sees what, and that a form does what its button says, once, and keeps what was typed where it is refused."""

from __future__ import annotations

import ast
import datetime as dt
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from gaoxin.accounts.web import proofs
from gaoxin.demo.plan import Enterprise
from gaoxin.innovation.selectors.policies.settings import book as policies
from gaoxin.parties import services as registering
from gaoxin.projects.selectors.stewards import file
from gaoxin.projects.services.stewards import caring, cultivation, entrusting, inquiries, returning
from tests.stewards.conftest import SYSTEM, ZONE, World, rows

pytestmark = pytest.mark.django_db


def client_of(world: World, name: str) -> Client:
    user = get_user_model().objects.get(id=world.ids[name])
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[proofs.SET_UP] = str(user.pk)
    session.save()
    return client


def shown(page: Any, status: int = 200) -> str:
    assert page.status_code == status, page.content.decode()[:2000]
    return page.content.decode()


@pytest.fixture
def asked(world: World) -> Any:
    return inquiries.ask(
        zone=ZONE,
        party_id=world.firms["one"],
        subject="用电增容",
        text="找谁？",
        at=timezone.now(),
        by=world["applicant"],
    )


PATHS = ("", "inbox/", "warnings/", "returning/", "caseload/", "ladder/")


@pytest.mark.parametrize("name", ["steward", "steward-3", "head", "auditor"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(world, asked, name, language):
    now = timezone.now()
    day = timezone.localdate()
    returning.open_round(zone=ZONE, year=day.year, since=day, until=day, at=now, by=world["head"])
    told = returning.Declared(day, True, 60, 30, 50, ("labour",))
    returning.declare(zone=ZONE, year=day.year, party_id=world.firms["one"], told=told, at=now, by=world["applicant"])
    caring.note_signal(
        zone=ZONE,
        party_id=world.firms["one"],
        code="stopped",
        day=day,
        words="停产",
        source="走访",
        at=now,
        by=world["steward"],
    )
    entry = cultivation.take_in(
        zone=ZONE, kind="leader", name="龙头（演示）", target_year=2030, at=now, by=world["head"]
    )
    for year, output in ((2023, 4_000_000), (2024, 5_000_000)):
        cultivation.put_output(
            zone=ZONE, entry_id=entry, year=year, output_k=output, source="declared", at=now, by=world["head"]
        )
    client = client_of(world, name)
    client.cookies["django_language"] = language
    for path in PATHS:
        text = shown(client.get(f"/stewards/{path}"))
        assert "None" not in text
    seen = name != "steward-3"
    for path in (
        f"parties/{world.firms['one']}/",
        f"files/{world.firms['one']}/",
        f"files/{world.firms['one']}/?by=time",
    ):
        assert client.get(f"/stewards/{path}").status_code == (200 if seen else 404)
    assert client.get(f"/stewards/inquiries/{asked}/").status_code == (200 if seen else 404)
    assert ("清远演示新材料" in shown(client.get("/stewards/warnings/"))) is seen


def test_the_enterprise_asks_declares_and_rates(world):
    day = timezone.localdate()
    returning.open_round(zone=ZONE, year=day.year, since=day, until=day, at=timezone.now(), by=world["head"])
    firm, client = str(world.firms["one"]), client_of(world, "applicant")
    assert "steward（演示）" in shown(client.get("/my/steward/"))
    question = {"party": firm, "key": "k1", "subject": "用电增容", "text": "找谁？"}
    for _ in range(2):
        assert client.post("/my/steward/ask/", question).status_code == 302
    asked = rows("Inquiry").get()
    declared = {"party": firm, "key": "k2", "year": str(day.year), "day": day.isoformat(), "returned": "1", "capacity": "120",
                "workers_back": "30", "workers": "50", "obstacle": "labour"}  # fmt: skip
    kept = shown(client.post("/my/steward/declare/", declared), 422)
    assert (
        'value="120"' in kept
        and 'value="labour" id="ob-labour" checked' in kept
        and not rows("ReturnDeclaration").exists()
    )
    assert client.post("/my/steward/declare/", declared | {"capacity": "60"}).status_code == 302
    steward = client_of(world, "steward")
    answered = {"act": "answer", "text": "找供电所", "key": "k3", "version": "1"}
    assert steward.post(f"/stewards/inquiries/{asked.id}/", answered).status_code == 302
    late = shown(steward.post(f"/stewards/inquiries/{asked.id}/", answered | {"key": "k4", "text": "我再答"}), 422)
    assert "其间已有新的内容" in late and "我再答" in late
    rated = {"act": "rate", "stars": "5", "text": "很快", "key": "k5"}
    assert client.post(f"/my/steward/questions/{asked.id}/", rated).status_code == 302
    assert "已经评价过" in shown(client.post(f"/my/steward/questions/{asked.id}/", rated | {"key": "k6"}), 422)
    assert "找供电所" in shown(client.get(f"/my/steward/questions/{asked.id}/"))
    other = client_of(world, "applicant-2")
    assert other.get(f"/my/steward/questions/{asked.id}/").status_code == 404
    assert other.post("/my/steward/ask/", question | {"key": "k7"}).status_code == 404
    assert other.get(f"/my/steward/file/?party={firm}").status_code == 404


def test_a_steward_notes_and_a_head_hands_over(world):
    firm, steward, head = world.firms["one"], client_of(world, "steward"), client_of(world, "head")
    page = f"/stewards/parties/{firm}/"
    tomorrow = timezone.localdate() + dt.timedelta(1)
    visit = {"act": "visit", "key": "v1", "day": tomorrow.isoformat(), "place": "厂区", "findings": "满负荷"}
    assert "不能在将来" in shown(steward.post(page, visit), 422) and not rows("StewardVisit").exists()
    assert steward.post(page, visit | {"day": timezone.localdate().isoformat()}).status_code == 302
    moved = {"act": "hand-over", "key": "h1", "steward": str(world.ids["steward-3"]), "backup": "", "note": "增容在谈"}
    assert head.post(page, moved).status_code == 302
    assert steward.get(page).status_code == 404
    assert "增容在谈" in shown(client_of(world, "steward-3").get(page))
    assert "没有这个操作" in shown(head.post(page, {"act": "nothing"}), 422)


def of_benefits_and_harmony(world, whose, mark):
    """Of the firm whose file is looked at: one benefit paid and partly taken back, one off the list; a check confirmed, a draft."""
    day, at, own = timezone.localdate(), timezone.now(), mark == "本企业"
    run, _made = apps.get_model("innovation", "MatchRun").objects.get_or_create(
        zone=ZONE, day=day, defaults={"at": at, "by_id": "x", "by_name": "x", "book": "x", "firms": 2, "listed": 2, "yuan": 1},
    )  # fmt: skip
    benefit, codes = apps.get_model("innovation", "Entitlement").objects, sorted(policies().policies)
    given = {"version": day, "year": 2024, "day": day, "run": run, "trace": {}}
    back = {"account": "6222", "paid_at": at, "reclaimed": 1000, "reclaimed_at": at}
    benefit.create(**whose, **given, policy=codes[0], yuan=30_000 if own else 70_000, state="reclaimed", **back)
    benefit.create(**whose, **given, policy=codes[1], yuan=70_000, state="withdrawn")
    check, told = (
        apps.get_model("labour", "HarmonyCheck").objects,
        {"filled_by_id": world.ids["applicant"], "filled_at": at},
    )
    check.create(**whose, **told, year=2024, state="draft")
    if own:
        check.create(**whose, **told, year=2023, state="confirmed", passed=True, judged_at=at)
    visit = {"coordinator_id": world.ids["steward"], "day": day, "at": at, "findings": "加班未付"}
    apps.get_model("labour", "CoordinationVisit").objects.create(**whose, **visit)


def test_the_file_keeps_inside_what_is_inside(world):
    firm = world.firms["one"]
    caring.note_signal(
        zone=ZONE, party_id=firm, code="dispute", day=timezone.localdate(), words="欠款", source="来电", at=timezone.now(),
        by=world["steward"],
    )  # fmt: skip
    of, other, day = (
        {"zone": ZONE, "party_id": firm},
        {"zone": ZONE, "party_id": world.firms["two"]},
        timezone.localdate(),
    )
    title = {"title": "htec", "level": "national", "state": "recognised", "on": day, "at": timezone.now()}
    base = apps.get_model("talent", "Base").objects.create(**of, name="基地", workers=90, lat=23.7, lon=113.0)
    posted = {
        "base": base,
        "kind": "job",
        "occupation": "x",
        "seats": 7,
        "same_workers": 9,
        "first_month": day,
        "last_month": day,
    }
    for whose, mark in ((of, "本企业"), (other, "别家")):
        apps.get_model("innovation", "TitleRecord").objects.create(**whose, **title, evidence=f"{mark}证书")
        apps.get_model("talent", "Post").objects.create(**whose, **posted, number=f"{mark}岗", title=f"{mark}检验员")
        of_benefits_and_harmony(world, whose, mark)
    told = shown(client_of(world, "steward").get(f"/stewards/files/{firm}/"))
    assert "欠款" in told
    own = shown(client_of(world, "applicant").get("/my/steward/file/"))
    for page in (told, own):
        assert (
            "高新技术企业 · 国家级" in page and "本企业证书" in page and "本企业检验员" in page and "别家" not in page
        )
        assert "¥30,000（-¥1,000） · 追回中" in page and "已认定" in page and "协调员走访" in page
        assert (
            "草稿" not in page and "¥70,000" not in page and "加班未付" not in page
        )  # a draft; off the list; findings
    assert "欠款" not in own and "统计法 28" in own
    assert client_of(world, "engineer").get(f"/stewards/files/{firm}/").status_code == 403


def test_an_office_answers_what_was_handed_to_it(world, asked):
    engineer = client_of(world, "engineer")
    assert engineer.get(f"/stewards/inquiries/{asked}/").status_code == 404
    forward = {"act": "forward", "office": "construction", "text": "请答复", "key": "f1", "version": "1"}
    assert client_of(world, "steward").post(f"/stewards/inquiries/{asked}/", forward).status_code == 302
    assert "用电增容" in shown(engineer.get("/stewards/inbox/"))
    answer = {"act": "answer", "text": "可以", "key": "f2", "version": "2"}
    assert engineer.post(f"/stewards/inquiries/{asked}/", answer).status_code == 302
    assert rows("Inquiry").get().first_answer_at is not None


def test_asked_answered_and_declared_by_api(world):
    day = timezone.localdate()
    returning.open_round(zone=ZONE, year=day.year, since=day, until=day, at=timezone.now(), by=world["head"])
    firm, client, steward = str(world.firms["one"]), client_of(world, "applicant"), client_of(world, "steward")

    def post(who: Client, path: str, body: dict[str, Any], key: str) -> Any:
        return who.post(
            f"/api/v1/stewards/{path}", body, content_type="application/json", headers={"Idempotency-Key": key}
        )

    question = {"party": firm, "subject": "用电增容", "text": "找谁？"}
    first, again = (post(client, "inquiries", question, "00000001") for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json() and rows("Inquiry").count() == 1
    pk = first.json()["id"]
    assert post(client, "inquiries", question | {"text": "另一件事"}, "00000001").status_code == 409
    assert post(client_of(world, "applicant-2"), "inquiries", question, "00000002").status_code == 404
    assert post(client_of(world, "steward-3"), f"inquiries/{pk}/answers", {"text": "答"}, "00000003").status_code == 404
    told = post(steward, f"inquiries/{pk}/answers", {"text": "供电所", "version": 1}, "00000004").json()
    assert [entry["kind"] for entry in told["course"]] == ["asked", "answered"] and told["standing"] == "answered"
    assert post(steward, f"inquiries/{pk}/answers", {"text": "再答", "version": 1}, "00000005").status_code == 409
    declared = {
        "party": firm,
        "day": day.isoformat(),
        "returned": True,
        "capacity": 60,
        "workers_back": 30,
        "workers": 50,
    }
    assert post(client, f"returns/{day.year}/declarations", declared | {"capacity": 101}, "00000006").status_code == 422
    assert post(client, f"returns/{day.year}/declarations", declared, "00000007").status_code == 200
    assert steward.get(f"/api/v1/stewards/returns/{day.year}").json()["capacity"] == 60.0
    assert [e["name"] for e in steward.get("/api/v1/stewards/enterprises").json()["enterprises"]] == [
        "清远演示新材料有限公司"
    ]


def test_the_file_speaks_in_words_and_names_what_is_closed(world):
    firm, at = world.firms["one"], timezone.now()
    does = {"zone": ZONE, "party_id": firm, "at": at, "by": world["applicant"]}
    caring.wish(**does, text="班车")
    until = at + dt.timedelta(days=30)
    entrusting.entrust(**does, item="construction-permit", until=until, words="全程代办")
    for language, word, item, closed in (
        ("zh-hans", "正在办理", "建筑工程施工许可证核发", "未对您开放的模块"),
        ("en", "Being handled", "onstruction", "Modules closed to you"),
    ):
        for name, path in (("steward", f"/stewards/files/{firm}/"), ("applicant", "/my/steward/file/")):
            client = client_of(world, name)
            client.cookies["django_language"] = language
            for view in ("", "?by=time"):
                text = shown(client.get(path + view))
                assert word in text and item in text and "construction-permit" not in text
                assert (closed in text) is (name == "applicant")


def test_no_table_of_statistics_is_read_by_the_file_or_the_ladder():
    """What an enterprise tells the statistician serves statistics only (统计法 28): no provider may read these tables."""
    inside = {"MonthlyInvestment", "ProgressReport", "CostEntry"}
    folder = Path(file.__file__).parent
    others = [Path(sys.modules[module.read.__module__].__file__ or "") for module in file.modules()]
    for name in {folder / name for name in ("file.py", "ladder.py", "warned.py", "care.py")} | set(others):
        tree = ast.parse(name.read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        models = [
            model.__name__ for model in apps.get_models() if "tatisti" in model.__name__ or "Survey" in model.__name__
        ]
        assert not names & (inside | set(models)), name
    assert {module.code for module in file.modules()} == {
        "licences", "cases", "projects", "land", "promotion", "inquiries", "care", "returns", "credit", "signals", "ladder",
        "innovation", "benefits", "talent", "harmony",
    }  # fmt: skip


def test_a_head_gives_everybody_who_waits_a_steward_at_once(world):
    for number in range(3):
        registering.register_party(
            zone=ZONE, kind="enterprise", name=f"后来{number}号", identifier=Enterprise(900 + number, "", "", "").identifier,
            source="test", at=timezone.now(), by=SYSTEM, industry="3985",
        )  # fmt: skip
    form = {"act": "assign-waiting", "key": "a1"}
    assert client_of(world, "steward").post("/stewards/caseload/", form).status_code == 422
    assert rows("Stewardship").count() == 2
    head = client_of(world, "head")
    assert "3 家企业没有专员" in shown(head.get("/stewards/caseload/"))
    for _ in range(2):
        assert head.post("/stewards/caseload/", form).status_code == 302
    given = list(rows("Stewardship").filter(until=None).values_list("steward_id", "backup_id"))
    assert len(given) == 5 and all(backup and backup != steward for steward, backup in given)
    assert apps.get_model("audit", "AuditEntry").objects.filter(act="steward-assign-waiting").count() == 1
    assert "没有专员。" not in shown(head.get("/stewards/caseload/"))


def test_the_ladder_shows_who_told_what_when(world):
    now = timezone.now()
    entry = cultivation.take_in(
        zone=ZONE, kind="leader", name="龙头（演示）", target_year=2030, at=now, by=world["head"]
    )
    steward = client_of(world, "steward")
    for amount in ("4000000", "4500000"):
        form = {
            "act": "output",
            "key": f"o{amount}",
            "entry": str(entry),
            "year": "2024",
            "output_k": amount,
            "source": "declared",
        }
        assert steward.post("/stewards/ladder/", form).status_code == 302
    page = shown(steward.get("/stewards/ladder/"))
    assert "登记过的产值（2 次）" in page and "steward（演示）" in page and page.count("已被后来的登记取代") == 1
    assert "4,500,000（2024" in page.replace("\n", "") and "4,000,000" in page
    told = steward.get("/api/v1/stewards/ladder").json()["entries"][0]["told"]
    assert [(one["output_k"], one["by"], one["counts"]) for one in told] == [
        (4_500_000, "steward（演示）", True), (4_000_000, "steward（演示）", False)
    ]  # fmt: skip


def test_an_agent_comes_as_far_as_the_mandate_reaches(world, asked):
    firm, other = world.firms["one"], world.firms["two"]
    agent = client_of(world, "agent")
    page = shown(agent.get("/my/steward/"))
    assert "steward（演示）" in page and "清远演示新材料" in page and "用电增容" not in page
    form = {"party": str(firm), "key": "g1", "subject": "问", "text": "问"}
    assert agent.post("/my/steward/ask/", form).status_code == 404
    for path in (f"questions/{asked}/", f"file/?party={firm}", f"?party={firm}", f"?party={other}"):
        assert agent.get(f"/my/steward/{path}").status_code == 404
    registering.grant_mandate(zone=ZONE, party_id=firm, user_id=world.ids["agent"], at=timezone.now(), by=SYSTEM)
    assert "用电增容" in shown(agent.get(f"/my/steward/?party={firm}"))
    assert agent.post("/my/steward/ask/", form).status_code == 302
    assert agent.get(f"/my/steward/?party={other}").status_code == 404
    assert agent.post("/my/steward/ask/", form | {"party": str(other), "key": "g2"}).status_code == 404
    assert rows("Inquiry").count() == 2


def _more(world: World, since: int, until: int) -> None:
    """So many enterprises more, each with a steward, a question and a declaration."""
    now, day = timezone.now(), timezone.localdate()
    run = rows("ReturnRound").get()
    for number in range(since, until):
        firm = registering.register_party(
            zone=ZONE, kind="enterprise", name=f"多{number:03d}号", identifier=Enterprise(900 + number, "", "", "").identifier,
            source="test", at=now, by=SYSTEM, industry="3985",
        ).id  # fmt: skip
        rows("Stewardship").create(zone=ZONE, party_id=firm, steward_id=world.ids["steward"], since=now)
        rows("Inquiry").create(
            zone=ZONE,
            party_id=firm,
            asked_by_id=world.ids["steward"],
            subject="问",
            office="service",
            asked_at=now,
            due_at=now,
        )
        rows("ReturnDeclaration").create(
            zone=ZONE, round=run, party_id=firm, number=1, day=day, returned=True, capacity=50, workers_back=1, workers=2,
            declared_by_id=world.ids["steward"], declared_at=now,
        )  # fmt: skip


def test_more_enterprises_ask_no_more_of_the_database(world):
    day = timezone.localdate()
    returning.open_round(zone=ZONE, year=day.year, since=day, until=day, at=timezone.now(), by=world["head"])
    paths = ("", "inbox/", "returning/", "returning/?which=returned", "caseload/", "warnings/", "ladder/")
    client = client_of(world, "head")

    def counted() -> list[int]:
        found: list[int] = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                shown(client.get(f"/stewards/{path}"))
            found.append(len(asked))
        return found

    counted()  # what is read once a process
    _more(world, 0, 3)
    few = counted()
    _more(world, 3, 60)
    assert counted() == few and max(few) < 40, few
    page = shown(client.get("/stewards/returning/"))
    assert "after=" in page and "多059号" not in page


def test_visits_wishes_power_and_the_ladder_by_api(world):
    firm, steward, day = str(world.firms["one"]), client_of(world, "steward"), timezone.localdate()

    def post(who: Client, path: str, body: dict[str, Any], key: str) -> Any:
        return who.post(
            f"/api/v1/stewards/{path}", body, content_type="application/json", headers={"Idempotency-Key": key}
        )

    visit = {"party": firm, "day": day.isoformat(), "place": "厂区", "findings": "满负荷"}
    first, again = (post(steward, "visits", visit, "v0000001") for _ in range(2))
    assert first.status_code == 200 and first.json() == again.json() and rows("StewardVisit").count() == 1
    assert post(steward, "visits", visit | {"place": "他处"}, "v0000001").status_code == 409
    assert post(client_of(world, "steward-3"), "visits", visit, "v0000002").status_code == 404
    wish = post(client_of(world, "applicant"), "wishes", {"party": firm, "text": "班车"}, "w0000001").json()["id"]
    settled = {"done": False, "outcome": "线路由公交公司定"}
    assert post(steward, f"wishes/{wish}/settle", settled, "w0000002").status_code == 200
    assert post(steward, f"wishes/{wish}/settle", settled | {"done": True}, "w0000003").status_code == 409
    care = steward.get(f"/api/v1/stewards/enterprises/{firm}/care").json()
    assert care["wishes"][0]["state"] == "told-why-not" and care["visits"][0]["place"] == "厂区"
    assert client_of(world, "applicant-2").get(f"/api/v1/stewards/enterprises/{firm}/care").status_code == 404
    month = {"identifier": "91350100M000100Y43", "month": "2025-01-01", "kwh": 5000}
    wrong = [month, month | {"identifier": "91441802MA4X0000DG"}]
    told = post(steward, "power-readings", {"source": "供电所", "readings": wrong}, "p0000001").json()
    assert (told["taken"], [one["row"] for one in told["errors"]]) == (False, [2]) and not rows("PowerReading").exists()
    told = post(steward, "power-readings", {"source": "供电所", "readings": [month]}, "p0000001").json()
    assert (told["taken"], told["added"]) == (True, 1) and rows("PowerReading").get().kwh == 5000
    entry = cultivation.take_in(
        zone=ZONE, kind="leader", name="龙头（演示）", target_year=2030, at=timezone.now(), by=world["head"]
    )
    output = {"entry": str(entry), "year": 2024, "output_k": 4_000_000, "source": "published"}
    assert post(steward, "ladder/outputs", output | {"source": "statistics"}, "l0000001").status_code == 422
    (rung,) = post(steward, "ladder/outputs", output, "l0000002").json()["entries"]
    assert (rung["output_k"], rung["source"], rung["gap_k"]) == (4_000_000, "published", 6_000_000)
    measure = {"entry": str(entry), "text": "配套用地", "office": "land", "due_on": "2030-06-01"}
    made = post(steward, "ladder/measures", measure, "l0000003").json()["id"]
    assert post(steward, f"ladder/measures/{made}/finish", {"outcome": "已供地"}, "l0000004").status_code == 200
    assert steward.get("/api/v1/stewards/ladder").json()["entries"][0]["measures"][0]["outcome"] == "已供地"
    assert steward.get("/api/v1/stewards/ladder?on=2024-06-30").json()["entries"] == []


def test_the_caseload_is_taken_away_as_a_workbook(world):
    for name, firms in (("head", 2), ("steward-3", 1)):
        answer = client_of(world, name).get("/stewards/caseload/?as=xlsx")
        book = load_workbook(BytesIO(answer.content), read_only=True)
        loads, served = ([*sheet.iter_rows(values_only=True)] for sheet in book)
        assert len(loads) == 1 + 3 and len(served) == 1 + firms
