"""What schools and enterprises agreed adds to the enterprise file (一企一档): agreements and posts, never a student."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext, gettext_lazy

from gaoxin.accounts.rules.roles import Actor
from gaoxin.projects.selectors.stewards.file import BOTH, MOST, Line, Module
from gaoxin.talent.models import Agreement, Post


def lines(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    """Agreements that both sides made, and posts with their seats."""
    of = {"zone": zone, "party_id": party_id}
    agreed = Agreement.objects.filter(**of, agreed_at__isnull=False).order_by("-since")
    agreed = agreed.select_related("school__party")[:MOST]
    posts = Post.objects.filter(**of).order_by("-first_month", "number")[:MOST]
    return [
        *[
            Line("talent", one.since, one.subject, f"{one.number} · {one.school.party.name}", gettext("校企合作协议"))
            for one in agreed
        ],
        *[Line("talent", one.first_month, one.title, f"{one.number} · {one.seats}", gettext("岗位")) for one in posts],
    ]


MODULE = Module("talent", gettext_lazy("校企合作与岗位"), BOTH, lines)
