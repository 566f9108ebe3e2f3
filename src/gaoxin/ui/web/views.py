"""How the reader likes pages to look (large text, dark, language; kept in cookies for a year, without an account), and who the
reader is by now."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

A_YEAR = 365 * 24 * 3600


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Toggle one of `large`, `theme`, `language`, and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    match request.POST.get("set"):
        case "large":
            _keep(response, "large", "0" if request.COOKIES.get("large") == "1" else "1")
        case "theme":
            _keep(response, "theme", "light" if request.COOKIES.get("theme") == "dark" else "dark")
        case "language":
            _keep(response, settings.LANGUAGE_COOKIE_NAME, "zh-hans" if get_language() == "en" else "en")
        case _:
            pass
    return response


@never_cache
@require_safe
def present(request: HttpRequest) -> HttpResponse:
    """`{"person": key of the account or "", "token": for the forms of a page}`: asked before a form goes, so that one which was filled in
    before the session ended, or before signing in anew in another tab, loses nothing."""
    person = str(request.user.pk) if request.user.is_authenticated else ""
    return JsonResponse({"person": person, "token": get_token(request)})


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
