"""The page of people, where the security administrator switches an account off and on."""

from __future__ import annotations

import json

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from tests.manage.conftest import ZONE

CLERK = f"clerk@{ZONE}"


def address(act: str, login: str = CLERK) -> str:
    return reverse(f"manage:switch-{act}", args=[login])


def is_active(login: str = CLERK) -> bool:
    return get_user_model().objects.get(login=login).is_active


def switches() -> list[tuple[str, str]]:
    found = [entry for entry in audit_log.entries(ZONE, limit=1000) if entry.act.startswith("switch-")]
    return [(entry.act, json.loads(entry.detail)["reason"]) for entry in found]


def test_off_and_on_again_with_a_reason(enter):
    admin, clerk = enter(Role.SECURITY_ADMIN), enter(Role.CLERK)
    people = reverse("manage:people")
    page = admin.get(people).content.decode()
    assert f'action="{address("off")}?"' in page and address("on") not in page
    back = admin.post(f"{address('off')}?q=clerk", {"reason": "已调离"}, follow=True)
    assert back.redirect_chain == [(f"{people}?q=clerk", 302)]
    page = back.content.decode()
    assert f"已停用 {CLERK}" in page and address("on") in page and address("off") not in page
    assert "窗口人员" in page, "the role that it would have again"
    assert not is_active()
    assert clerk.get("/desk/")["Location"].startswith("/account/login/")
    again = admin.post(address("off"), {"reason": "已调离"}, follow=True)
    assert "没有改动" in again.content.decode()
    assert switches() == [("switch-off", "已调离")]
    assert f"已启用 {CLERK}" in admin.post(address("on"), {"reason": "已调回"}, follow=True).content.decode()
    assert is_active()
    assert switches() == [("switch-off", "已调离"), ("switch-on", "已调回")]


def test_without_a_reason_nothing_happens_and_what_was_typed_stays(enter):
    admin = enter(Role.SECURITY_ADMIN)
    enter(Role.CLERK)
    for reason in ("", "长" * 301):
        page = admin.post(address("off"), {"reason": reason})
        assert page.status_code == 422
        text = page.content.decode()
        assert "理由" in text and f'value="{reason}"' in text and '<details class="why mb-0" open>' in text
    assert is_active() and switches() == []


def test_ones_own_account_has_no_form_and_is_refused(enter):
    admin = enter(Role.SECURITY_ADMIN)
    own = f"security_admin@{ZONE}"
    page = admin.get(reverse("manage:people")).content.decode()
    assert "本人账号由他人停用" in page and address("off", own) not in page
    refused = admin.post(address("off", own), {"reason": "试试"})
    assert refused.status_code == 403
    assert "不能停用自己的账号" in refused.content.decode()
    assert is_active(own) and switches() == []


def test_nobody_else_reaches_it(enter):
    enter(Role.APPLICANT)
    target = f"applicant@{ZONE}"
    for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.HEAD, Role.CLERK):
        client = enter(role)
        for act in ("off", "on"):
            assert client.post(address(act, target), {"reason": "试试"}).status_code == 403, (role, act)
    assert Client().post(address("off", target), {"reason": "试试"}).status_code == 401
    assert is_active(target) and switches() == []


def test_an_unknown_account_is_not_found_and_a_link_changes_nothing(enter):
    admin = enter(Role.SECURITY_ADMIN)
    enter(Role.CLERK)
    assert admin.post(address("off", f"nobody@{ZONE}"), {"reason": "试试"}).status_code == 404
    assert admin.get(address("off")).status_code == 405
    assert is_active() and switches() == []
