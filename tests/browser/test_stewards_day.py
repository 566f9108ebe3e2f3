"""A steward's day: what is due, an answer from the phone, and the enterprise that reads and rates it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
ANSWER = "已约好，周四上午到厂。"


def test_an_answer_goes_out_and_is_rated(read: Callable[..., Reader]) -> None:
    steward = read("steward", width=360)
    steward.open("/stewards/")
    steward.page.click("section a:has-text('消防验收预约')")
    steward.page.fill("#text", ANSWER)
    steward.page.press("button[value=answer]", "Enter")
    steward.page.wait_for_selector(".alert-success")
    assert ANSWER in steward.page.inner_text("main") and steward.too_wide() <= 0
    firm = read("applicant", width=360)
    firm.open("/my/steward/")
    firm.page.click("a:has-text('消防验收预约')")
    assert ANSWER in firm.page.inner_text("main")
    firm.page.check("#s5")
    firm.page.press("button[value=rate]", "Enter")
    firm.page.wait_for_selector(".alert-success")
    assert "5★" in firm.page.inner_text("main") and firm.page.locator("button[value=rate]").count() == 0
