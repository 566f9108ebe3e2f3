"""A team member's day on a phone: own work, a visit written without a network and sent once, a stage refused and then moved, a
duplicate merged and undone, the entry board and an agreement; and a shared phone that keeps nothing for the next person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
Read = Callable[..., Reader]
NOTES = "对方要两回路供电，下周来看厂房。"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")


def register(page: Page, title: str, investor: str) -> str:
    """The address of a new lead; a likeness that the platform names is looked at and gone past."""
    page.goto("/invest/leads/new/")
    page.fill("#title", title)
    page.fill("#investor", investor)
    page.get_by_role("button", name="登记", exact=True).press("Enter")
    page.wait_for_selector(".alert-success, #problem")
    if page.locator("input[name=despite]").count():
        page.get_by_role("button", name="登记", exact=True).press("Enter")
        page.wait_for_selector(".alert-success")
    return page.url


def press(page: Page, form: str) -> None:
    page.locator(f"form[action$='{form}'] button[type=submit]").first.press("Enter")
    page.wait_for_selector(".alert-success")


def move_on(page: Page) -> None:
    page.locator("form[action$='/move/'] button").press("Enter")
    page.wait_for_selector(".alert-success, #problem")


def kept(page: Page) -> list[str]:
    told: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('gaoxin-visit:'))")
    return told


def seals(page: Page) -> str:
    """What the browser keeps of the drafts; their key must not come out of it."""
    assert page.evaluate(
        """async () => {
          const done = (asked) => new Promise((tell) => { asked.onsuccess = () => tell(asked.result); });
          const there = await done(indexedDB.open("gaoxin-keys", 1));
          const all = await done(there.transaction("keys").objectStore("keys").getAll());
          there.close();
          const out = await Promise.all(all.map((key) => crypto.subtle.exportKey("raw", key).then(() => true, () => false)));
          return all.length > 0 && all.every((key) => !key.extractable) && !out.some(Boolean);
        }"""
    )  # fmt: skip
    told: str = page.evaluate("JSON.stringify({ ...localStorage })")
    return told


def test_from_the_first_visit_to_the_agreement(read: Read) -> None:
    reader = read("promoter-1", width=360)
    page = reader.page
    reader.expect("422", *OFFLINE)
    reader.open("/invest/leads/")
    assert page.locator("tbody tr").count() and reader.too_wide() <= 0
    other = register(page, "晨曦储能二期（演示）", "晨曦储能科技（深圳）有限公司")
    lead = register(page, "晨曦储能项目（演示）", "晨曦储能科技有限公司")
    assert reader.too_wide() <= 0

    move_on(page)  # nobody has been there yet
    expect(page.locator("#problem")).to_contain_text("走访")
    reader.open(f"{lead}visit/")
    page.wait_for_function("() => navigator.serviceWorker.ready.then((there) => Boolean(there.active))")
    reader.open(f"{lead}visit/")  # now through the worker, which keeps a copy
    page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
    page.wait_for_function("async () => Boolean(await caches.match(location.pathname))")
    reader.context.set_offline(True)
    page.fill("#notes", NOTES)
    page.get_by_role("button", name="登记走访").press("Enter")
    expect(page.locator("#drafts")).to_contain_text(NOTES)
    held = seals(page)
    assert "sealed" in held and not any(word in held for word in (NOTES, NOTES[:4], "notes", "next_step"))
    page.reload()
    expect(page.locator("#drafts")).to_contain_text(NOTES)
    reader.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#drafts")).to_be_hidden(timeout=15_000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert kept(page) == []
    reader.open(lead)
    expect(page.locator(".leads-log", has_text=NOTES)).to_have_count(1)
    assert page.inner_text("main").count(NOTES) == 1
    move_on(page)
    expect(page.locator("h1")).to_contain_text("深入洽谈")

    merge_and_undo(page, lead, other)
    score_and_sign(page, lead)
    assert reader.too_wide() <= 0


def merge_and_undo(page: Page, lead: str, other: str) -> None:
    page.goto(f"{lead}merge/")
    page.locator(f"input[name=gone][value='{other.rstrip('/').rsplit('/', 1)[-1]}']").check()
    page.fill("#reason", "同一家企业")
    page.locator("main form button[type=submit]").press("Enter")
    page.wait_for_selector(".alert-success")
    page.goto(other)
    expect(page.locator(".alert-warning", has_text="已并入另一条")).to_be_visible()
    page.goto(lead)
    press(page, "/undo/")
    page.goto(other)
    expect(page.locator(".alert-warning", has_text="已并入另一条")).to_have_count(0)


def score_and_sign(page: Page, lead: str) -> None:
    page.goto(f"{lead}entry/")
    inputs = {"investment_k": 300_000, "output_k": 500_000, "tax_k": 30_000, "land_m2": 40_000, "energy_tce": 4_000}
    for name, value in inputs.items():
        page.fill(f"#{name}", str(value))
    page.select_option("#safety", "A")
    press(page, "/entry/")
    expect(page.locator("h2", has_text="评分").first).to_contain_text("通过")
    today = dt.date.today()  # noqa: DTZ011  the member's calendar
    page.goto(f"{lead}agreement/")
    page.fill("#number", "XY-日常-001（演示）")
    page.fill("#signed_on", str(today - dt.timedelta(days=1)))
    for code, value in (("investment", 300_000), ("output", 500_000), ("tax", 30_000), ("jobs", 120)):
        page.fill(f"#value-{code}", str(value))
        page.fill(f"#due-{code}", str(today + dt.timedelta(days=700)))
    press(page, "/agreement/")
    expect(page.locator("h2", has_text="XY-日常-001")).to_have_count(1)


def enter(reader: Reader, login: str) -> None:
    """A session of their own, since this one will be ended; the others of the site are everybody's."""
    reader.open("/demo/enter/")
    reader.page.locator(f"button[name=login][value^='{login}']").first.press("Enter")
    reader.page.wait_for_selector("form[action$='/logout/']", state="attached")


