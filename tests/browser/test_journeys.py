"""The whole way of a permit in a browser: the enterprise on a phone, officers at a desk, and what goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import JOURNEYS, Reader, Site
from tests.browser.test_every_page import violations

pytestmark = pytest.mark.slow
Read = Callable[..., Reader]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FIELD = "#id-contact_name"
TYPED = {
    "contact_name": "陈经办", "contact_phone": "13800000000", "start_planned_on": "2026-12-10", "finish_planned_on": "2027-10-29",
}  # fmt: skip


def paper(folder: Path, name: str, data: bytes = PDF) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def go(page: Page, what: Locator) -> None:
    """Click, and wait for the page that comes of it: a form goes only after the page has asked who is signed in."""
    with page.expect_navigation(wait_until="networkidle"):
        what.click()


def press(page: Page, name: str) -> None:
    """The button or link of that name, whichever it is."""
    go(page, page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first)


def act(
    reader: Reader, name: str, fill: Callable[[Locator], None] = lambda box: None, *, page: Page | None = None
) -> None:
    """Open that act on an officer's case page, fill it in, and do it; the page fits the screen before and after."""
    page = page or reader.page
    assert reader.too_wide() <= 0
    box = page.locator(f'details.desk-act:has(form[action$="/{name}/"])')
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    fill(box)
    go(page, box.locator("form button").last)
    assert reader.too_wide() <= 0


@pytest.mark.parametrize(
    ("applicant", "office", "project"),
    [(360, 1280, JOURNEYS[0]), (1280, 360, JOURNEYS[1])],
    ids=["phone-to-desk", "desk-to-phone"],
)
def test_a_permit_from_the_first_question_to_the_file(
    site: Site, read: Read, tmp_path: Path, applicant: int, office: int, project: str
) -> None:
    """The enterprise and every officer, each on a phone and each at a desk."""
    number = _applied(read("applicant", width=applicant), project, tmp_path)
    clerk = read("clerk", width=office)
    clerk.open(f"/desk/?q={number}")
    clerk.page.get_by_role("link", name=number).click()
    expect(clerk.page.locator("body")).not_to_contain_text("不予许可")
    act(clerk, "accept")
    _reviewed(read, number, office)
    for login, name in (("supervisor", "grant"), ("seal-keeper", "seal"), ("clerk", "deliver")):
        officer = read(login, width=office)
        officer.open(f"/desk/cases/{number}/")
        act(officer, name)
    holder = read("applicant", width=applicant)
    holder.open(f"/my/cases/{number}/")
    with holder.page.expect_download() as started:
        holder.page.get_by_role("link", name="下载证照").click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF")


def _applied(phone: Reader, project: str, folder: Path) -> str:
    """From the first question to the receipt, signed with a commitment; returns the case's number."""
    page = phone.page
    phone.open("/my/start/construction-permit/")
    page.locator("#project_code").fill(project)
    page.locator("#commits-yes").check()
    press(page, "开始填表")
    number = page.url.split("/cases/")[1].split("/")[0]
    for code, value in TYPED.items():
        field = page.locator(f"#id-{code}")
        if field.count() and not field.input_value():
            field.fill(value)
    press(page, "保存，下一步：材料")
    while (missing := page.locator("section:has(.state-attention) form[enctype]")).count():
        form = missing.first
        form.locator("input[type=file]").set_input_files(
            paper(folder, f"{missing.count()}.pdf", PDF + bytes([missing.count()]))
        )
        go(page, form.locator("button"))
    press(page, "下一步：核对并提交")
    press(page, "下一步：阅读并签署承诺书")
    page.locator("#agrees").check()
    page.locator("#signer").fill("陈经办（演示）")
    press(page, "签署并提交申请")
    expect(page).to_have_url(re.compile("receipt"))
    assert phone.too_wide() <= 0
    return number


