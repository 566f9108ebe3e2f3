"""The worklist: what is due first, by role and scope; filters and pages in the address; the export holds the same rows."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services import assigning, drafting, seal_queue, worklists
from gaoxin.approvals.services.supervising import supervision
from gaoxin.approvals.services.worklists import Due, Wanted
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.trust import selectors as trust
from tests.approvals.conftest import CLERK, REVIEWERS, SUPERVISOR, TYPED, ZONE, at, refused, rows

NUMBER = re.compile(r'href="/desk/cases/([^/"]+)/"')
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200
    return list(dict.fromkeys(NUMBER.findall(response.content.decode())))


def every_page(officer: Any, path: str) -> list[str]:
    """The numbers of all pages, following "next"."""
    found: list[str] = []
    while path:
        response = officer.get(path)
        found += numbers(response)
        link = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        path = link[1].replace("&amp;", "&") if link else ""
    return found


def exported(officer: Any, query: str = "") -> list[list[str]]:
    """The rows of the workbook, without its head."""
    response = officer.get(f"/desk/export/{query}")
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    return [
        ["".join(cell.itertext()) for cell in row.findall("m:c", NAMES)] for row in sheet.iterfind(".//m:row", NAMES)
    ][1:]


@pytest.fixture
def many(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Seven cases handed in one hour after another, on pages of three."""
    monkeypatch.setattr(worklists, "PAGE", 3)
    monkeypatch.setattr(worklists.worklist, "__kwdefaults__", {"size": 3})
    return [desk.zone.submitted(f"2026-03-02T{hour:02d}:00") for hour in range(9, 16)]


def test_what_is_due_first_comes_first_on_every_page(desk, many):
    desk.at = at("2026-03-02T17:00")
    clerk = desk.enter(Role.CLERK)
    assert every_page(clerk, "/desk/") == [desk.number(pk) for pk in many]
    assert every_page(clerk, "/desk/?queue=all") == [desk.number(pk) for pk in reversed(many)]


def test_the_export_is_the_list(desk, many):
    clerk = desk.enter(Role.CLERK)
    for query in ("", "?queue=all", "?queue=open&due=fine", f"?q={desk.number(many[2])}", "?state=correcting"):
        listed = every_page(clerk, f"/desk/{query}")
        told = exported(clerk, query)
        assert [row[2 if len(row) > 8 else 1] for row in told] == listed, query
    assert "清远演示新材料有限公司" in exported(clerk)[0]


def test_a_suspended_case_comes_last_and_is_not_lost_between_pages(desk, many):
    accepted = [desk.zone.accepted(f"2026-03-03T{hour:02d}:00") for hour in range(9, 14)]
    desk.at = at("2026-03-03T15:00")
    reviewer = desk.enter(Role.REVIEWER)
    for pk in accepted[:2]:
        reviewer.does(pk, "suspend", procedure="expert-review", days="5", note="")
    found = every_page(reviewer, "/desk/?queue=review")
    assert found == [desk.number(pk) for pk in (*accepted[2:], *accepted[:2])]
    assert "不计时" in reviewer.get("/desk/?queue=review&due=none").content.decode()


@pytest.mark.parametrize(
    ("moment", "word"),
    [("2026-03-02T09:30", Due.FINE), ("2026-03-06T09:30", Due.SOON), ("2026-03-09T09:00", Due.TODAY),
     ("2026-03-20T09:00", Due.LATE)],
)  # fmt: skip
def test_due_words_are_those_of_the_filter(desk, moment, word):
    """Each case has one word, and the filter of that word finds it."""
    pk = desk.zone.submitted("2026-03-02T09:00")
    desk.at = at(moment)
    clerk = desk.enter(Role.CLERK)
    due = desk.zone.view(pk).due_at
    assert worklists.due_word(due, desk.at) is word, due
    for name in Due:
        assert (desk.number(pk) in numbers(clerk.get(f"/desk/?due={name}"))) is (name is word)


def test_each_role_begins_with_its_own_pile(desk):
    submitted, accepted, recommended = desk.zone.submitted(), desk.zone.accepted(), desk.zone.recommended()
    granted = desk.zone.granted()
    for role, pk in (
        (Role.CLERK, submitted), (Role.REVIEWER, accepted), (Role.SUPERVISOR, recommended), (Role.HEAD, accepted)
    ):  # fmt: skip
        assert numbers(desk.enter(role).get("/desk/")) == [desk.number(pk)]
    assert numbers(desk.enter(Role.CLERK).get("/desk/?queue=deliver")) == [desk.number(granted)]
    assert desk.enter(Role.SEAL_KEEPER).get("/desk/seals/").content.decode().count("data-row") == 1
    assert len(numbers(desk.enter(Role.AUDITOR).get("/desk/?queue=all"))) == 4


def test_a_pile_of_another_role_is_empty(desk):
    desk.zone.recommended()
    assert numbers(desk.enter(Role.CLERK).get("/desk/?queue=decide")) == []
    assert desk.enter(Role.CLERK).get("/desk/?queue=nothing").status_code == 422
    assert desk.enter(Role.CLERK).get("/desk/?after=x").status_code == 422


