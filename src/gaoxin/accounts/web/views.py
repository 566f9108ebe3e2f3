"""My account, my sessions, and the steps of allauth's second factors that mean something more here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import password_change as allauth_password_change
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gaoxin.accounts import selectors, services
from gaoxin.accounts.rules.roles import ADMINS
from gaoxin.accounts.rules.sessions import MAY_ACT_FOR_OTHERS, needs_second_factor
from gaoxin.accounts.web import proofs
from gaoxin.core.errors import WrongState


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: my roles, my second factors, my sessions."""
    user: Any = request.user
    actor = selectors.actor(zone=user.zone, login=user.login, at=timezone.now())
    sessions = selectors.sessions_of(user_id=user.pk, current=request.session.session_key or "")
    context = {
        "account": user,
        "department": actor.department,
        "roles": selectors.role_words(actor.roles),
        "has_factor": is_mfa_enabled(user),
        "needs_factor": needs_second_factor(actor.roles) and not proofs.has_second_factor(request),
        "acts_for_others": bool(actor.roles & MAY_ACT_FOR_OTHERS),
        "sees_cases": bool(actor.roles - ADMINS),
        "sessions": len(sessions),
        "demo_session": proofs.is_demo(request),
    }
    return render(request, "accounts/me.html", context)


def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's password. Raises WrongState for an account that has none: it signs in through another provider."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise WrongState(
            "此账号没有密码 this account has no password",
            do="以统一身份登录，或者由安全管理员发放 sign in through your provider, or ask a security administrator",
        )
    return allauth_password_change(request)


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    user: Any = request.user
    found = selectors.sessions_of(user_id=user.pk, current=request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out one other session, or all others with `which=others`."""
    user: Any = request.user
    which, now = request.POST.get("which", ""), timezone.now()
    if which == "others":
        services.end_other_sessions(
            zone=user.zone, user_id=user.pk, session_key=request.session.session_key or "", at=now
        )
        messages.success(request, _("其他登录都已退出。"))
    else:
        number = int(which) if which.isascii() and which.isdigit() else 0
        services.end_session(zone=user.zone, user_id=user.pk, session_id=number, at=now)
        messages.success(request, _("该登录已退出。"))
    return redirect("accounts:sessions")


class ActivateTotp(ActivateTOTPView):
    """Whoever sets up an authenticator has typed a code of it: the session has proved a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        proofs.note_set_up(self.request)
        return response


class AddKey(AddWebAuthnView):
    """The same for a key or passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        proofs.note_set_up(self.request)
        return response


class RemoveKey(RemoveWebAuthnView):
    """An officer keeps at least one second factor, whichever kind."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_mfa_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            message = str(adapter.error_messages["cannot_delete_authenticator"])
            get_adapter(self.request).add_message(self.request, messages.ERROR, message=message)
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)