def _reviewed(read: Read, number: str, width: int) -> None:
    """Opinions until the recommendation can be made."""
    for login in ("reviewer-1", "reviewer-2", "reviewer-3"):
        officer = read(login, width=width)
        officer.open(f"/desk/cases/{number}/")
        if officer.page.locator('form[action$="/give-opinion/"]').count():
            act(officer, "give-opinion", _agree)
    first = read("reviewer-1", width=width)
    first.open(f"/desk/cases/{number}/")
    act(first, "recommend", lambda box: box.locator("textarea").fill("建议准予"))


def _agree(box: Locator) -> None:
    step = box.locator("input[name=step][type=radio]")
    if step.count():
        step.first.check()
    box.locator("#agrees-yes").check()
    box.locator("input[name=place]").fill("项目现场")


def test_a_double_click_starts_one_case_and_the_back_button_breaks_nothing(site: Site, read: Read) -> None:
    reader = read("applicant", width=360)
    page = reader.page
    before = _cases(reader)
    reader.open("/my/start/construction-permit/")
    page.get_by_role("button", name="开始填表").dblclick()
    expect(page).to_have_url(re.compile(r"/cases/.+/form/"))
    page.go_back(wait_until="networkidle")
    expect(page.locator("h1")).to_be_visible()
    assert len(_cases(reader) - before) == 1


def _cases(reader: Reader) -> set[str]:
    """Numbers on the list of the enterprise's cases, newest first."""
    reader.open("/my/")
    return set(re.findall(r"/my/cases/([^/\"]+)/", reader.page.content()))


def test_what_was_typed_survives_a_lost_network(site: Site, read: Read) -> None:
    reader = read("applicant", width=360)
    reader.expect("ERR_INTERNET_DISCONNECTED", "net::ERR", "htmx:")  # htmx says so on the console
    form = f"/my/cases/{site.cases['draft-1']['number']}/form/"
    reader.open(form)
    reader.context.set_offline(True)
    _type(reader, "断网时填写")
    expect(reader.page.locator("[data-told=network]")).to_be_visible()
    reader.page.get_by_role("button", name="保存", exact=True).click()
    expect(reader.page.locator("[data-told=network]")).to_be_visible()
    assert reader.page.locator(FIELD).input_value() == "断网时填写"
    reader.context.set_offline(False)
    _saved(reader, form, "断网时填写")


def test_what_was_typed_survives_an_ended_session(site: Site, read: Read) -> None:
    """Ended elsewhere while the form is open: the page says so and keeps everything; after signing in in another window, which gives
    the browser another token, the same form goes."""
    reader = read("applicant", width=360)
    reader.expect("401")
    form = f"/my/cases/{site.cases['draft-1']['number']}/form/"
    reader.open(form)
    session = [cookie for cookie in reader.context.cookies() if cookie["name"] == "sessionid"]
    reader.context.clear_cookies(name="sessionid")
    _type(reader, "会话结束后填写")
    expect(reader.page.locator("[data-told=out]")).to_be_visible()
    reader.page.get_by_role("button", name="保存", exact=True).click()
    expect(reader.page.locator("[data-told=out] a")).to_have_attribute("href", re.compile("/account/login/"))
    assert reader.page.locator(FIELD).input_value() == "会话结束后填写"
    reader.context.clear_cookies(name="csrftoken")
    reader.context.add_cookies(session)  # type: ignore[arg-type]
    _saved(reader, form, "会话结束后填写")


def test_a_form_of_one_person_never_goes_as_another(site: Site, read: Read) -> None:
    reader = read("applicant")
    reader.open(f"/my/cases/{site.cases['draft-1']['number']}/form/")
    reader.context.add_cookies([{"name": "sessionid", "value": site.sessions["clerk"], "url": site.url}])
    reader.page.get_by_role("button", name="保存", exact=True).click()
    expect(reader.page.locator("[data-told=other]")).to_be_visible()


def _type(reader: Reader, text: str) -> None:
    reader.page.locator(FIELD).fill(text)
    reader.page.locator(FIELD).dispatch_event("change")


def _saved(reader: Reader, form: str, text: str) -> None:
    """Sent from the page as it stands, and there when the form is opened anew."""
    go(reader.page, reader.page.get_by_role("button", name="保存", exact=True))
    reader.open(form)
    assert reader.page.locator(FIELD).input_value() == text


