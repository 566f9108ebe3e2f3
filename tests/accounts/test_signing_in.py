"""Signing in: passwords, lockout, where it leads, sessions that end, and that nobody gains a role by registering."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gaoxin.accounts.models import Grant, User
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.web.guards import SEEN, STARTED
from gaoxin.audit import selectors as audit_log
from tests.accounts.signing import PASSWORD, account, post_login
from tests.approvals.conftest import ZONE

pytestmark = pytest.mark.django_db
ME = "/account/me/"


def signed_in(client: Client) -> bool:
    return client.get(ME).status_code == 200


def test_a_password_signs_in_and_the_audit_log_says_so(client):
    login = account("chen", Role.APPLICANT)
    assert not signed_in(client)
    assert post_login(client, login)["Location"] == ME
    assert signed_in(client)
    assert identify_hasher(User.objects.get(login=login).password).algorithm == "argon2"
    entry = audit_log.entries(ZONE)[-1]
    assert entry.act == "sign-in"
    assert json.loads(entry.detail) == {"proofs": ["password"]}


def test_the_zone_may_be_left_out_and_case_does_not_matter(client):
    account("chen", Role.APPLICANT)
    post_login(client, "Chen")
    assert signed_in(client)


def test_a_wrong_password_says_neither_what_is_wrong_nor_who_exists(client):
    account("chen", Role.APPLICANT)
    known, unknown = post_login(client, "chen", "wrong"), post_login(client, "nobody", "wrong")
    for page in (known, unknown):
        assert page.status_code == 200
        assert "登录名或者密码不正确" in page.content.decode()
    assert not signed_in(client)


def test_an_account_without_a_password_or_put_out_of_use_does_not_sign_in(client):
    login = account("chen", Role.APPLICANT)
    user = User.objects.get(login=login)
    user.set_unusable_password()
    user.save()
    post_login(client, login, "")
    assert not signed_in(client)
    user.set_password(PASSWORD)
    user.is_active = False
    user.save()
    post_login(client, login)
    assert not signed_in(client)


def test_after_five_wrong_passwords_it_says_why_and_when_again(client):
    login = account("chen", Role.APPLICANT)
    pages = [post_login(client, login, f"wrong {n}") for n in range(5)]
    assert [page.status_code for page in pages] == [200] * 4 + [429]
    text = pages[-1].content.decode()
    assert "连续 5 次密码错误" in text
    again = re.search(r"(\d\d:\d\d) 后再试", text)
    assert again
    when = timezone.localtime() + dt.timedelta(minutes=15)
    assert again[1] in {f"{when + dt.timedelta(minutes=n):%H:%M}" for n in (-1, 0, 1)}
    assert 0 < int(pages[-1]["Retry-After"]) <= 900
    right = post_login(client, login)
    assert right.status_code == 429
    assert not signed_in(client)
    other = Client(REMOTE_ADDR="192.0.2.7")
    post_login(other, login)
    assert signed_in(other), "who guesses elsewhere must not lock the owner out"


def test_the_pause_ends(client, settings):
    login = account("chen", Role.APPLICANT)
    for n in range(5):
        post_login(client, login, f"wrong {n}")
    settings.AXES_COOLOFF_TIME = dt.timedelta(microseconds=1)
    post_login(client, login)
    assert signed_in(client)


def test_a_forged_address_does_not_escape_the_count(client):
    login = account("chen", Role.APPLICANT)
    for n in range(5):
        page = Client(headers={"x-forwarded-for": f"198.51.100.{n}"}).post(
            "/account/login/", {"login": login, "password": "wrong"}
        )
    assert page.status_code == 429


def test_one_address_does_not_try_many_accounts(client):
    pages = [post_login(client, f"user-{n}", "wrong").status_code for n in range(31)]
    assert pages[-1] == 429


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_login_leads_to_no_other_host(client, target):
    account("chen", Role.APPLICANT)
    assert post_login(client, "chen", next=target)["Location"] == ME
    for url in (f"/account/logout/?next={target}", f"/account/login/?next={target}"):
        assert "evil" not in client.post(url).headers.get("Location", "")


def test_login_leads_back(client):
    account("chen", Role.APPLICANT)
    asked = client.get("/account/sessions/")
    assert asked["Location"] == "/account/login/?next=/account/sessions/"
    assert post_login(client, "chen", next="/account/sessions/")["Location"] == "/account/sessions/"


def test_every_form_needs_its_token():
    account("chen", Role.APPLICANT)
    strict = Client(enforce_csrf_checks=True)
    for route in ("account_login", "account_signup", "account_logout", "mfa_login_webauthn"):
        assert strict.post(reverse(route)).status_code == 403, route


def test_a_login_gets_a_new_session(client):
    account("chen", Role.APPLICANT)
    client.get("/account/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    post_login(client, "chen")
    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not signed_in(planted)


def test_signing_out_needs_a_post_and_ends_the_session(client):
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    key = client.cookies["sessionid"].value
    assert client.get("/account/logout/").status_code == 200
    assert signed_in(client)
    client.post("/account/logout/")
    stolen = Client()
    stolen.cookies["sessionid"] = key
    assert not signed_in(stolen)


# -- registering


def register(client: Client, name: str = "zhao", **more: str):
    values = {"name": "赵某", "username": name, "password1": PASSWORD, "password2": PASSWORD} | more
    return client.post("/account/signup/", values)


def test_whoever_registers_is_an_applicant_and_acts_for_nobody(client):
    made = register(client)
    assert made.status_code == 302
    user = User.objects.get()
    assert (user.login, user.zone, user.name) == (f"zhao@{ZONE}", ZONE, "赵某")
    assert list(Grant.objects.values_list("role", flat=True)) == ["applicant"]
    page = client.get("/account/mandates/")
    assert "还没有受任何企业委托" in page.content.decode()


def test_no_role_is_gained_by_registering(client):
    extra = {
        "roles": "supervisor",
        "role": "supervisor",
        "is_staff": "1",
        "is_superuser": "1",
        "zone": "other",
        "department": "x",
    }
    register(client, **extra)
    assert list(Grant.objects.values_list("role", "department", "zone")) == [("applicant", "", ZONE)]


@pytest.mark.parametrize("name", ["ab", "张三", "a b c", "x@other-zone", "<script>", "a" * 41, "../../etc"])
def test_a_login_is_plain(client, name):
    assert register(client, name).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short-1", "1234567890123", "password123", "zhao-qingyuan-1"])
def test_a_weak_password_is_none(client, password):
    assert register(client, "zhao-qingyuan", password1=password, password2=password).status_code == 200
    assert not User.objects.exists()


def test_why_a_password_is_weak_is_said_in_the_readers_language(client):
    weak = {"password1": "x1", "password2": "x1"}
    assert "密码太短：至少 10 个字符。" in register(client, **weak).content.decode()
    client.cookies["django_language"] = "en"
    page = register(client, **weak).content.decode()
    assert "at least 10 characters" in page and "密码" not in page
    assert not User.objects.exists()


def test_a_login_is_taken_once(client):
    register(client)
    page = register(Client(), "ZHAO")
    assert "已被使用" in page.content.decode()
    assert User.objects.count() == 1


# -- sessions


def test_sessions_are_listed_and_ended_from_afar(client):
    account("chen", Role.APPLICANT)
    away, third = (
        Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari"}),
        Client(headers={"user-agent": "Tablet"}),
    )
    for one in (client, away, third):
        post_login(one, "chen")
    sessions = client.get("/account/sessions/").context["sessions"]
    assert [s.current for s in sessions] == [True, False, False]
    phone = next(s for s in sessions if s.device == "Safari · iPhone")
    client.post("/account/sessions/end/", {"which": phone.id})
    assert not signed_in(away)
    assert signed_in(third)
    client.post("/account/sessions/end/", {"which": "others"})
    assert not signed_in(third)
    assert signed_in(client)


def test_nobody_ends_another_persons_session(client):
    account("chen", Role.APPLICANT)
    account("wang", Role.APPLICANT)
    post_login(client, "chen")
    other = Client()
    post_login(other, "wang")
    (wang,) = other.get("/account/sessions/").context["sessions"]
    for which in (str(wang.id), "0", "x", "²"):
        assert client.post("/account/sessions/end/", {"which": which}).status_code == 404
    assert signed_in(other)


def test_a_changed_password_ends_the_other_sessions(client):
    account("chen", Role.APPLICANT)
    other = Client()
    for one in (client, other):
        post_login(one, "chen")
    new = "another-horse-battery"
    done = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
    assert signed_in(client)
    assert not signed_in(other)


def age(client: Client, name: str, **span: int) -> None:
    session = client.session
    session[name] = (timezone.now() - dt.timedelta(**span)).isoformat()
    session.save()


def test_an_applicants_session_lasts_twelve_hours(client):
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    assert signed_in(client)
    age(client, SEEN, hours=3)
    assert signed_in(client)
    age(client, STARTED, hours=12, seconds=1)
    assert client.get(ME)["Location"].startswith("/account/login/")
    assert client.get("/account/login/").status_code == 200


def test_what_is_posted_after_the_end_is_not_lost_in_a_redirect(client):
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    signed_in(client)
    for headers in ({}, {"hx-request": "true"}):
        post_login(client, "chen")
        signed_in(client)
        age(client, STARTED, hours=13)
        page = client.post("/account/sessions/end/", {"which": "others"}, headers=headers)
        assert page.status_code == 401
        assert page["X-Problem"] == "1"
        assert "没有提交" in page.content.decode()
