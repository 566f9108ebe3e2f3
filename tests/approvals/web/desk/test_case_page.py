"""The case page: what each role is offered, the whole journey by forms, no refusal for clerks, and officers who come too late."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import create_user
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.acts import ACTS, State, acts_for
from gaoxin.approvals.selectors import start_requests_of
from gaoxin.approvals.services import drafting, holding, promises, submission
from gaoxin.approvals.web.desk.acts import HANDLERS
from tests.approvals.conftest import PDF, SYSTEM, ZONE, at, rows

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xdc\xccY\xe7\x00\x00\x00\x00IEND\xaeB`\x82"
)
REFUSING = {"refuse", "not-accept", "revoke", "cancel", "mark-breach", "refuse-start-extension"}
OFFERED = {
    (Role.CLERK, "submitted"): {"accept", "request-corrections", "escalate"},
    (Role.CLERK, "accepted"): set(),
    (Role.REVIEWER, "accepted"): {"give-opinion", "suspend"},
    (Role.REVIEWER, "recommended"): set(),
    (Role.SUPERVISOR, "submitted"): {"not-accept", "assign"},
    (Role.SUPERVISOR, "recommended"): {"grant", "refuse", "send-back", "assign", "verify-commitment"},
    (Role.HEAD, "accepted"): {"extend", "assign"},
    (Role.SEAL_KEEPER, "granted"): {"seal"},
    (Role.AUDITOR, "recommended"): set(),
    (Role.STEWARD, "submitted"): set(),
}


@pytest.mark.parametrize(("role", "state"), sorted(OFFERED), ids=lambda value: str(value))
def test_what_each_role_is_offered(desk, role, state):
    pk = getattr(desk.zone, state)()
    offered = desk.enter(role).offered(pk)
    promised = {"verify-commitment"} if state in ("accepted", "recommended", "granted") else set()
    assert offered - promised == OFFERED[role, state] - promised


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER])
def test_nothing_is_offered_that_the_table_of_acts_does_not_give(desk, role):
    officer = desk.enter(role)
    for state in ("submitted", "recommended", "granted", "refused"):
        pk = getattr(desk.zone, state)()
        allowed = set(acts_for(State(desk.state(pk)), officer.actor)) | {"assign", "release"}
        assert officer.offered(pk) <= allowed
    assert set(HANDLERS) - {"assign", "release"} <= set(ACTS)


def test_a_clerk_meets_no_refusal(desk):
    """Not in the page of any state that is the window's, and not by sending what the page does not have."""
    clerk = desk.enter(Role.CLERK)
    for state in ("submitted", "accepted", "recommended"):
        pk = getattr(desk.zone, state)()
        page = clerk.page(pk)
        assert "不予" not in page
        assert not REFUSING & clerk.offered(pk)
        for act in sorted(REFUSING | {"grant", "send-back"}):
            response = clerk.act(
                pk, act, ground="false-material", because="wrong-authority", reasons="不行不行", instead="去别处办"
            )
            assert response.status_code == 403, act
        assert desk.state(pk) == state
    assert "不予" not in clerk.get("/desk/").content.decode()


