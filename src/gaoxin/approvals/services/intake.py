"""At the window: one-time corrections, acceptance, deemed acceptance, and matters the window may not refuse.

A clerk has no act here that says no. Non-acceptance is a supervisor's, for one of the two statutory reasons only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from gaoxin.accounts.rules.roles import Actor, Supervisor
from gaoxin.approvals.models import Commitment, Correction, Decision, Requirement, WindowReply
from gaoxin.approvals.rules.cases.decisions import NotAcceptedBecause, check_corrections
from gaoxin.approvals.rules.cases.notices import remedies
from gaoxin.approvals.rules.clock.ledger import Kind, deemed_from
from gaoxin.approvals.rules.items.conditions import evaluate
from gaoxin.approvals.services import requirements, rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.requirements import commitment_due, facts_at
from gaoxin.approvals.services.telling import tell
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.due import due_at
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.core.limits import in_words, parse_limit
from gaoxin.runtime.prepared import insert


def request_corrections(
    *, zone: str, case_id: uuid.UUID, corrections: Mapping[str, str], by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """The one-time notice: every correction at once, in time, and never again (行政许可法 32(4)).

    corrections: material or field -> what is to be corrected. What government holds cannot be named.
    """

    def body(work: Work) -> dict[str, Any]:
        case = work.case
        if Correction.objects.filter(zone=zone, case=case).exists():
            raise Invalid(
                "补正只能一次性告知 corrections are told once",
                why="应当一次告知申请人需要补正的全部内容",
                do="受理，或者登记后由主管答复 accept it, or register it for a supervisor's reply",
                article="行政许可法 32(4)",
            )
        _check_in_time(work)
        ways = dict(Requirement.objects.filter(zone=zone, case=case).values_list("material", "way"))
        fields = {
            f.code: "fetched" if case.sources.get(f.code, {}).get("locked") else "typed" for f in work.item.fields
        }
        check_corrections(work.item, {**fields, **ways}, corrections)
        insert(*(
            Correction(zone=zone, case=case, element=element, text=text, asked_at=at)
            for element, text in corrections.items()
        ))  # fmt: skip
        work.log(Kind.CORRECTION_NOTICED, note=f"{len(corrections)} 项")
        work.detail = {"corrections": dict(corrections)}
        names = {m.code: m.name.zh for m in work.item.materials} | {f.code: f.name.zh for f in work.item.fields}
        return {"notice": tell(work, "corrections", [(names[code], text) for code, text in corrections.items()])}

    return perform(
        "request-corrections", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"corrections": dict(corrections)},
    )  # fmt: skip


def accept(*, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Complete and in form: accepted, and the deciding period runs (行政许可法 32(5)). Commitments begin to run too.

    After the time to tell the law has accepted it already: the period then counts from the day received (32(4)).
    """

    def body(work: Work) -> dict[str, Any]:
        found, clock = _refreshed(work), work.known_clock()
        received = deemed_from(work.entries, clock, at) if clock else None
        if received:
            return _accepted(work, found, Kind.DEEMED_ACCEPTED, effective=received)
        requirements.check_complete(work, found)
        return _accepted(work, found, Kind.ACCEPTED, effective=None)

    return perform("accept", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key)


def deem_accepted(*, zone: str, case_id: uuid.UUID, at: dt.datetime) -> Done:
    """What the law makes happen when nobody told the applicant in time: accepted from the day received.

    Raises WrongState where the time to tell has not passed.
    """

    def body(work: Work) -> dict[str, Any]:
        due = work.clock().correction_due
        if due is None or at <= due:
            raise WrongState(
                f"告知补正的期限未过 the time to tell has not passed: {due:%Y-%m-%d %H:%M}"
                if due
                else "没有告知期限在计",
                article="行政许可法 32(4)",
            )
        received = next(e.at for e in reversed(work.entries) if e.kind in (Kind.RECEIVED, Kind.CORRECTED))
        work.detail = {"due": due, "from": received}
        return _accepted(work, _refreshed(work), Kind.DEEMED_ACCEPTED, effective=received)

    by = Actor.system(zone, "视为受理 deemed acceptance")
    key = f"deem-accepted:{case_id}"
    return perform("deem-accepted", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key)


def escalate(
    *, zone: str, case_id: uuid.UUID, question: str, instead: str, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """What the window cannot settle is registered, with a way on meanwhile, and answered by a supervisor in time."""

    def body(work: Work) -> dict[str, Any]:
        for name, text in (("问题 the question", question), ("去处与办法 where and how meanwhile", instead)):
            if len(text.strip()) < 4:
                raise Invalid(f"须写明{name}", do="写清后登记 write it and register again", article=work.act.article)
        within = work.item.window.reply_within
        due = due_at(at, parse_limit(within), rulebook.calendar()) if within else None
        insert(WindowReply(
            zone=zone, case=work.case, question=question, instead=instead, registered_at=at, registered_by=by.id,
            due_at=due,
        ))  # fmt: skip
        work.detail = {"question": question, "instead": instead, "due": due}
        told = [("问题", question), ("去处与办法", instead)]
        if due:
            told.append(("答复期限", f"{due:%Y-%m-%d %H:%M}"))
        return {"notice": tell(work, "registered", told), "due": due and due.isoformat()}

    return perform(
        "escalate", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"question": question, "instead": instead},
    )  # fmt: skip


