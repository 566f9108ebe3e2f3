"""A password that an administrator issued is good for one thing: choosing one's own."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import Client

from gaoxin.accounts import services
from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import Invalid
from tests.accounts.signing import BY, PASSWORD, account, code, post_login, set_up_totp
from tests.approvals.conftest import ZONE, at

pytestmark = pytest.mark.django_db
CHANGE = "/account/password/change/"
NEW = "another-horse-battery"


@pytest.fixture
def issued(client: Client, capsys) -> str:
    """The password of a new applicant, as the command tells it; `client` has just signed in by it."""
    call_command("account", "create", "chen", "--name", "陈某", "--role", "applicant", "--json")
    password = json.loads(capsys.readouterr().out)["password"]
    post_login(client, "chen", password)
    return password


def change(client: Client, old: str, new: str = NEW, **more: str):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new} | more)


def test_it_opens_nothing_but_the_page_that_changes_it(client, issued):
    for path in ("/account/me/", "/", "/my/", "/account/tokens/", "/account/2fa/", "/api/v1/me"):
        assert client.get(path)["Location"].startswith(f"{CHANGE}?next="), path
    for path in ("/account/mandates/grant/", "/account/sessions/end/", "/account/tokens/"):
        posted = client.post(path, {})
        assert posted.status_code == 403, path
        assert "请先修改密码" in posted.content.decode()
    part = client.get("/my/", headers={"hx-request": "true"})
    assert (part.status_code, part["X-Problem"]) == (403, "1")
    page = client.get(CHANGE).content.decode()
    assert "管理员发放的" in page and "回到我的账号" not in page
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/guides/").status_code == 200


def test_once_changed_everything_opens_and_it_leads_back(client, issued):
    sent = client.get("/account/sessions/")["Location"]
    assert sent == f"{CHANGE}?next=%2Faccount%2Fsessions%2F"
    done = change(client, issued, next="/account/sessions/")
    assert done["Location"] == "/account/sessions/"
    assert client.get("/account/sessions/").status_code == 200
    user = User.objects.get()
    assert not user.password_issued
    assert user.check_password(NEW)
    entry = audit_log.entries(ZONE)[-1]
    assert (entry.act, json.loads(entry.detail)) == ("change-password", {"was_issued": True})
    again = Client()
    post_login(again, "chen", NEW)
    assert again.get("/account/me/").status_code == 200


def test_the_same_again_or_a_weak_one_is_no_change(client, issued):
    same = change(client, issued, issued)
    assert same.status_code == 200
    assert "新密码不能与当前密码相同" in same.content.decode()
    assert change(client, issued, "1234567890123").status_code == 200
    assert change(client, "wrong").status_code == 200
    user = User.objects.get()
    assert user.password_issued and user.check_password(issued)
    assert client.get("/account/me/").status_code == 302
    with pytest.raises(Invalid):
        services.change_password(zone=ZONE, user_id=user.id, password=issued, at=at("2026-03-02T09:00"))
    assert "change-password" not in [entry.act for entry in audit_log.entries(ZONE)]


def test_an_officer_chooses_a_password_and_then_a_second_factor(client, capsys):
    call_command("account", "create", "li", "--name", "李某", "--role", "clerk", "--json")
    password = json.loads(capsys.readouterr().out)["password"]
    post_login(client, "li", password)
    assert client.get("/account/2fa/")["Location"].startswith(CHANGE)
    assert change(client, password)["Location"] == "/account/me/"
    assert client.get("/desk/")["Location"].startswith("/account/2fa/")


def test_a_lost_password_is_replaced_by_one_that_is_changed_too(client):
    login = account("li", Role.CLERK)
    post_login(client, "li")
    secret = set_up_totp(client)
    assert client.get("/desk/").status_code == 200
    password = services.issue_password(zone=ZONE, login=login, at=at("2026-03-02T09:00"), by=BY)
    again = Client()
    assert post_login(again, "li", password)["Location"].startswith("/account/2fa/authenticate/")
    assert again.post("/account/2fa/authenticate/", {"code": code(secret, 1)}).status_code == 302
    assert again.get("/desk/")["Location"].startswith(CHANGE)
    assert change(again, password)["Location"] == "/account/me/"
    assert again.get("/desk/").status_code == 200


def test_whoever_chose_their_own_is_not_asked(client):
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    assert client.get("/account/me/").status_code == 200
    assert change(client, PASSWORD)["Location"] == "/account/me/"
    entry = audit_log.entries(ZONE)[-1]
    assert (entry.act, json.loads(entry.detail)) == ("change-password", {"was_issued": False})
    registered = {"name": "赵某", "username": "zhao", "password1": PASSWORD, "password2": PASSWORD}
    other = Client()
    assert other.post("/account/signup/", registered).status_code == 302
    assert other.get("/account/me/").status_code == 200


def test_the_demos_door_asks_for_no_password(client, settings):
    settings.DEMO_ENTRY = True
    account("applicant", Role.APPLICANT)
    User.objects.update(password_issued=True)
    login = User.objects.get().login
    request = client.get("/account/login/").wsgi_request
    services.enter_demo(request=request, login=login, at=at("2026-03-02T09:00"))
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    assert client.get("/account/me/").status_code == 200
    settings.DEMO_ENTRY = False
    assert client.get("/account/me/").status_code == 200, "no password began this session"
