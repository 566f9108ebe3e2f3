"""What this slice adds to the enterprise file (一企一档): titles, cooperation with universities, patents; benefits."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from gaoxin.accounts.rules.roles import Actor
from gaoxin.innovation.models import Entitlement
from gaoxin.innovation.selectors import patents, register
from gaoxin.innovation.selectors.policies import lists
from gaoxin.innovation.web import showing
from gaoxin.innovation.web.policies import asking
from gaoxin.projects.selectors.stewards.file import BOTH, MOST, Line, Module
from gaoxin.ui.templatetags.law import said


def lines(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    """Every state of a title that it reached, its cooperation projects, its patents by the day of application."""
    of = {"zone": zone, "party_id": party_id}
    titles = register.titles_of(**of)[:MOST]
    held, _more = patents.page(**of, today=timezone.localdate(), most=MOST)
    return [
        *[
            Line("innovation", one.on, f"{showing.TITLE.get(one.title, one.title)} · {showing.LEVEL.get(one.level, one.level)}",
                 f"{showing.STATE[one.state][0]} · {one.evidence}", gettext("创新资质登记"))
            for one in titles
        ],
        *[
            Line("innovation", one.row.began_on, one.row.title, f"{one.row.number} · {one.university}", gettext("产学研合作"))
            for one in register.cooperation_of(**of)[:MOST]
        ],
        *[Line("innovation", one.applied_on, one.title, one.number, gettext("专利")) for one in held],
    ]  # fmt: skip


def benefits(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    """What it was listed for, agreed to, was paid and gave back; why is on the benefit's own page."""
    return [
        Line("benefits", _day(one.row), said(one.policy.name), f"{_yuan(one.row)} · {asking.STATE[one.row.state][0]}",
             gettext("惠企资金台账"))
        for one in lists.entitled(zone=zone, party_id=party_id)[:MOST]
    ]  # fmt: skip


def _day(row: Entitlement) -> dt.date:
    """Of what happened last."""
    last = row.returned_at or row.reclaimed_at or row.paid_at or row.consented_at
    return timezone.localtime(last).date() if last else row.day


def _yuan(row: Entitlement) -> str:
    back = f"（-¥{row.reclaimed:,}）" if row.reclaimed else ""
    return f"¥{row.yuan:,}{back}"


MODULE = Module("innovation", gettext_lazy("科技创新"), BOTH, lines)
BENEFITS = Module("benefits", gettext_lazy("惠企资金"), BOTH, benefits)
