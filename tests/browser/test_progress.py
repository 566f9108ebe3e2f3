"""An engineer's day on a phone: reported without a network, sent when it is back, confirmed by a second person, counted once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from gaoxin.demo.parts.progress import picture
from tests.browser.reader import Reader, Site

pytestmark = pytest.mark.slow
Read = Callable[..., Reader]
FORM, HOME, CONFIRM = "/progress/P-PARK/report/", "/progress/P-PARK/", "/progress/confirm/"


def share(reader: Reader) -> float:
    """The whole's percentage, as the page says it."""
    reader.open(HOME)
    found = re.search(r"总工程量完成 ([\d.]+) %", reader.page.locator(".lead-sentence").inner_text())
    assert found
    return float(found[1])


def fill(page: Page, folder: Path, code: str, quantity: str) -> None:
    photo = folder / f"{code}.png"
    photo.write_bytes(picture(len(code) + len(quantity)))
    page.get_by_label("工程", exact=True).select_option(code)
    page.get_by_label("累计完成量（从开工算起）").fill(quantity)
    page.locator("#photo").set_input_files(photo)
    page.get_by_label("桩号或部位").fill("K0+120")


def keep(page: Page, code: str) -> None:
    page.get_by_role("button", name="报送").click()
    expect(page.locator("#queue")).to_contain_text(code)


HELD = """() => new Promise((done) => {
  const asked = indexedDB.open("gaoxin-progress", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("reports").objectStore("reports").getAll();
    all.onsuccess = () => done(all.result.map((entry) => [Object.keys(entry).sort().join(), new TextDecoder().decode(entry.sealed)]));
  };
})"""


def waits_for(reader: Reader, code: str) -> int:
    reader.open(CONFIRM)
    return reader.page.locator(".progress-waiting h2", has_text=code).count()


def test_a_report_waits_on_the_phone_and_counts_once_confirmed(site: Site, read: Read, tmp_path: Path) -> None:
    phone, desk = read("engineer-1", width=360), read("engineer-2")
    before = share(desk)
    phone.open(FORM)
    assert phone.too_wide() <= 0
    phone.page.wait_for_function("async () => Boolean(await caches.match('/progress/P-PARK/report/'))")
    phone.page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
    phone.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    phone.context.set_offline(True)
    fill(phone.page, tmp_path, "R7.3", "1200")
    keep(phone.page, "R7.3")
    expect(phone.page.locator("#queue-told")).to_contain_text("已保存在这台手机上")
    # Photo, place and figures are sealed with a key that cannot be read out.
    [(names, held)] = phone.page.evaluate(HELD)
    assert names == "iv,key,person,sealed" and not any(word in held for word in ("R7.3", "1200", "K0+120", "PNG"))
    phone.page.reload()  # still without a network: the form opens, and what waits is there
    expect(phone.page.locator("#queue")).to_contain_text("R7.3")
    assert waits_for(desk, "R7.3") == 0
    phone.context.set_offline(False)
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.page.locator("#queue-told")).to_contain_text("已送达", timeout=15_000)
    expect(phone.page.locator("#queue")).to_be_hidden()
    assert share(desk) == before
    assert waits_for(phone, "R7.3") == 1
    expect(phone.page.get_by_text("您报的，等待另一个人确认")).to_be_visible()
    expect(phone.page.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    assert waits_for(desk, "R7.3") == 1
    with desk.page.expect_navigation(wait_until="networkidle"):
        desk.page.get_by_role("button", name="确认", exact=True).click()
    expect(desk.page.get_by_text("已确认，计入进度。")).to_be_visible()
    assert share(desk) > before


def test_an_answer_that_is_lost_on_the_way_doubles_nothing(site: Site, read: Read, tmp_path: Path) -> None:
    """The platform has it, the phone does not know: it sends again, and there is one."""
    phone, desk = read("engineer-2", width=360), read("head")
    phone.open(FORM)
    phone.expect("ERR_FAILED", "Failed to fetch", "ERR_INTERNET_DISCONNECTED")
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/report/", swallow)
    fill(phone.page, tmp_path, "R6.3", "900")
    with phone.page.expect_event("requestfailed"):
        phone.page.get_by_role("button", name="报送").click()
    expect(phone.page.locator("#queue")).to_contain_text("等待网络")
    assert '"repeated": false' in lost[0]
    phone.page.get_by_role("button", name="再次发送").click()
    expect(phone.page.locator("#queue-told")).to_contain_text("已送达")
    expect(phone.page.locator("#queue")).to_be_hidden()
    assert waits_for(desk, "R6.3") == 1


def test_what_is_refused_stays_and_says_why(site: Site, read: Read, tmp_path: Path) -> None:
    phone = read("engineer-1", width=360)
    phone.open(FORM)
    phone.expect("422")
    fill(phone.page, tmp_path, "S", "99999999")
    phone.page.get_by_role("button", name="报送").click()
    expect(phone.page.locator("#queue")).to_contain_text("超过基线工程量")
    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="删除").click()
    expect(phone.page.locator("#queue")).to_be_hidden()


