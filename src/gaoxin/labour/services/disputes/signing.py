"""Arbitrators sign an award or a settlement, or leave it unsigned with another opinion; then, and only then, it may be sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound
from gaoxin.labour.models import PaperSignature, TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import signing
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust


def sign(
    *, zone: str, dispute_id: uuid.UUID, paper_id: uuid.UUID, signs: bool, by: Actor, at: dt.datetime, words: str = "",
    key: str = "",
) -> None:  # fmt: skip
    """What the actor does with a paper that is held: signs it, or not, with the opinion that goes into the record (45, 46).

    The act of who presides ends it: who signed stands in the paper from then on. Raises NotAllowed for who is not on the tribunal,
    NotFound for a paper that is not held in this file, Conflict for a second time, and what `signing.check_stance` raises.
    """
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work)
        document = _held(work, paper_id)
        seats = list(TribunalSeat.objects.filter(zone=zone, dispute=work.dispute, until=None))
        mine = next(one for one in seats if one.arbitrator_id == work.me)
        told = act.check_words(words, "意见") if words.strip() else ""
        rows = list(PaperSignature.objects.select_related("arbitrator").filter(zone=zone, paper=document))
        if any(one.arbitrator_id == work.me for one in rows):
            raise Conflict("您已经签署 you have signed it, or said why not", do="等其他仲裁员 wait for the others",
                           article=cited(book().signatures.basis))  # fmt: skip
        stance = signing.Stance(mine.presiding, signs, told)
        others = [signing.Stance(one.presiding, one.signs, one.words) for one in rows]
        signing.check_stance(stance, others, len(seats), book().signatures)
        new = PaperSignature.objects.create(zone=zone, dispute=work.dispute, paper=document, arbitrator_id=work.me,
                                            presiding=mine.presiding, signs=signs, words=told, at=at)  # fmt: skip
        work.article = cited(book().signatures.basis if signs else book().signatures.opinions)
        work.detail = {"paper": document.title, "signs": signs}
        if mine.presiding:
            names = [
                (one.arbitrator.name, one.presiding, f"{calendar().local(one.at):%Y-%m-%d}") for one in (*rows, new) if one.signs
            ]  # fmt: skip
            trust.release_document(zone=zone, pk=document.id, lines=[signing.signed_line(names, len(seats))])

    act.perform("sign-paper", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[str(paper_id), signs, words],
                states=("awarded", "settled"), body=body)  # fmt: skip


def _held(work: act.Work, paper_id: uuid.UUID) -> Any:
    papers = signed.documents_of(zone=work.dispute.zone, subject=f"dispute:{work.dispute.id}")
    found = next((one for one in papers if one.id == paper_id and one.held), None)
    if found is None:
        raise NotFound(
            "没有等待签名的这份文书 no such paper waits for signatures", do="从案件页面选择 choose from the file"
        )
    return found
