"""What everybody may read: the benefits in force, and each with its conditions and articles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.web.policies.asking import FIELD, WAYS


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """By field."""
    today = timezone.localdate()
    inforce = [one for one in book().policies.values() if one.on(today)]
    groups = [
        {
            "word": word,
            "policies": [{"policy": one, "way": WAYS[one.comes]} for one in inforce if one.field == field],
        }
        for field, word in FIELD.items()
    ]
    return render(request, "innovation/policies/list.html", {"groups": groups, "today": today})


@require_safe
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """All versions of one benefit."""
    found = book().policy(code)
    context = {
        "policy": found,
        "now": found.on(timezone.localdate()),
        "field": FIELD[found.field],
        "way": WAYS[found.comes],
    }
    return render(request, "innovation/policies/policy.html", context)