def test_an_expired_session_leads_to_the_login_and_back(site: Site, read: Read) -> None:
    reader = read("applicant")
    reader.open("/my/")
    reader.context.clear_cookies()
    reader.open("/my/need/?stage=construction")
    expect(reader.page).to_have_url(re.compile(r"/account/login/\?next=/my/need/"))


def test_a_second_tab_is_told_how_the_case_stands(site: Site, read: Read) -> None:
    """Two clerks' tabs on one case: the second act is refused with the present state, and nothing is lost."""
    reader = read("clerk")
    reader.expect("409")
    number = site.cases["submitted-3"]["number"]
    reader.open(f"/desk/cases/{number}/")
    second = reader.tab()
    second.goto(f"/desk/cases/{number}/", wait_until="networkidle")
    act(reader, "accept")
    act(reader, "accept", page=second)
    expect(second.locator("main")).to_contain_text("审查中")


def test_a_file_of_the_wrong_kind_is_refused_in_words(site: Site, read: Read, tmp_path: Path) -> None:
    reader = read("applicant", width=360)
    reader.expect("422")
    reader.open(f"/my/cases/{site.cases['draft-1']['number']}/documents/")
    form = reader.page.locator("form[enctype]").first
    form.locator("input[type=file]").set_input_files(paper(tmp_path, "programme.pdf", b"MZ\x90\x00" * 40))
    form.locator("button").click()
    expect(reader.page.locator("#problem")).to_be_visible()
    assert reader.page.locator("form[enctype]").count() > 0


def test_the_page_can_be_made_dark_large_and_english_without_script(site: Site, read: Read) -> None:
    reader = read("", script=False)
    reader.open("/")
    for value in ("theme", "large", "language"):
        reader.page.locator(f"button[name=set][value={value}]").click()
    root = reader.page.locator("html")
    assert (root.get_attribute("data-bs-theme"), root.get_attribute("class"), root.get_attribute("lang")) == (
        "dark",
        "large",
        "en",
    )


def test_anybody_verifies_a_licence_by_its_number_without_script(site: Site, read: Read) -> None:
    reader = read("", width=360, script=False)
    reader.open("/verify/")
    reader.page.locator("input[name=number]").fill(str(site.values["licence_number"]))
    reader.page.locator("form:has(input[name=number]) button").click()
    expect(reader.page.locator("main")).to_contain_text("有效")
    assert reader.too_wide() <= 0


def test_the_worklist_is_worked_by_keyboard(site: Site, read: Read) -> None:
    reader = read("clerk")
    reader.open("/desk/")
    reader.page.keyboard.press("j")
    assert reader.page.locator("[data-row][aria-selected=true]").count() == 1
    reader.page.keyboard.press("/")
    assert reader.page.evaluate("() => document.activeElement.hasAttribute('data-search')")
    reader.page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("role", "path"), [("", "/guides/construction-permit/"), ("applicant", "/my/"), ("clerk", "/desk/")]
)
def test_one_switch_gives_large_letters_contrast_and_a_voice(read: Read, axe: str, role: str, path: str) -> None:
    reader = read(role, width=360)
    reader.open(path)
    reader.page.get_by_role("button", name="展开导航").click()
    reader.page.locator("button[name=set][value=large]").click()
    reader.page.evaluate(axe)
    for theme in ("light", "dark"):
        reader.look(360, theme)
        assert violations(reader) == []
        assert reader.too_wide() <= 0
    button = reader.page.locator("[data-aloud]")
    expect(button).to_have_text("朗读本页")
    reader.page.evaluate(
        "() => { window.said = []; speechSynthesis.speak = (part) => { window.said.push(part.text); }; }"
    )
    button.click()
    expect(button).to_have_text("停止朗读")
    heading = reader.page.locator("h1").inner_text()
    assert heading in reader.page.evaluate("() => window.said")
    button.click()
    expect(button).to_have_text("朗读本页")