def test_the_whole_journey_by_forms(desk):
    zone = desk.zone
    pk = zone.submitted()
    clerk, reviewer, supervisor, keeper = (
        desk.enter(role) for role in (Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.SEAL_KEEPER)
    )
    clerk.does(
        pk, "request-corrections", **{"element": "safety-measures", "text-safety-measures": "补充深基坑专项方案"}
    )
    assert desk.state(pk) == "correcting"
    desk.at = at("2026-03-03T09:30")
    drafting.upload(
        zone=ZONE, case_id=pk, material="safety-measures", name="新方案.pdf", data=PDF + b"new", by=zone.applicant,
        at=desk.at,
    )  # fmt: skip
    drafting.save_draft(zone=ZONE, case_id=pk, values={"contact_name": "新联系人"}, by=zone.applicant, at=desk.at)
    submission.submit_corrections(
        zone=ZONE, case_id=pk, answers={"safety-measures": "已补充"}, by=zone.applicant, at=desk.at
    )  # fmt: skip
    page = clerk.page(pk)
    assert "补正前后" in page and "新方案.pdf" in page and "已补充" in page and "告知以外也有变化" in page
    assert "request-corrections" not in clerk.offered(pk)
    desk.at = at("2026-03-03T10:00")
    clerk.does(pk, "accept")
    supervisor.does(pk, "assign", login="reviewer-1")
    reviewer.does(pk, "suspend", procedure="expert-review", days="5", note="请专家")
    assert "resume" in reviewer.offered(pk) and "recommend" not in reviewer.offered(pk)
    desk.at += dt.timedelta(hours=1)
    reviewer.does(pk, "resume", note="专家已出具意见")
    reviewer.does(pk, "give-opinion", step="technical-review", agrees="yes", text="符合", place="")
    reviewer.does(pk, "recommend", text="建议准予")
    supervisor.does(pk, "send-back", reason="补充一份说明")
    reviewer.does(pk, "recommend", text="已补充，建议准予")
    supervisor.does(pk, "grant")
    assert "deliver" not in clerk.offered(pk)
    keeper.does(pk, "seal")
    clerk.does(pk, "deliver")
    page = supervisor.page(pk)
    assert desk.state(pk) == "delivered"
    for words in ("准予许可", "为什么是这个日期", "专家", "行政许可法 45"):
        assert words in page
    licence = rows("Decision").get(case_id=pk).licence_id
    sent = supervisor.get(f"/desk/cases/{desk.number(pk)}/documents/{licence}/")
    assert sent.status_code == 200 and b"".join(sent.streaming_content).startswith(b"%PDF")


def test_a_refusal_is_whole_and_shows_its_remedies_before(desk):
    pk = desk.zone.recommended()
    supervisor = desk.enter(Role.SUPERVISOR)
    assert "决定书将写明的救济途径" in supervisor.page(pk)
    lacking = supervisor.act(pk, "refuse", ground="false-material", reasons="监理合同系伪造", instead="")
    page = unescape(lacking.content.decode())
    assert lacking.status_code == 422 and "监理合同系伪造" in page and desk.state(pk) == "recommended"
    supervisor.does(pk, "refuse", ground="false-material", reasons="监理合同系伪造", instead="重新委托监理后再申请")
    assert desk.state(pk) == "refused" and "重新委托监理后再申请" in supervisor.page(pk)


def test_what_was_typed_is_not_lost(desk):
    pk = desk.zone.submitted()
    clerk = desk.enter(Role.CLERK)
    response = clerk.act(
        pk, "request-corrections", **{"element": ["safety-measures", "land-approval"], "text-safety-measures": "缺签字"}
    )  # fmt: skip
    page = unescape(response.content.decode())
    assert response.status_code == 422 and 'value="缺签字"' in page and "国务院令716号" in page
    assert 'value="safety-measures" id="el-safety-measures" checked' in page


def test_what_government_holds_is_not_offered_for_correction(desk):
    pk = desk.zone.submitted()
    page = desk.enter(Role.CLERK).page(pk)
    ways = desk.zone.ways(pk)
    assert {"held", "fetched"} & set(ways.values())
    for material, way in ways.items():
        assert (f'id="el-{material}"' in page) is (way not in ("held", "fetched")), material


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_officer_sees_why_and_the_present_state(desk, htmx):
    pk = desk.zone.recommended()
    first, second = desk.enter(Role.SUPERVISOR, 1), desk.enter(Role.SUPERVISOR, 2)
    second.page(pk)
    first.does(pk, "grant")
    late = second.act(pk, "refuse", htmx=htmx, ground="false-material", reasons="材料不实", instead="重新提交真实材料")
    page = unescape(late.content.decode())
    assert late.status_code == 409 and late["X-Problem"] == "1"
    assert 'id="problem"' in page and "准予，待送达" in page
    assert ("<html" in page) is not htmx
    assert desk.state(pk) == "granted"