def answer_window(*, zone: str, case_id: uuid.UUID, answer: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """A supervisor's answer to the oldest matter the window registered."""

    def body(work: Work) -> dict[str, Any]:
        row = (
            WindowReply.objects.filter(zone=zone, case=work.case, answered_at=None)
            .order_by("registered_at", "id")
            .first()
        )
        if row is None:
            raise NotFound(
                "没有待答复的登记事项 nothing is waiting for a reply", do="核对办件", article=work.act.article
            )
        if len(answer.strip()) < 4:
            raise Invalid("须写明答复 write the answer", article=work.act.article)
        row.answer, row.answered_at = answer, at
        row.save(update_fields=["answer", "answered_at"])
        work.detail = {"answer": answer, "late": bool(row.due_at and at > row.due_at)}
        return {"late": work.detail["late"]}

    return perform(
        "answer-window", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"answer": answer}
    )


def not_accept(
    *, zone: str, case_id: uuid.UUID, by: Supervisor, because: str, reasons: str, instead: str, at: dt.datetime,
    key: str = "",
) -> Done:  # fmt: skip
    """Not accepted, for one of the two statutory reasons, with the right authority named (行政许可法 32(1)).

    Raises Invalid where the item's own threshold says that a permit is needed.
    """

    def body(work: Work) -> dict[str, Any]:
        case, item = work.case, work.item
        reason = _statutory(because)
        if len(reasons.strip()) < 4 or len(instead.strip()) < 4:
            raise Invalid(
                "不予受理须写明理由，并告知去处 say why, and where to go instead", article="行政许可法 32(1)；38(2)"
            )
        article = "行政许可法 32(1)(1)" if reason is NotAcceptedBecause.NO_LICENCE_NEEDED else "行政许可法 32(1)(2)"
        if reason is NotAcceptedBecause.NO_LICENCE_NEEDED and item.applies is not None:
            finding = evaluate(item.applies, facts_at(case, at))
            if finding.holds is not False:
                raise Invalid(
                    f"依限额规定需要取得许可 a permit is needed: {finding.reason}",
                    why="；".join(str(reference) for reference in item.applies_basis),
                    do="受理 accept it",
                    article=article,
                )
        told = [("理由", reasons), ("去处与办法", instead)]
        notice = tell(work, "not-accepted", told, article=article)
        insert(Decision(
            zone=zone, case=case, outcome="not-accepted", supervisor=by.actor.id, at=at, ground=reason, article=article,
            reasons=reasons, instead=instead, remedies=remedies(item), notice_id=uuid.UUID(notice),
        ))  # fmt: skip
        work.log(Kind.STOPPED, note=f"不予受理 not accepted: {reason}", article=article)
        work.detail = {"because": reason, "reasons": reasons, "instead": instead}
        return {"notice": notice}

    return perform(
        "not-accept", zone=zone, case_id=case_id, by=by.actor, at=at, body=body, key=key,
        request={"because": because, "reasons": reasons, "instead": instead},
    )  # fmt: skip


def _statutory(because: str) -> NotAcceptedBecause:
    try:
        return NotAcceptedBecause(because)
    except ValueError:
        raise Invalid(
            f"不予受理没有法定理由 {because!r} is no statutory reason not to accept",
            why="只有两种：依法不需要许可；不属于本机关职权 there are only two",
            do=f"可选 choose from: {', '.join(NotAcceptedBecause)}；否则受理或一次性告知补正",
            article="行政许可法 32(1)",
        ) from None


def _check_in_time(work: Work) -> None:
    clock = work.known_clock()
    due = clock.correction_due if clock else None
    if due is not None and work.at > due:
        raise WrongState(
            f"告知补正的期限已于 {due:%Y-%m-%d %H:%M} 届满 the time to tell has passed",
            why="逾期不告知的，自收到申请材料之日起即为受理 the case is accepted by law",
            do="等待系统登记视为受理，或者立即受理 accept it now",
            article="行政许可法 32(4)",
        )


def _refreshed(work: Work) -> tuple[Any, ...]:
    """Requirements as they stand today: a document that reached the vault meanwhile is held now."""
    rows = requirements.stored(work.case.zone, work.case.id)
    deferred = [row.material for row in rows.values() if row.way == "deferred"]
    found = requirements.resolve(work, deferred=deferred, signed=requirements.signed_before(rows))
    requirements.keep(work, found, rows)
    return found


def _accepted(work: Work, found: tuple[Any, ...], kind: Kind, *, effective: dt.datetime | None) -> dict[str, Any]:
    case = work.case
    case.accepted_at = effective or work.at
    work.log(kind, effective=effective)
    promised = [need for need in found if need.way in ("promised", "deferred")]
    rows = [_commitment(work, need) for need in promised]
    insert(*rows)
    due = work.due()
    told = [("受理时间", f"{rulebook.calendar().local(case.accepted_at):%Y-%m-%d %H:%M}")]
    if due:
        told.append(("办结期限", f"{due:%Y-%m-%d %H:%M}（承诺 {in_words(work.item.limits.promised.limit)}）"))
    told += [
        (
            "后补" if need.way == "deferred" else "承诺",
            f"{work.item.material(need.material).name.zh}，{in_words(need.within)}内",
        )
        for need in promised
    ]
    outcome = "accepted" if kind is Kind.ACCEPTED else "deemed-accepted"
    return {"notice": tell(work, outcome, told), "due": due and due.isoformat()}


def _commitment(work: Work, need: Any) -> Commitment:
    material = work.item.material(need.material)
    try:
        due = commitment_due(work.at, need.within)
    except CalendarMissing:
        due = None
    return Commitment(
        zone=work.case.zone, case=work.case, material=need.material, kind=need.way,
        evidence=material.promise.evidence if need.way == "promised" else material.name.zh, made_at=work.at,
        within=need.within, due_at=due,
    )  # fmt: skip
