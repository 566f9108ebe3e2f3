"""Every request of somebody signed in: is the session still good, is the password their own, and has an officer proved a second
factor?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gaoxin.accounts import services
from gaoxin.accounts.rules import sessions
from gaoxin.accounts.web import proofs, rates
from gaoxin.core.errors import NotAllowed
from gaoxin.ui.web.problems import problem_response

Respond = Callable[[HttpRequest], HttpResponse]
STARTED, SEEN = "started_at", "seen_at"
UPLOADS = 60  # requests with files a minute
SEEN_EVERY = dt.timedelta(seconds=60)  # one write a minute, not one a request
# What an officer without a second factor may do: set one up, change the password, see and end sessions, leave.
OPEN = frozenset({
    "accounts:me", "accounts:sessions", "accounts:end_session", "account_login", "account_logout",
    "account_reauthenticate", "account_change_password", "ui:appearance", "ui:present", "portal:healthz", "demo:enter",
})  # fmt: skip
# What anybody may do whose password an administrator chose: choose their own, leave, or come in as somebody else.
OPEN_BEFORE_OWN_PASSWORD = frozenset({
    "account_change_password", "account_login", "account_logout", "ui:appearance", "ui:present", "portal:healthz", "demo:enter",
})  # fmt: skip


class SessionGuard:
    """Ends sessions that lasted too long, keeps people with an issued password at the page where they choose their own, and officers
    without a second factor at the pages that set one up."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            over = _end_or_touch(request)
            if over:
                return _over(request, over)
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if proofs.knows_only_an_issued_password(request):
            return None if name in OPEN_BEFORE_OWN_PASSWORD else _own_password_first(request)
        if not sessions.needs_second_factor(_roles(request)):
            return None
        if name in OPEN or name.startswith("mfa_") or proofs.has_second_factor(request):
            return None
        return _second_factor_first(request)


class UploadGuard:
    """At most `UPLOADS` requests with files a minute from one account, by whichever page. The API and the public's verification
    count their own, and the latter reads its file in its own way, in memory only."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or name.startswith(("api", "portal:")) or not request.FILES:
            return None
        taken = rates.take(request, "uploads", UPLOADS, who=str(request.user.pk or ""))
        if taken:
            return None
        error = NotAllowed(
            "上传过于频繁，本次没有保存 too many uploads; nothing was kept",
            why=f"每个账号每分钟最多 {UPLOADS} 次 so many a minute an account",
            do=f"{taken.seconds} 秒后再传 send it again after so many seconds",
            article="GB/T 22239-2019",
        )
        response = problem_response(request, error)
        response.status_code = 429
        response["Retry-After"] = str(taken.seconds)
        return response


def _end_or_touch(request: HttpRequest) -> str:
    """Why the session is over, after signing out; or empty, after noting that it was used."""
    now, session = timezone.now(), request.session
    started, seen = _moment(session.get(STARTED)), _moment(session.get(SEEN))
    if started is None or seen is None:
        session[STARTED] = session[SEEN] = now.isoformat()
        return ""
    limits = sessions.Limits(
        dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS), dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )
    why = sessions.ended(started=started, seen=seen, now=now, roles=_roles(request), limits=limits)
    if why:
        logout(request)
        request.user = AnonymousUser()
        request.actor = None  # type: ignore[attr-defined]
    elif now - seen >= SEEN_EVERY:
        session[SEEN] = now.isoformat()
        services.note_seen(session_key=session.session_key or "", at=now)
    return why


def _over(request: HttpRequest, why: str) -> HttpResponse:
    """To the login page and back; what was posted stays in the browser, with the way to send it again."""
    if request.method == "GET" and not getattr(request, "htmx", False):
        messages.info(request, f"已自动退出：{why}")
        return redirect_to_login(request.get_full_path())
    problem = NotAllowed(
        "登录已超时，本次没有提交 the session is over; nothing was submitted",
        why=why,
        do="在新窗口登录后刷新此页再提交，已填内容仍在浏览器中 sign in in another window, then send it again",
    )
    response = problem_response(request, problem)
    response.status_code = 401
    return response


def _own_password_first(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and not getattr(request, "htmx", False):
        where = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_change_password')}?{where}")
    return problem_response(
        request,
        NotAllowed(
            "请先修改密码 choose a password of your own first",
            why="管理员发放的密码别人也知道 somebody else knows a password that an administrator issued",
            do="在“修改密码”页设置自己的密码 set one on the page “change password”",
            article="GB/T 22239-2019",
        ),
    )


def _second_factor_first(request: HttpRequest) -> HttpResponse:
    has = is_mfa_enabled(request.user)  # type: ignore[arg-type]
    if request.method == "GET" and not getattr(request, "htmx", False):
        where = reverse("mfa_reauthenticate" if has else "mfa_index")
        return HttpResponseRedirect(f"{where}?{urlencode({'next': request.get_full_path()})}")
    return problem_response(
        request,
        NotAllowed(
            "需要第二重验证 a second factor comes first",
            why="工作人员账号只凭密码不能办理业务 an officer's password alone opens nothing",
            do="先在“我的账号”设置动态验证码或通行密钥 set one up under “my account”",
            article="GB/T 22239-2019",
        ),
    )


def _roles(request: HttpRequest) -> frozenset[Any]:
    actor = getattr(request, "actor", None)
    return actor.roles if actor else frozenset()


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