def test_a_form_sent_twice_acts_once(desk):
    pk = desk.zone.submitted()
    clerk = desk.enter(Role.CLERK)
    for _ in range(2):
        assert clerk.act(pk, "escalate", key="k1", question="能否先打桩", instead="先办桩基阶段").status_code == 302
    assert rows("WindowReply").filter(case_id=pk).count() == 1


def test_the_address_of_an_act_leads_back_to_the_case(desk):
    """After signing in again the browser asks for the form's address."""
    pk = desk.zone.submitted()
    response = desk.enter(Role.CLERK).get(f"/desk/cases/{desk.number(pk)}/accept/")
    assert response.status_code == 302 and response["Location"].endswith(f"/cases/{desk.number(pk)}/")


def test_matters_of_the_window_are_answered(desk):
    pk = desk.zone.submitted()
    desk.enter(Role.CLERK).does(pk, "escalate", question="能否先打桩", instead="先办桩基阶段")
    supervisor = desk.enter(Role.SUPERVISOR)
    assert (
        "能否先打桩" in supervisor.get("/desk/?queue=window").content.decode()
        or desk.number(pk) in supervisor.get("/desk/?queue=window").content.decode()
    )
    supervisor.does(pk, "answer-window", answer="可以分阶段办理")
    assert desk.number(pk) not in supervisor.get("/desk/?queue=window").content.decode()
    assert "可以分阶段办理" in supervisor.page(pk)


def test_a_commitment_is_verified_with_photographs_and_the_place(desk):
    pk = desk.zone.granted()
    desk.at = at("2026-03-05T10:00")
    reviewer = desk.enter(Role.REVIEWER)
    material = rows("Commitment").filter(case_id=pk).first().material
    drafting.upload(
        zone=ZONE, case_id=pk, material=material, name="证明.pdf", data=PDF + b"e", by=desk.zone.applicant, at=desk.at
    )
    promises.submit_evidence(zone=ZONE, case_id=pk, material=material, by=desk.zone.applicant, at=desk.at)
    told = {"material": material, "kept": "yes", "text": "现场与承诺一致"}
    picture = lambda: SimpleUploadedFile("门口.png", PNG, "image/png")  # noqa: E731
    no_place = reviewer.act(pk, "verify-commitment", **told, photos=picture())
    assert no_place.status_code == 422 and not rows("SitePhoto").exists()
    fake = reviewer.act(
        pk, "verify-commitment", **told, place="项目北门", photos=SimpleUploadedFile("x.png", PDF, "image/png")
    )
    assert fake.status_code == 422 and not rows("SitePhoto").exists()
    reviewer.does(pk, "verify-commitment", **told, place="项目北门", photos=picture())
    photo = rows("SitePhoto").get(case_id=pk)
    assert photo.place == "项目北门" and "项目北门" in reviewer.page(pk)
    sent = reviewer.get(f"/desk/cases/{desk.number(pk)}/files/{photo.sha256}/")
    assert sent["Content-Type"] == "image/png" and b"".join(sent.streaming_content) == PNG


def test_files_are_of_the_case_only(desk):
    pk, other = desk.zone.submitted(), desk.zone.start("2026-03-02T10:30")
    clerk = desk.enter(Role.CLERK)
    upload = rows("Upload").filter(case_id=pk).first()
    sent = clerk.get(f"/desk/cases/{desk.number(pk)}/files/{upload.sha256}/")
    assert (
        sent.status_code == 200
        and sent["Content-Type"] == "application/pdf"
        and sent["X-Content-Type-Options"] == "nosniff"
    )
    b"".join(sent.streaming_content)
    assert clerk.get(f"/desk/cases/{desk.number(other)}/files/{'0' * 64}/").status_code == 404
    assert desk.enter(Role.AUDIT_ADMIN).get(f"/desk/cases/{desk.number(pk)}/").status_code == 403


