"""What a session has proved: a second factor, or that it is a visitor's of the demo."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from gaoxin.accounts import services

SET_UP = "second_factor_set_up"


def note_set_up(request: HttpRequest) -> None:
    """The owner has just set up a second factor in this session, and by doing so proved it."""
    request.session[SET_UP] = str(request.user.pk)


def is_demo(request: HttpRequest) -> bool:
    """Whether a visitor came in by the demo's door. False as soon as the installation keeps no such door."""
    return bool(settings.DEMO_ENTRY) and request.session.get(services.DEMO_SESSION) == str(request.user.pk)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session, not only its account, has proved a second factor."""
    if request.session.get(SET_UP) == str(request.user.pk) or is_demo(request):
        return True
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") == "mfa" for record in records)
