"""Answering the one-time notice item by item: a file or a value for each line, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.approvals import selectors
from gaoxin.approvals.models import Correction, Upload
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.services import malware, submission
from gaoxin.approvals.web.enterprise.documents import keep_files
from gaoxin.approvals.web.enterprise.filling import save_values
from gaoxin.approvals.web.enterprise.forms import changed
from gaoxin.approvals.web.enterprise.own import OwnCase, address, key_from, new_key, own_case, problem, say, who
from gaoxin.approvals.web.enterprise.questions import Question, of_field, shown
from gaoxin.core.errors import GaoxinError
from gaoxin.ui.web.problems import status_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the notice. question: the field to correct, where it is one; else files of the document."""

    element: str
    name: str
    text: str
    answer: str
    error: str
    question: Question | None
    accepts: str
    media: str
    files: tuple[Upload, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    """The lines that wait. A POST keeps files and values first, then hands in the answers; what is kept stays kept."""
    case = own_case(request, number)
    if case.view.state != State.CORRECTING:
        if request.method != "POST":
            messages.info(request, _("现在没有待补正的内容。下面是办件现在的状态。"))
        return redirect(address(request, "case", number))
    if request.method == "POST":
        return _hand_in(request, case)
    return _page(request, case, None, {})


def _hand_in(request: HttpRequest, case: OwnCase) -> HttpResponse:
    by, number = who(request), case.view.number
    lines = _open(by.zone, case)
    errors, first = _keep(request, case, lines)
    if errors:
        return _page(request, own_case(request, number), first, errors)
    if "save" in request.POST:
        messages.success(request, _("文件和修改已保存，补正还没有提交"))
        return _page(request, own_case(request, number), None, {})
    answers = {line.element: request.POST.get(f"answer-{line.element}", "").strip() for line in lines}
    try:
        submission.submit_corrections(
            zone=by.zone, case_id=case.view.id, answers=answers, by=by, at=timezone.now(), key=key_from(request)
        )
    except GaoxinError as error:
        empty = {element: _("请写明怎样补正的") for element, answer in answers.items() if not answer}
        return _page(request, own_case(request, number), error, empty)
    messages.success(request, _("补正已提交"))
    return redirect(address(request, "case", number))


def _keep(request: HttpRequest, case: OwnCase, lines: list[Correction]) -> tuple[dict[str, str], GaoxinError | None]:
    """Files and corrected values, each kept if it can be. Returns line -> what is wrong, and the first problem."""
    errors: dict[str, str] = {}
    first: GaoxinError | None = None
    elements = {line.element for line in lines}
    for element in sorted(elements):
        sent = request.FILES.getlist(f"files-{element}")
        if sent:
            try:
                keep_files(request, case, element, sent)
            except GaoxinError as error:
                errors[element], first = error.what, first or error
    values = {
        name: value for name, value in changed(case.view, case.item, request.POST.dict()).items() if name in elements
    }
    return errors | save_values(request, case, values), first


def _open(zone: str, case: OwnCase) -> list[Correction]:
    return [line for line in selectors.corrections_of(zone, case.view.id) if line.answered_at is None]


def _page(request: HttpRequest, case: OwnCase, error: GaoxinError | None, errors: dict[str, str]) -> HttpResponse:
    zone = who(request).zone
    files = selectors.files_of(zone, case.view.id)
    lines = [_line(request, case, row, files, errors.get(row.element, "")) for row in _open(zone, case)]
    context: dict[str, Any] = {"case": case, "lines": lines, "key": key_from(request) or new_key(), "errors": errors}
    context["scanner"] = malware.present()
    status = status_of(error) if error else 422 if errors else 200
    return render(request, "approvals/my/corrections.html", context | problem(error), status=status)


def _line(request: HttpRequest, case: OwnCase, row: Correction, files: list[Upload], error: str) -> Line:
    field = next((f for f in case.item.fields if f.code == row.element), None)
    material = next((m for m in case.item.materials if m.code == row.element), None)
    name = say(field.name) if field else say(material.name) if material else row.element
    value = request.POST.get(row.element, shown(case.view.facts.get(row.element)))
    return Line(
        element=row.element, name=name, text=row.text, answer=request.POST.get(f"answer-{row.element}", row.answer),
        error=error, question=of_field(field, value, error) if field else None,
        accepts=",".join(f".{kind}" for kind in material.media) if material else "",
        media="、".join(material.media).upper() if material else "",
        files=tuple(file for file in reversed(files) if file.material == row.element),
    )  # fmt: skip