def test_a_case_page_costs_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    pk = desk.zone.recommended()
    supervisor = desk.enter(Role.SUPERVISOR)
    supervisor.page(pk)
    with django_assert_max_num_queries(32):
        supervisor.page(pk)


def test_a_request_to_start_later_lies_on_the_supervisors_pile_until_it_is_decided(desk):
    pk = desk.zone.granted("2026-03-02T11:00")
    number, supervisor = desk.number(pk), desk.enter(Role.SUPERVISOR)
    desk.at = at("2026-05-20T10:00")
    assert "refuse-start-extension" not in supervisor.offered(pk)
    to = {"zone": ZONE, "case_id": pk, "by": desk.zone.applicant}
    holding.ask_start_extension(reason="雨季，基坑不能开挖", at=at("2026-05-20T09:00"), **to)
    listed = supervisor.get("/desk/?queue=extensions").content.decode()
    assert number in listed and "决定是否延期开工" in listed
    page = supervisor.page(pk)
    assert "雨季，基坑不能开挖" in page and {"extend-start", "refuse-start-extension"} <= supervisor.offered(pk)
    assert "refuse-start-extension" not in desk.enter(Role.CLERK).offered(pk)
    assert desk.enter(Role.CLERK).act(pk, "refuse-start-extension", reasons="材料不足").status_code == 403
    supervisor.does(pk, "refuse-start-extension", reasons="没有证明材料")
    assert [asked.granted for asked in start_requests_of(ZONE, pk)] == [False]
    assert number not in supervisor.get("/desk/?queue=extensions").content.decode()
    holding.ask_start_extension(reason="材料已补齐，雨季不能开挖", at=at("2026-05-20T11:00"), **to)
    desk.at = at("2026-05-20T12:00")
    supervisor.does(pk, "extend-start", note="情况属实，同意延期")
    assert [asked.granted for asked in start_requests_of(ZONE, pk)] == [False, True]


def test_who_can_take_a_case_is_chosen_from_a_list(desk):
    """By name, department and load; not a login to be known by heart. Nobody who has it already, no outsider, nobody closed."""
    busy, idle = desk.enter(Role.REVIEWER), desk.enter(Role.REVIEWER, 2)
    elsewhere, supervisor = desk.enter(Role.CLERK, 1, "规划局"), desk.enter(Role.SUPERVISOR)
    for name, role in (("auditor", Role.AUDITOR), ("gone", Role.REVIEWER)):
        create_user(
            zone=ZONE, login=f"{name}@{ZONE}", name=name, roles=[role], at=at("2026-01-05T09:00"), by=SYSTEM,
            department="审批局",
        )  # fmt: skip
    get_user_model().objects.filter(login=f"gone@{ZONE}").update(is_active=False)
    first, second, over = desk.zone.accepted(), desk.zone.accepted(), desk.zone.refused()
    for pk in (first, over):
        supervisor.does(pk, "assign", login=busy.login)
    found = selectors.hands_for(zone=ZONE, case_id=second, by=supervisor.actor, at=desk.at)
    told = [(hand.officer.login.split("@")[0], hand.officer.department, hand.cases) for hand in found]
    assert told == [
        ("reviewer-2", "审批局", 0), ("supervisor-1", "审批局", 0), ("reviewer-1", "审批局", 1), ("clerk-1", "规划局", 0)
    ]  # fmt: skip
    page = supervisor.page(second)
    assert f'<option value="{idle.login}">' in page and "在办 1 件" in page and '<optgroup label="规划局">' in page
    assert elsewhere.login in page and "auditor@" not in page and "gone@" not in page
    assert busy.login not in [hand.officer.login for hand in
                              selectors.hands_for(zone=ZONE, case_id=first, by=supervisor.actor, at=desk.at)]  # fmt: skip
    supervisor.does(second, "assign", login=idle.login)
    assert rows("CaseAssignment").get(case_id=second, until=None).officer == idle.actor.id
