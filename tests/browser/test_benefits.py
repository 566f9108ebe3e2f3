"""A firm checks what it lacks for a title, then gets a benefit unasked: the officer matches, the firm reads why and agrees on a phone,
the money is noted as paid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow


def test_a_firm_gets_a_policy_unasked_on_a_phone(read: Callable[..., Reader]) -> None:
    firm = read("applicant", width=360)
    firm.open("/my/readiness/")
    lacking = firm.page.locator("a[href='#declare']").locator("xpath=..")
    before = int("".join(filter(str.isdigit, lacking.inner_text())))
    firm.page.fill("#v_tech_staff", "60")
    firm.page.fill("#day", "2026-10-31")
    firm.page.fill("#source", "人事台账（演示）")
    firm.page.press("form button.btn-wide", "Enter")
    firm.page.wait_for_selector(".alert-success")
    assert int("".join(filter(str.isdigit, lacking.inner_text()))) == before - 1
    assert "国科发火" in firm.page.locator("#conditions").locator("xpath=..").inner_text()
    firm.page.click("p.lead-sentence a")
    assert firm.page.url.startswith(f"{firm.site.url}/my/benefits/")
    section = firm.page.locator("section", has=firm.page.locator("h3", has_text="专利转化运用奖补"))
    section.locator("summary").click()
    assert "企业填报（演示）" in section.inner_text() and "高新区惠企政策措施（演示）" in section.inner_text()
    assert firm.too_wide() <= 0
    section.locator("input[name=account]").fill("4420 1234 5678 9012")
    section.locator("button[value=consent]").press("Enter")
    firm.page.wait_for_selector(".alert-success")
    assert "待兑付" in section.inner_text() and section.locator("button[value=consent]").count() == 0
    officer = read("policy-officer")
    officer.open("/policies/?state=consented&policy=patent-use")
    officer.page.click("tbody a:has-text('清远演示新材料有限公司')")
    officer.page.press("button[value=pay]", "Enter")
    officer.page.wait_for_selector(".alert-success")
    firm.open("/my/benefits/")
    assert "已兑付" in section.inner_text()
