"""Forms of signing in and signing up: labels in plain words, the zone added to a login that leaves it out."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts import services


def whole_login(text: str) -> str:
    """`name@zone` for a name without its zone; lower case."""
    login = text.strip().lower()
    return login if not login or "@" in login else f"{login}@{settings.ZONE}"


class LoginForm(allauth_forms.LoginForm):
    """Login and password. The zone may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("登录名")
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return whole_login(self.cleaned_data["login"])


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password that is not the old one again."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("password1") and given["password1"] == given.get("oldpassword"):
            self.add_error("password1", _("新密码不能与当前密码相同。"))
        return given


class SignupForm(allauth_forms.SignupForm):
    """A new account of an applicant. Nothing in it chooses a role: the service gives one, and it is always the same."""

    name = forms.CharField(label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "username", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("登录名")
        self.fields["username"].help_text = _("3 至 40 个小写字母、数字、点或横线")
        self.fields["password1"].label = _("密码")
        self.fields["password1"].help_text = _("至少 10 个字符，不能只有数字，不能与登录名、姓名相近，不能是常见密码。")
        self.fields["password2"].label = _("再输入一次密码")

    def clean(self) -> dict[str, Any]:
        """The validators see the name and the login without its zone too, so that neither is half of the password."""
        given = super().clean()
        if given.get("password1") and given.get("username"):
            user = get_user_model()(login=given["username"].partition("@")[0], name=given.get("name", ""))
            try:
                validate_password(given["password1"], user)
            except ValidationError as error:
                self.add_error("password1", error)
        return given

    def save(self, request: HttpRequest) -> Any:
        given = self.cleaned_data
        made = services.register_applicant(
            zone=settings.ZONE, login=given["username"], name=given["name"], password=given["password1"],
            at=timezone.now(),
        )  # fmt: skip
        return get_user_model()._default_manager.get(pk=made)
