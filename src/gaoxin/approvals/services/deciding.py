"""The decision. Granting writes decision, licence, ledger, notice and audit row together or not at all.

Refusing takes a `Supervisor`, which only `as_supervisor` makes; a coded ground, reasons, remedies and a way on.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor, Supervisor
from gaoxin.approvals.models import Decision, HoldingReport, Requirement
from gaoxin.approvals.rules.cases.decisions import Refusal, check_refusal, machine_verdicts
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.rules.cases.notices import remedies
from gaoxin.approvals.rules.clock.ledger import Kind, worked_minutes
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.selectors import opinions_of
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.numbering import licence_number
from gaoxin.approvals.services.requirements import facts_at
from gaoxin.approvals.services.telling import tell
from gaoxin.core.due import natural_end
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.core.limits import parse_limit
from gaoxin.runtime.prepared import insert
from gaoxin.trust import services as trust


def grant(*, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Grant, and issue what the item issues. Raises Invalid where a condition that machines check fails.

    The result says the licence's key and number, and how many office minutes it took from acceptance; None while the
    ledger's next dates lie beyond the published calendar.
    """

    def body(work: Work) -> dict[str, Any]:
        _check_second_officer(work)
        case = work.case
        failed = [v for v in machine_verdicts(work.item, facts_at(case, at)) if v.holds is False]
        if failed:
            raise Invalid(
                "不符合法定条件，不能准予 a statutory condition is not met: "
                + "；".join(f"{v.text}（{v.reason}）" for v in failed),
                do="退回审查，或者依法定理由不予许可 send it back, or refuse on a statutory ground",
                article="；".join(v.article for v in failed),
            )
        return _granted(work, "granted")

    return perform("grant", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key)


def deem_renewed(*, zone: str, case_id: uuid.UUID, at: dt.datetime) -> Done:
    """What the law makes happen when a renewal asked for in time was not decided before the licence ended: it is renewed.

    Raises WrongState where the case is no renewal or the former licence still runs.
    """

    def body(work: Work) -> dict[str, Any]:
        case = work.case
        former = case.former.decision.licence if case.former else None
        day = rulebook.calendar().local(at).date()
        if former is None or former.valid_until is None or day <= former.valid_until:
            raise WrongState(
                "原许可仍在有效期内，或者不是延续申请 not a renewal that was left undecided", article=work.act.article
            )
        if case.accepted_at is None:
            case.accepted_at = case.submitted_at
            work.log(Kind.DEEMED_ACCEPTED, effective=case.submitted_at)
        return _granted(work, "renewed")

    by = Actor.system(zone, "视为延续 deemed renewal")
    return perform("deem-renewed", zone=zone, case_id=case_id, by=by, at=at, body=body, key=f"deem-renewed:{case_id}")


def refuse(
    *, zone: str, case_id: uuid.UUID, by: Supervisor, ground: str, reasons: str, instead: str, at: dt.datetime,
    key: str = "",
) -> Done:  # fmt: skip
    """Refuse on one of the item's coded statutory grounds, with reasons, remedies and where and how instead (38(2))."""

    def body(work: Work) -> dict[str, Any]:
        _check_second_officer(work)
        case, item = work.case, work.item
        article = check_refusal(item, Refusal(by, ground, reasons, instead))
        text = next(g.text.zh for g in item.refusal_grounds if g.code == ground)
        notice = tell(
            work, "refused", [("法定理由", text), ("说明", reasons), ("去处与办法", instead)], article=article
        )
        insert(Decision(
            zone=zone, case=case, outcome="refused", supervisor=by.actor.id, recommended_by=case.recommended_by, at=at,
            ground=ground, article=article, reasons=reasons, instead=instead, remedies=remedies(item),
            notice_id=uuid.UUID(notice),
        ))  # fmt: skip
        case.decided_at = at
        work.log(Kind.DECIDED, note=f"不予许可 refused: {ground}", article=article)
        work.log(Kind.DELIVERED, note="书面决定随即送达 served at once", article="行政许可法 44")
        work.detail = {"ground": ground, "reasons": reasons, "instead": instead}
        return {"notice": notice}

    return perform(
        "refuse", zone=zone, case_id=case_id, by=by.actor, at=at, body=body, key=key,
        request={"ground": ground, "reasons": reasons, "instead": instead},
    )  # fmt: skip


