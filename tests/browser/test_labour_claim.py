"""A worker files a claim on a phone; the clerk accepts it; the worker sees the clock that runs. An arbitrator signs an award."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stdnum.iso7064 import mod_11_2

from tests.browser.reader import Reader
from tests.browser.test_journeys import PDF

pytestmark = pytest.mark.slow
BODY = "44180219000303001"


def test_a_worker_files_a_claim_on_a_phone(read: Callable[..., Reader]) -> None:
    worker = read("worker", width=360)
    worker.open("/my/claims/")
    page = worker.page
    page.locator("a.btn-primary").press("Enter")
    page.wait_for_selector("#name")
    assert "一年" in page.inner_text("main")
    page.fill("#name", "万工人（测试）")
    page.fill("#identifier", BODY + mod_11_2.calc_check_digit(BODY))
    page.fill("#phone", "13800000000")
    page.fill("#employer", "清远演示装备制造有限公司")
    page.check("#kind-wages")
    page.fill("#yuan-wages", "8800")
    page.fill("#known", "2020-01-06")
    page.check("#employed-0")
    page.fill("#left", "2020-02-01")
    page.fill("#facts", "工资未发")
    worker.expect("422")  # the year is over: told with the article, and nothing is kept
    page.press("button[value=send]", "Enter")
    page.wait_for_selector("#problem")
    assert "超过仲裁时效" in page.inner_text("#problem") and "27(1)" in page.inner_text("#problem")
    assert page.input_value("#facts") == "工资未发" and worker.too_wide() <= 0
    page.check("#employed-1")
    page.press("button[value=check]", "Enter")
    page.wait_for_selector("#periods")
    assert "不受一年限制" in page.inner_text("#periods")
    page.set_input_files("#file-0", {"name": "工资条.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.fill("#shows-0", "欠发两个月")
    page.press("button[value=send]", "Enter")
    page.wait_for_selector(".ribbon")
    number = page.inner_text("h1")
    assert "决定是否受理" in page.inner_text(".next-step") and "欠发两个月" in page.inner_text("main")
    clerk = read("tribunal-clerk")
    clerk.open("/labour/")
    clerk.page.get_by_role("link", name=number).press("Enter")
    clerk.page.wait_for_selector("#identity")
    clerk.page.check("#identity")
    clerk.page.press("button[value=accept]", "Enter")
    clerk.page.wait_for_selector(".alert-success")
    page.reload()
    assert "作出裁决" in page.inner_text("main") and "审理中" in page.inner_text("main") and worker.too_wide() <= 0
    assert page.locator(".ribbon .mark-accepted").count() == 1
    _signed_and_sealed(read)


def _signed_and_sealed(read: Callable[..., Reader]) -> None:
    """The award of the demo that waits is found in the list, read and signed; only then the clerk's seal is put on it."""
    arbitrator = read("arbitrator")
    arbitrator.open("/labour/")
    page = arbitrator.page
    row = page.locator("tr", has_text="待仲裁员签名")
    number = row.locator("th a").inner_text()
    row.locator("th a").press("Enter")
    page.wait_for_selector("button[value=sign]")
    assert "仲裁员签名后，盖章送达" in page.inner_text(".next-step")
    page.locator("form", has=page.locator("button[value=sign]")).locator("summary").press("Enter")
    assert "考勤和工资条相符" in page.inner_text("#acts ~ form")
    with page.expect_navigation():
        page.press("button[value=sign]", "Enter")
    assert page.locator("button[value=sign]").count() == 0 and "已签名" in page.inner_text("main")
    clerk = read("tribunal-clerk")
    clerk.open("/labour/?state=closed")
    clerk.page.get_by_role("link", name=number).press("Enter")
    clerk.page.wait_for_selector("button[value=seal]")
    with clerk.page.expect_navigation():
        clerk.page.press("button[value=seal]", "Enter")
    papers = clerk.page.locator("#papers + ul")
    assert (
        papers.get_by_role("link", name="仲裁裁决书（终局）").count() == 1 and "待仲裁员签名" not in papers.inner_text()
    )
