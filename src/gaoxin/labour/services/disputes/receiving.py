"""The registry: corrections, acceptance, refusal, and the employer's answer handed on."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import ledger
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book
from gaoxin.labour.services.disputes import act


def ask_corrections(
    *,
    zone: str,
    dispute_id: uuid.UUID,
    words: str,
    by: Actor,
    at: dt.datetime,
    key: str = "",
    version: int | None = None,
) -> None:
    """All that is missing, told once."""
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        told = act.check_words(words, "需要补正的内容")
        work.happen(Event.CORRECTION_ASKED, book().articles.anew, note=told)
        work.dispute.state = "correcting"
        act.paper(work, "补正通知书", "Notice of corrections", _first(work), "请一次性补正以下内容，补正之日重新计算受理期限。",
                  [("补正内容", told)])  # fmt: skip

    act.perform("ask-claim-corrections", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[words], states=("filed",),
                body=body, version=version)  # fmt: skip


def accept(
    *, zone: str, dispute_id: uuid.UUID, identity_checked: bool, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """The claim is accepted: both sides are written to, and the forty-five days begin.

    identity_checked: the claimants' identity cards were looked at. Raises Invalid where they were not.
    """
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        if not identity_checked:
            raise Invalid(
                "没有核验申请人身份 the claimants' identity was not checked", why="申请时由本人填报 it was told, not seen",
                do="核对身份证后勾选 look at the cards and tick it", article="劳动争议调解仲裁法 28",
            )  # fmt: skip
        work.happen(Event.ACCEPTED, cited(book().limits.accept.basis))
        work.dispute.state, work.dispute.accepted_at = "accepted", work.at
        due = next(one for one in work.standing().dues if one.what == "award")
        later = "，遇下一年放假安排顺延" if due.provisional else ""
        told = [("案由", _kinds(work)), ("裁决的最后时间", f"{due.at:%Y-%m-%d %H:%M}{later}（{due.article}）")]
        act.paper(work, "受理通知书", "Notice of acceptance", _first(work), "你的仲裁申请已受理。", told)
        reply = f"收到申请书副本后十日内提交答辩书；不提交的，不影响审理（{cited(book().limits.answer.basis)}）。"
        claims = work.dispute.claims.order_by("number")
        lines = [(f"请求 {one.number}", f"{_kind(one.kind)} {act.yuan(one.amount_fen)} {one.text}") for one in claims]
        who = "、".join(one.party.name for one in work.parties("claimant"))
        act.paper(work, "应诉通知书及申请书副本", "Notice to answer, with the claim", work.dispute.respondent.name, reply,
                  [("申请人", who), ("事实和理由", work.dispute.facts), *lines])  # fmt: skip
        work.detail = {"number": work.dispute.number}

    act.perform("accept-claim", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[identity_checked], states=("filed",),
                body=body, version=version)  # fmt: skip


def refuse(
    *, zone: str, dispute_id: uuid.UUID, ground: str, reasons: str, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """Not accepted, on a ground of the law and with reasons in writing, and where to go instead. The clerk cannot say no: an
    arbitrator of the registry's choice, who sees the file for that, decides. Raises Invalid for no such ground or no reasons.
    """
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work)
        found = pick(book().refusals, ground, "不予受理的理由 ground")
        told = act.check_words(reasons, "理由")
        work.happen(Event.REFUSED, cited(found.basis), note=f"{found.name.zh}：{told}")
        work.dispute.state = "refused"
        instead = f"{found.instead.zh}；也可以就该争议向人民法院提起诉讼（劳动争议调解仲裁法 29）"
        act.paper(work, "不予受理通知书", "Notice of refusal", _first(work), f"你的申请不予受理（{cited(found.basis)}）。",
                  [("理由", f"{found.name.zh}：{told}"), ("怎么办", instead)])  # fmt: skip
        work.detail = {"ground": ground}

    act.perform("refuse-claim", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[ground, reasons], states=("filed",),
                body=body, version=version)  # fmt: skip


def forward_answer(*, zone: str, dispute_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The answer goes to the claimants."""
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        told = ledger.exchange(work.ledger)
        answer = next((one for one in reversed(work.ledger) if one.event is Event.ANSWERED), None)
        if answer is None or told.answered is None:
            raise Invalid("还没有答辩书 there is no answer yet", do="等待答辩 wait for it")
        if told.forwarded is not None:
            raise Conflict("答辩书已经转送 it was forwarded before", do="无需再办 nothing is left to do")
        work.happen(Event.ANSWER_FORWARDED, cited(book().limits.forward.basis))
        act.paper(
            work,
            "答辩书副本",
            "Copy of the answer",
            _first(work),
            "被申请人的答辩书副本送达如下。",
            [("答辩意见", answer.note)],
        )

    act.perform(
        "forward-answer",
        zone=zone,
        dispute_id=dispute_id,
        by=by,
        at=at,
        key=key,
        said=[],
        states=("accepted",),
        body=body,
    )


def _first(work: act.Work) -> str:
    """The claimants as a paper addresses them."""
    people = work.parties("claimant")
    spokesmen = [one.party.name for one in people if one.representative] or [people[0].party.name]
    return "、".join(spokesmen) + (f" 等 {len(people)} 人" if len(people) > len(spokesmen) else "")


def _kind(code: str) -> str:
    return pick(book().kinds, code, "争议类型 kind").name.zh


def _kinds(work: act.Work) -> str:
    return "、".join(dict.fromkeys(_kind(one.kind) for one in work.dispute.claims.order_by("number")))
