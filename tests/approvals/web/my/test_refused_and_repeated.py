"""What goes wrong: other people's cases, mistakes in the form, wrong files, a second press, an old tab."""

from __future__ import annotations

import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gaoxin.accounts.web import guards
from gaoxin.approvals import selectors
from gaoxin.approvals.services import intake, malware
from gaoxin.parties.services import note_credit
from tests.approvals.conftest import CLERK, PDF, ZONE, at, rows
from tests.approvals.web.my.conftest import HANDED_IN, PERMIT, PROJECT, pdf, text

PAGES = ("", "form/", "documents/", "submit/", "sign/", "receipt/", "corrections/", "licence.pdf")


def view(number):
    return selectors.case(zone=ZONE, reference=number, by=CLERK)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_elses_case(web, applicant, page):
    number = web.start(applicant)
    response = web.client("stranger").get(f"/my/cases/{number}/{page}")
    assert response.status_code == 404 and number not in text(response)


def test_nobody_elses_enterprise_nor_acts(web, applicant):
    number = web.submitted(applicant)
    stranger = web.client("stranger")
    assert number not in text(stranger.get("/my/"))
    assert stranger.get(f"/my/?party={web.zone.party.id}").status_code == 404
    for act in ("withdraw", "report", "rate", "evidence/drawing-review", "documents/safety-measures"):
        response = stranger.post(f"/my/cases/{number}/{act}/", {"key": "x", "sure": "yes", "grade": "satisfied"})
        assert response.status_code == 404, act
    form = {"key": "x", "party": str(web.zone.party.id), "project_code": PROJECT, "commits": "yes", "channel": "online"}
    assert stranger.post(f"/my/start/{PERMIT}/", form).status_code == 404
    file = selectors.files_of(ZONE, view(number).id)[0]
    assert stranger.get(f"/my/cases/{number}/uploads/{file.id}/").status_code == 404
    assert b"".join(applicant.get(f"/my/cases/{number}/uploads/{file.id}/").streaming_content).startswith(b"%PDF")


def test_a_file_of_another_case_is_not_found_by_way_of_ones_own(web, applicant):
    number, other = web.submitted(applicant), web.zone.submitted()
    file = selectors.files_of(ZONE, other)[0]
    assert applicant.get(f"/my/cases/{number}/uploads/{file.id}/").status_code == 404
    assert applicant.get(f"/my/cases/{number}/files/{uuid.uuid4()}.pdf").status_code == 404


def test_an_officer_has_no_page_here(web, applicant):
    number = web.start(applicant)
    for path in ("/my/", f"/my/cases/{number}/"):
        assert web.client("clerk").get(path).status_code in (302, 403)


def test_an_agent_of_one_item_sees_that_item(web, applicant):
    agent = web.client("agent")
    number = web.start(agent)
    assert number in text(agent.get("/my/"))
    form = {"key": "d", "party": str(web.zone.party.id), "commits": "no", "channel": "online"}
    response = agent.post("/my/start/drainage-permit/", form)
    assert response.status_code == 403 and "委托" in text(response)
    assert applicant.post("/my/start/drainage-permit/", form).status_code == 302
    assert "排水" not in text(agent.get("/my/"))


