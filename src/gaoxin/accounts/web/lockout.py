"""After too many wrong passwords: the page that says why and when again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gaoxin.accounts.web.rates import client_ip
from gaoxin.core.errors import NotAllowed
from gaoxin.ui.web.problems import problem_response


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """429 with the reason and the moment from which the login works again."""
    now, span = timezone.now(), get_cool_off(request)
    login = (credentials or {}).get("username", "")
    last = (
        AccessAttempt.objects.filter(username=login, ip_address=client_ip(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    until = (last or now) + (span or dt.timedelta())
    at = timezone.localtime(until)
    made = problem_response(
        request,
        NotAllowed(
            "登录已暂停 signing in is paused",
            why=f"同一账号从同一地址连续 {settings.AXES_FAILURE_LIMIT} 次密码错误 that many wrong passwords in a row",
            do=f"{at:%H:%M} 后再试；忘记密码请联系安全管理员 try again after {at:%H:%M}, or ask the security administrator",
            article="GB/T 22239-2019",
        ),
    )
    made.status_code = settings.AXES_HTTP_RESPONSE_CODE
    made["Retry-After"] = str(max(1, int((until - now).total_seconds())))
    return made
