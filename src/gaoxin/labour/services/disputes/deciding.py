"""Mediation, extension, suspension, the award."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.labour.models import DisputeClaim, MediationRecord
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import deciding, ledger
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act


def mediate(
    *, zone: str, dispute_id: uuid.UUID, settled: bool, words: str, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """What came of mediation, which comes before any award (42). Settled: a mediation paper, binding once both have it."""
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work)
        told = act.check_words(words, "调解情况")
        MediationRecord.objects.create(
            zone=zone, dispute=work.dispute, settled=settled, words=told, by_id=work.me, at=at
        )
        if settled:
            _close(work, Event.SETTLED, "settled", told)
            opening = "经仲裁庭调解，双方达成如下协议；调解书经双方签收后发生法律效力（劳动争议调解仲裁法 42）。"
            for side in ("claimant", "respondent"):
                act.paper(
                    work, deciding.SETTLEMENT, "Settlement", work.parties(side)[0].party.name, opening, [("协议", told)]
                )
        else:
            work.happen(Event.MEDIATION_FAILED, book().articles.mediation, note=told)
        work.detail = {"settled": settled}

    act.perform("mediate-dispute", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[settled, words],
                states=("accepted",), body=body, version=version)  # fmt: skip


def extend(
    *, zone: str, dispute_id: uuid.UUID, approval: str, reason: str, by: Actor, at: dt.datetime, key: str = "",
    version: int | None = None,
) -> None:  # fmt: skip
    """Fifteen days more, once, approved by the chair of the commission; both sides are told in writing. approval: who approved it and
    under which number. Raises WrongState for a second time or after the period is over."""
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        ledger.check_extension(work.ledger, book())
        due = work.standing().clock.due
        if due is not None and at > due:
            raise WrongState(
                f"期限 {due:%Y-%m-%d} 已过 the period is over", why="逾期未裁决的，当事人可以向法院起诉 the parties may sue now",
                do="尽快裁决 decide now", article=book().articles.late,
            )  # fmt: skip
        told, number = act.check_words(reason, "延期理由"), act.check_words(approval, "批准人和文号")
        limit = book().limits.extension
        work.happen(Event.EXTENDED, cited(limit.basis), note=f"{number}：{told}", limit=limit.limit)
        until = work.standing().clock.due
        for side in ("claimant", "respondent"):
            act.paper(work, "延期审理通知书", "Notice of extension", work.parties(side)[0].party.name,
                      f"案情复杂，经仲裁委员会主任批准延期（{cited(limit.basis)}）。",
                      [("理由", told), ("批准", number), ("裁决的最后时间", f"{until:%Y-%m-%d %H:%M}" if until else "")])  # fmt: skip

    act.perform("extend-dispute", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[approval, reason],
                states=("accepted",), body=body, version=version)  # fmt: skip


def suspend(*, zone: str, dispute_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The time until `resume` is not counted."""
    _pause(Event.SUSPENDED, "suspend-dispute", zone, dispute_id, reason, by, at, key)


