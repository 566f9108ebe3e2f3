"""Signing in, second factors, sessions, mandates, tokens and webhooks, and the demo's door."""

from __future__ import annotations

from gaoxin.config.access.kinds import ENTERPRISE, PARTICIPANTS, PUBLIC, SIGNED_IN, Access

OWN = Access(own=True)
_HOOKS = Access(PARTICIPANTS, own=True)  # whoever may see cases
ACCOUNTS: dict[str, Access] = {
    "accounts:me": SIGNED_IN,
    "accounts:sessions": OWN,
    "accounts:end_session": OWN,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": OWN,
    "mfa_edit_webauthn": OWN,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "mandates:list": ENTERPRISE,
    "mandates:grant": ENTERPRISE,
    "mandates:revoke": ENTERPRISE,
    "programs:tokens": OWN,
    "programs:end-token": OWN,
    "programs:webhooks": _HOOKS,
    "programs:renew-webhook": _HOOKS,
    "programs:resume-webhook": _HOOKS,
    "programs:end-webhook": _HOOKS,
    "demo:enter": PUBLIC,
}
