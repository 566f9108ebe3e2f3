"""What every request brings: who asks, when, about which project, baseline and day."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.selectors import progress as reading
from gaoxin.projects.selectors.progress import Standing


def who(request: HttpRequest) -> Actor:
    """The signed-in officer; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def today() -> dt.date:
    """The zone's day of the request."""
    return rulebook.calendar().local(timezone.now()).date()


def read_day(text: str) -> dt.date:
    """A day of an address or a form. Raises Invalid."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("日期无法读取：%(text)s") % {"text": text[:20]}, do=_("写作 2024-03-01")) from None


def standing(request: HttpRequest, number: str) -> Standing | None:
    """The project as the address asks for it: `baseline` (else the newest), `on` (else the day of the last confirmed report, at
    most today). None where it has no baseline yet."""
    zone, calendar = who(request).zone, rulebook.calendar()
    project = permissions.project_for(zone, who(request), number, today())
    asked = request.GET.get("baseline", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise NotFound(_("没有这一号基线"), do=_("从项目页选择"))
    frozen = reading.frozen(zone=zone, project_id=project.id, number=int(asked) if asked else None)
    if frozen is None:
        return None
    day = request.GET.get("on", "")
    if day:
        on = read_day(day)
        if not calendar.first <= on <= calendar.last:
            raise Invalid(_("日期超出工作日历：%(day)s") % {"day": on}, do=_("选择日历有的年份"))
    else:
        on = min(today(), reading.last_day(zone=zone, project_id=project.id) or today())
    return reading.standing_of(project=project, frozen=frozen, on=on, calendar=calendar)
