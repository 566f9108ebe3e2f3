"""Tokens and webhooks on the pages of an account: made, shown once, ended; only by somebody who has proved to be there."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.gateway.models import ApiToken, Webhook
from gaoxin.gateway.rules import standing
from gaoxin.gateway.services import tokens
from gaoxin.gateway.services.webhooks import secret_of
from tests.accounts.signing import PASSWORD, account, code, post_login, set_up_totp
from tests.approvals.conftest import ZONE

pytestmark = pytest.mark.django_db
TOKENS, HOOKS = "/account/tokens/", "/account/webhooks/"
HOOK = "https://example.com/hook"


@pytest.fixture
def chen(client: Client) -> Client:
    """An applicant who has just signed in by password."""
    account("chen", Role.APPLICANT)
    post_login(client, "chen")
    return client


def ask(client: Client, **changed: Any) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', client.get(TOKENS).content.decode())
    assert key
    return client.post(TOKENS, {"name": "ERP", "scopes": ["cases:read"], "days": "30", "key": key[1]} | changed)


def grow_old(client: Client) -> None:
    """The last proof of this session was ten minutes ago; so was setting a second factor up, which is one."""
    session = client.session
    session["second_factor_set_up_at"] = session.get("second_factor_set_up_at", 0) - 600
    for record in session["account_authentication_methods"]:
        record["at"] -= 600
    session.save()


def acts() -> list[str]:
    return [entry.act for entry in audit_log.entries(ZONE)]


def test_a_token_is_made_shown_once_and_works(chen: Client):
    page = ask(chen)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = re.search(r"gx_[\w-]{40,}", page.content.decode())
    assert text
    row = ApiToken.objects.get()
    assert (row.name, row.scopes, row.user.login) == ("ERP", ["cases:read"], f"chen@{ZONE}")
    assert row.expires_at - row.created_at == dt.timedelta(days=30)
    again = chen.get(TOKENS).content.decode()
    assert row.hint in again and text[0] not in again
    assert acts()[-1] == "create-token"
    assert text[0] not in str([entry.detail for entry in audit_log.entries(ZONE)])
    used = Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {text[0]}"})
    assert used.status_code == 200


def test_sent_twice_it_is_made_once(chen: Client):
    key = str(uuid.uuid4())
    assert ask(chen, key=key).status_code == 200
    second = ask(chen, key=key)
    assert second.status_code == 422
    assert "令牌只显示一次" in second.content.decode()
    assert ApiToken.objects.count() == 1
    assert acts().count("create-token") == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "  "}, "须有名称和有效期"),
        ({"days": "0"}, "须有名称和有效期"),
        ({"days": "367"}, "须有名称和有效期"),
        ({"days": "²"}, "须有名称和有效期"),
        ({"scopes": []}, "权限范围不正确"),
        ({"scopes": ["cases:read", "everything"]}, "权限范围不正确"),
        ({"name": "x" * 101}, "名称过长"),
    ],
)
def test_what_cannot_be_made_stays_on_the_page(chen: Client, changed: dict[str, Any], told: str):
    page = ask(chen, **({"name": "财务系统"} | changed))
    assert page.status_code == 422
    assert told in page.content.decode()
    assert f'value="{changed.get("name", "财务系统").strip()}"' in page.content.decode()
    assert not ApiToken.objects.exists()
    assert "create-token" not in acts()


def test_an_ended_token_opens_nothing_and_stays_listed(chen: Client):
    text = re.search(r"gx_[\w-]{40,}", ask(chen).content.decode())
    assert text
    row = ApiToken.objects.get()
    assert chen.post(f"{TOKENS}{row.id}/end/")["Location"] == TOKENS
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {text[0]}"}).status_code == 401
    page = chen.get(TOKENS).content.decode()
    assert "已撤销" in page and f"{row.id}/end/" not in page
    assert acts()[-1] == "revoke-token"


def test_nobody_ends_or_sees_what_is_another_persons(chen: Client):
    ask(chen)
    chen.post(HOOKS, {"url": HOOK})
    token, hook = ApiToken.objects.get(), Webhook.objects.get()
    account("wang", Role.APPLICANT)
    other = Client()
    post_login(other, "wang")
    assert other.post(f"{TOKENS}{token.id}/end/").status_code == 404
    for act in ("secret", "resume", "end"):
        assert other.post(f"{HOOKS}{hook.id}/{act}/").status_code == 404
    token.refresh_from_db()
    hook.refresh_from_db()
    assert (token.revoked_at, hook.ended_at, hook.generation) == (None, None, 1)
    assert token.hint not in other.get(TOKENS).content.decode()
    assert HOOK not in other.get(HOOKS).content.decode()


def test_an_old_proof_is_asked_for_again_and_what_was_typed_goes_on(chen: Client):
    grow_old(chen)
    sent = ask(chen)
    assert sent["Location"].startswith("/account/reauthenticate/?next=")
    assert not ApiToken.objects.exists()
    wrong = chen.post(sent["Location"], {"password": "wrong", "next": TOKENS})
    assert wrong.status_code == 200 and not ApiToken.objects.exists()
    done = chen.post(sent["Location"], {"password": PASSWORD, "next": TOKENS})
    assert re.search(r"gx_[\w-]{40,}", done.content.decode())
    assert ApiToken.objects.get().name == "ERP"


def test_who_has_a_second_factor_proves_by_it(client: Client):
    """A password, which may be what was stolen, is not enough where there is more."""
    account("li", Role.CLERK)
    post_login(client, "li")
    secret = set_up_totp(client)
    grow_old(client)
    sent = ask(client)
    assert sent["Location"].startswith("/account/2fa/reauthenticate/?next=")
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": TOKENS})
    assert not ApiToken.objects.exists()
    sent = ask(client)
    done = client.post(sent["Location"], {"code": code(secret, 1), "next": TOKENS})
    assert re.search(r"gx_[\w-]{40,}", done.content.decode()), done.content.decode()
    assert ApiToken.objects.count() == 1


def test_the_api_asks_for_the_same_proof(chen: Client):
    body = {"name": "ERP", "scopes": ["cases:read"], "days": 1}
    grow_old(chen)
    refused = chen.post("/api/v1/tokens", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "NotAllowed")
    hooked = chen.post("/api/v1/webhooks", {"url": HOOK}, content_type="application/json")
    assert hooked.status_code == 403
    assert not ApiToken.objects.exists() and not Webhook.objects.exists()
    assert chen.get("/api/v1/tokens").status_code == 200
    post_login(chen, "chen")
    chen.post("/account/logout/")
    post_login(chen, "chen")
    assert chen.post("/api/v1/tokens", body, content_type="application/json").status_code == 200


def test_a_form_without_its_csrf_token_makes_nothing():
    account("chen", Role.APPLICANT)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get())
    for path in (TOKENS, HOOKS):
        assert (
            strict.post(path, {"name": "ERP", "scopes": ["cases:read"], "days": "30", "url": HOOK}).status_code == 403
        )
    assert not ApiToken.objects.exists() and not Webhook.objects.exists()


# -- webhooks


def test_a_webhook_is_subscribed_with_its_secret_shown_once(chen: Client):
    page = chen.post(HOOKS, {"url": HOOK, "extent": "some", "events": ["grant", "accept"]}).content.decode()
    row = Webhook.objects.get()
    assert (row.url, row.events, row.user.login) == (HOOK, ["accept", "grant"], f"chen@{ZONE}")
    assert secret_of(row) in page
    later = chen.get(HOOKS).content.decode()
    assert secret_of(row) not in later
    assert "受理、准予许可" in later and "还没有要推送的事件" in later
    assert acts()[-1] == "subscribe"


def test_all_events_unless_some_are_chosen(chen: Client):
    chen.post(HOOKS, {"url": HOOK, "extent": "all", "events": ["grant"]})
    assert Webhook.objects.get().events == []
    none = chen.post(HOOKS, {"url": HOOK, "extent": "some"})
    assert none.status_code == 422 and "没有选择事件" in none.content.decode()
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize("url", ["http://example.com/", "https://10.0.0.1/", "https://u:p@example.com/", "x", ""])
def test_an_address_that_may_not_be_told_stays_on_the_page(chen: Client, url: str):
    page = chen.post(HOOKS, {"url": url, "extent": "some", "events": ["grant"]})
    assert page.status_code == 422
    assert f'value="{url}"' in page.content.decode()
    assert re.search(r'value="grant" id="event-grant" checked', page.content.decode())
    assert not Webhook.objects.exists()


def test_renewing_makes_another_secret(chen: Client):
    chen.post(HOOKS, {"url": HOOK})
    row = Webhook.objects.get()
    before = secret_of(row)
    page = chen.post(f"{HOOKS}{row.id}/secret/").content.decode()
    row.refresh_from_db()
    assert row.generation == 2
    assert secret_of(row) in page and before not in page
    grow_old(chen)
    assert chen.post(f"{HOOKS}{row.id}/secret/").status_code == 302
    row.refresh_from_db()
    assert row.generation == 2


def test_a_disabled_one_says_why_and_is_resumed(chen: Client):
    chen.post(HOOKS, {"url": HOOK})
    Webhook.objects.update(failures=12, disabled_at=timezone.now(), note="对方回答 the receiver answered 500")
    row = Webhook.objects.get()
    page = chen.get(HOOKS).content.decode()
    assert "已停止推送" in page and "answered 500" in page
    assert chen.post(f"{HOOKS}{row.id}/resume/")["Location"] == HOOKS
    row.refresh_from_db()
    assert (row.disabled_at, row.failures, row.note) == (None, 0, "")
    assert f"{row.id}/resume/" not in chen.get(HOOKS).content.decode()


def test_an_ended_one_is_listed_no_more(chen: Client):
    chen.post(HOOKS, {"url": HOOK})
    row = Webhook.objects.get()
    assert chen.post(f"{HOOKS}{row.id}/end/")["Location"] == HOOKS
    row.refresh_from_db()
    assert row.ended_at is not None
    assert HOOK not in chen.get(HOOKS).content.decode()
    assert chen.post(f"{HOOKS}{row.id}/end/").status_code == 404


def test_my_account_leads_to_both_and_an_administrator_has_no_webhooks(chen: Client):
    page = chen.get("/account/me/").content.decode()
    assert TOKENS in page and HOOKS in page
    account("root", Role.SECURITY_ADMIN)
    admin = Client()
    admin.force_login(get_user_model().objects.get(login=f"root@{ZONE}"))
    page = admin.get("/account/me/").content.decode()
    assert TOKENS in page and HOOKS not in page
    assert admin.get(HOOKS).status_code == 403
    assert admin.get(TOKENS).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(chen: Client, language: str):
    chen.cookies["django_language"] = language
    ask(chen)
    chen.post(HOOKS, {"url": HOOK, "extent": "some", "events": ["grant"]})
    for path, zh, en in ((TOKENS, "我的令牌", "My tokens"), (HOOKS, "准予许可", "My webhooks")):
        page = chen.get(path).content.decode()
        assert (zh in page, en in page) == ((True, False) if language == "zh-hans" else (False, True))


def test_standings():
    now = timezone.now()
    token = {"expires_at": now + dt.timedelta(seconds=1), "revoked_at": None}
    assert standing.of_token(**token, now=now) == "valid"
    assert standing.of_token(**token, now=now + dt.timedelta(seconds=1)) == "expired"
    assert standing.of_token(expires_at=now, revoked_at=now, now=now) == "ended"
    hook: dict[str, Any] = {"disabled_at": None, "failures": 0, "told_at": None}
    assert standing.of_webhook(**hook) == "waiting"
    assert standing.of_webhook(**hook | {"told_at": now}) == "delivered"
    assert standing.of_webhook(**hook | {"told_at": now, "failures": 1}) == "failing"
    assert standing.of_webhook(**hook | {"disabled_at": now, "failures": 12}) == "disabled"


def test_a_key_of_one_account_is_not_used_up_by_another():
    for name in ("chen", "wang"):
        login = account(name, Role.APPLICANT)
        by = accounts.actor(zone=ZONE, login=login, at=timezone.now())
        tokens.create_token(
            zone=ZONE, name="x", scopes=["cases:read"], days=1, by=by, at=timezone.now(), key="one and the same"
        )
    assert ApiToken.objects.count() == 2
