"""My account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: my roles, my second factors, my sessions."""
    return render(request, "accounts/me.html")