def sign_out(page: Page) -> None:
    page.locator("form[action$='/logout/']").first.evaluate("form => form.requestSubmit()")
    expect(page.locator("#leaving")).to_be_visible()
    expect(page.locator("#leaving [data-count]")).to_have_text("1")


def go(page: Page, way: str) -> None:
    page.locator(f"#leaving [{way}]").press("Enter")
    page.wait_for_selector("#leaving", state="detached")
    page.goto("/", wait_until="networkidle")
    assert page.locator("form[action$='/logout/']").count() == 0 and page.evaluate("caches.keys()") == []


def test_a_shared_phone_warns_of_the_unsent_and_shows_it_to_nobody_else(read: Read) -> None:
    phone = read("", width=360)
    page = phone.page
    phone.expect("ERR_FAILED", *OFFLINE)
    enter(phone, "promoter-2")
    lead = register(page, "共用手机项目（演示）", "祁连山制冷设备有限公司")
    phone.open(f"{lead}visit/")
    page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
    phone.open(f"{lead}visit/")
    page.wait_for_function("async () => Boolean(await caches.match(location.pathname))")
    page.route("**/visit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill("#notes", NOTES)
    page.get_by_role("button", name="登记走访").press("Enter")
    expect(page.locator("#drafts")).to_contain_text(NOTES)
    sign_out(page)
    assert phone.too_wide() <= 0
    page.locator("#leaving [data-stay]").press("Enter")
    expect(page.locator("#leaving")).to_be_hidden()
    sign_out(page)
    go(page, "data-leave")
    assert len(kept(page)) == 1, "it waits for its author"

    enter(phone, "head")
    phone.open(f"{lead}visit/")
    assert page.locator("#drafts").is_hidden() and NOTES not in page.inner_text("body")

    enter(phone, "promoter-2")
    sign_out(page)
    go(page, "data-discard")
    assert kept(page) == []
