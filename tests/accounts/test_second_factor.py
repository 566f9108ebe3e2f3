"""An officer's password alone opens nothing; a second factor does, and is asked at every login."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from gaoxin.accounts import services
from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.rules.sessions import Limits, ended, needs_second_factor
from gaoxin.accounts.web.guards import SEEN
from gaoxin.core.errors import NotAllowed
from tests.accounts.signing import BY, PASSWORD, account, code, post_login, set_up_totp
from tests.approvals.conftest import ZONE, at, officer, refused

pytestmark = pytest.mark.django_db
WORK = "/account/mandates/"  # any page beyond the set-up: whose roles it is for does not matter here


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_who_needs_one(client, role):
    account("li", role)
    post_login(client, "li")
    page = client.get(WORK)
    if role in (Role.APPLICANT, Role.AGENT):
        assert page.status_code == 200
        assert not needs_second_factor(frozenset({role}))
    else:
        assert page["Location"] == "/account/2fa/?next=%2Faccount%2Fmandates%2F"
        assert needs_second_factor(frozenset({role, Role.APPLICANT}))


def test_without_one_only_the_set_up_is_open(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    for path in ("/account/me/", "/account/2fa/", "/account/sessions/", "/account/password/change/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/")["Location"].startswith("/account/2fa/")
    posted = client.post("/account/mandates/grant/", {})
    assert posted.status_code == 403
    assert "需要第二重验证" in posted.content.decode()


def test_set_up_then_asked_at_every_login(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    secret = set_up_totp(client)
    assert client.get(WORK).status_code == 403  # the role's own refusal: the factor stands
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    again = Client()
    assert post_login(again, "li")["Location"].startswith("/account/2fa/authenticate/")
    assert again.get("/account/me/").status_code == 302
    wrong = again.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    assert again.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert again.get(WORK).status_code == 403
    replayed = Client()
    post_login(replayed, "li")
    assert replayed.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 200, "a code is used once"


def test_codes_are_not_guessed(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    set_up_totp(client)
    again = Client()
    post_login(again, "li")
    pages = [again.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).content.decode() for n in range(7)]
    assert "尝试次数过多" in pages[-1]


def test_a_recovery_code_works_once(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    set_up_totp(client)
    (spare, *_) = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    for expected in (302, 200):
        again = Client()
        post_login(again, "li")
        assert again.post("/account/2fa/authenticate/", {"code": spare}).status_code == expected


def test_a_session_older_than_the_factor_proves_it_first(client):
    account("li", Role.CLERK)
    old = Client()
    for one in (client, old):
        post_login(one, "li")
    secret = set_up_totp(client)
    asked = old.get(WORK)["Location"]
    assert asked.startswith("/account/2fa/reauthenticate/")
    assert old.post(asked, {"code": code(secret)}).status_code == 302
    assert old.get(WORK).status_code == 403


def test_an_officer_keeps_at_least_one(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    set_up_totp(client)
    page = client.post("/account/2fa/totp/deactivate/")
    assert "至少保留一种" in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_applicant_may_drop_it(client):
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    set_up_totp(client)
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_an_idle_officer_is_signed_out(client):
    account("li", Role.CLERK)
    post_login(client, "li")
    client.get("/account/me/")
    session = client.session
    session[SEEN] = (timezone.now() - dt.timedelta(minutes=31)).isoformat()
    session.save()
    page = client.get("/account/me/", follow=True)
    assert page.redirect_chain[0][0] == "/account/login/?next=/account/me/"
    assert "30 分钟没有操作" in page.content.decode()


def test_limits_to_the_second():
    start, limits = at("2026-03-02T09:00"), Limits(dt.timedelta(minutes=30), dt.timedelta(hours=12))
    given = {"started": start, "limits": limits, "roles": frozenset({Role.CLERK})}
    assert not ended(**given, seen=start, now=at("2026-03-02T09:29"))
    assert "30 分钟" in ended(**given, seen=start, now=at("2026-03-02T09:30"))
    assert "12 小时" in ended(**given, seen=at("2026-03-02T20:59"), now=at("2026-03-02T21:00"))
    applicant = given | {"roles": frozenset({Role.APPLICANT})}
    assert not ended(**applicant, seen=start, now=at("2026-03-02T20:59"))


def test_lost_factors_and_passwords_are_given_anew_by_an_administrator(client):
    login = account("li", Role.CLERK)
    post_login(client, "li")
    set_up_totp(client)
    given = {"zone": ZONE, "login": login, "at": at("2026-03-02T09:00")}
    for act in (services.issue_password, services.clear_second_factors):
        with refused(NotAllowed):
            act(**given, by=officer(Role.SUPERVISOR))
    assert services.clear_second_factors(**given, by=officer(Role.SECURITY_ADMIN)) == 2
    assert client.get("/account/me/").status_code == 302, "their sessions have ended"
    new = services.issue_password(**given, by=BY)
    assert post_login(client, "li", PASSWORD).status_code == 200
    assert post_login(client, "li", new).status_code == 302
    assert User.objects.get(login=login).check_password(new)
    assert services.random_password() != services.random_password()
