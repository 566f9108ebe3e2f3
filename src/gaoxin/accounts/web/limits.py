"""How often one address may ask of a public page: numbers are not tried in bulk, and one program does not keep the others out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin.accounts.web import rates

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(
    name: str, most: int, *, counts: Callable[[HttpRequest], bool] = lambda _: True
) -> Callable[[View[P]], View[P]]:
    """At most so many requests a minute from one address; the next are answered 429 with when to come again.

    counts: which requests are counted at all; opening an empty form is not.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if counts(request) and not (taken := rates.take(request, name, most)):
                response = render(request, "ui/too_often.html", {"most": most}, status=429)
                response["Retry-After"] = str(taken.seconds)
                return response
            return view(request, *args, **kwargs)

        return guarded

    return decorate
