"""The worklist as a page and as a workbook. Both read the same rows; the address holds all of the list's state."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.services import rulebook, worklists
from gaoxin.approvals.services.worklists import QUEUES, Row, Wanted
from gaoxin.approvals.web.desk import words
from gaoxin.approvals.web.desk.asked import now, officer, swaps
from gaoxin.approvals.web.ribbon import ribbon_of
from gaoxin.ui.shapes import Ribbon
from gaoxin.ui.templatetags.law import said
from gaoxin.ui.templatetags.ui import STATES

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what the list shows of it: words, sign and tone of its date, its ribbon, what comes next."""

    row: Row
    due: tuple[Any, str, str]
    ribbon: Ribbon
    move: str

    @property
    def hands(self) -> str:
        return "、".join(self.row.hands)


@require_GET
@vary_on_headers("HX-Request")
def worklist(request: HttpRequest) -> HttpResponse:
    """What is due first, for the reader's roles; htmx swaps the list alone."""
    actor, at = officer(request), now()
    wanted = wanted_of(request, actor)
    page = worklists.worklist(zone=actor.zone, by=actor, wanted=wanted, at=at)
    counted = worklists.counts(zone=actor.zone, by=actor, wanted=wanted, at=at)
    name, empty = words.QUEUES[wanted.queue]
    context = {
        "wanted": wanted,
        "queue_name": name,
        "empty": empty,
        "queues": [
            {"code": code, "name": words.QUEUES[code][0], "count": counted.get(code), "here": code == wanted.queue}
            for code in worklists.queues_of(actor)
        ],
        "most": worklists.COUNTED,
        "lines": [_line(row, at) for row in page.rows],
        "next": page.next,
        "at": at,
        "scopes": words.SCOPES.items(),
        "items": worklists.item_choices(actor.zone),
        "states": [(s.value, STATES[s.value][0]) for s in _states_of(wanted)],
        "dues": [(code, word) for code, (word, *_rest) in words.DUES.items()],
        "at_window": actor.has(Role.CLERK),
        "filtered": any((wanted.item, wanted.state, wanted.due, wanted.text)),
    }
    return render(request, f"approvals/desk/{'_worklist' if swaps(request) else 'worklist'}.html", context)


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The same rows as the list shows, every page of it, as a workbook written row by row."""
    actor, at = officer(request), now()
    wanted = wanted_of(request, actor)
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  closed by the response
    _write(file, actor, wanted, at)
    file.seek(0)
    name = f"{wanted.queue}-{localtime(at):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


def wanted_of(request: HttpRequest, actor: Actor) -> Wanted:
    """What the address asks for; without a queue the first of the reader's roles."""
    asked = request.GET.get
    return Wanted(
        queue=asked("queue", "") or worklists.queues_of(actor)[0], scope=asked("scope", "") or "zone",
        item=asked("item", ""), state=asked("state", ""), due=asked("due", ""), text=asked("q", ""),
        after=asked("after", ""),
    )  # fmt: skip


def _states_of(wanted: Wanted) -> list[State]:
    """The states that can lie in the queue, in the order of a case's life."""
    return [state for state in State if state in QUEUES[wanted.queue].states]


def _line(row: Row, at: dt.datetime) -> Line:
    return Line(row, words.DUES[row.due], ribbon_of(row.entries, row.item.limits, rulebook.calendar(), at), _move(row))


def _move(row: Row) -> str:
    """What comes next, with the names of the steps."""
    steps, move = {step.code: said(step.name) for step in row.item.steps}, str(words.MOVES[row.move])
    return f"{move}：{'、'.join(steps.get(code, code) for code in row.steps)}" if row.steps else move


def _write(file: BinaryIO, actor: Actor, wanted: Wanted, at: dt.datetime) -> None:
    """Text is written as text: what an applicant typed never becomes a formula."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "in_memory": False})
    sheet = book.add_worksheet(str(words.QUEUES[wanted.queue][0])[:31])
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    heads = (
        _("到期"),
        _("到期时间"),
        _("办件编号"),
        _("事项"),
        _("申请人"),
        _("状态"),
        _("下一步"),
        _("经办人"),
        _("收到"),
    )
    for column, (head, width) in enumerate(zip(heads, (10, 18, 22, 32, 32, 16, 36, 16, 18), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(worklists.every_row(zone=actor.zone, by=actor, wanted=wanted, at=at), start=1):
        line = _words(row)
        for column, text in line.items():
            sheet.write_string(number, column, text)
        for column, when in ((1, row.due_at), (8, row.submitted_at)):
            if when is not None:
                sheet.write_datetime(number, column, localtime(when).replace(tzinfo=None), moment)
    book.close()


def _words(row: Row) -> dict[int, str]:
    return {
        0: str(words.DUES[row.due][0]), 2: row.number, 3: said(row.item.name), 4: row.applicant,
        5: str(STATES[row.state][0]), 6: _move(row), 7: "、".join(row.hands),
    }  # fmt: skip
