"""Arbitrators sign an award or a settlement, or leave it unsigned with another opinion; then, and only then, it may be sealed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound, WrongState
from gaoxin.labour.models import PaperSignature, TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import signing
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.disputes.deciding import FINAL_AWARD
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act
from gaoxin.trust import selectors as signed
from gaoxin.trust import services as trust


def sign(
    *, zone: str, dispute_id: uuid.UUID, paper_id: uuid.UUID, signs: bool, by: Actor, at: dt.datetime, words: str = "",
    key: str = "",
) -> None:  # fmt: skip
    """What the actor does with a paper that is held: signs it, or not, with the opinion that goes into the record (45, 46).

    The act of who presides ends it; where nobody presides any more, the signature that makes the majority. Who signed stands in the paper
    from then on. Raises NotAllowed for who is not on the tribunal, NotFound for a paper that is not held in this file, Conflict for a
    second time, and what `signing.check_stance` raises.
    """
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work)
        document = next((one for one in waiting(work) if one.id == paper_id), None)
        if document is None:
            raise NotFound(
                "没有等待签名的这份文书 no such paper waits for signatures", do="从案件页面选择 choose from the file"
            )
        bench = _bench(work, document)
        mine = next(one for one in bench.sitting if one.arbitrator_id == work.me)
        told = act.check_words(words, "意见") if words.strip() else ""
        if any(one.arbitrator_id == work.me for one in bench.rows):
            raise Conflict("您已经签署 you have signed it, or said why not", do="等其他仲裁员 wait for the others",
                           article=cited(book().signatures.basis))  # fmt: skip
        others = [signing.Stance(one.presiding, one.signs, one.words) for one in bench.rows]
        stance = signing.Stance(mine.presiding, signs, told)
        signing.check_stance(stance, others, bench.members, book().signatures, len(bench.missing))
        new = PaperSignature.objects.create(zone=zone, dispute=work.dispute, paper=document, arbitrator_id=work.me,
                                            presiding=mine.presiding, signs=signs, words=told, at=at)  # fmt: skip
        work.article = cited(book().signatures.basis if signs else book().signatures.opinions)
        work.detail = {"paper": document.title, "signs": signs}
        bench.rows.append(new)
        if mine.presiding or bench.decided:
            _release(document, bench)

    act.perform("sign-paper", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[str(paper_id), signs, words],
                states=("awarded", "settled"), body=body)  # fmt: skip


def waiting(work: act.Work) -> list[Any]:
    """Papers of the file that its arbitrators have yet to sign."""
    return [
        one for one in signed.documents_of(zone=work.dispute.zone, subject=f"dispute:{work.dispute.id}") if one.waits
    ]


def release_decided(work: act.Work) -> None:
    """After who presides was lost: what the majority signed already may be sealed. Part of the caller's act."""
    for document in waiting(work):
        bench = _bench(work, document)
        if bench.decided:
            _release(document, bench)


def reopen(work: act.Work) -> None:
    """What nobody can sign any more is withdrawn, and the file is heard on by another tribunal. Part of the caller's act.

    Raises WrongState where nothing waits, or where those who sit can still sign.
    """
    papers = waiting(work)
    if not papers:
        raise WrongState("案件已经结束 the case is over", do="刷新页面查看进度 reload the page")
    for document in papers:
        bench = _bench(work, document)
        done = {one.arbitrator_id for one in bench.rows}
        undecided = sum(1 for one in bench.sitting if one.arbitrator_id not in done)
        signing.check_lost(bench.signed, undecided, bench.members, bench.presided, book().unable)
        trust.withdraw_document(zone=work.dispute.zone, pk=document.id, at=work.at)
        work.dispute.claims.filter(final=document.title == FINAL_AWARD).update(awarded_fen=None, final=None)
    titles = "、".join(dict.fromkeys(one.title for one in papers))
    work.happen(
        Event.REOPENED,
        cited(book().unable.basis),
        note=f"{titles} 没有仲裁员签名，没有作出 never signed, so never made",
    )
    work.dispute.state, work.dispute.closed_at, work.dispute.in_time = "accepted", None, None


@dataclass(frozen=True, slots=True)
class _Bench:
    """Of one paper. sitting: the tribunal now; lost: who was on it when it was written and cannot go on; rows: what was done with it."""

    sitting: list[TribunalSeat]
    lost: list[TribunalSeat]
    rows: list[PaperSignature]

    @property
    def members(self) -> int:
        return len(self.sitting) + len(self.lost)

    @property
    def signed(self) -> int:
        return sum(one.signs for one in self.rows)

    @property
    def presided(self) -> bool:
        return any(one.presiding for one in self.sitting)

    @property
    def missing(self) -> list[TribunalSeat]:
        """Lost before they did anything with the paper."""
        done = {one.arbitrator_id for one in self.rows}
        return [one for one in self.lost if one.arbitrator_id not in done]

    @property
    def decided(self) -> bool:
        return not self.presided and signing.is_majority(self.signed, self.members)


def _bench(work: act.Work, document: Any) -> _Bench:
    mine: dict[str, Any] = {"zone": work.dispute.zone, "dispute": work.dispute}
    seats = TribunalSeat.objects.select_related("arbitrator").filter(**mine).order_by("-presiding", "id")
    return _Bench(
        list(seats.filter(until=None)), list(seats.exclude(unable="").filter(until__gte=document.issued_at)),
        list(PaperSignature.objects.select_related("arbitrator").filter(zone=work.dispute.zone, paper=document)),
    )  # fmt: skip


def _release(document: Any, bench: _Bench) -> None:
    grounds = {one.code: one.name.zh for one in book().unable.grounds}
    names = [
        (one.arbitrator.name, one.presiding, f"{calendar().local(one.at):%Y-%m-%d}") for one in bench.rows if one.signs
    ]
    lost = [(one.arbitrator.name, one.presiding, grounds.get(one.unable, one.unable)) for one in bench.missing]
    trust.release_document(zone=document.zone, pk=document.id, lines=[signing.signed_line(names, bench.members, lost)])
