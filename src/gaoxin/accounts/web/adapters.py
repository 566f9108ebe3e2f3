"""How allauth behaves here: who may register, where a login leads, what is said when it fails, how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts import selectors, services
from gaoxin.accounts.rules.sessions import needs_second_factor
from gaoxin.accounts.web import proofs

_NAME = re.compile(r"[a-z0-9][a-z0-9.\-]{2,39}", re.ASCII)


class AccountAdapter(DefaultAccountAdapter):
    """Registration makes applicants and nothing else (`forms.SignupForm`); officers are made by administrators."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("登录名或者密码不正确。"),
        "too_many_login_attempts": _("尝试次数过多，请过几分钟再试。"),
        "incorrect_code": _("验证码不正确。"),
        "incorrect_password": _("密码不正确。"),
        "enter_current_password": _("当前密码不正确。"),
        "username_taken": _("登录名已被使用，请换一个。"),
        "rate_limited": _("操作过于频繁，请稍后再试。"),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """`name@zone` of a name that is free. Raises ValidationError."""
        name = username.strip().lower().removesuffix(f"@{settings.ZONE}")
        if not _NAME.fullmatch(name):
            raise ValidationError(_("登录名须为 3 至 40 个小写字母、数字、点或横线。"))
        login = f"{name}@{settings.ZONE}"
        if not shallow and get_user_model()._default_manager.filter(zone=settings.ZONE, login=login).exists():
            raise self.validation_error("username_taken")
        return login

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords of one account are counted by axes, which can say until when."""

    def set_password(self, user: Any, password: str) -> None:
        """The owner's own act, with its audit row."""
        services.change_password(zone=user.zone, user_id=user.pk, password=password, at=timezone.now())
        user.refresh_from_db(fields=["password", "password_issued"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of a visitor of the demo, who knows no password of its people."""
        return not proofs.is_demo(self.request) and super().is_reauthentication_required(app=app, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Raises ImmediateHttpResponse for an account that was switched off between its password and its second factor."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The sign-in stands in the audit log with the kinds of proof it rested on."""
        proofs_given = sorted({record["method"] for record in get_authentication_records(request, user)})
        services.note_sign_in(zone=user.zone, user_id=user.pk, proofs=proofs_given, at=timezone.now())
        return super().post_login(request, user, **kwargs)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Whom an identity provider has identified is somebody who has an account here: nobody gets one by that way."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connects the first time, by the claim that the configuration names. Ends in a page where no account matches."""
        if sociallogin.is_existing:
            return
        provider = sociallogin.account.get_provider(request)
        told = sociallogin.account.extra_data
        claims = (told.get("id_token") or {}) | (told.get("userinfo") or {})
        name = str(claims.get(provider.app.settings["claim"]) or "").strip().lower()
        login = name if "@" in name else f"{name}@{settings.ZONE}"
        user = get_user_model()._default_manager.filter(zone=settings.ZONE, login=login, is_active=True).first()
        if not name or user is None:
            raise ImmediateHttpResponse(render(request, "accounts/no_account.html", status=403))
        sociallogin.connect(request, user)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are kept encrypted under the installation's key; an officer keeps at least one factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确。"),
        "cannot_delete_authenticator": _("工作人员账号至少保留一种第二重验证：请先添加另一种，再停用这一种。"),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: Any = authenticator.user
        actor = selectors.actor(zone=user.zone, login=user.login, at=timezone.now())
        others = Authenticator.objects.filter(user_id=user.pk).exclude(pk=authenticator.pk)
        return not needs_second_factor(actor.roles) or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def get_totp_label(self, user: Any) -> str:
        return user.login


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second-factor:{settings.SECRET_KEY}".encode()).digest()))
