"""A worker books the insurance desk for a Saturday on a phone; the coordinator notes a report and a visit; the list shows why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
FIRM = "清远演示物流有限公司"


def test_a_saturday_is_booked_and_a_warning_has_its_reasons(read: Callable[..., Reader]) -> None:
    worker = read("worker", width=360)
    page = worker.page
    worker.open("/my/appointments/?desk=insurance")
    saturday, left = _saturday(page)
    page.select_option("#purpose", "medical")
    page.fill("#phone", "13800000077")
    page.check(f"input[value='{saturday}']", force=True)
    with page.expect_navigation():
        page.press("button[value=book]", "Enter")
    row = page.locator("tr", has=page.locator("time", has_text=saturday.replace("T", " ")))
    assert "医社保业务办理点" in row.inner_text() and "已预约" in row.inner_text() and worker.too_wide() <= 0
    worker.open(f"/my/appointments/?desk=insurance&since={saturday[:10]}")
    assert f"余 {left - 1}" in page.locator(f"label[for='s-{_digits(saturday)}']").inner_text()
    officer = read("labour-officer")
    _found_by_name(officer)
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    desk = officer.page
    officer.expect("422")  # a source is missing: told beside the form, and nothing is noted
    _note(desk, today, " ")
    assert desk.locator("#problem").count() == 1 and "没有登记。" in desk.inner_text("main")
    assert (
        desk.input_value("#f-words") == "十一月工资未发" and desk.input_value("#f-day") == today
    )  # nothing typed is lost
    _note(desk, today, "职工来电")
    desk.locator("summary", has_text="登记走访").press("Enter")
    desk.fill("#v-day", today)
    desk.fill("#v-words", "核对工资表，企业承诺补发")
    with desk.expect_navigation():
        desk.press("button[value=visit]", "Enter")
    assert "核对工资表，企业承诺补发" in desk.inner_text("main")
    officer.open("/harmony/")
    told = desk.locator("tr", has=desk.locator("th a", has_text=FIRM)).inner_text()
    assert "未按约定日期发工资 40" in told and "职工来电" in told and "劳动法 50" in told and "黄色" in told
    officer.open(f"/harmony/?day={saturday[:10]}")
    booked = desk.locator("tr", has_text="13800000077").inner_text()
    assert saturday[11:] in booked and "医疗费用报销" in booked and officer.too_wide() <= 0


def _saturday(page: Page) -> tuple[str, int]:
    """The first time of a Saturday that the page offers, within the weeks that may be booked, and how many places are left."""
    for _week in range(5):
        for one in page.locator("input[name=start]").all():
            start = one.get_attribute("value") or ""
            if dt.date.fromisoformat(start[:10]).isoweekday() == 6:
                said = page.locator(f"label[for='s-{_digits(start)}']").inner_text()
                return start, int(said.rpartition("余")[2])
        with page.expect_navigation():
            page.locator("a", has_text="后一周").press("Enter")
    pytest.fail("no Saturday is offered")


def _digits(start: str) -> str:
    return "".join(one for one in start if one.isdecimal())


def _found_by_name(officer: Reader) -> None:
    """A firm of which nothing is known yet is reached from the list."""
    officer.open("/harmony/")
    page = officer.page
    assert page.locator("th a", has_text=FIRM).count() == 0
    page.fill("#firm", FIRM)
    with page.expect_navigation():
        page.press("#firm", "Enter")
    with page.expect_navigation():
        page.locator("main li a", has_text=FIRM).press("Enter")


def _note(page: Page, day: str, source: str) -> None:
    if not page.locator("#code").is_visible():
        page.locator("summary", has_text="登记情况").press("Enter")
    page.select_option("#code", "late-pay")
    page.fill("#f-day", day)
    page.fill("#f-words", "十一月工资未发")
    page.fill("#source", source)
    with page.expect_navigation():
        page.press("button[value=fact]", "Enter")
