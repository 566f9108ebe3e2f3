"""At the window: one notice, in time, answered at once; deemed acceptance; matters registered; opening days and visits."""

from __future__ import annotations

import shutil

import pytest

from gaoxin.approvals.selectors import corrections_of, ledger_of
from gaoxin.approvals.services import deciding, delivery, intake, reviewing, submission
from gaoxin.approvals.services.sweep import sweep
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import CLERK, KEEPER, REVIEWERS, SUPERVISOR, ZONE, at, refused, typed_in_full

ASKED = {"safety-measures": "缺总监签字", "contact_phone": "号码无法接通"}


def ask(pk, when="2026-03-03T10:00", corrections=ASKED):
    return intake.request_corrections(zone=ZONE, case_id=pk, corrections=corrections, by=CLERK, at=at(when))


def answer(zone, pk, answers, when="2026-03-05T10:00"):
    return submission.submit_corrections(zone=ZONE, case_id=pk, answers=answers, by=zone.applicant, at=at(when))


def test_everything_is_told_at_once_and_stops_the_clock(zone):
    pk = zone.submitted()
    ask(pk)
    assert zone.view(pk).state == "correcting" and zone.view(pk).due_at is None
    assert {(line.element, line.text) for line in corrections_of(ZONE, pk)} == set(ASKED.items())
    notice = trust.documents_of(zone=ZONE, subject=f"case:{pk}")[-1]
    assert notice.kind == "notice" and notice.content["outcome"] == "corrections"
    assert sweep(zone=ZONE, at=at("2026-06-01T10:00")) == {"failed": []}  # the applicant may take their time


def test_corrections_are_told_once(zone):
    pk = zone.submitted()
    ask(pk)
    answer(zone, pk, dict.fromkeys(ASKED, "已补正"))
    with refused(Invalid, "只能一次性告知"):
        ask(pk, "2026-03-05T11:00", {"responsibility-letters": "缺一方"})


@pytest.mark.parametrize("element", ["land-approval", "work-injury-insurance", "owner_name", "bank-statement"])
def test_what_government_holds_or_the_item_does_not_ask_cannot_be_asked(zone, element):
    pk = zone.submitted()
    with refused(Invalid):
        ask(pk, corrections={element: "请提供"})


@pytest.mark.parametrize("corrections", [{}, {"safety-measures": "  "}])
def test_a_notice_that_says_nothing(zone, corrections):
    pk = zone.submitted()
    with refused(Invalid):
        ask(pk, corrections=corrections)


def test_a_late_notice_is_refused(zone):
    pk = zone.submitted("2026-03-02T10:00")
    with refused(WrongState, "2026-03-09 17:30"):
        ask(pk, "2026-03-10T09:00")
    ask(pk, "2026-03-09T17:29")


@pytest.mark.parametrize(
    "answers",
    [{"safety-measures": "已补正"}, {**dict.fromkeys(ASKED, "已补正"), "x": "多余"}, dict.fromkeys(ASKED, " ")],
)
def test_corrections_are_answered_all_at_once(zone, answers):
    pk = zone.submitted()
    ask(pk)
    with refused(Invalid):
        answer(zone, pk, answers)


def test_answered_corrections_start_the_time_to_tell_anew(zone):
    pk = zone.submitted("2026-03-02T10:00")
    ask(pk)
    answer(zone, pk, dict.fromkeys(ASKED, "已补正"), "2026-03-05T10:00")
    assert zone.view(pk).due_at == at("2026-03-12T17:30")
    assert all(line.answered_at for line in corrections_of(ZONE, pk))


def test_nobody_told_in_time_so_the_case_is_accepted_from_the_day_received(zone):
    pk = zone.submitted("2026-03-02T10:00")
    assert zone.view(pk).due_at == at("2026-03-09T17:30")
    assert sweep(zone=ZONE, at=at("2026-03-09T17:30")) == {"failed": []}
    with refused(WrongState):
        intake.deem_accepted(zone=ZONE, case_id=pk, at=at("2026-03-09T17:30"))
    assert sweep(zone=ZONE, at=at("2026-03-09T17:31"))["deem-accepted"] == 1
    view = zone.view(pk)
    assert (view.state, view.accepted_at) == ("accepted", at("2026-03-02T10:00"))
    last = ledger_of(ZONE, pk)[-1]
    assert (last.kind, last.effective) == ("deemed-accepted", at("2026-03-02T10:00"))
    assert view.due_at == at("2026-03-02T15:15")  # half a working day, counted from the day received
    assert sweep(zone=ZONE, at=at("2026-03-10T09:00")) == {"failed": []}
    with refused(WrongState):
        ask(pk, "2026-03-10T09:00")


def test_a_clerk_who_accepts_too_late_cannot_move_the_day_from_which_it_counts(zone):
    pk = zone.ordinary("2026-03-02T10:00")
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"))
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-11T10:00"))
    assert zone.view(pk).accepted_at == at("2026-03-02T10:00")
    assert zone.view(pk).due_at == at(
        "2026-03-11T17:30"
    )  # seven working days from receipt, not from the late acceptance


