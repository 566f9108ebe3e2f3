"""A leader's day at 360 px: a red card, a block cleared, a project handed over and accepted by the successor, its timeline."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.reader import Reader
from tests.conftest import needs

pytestmark = pytest.mark.slow
CLEARED = "供电局已迁改，线路验收"


def printed(page: Page, to: Path) -> str:
    """The page on paper, as text: A4 landscape, with nothing to press."""
    page.pdf(path=to, prefer_css_page_size=True)
    size = subprocess.run([needs("pdfinfo"), str(to)], capture_output=True, text=True, check=True).stdout
    assert "841.92 x 594.96 pts (A4)" in size, size
    text = subprocess.run(
        [needs("pdftotext"), "-layout", str(to), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert not any(word in text for word in ("查找", "下载", "办结", "立项", "相关清单")), text
    return text


def test_a_block_is_cleared_and_a_project_changes_hands(read: Callable[..., Reader], tmp_path: Path) -> None:
    leader = read("leader-1", width=360)
    leader.open("/projects/mine/")
    page = leader.page
    assert page.locator("text=红牌").count() and leader.too_wide() <= 0
    row = page.locator("tr", has=page.locator("text=红牌")).first
    title = row.locator("th").inner_text().split("\n")[0].replace("已升级", "").strip()
    row.locator("a").first.click()
    page.wait_for_selector("#timeline")
    assert page.locator("#timeline").count() == 1 and leader.too_wide() <= 0
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    block = page.locator("li", has_text=title).first
    block.locator("summary").click()
    block.locator("input[name=solution]").fill(CLEARED)
    block.locator("button").press("Enter")
    page.wait_for_selector(".alert-success")
    assert CLEARED in page.inner_text("main")
    page.locator("summary", has_text="移交").first.click()
    page.select_option("#successor", "leader-2@demo-qingyuan")
    page.fill("#hreason", "分工调整")
    page.fill("#note", "用地批复还差一份，请跟进")
    page.locator("form[action$='/hand-over/'] button").press("Enter")
    page.wait_for_selector(".alert-success:has-text('接手')")  # the message before this one has the same look
    assert "接手" in page.inner_text("main") and leader.too_wide() <= 0
    successor = read("leader-2", width=360)
    successor.open("/projects/mine/")
    form = successor.page.locator(f"form[action='/projects/file/{number}/accept/']")
    form.locator("button[value=accept]").press("Enter")
    successor.page.wait_for_selector(".alert-success")
    leader.open("/projects/mine/")
    assert page.locator(f"a[href='/projects/file/{number}/']").count() == 0
    leader.open("/projects/campaigns/?state=late")
    tasks = printed(page, tmp_path / "tasks.pdf")
    assert "专项行动" in tasks and "条件：已超期" in tasks and "红牌" in tasks and "园区岗位对接镇村" in tasks
    leader.open("/projects/?key=1")
    keys = printed(page, tmp_path / "keys.pdf")
    assert (
        "条件：重点项目" in keys
        and keys.count("P-2024-") == page.locator("tr[data-row]").count()
        and "逐页打印" in keys
    )
