"""Papers: signed and sealed after the act, then served, each with its mode, its days and its effect."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.labour.models import DisputeParty, PaperService
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import deciding
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust

ANSWER_TO = "应诉通知书及申请书副本"
CHANGED = "变更仲裁请求通知书"
ANY = (*act.OPEN, *act.CLOSED)


def seal(*, zone: str, dispute_id: uuid.UUID, by: Actor, at: dt.datetime) -> int:
    """Seal every paper of the file that is not sealed yet: how many. Each has an audit row of its own; a repeated call does nothing.
    What the arbitrators have not signed is left; where nothing else waits, WrongState says so (46).

    Raises NotFound for a file that is not the actor's, NotAllowed for anybody but its tribunal and the registry.
    """
    row = seen.one(zone=zone, dispute_id=dispute_id, by=by)
    if not seen.sits(row, by):
        permissions.check_registry(by, zone)
    unsealed = [one for one in signed.documents_of(zone=zone, subject=f"dispute:{row.id}") if one.unsigned]
    waiting = [one.id for one in unsealed if not one.held]
    if unsealed and not waiting:
        raise WrongState(
            f"仲裁员还没有签名 the arbitrators have not signed: {'、'.join(one.title for one in unsealed)}",
            why="仲裁员签名后加盖印章 the seal comes after their signatures", do="由仲裁庭签署 the tribunal signs first",
            article=cited(book().signatures.basis),
        )  # fmt: skip
    return sum(trust.sign_document(zone=zone, pk=pk, at=at, by=by) for pk in waiting)


def serve(
    *, zone: str, dispute_id: uuid.UUID, paper_id: uuid.UUID, party_id: uuid.UUID, mode: str, sent_on: dt.date,
    received_on: dt.date | None, by: Actor, at: dt.datetime, consent: bool = False, refused: bool = False, shut: bool = False,
    note: str = "", key: str = "",
) -> dt.date | None:  # fmt: skip
    """A paper is served on a party; from which day, or None while it is on its way. Served once, it cannot be served again.

    The notice to answer begins the employer's ten days. Raises Invalid where the mode may not be used or the paper is for the other
    side, NotFound for a paper or a party of another file, WrongState for one that is not signed, Conflict for one that was served.
    """
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> dict[str, str]:
        document, member = _unserved(work, paper_id, party_id)
        today = calendar().local(at).date()
        act.check_past(sent_on, today)
        if sent_on < calendar().local(document.issued_at).date():
            raise Invalid(
                f"发出日期早于文书日期 it was sent before it was written: {sent_on}", do="核对日期 check the days",
                article=cited(pick(book().modes, mode, "送达方式 mode").basis),
            )  # fmt: skip
        if received_on is not None:
            act.check_past(received_on, today)
        told = deciding.Sent(mode, sent_on, received_on, consent, refused, shut, work.dispute.workers)
        day = deciding.served_on(told, book())
        PaperService.objects.create(
            zone=zone, dispute=work.dispute, paper=document, party_id=party_id, mode=mode, sent_on=sent_on, received_on=received_on,
            effective_on=day, note=note[:300], by_id=work.me, at=at,
        )  # fmt: skip
        work.article = cited(pick(book().modes, mode, "送达方式 mode").basis)
        if day is not None and document.title == _to_answer(work) and member.side == "respondent":
            noon = dt.datetime.combine(day, dt.time(12), calendar().tz)
            work.happen(Event.COPY_SERVED, work.article, at=at if day == today else max(noon, document.issued_at))
        work.detail = {"paper": document.title, "mode": mode, "effective": day.isoformat() if day else ""}
        return {"effective": day.isoformat() if day else ""}

    said = [str(paper_id), str(party_id), mode, sent_on, received_on, consent, refused, shut, note]
    done = act.perform(
        "serve-paper", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said, states=ANY, body=body
    )
    return dt.date.fromisoformat(done["effective"]) if done["effective"] else None


def _unserved(work: act.Work, paper_id: uuid.UUID, party_id: uuid.UUID) -> tuple[Any, DisputeParty]:
    """The paper, signed, and the party that it is for, both of this file. Raises NotFound, Invalid, WrongState; Conflict where it was
    served on them."""
    zone = work.dispute.zone
    papers = signed.documents_of(zone=zone, subject=f"dispute:{work.dispute.id}")
    document = next((one for one in papers if one.id == paper_id), None)
    member = next((one for one in work.parties() if one.party_id == party_id), None)
    if document is None or member is None:
        raise NotFound(
            "没有这份文书或者当事人 no such paper or party in this file", do="从案件页面选择 choose from the file"
        )
    if member.side not in document.content.get("sides", act.SIDES):
        raise Invalid(
            f"这份文书不是给这一方的 this paper is for the other side: {document.title}",
            why=f"致 to: {document.content['applicant']}", do="选择收件的一方 choose whom it is addressed to",
        )  # fmt: skip
    if document.signed_at is None:
        raise WrongState(
            f"文书还没有签章 it is not signed yet: {document.title}", why="只送达签章的文书 only a signed paper is served",
            do="先签章 sign it first",
        )  # fmt: skip
    served = PaperService.objects.filter(zone=zone, paper=document, party_id=party_id).exclude(effective_on=None)
    if served.exists():
        raise Conflict("已经送达 it was served", do="无需再送 nothing is left to do")
    return document, member


def _to_answer(work: act.Work) -> str:
    """The paper that begins the ten days to answer: of the claims as they are now."""
    return CHANGED if any(one.event is Event.CLAIMS_CHANGED for one in work.ledger) else ANSWER_TO
