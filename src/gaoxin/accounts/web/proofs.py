"""What a session has proved: a second factor, how lately, or that it is a visitor's of the demo."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gaoxin.accounts import services

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
SET_UP, SET_UP_AT = "second_factor_set_up", "second_factor_set_up_at"


def note_set_up(request: HttpRequest) -> None:
    """The owner has just set up a second factor in this session, and by doing so proved it."""
    request.session[SET_UP], request.session[SET_UP_AT] = str(request.user.pk), time.time()


def is_demo(request: HttpRequest) -> bool:
    """Whether a visitor came in by the demo's door. False as soon as the installation keeps no such door."""
    return bool(settings.DEMO_ENTRY) and request.session.get(services.DEMO_SESSION) == str(request.user.pk)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session, not only its account, has proved a second factor."""
    if request.session.get(SET_UP) == str(request.user.pk) or is_demo(request):
        return True
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") == "mfa" for record in records)


def knows_only_an_issued_password(request: HttpRequest) -> bool:
    """Whether this session rests on a password that an administrator chose and knows. Not one that a passkey, a provider or the
    demo's door began."""
    user: Any = request.user
    if not user.password_issued or is_demo(request):
        return False
    return any(record.get("method") == "password" for record in get_authentication_records(request, user))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has proved within the last minutes to be there: with the second factor where the account has one,
    else with the password. Always true of a visitor of the demo, and of an account that has neither (its provider proves it)."""
    user: Any = request.user
    if is_demo(request) or not _ways(user):
        return True
    return _lately(request, "mfa" if is_mfa_enabled(user) else "password")


def fresh_proof_required(view: View[P]) -> View[P]:
    """Before something is made that outlives the session, the person proves to be there; what was posted goes on afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not is_fresh(request):
            return suspend_request(request, _ways(request.user)[0])
        return view(request, *args, **kwargs)

    return guarded


def second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """Where a signatory without a second factor of the last minutes is led, to come back afterwards (电子签名法 13: the signing data
    are under the signatory's control alone); None for one who has just proved it."""
    if is_demo(request) or _lately(request, "mfa"):
        return None
    if is_mfa_enabled(request.user):  # type: ignore[arg-type]
        return suspend_request(request, _ways(request.user)[0])
    messages.info(request, _("签署前请先设置第二重验证（动态验证码或者通行密钥），再回到办件签署"))
    return suspend_request(request, reverse("mfa_index"))


def _lately(request: HttpRequest, method: str) -> bool:
    """Whether this was proved within the last minutes; setting a second factor up proves it."""
    user: Any = request.user
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    if method == "mfa" and request.session.get(SET_UP) == str(user.pk) and request.session.get(SET_UP_AT, 0) > since:
        return True
    records = get_authentication_records(request, user)
    return any(record.get("method") == method and record.get("at", 0) > since for record in records)


def _ways(user: Any) -> list[str]:
    """Addresses of the pages where this account proves anew: those of its second factor where it has one, else the password's."""
    methods = get_adapter().get_reauthentication_methods(user)
    strong = [method["url"] for method in methods if method["id"].startswith("mfa_")]
    return strong or [method["url"] for method in methods]