def resume(*, zone: str, dispute_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The reason is gone, and the count goes on."""
    _pause(Event.RESUMED, "resume-dispute", zone, dispute_id, reason, by, at, key)


def award(
    *, zone: str, dispute_id: uuid.UUID, awarded: Mapping[int, int], reasons: str, by: Actor, at: dt.datetime, stands: str = "",
    key: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """The award on every claim: number -> fen. Final and other items go into papers of their own, each with its remedies.

    stands: where somebody on the tribunal came after the hearing, why it is not held again, the answer to who
    asked for it (`rehearing.decide`) without it; the parties read it in the award. Raises
    WrongState before mediation was tried or a hearing was held before this tribunal, Invalid unless every claim is decided.
    """
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        act.check_nothing_waits(work)
        deciding.check_mediated(
            tried=MediationRecord.objects.filter(zone=zone, dispute=work.dispute).exists(), book=book()
        )
        granted, refused = seen.rehearing(work.dispute)
        why = stands.strip() or refused
        deciding.check_heard(*seen.bench(work.dispute), why, book(), granted=granted)
        if work.standing().clock.suspended:
            raise WrongState("案件中止中 the case is suspended", do="先恢复审理 resume it first")
        told = act.check_words(reasons, "裁决理由")
        claims = list(work.dispute.claims.filter(withdrawn=False, awarded_fen=None).order_by("number"))
        _decide(claims, awarded, calendar().local(at).date())
        for final in (True, False):
            part = [one for one in claims if one.final is final]
            if part:
                _paper(work, part, told, why, final=final)
        _close(
            work,
            Event.AWARDED,
            "awarded",
            f"终局 {sum(bool(c.final) for c in claims)} 项，非终局 {sum(not c.final for c in claims)} 项",
        )
        work.detail = {"items": {str(c.number): c.awarded_fen for c in claims}}

    said = [{str(number): fen for number, fen in sorted(awarded.items())}, reasons, *([stands] if stands else [])]
    act.perform("award-dispute", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said, states=("accepted",), body=body,
                version=version)  # fmt: skip


def _decide(claims: list[DisputeClaim], awarded: Mapping[int, int], day: dt.date) -> None:
    if {one.number for one in claims} != set(awarded):
        raise Invalid(
            "每一项请求都要裁决 every claim is to be decided", why=f"请求 {[one.number for one in claims]}，裁决 {sorted(awarded)}",
            do="逐项填写，不支持的填 0 fill in each, 0 for none", article="劳动争议调解仲裁法 46",
        )  # fmt: skip
    for one in claims:
        fen = awarded[one.number]
        if not 0 <= fen <= one.amount_fen and not (one.amount_fen == 0 and fen == 0):
            raise Invalid(
                f"第 {one.number} 项超出请求 more than was claimed", do="在请求范围内裁决 stay within the claim"
            )
        one.awarded_fen, one.final = (
            fen,
            deciding.is_final(deciding.Item(one.kind, fen, one.side == "respondent"), day, book()),
        )
        one.save(update_fields=["awarded_fen", "final"])


def _paper(work: act.Work, claims: list[DisputeClaim], reasons: str, stands: str, *, final: bool) -> None:
    """The award: one paper for what is final, another for what is not (办案规则 50)."""
    named = {one.kind: pick(book().kinds, one.kind, "争议类型 kind").name.zh for one in claims}
    lines = [("申请人", "、".join(one.party.name for one in work.parties("claimant"))),
             ("被申请人", work.dispute.respondent.name), ("更换仲裁员以前的程序", stands), ("查明和理由", reasons)]  # fmt: skip
    lines += [
        (
            f"裁决 {one.number}" + ("（反申请）" if one.side == "respondent" else ""),
            f"{named[one.kind]}：{act.yuan(one.awarded_fen or 0)}（请求 {act.yuan(one.amount_fen)}）",
        )
        for one in claims
    ]
    if final:
        periods = book().limits
        remedy = (
            f"本裁决为终局裁决，自作出之日起发生法律效力（{cited(book().final.basis)}）。"
            f"劳动者不服的，收到之日起十五日内可以起诉（{cited(periods.sue_final.basis)}）；"
            f"用人单位三十日内可以向中级人民法院申请撤销（{cited(periods.annul.basis)}）。"
        )
    else:
        remedy = f"不服本裁决的，收到之日起十五日内可以向人民法院起诉；期满不起诉的，发生法律效力（{cited(book().limits.sue.basis)}）。"
    act.paper(work, deciding.FINAL_AWARD if final else deciding.AWARD, "Award, final" if final else "Award",
              "、".join(one.party.name for one in work.parties("claimant")[:1]) + " 与 " + work.dispute.respondent.name,
              "本庭审理终结，裁决如下。", [*lines, ("救济", remedy)])  # fmt: skip


def _close(work: act.Work, event: Event, state: str, note: str) -> None:
    due = work.standing().clock.due
    work.dispute.in_time = due is None or work.at <= due
    article = book().articles.mediation if event is Event.SETTLED else "劳动争议调解仲裁法 46"
    work.happen(event, article, note=note)
    work.dispute.state = state


def _pause(
    event: Event, name: str, zone: str, dispute_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str
) -> None:
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        if work.standing().clock.suspended is (event is Event.SUSPENDED):
            raise WrongState(
                "案件已经中止，或者没有中止 it is suspended already, or is not", do="刷新页面 reload the page"
            )
        told = act.check_words(reason, "理由")
        work.happen(event, book().articles.anew, note=told)
        title = (
            ("中止审理通知书", "Notice of suspension")
            if event is Event.SUSPENDED
            else ("恢复审理通知书", "Notice of resumption")
        )
        for side in ("claimant", "respondent"):
            act.paper(work, *title, work.parties(side)[0].party.name, "特此通知。", [("理由", told)])

    act.perform(
        name, zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[reason], states=("accepted",), body=body
    )
