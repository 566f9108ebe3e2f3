"""A file that is over is put away: from then on it is read, and nothing in it changes."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import WrongState
from gaoxin.labour.models import PaperService
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.disputes.deciding import AWARD, FINAL_AWARD, SETTLEMENT
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act
from gaoxin.trust import selectors as signed

ENDS = frozenset({AWARD, FINAL_AWARD, SETTLEMENT, "不予受理通知书"})


def archive(
    *, zone: str, dispute_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "", version: int | None = None
) -> None:  # fmt: skip
    """By the registry, once every paper is signed and what ended the case is served on all whom it is addressed to."""
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        rows = signed.documents_of(zone=zone, subject=f"dispute:{work.dispute.id}")
        if unsigned := [one.title for one in rows if one.unsigned]:
            raise WrongState(f"还有文书没有签章 papers wait for their seal: {'、'.join(dict.fromkeys(unsigned))}",
                             do="先签章 seal them first", article=cited(book().archive))  # fmt: skip
        reached = set(
            PaperService.objects.filter(zone=zone, dispute=work.dispute).exclude(effective_on=None).values_list("paper_id", "party_id")
        )  # fmt: skip
        ends = [one for one in rows if one.title in ENDS and one.withdrawn_at is None]
        lacking = [
            f"{one.title}（{person.party.name}）"
            for one in ends
            for person in work.parties()
            if person.representative and person.side in one.content.get("sides", ()) and (one.id, person.party_id) not in reached
        ]  # fmt: skip
        if lacking:
            raise WrongState(f"结案文书没有送达 not served yet: {'、'.join(lacking[:6])}", do="先送达 serve them first",
                             article=cited(book().archive))  # fmt: skip
        work.dispute.archived_at = at
        work.happen(Event.ARCHIVED, cited(book().archive))

    act.perform("archive-dispute", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[], states=act.CLOSED, body=body,
                version=version)  # fmt: skip