def test_an_incomplete_application_is_told_everything_and_taken_if_the_applicant_insists(zone):
    pk = zone.start()
    with refused(Invalid, "保证工程质量和安全的具体措施") as caught:
        submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True)
    assert "监理合同" in caught.value.what and "责任" in caught.value.what
    submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at("2026-03-02T10:00"), agrees=True, as_it_is=True)
    with refused(Invalid):
        intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-02T11:00"))
    assert zone.view(pk).state == "submitted"


def test_a_matter_the_window_cannot_settle_is_registered_and_answered_late(zone):
    pk = zone.submitted("2026-03-02T10:00")
    with refused(Invalid):
        intake.escalate(zone=ZONE, case_id=pk, question="能否分期建设", instead="", by=CLERK, at=at("2026-03-02T11:00"))
    done = intake.escalate(zone=ZONE, case_id=pk, question="能否分期建设", instead="可先咨询专员", by=CLERK,
                           at=at("2026-03-02T11:00"))  # fmt: skip
    assert done.result["due"] == at("2026-03-04T17:30").isoformat()  # 窗口无否决权: two working days
    late = intake.answer_window(zone=ZONE, case_id=pk, answer="可以分期建设", by=SUPERVISOR, at=at("2026-03-05T09:00"))
    assert late.result == {"late": True}
    with refused(NotFound):
        intake.answer_window(zone=ZONE, case_id=pk, answer="可以分期建设", by=SUPERVISOR, at=at("2026-03-05T10:00"))
    intake.escalate(
        zone=ZONE, case_id=pk, question="能否先行围挡", instead="可先咨询专员", by=CLERK, at=at("2026-03-05T10:00")
    )
    in_time = intake.answer_window(
        zone=ZONE, case_id=pk, answer="可以先行围挡", by=SUPERVISOR, at=at("2026-03-06T09:00")
    )
    assert in_time.result == {"late": False}


def hand_in(zone, pk, when):
    return submission.submit(zone=ZONE, case_id=pk, by=zone.applicant, at=at(when))


def test_saturday_at_the_window_with_and_without_the_reform(zone):
    closed = zone.ordinary("2026-03-06T10:00")
    with refused(Invalid, "2026-03-07 窗口不办公"):
        hand_in(zone, closed, "2026-03-07T10:00")
    opened = zone.ordinary("2026-03-06T10:00", reforms=("saturday",), facts=typed_in_full())
    hand_in(zone, opened, "2026-03-07T10:00")
    assert zone.view(opened).due_at == at(
        "2026-03-13T17:30"
    )  # five working days from Monday: Saturday is no working day


def test_the_window_is_closed_on_a_holiday_and_open_on_a_make_up_workday(zone):
    pk = zone.ordinary("2026-04-30T10:00")
    with refused(Invalid, "劳动节"):
        hand_in(zone, pk, "2026-05-01T10:00")
    hand_in(zone, pk, "2026-05-09T10:00")


def test_the_internet_never_closes(zone):
    pk = zone.submitted("2026-05-01T23:00")
    assert zone.view(pk).state == "submitted"


def test_visits_are_counted_at_the_window(zone):
    pk = zone.ordinary("2026-03-02T10:00")
    hand_in(zone, pk, "2026-03-02T10:00")
    ask(pk, "2026-03-02T11:00", {"safety-measures": "缺签字"})
    answer(zone, pk, {"safety-measures": "已补"}, "2026-03-03T10:00")
    intake.accept(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-03T10:30"))
    for number, step in enumerate(["technical-review", "site-check", "site-check"]):
        reviewing.give_opinion(zone=ZONE, case_id=pk, step=step, agrees=True, text="符合", place="工地", by=REVIEWERS[number],
                               at=at("2026-03-03T11:00"))  # fmt: skip
    reviewing.recommend(zone=ZONE, case_id=pk, text="建议准予", by=REVIEWERS[0], at=at("2026-03-03T12:00"))
    deciding.grant(zone=ZONE, case_id=pk, by=SUPERVISOR, at=at("2026-03-03T14:00"))
    delivery.seal(zone=ZONE, case_id=pk, by=KEEPER, at=at("2026-03-03T15:00"))
    delivery.deliver(zone=ZONE, case_id=pk, by=CLERK, at=at("2026-03-04T10:00"))
    assert zone.view(pk).visits == 3  # application, corrections, collection


def test_a_case_keeps_the_law_it_was_opened_under(zone, settings, tmp_path):
    pk = zone.submitted()
    changed = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE, changed)
    file = changed / "items" / "construction" / "construction-permit.yaml"
    file.write_text(file.read_text().replace("correction: {limit: 5wd", "correction: {limit: 1wd"))
    settings.CATALOGUE = changed
    later = zone.start("2026-03-03T09:00")
    assert zone.view(later).item_version_id != zone.view(pk).item_version_id
    ask(pk, "2026-03-09T17:00")  # the fifth working day, as the law said when the case was opened
