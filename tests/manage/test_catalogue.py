"""Publishing a version: what binds stays, what is wrong is told, what is right takes effect on its day and not before."""

from __future__ import annotations

import datetime as dt
import json
import re

import msgspec
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from gaoxin.accounts.rules.roles import Role
from gaoxin.approvals.services import publishing, rulebook
from gaoxin.approvals.services.definitions import define
from gaoxin.audit import selectors as audit_log
from tests.manage.conftest import ADMINS, ZONE

CODE = "night-work"


def shipped(settings) -> str:
    return next((settings.CATALOGUE / "items").rglob(f"{CODE}.yaml")).read_text(encoding="utf-8")


def amended(settings, days: int = 30, limit: str = "4wd") -> tuple[str, dt.date]:
    """The item with one more version, `days` from today, in which the promise is another."""
    begin = timezone.localdate() + dt.timedelta(days=days)
    text = shipped(settings).rstrip()
    assert re.search(r"- from: [\d-]+$", text)
    limits = msgspec.to_builtins(rulebook.catalogue().items[CODE][-1].limits)
    limits["promised"]["limit"] = limit
    text += f"\n    to: {begin - dt.timedelta(days=1)}\n  - from: {begin}\n"
    text += f"    limits: {json.dumps(limits, ensure_ascii=False)}\n"
    return text, begin


def test_each_administrator_browses_and_nobody_else(enter):
    for role in (*ADMINS, Role.CLERK, Role.APPLICANT, Role.AUDITOR):
        client = enter(role)
        for name, args in (("catalogue", ()), ("item", ("construction-permit",)), ("item-file", (CODE,)), ("home", ())):
            answer = client.get(reverse(f"manage:{name}", args=args))
            assert answer.status_code == (200 if role in ADMINS else 403), (role, name)


def test_only_the_system_administrator_publishes(enter, settings):
    text, _ = amended(settings)
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SUPERVISOR):
        client = enter(role)
        assert client.get(reverse("manage:publish")).status_code == 403
        assert client.post(reverse("manage:publish"), {"step": "publish", "text": text, "key": "k"}).status_code == 403
    assert not rulebook.published().exists()


def test_publishing_is_offered_only_to_who_may(enter):
    for role in ADMINS:
        page = enter(role).get(reverse("manage:catalogue")).content.decode()
        assert (reverse("manage:publish") in page) is (role is Role.SYSTEM_ADMIN)


def test_two_versions_side_by_side(enter):
    page = enter(Role.SYSTEM_ADMIN).get(reverse("manage:item", args=["construction-permit"])).content.decode()
    assert "applies" in page
    assert "300,000" in page or "300000" in page


def test_checked_then_published_then_in_force_on_its_day(enter, settings):
    client = enter(Role.SYSTEM_ADMIN)
    text, begin = amended(settings)
    today = timezone.localdate()
    before = define(CODE, today, ())
    coming = define(CODE, begin, ())
    checked = client.post(reverse("manage:publish"), {"step": "check", "text": text, "key": "k1"})
    assert checked.status_code == 200, re.findall(r"<li>.*</li>", checked.content.decode())
    assert "limits.promised.limit" in checked.content.decode()
    assert not rulebook.published().exists()
    for _ in range(2):  # a second press does nothing more
        answer = client.post(reverse("manage:publish"), {"step": "publish", "text": text, "key": "k1"})
        assert answer.status_code == 302, answer.content.decode()
    assert [p.name for p in rulebook.published().iterdir()] == [f"{CODE}.yaml"]
    assert define(CODE, today, ()).limits == before.limits
    assert coming.limits.promised.limit != "4wd"
    assert define(CODE, begin, ()).limits.promised.limit == "4wd"
    entries = [entry for entry in audit_log.entries(ZONE, subject=f"item:{CODE}") if entry.act == publishing.ACT]
    assert len(entries) == 1
    page = client.get(answer["Location"]).content.decode()
    assert str(begin) in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text, day: shipped_only(text), "没有新的"),
        (lambda text, day: text.replace("code: night-work", "code: night-work\nstrange: 1"), "strange"),
        (lambda text, day: text.replace("kind: ", "kind: x"), "kind"),
        (lambda text, day: text.replace(str(day), "2024-01-01").replace(str(day - dt.timedelta(1)), "2023-12-31"), "2024-01-01"),
        (lambda text, day: text.replace("4wd", "9999"), "promised"),
        (lambda text, day: text.replace("name: {zh: ", "name: {zh: 改", 1), "已生效的版本不能修改"),
        (lambda text, day: "a: &a [x]\nb: *a\n", "别名"),
        (lambda text, day: "- 1", "code"),
        (lambda text, day: "code: ../evil\n", "code"),
        (lambda text, day: "{", "YAML"),
        (lambda text, day: "", "code"),
    ],
)  # fmt: skip
def test_what_may_not_be_law_is_told_and_changes_nothing(enter, settings, change, told):
    text, begin = amended(settings)
    client = enter(Role.SYSTEM_ADMIN)
    wrong = change(text, begin)
    for step in ("check", "publish"):
        answer = client.post(reverse("manage:publish"), {"step": step, "text": wrong, "key": "k"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert told in page
    assert not rulebook.published().exists() or not list(rulebook.published().iterdir())


def shipped_only(text: str) -> str:
    return re.sub(r"\n    to: [\d-]+\n  - from.*", "\n", text, flags=re.DOTALL)


def test_a_case_that_runs_keeps_its_definition(enter, settings):
    """What a case pins is a row by digest; publishing adds rows and changes none."""
    versions = apps.get_model("approvals", "ItemVersion").objects
    client = enter(Role.SYSTEM_ADMIN)
    text, _ = amended(settings)
    rows = list(versions.values_list("id", "digest"))
    client.post(reverse("manage:publish"), {"step": "publish", "text": text, "key": "k2"})
    assert set(rows) <= set(versions.values_list("id", "digest"))
    assert versions.count() == len(rows) + 1
