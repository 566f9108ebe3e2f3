"""A firm posts a demand on a phone and sees what suits it and why; the officer matches; both sides take it up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.browser.reader import Reader, Site
from tests.template import ROOT, demo_environment

pytestmark = pytest.mark.slow
# What a worker does with the job; a whole worker would also do what other journeys have left waiting.
NEWEST_JOB = """
from types import SimpleNamespace
import django
django.setup()
from django_tasks_db.models import DBTaskResult
from gaoxin.runtime.jobs import do_long
jobs = DBTaskResult.objects.filter(task_path="gaoxin.runtime.jobs.do_long", status="READY")
do_long.func(SimpleNamespace(attempt=1), **jobs.latest("enqueued_at").args_kwargs["kwargs"])
"""


def test_a_firm_finds_a_result_on_a_phone(site: Site, read: Callable[..., Reader]) -> None:
    firm = read("applicant", width=360)
    firm.open("/my/transfer/")
    page = firm.page
    page.fill("#title", "低轮廓铜箔表面处理添加剂（测试）")
    page.fill("#detail", "剥离强度高")
    page.select_option("#field", "materials")
    page.fill("#low_k", "500")
    page.fill("#high_k", "1500")
    page.fill("#deadline", "2099-12-31")
    page.press("button[value=post]", "Enter")
    page.wait_for_selector(".alert-success")
    offer = page.locator("article", has_text="低轮廓铜箔表面处理添加剂（演示）")
    offer.locator("summary").press("Enter")
    assert "内容相近" in offer.inner_text() and firm.too_wide() <= 0
    offer.locator("button[value=prefer]").press("Enter")
    page.wait_for_selector(".alert-success")
    officer = read("innovation-officer")
    officer.open("/transfer/")
    officer.page.press("button[value=match]", "Enter")
    officer.page.wait_for_selector("#run [role=status]")
    environment = demo_environment(site.var) | {"DJANGO_SETTINGS_MODULE": "gaoxin.config.settings"}
    subprocess.run([sys.executable, "-c", NEWEST_JOB], cwd=ROOT, env=environment, check=True, capture_output=True)
    officer.page.wait_for_selector("#run:not([hx-get])")  # the page finds out by itself
    assert "匹配了" in officer.page.inner_text("#run")
    firm.open("/my/transfer/")  # the newest demand; this result has two seats
    page.press("button[value=talks]", "Enter")
    page.wait_for_selector(".alert-success")
    assert "洽谈中" in page.inner_text("main") and "低轮廓铜箔表面处理添加剂（演示）" in page.inner_text(".next-step")


def test_the_officer_makes_a_sold_patent_over(read: Callable[..., Reader]) -> None:
    officer = read("innovation-officer", width=360)
    officer.open("/transfer/")
    page = officer.page
    row = page.locator("tr", has_text="转让待登记").first
    firm = row.locator("td").first.inner_text().strip()
    row.locator("a").press("Enter")
    page.fill("#paper", "手续合格通知书（测试）")
    assert firm not in page.locator("main p", has_text="转让待登记").last.inner_text()
    page.fill("#entered", page.get_attribute("#entered", "max") or "")
    page.press("button[value=assign]", "Enter")
    page.wait_for_selector(".alert-success")
    told = page.locator("main p", has_text="手续合格通知书（测试）").inner_text()
    assert (
        firm in told
        and "原为" in told
        and page.locator("button[value=assign]").count() == 0
        and officer.too_wide() <= 0
    )
    page.locator("main p a", has_text="ZL").first.press("Enter")
    page.wait_for_url("**/patents/**")
    assert firm in page.inner_text("main")
