"""From the first question to the rating, by the pages alone."""

from __future__ import annotations

import pytest

from gaoxin.approvals import selectors
from gaoxin.approvals.services import delivery, intake
from gaoxin.approvals.services.sealing import seal_waiting
from tests.approvals.conftest import CLERK, KEEPER, ZONE, at
from tests.approvals.web.my.conftest import PERMIT, pdf, text


def test_from_the_need_to_the_receipt(web, applicant):
    assert "清远演示新材料有限公司" in text(applicant.get("/my/"))
    page = text(applicant.get("/my/need/"))
    assert "开工建设" in page and "用工" in page
    answers = "?stage=construction&contract_price=98,000,000&floor_area=42000"
    page = applicant.get(f"/my/need/{answers}")
    assert "需要办理" in text(page) and "建筑工程施工许可证核发" in text(page)
    assert "不需要办理" in text(applicant.get("/my/need/?stage=construction&contract_price=1000&floor_area=20"))
    page = text(applicant.get(f"/my/start/{PERMIT}/{answers}"))
    assert "工伤保险参保证明" in page and "选择告知承诺" in page and "桩基础" in page
    number = web.start(applicant)
    page = text(applicant.get(f"/my/cases/{number}/form/"))
    assert "企业登记库" in page and "还有 4 项必填" in page
    assert web.fill(applicant, number, next="1")["Location"] == f"/my/cases/{number}/documents/"
    page = text(applicant.get(f"/my/cases/{number}/documents/"))
    assert "还缺 4 份材料" in page and "ClamAV" in page
    web.upload(applicant, number)
    assert "还缺" not in text(applicant.get(f"/my/cases/{number}/documents/"))
    assert "阅读并签署承诺书" in text(applicant.get(f"/my/cases/{number}/submit/"))
    page = text(applicant.get(f"/my/cases/{number}/sign/"))
    assert "承诺不实或者逾期的" in page and "30个工作日" in page
    response = applicant.post(f"/my/cases/{number}/sign/", web.signature())
    assert response["Location"] == f"/my/cases/{number}/receipt/"
    page = text(applicant.get(response["Location"]))
    assert "收件回执" in page and "正在签章" in page
    seal_waiting(zone=ZONE, at=web.now)
    page = applicant.get(response["Location"]).content.decode()
    link = page.split('.pdf"')[0].rsplit('href="', 1)[1] + ".pdf"
    file = applicant.get(link)
    assert file["Content-Type"] == "application/pdf" and b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert file["X-Content-Type-Options"] == "nosniff" and "attachment" in file["Content-Disposition"]
    page = text(applicant.get("/my/"))
    assert number in page and "等待受理" not in page and "窗口" in page


def test_corrections_are_answered_item_by_item(web, applicant):
    number = web.submitted(applicant)
    pk = selectors.case(zone=ZONE, reference=number, by=CLERK).id
    asked = {"safety-measures": "缺安全专项方案", "contact_phone": "电话打不通"}
    intake.request_corrections(zone=ZONE, case_id=pk, corrections=asked, by=CLERK, at=at("2026-03-03T09:00"))
    web.at("2026-03-04T10:00")
    page = text(applicant.get(f"/my/cases/{number}/corrections/"))
    assert "缺安全专项方案" in page and "电话打不通" in page
    answers = {
        "key": "k1", "answer-safety-measures": "补了专项方案", "files-safety-measures": pdf("fangan", b"%PDF-1.4 new"),
        "contact_phone": "13900000000", "answer-contact_phone": "",
    }  # fmt: skip
    response = applicant.post(f"/my/cases/{number}/corrections/", answers)
    assert response.status_code == 422
    page = response.content.decode()
    assert "补了专项方案" in page and "13900000000" in page and "请写明怎样补正的" in page and "fangan.pdf" in page
    answers = {"key": "k2", "answer-safety-measures": "补了专项方案", "answer-contact_phone": "已换"}
    assert applicant.post(f"/my/cases/{number}/corrections/", answers).status_code == 302
    view = selectors.case(zone=ZONE, reference=number, by=CLERK)
    assert view.state == "submitted" and view.facts["contact_phone"] == "13900000000"
    assert all(line.answered_at for line in selectors.corrections_of(ZONE, pk))
    response = applicant.post(f"/my/cases/{number}/corrections/", answers, follow=True)
    assert response.redirect_chain[-1][0] == f"/my/cases/{number}/"


