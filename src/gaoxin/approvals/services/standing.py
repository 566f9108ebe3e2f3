"""Ending what was issued: revocation and cancellation on coded statutory grounds (行政许可法 69, 70)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor, Supervisor
from gaoxin.approvals.models import Commitment, Decision
from gaoxin.approvals.rules.reforms.commitments import Standing
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.promises import standing_of
from gaoxin.approvals.services.telling import tell
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.parties import services as parties
from gaoxin.trust import services as trust

BREACH = "commitment-breach"


def revoke(
    *, zone: str, case_id: uuid.UUID, by: Supervisor, ground: str, reasons: str, at: dt.datetime, key: str = ""
) -> Done:
    """Revoke the licence. On `commitment-breach` a breach must have gone uncorrected past its time."""

    def body(work: Work) -> dict[str, Any]:
        article = _ground(work, "revoke", ground, reasons)
        if ground == BREACH:
            _close_breaches(work)
        return _end(work, "revoked", ground, reasons, article)

    return _perform("revoke", zone, case_id, by, at, body, key, {"ground": ground, "reasons": reasons})


def cancel(
    *, zone: str, case_id: uuid.UUID, by: Supervisor, ground: str, reasons: str, at: dt.datetime, key: str = ""
) -> Done:
    """Cancel the licence (注销): it ended for a reason that is nobody's fault, or was revoked."""

    def body(work: Work) -> dict[str, Any]:
        return _end(work, "cancelled", ground, reasons, _ground(work, "cancel", ground, reasons))

    return _perform("cancel", zone, case_id, by, at, body, key, {"ground": ground, "reasons": reasons})


def expire(*, zone: str, case_id: uuid.UUID, reason: str, article: str, at: dt.datetime) -> Done:
    """The law ends it by itself: its time is over, or works did not start in time (建筑法 9)."""

    def body(work: Work) -> dict[str, Any]:
        return _end(work, "expired", "expired", reason, article)

    by = Actor.system(zone, "证照到期 expiry")
    return perform(
        "expire",
        zone=zone,
        case_id=case_id,
        by=by,
        at=at,
        body=body,
        key=f"expire:{case_id}",
        request={"reason": reason},
    )


def _perform(
    name: str, zone: str, case_id: uuid.UUID, by: Supervisor, at: dt.datetime, body: Any, key: str,
    request: dict[str, Any],
) -> Done:  # fmt: skip
    return perform(name, zone=zone, case_id=case_id, by=by.actor, at=at, body=body, key=key, request=request)


def _ground(work: Work, act: str, ground: str, reasons: str) -> str:
    known = rulebook.ending_grounds()[act]
    if ground not in known:
        raise Invalid(
            f"没有法定理由 {ground!r} is no statutory ground",
            do=f"可选 choose from: {', '.join(known)}",
            article=work.act.article,
        )
    if len(reasons.strip()) < 4:
        raise Invalid("须写明理由 state the reasons", article="行政许可法 38(2)")
    return "；".join(str(reference) for reference in known[ground].basis)


def _close_breaches(work: Work) -> None:
    rows = Commitment.objects.filter(zone=work.case.zone, case=work.case, closed_at=None, revoked_at=None)
    due = [
        row for row in rows
        if standing_of(work.item, row, work.at).standing is Standing.REVOCABLE and not _waits(row)
    ]  # fmt: skip
    if not due:
        raise WrongState(
            "没有逾期未改正的违约 no breach has gone uncorrected past its time",
            why="先责令限期改正，逾期不改的方可撤销 correction comes first",
            do="等待改正期限届满 wait for the time to correct",
            article="国办发〔2020〕42号",
        )
    day = rulebook.calendar().local(work.at).date()
    for row in due:
        row.revoked_at = work.at
        row.save(update_fields=["revoked_at"])
        parties.note_credit(
            zone=work.case.zone, party_id=work.case.applicant_id, kind="false-commitment", since=day,
            source=f"case:{work.case.number}", article="国办发〔2020〕42号", ref=f"{work.case.number}/{row.material}",
        )  # fmt: skip


def _waits(row: Commitment) -> bool:
    """Corrected in time, and not yet looked at: an officer verifies it first."""
    if row.breached_at is None or row.evidence_at is None or row.correct_by is None:
        return False
    return row.breached_at < row.evidence_at <= row.correct_by


def _end(work: Work, status: str, ground: str, reasons: str, article: str) -> dict[str, Any]:
    decision = Decision.objects.filter(zone=work.case.zone, case=work.case, outcome="granted").first()
    if decision is None or decision.licence_id is None:
        raise WrongState("没有证照 nothing was issued", article=work.act.article)
    trust.set_status(zone=work.case.zone, pk=decision.licence_id, status=status, reason=reasons, at=work.at)
    work.detail = {"ground": ground, "reasons": reasons, "status": status}
    return {"notice": tell(work, status, [("理由", reasons)], article=article)}
