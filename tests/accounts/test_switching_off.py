"""An account that is switched off: no door opens to it, its sessions are over, its tokens open nothing; and switched on again."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from gaoxin.accounts import selectors, services
from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.audit import selectors as audit_log
from gaoxin.audit.services import verify
from gaoxin.core.errors import Invalid, NotAllowed, NotFound
from gaoxin.gateway.models import Webhook
from gaoxin.gateway.services import delivering, tokens, webhooks
from tests.accounts.signing import BY, PASSWORD, account, code, post_login, set_up_totp
from tests.approvals.conftest import ZONE, at

pytestmark = pytest.mark.django_db
WHEN = at("2026-03-02T09:00")
WHY = "已调离"


def actor(login: str) -> Actor:
    return selectors.actor(zone=ZONE, login=login, at=WHEN)


@pytest.fixture
def zhou() -> Actor:
    """The security administrator."""
    return actor(account("zhou", Role.SECURITY_ADMIN))


@pytest.fixture
def chen() -> str:
    return account("chen", Role.APPLICANT)


def off(login: str, by: Actor = BY, reason: str = WHY) -> bool:
    return services.switch_off(zone=ZONE, login=login, reason=reason, at=WHEN, by=by)


def on(login: str, by: Actor = BY, reason: str = "已调回") -> bool:
    return services.switch_on(zone=ZONE, login=login, reason=reason, at=WHEN, by=by)


def acts() -> list[str]:
    return [entry.act for entry in audit_log.entries(ZONE)]


def is_active(login: str) -> bool:
    return User.objects.get(login=login).is_active


def is_in(client: Client) -> bool:
    return client.get("/account/me/").status_code == 200


def test_every_session_of_the_account_ends_and_no_other(chen, zhou):
    account("zhao", Role.APPLICANT)
    here, there, other = Client(), Client(), Client()
    for client, name in ((here, "chen"), (there, "chen"), (other, "zhao")):
        post_login(client, name)
        assert is_in(client)
    keys = [client.session.session_key for client in (here, there)]
    assert off(chen, zhou)
    assert not is_active(chen)
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert [row.user.login for row in UserSession.objects.all()] == [f"zhao@{ZONE}"]
    assert (is_in(here), is_in(there), is_in(other)) == (False, False, True)
    entry = audit_log.entries(ZONE)[-1]
    assert (entry.act, entry.actor_id, entry.article) == ("switch-off", zhou.id, "GB/T 22239-2019")
    assert json.loads(entry.detail) == {"login": chen, "reason": WHY, "sessions": 2}
    assert entry.subject == f"user:{User.objects.get(login=chen).id}"
    assert verify(ZONE).ok
    assert on(chen, zhou)
    assert (is_in(here), is_in(there)) == (False, False), "no session comes back"


def test_its_tokens_open_nothing_until_it_is_on_again(chen):
    now = timezone.now()
    _, text = tokens.create_token(zone=ZONE, name="ERP", scopes=["cases:read"], days=30, by=actor(chen), at=now)
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200
    off(chen)
    assert tokens.caller(zone=ZONE, text=text, at=now) is None
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401
    on(chen)
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200


def test_its_webhooks_stop(chen):
    webhooks.subscribe(zone=ZONE, url="https://example.com/hook", events=[], by=actor(chen), at=WHEN)
    off(chen)

    def never(*given, **named):
        raise AssertionError("nothing is sent to a program of somebody who is off")

    told = delivering.deliver(zone=ZONE, at=WHEN + timedelta(minutes=1), send=never)
    assert told.disabled == 1
    assert "账号已停用" in Webhook.objects.get().note


def test_no_password_signs_in_and_roles_stay(client, chen):
    off(chen)
    told = post_login(client, "chen")
    assert not is_in(client)
    assert told["Location"] == "/account/inactive/"
    page = client.get("/account/inactive/")
    assert page.status_code == 200
    assert "账号已停用" in page.content.decode()
    assert not UserSession.objects.exists() and "sign-in" not in acts()
    with pytest.raises(NotFound):
        actor(chen)
    on(chen)
    post_login(client, "chen")
    assert is_in(client)
    assert actor(chen).roles == {Role.APPLICANT}


def test_switched_off_between_password_and_second_factor_it_stays_outside(client):
    login = account("li", Role.CLERK)
    post_login(client, "li")
    secret = set_up_totp(client)
    signed_in_before = acts().count("sign-in")
    halfway = Client()
    assert post_login(halfway, "li")["Location"].startswith("/account/2fa/authenticate/")
    off(login)
    answer = halfway.post("/account/2fa/authenticate/", {"code": code(secret, 1)})
    assert answer["Location"] == "/account/inactive/"
    assert acts().count("sign-in") == signed_in_before
    assert not UserSession.objects.exists()
    on(login)
    assert not is_in(halfway), "what was begun while it was off is no session afterwards"


def test_no_passkey_signs_in(client, chen):
    user = User.objects.get(login=chen)
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    off(chen)
    key.refresh_from_db()
    request = client.get("/account/login/").wsgi_request
    answer = perform_passwordless_login(request, key, Login(user=key.user))
    assert answer["Location"] == "/account/inactive/"
    assert "_auth_user_id" not in request.session
    assert not UserSession.objects.exists() and "sign-in" not in acts()


@pytest.mark.parametrize("connected", [True, False])
def test_no_identity_provider_signs_in(client, chen, settings, connected):
    provider = {
        "provider_id": "zone", "name": "园区", "client_id": "g", "secret": "s",
        "settings": {"server_url": "https://id.example", "claim": "preferred_username"},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider]}}
    told = SocialAccount(provider="zone", uid="7", extra_data={"userinfo": {"preferred_username": "chen"}})
    if connected:
        told.user = User.objects.get(login=chen)
        told.save()
    off(chen)
    request = client.get("/account/login/").wsgi_request
    found = SocialLogin(user=User(), account=SocialAccount(provider="zone", uid="7", extra_data=told.extra_data))
    found.state = {"process": "login"}
    answer = complete_login(request, found)
    assert answer.status_code == (302 if connected else 403)
    assert "_auth_user_id" not in request.session
    assert SocialAccount.objects.count() == connected
    assert not UserSession.objects.exists() and "sign-in" not in acts()


def test_the_demos_door_stays_shut(client, chen, settings):
    settings.DEMO_ENTRY = True
    off(chen)
    request = client.get("/account/login/").wsgi_request
    with pytest.raises(NotFound):
        services.enter_demo(request=request, login=chen, at=WHEN)
    assert "_auth_user_id" not in request.session
    assert not UserSession.objects.exists()


def test_again_changes_nothing(chen, zhou):
    assert off(chen, zhou)
    before = acts()
    assert not off(chen, zhou, "又一次")
    assert (acts(), is_active(chen)) == (before, False)
    assert on(chen, zhou)
    before = acts()
    assert not on(chen, zhou)
    assert (acts(), is_active(chen)) == (before, True)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SECURITY_ADMIN, Role.SYSTEM)])
def test_nobody_else_may(chen, role):
    by = Actor(str(uuid.uuid4()), "某", ZONE, frozenset({role}))
    before = acts()
    with pytest.raises(NotAllowed, match="安全管理员"):
        off(chen, by)
    off(chen)
    with pytest.raises(NotAllowed):
        on(chen, by)
    assert not is_active(chen)
    assert acts() == [*before, "switch-off"]


def test_not_from_another_zone(chen):
    by = Actor(str(uuid.uuid4()), "某", "zone-elsewhere", frozenset({Role.SECURITY_ADMIN}))
    with pytest.raises(NotAllowed):
        off(chen, by)
    with pytest.raises(NotFound):
        services.switch_off(zone="zone-elsewhere", login=chen, reason=WHY, at=WHEN, by=by)
    assert is_active(chen) and "switch-off" not in acts()


def test_nobody_switches_themselves_off(zhou):
    with pytest.raises(NotAllowed, match="自己"):
        off(f"zhou@{ZONE}", zhou)
    assert is_active(f"zhou@{ZONE}") and "switch-off" not in acts()


@pytest.mark.parametrize("reason", ["", "  \n", "长" * (services.LONGEST_REASON + 1)])
def test_a_reason_is_required(chen, zhou, reason):
    with pytest.raises(Invalid, match="理由"):
        off(chen, zhou, reason)
    assert is_active(chen)
    off(chen, zhou)
    with pytest.raises(Invalid):
        on(chen, zhou, reason)
    assert not is_active(chen)
    assert acts()[-1] == "switch-off"


def test_by_command(capsys, chen):
    def told(*words: str) -> dict:
        call_command("account", *words, "--json")
        return json.loads(capsys.readouterr().out)

    assert told("off", "chen", "--reason", WHY) == {"login": chen, "active": False, "changed": True}
    assert told("off", "chen", "--reason", WHY)["changed"] is False
    assert [row["active"] for row in told("list")["accounts"]] == [False]
    assert json.loads(audit_log.entries(ZONE)[-1].detail)["reason"] == WHY
    assert told("on", "chen", "--reason", "已调回") == {"login": chen, "active": True, "changed": True}
    assert User.objects.get().is_active and User.objects.get().check_password(PASSWORD)
    with pytest.raises(SystemExit):
        told("off", "nobody", "--reason", WHY)
