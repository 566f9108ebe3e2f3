"""An arbitrator who is ill, left or died cannot go on: noted with the reason, told to both sides; others sign or decide in the place."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound, WrongState
from gaoxin.labour.models import TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act, hearing, signing


def cannot_go_on(
    *, zone: str, dispute_id: uuid.UUID, arbitrator_id: uuid.UUID, ground: str, approval: str, words: str, by: Actor,
    at: dt.datetime, key: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """Noted by the registry. approval: of the chair of the commission, and its number. words: why, read by the tribunal and the registry.

    While the case is heard a hearing that is set is off and the tribunal is to be named anew; after its end, papers that a majority signed
    are released, and where no majority can sign any more `hearing.appoint` names another tribunal, which decides. Raises NotFound for
    somebody who is not on the tribunal, WrongState for a file that is over and signed.
    """
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        reason = pick(book().unable.grounds, ground, "原因 ground")
        told, number = act.check_words(words, "情况说明"), act.check_words(approval, "决定人和文号")
        over = work.dispute.state != "accepted"
        if over and not signing.waiting(work):
            raise WrongState("文书都已经签名 every paper is signed", do="无须更换仲裁员 nobody has to be replaced")
        seat = TribunalSeat.objects.select_for_update(of=("self",)).select_related("arbitrator").filter(
            zone=zone, dispute=work.dispute, until=None, arbitrator_id=arbitrator_id
        ).first()  # fmt: skip
        if seat is None:
            raise NotFound("不是本案仲裁员 not on this tribunal", do="从名单选择 choose from the list")
        article = cited(book().unable.basis)
        seat.until, seat.unable, seat.unable_words = at, reason.code, f"{number}：{told}"
        seat.save(update_fields=["until", "unable", "unable_words"])
        work.happen(Event.SEAT_LOST, article, note=f"{seat.arbitrator.name}：{reason.name.zh}（{number}）")
        if over:
            signing.release_decided(work)
        else:
            hearing.call_off(work, article, "仲裁员不能履行职责，另行组庭 an arbitrator cannot go on")
        for side in act.SIDES:
            act.paper(work, "仲裁员变更通知书", "An arbitrator cannot go on", work.parties(side)[0].party.name,
                      "本案仲裁员不能履行职责，依法处理如下。",
                      [("仲裁员", seat.arbitrator.name), ("情形", reason.name.zh), ("决定", number), ("依据", article),
                       ("后续", "由其余仲裁员签名，不能形成多数的另行组成仲裁庭。" if over else "另行组成仲裁庭并书面告知。")])  # fmt: skip
        work.detail = {"arbitrator": str(arbitrator_id), "ground": reason.code, "approval": number, "words": told}

    act.perform("arbitrator-cannot-go-on", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key,
                said=[str(arbitrator_id), ground, approval, words], states=("accepted", "awarded", "settled"), body=body,
                version=version)  # fmt: skip
