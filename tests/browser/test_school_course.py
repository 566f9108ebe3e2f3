"""A school fills a course from what firms demand, on a phone; a seat too many and one below zero are refused with nothing changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
WELDER = "6-18-02-04"


def test_a_school_fills_a_course_from_demand(read: Callable[..., Reader]) -> None:
    school = read("school", width=360)
    school.open("/my/talent/")
    page = school.page
    row = page.locator("tr", has=page.locator("th", has_text="焊工"))
    left = int(row.locator("td").nth(1).inner_text())
    assert left > 0
    school.expect("422")  # below zero, and more than is demanded: told why, and nothing is kept
    for seats, why in ((-1, "数量不能为负"), (left + 1, "多于没有人培养的需求")):
        _fill(school, seats)
        assert why in page.inner_text("#problem")
        assert page.input_value("#f-title") == "焊工订单班（测试）"  # what was typed is not lost
        assert int(row.locator("td").nth(1).inner_text()) == left and school.too_wide() <= 0
    _fill(school, left)
    page.wait_for_selector(".alert-success")
    assert int(row.locator("td").nth(1).inner_text()) == 0
    course = page.locator("section", has=page.locator("h3", has_text="焊工订单班（测试）"))
    assert "手工电弧焊" in course.inner_text()  # the firms' tasks are the course's
    course.locator("summary").press("Enter")
    course.locator("textarea").fill("没有这个学号")
    with page.expect_navigation():
        course.locator("button[value=take-in]").press("Enter")
    assert "没有这个学号" in page.inner_text("#problem")


def _fill(reader: Reader, seats: int) -> None:
    """The form as a thumb fills it, sent by the keyboard."""
    page = reader.page
    page.select_option("#f-occ", WELDER)
    page.fill("#f-title", "焊工订单班（测试）")
    page.fill("#f-seats", str(seats))
    page.fill("#f-hours", "80")
    page.fill("#f-starts", "2027-03-01")
    page.fill("#f-ends", "2027-04-30")
    with page.expect_navigation():
        page.press("button[value=fill]", "Enter")
