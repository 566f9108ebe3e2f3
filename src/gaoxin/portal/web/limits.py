"""How often one address may ask: counted a minute at a time in the cache, so that numbers cannot be tried in bulk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
MINUTE = 60


def limited(
    name: str, most: int, *, counts: Callable[[HttpRequest], bool] = lambda _: True
) -> Callable[[View[P]], View[P]]:
    """At most so many requests a minute from one address; the next are answered 429 with when to come again.

    counts: which requests are counted at all; opening an empty form is not.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if counts(request) and _taken(request, name) > most:
                response = render(request, "portal/too_often.html", {"most": most}, status=429)
                response["Retry-After"] = str(MINUTE)
                return response
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _taken(request: HttpRequest, name: str) -> int:
    """How many this address has asked in this minute, with this one."""
    minute = int(timezone.now().timestamp()) // MINUTE
    key = f"limit:{name}:{get_adapter().get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # fell out of the cache between the two
        return 1
