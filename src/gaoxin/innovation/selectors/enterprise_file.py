"""What the innovation register adds to the enterprise file (一企一档): titles, cooperation with universities, patents."""

from __future__ import annotations

import uuid

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from gaoxin.accounts.rules.roles import Actor
from gaoxin.innovation.selectors import patents, register
from gaoxin.projects.selectors.stewards.file import BOTH, MOST, Line, Module

TITLES = {
    "htec": gettext_lazy("高新技术企业"), "sme": gettext_lazy("科技型中小企业"), "engineering_centre": gettext_lazy("工程技术研究中心"),
    "national": gettext_lazy("国家级"), "provincial": gettext_lazy("省级"), "municipal": gettext_lazy("市级"),
    "applied": gettext_lazy("已申报"), "registered": gettext_lazy("已入库"), "recognised": gettext_lazy("获认定"),
    "refused": gettext_lazy("未通过"), "expired": gettext_lazy("已到期"),
}  # fmt: skip


def lines(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    """Every state of a title that it reached, its cooperation projects, its patents by the day of application."""
    of = {"zone": zone, "party_id": party_id}
    titles = register.titles_of(**of)[:MOST]
    held, _more = patents.page(**of, today=timezone.localdate(), most=MOST)
    return [
        *[
            Line("innovation", one.on, f"{_word(one.title)} · {_word(one.level)}", f"{_word(one.state)} · {one.evidence}",
                 gettext("创新资质登记"))
            for one in titles
        ],
        *[
            Line("innovation", one.row.began_on, one.row.title, f"{one.row.number} · {one.university}", gettext("产学研合作"))
            for one in register.cooperation_of(**of)[:MOST]
        ],
        *[Line("innovation", one.applied_on, one.title, one.number, gettext("专利")) for one in held],
    ]  # fmt: skip


def _word(code: str) -> str:
    return str(TITLES.get(code, code))


MODULE = Module("innovation", gettext_lazy("科技创新"), BOTH, lines)