def test_search_by_number_and_by_a_part_of_the_name(desk):
    pk = desk.zone.submitted()
    clerk, number = desk.enter(Role.CLERK), desk.number(pk)
    for text in (number, number[:10], number.lower(), "演示新材料", "91350100M000100Y43"):
        assert numbers(clerk.get("/desk/", {"q": text})) == [number], text
    assert numbers(clerk.get("/desk/", {"q": "别家"})) == []
    assert numbers(clerk.get("/desk/", {"item": "construction-permit"})) == [number]
    assert numbers(clerk.get("/desk/", {"item": "none"})) == []


def test_the_reviewer_sees_what_is_left_for_them(desk):
    desk.zone.accepted()
    first, second = desk.enter(Role.REVIEWER, 1), desk.enter(Role.REVIEWER, 2)
    assert "<strong>出具审查意见" in first.get("/desk/").content.decode()
    pk = rows("Case").get(state="accepted").id
    first.does(pk, "give-opinion", step="technical-review", agrees="yes", text="符合")
    assert "<strong>提出建议" in second.get("/desk/").content.decode()


def test_mine_comes_with_the_assignment_and_goes_with_it(desk):
    pk = desk.zone.accepted()
    supervisor, reviewer, other = (
        desk.enter(Role.SUPERVISOR), desk.enter(Role.REVIEWER), desk.enter(Role.REVIEWER, 2, "规划局")
    )  # fmt: skip
    supervisor.does(pk, "assign", login="reviewer-1")
    for officer, scope, found in (
        (reviewer, "mine", True), (other, "mine", False), (reviewer, "department", True), (other, "department", False),
        (other, "zone", True),
    ):  # fmt: skip
        assert bool(numbers(officer.get(f"/desk/?queue=review&scope={scope}"))) is found, (officer.login, scope)
    assert supervisor.act(pk, "assign", login="reviewer-1").status_code == 409
    supervisor.does(pk, "release", officer=reviewer.actor.id)
    assert numbers(reviewer.get("/desk/?queue=review&scope=mine")) == []
    row = rows("CaseAssignment").get(case_id=pk)
    assert row.until is not None and row.name == "reviewer 1"
    supervisor.does(pk, "assign", login="reviewer-1")
    assert rows("CaseAssignment").filter(case_id=pk).count() == 2


def test_only_supervisors_assign_and_only_to_officers(zone):
    pk = zone.accepted()
    at_noon = at("2026-03-02T12:00")
    to: dict[str, Any] = {"zone": ZONE, "case_id": pk, "at": at_noon}
    with refused(NotAllowed):
        assigning.assign(officer=REVIEWERS[0], by=CLERK, **to)
    with refused(Invalid):
        assigning.assign(officer=zone.applicant, by=SUPERVISOR, **to)
    with refused(NotFound):
        assigning.release(officer="nobody", by=SUPERVISOR, **to)
    with refused(NotFound):
        assigning.assign(officer=REVIEWERS[0], by=SUPERVISOR, zone=ZONE, case_id=uuid.uuid4(), at=at_noon)
    done = assigning.assign(officer=REVIEWERS[0], by=SUPERVISOR, key="a", **to)
    assert not done.repeated
    assert assigning.assign(officer=REVIEWERS[0], by=SUPERVISOR, key="a", **to).repeated
    with refused(Conflict):
        assigning.assign(officer=REVIEWERS[0], by=SUPERVISOR, **to)


def test_a_list_costs_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    clerk = desk.enter(Role.CLERK)
    desk.zone.submitted()
    clerk.get("/desk/")
    with django_assert_max_num_queries(22) as one:
        clerk.get("/desk/")
    for hour in range(11, 17):
        desk.zone.submitted(f"2026-03-02T{hour}:00")
    with django_assert_max_num_queries(len(one)):
        clerk.get("/desk/")


def test_the_swap_is_the_list_of_the_page(desk):
    desk.zone.submitted()
    clerk = desk.enter(Role.CLERK)
    whole = clerk.get("/desk/?queue=intake").content.decode()
    part = clerk.get("/desk/?queue=intake", headers={"HX-Request": "true"})
    assert part["Vary"].count("HX-Request") == 1 and "<html" not in part.content.decode()
    assert part.content.decode().strip() in whole


def test_a_formula_of_an_applicant_stays_text(desk):
    rows("Case").model._meta.get_field("applicant").related_model.objects.update(name='=HYPERLINK("http://x")')
    desk.zone.submitted()
    response = desk.enter(Role.CLERK).get("/desk/export/")
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "HYPERLINK" in sheet