def test_mistakes_keep_what_was_typed_and_save_the_rest(web, applicant):
    number = web.start(applicant)
    sent = {"contact_name": "陈工", "start_planned_on": "明年三月", "contract_price": "九千万", "floor_area": "42,000"}
    response = applicant.post(f"/my/cases/{number}/form/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="明年三月"' in page and 'value="九千万"' in page and "不是日期" in page and "不是数" in page
    assert 'href="#id-start_planned_on"' in page and 'aria-invalid="true"' in page
    facts = view(number).facts
    assert facts["contact_name"] == "陈工" and facts["contract_price"] == 98_000_000
    again = web.client("applicant").get(f"/my/cases/{number}/form/").content.decode()  # another device
    assert 'value="陈工"' in again


def test_typing_is_saved_by_itself(web, applicant):
    number = web.start(applicant)
    response = applicant.post(
        f"/my/cases/{number}/form/", {"contact_name": "陈工", "contact_phone": ""}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert response.status_code == 200 and "已自动保存" in page and "还有 3 项必填" in page and "<html" not in page
    acts = rows("Case").get(number=number).sources
    assert acts["contact_name"]["how"] == "typed"
    response = applicant.post(
        f"/my/cases/{number}/form/", {"start_planned_on": "不知道"}, headers={"HX-Request": "true"}
    )
    assert "不是日期" in response.content.decode() and 'hx-swap-oob="true"' in response.content.decode()


def test_what_a_register_says_is_disputed_not_overwritten(web, applicant):
    number = web.start(applicant)
    applicant.post(f"/my/cases/{number}/form/", {"owner_name": "改名公司"})
    assert view(number).facts["owner_name"] == "清远演示新材料有限公司"
    path = f"/my/cases/{number}/form/owner_legal/dispute/"
    assert applicant.post(path, {"key": "d1", "text": "法定代表人已变更"}).status_code == 302
    assert view(number).sources["owner_legal"]["dispute"]["text"] == "法定代表人已变更"
    assert view(number).sources["owner_legal"]["locked"] is True
    assert "法定代表人已变更" in applicant.get(f"/my/cases/{number}/form/").content.decode()
    response = applicant.post(f"/my/cases/{number}/form/contact_name/dispute/", {"key": "d2", "text": "不对"})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("合同.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "文件内容与名称不符"),
        ("合同.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "应为 pdf"),
        ("合同.exe", b"MZ" + b"\0" * 60, "应为 pdf"),
    ],
    ids=["a picture called pdf", "a picture", "a program"],
)
def test_a_file_of_the_wrong_kind(web, applicant, name, data, said):
    number = web.start(applicant)
    good, wrong = pdf("good"), pdf("x", data)
    wrong.name = name
    response = applicant.post(f"/my/cases/{number}/documents/safety-measures/", {"key": "u1", "files": [wrong, good]})
    assert response.status_code == 422 and said in text(response)
    assert [file.name for file in selectors.files_of(ZONE, view(number).id)] == ["good.pdf"]
    response = applicant.post(f"/my/cases/{number}/documents/safety-measures/", {"key": "u2"})
    assert response.status_code == 422 and "没有选择文件" in text(response)


def test_malware_is_not_kept(web, applicant, monkeypatch, tmp_path):
    scanner = tmp_path / "clamdscan"
    scanner.write_text("#!/bin/sh\ngrep -q EICAR && exit 1\nexit 0\n")
    scanner.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert malware.present()
    number = web.start(applicant)
    assert "没有安装病毒检查" not in text(applicant.get(f"/my/cases/{number}/documents/"))
    path = f"/my/cases/{number}/documents/safety-measures/"
    response = applicant.post(path, {"key": "m1", "files": pdf("bad", PDF + b"EICAR")})
    assert response.status_code == 422 and "恶意代码" in text(response)
    assert not selectors.files_of(ZONE, view(number).id)
    assert applicant.post(path, {"key": "m2", "files": pdf("good")}).status_code == 302


def test_one_press_one_case(web, applicant):
    key = str(uuid.uuid4())
    assert web.start(applicant, key=key) == web.start(applicant, key=key)
    assert rows("Case").count() == 1


def test_handed_in_once(web, applicant):
    number = web.start(applicant)
    web.fill(applicant, number)
    web.upload(applicant, number, *HANDED_IN, key="same-form")
    web.upload(applicant, number, *HANDED_IN)
    assert len(selectors.files_of(ZONE, view(number).id)) == len(HANDED_IN)
    form = web.signature()
    assert applicant.post(f"/my/cases/{number}/sign/", form).status_code == 302
    response = applicant.post(f"/my/cases/{number}/sign/", form)
    assert response["Location"] == f"/my/cases/{number}/receipt/"
    assert [entry.kind for entry in selectors.ledger_of(ZONE, view(number).id)] == ["received"]


def test_an_old_tab_shows_how_it_stands(web, applicant):
    number = web.submitted(applicant)
    for path in ("form", "documents", "submit", "sign"):
        response = applicant.get(f"/my/cases/{number}/{path}/", follow=True)
        assert response.redirect_chain[-1][0] == f"/my/cases/{number}/" and "已经提交" in text(response)
    response = applicant.post(f"/my/cases/{number}/form/", {"contact_name": "后来的"}, follow=True)
    assert "已经提交" in text(response) and view(number).facts["contact_name"] == "陈工"
    response = applicant.post(f"/my/cases/{number}/form/", {"contact_name": "后来的"}, headers={"HX-Request": "true"})
    assert response.status_code == 409 and response["X-Problem"] == "1"


def test_the_letter_needs_consent_and_the_signers_own_name(web, applicant):
    number = web.start(applicant)
    web.fill(applicant, number)
    web.upload(applicant, number)
    response = applicant.post(f"/my/cases/{number}/sign/", web.signature(agrees=""))
    assert response.status_code == 422 and "承诺书" in text(response)
    response = applicant.post(f"/my/cases/{number}/sign/", web.signature(signer="别人"))
    assert response.status_code == 422 and 'value="别人"' in response.content.decode()
    assert applicant.post(f"/my/cases/{number}/submit/", {"key": "s"}).status_code == 200
    assert view(number).state == "draft"


def test_whoever_signs_proves_it_with_a_second_factor(web, applicant):
    """Long after it was set up, or never set up at all: the letter is not shown and nothing is handed in."""
    number = web.start(applicant)
    web.fill(applicant, number)
    web.upload(applicant, number)
    session = applicant.session
    session["second_factor_set_up_at"] = 0
    session.save()
    for answer in (
        applicant.get(f"/my/cases/{number}/sign/"), applicant.post(f"/my/cases/{number}/sign/", web.signature())
    ):  # fmt: skip
        assert answer.status_code == 302 and answer["Location"].startswith("/account/2fa/?next=")
    assert view(number).state == "draft"
    Authenticator.objects.create(user=web.clients[0][1], type="totp", data={"secret": "x"})
    answer = applicant.get(f"/my/cases/{number}/sign/")
    assert answer.status_code == 302 and answer["Location"].startswith("/account/2fa/reauthenticate/?next=")
    assert view(number).state == "draft"


def test_incomplete_is_said_and_may_still_be_handed_in(web, applicant):
    number = web.start(applicant, commits="no")
    response = applicant.post(f"/my/cases/{number}/submit/", {"key": "i1"})
    assert response.status_code == 422 and "联系人" in text(response) and "安全" in text(response)
    response = applicant.post(f"/my/cases/{number}/submit/", {"key": "i2", "as_it_is": "yes"})
    assert response.status_code == 302 and view(number).state == "submitted"


def test_a_secondary_document_may_follow(web, applicant):
    number = web.start(applicant, commits="no")
    page = applicant.get(f"/my/cases/{number}/documents/").content.decode()
    assert "?follow=site-readiness" in page
    page = applicant.get(f"/my/cases/{number}/documents/?follow=site-readiness").content.decode()
    assert "改为现在提交" in page and "?follow=site-readiness" in page
    applicant.post(
        f"/my/cases/{number}/submit/?follow=site-readiness",
        {"key": "f", "as_it_is": "yes", "follow": "site-readiness"},
    )
    ways = {need.material: need.way for need in selectors.requirements_of(ZONE, view(number).id)}
    assert ways["site-readiness"] == "deferred"


def test_the_credit_bar_says_why(web, applicant):
    note_credit(
        zone=ZONE, party_id=web.zone.party.id, kind="false-commitment", since=at("2026-01-10T09:00").date(), source="x",
        article="国办发〔2020〕42号", ref="1",
    )  # fmt: skip
    page = text(applicant.get(f"/my/start/{PERMIT}/"))
    assert "不能选择告知承诺" in page and "虚假承诺" in page
    form = {
        "key": "c", "party": str(web.zone.party.id), "project_code": PROJECT, "commits": "yes", "channel": "online",
        "phase": "pile-foundation",
    }  # fmt: skip
    response = applicant.post(f"/my/start/{PERMIT}/", form)
    assert response.status_code == 422 and f'value="{PROJECT}"' in response.content.decode()


def test_a_phase_needs_a_project_and_the_former_phase(web, applicant):
    party = str(web.zone.party.id)
    form = {"key": "p", "party": party, "project_code": "", "channel": "online", "phase": "pile-foundation"}
    assert "项目代码" in text(applicant.post(f"/my/start/{PERMIT}/", form))
    page = applicant.get(f"/my/start/{PERMIT}/?project_code={PROJECT}")
    assert "须先取得前一阶段许可" in text(page)


def test_the_window_that_took_it_is_what_the_page_shows(web, applicant):
    """What others did meanwhile is on the page at once: nothing is remembered in the session."""
    number = web.submitted(applicant)
    intake.accept(zone=ZONE, case_id=view(number).id, by=CLERK, at=at("2026-03-02T15:00"))
    web.at("2026-03-02T15:30")
    assert "审查中" in text(applicant.get(f"/my/cases/{number}/"))


def test_more_cases_ask_no_more_of_the_database(web, applicant, django_assert_num_queries):
    web.zone.granted()
    applicant.get("/my/")
    with CaptureQueriesContext(connection) as one:
        applicant.get("/my/")
    for _ in range(3):
        web.zone.granted()
    with django_assert_num_queries(len(one)):
        applicant.get("/my/")


@pytest.mark.usefixtures("one_minute")
def test_uploads_are_counted_by_account(web, applicant, monkeypatch):
    """The third in a minute, where two are allowed, is answered 429 and keeps nothing."""
    monkeypatch.setattr(guards, "UPLOADS", 2)
    number = web.start(applicant)
    web.upload(applicant, number, *HANDED_IN[:2])
    before = rows("Upload").count()
    response = applicant.post(f"/my/cases/{number}/documents/{HANDED_IN[2]}/", {"key": "third", "files": pdf("third")})
    assert response.status_code == 429 and int(response["Retry-After"]) > 0 and "上传过于频繁" in text(response)
    assert rows("Upload").count() == before == 2
