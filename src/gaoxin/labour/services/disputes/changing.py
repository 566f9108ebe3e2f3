"""Claims are added or changed before the hearing (办案规则 44); the employer claims too, in its time to answer (办案规则 36)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.labour.models import ClaimRequest, DisputeClaim, Hearing
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import claiming, ledger
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act, filing, hearing, papers


class Item(msgspec.Struct, frozen=True):
    """One claim. number: of the one that is changed; 0 for a new one."""

    kind: str
    amount_fen: int
    text: str = ""
    number: int = 0


def ask_change(
    *, zone: str, dispute_id: uuid.UUID, items: Sequence[Item], words: str, by: Actor, at: dt.datetime, key: str = ""
) -> uuid.UUID:  # fmt: skip
    """The claimants ask to add claims or change some, until a hearing was held. New ones keep to their year.

    Raises WrongState after a hearing, Conflict while another request waits, Invalid with the article for what cannot be.
    """

    def body(work: act.Work) -> dict[str, str]:
        act.check_side(work, "claimant")
        _check_not_heard(work)
        known = {one.number: one for one in work.dispute.claims.filter(side="claimant", withdrawn=False)}
        if any(one.number and one.number not in known for one in items):
            raise NotFound("没有这项请求 no such claim", do="从案件页面选择 choose from the file")
        numbers = [one.number for one in items if one.number]
        if (
            not items
            or len(set(numbers)) != len(numbers)
            or len(known) + len(items) - len(numbers) > filing.MOST_CLAIMS
        ):
            raise Invalid("没有请求，或者太多 no claim, or too many", do="至少写一项 write at least one",
                          article=cited(book().change.basis))  # fmt: skip
        row = work.dispute
        told = claiming.Circumstances(
            row.known_on, row.employed, row.left_on,
            [dt.date.fromisoformat(day) for day in row.circumstances["interruptions"]],
            [(dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in row.circumstances["suspensions"]],
        )  # fmt: skip
        for one in items:
            kind = pick(book().kinds, one.kind, "争议类型 kind")
            filing.check_claim(kind, one.amount_fen)
            claiming.check_in_time(told, kind, calendar().local(at).date(), book(), calendar())
        return {"request": _asked(work, "claimant", items, words, Event.CLAIMS_ASKED, cited(book().change.basis))}

    said = [[msgspec.to_builtins(one) for one in items], words]
    done = act.perform("ask-claim-change", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said, states=("accepted",),
                       body=body)  # fmt: skip
    return uuid.UUID(done["request"])


def counter(
    *, zone: str, dispute_id: uuid.UUID, items: Sequence[Item], words: str, known_on: dt.date, by: Actor, at: dt.datetime, key: str = "",
) -> uuid.UUID:  # fmt: skip
    """The employer claims too, while it may answer and within a year of knowing. known_on: when it knew of the wrong.

    Raises WrongState after its time to answer: then it files a claim of its own (36). Invalid for what cannot be.
    """

    def body(work: act.Work) -> dict[str, str]:
        act.check_side(work, "respondent")
        basis = cited(book().counter.basis)
        if not ledger.may_counter(work.ledger, book(), calendar(), at):
            raise WrongState(
                "不在答辩期间 it is not the time to answer", why="反申请在答辩期间提出 a counter-claim is filed while one may answer",
                do="期满的，另行申请仲裁 afterwards, file a claim of your own", article=basis,
            )  # fmt: skip
        if not items or len(items) > filing.MOST_CLAIMS or any(one.number for one in items):
            raise Invalid("没有请求，或者太多 no claim, or too many", do="至少写一项 write at least one", article=basis)
        for one in items:
            kind = pick(book().kinds, one.kind, "争议类型 kind")
            filing.check_claim(kind, one.amount_fen)
            # The exception for unpaid wages is the worker's (27(4)): the employer's year runs from knowing.
            told = claiming.Circumstances(known_on, employed=True)
            plain = msgspec.structs.replace(kind, arrears=False)
            claiming.check_in_time(told, plain, calendar().local(at).date(), book(), calendar())
        return {"request": _asked(work, "respondent", items, words, Event.COUNTER_FILED, basis)}

    said = [[msgspec.to_builtins(one) for one in items], words, known_on]
    done = act.perform("file-counter-claim", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said, states=("accepted",),
                       body=body)  # fmt: skip
    return uuid.UUID(done["request"])


def decide_request(
    *, zone: str, dispute_id: uuid.UUID, request_id: uuid.UUID, granted: bool, words: str, by: Actor, at: dt.datetime,
    waived: bool = False, key: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """The registry or the tribunal takes the request in; only whoever presides refuses, with reasons.

    waived: the employer said that it wants no further time to answer. Granted: counted anew from there; a hearing that leaves the
    employer no time to answer is off.
    """

    def body(work: act.Work) -> None:
        if not granted or not permissions.is_registry(by, zone):
            permissions.check_tribunal(by, zone)
            act.check_sits(work, presiding=True)
        row = ClaimRequest.objects.select_for_update().filter(zone=zone, dispute=work.dispute, id=request_id).first()
        if row is None:
            raise NotFound("没有这项请求 no such request", do="从案件页面选择 choose from the file")
        if row.state != "asked":
            raise Conflict("这项请求已经决定 it was decided before", do="刷新页面 reload the page")
        row.state, row.decided_by_id, row.decided_at = ("granted" if granted else "refused"), work.me, at
        row.answer, row.waived = (words.strip() if granted else act.check_words(words, "理由")), waived and granted
        row.save()
        _granted(work, row) if granted else _refused(work, row)
        work.detail = {"granted": granted, "side": row.side, "items": row.items}

    act.perform("decide-claim-request", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key,
                said=[str(request_id), granted, words, waived], states=("accepted",), body=body, version=version)  # fmt: skip


def _asked(work: act.Work, side: str, items: Sequence[Item], words: str, event: Event, article: str) -> str:
    told = act.check_words(words, "事实和理由")
    if ClaimRequest.objects.filter(dispute=work.dispute, side=side, state="asked").exists():
        raise Conflict("上一项请求尚未决定 the last request waits for its decision", do="等待决定 wait for it")
    row = ClaimRequest.objects.create(
        zone=work.dispute.zone, dispute=work.dispute, side=side, items=[msgspec.to_builtins(one) for one in items], words=told,
        by_id=work.me, at=work.at,
    )  # fmt: skip
    work.happen(event, article, note=told)
    return str(row.id)


def _granted(work: act.Work, row: ClaimRequest) -> None:
    changes, anew = book().change, cited(book().change.anew)
    _check_not_heard(work)
    _write(work, row)
    lines = [(f"请求 {one['number'] or '（新增）'}", _line(one)) for one in row.items] + [("理由", row.words)]
    claimant, employer = work.parties("claimant")[0].party.name, work.dispute.respondent.name
    if row.side == "respondent":
        work.happen(Event.COUNTER_ACCEPTED, cited(book().counter.basis), note=row.words)
        opening = f"用人单位的反申请已受理，与你的申请合并审理；审理期限自今日重新计算（{anew}）。"
        act.paper(work, "反申请受理通知书及副本", "Counter-claim accepted", claimant, opening, lines)
        act.paper(
            work,
            "反申请受理通知书",
            "Your counter-claim is accepted",
            employer,
            "你单位的反申请已受理，合并审理。",
            lines,
        )
        return
    work.happen(Event.RECKONED_ANEW if row.waived else Event.CLAIMS_CHANGED, cited(changes.basis), note=row.words)
    opening = f"申请人增加、变更仲裁请求，已受理；审理期限自今日重新计算（{anew}）。"
    time = (
        "你单位已放弃答辩期。" if row.waived else f"收到之日起十日内提交答辩书（{cited(book().limits.answer.basis)}）。"
    )
    act.paper(work, papers.CHANGED, "The claims were changed", employer, opening + time, lines)
    act.paper(work, "变更仲裁请求受理通知书", "Your changed claims are accepted", claimant, opening, lines)
    if not row.waived:
        hearing.call_off(work, cited(changes.basis), "变更请求后重新给予答辩期 time to answer the changed claims")


def _refused(work: act.Work, row: ClaimRequest) -> None:
    mine = work.parties(row.side)[0].party.name
    if row.side == "respondent":
        work.happen(Event.COUNTER_REFUSED, cited(book().counter.basis), note=row.answer)
        act.paper(work, "反申请不予受理通知书", "Counter-claim refused", mine, "反申请不在本案处理。",
                  [("理由", row.answer), ("怎么办", "可以另行申请仲裁，或者向人民法院起诉")])  # fmt: skip
        return
    work.happen(Event.CLAIMS_KEPT, cited(book().change.basis), note=row.answer)
    act.paper(work, "变更仲裁请求决定书", "Changed claims refused", mine, "不予受理增加、变更的请求，原请求继续审理。",
              [("理由", row.answer), ("怎么办", "可以就该请求另行申请仲裁")])  # fmt: skip


def _write(work: act.Work, row: ClaimRequest) -> None:
    """Into the claims: changed ones keep their number, new ones take the next."""
    rows = {one.number: one for one in work.dispute.claims.all()}
    last = work.dispute.claims.aggregate(n=Max("number"))["n"] or 0
    for one in row.items:
        values = {"kind": one["kind"], "amount_fen": one["amount_fen"], "text": one["text"][: book().most_characters]}
        if one["number"]:
            claim = rows[one["number"]]
            claim.kind, claim.amount_fen, claim.text = values["kind"], values["amount_fen"], values["text"]
            claim.save(update_fields=["kind", "amount_fen", "text"])
            continue
        last += 1
        DisputeClaim.objects.create(zone=row.zone, dispute=work.dispute, number=last, side=row.side, **values)


def _line(one: dict[str, Any]) -> str:
    return f"{pick(book().kinds, one['kind'], '争议类型 kind').name.zh} {act.yuan(one['amount_fen'])} {one['text']}".strip()


def _check_not_heard(work: act.Work) -> None:
    if Hearing.objects.filter(zone=work.dispute.zone, dispute=work.dispute, state="held").exists():
        raise WrongState(
            "已经开庭 a hearing was held", why="增加、变更请求应当在举证期限届满前提出 it is asked for before",
            do="就该请求另行申请仲裁 file another claim", article=cited(book().change.basis),
        )  # fmt: skip
