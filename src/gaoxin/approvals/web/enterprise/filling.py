"""Filling in: save as typed, save by button, say that a register is wrong. What was typed is shown again, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gaoxin.approvals.services import disputes, drafting
from gaoxin.approvals.web.enterprise.forms import CaseForm, changed, form_of
from gaoxin.approvals.web.enterprise.own import OwnCase, address, key_from, new_key, own_case, who
from gaoxin.core.errors import GaoxinError, Invalid, WrongState

STEPS = ("form", "documents", "submit")


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, number: str) -> HttpResponse:
    """The form. A POST saves what changed; by htmx it answers with the state of the draft, else it goes on."""
    case = own_case(request, number)
    if "save-draft" not in case.acts:
        return _no_more(request, case)
    if request.method != "POST":
        return _page(request, case, form_of(case.view, case.item))
    errors = _save(request, case, request.POST)
    if getattr(request, "htmx", False):
        fresh = own_case(request, number)
        filled = form_of(fresh.view, fresh.item, typed=request.POST.dict() if errors else None, errors=errors)
        context = {"case": fresh, "form": filled, "saved_at": timezone.now(), "oob": True}
        return render(request, "approvals/my/_draft_state.html", context)
    if errors:
        fresh = own_case(request, number)
        filled = form_of(fresh.view, fresh.item, typed=request.POST.dict(), errors=errors)
        return _page(request, fresh, filled, status=422)
    messages.success(request, _("已保存"))
    return redirect(address(request, "documents" if "next" in request.POST else "form", number))


@require_POST
def dispute(request: HttpRequest, number: str, field: str) -> HttpResponse:
    """A note against one registered value; back to the form, at that field."""
    case, by = own_case(request, number), who(request)
    disputes.dispute(
        zone=by.zone, case_id=case.view.id, field=field, text=request.POST.get("text", "").strip(), by=by,
        at=timezone.now(), key=key_from(request),
    )  # fmt: skip
    messages.success(request, _("已记下，窗口受理时会看到"))
    return redirect(f"{address(request, 'form', number)}#field-{field}")


def save_values(request: HttpRequest, case: OwnCase, values: Mapping[str, Any]) -> dict[str, str]:
    """Save all; where one is wrong, the others one by one. Returns field -> what is wrong with it."""
    by, act = who(request), {"zone": who(request).zone, "case_id": case.view.id}
    if not values:
        return {}
    try:
        drafting.save_draft(**act, values=values, by=by, at=timezone.now())
    except Invalid as error:
        if len(values) == 1:
            return {name: _of_field(error, name) for name in values}
    else:
        return {}
    errors: dict[str, str] = {}
    for name, value in values.items():
        errors |= save_values(request, case, {name: value})
    return errors


def _save(request: HttpRequest, case: OwnCase, sent: Mapping[str, str]) -> dict[str, str]:
    return save_values(request, case, changed(case.view, case.item, sent))


def _of_field(error: GaoxinError, name: str) -> str:
    """The mistake without the beginning that is the same for every field."""
    return (error.why or error.what).split(f" {name}: ", 1)[-1]


def _page(request: HttpRequest, case: OwnCase, filled: CaseForm, status: int = 200) -> HttpResponse:
    context = {"case": case, "form": filled, "key": new_key(), "steps_at": "form", "saved_at": None}
    return render(request, "approvals/my/form.html", context, status=status)


def _no_more(request: HttpRequest, case: OwnCase) -> HttpResponse:
    """An old tab or the back button: nothing is saved, and the case's page says how it stands now."""
    if getattr(request, "htmx", False):
        raise WrongState(_("申请已经提交，不能再改表单"), do=_("打开办件页面查看现在的状态"), article="行政许可法 32")
    messages.warning(request, _("申请已经提交，表单不能再改。下面是办件现在的状态。"))
    return redirect(address(request, "case", case.view.number))
