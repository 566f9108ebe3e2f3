"""登记企业和委托: the window registers who acts for an enterprise, and the enterprise itself where it is not there yet."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.approvals.web.enterprise.own import Enterprise, applicants, new_key, problem, who
from gaoxin.approvals.web.offered import titles_in_force
from gaoxin.core.errors import GaoxinError, Invalid, NotFound
from gaoxin.core.identifiers import check_uscc
from gaoxin.parties import services
from gaoxin.parties.rules.enrolment import LETTER, LONGEST_NAME, LONGEST_NUMBER, PAPERS, REPRESENTATIVE, Checked
from gaoxin.parties.web.typed import end_of, scope_of, whole_login
from gaoxin.ui.web.problems import status_of

FIELDS = (
    "name",
    "identifier",
    "kind",
    "legal_representative",
    "login",
    "presenter",
    "person",
    "letter",
    "until",
    "extent",
)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """`?party=` is the enterprise that came and is registered; `?q=` what was looked for and is not."""
    came = _came(request)
    if request.method != "POST":
        return _page(request, came, _looked_for(request))
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    typed |= {"scope": request.POST.getlist("scope"), "seen": request.POST.getlist("seen")}
    if came:
        typed |= {"name": came.name, "identifier": came.identifier}
    try:
        done = _register(request, typed)
    except GaoxinError as error:
        return _page(request, came, typed, error)
    if not done.repeated:
        messages.success(
            request,
            _("企业和委托已登记。对方登录后即可办事。") if done.added else _("委托已登记。对方登录后即可办事。"),
        )
    return redirect(f"{reverse('window:home')}?party={done.party_id}")


def _register(request: HttpRequest, typed: dict[str, Any]) -> services.Enrolled:
    by, now = who(request), timezone.now()
    if not typed["login"]:
        raise Invalid(
            _("没有填写来人的登录名"), do=_("请来人告知登录名；还没有账号的，请本人在 /account/signup/ 注册"),
            article="行政许可法 29",
        )  # fmt: skip
    return services.enrol(
        zone=by.zone, name=typed["name"], identifier=typed["identifier"], kind=typed["kind"] or "enterprise",
        legal_representative=typed["legal_representative"], login=whole_login(typed["login"]),
        checked=Checked(typed["presenter"], typed["person"], frozenset(typed["seen"]) & PAPERS.keys(), typed["letter"]),
        scope=scope_of(typed, titles_in_force(timezone.localdate())), until=end_of(typed["until"]),
        key=request.POST.get("key", "")[:36] or new_key(), at=now, by=by,
    )  # fmt: skip


def _came(request: HttpRequest) -> Enterprise | None:
    """The registered enterprise that the address or the form names. Raises NotFound for one that is not there."""
    wanted = request.POST.get("party") or request.GET.get("party")
    found = applicants(request)
    if wanted and not found:
        raise NotFound("没有登记的主体 no such party", do="按名称或者代码查找 look it up by name or identifier")
    return found[0] if found else None


def _looked_for(request: HttpRequest) -> dict[str, Any]:
    """What was looked for at the window is the code where it can be one, else the name."""
    text = request.GET.get("q", "").strip()[:LONGEST_NAME]
    try:
        return {"identifier": check_uscc(text)}
    except GaoxinError:
        return {"name": text}


def _page(
    request: HttpRequest, came: Enterprise | None, typed: dict[str, Any], error: GaoxinError | None = None
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "party": came, "typed": typed, "titles": titles_in_force(today), "tomorrow": today + dt.timedelta(days=1),
        "key": _key(request), "papers": _papers(), "longest": {"name": LONGEST_NAME, "number": LONGEST_NUMBER},
        "presenters": {REPRESENTATIVE: _("法定代表人本人"), LETTER: _("持授权委托书的人")},
        "kinds": {"enterprise": _("企业"), "agency": _("机关、事业单位")},
    }  # fmt: skip
    return render(
        request, "approvals/window/enrol.html", context | problem(error), status=status_of(error) if error else 200
    )


def _papers() -> dict[str, str]:
    return {
        "licence": _("营业执照原件：名称、代码与所填一致"),
        "identity": _("来人的身份证原件：人证一致"),
        "letter": _("授权委托书原件：盖企业公章，写明代理人、事项、权限和期限"),
    }


def _key(request: HttpRequest) -> uuid.UUID | str:
    """The form keeps its key until it has been registered: the refused press changed nothing."""
    return request.POST.get("key", "")[:36] or new_key()
