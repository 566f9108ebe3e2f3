"""Signing in as a person does: the login page, a second factor, and what each answers."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.services import create_user
from tests.approvals.conftest import ZONE, at

PASSWORD = "correct-horse-battery"
BY = Actor.system(ZONE, "test")


def account(name: str, *roles: Role, department: str = "") -> str:
    """An account with PASSWORD. Returns its login."""
    login = f"{name}@{ZONE}"
    create_user(
        zone=ZONE, login=login, name=f"{name} 某", roles=roles, at=at("2026-01-05T09:00"), by=BY, password=PASSWORD,
        department=department,
    )  # fmt: skip
    return login


def post_login(client: Client, login: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/account/login/", {"login": login, "password": password, **extra})


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator shows now, or some steps later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_totp(client: Client) -> str:
    """Set up an authenticator in a session that has just signed in by password. Returns its secret."""
    page = client.get("/account/2fa/totp/activate/", follow=True)
    if page.redirect_chain:  # asked for the password again
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    done = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret
