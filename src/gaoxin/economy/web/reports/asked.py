"""What the pages of reports share: who asks, on which day, words for codes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.rules.reports.shape import FIRST_YEAR, LAST_YEAR
from gaoxin.economy.selectors import filed
from gaoxin.economy.selectors.settings import book

# code -> (word, tone, sign): as ui/_state_badge.html shows a state
STATES: dict[str, tuple[Any, str, str]] = {
    "filed": (_("已报送"), "good", "✓"),
    "late": (_("迟报"), "attention", "✓"),
    "estimated": (_("估算（E）"), "waiting", "E"),
    "missing": (_("未报送"), "decided", "!"),
    "open": (_("待报送"), "waiting", "◔"),
}
QUERY_STATES: dict[str, tuple[Any, str, str]] = {
    "open": (_("待说明"), "attention", "?"),
    "answered": (_("待审定"), "waiting", "◔"),
    "accepted": (_("已采纳"), "good", "✓"),
    "refused": (_("已退回"), "decided", "!"),
    "outdated": (_("已被修订取代"), "quiet", "·"),
}
KINDS: dict[str, Any] = {
    "filed": _("原报"), "revised": _("修订"), "estimated": _("估算（E）"), "admission": _("入库资料"), "month": _("本月"),
    "ytd": _("本年累计"), "stock": _("期末"), "explained": _("已说明"), "accepted": _("采纳"), "refused": _("退回"),
}  # fmt: skip


def who(request: HttpRequest) -> Actor:
    """The signed-in actor; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def now() -> dt.datetime:
    """On the zone's clock."""
    return rulebook.calendar().local(timezone.now())


def month(text: str) -> int:
    """A month of an address, January as February. Raises Invalid."""
    period = int(text) if text.isascii() and text.isdigit() and len(text) == 6 else 0
    if not (FIRST_YEAR <= period // 100 <= LAST_YEAR and 1 <= period % 100 <= 12):
        raise Invalid(gettext("不是月份：%(text)s") % {"text": text[:20]}, do=gettext("写作 202403"))
    return book().last_of(period)


def say(phrase: Phrase) -> str:
    return phrase.en if english() else phrase.zh


def english() -> bool:
    return (get_language() or "").startswith("en")


def badge(code: str, table: dict[str, tuple[Any, str, str]]) -> dict[str, Any]:
    word, tone, sign = table.get(code, (code, "quiet", "·"))
    return {"word": word, "tone": tone, "sign": sign}


def form_names() -> dict[str, str]:
    return {form.code: say(form.name) for form in book().forms.values()}


def status(error: GaoxinError) -> int:
    for kind, code in ((NotAllowed, 403), (NotFound, 404), (Conflict, 409), (WrongState, 409)):
        if isinstance(error, kind):
            return code
    return 422


def unit_of(request: HttpRequest, unit: uuid.UUID) -> filed.UnitView:
    """The unit, if the reader may see it. Raises NotFound otherwise, as for none."""
    by = who(request)
    found = filed.unit(zone=by.zone, unit_id=unit)
    permissions.check_files_for(by, by.zone, found.party_id if found else None)
    assert found is not None
    return found


def shown_query(view: filed.QueryView) -> dict[str, Any]:
    """A query in the reader's language."""
    side = 1 if english() else 0
    return {
        "view": view, "badge": badge(view.state, QUERY_STATES), "form": form_names().get(view.form, view.form),
        **{part: view.evidence.get(part, ["", ""])[side] for part in ("name", "say", "do")},
        "entries": [(KINDS.get(act, act), text, by, at) for act, text, by, at in view.entries],
    }  # fmt: skip


def lines(form: str, values: dict[str, Any], known: dict[str, int]) -> list[dict[str, Any]]:
    """The items of a questionnaire for a form or a table: name, unit, and for each kind key, word, value and base."""
    return [
        {
            "name": say(item.name), "unit": item.unit,
            "cells": [
                {
                    "key": f"{item.code}.{kind}", "word": KINDS[kind], "value": values.get(f"{item.code}.{kind}", ""),
                    "flow": kind != "stock", "base": values.get(f"{item.code}.{kind}.base", known.get(f"{item.code}.{kind}.base", "")),
                    "before": known.get(f"before.{item.code}.{kind}"),
                }
                for kind in item.kinds
            ],
        }
        for item in book().form(form).items
    ]  # fmt: skip
