"""What the labour office adds to the enterprise file (一企一档): self-checks of harmony and on which days a coordinator came.

Files of the tribunal, warnings of unpaid wages and what a coordinator found stay with their own readers, and are not in it.
"""

from __future__ import annotations

import uuid

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from gaoxin.accounts.rules.roles import Actor
from gaoxin.labour.selectors.harmony import coordinated
from gaoxin.labour.web.harmony import asking
from gaoxin.projects.selectors.stewards.file import BOTH, MOST, Line, Module


def lines(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    """A draft is the firm's own until it is sent."""
    checks, days = coordinated.on_file(zone=zone, party_id=party_id)
    return [
        *[
            Line("harmony", timezone.localtime(row.judged_at or row.filled_at).date(), str(row.year),
                 str(asking.CHECKED[row.state][0]), gettext("和谐企业自查"))
            for row in checks[:MOST]
        ],
        *[Line("harmony", day, gettext("协调员走访"), name, gettext("劳动关系协调")) for day, name in days[:MOST]],
    ]  # fmt: skip


MODULE = Module("harmony", gettext_lazy("劳动关系"), BOTH, lines)
