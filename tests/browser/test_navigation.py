"""The navigation as it is used: by keyboard, by who reads much, and without scripts on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader

pytestmark = pytest.mark.slow
ROWS = 2


def test_a_leader_unfolds_a_group_by_keyboard_and_leaves_it(read: Callable[..., Reader]) -> None:
    reader = read("leader-1", width=1280)
    reader.open("/guides/")
    page = reader.page
    bar, entry = (
        page.locator("#nav > ul").first.bounding_box(),
        page.locator(".nav-group > summary").first.bounding_box(),
    )
    assert bar and entry and bar["height"] <= ROWS * entry["height"] + 1
    group, other = page.locator(".nav-group").nth(1), page.locator(".nav-group").nth(2)
    link = group.get_by_role("link").first
    expect(link).to_be_hidden()
    group.locator("summary").press("Enter")
    expect(link).to_be_visible()
    link.press("Escape")
    expect(link).to_be_hidden()
    expect(group.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    other.locator("summary").focus()  # who goes on leaves nothing open behind
    expect(link).to_be_hidden()


def test_without_scripts_it_lies_open_on_a_phone(read: Callable[..., Reader]) -> None:
    reader = read("", width=360, script=False)
    reader.open("/verify/")
    group = reader.page.locator(".nav-group").first
    expect(group.get_by_role("link").first).to_be_hidden()
    group.locator("summary").click()
    group.get_by_role("link", name="办事指南").click()
    expect(reader.page).to_have_url(f"{reader.site.url}/guides/")
