"""placeholder"""
from django.http import HttpRequest, HttpResponse, JsonResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})