def test_seals_in_a_batch_by_form_and_by_swap(desk):
    cases = [desk.zone.granted(f"2026-03-02T{hour}:00") for hour in (11, 12, 13)]
    desk.at = at("2026-03-02T16:00")
    keeper = desk.enter(Role.SEAL_KEEPER)
    page = keeper.get("/desk/seals/").content.decode()
    assert page.count('name="case"') == 3
    assert keeper.client.post("/desk/seals/", {"key": "k"}).status_code == 422
    first = keeper.client.post(
        "/desk/seals/", {"key": "k", "case": [str(pk) for pk in cases[:1]]}, headers={"HX-Request": "true"}
    )
    assert "已用印 1 / 1" in first.content.decode() and "<html" not in first.content.decode()
    plain = keeper.client.post("/desk/seals/", {"key": "l", "case": [str(pk) for pk in cases[1:]]})
    assert plain.status_code == 302
    assert "已用印 2 件" in keeper.get("/desk/seals/").content.decode()
    assert trust.unsigned(zone=ZONE)[0] == []
    assert desk.enter(Role.CLERK).get("/desk/seals/").status_code == 403


def test_a_batch_goes_on_where_it_was_left(desk):
    cases = [desk.zone.granted(f"2026-03-02T{hour}:00") for hour in (11, 12, 13)]
    keeper = desk.enter(Role.SEAL_KEEPER).actor
    to: dict[str, Any] = {"zone": ZONE, "by": keeper, "at": at("2026-03-02T16:00"), "key": "b"}
    begun = seal_queue.seal_batch(cases=cases, go_on=lambda: False, **to)
    assert (begun.sealed, begun.left) == (1, tuple(cases[1:]))
    rest = seal_queue.seal_batch(cases=[*begun.left, uuid.uuid4()], go_on=lambda: True, **to)
    assert rest.sealed == 2 and len(rest.failed) == 1


def test_the_supervision_view_counts(desk, django_assert_max_num_queries):
    desk.zone.submitted("2026-03-07T10:00")
    pk = desk.zone.granted()
    desk.at = at("2026-03-31T10:00")
    supervisor, reviewer = desk.enter(Role.SUPERVISOR), desk.enter(Role.REVIEWER)
    late = rows("Case").get(state="submitted").id
    supervisor.does(late, "assign", login="reviewer-1")
    found = supervision(zone=ZONE, by=supervisor.actor, at=desk.at, year=2026)
    assert found is not None
    assert (found.risks["late"], found.risks["whole"], found.unassigned, found.unsealed) == (1, 1, 0, 1)
    assert (found.online.part, found.online.whole, found.saturday.part, found.saturday.whole) == (1, 1, 1, 2)
    assert found.documents.part > 0 and found.documents.percent == round(
        100 * found.documents.part / found.documents.whole
    )
    assert [(load.name, load.held, load.late) for load in found.loads] == [("reviewer 1", 1, 1)]
    with django_assert_max_num_queries(22):
        page = supervisor.get("/desk/supervision/").content.decode()
    assert "期限风险" in page and "reviewer 1" in page
    assert supervisor.get("/desk/supervision/?year=x").status_code == 422
    assert reviewer.get("/desk/supervision/").status_code == 403
    assert supervision(zone=ZONE, by=supervisor.actor, at=desk.at + dt.timedelta(0), year=2025).online.percent is None
    assert desk.state(pk) == "granted" and Wanted().scope == "zone"


@pytest.mark.parametrize(
    "asked",
    ["qingyuanyanshi", "QYYSXCL", "yanshixincailiao", "qing yuan yan shi", "dianziji", "dzjgclcf", "guicailiao", "硅材料",
     "演示新材料", "91350100M000100Y43"],
)  # fmt: skip
def test_names_are_found_by_pinyin(desk, asked):
    """Enterprise and project, in full or by initials, from the middle too."""
    pk = desk.zone.accepted()
    clerk = desk.enter(Role.CLERK)
    assert numbers(clerk.get("/desk/", {"queue": "all", "q": asked})) == [desk.number(pk)]


@pytest.mark.parametrize("asked", ["shenzhen", "zzzz", "q%", "别的项目", "_"])
def test_what_no_name_says_is_not_found(desk, asked):
    desk.zone.accepted()
    assert numbers(desk.enter(Role.CLERK).get("/desk/", {"queue": "all", "q": asked})) == []


def test_a_project_that_is_renamed_is_found_by_its_new_name(desk):
    """Typed by hand where no register fills it; the name is kept once however many cases have it."""
    zone = desk.zone
    typed = {"facts": {**TYPED, "project_name": "老厂房改造"}, "project_code": ""}
    first, second = (
        zone.start(f"2026-03-02T09:0{n}", reforms=(), commits=False, channel="window", **typed) for n in (1, 2)
    )
    assert rows("ProjectName").get().name == "老厂房改造"
    drafting.save_draft(
        zone=ZONE, case_id=first, values={"project_name": "新厂房建设"}, by=zone.applicant, at=at("2026-03-02T09:10")
    )
    called = {pk: rows("Case").get(id=pk).called.spelled for pk in (first, second)}
    assert called == {first: "xinchangfangjianshe xcfjs", second: "laochangfanggaizao lcfgz"}
