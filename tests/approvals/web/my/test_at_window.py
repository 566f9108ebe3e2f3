"""A clerk applies for whoever came to the window: the same form, signed on paper, and the log says for whom."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from gaoxin.accounts.web.proofs import SET_UP
from gaoxin.approvals import selectors
from gaoxin.approvals.services import drafting, intake, submission
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid, NotAllowed
from tests.approvals.conftest import CLERK, PDF, PROJECT, TYPED, ZONE, at, refused
from tests.approvals.web.my.conftest import HANDED_IN, PERMIT, Web, pdf, text

SIGNED, LETTER = "signed-application", "commitment-letter"


@pytest.fixture
def clerk(web: Web) -> Client:
    client = web.client("clerk")
    session = client.session
    session[SET_UP] = str(web.clients[-1][1].pk)
    session.save()
    return client


def start(web: Web, clerk: Client, **changed: str) -> str:
    values = {"key": str(uuid.uuid4()), "party": str(web.zone.party.id), "project_code": PROJECT, "commits": "yes"}
    response = clerk.post(f"/desk/window/start/{PERMIT}/", values | {"channel": "window"} | changed)
    assert response.status_code == 302, text(response)
    return re.search(r"^/desk/window/cases/([^/]+)/form/$", response["Location"])[1]


def fill(clerk: Client, number: str) -> None:
    here = f"/desk/window/cases/{number}"
    response = clerk.post(f"{here}/form/", TYPED | {"next": "1"})
    assert response["Location"] == f"{here}/documents/"
    for material in HANDED_IN:
        response = clerk.post(f"{here}/documents/{material}/", {"key": str(uuid.uuid4()), "files": pdf(material)})
        assert response["Location"].startswith(f"{here}/documents/"), text(response)


def scan(clerk: Client, number: str, code: str) -> Any:
    path = f"/desk/window/cases/{number}/papers/{code}/"
    return clerk.post(path, {"key": str(uuid.uuid4()), "files": pdf(code)})


def view(number: str) -> Any:
    return selectors.case(zone=ZONE, reference=number, by=CLERK)


def log(number: str) -> list[Any]:
    return audit_log.entries(ZONE, subject=f"case:{view(number).id}")


def test_from_who_came_to_the_receipt(web, clerk):
    assert "/desk/window/" in clerk.get("/desk/").content.decode()
    assert "没有登记这个申请人" in text(clerk.get("/desk/window/?q=没有这家"))
    for asked in ("演示新材料", "91350100M0"):
        assert f"?party={web.zone.party.id}" in clerk.get(f"/desk/window/?q={asked}").content.decode()
    page = clerk.get(f"/desk/window/?party={web.zone.party.id}").content.decode()
    assert f"/desk/window/need/?party={web.zone.party.id}" in page
    page = clerk.get(f"/desk/window/need/?party={web.zone.party.id}&stage=construction").content.decode()
    assert f"/desk/window/start/{PERMIT}/" in page and "/my/" not in page
    page = clerk.get(f"/desk/window/start/{PERMIT}/?party={web.zone.party.id}").content.decode()
    assert 'value="window"' in page and 'value="online"' not in page
    number = start(web, clerk)
    assert number in clerk.get("/desk/window/").content.decode()
    page = clerk.get(f"/desk/window/cases/{number}/form/").content.decode()
    assert "窗口代 清远演示新材料有限公司 办理" in page and "/my/" not in page
    fill(clerk, number)
    here = f"/desk/window/cases/{number}/submit/"
    response = clerk.post(here, {"key": "early"})
    assert response.status_code == 422 and "缺少申请人签字的文件" in text(response)
    assert view(number).state == "draft"
    assert scan(clerk, number, SIGNED)["Location"].startswith(here)
    letter = text(clerk.get(f"/desk/window/cases/{number}/sign/"))
    assert "承诺不实或者逾期的" in letter and "窗口人员不能代为签署" in letter
    response = clerk.post(here, {"key": "half", "agrees": "yes", "signer": "clerk"})
    assert response.status_code == 422 and "承诺书" in text(response) and view(number).state == "draft"
    assert scan(clerk, number, LETTER).status_code == 302
    response = clerk.post(here, {"key": "whole"})
    assert response["Location"] == f"/desk/window/cases/{number}/receipt/", text(response)
    assert "收件回执" in text(clerk.get(response["Location"]))
    case = view(number)
    assert (case.state, case.channel, case.visits) == ("submitted", "window", 1)
    needs = {need.material: need for need in selectors.requirements_of(ZONE, case.id)}
    assert needs[LETTER].way == "uploaded" and needs[LETTER].ref.startswith("upload:") and SIGNED not in needs
    mark = f"party:{web.zone.party.id}"
    assert {entry.act for entry in log(number)} == {"start-case", "save-draft", "upload", "submit"}
    for entry in log(number):
        assert entry.actor_name == "clerk" and json.loads(entry.detail)["for"] == mark
    assert set(json.loads(log(number)[-1].detail)["signed"]) == {SIGNED, LETTER}
    assert number not in clerk.get("/desk/window/").content.decode()
    page = text(clerk.get(f"/desk/cases/{number}/"))
    assert "申请人签字的申请表" in page and "代申请人" in page
    assert number in text(web.client("applicant").get("/my/"))


def test_without_a_commitment_the_application_alone_is_signed(web, clerk):
    number = start(web, clerk, commits="no")
    clerk.post(f"/desk/window/cases/{number}/form/", TYPED)
    scan(clerk, number, SIGNED)
    response = clerk.post(f"/desk/window/cases/{number}/submit/", {"key": "k", "as_it_is": "yes"})
    assert response.status_code == 302, text(response)
    assert clerk.post(f"/desk/window/cases/{number}/submit/", {"key": "k", "as_it_is": "yes"}).status_code == 302
    assert [entry.kind for entry in selectors.ledger_of(ZONE, view(number).id)] == ["received"]
    response = clerk.get(f"/desk/window/cases/{number}/form/", follow=True)
    assert response.redirect_chain[-1][0] == f"/desk/cases/{number}/"


def test_corrections_that_are_brought_to_the_window(web, clerk):
    pk = web.zone.submitted()
    number = web.number(pk)
    intake.request_corrections(
        zone=ZONE, case_id=pk, corrections={"safety-measures": "缺盖章页"}, by=CLERK, at=at("2026-03-02T11:00")
    )
    web.at("2026-03-03T10:00")
    session = clerk.session
    session[SET_UP] = str(web.keys["clerk"])
    session.save()
    path = f"/desk/window/cases/{number}/corrections/"
    assert path in clerk.get(f"/desk/cases/{number}/").content.decode()
    assert "缺盖章页" in text(clerk.get(path))
    form = {"key": "c", "answer-safety-measures": "已盖章", "files-safety-measures": pdf("盖章", PDF + b"2")}
    assert clerk.post(path, form)["Location"] == f"/desk/window/cases/{number}/"
    assert view(number).state == "submitted"
    assert json.loads(log(number)[-1].detail)["for"] == f"party:{web.zone.party.id}"


def test_an_online_draft_is_the_applicants_alone(web, clerk, applicant):
    number = web.start(applicant)
    pk = view(number).id
    for path in ("form", "documents", "submit", "sign"):
        assert clerk.get(f"/desk/window/cases/{number}/{path}/").status_code == 404
    assert number not in clerk.get("/desk/window/").content.decode()
    to: dict[str, Any] = {"zone": ZONE, "case_id": pk, "by": CLERK, "at": at("2026-03-02T10:00")}
    with refused(NotAllowed, "网上申请"):
        drafting.save_draft(values={"contact_name": "别人"}, **to)
    with refused(NotAllowed, "网上申请"):
        drafting.upload(material="safety-measures", name="a.pdf", data=PDF, **to)
    with refused(NotAllowed, "网上申请"):
        submission.submit(agrees=True, as_it_is=True, **to)
    with refused(NotAllowed, "网上申请"):
        web.zone.start(by=CLERK)


def test_a_clerk_signs_for_nobody(web):
    pk = web.zone.start(channel="window", by=CLERK)
    web.zone.upload(pk)
    with refused(Invalid, "缺少申请人签字"):
        submission.submit(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T10:00"), agrees=True, as_it_is=True)


def test_an_applicant_hands_in_what_the_window_began(web, clerk, applicant):
    number = start(web, clerk)
    fill(clerk, number)
    assert number in text(applicant.get("/my/"))
    response = applicant.post(f"/my/cases/{number}/sign/", web.signature())
    assert response["Location"] == f"/my/cases/{number}/receipt/", text(response)
    assert "for" not in json.loads(log(number)[-1].detail)


def test_only_clerks_of_the_zone_come_to_the_window(web, clerk, applicant):
    number = start(web, clerk)
    assert applicant.get("/desk/window/").status_code == 403
    assert applicant.get(f"/desk/window/cases/{number}/form/").status_code == 403
    assert clerk.get(f"/desk/window/?party={uuid.uuid4()}").status_code == 404
    assert clerk.get("/desk/window/?party=nothing").status_code == 404
