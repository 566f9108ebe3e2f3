"""What the installation's address decides: secure cookies, HSTS, whom to believe; and that no installation is open by default."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as live

NAMES = (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "ALLAUTH_TRUSTED_PROXY_COUNT",
    "DEMO_ENTRY", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
)  # fmt: skip


def under(tmp_path, **environment: str) -> dict[str, object]:
    """These settings in a process with that environment."""
    code = f"import json, gaoxin.config.settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GAOXIN_")}
    told = subprocess.run(
        [sys.executable, "-c", code], env=clean | {"PYTHONPATH": "src", "GAOXIN_VAR": str(tmp_path)} | environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(told.stdout)


@pytest.mark.parametrize(
    ("environment", "secure", "proxies"),
    [
        ({}, False, 0),
        ({"GAOXIN_HOSTS": "zone.example"}, True, 1),
        ({"GAOXIN_HOSTS": "zone.example", "GAOXIN_HTTPS": "0"}, False, 0),
        ({"GAOXIN_HOSTS": "zone.example", "GAOXIN_PROXIES": "2"}, True, 2),
        ({"GAOXIN_HOSTS": "zone.example", "GAOXIN_DEBUG": "1"}, False, 0),
    ],
)
def test_https_where_more_than_this_machine_reaches_it(tmp_path, environment, secure, proxies):
    told = under(tmp_path, **environment)
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is told["SECURE_SSL_REDIRECT"] is secure
    assert bool(told["SECURE_HSTS_SECONDS"]) is secure
    assert told["ALLAUTH_TRUSTED_PROXY_COUNT"] == proxies


@pytest.mark.parametrize(
    ("environment", "opened"),
    [
        ({}, False),
        ({"GAOXIN_DEMO_ENTRY": "1"}, True),
        ({"GAOXIN_DEBUG": "1"}, True),
        ({"GAOXIN_ZONE": "qingyuan", "GAOXIN_DEMO_ENTRY": "1", "GAOXIN_DEBUG": "1"}, False),
    ],
)
def test_the_demos_door_is_shut_unless_said(tmp_path, environment, opened):
    assert under(tmp_path, **environment)["DEMO_ENTRY"] is opened


def test_headers_of_a_page(client, db):
    page = client.get("/account/login/")
    policy = page["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy and "default-src 'none'" in policy
    assert (page["X-Frame-Options"], page["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
    cookie = client.cookies["csrftoken"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert live.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