def _granted(work: Work, outcome: str) -> dict[str, Any]:
    """Number, licence, notice, decision, first report and ledger entry of a grant."""
    case, at = work.case, work.at
    day = rulebook.calendar().local(at).date()
    number = licence_number(zone=case.zone, item=work.item, facts=case.facts, day=day)
    licence = _issue(work, number, day)
    notice = tell(work, outcome, [(work.item.result.name.zh, number)])
    insert(Decision(
        zone=case.zone, case=case, outcome="granted", supervisor=work.by.id, recommended_by=case.recommended_by, at=at,
        article=work.act.article, licence_id=licence, notice_id=uuid.UUID(notice),
    ))  # fmt: skip
    if work.item.result.keep.start_within:
        insert(HoldingReport(zone=case.zone, case=case, seq=1, kind=Report.ISSUED, at=at, by=work.by.id))
    case.decided_at = at
    work.log(Kind.DECIDED, note=f"准予 granted {number}")
    clock = work.known_clock()
    minutes = worked_minutes(clock, at, rulebook.calendar()) if clock else None
    work.detail = {"licence": str(licence), "number": number}
    return {"licence": str(licence), "number": number, "notice": notice, "worked_minutes": minutes}


def _check_second_officer(work: Work) -> None:
    spoke = {opinion.officer for opinion in opinions_of(work.case.zone, work.case.id)}
    if work.by.id in spoke | {work.case.recommended_by}:
        raise NotAllowed(
            "审查人不能自己决定 whoever reviewed may not decide",
            why="审查与决定由不同人员作出 two officers means two different people",
            do="由另一名主管决定 another supervisor decides",
            article="行政许可法 34",
        )


def _issue(work: Work, number: str, day: dt.date) -> uuid.UUID:
    """The licence row; for a phase also the documents that need not be handed in again for the next."""
    case, item = work.case, work.item
    result = item.result
    phase = next((p for p in item.phases if p.code == item.phase), None)
    until = natural_end(day, parse_limit(result.valid_for)) if result.valid_for else None
    former = case.former.decision.licence_id if case.former else None
    licence = trust.issue_licence(
        zone=case.zone, kind=item.code, type_code=result.type_code,
        title=f"{result.name.zh}（{phase.name.zh}）" if phase else result.name.zh, holder_id=case.applicant_id,
        issuer_uscc=item.authority.code, issuer_name=item.authority.name.zh, number=number,
        content=_content(item, case.facts, case.applicant.name, until), valid_from=day, valid_until=until, at=work.at,
        replaces_id=former, provides=() if phase else result.provides, scope=case.project_code,
    )  # fmt: skip
    if phase:
        _carry_forward(work, phase.carries, day)
    return licence


def _content(item: Item, facts: dict[str, Any], applicant: str, until: dt.date | None) -> dict[str, Any]:
    fields = {f.code: f for f in item.fields}
    rows = [[fields[code].name.zh, _shown(facts.get(code))] for code in item.result.shows]
    rows = rows or [["权利人", applicant]]
    if until:
        rows.append(["有效期至", until.isoformat()])
    return {
        "title_en": item.result.name.en,
        "preamble": item.result.preamble or f"经审查，准予{applicant}{item.name.zh}。",
        "rows": rows,
        "notes": list(item.result.notes),
    }


def _shown(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value) if value not in (None, "") else "—"


def _carry_forward(work: Work, carries: tuple[str, ...], day: dt.date) -> None:
    case = work.case
    for need in Requirement.objects.filter(zone=case.zone, case=case, material__in=carries, way="uploaded"):
        material = work.item.material(need.material)
        trust.hold(
            zone=case.zone, holder_id=case.applicant_id, kind=material.vault_kind or material.code,
            issuer=material.issuer.name, title=material.name.zh, number=f"{case.number}/{material.code}", valid_from=day,
            source=f"case:{case.id} {need.ref}", scope=case.project_code,
        )  # fmt: skip