def test_after_the_decision(web, applicant):
    pk = web.zone.granted()
    number = web.number(pk)
    page = text(applicant.get(f"/my/cases/{number}/"))
    assert "施工图设计文件审查合格书" in page and "正在用印" in page
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-02T11:30"))
    delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T12:00"))
    file = applicant.get(f"/my/cases/{number}/licence.pdf")
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    web.at("2026-03-05T10:00")
    page = text(applicant.get("/my/"))
    assert "建筑工程施工许可证" in page and "到期要做的" in page and "应当开工" in page
    response = applicant.post(
        f"/my/cases/{number}/evidence/drawing-review/", {"key": "e1", "files": pdf("合格书")}, follow=True
    )
    assert "已提交，等待核验" in text(response)
    assert {c.material for c in selectors.commitments_of(ZONE, pk) if c.evidence_at} == {"drawing-review"}
    response = applicant.post(f"/my/cases/{number}/evidence/site-readiness/", {"key": "e2"})
    assert response.status_code == 422 and "尚未上传证明材料" in text(response)
    response = applicant.post(f"/my/cases/{number}/report/", {"key": "r1", "kind": "started", "note": "三月开工"})
    assert response.status_code == 302
    page = text(applicant.get(f"/my/cases/{number}/"))
    assert "2026-03-05 10:00 开工" in page and "中止施工" in page
    response = applicant.post(f"/my/cases/{number}/report/", {"key": "r2", "kind": "resumed", "note": "还没停"})
    assert response.status_code == 409 and "还没停" in response.content.decode()


@pytest.mark.parametrize(("grade", "said"), [("satisfied", "满意"), ("very-unsatisfied", "整改并答复")])
def test_one_rating_of_a_matter(web, applicant, grade, said):
    number = web.number(web.zone.granted())
    web.at("2026-03-05T10:00")
    form = {"key": "one", "grade": grade, "text": "办得快"}
    assert applicant.post(f"/my/cases/{number}/rate/", form).status_code == 302
    assert applicant.post(f"/my/cases/{number}/rate/", form).status_code == 302  # the same press twice
    page = applicant.get(f"/my/cases/{number}/")
    assert said in text(page) and "办得快" in text(page) and "提交评价" not in text(page)
    response = applicant.post(f"/my/cases/{number}/rate/", form | {"key": "two"})
    assert response.status_code == 409 and "已评价" in text(response)


def test_taken_back(web, applicant):
    number = web.submitted(applicant)
    response = applicant.post(f"/my/cases/{number}/withdraw/", {"key": "w1", "reason": "方案要改"})
    assert response.status_code == 422 and "方案要改" in response.content.decode()
    web.at("2026-03-02T10:00")
    form = {"key": "w2", "reason": "方案要改", "sure": "yes"}
    assert applicant.post(f"/my/cases/{number}/withdraw/", form).status_code == 302
    assert applicant.post(f"/my/cases/{number}/withdraw/", form).status_code == 302
    assert "已撤回" in text(applicant.get(f"/my/cases/{number}/"))


def test_a_refusal_is_told_with_reasons_and_remedies(web, applicant):
    page = text(applicant.get(f"/my/cases/{web.number(web.zone.refused())}/"))
    assert "监理合同系伪造" in page and "行政复议" in page and "重新委托监理后再申请" in page


def test_the_law_deemed_it_accepted(web, applicant):
    number = web.submitted(applicant)
    pk = selectors.case(zone=ZONE, reference=number, by=CLERK).id
    intake.deem_accepted(zone=ZONE, case_id=pk, at=at("2026-03-11T09:00"))
    web.at("2026-03-11T10:00")
    assert "视为受理" in text(applicant.get(f"/my/cases/{number}/"))


def test_more_time_to_start_is_asked_for(web, applicant):
    pk = web.zone.granted("2026-03-02T11:00")
    number = web.number(pk)
    web.at("2026-05-20T09:00")
    page = applicant.get(f"/my/cases/{number}/").content.decode()
    assert f"/my/cases/{number}/extension/" in page
    response = applicant.post(f"/my/cases/{number}/extension/", {"key": "e0", "why_later": "雨"})
    assert response.status_code == 422 and ">雨</textarea>" in response.content.decode()
    form = {"key": "e1", "why_later": "雨季，基坑不能开挖"}
    assert applicant.post(f"/my/cases/{number}/extension/", form).status_code == 302
    assert applicant.post(f"/my/cases/{number}/extension/", form).status_code == 302
    assert [row.reason for row in selectors.start_requests_of(ZONE, pk)] == ["雨季，基坑不能开挖"]
    page = applicant.get(f"/my/cases/{number}/")
    assert "等待主管决定" in text(page) and f"/my/cases/{number}/extension/" not in page.content.decode()
    assert "已申请延期开工" in text(applicant.get("/my/"))
