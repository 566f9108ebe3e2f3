"""`./gaoxin account`: how a zone gets its first administrators, and what nobody gets by it."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from gaoxin.accounts.models import User
from gaoxin.audit.services import verify

pytestmark = pytest.mark.django_db
ZONE = "demo-qingyuan"


def told(capsys, *words: str) -> dict:
    call_command("account", *words, "--json")
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words: str) -> str:
    with pytest.raises(SystemExit) as stop:
        call_command("account", *words, "--json")
    assert stop.value.code == 1
    return json.loads(capsys.readouterr().out)["what"]


def test_the_first_administrator_is_made_with_a_password_told_once(capsys):
    made = told(capsys, "create", "root", "--name", "周管理", "--role", "security_admin")
    assert made["login"] == f"root@{ZONE}"
    request = RequestFactory().post("/account/login/")
    assert authenticate(request, username=made["login"], password=made["password"]) == User.objects.get()
    assert made["password"] not in User.objects.get().password
    assert [row["roles"] for row in told(capsys, "list")["accounts"]] == [["security_admin"]]
    assert verify(ZONE).ok


def test_administrators_exclude_every_other_role_here_too(capsys):
    assert "exclude" in refused(capsys, "create", "x", "--name", "x", "--role", "system_admin", "--role", "clerk")
    assert User.objects.count() == 0
    told(capsys, "create", "c", "--name", "林窗口", "--role", "clerk", "--department", "审批局")
    assert "exclude" in refused(capsys, "role", "c", "--grant", "audit_admin")
    assert told(capsys, "role", "c", "--revoke", "clerk")["revoked"] == "clerk"
    assert told(capsys, "list")["accounts"][0]["roles"] == []


def test_a_lost_password_is_replaced_and_never_read(capsys):
    first = told(capsys, "create", "c", "--name", "林窗口", "--role", "clerk")["password"]
    second = told(capsys, "password", "c")["password"]
    request = RequestFactory().post("/account/login/")
    assert first != second
    assert authenticate(request, username=f"c@{ZONE}", password=first) is None
    assert authenticate(request, username=f"c@{ZONE}", password=second) is not None
    assert told(capsys, "factors", "c")["taken_away"] == 0
    assert refused(capsys, "password", "nobody")


def test_an_account_without_a_password_is_told_so_instead_of_failing(client):
    user = User(zone=ZONE, login="o@demo-qingyuan", name="无密码", created_at="2026-03-02T10:00:00+08:00")
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    answer = client.get("/account/password/change/")
    assert answer.status_code == 409
    assert "没有密码" in answer.content.decode()
