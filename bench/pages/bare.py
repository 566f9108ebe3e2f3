"""The floor: a Django view without middleware, session, template or rule, that reads one case by its key."""

from __future__ import annotations

import time
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from bench.worker import Watch


def bare(request: HttpRequest, pk: Any) -> HttpResponse:
    case = apps.get_model("approvals", "Case").objects.get(pk=pk)
    return HttpResponse(f"<p>{case.number}</p>")


urlpatterns = [path("bare/<uuid:pk>/", bare)]


class Bare:
    """One unit is one request."""

    facts: dict[str, Any] = {}

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.cpu: list[float] = []
        self.client = Client()
        case = apps.get_model("approvals", "Case")
        self.path = f"/bare/{case.objects.order_by('-id').values_list('id', flat=True)[0]}/"

    def run(self, units: int, watch: Watch) -> None:
        with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
            for _ in range(units):
                begun, worked = time.perf_counter(), time.process_time()
                answer = self.client.get(self.path)
                self.seconds.append(time.perf_counter() - begun)
                self.cpu.append(time.process_time() - worked)
                assert answer.status_code == 200

    def finish(self) -> dict[str, Any]:
        return {"seconds": {"bare": self.seconds}, "cpu": {"bare": self.cpu}}


def make(options: dict[str, Any]) -> Bare:
    return Bare()
