"""Agreements with universities: what ends soon first; enter, renew, end, record what came of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.accounts import selectors as accounts
from gaoxin.core.errors import GaoxinError
from gaoxin.innovation.permissions.register import READERS, check_reader, may_keep
from gaoxin.innovation.rules.transfer.book import days_of
from gaoxin.innovation.selectors.transfer import agreements as told
from gaoxin.innovation.selectors.transfer import voices
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import agreements
from gaoxin.innovation.web.transfer import asking
from gaoxin.parties import selectors as parties


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, with the acts of the innovation officer."""
    by = asking.who(request)
    check_reader(by, by.zone)

    def page(problem: GaoxinError | None) -> HttpResponse:
        today, laws = timezone.localdate(), book()
        rows = told.agreements(zone=by.zone, today=today)
        context: dict[str, Any] = {
            "rows": [
                {"one": one, "badge": asking.badge(one.standing), "key": asking.new_key(), "open": one.standing not in ("renewed", "ended"),
                 "results": [{"row": row, "kind": laws.result_kind(row.kind)} for row in one.row.results.all()]}
                for one in rows
            ],
            "warned": sum(one.standing in ("soon", "urgent") for one in rows), "soon": days_of(laws.agreements.soon), "laws": laws,
            "may": may_keep(by, by.zone), "problem": problem, "typed": request.POST, "today": today, "key": asking.new_key(),
            "universities": voices.universities(zone=by.zone), "firms": parties.register(zone=by.zone),
            "officers": accounts.officers(zone=by.zone, roles=READERS, at=timezone.now()),
        }  # fmt: skip
        return render(request, "innovation/transfer/agreements.html", context, status=422 if problem else 200)

    def said(name: str) -> str:
        return asking.text(request, name)

    def acts() -> asking.Acts:
        does: dict[str, Any] = asking.does(request)

        def one() -> dict[str, Any]:
            return does | {"agreement_id": asking.key_of(request, "agreement")}

        return {
            "add": (lambda: agreements.add_agreement(**does, told=_agreement(request)), _("协议已登记。")),
            "renew": (
                lambda: agreements.renew_agreement(
                    **one(), number=said("number"), since=asking.date(request, "since"), until=asking.date(request, "until")
                ),
                _("续签已登记，原协议保留。"),
            ),
            "end": (lambda: agreements.end_agreement(**one(), on=asking.date(request, "on"), reason=said("reason")), _("终止已登记。")),
            "result": (
                lambda: agreements.record_result(
                    **one(), kind=said("kind"), title=said("title"), on=asking.date(request, "on"), evidence=said("evidence")
                ),
                _("协议成果已登记。"),
            ),
        }  # fmt: skip

    return asking.done(request, acts, lambda: reverse("transfer:agreements"), page)


def _agreement(request: HttpRequest) -> agreements.NewAgreement:
    def said(name: str) -> str:
        return asking.text(request, name)

    return agreements.NewAgreement(
        said("number"), said("title"), asking.key_of(request, "university"), asking.date(request, "since"),
        asking.date(request, "until"), asking.key_of(request, "owner"), asking.key_or_none(request, "party"), said("contact"),
    )  # fmt: skip
