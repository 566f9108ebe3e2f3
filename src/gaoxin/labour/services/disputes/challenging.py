"""A side asks that an arbitrator withdraw; the chair decides, and the arbitrator rests meanwhile (劳动争议调解仲裁法 33)."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound, WrongState
from gaoxin.labour.models import ArbitratorChallenge, ArbitratorTie, Hearing, TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act, hearing


def challenge(
    *, zone: str, dispute_id: uuid.UUID, arbitrator_id: uuid.UUID, party_id: uuid.UUID, ground: str, words: str, by: Actor,
    at: dt.datetime, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """Before a hearing has ended. party: to whom the arbitrator is tied. Raises NotFound for somebody who is not on the tribunal or not
    in the file, Conflict where it was asked and not yet decided, WrongState after a hearing."""

    def body(work: act.Work) -> dict[str, str]:
        side = act.side_of(work)
        found = pick(book().relations, ground, "回避理由 ground")
        if Hearing.objects.filter(zone=zone, dispute=work.dispute, state="held").exists():
            raise WrongState(
                "开庭审理已经结束 the hearing has ended", why="回避应当在庭审辩论终结前提出 it is asked for before its end",
                do="对裁决不服的，起诉或者申请撤销时提出 say so in court", article=cited(book().challenge.basis),
            )  # fmt: skip
        if not TribunalSeat.objects.filter(dispute=work.dispute, until=None, arbitrator_id=arbitrator_id).exists():
            raise NotFound("不是本案仲裁员 not on this tribunal", do="从名单选择 choose from the list")
        if not any(one.party_id == party_id for one in work.parties()):
            raise NotFound("不是本案当事人 not a party to this case", do="从名单选择 choose from the list")
        if ArbitratorChallenge.objects.filter(
            dispute=work.dispute, arbitrator_id=arbitrator_id, state="asked"
        ).exists():
            raise Conflict("这名仲裁员的回避申请尚未决定 it was asked for already", do="等待决定 wait for it")
        told = act.check_words(words, "回避理由")
        row = ArbitratorChallenge.objects.create(
            zone=zone, dispute=work.dispute, arbitrator_id=arbitrator_id, side=side, party_id=party_id, ground=ground, words=told,
            by_id=work.me, at=at,
        )  # fmt: skip
        work.happen(Event.CHALLENGED, found.article, note=f"{found.name.zh}：{told}")
        work.detail = {"arbitrator": str(arbitrator_id), "ground": ground}
        return {"challenge": str(row.id)}

    said = [str(arbitrator_id), str(party_id), ground, words]
    done = act.perform("challenge-arbitrator", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said,
                       states=("accepted",), body=body)  # fmt: skip
    return uuid.UUID(done["challenge"])


def decide_challenge(
    *, zone: str, dispute_id: uuid.UUID, challenge_id: uuid.UUID, upheld: bool, approval: str, words: str, by: Actor, at: dt.datetime,
    key: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """What the chair decided, noted by the registry. approval: who decided, and the number. Upheld: the seat is empty, a hearing that
    was set is off, the tie is kept, and a tribunal is to be named anew."""
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        row = ArbitratorChallenge.objects.select_for_update(of=("self",)).select_related("party", "arbitrator").filter(
            zone=zone, dispute=work.dispute, id=challenge_id
        ).first()  # fmt: skip
        if row is None:
            raise NotFound("没有这项回避申请 no such challenge", do="从案件页面选择 choose from the file")
        if row.state != "asked":
            raise Conflict("这项回避申请已经决定 it was decided before", do="刷新页面 reload the page")
        told, number = act.check_words(words, "决定理由"), act.check_words(approval, "决定人和文号")
        row.state, row.answer = ("granted" if upheld else "refused"), f"{number}：{told}"
        row.decided_by_id, row.decided_at = work.me, at
        row.save()
        article = cited(book().challenge.decided)
        work.happen(Event.CHALLENGE_UPHELD if upheld else Event.CHALLENGE_REJECTED, article, note=row.answer)
        if upheld:
            _leaves(work, row, article)
        said = "准许回避申请，另行指定仲裁员。" if upheld else "驳回回避申请，仲裁员继续参与本案。"
        for side in act.SIDES:
            act.paper(work, "回避决定书", "Decision on a challenge", work.parties(side)[0].party.name, said,
                      [("仲裁员", row.arbitrator.name), ("决定", number), ("理由", told)])  # fmt: skip
        work.detail = {"upheld": upheld, "arbitrator": str(row.arbitrator_id)}

    act.perform("decide-challenge", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key,
                said=[str(challenge_id), upheld, approval, words], states=("accepted",), body=body, version=version)  # fmt: skip


def _leaves(work: act.Work, row: ArbitratorChallenge, article: str) -> None:
    TribunalSeat.objects.filter(dispute=work.dispute, until=None, arbitrator_id=row.arbitrator_id).update(until=work.at)
    ArbitratorTie.objects.get_or_create(
        zone=row.zone, arbitrator_id=row.arbitrator_id, party_id=row.party_id, relation=row.ground,
        defaults={"note": row.answer[:200], "noted_by_id": work.me, "noted_at": work.at},
    )  # fmt: skip
    hearing.call_off(work, article, "仲裁员回避，另行组庭 an arbitrator withdrew")
