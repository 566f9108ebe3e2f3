"""Pages: who sees what, and that a form does what its button says, once, and keeps what was typed where it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.web import proofs
from gaoxin.projects.services.stewards import caring, cultivation, inquiries, returning
from tests.stewards.conftest import ZONE, World, rows

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
    assert ("走访</span>" in shown(client.get("/stewards/warnings/"))) is seen


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


def test_the_file_keeps_inside_what_is_inside(world):
    firm = world.firms["one"]
    caring.note_signal(
        zone=ZONE, party_id=firm, code="dispute", day=timezone.localdate(), words="欠款", source="来电", at=timezone.now(),
        by=world["steward"],
    )  # fmt: skip
    assert "欠款" in shown(client_of(world, "steward").get(f"/stewards/files/{firm}/"))
    own = shown(client_of(world, "applicant").get("/my/steward/file/"))
    assert "欠款" not in own and "统计法 28" in own
    assert client_of(world, "agent").get("/my/steward/").status_code == 403
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
