"""Who comes in, and through which door: the actor of each request, and the table of routes. Closed by default.

A route without a row in `config/access.py` is refused to everybody, and a test fails. The table says which roles may use a
route at all; whose case it is, services and selectors decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.config.access import ACCESS, Access
from gaoxin.core.errors import NotAllowed, NotFound
from gaoxin.parties import selectors as parties
from gaoxin.ui.web.problems import problem_response

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """`request.actor`: whoever is signed in, with roles and parties as of now; None for the public."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.respond(request)


class AccessMiddleware:
    """Lets a request through where the table allows its actor's roles on its route."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        row = ACCESS.get(match.view_name if match else "")
        if row is None:
            return problem_response(
                request, NotFound("没有这个页面 no such page", do="从首页进入 start from the front page")
            )
        if row.public:
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        try:
            check(row, request.actor)  # type: ignore[attr-defined]
        except NotAllowed as error:
            return problem_response(request, error)
        return None


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the login page and back. What was posted, and what htmx asked for, stays where it is: a login page in the midst of a
    form helps nobody."""
    if request.method in ("GET", "HEAD") and not getattr(request, "htmx", False):
        return redirect_to_login(request.get_full_path())
    response = problem_response(
        request,
        NotAllowed(
            "登录已失效，本次没有提交 nobody is signed in any more; nothing was submitted",
            why="会话已结束 the session is over",
            do="在新窗口登录后回到原来的页面再提交，已填内容仍在那里 sign in in another window, go back, and send it again",
            article="GB/T 22239-2019",
        ),
    )
    response.status_code = 401
    return response


def check(row: Access, actor: Actor) -> None:
    """Raises NotAllowed where none of the actor's roles is on the row."""
    if row.roles and not actor.roles & row.roles:
        raise NotAllowed(
            "您的角色不能使用此页面 your role may not use this page",
            why=f"仅限 only for: {'、'.join(sorted(row.roles))}",
            do="以有权的账号登录 sign in with an account that may",
            article="GB/T 22239-2019",
        )


def actor_of(request: HttpRequest) -> Actor | None:
    """The signed-in account as an actor, or None."""
    user = request.user
    if not user.is_authenticated:
        return None
    now = timezone.now()
    acts_for = parties.parties_of(zone=user.zone, user_id=user.id, at=now)
    return accounts.actor_behind(user, at=now, parties=acts_for)
