"""Signing in through a real OpenID provider on loopback: whoever has an account comes in, nobody gets one by that way.

The fixture installs npm's oidc-provider into a folder of the test run; without node or a package index it says so and skips,
and fails under CI=true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.test import Client

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.config.identity import IdentityProvider, identity_providers
from gaoxin.core.errors import Invalid
from tests.accounts.signing import account, code, post_login, set_up_totp
from tests.conftest import needs

VERSION = "8.8.1"
SECRET = "a-secret-of-the-test-and-nothing-else"
CALLBACK = "http://testserver/account/oidc/zone/login/callback/"


def stop(message: str) -> None:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)


@pytest.fixture(scope="module")
def modules(tmp_path_factory) -> Path:
    needs("node")
    npm, folder = needs("npm"), tmp_path_factory.mktemp("oidc")
    shutil.copy(Path(__file__).with_name("provider.mjs"), folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"oidc-provider@{VERSION}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        stop(f"npm cannot install oidc-provider {VERSION}: {done.stderr[-300:]}")
    return folder


@pytest.fixture
def provider(modules, settings, request) -> Iterator[IdentityProvider]:
    """The provider says that whoever comes is `chen`, or whom the test's parameter names."""
    login = getattr(request, "param", "chen")
    command = [needs("node"), "provider.mjs", login, SECRET, CALLBACK]
    with subprocess.Popen(
        command, cwd=modules, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), "the provider did not start"
            found = IdentityProvider("zone", "园区统一认证", address, "gaoxin", SECRET, "preferred_username")
            settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [found.app()], "OAUTH_PKCE_ENABLED": True}}
            yield found
        finally:
            process.kill()


def go(client: Client):
    """To the provider and back, as a browser does it."""
    asked = client.post("/account/oidc/zone/login/")
    assert asked.status_code == 302
    url, browser = asked["Location"], requests.Session()
    for _ in range(8):
        if url.startswith(CALLBACK):
            return client.get(url.removeprefix("http://testserver"))
        answer = browser.get(url, allow_redirects=False, timeout=10)
        assert answer.is_redirect, answer.text[:400]
        url = requests.compat.urljoin(url, answer.headers["location"])
    raise AssertionError("the provider did not send the visitor back")


@pytest.mark.django_db
@pytest.mark.slow
def test_whoever_has_an_account_comes_in(client, provider):
    account("chen", Role.APPLICANT)
    assert "用 园区统一认证 登录" in client.get("/account/login/").content.decode()
    for _ in range(2):  # connected the first time, known the second
        visitor = Client()
        assert go(visitor)["Location"] == "/account/me/"
        assert visitor.get("/account/me/").status_code == 200
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.slow
def test_an_officer_is_asked_for_the_second_factor_all_the_same(client, provider):
    account("chen", Role.CLERK)
    visitor = Client()
    go(visitor)
    assert visitor.get("/account/mandates/")["Location"].startswith("/account/2fa/")
    post_login(client, "chen")
    secret = set_up_totp(client)
    visitor = Client()
    assert go(visitor)["Location"] == "/account/2fa/authenticate/"
    assert visitor.get("/account/me/").status_code == 302
    assert visitor.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert visitor.get("/account/me/").status_code == 200


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("provider", ["nobody", "chen@other-zone"], indirect=True)
def test_nobody_gets_an_account_by_that_way(client, provider):
    account("chen", Role.APPLICANT)
    answer = go(client)
    assert answer.status_code == 403
    assert "没有对应的账号" in answer.content.decode()
    assert client.get("/account/me/").status_code == 302
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.slow
def test_an_answer_to_nobodys_question_is_refused(client, provider):
    account("chen", Role.APPLICANT)
    answer = client.get("/account/oidc/zone/login/callback/?code=stolen&state=forged")
    assert "没有完成" in answer.content.decode()
    assert client.get("/account/me/").status_code == 302


def test_the_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("ZONE_SECRET", SECRET)
    path = tmp_path / "oidc.yaml"
    path.write_text(
        "- {id: zone, name: 园区统一认证, server_url: 'https://id.example/realms/z', client_id: gaoxin, secret_env: ZONE_SECRET}\n"
    )
    (found,) = identity_providers(str(path))
    assert (found.secret, found.claim, found.origin) == (SECRET, "preferred_username", "https://id.example")
    assert identity_providers("") == []


@pytest.mark.parametrize(
    "text", ["- {id: zone}", "{", "- {id: z, name: z, server_url: 'http://id.example', client_id: c, secret_env: X}"]
)
def test_a_wrong_file_is_said(tmp_path, text):
    path = tmp_path / "oidc.yaml"
    path.write_text(text)
    with pytest.raises(Invalid, match="GAOXIN_OIDC"):
        identity_providers(str(path))
