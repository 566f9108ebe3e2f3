"""Errors that a person can act on, as a page or as the fragment that htmx puts above the form; input is never lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin.core.errors import Conflict, GaoxinError, NotAllowed, NotFound, WrongState

Respond = Callable[[HttpRequest], HttpResponse]


def status_of(error: GaoxinError) -> int:
    """The HTTP status of an error; 422 for input that cannot be what it claims to be."""
    for kind, status in ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (WrongState, 409)):
        if isinstance(error, kind):
            return status
    return 422


def problem_response(request: HttpRequest, error: GaoxinError) -> HttpResponse:
    """The error as a page, or for htmx as a fragment marked `X-Problem: 1`."""
    template = "ui/_problem.html" if getattr(request, "htmx", False) else "ui/problem.html"
    response = render(request, template, {"problem": error}, status=status_of(error))
    response["X-Problem"] = "1"
    return response


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: most often one that was opened before signing in again."""
    return problem_response(
        request,
        NotAllowed(
            "表单已失效，本次没有提交 the form is out of date; nothing was submitted",
            why="表单须来自当前登录的页面 a form must come from a page of the present session",
            do="返回上一页，刷新后再提交 go back, reload the page, and send it again",
            article="GB/T 22239-2019",
        ),
    )


class ProblemMiddleware:
    """Turns a GaoxinError of a page into its page. The API answers its own."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problem_response(request, error) if isinstance(error, GaoxinError) else None