def test_without_script_the_form_is_a_form(site: Site, read: Read, tmp_path: Path) -> None:
    phone, desk = read("engineer-1", width=360, script=False), read("head")
    phone.open(FORM)
    fill(phone.page, tmp_path, "R5.3", "8000")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="报送").click()
    assert phone.page.url.endswith(HOME)
    assert waits_for(desk, "R5.3") == 1


def test_sums_move_while_weights_are_typed(site: Site, read: Read) -> None:
    head = read("head")
    head.open("/progress/P-PARK/baseline/")
    sums = head.page.locator("[data-sums]")
    expect(sums).not_to_contain_text("✕")
    head.page.locator("input[name=weight]").first.fill("59.5")
    expect(sums).to_contain_text("✕ 全部工程 99.5 %（-0.5）")


def test_a_work_is_taken_out_and_the_rest_weighted_anew(site: Site, read: Read) -> None:
    """On the head's phone: the slope goes, its 8 % to the roads; the whole follows, and the old baseline stays as it was."""
    head = read("head", width=360)
    before, shares = share(head), standing(head)
    old = head.page.locator("#baseline").input_value()
    assert ("边坡防护" in drawn(head)) and head.page.locator("#curve ~ .chart svg").first.is_visible()
    head.open("/progress/P-PARK/baseline/")
    slope, roads = (row_of(head.page, code) for code in ("S", "R"))
    slope.get_by_role("button", name="删去").click()
    expect(head.page.locator("[data-sums]")).to_contain_text("✕ 全部工程 92 %（-8）")
    roads.locator("input[name=weight]").fill("68")
    expect(head.page.locator("[data-sums]")).not_to_contain_text("✕")
    head.page.get_by_label("调整原因").fill("边坡另行立项")
    assert head.too_wide() <= 0
    with head.page.expect_navigation(wait_until="networkidle"):
        head.page.get_by_role("button", name="冻结").click()
    expect(head.page.get_by_text("基线已冻结")).to_be_visible()
    wanted = before + 0.08 * (shares["R"] - shares["S"])
    assert share(head) == pytest.approx(wanted, abs=0.11)  # three figures rounded to a tenth
    assert "边坡防护" not in drawn(head) and "S" not in standing(head)
    head.open(f"{HOME}?baseline={old}")
    assert standing(head) == shares and "边坡防护" in drawn(head)


def standing(reader: Reader) -> dict[str, float]:
    """Percent done by code, as the table of works says it."""
    rows = reader.page.locator(".progress-works tbody tr").all()
    return {
        row.locator("th .quiet").inner_text(): float(row.locator("td").nth(2).inner_text().rstrip(" %")) for row in rows
    }


def drawn(reader: Reader) -> str:
    return reader.page.locator(".progress-gantt svg").text_content() or ""


def row_of(page: Page, code: str) -> Locator:
    return page.locator(".progress-lines tbody tr", has=page.locator(f'input[name=code][value="{code}"]'))
