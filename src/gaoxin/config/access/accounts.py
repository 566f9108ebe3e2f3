"""Signing in, second factors, sessions, mandates."""

from __future__ import annotations

from gaoxin.config.access.kinds import PUBLIC, SIGNED_IN, Access

ACCOUNTS: dict[str, Access] = {
    "accounts:me": SIGNED_IN,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
}
