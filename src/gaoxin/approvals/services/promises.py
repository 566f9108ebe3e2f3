"""Commitments after acceptance: evidence in, verified and closed; or breached, corrected, and the licence revoked.

告知承诺 follows Guangzhou's practice of 2022: the approver closes the commitment; the breach is recorded on the sixth day.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import Commitment, Upload
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.reforms.commitments import Dates, Finding, Standing, correct_by, standing
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.telling import tell
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.parties import services as parties


def submit_evidence(*, zone: str, case_id: uuid.UUID, material: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The evidence that was promised: the newest file uploaded for the material. Raises Invalid where there is none."""

    def body(work: Work) -> dict[str, Any]:
        row = _open(work, material)
        newest = Upload.objects.filter(zone=zone, case=work.case, material=material).order_by("-at", "-id").first()
        if newest is None:
            raise Invalid(
                f"尚未上传证明材料 no file was uploaded: {row.evidence}", do="先上传再提交 upload it first",
                article=work.act.article,
            )  # fmt: skip
        row.evidence_at, row.evidence_ref = at, newest.sha256
        row.save(update_fields=["evidence_at", "evidence_ref"])
        work.detail = {"material": material, "sha256": newest.sha256}
        return {"receipt": tell(work, "received", [("承诺材料", row.evidence), ("文件", newest.name)])}

    return perform(
        "submit-evidence", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"material": material}
    )


def verify_commitment(
    *, zone: str, case_id: uuid.UUID, material: str, kept: bool, text: str, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """An officer closes the commitment, or finds that it was false: then it is breached at once, whatever the day.

    It is closed on the evidence that the applicant handed in, or, where the item says that an officer looks for themselves,
    on what was found.
    """

    def body(work: Work) -> dict[str, Any]:
        row = _open(work, material)
        if len(text.strip()) < 2:
            raise Invalid("核验须写明结果 say what was found", article=work.act.article)
        work.detail = {"material": material, "kept": kept, "text": text}
        if not kept:
            return _breach(work, row, "false-commitment", text)
        if row.evidence_at is None and not seen_by_officer(work.item, row):
            raise Invalid(
                f"申请人尚未提交证明 the evidence has not been handed in: {row.evidence}", do="待申请人补交 wait for it",
                article="广东省优化营商环境条例 32" if row.kind == "deferred" else work.act.article,
            )  # fmt: skip
        row.closed_at, row.closed_by = at, by.id
        row.save(update_fields=["closed_at", "closed_by"])
        return {"closed": True}

    return perform(
        "verify-commitment", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"material": material, "kept": kept, "text": text},
    )  # fmt: skip


def mark_breach(*, zone: str, case_id: uuid.UUID, material: str, at: dt.datetime, by: Actor | None = None) -> Done:
    """The commitment was not kept in time and the grace is over: breach, credit record, correction ordered.

    Raises WrongState before the day on which the item says it is breached.
    """

    def body(work: Work) -> dict[str, Any]:
        row = _open(work, material)
        found = standing_of(work.item, row, at)
        if found.standing is not Standing.BREACHED:
            raise WrongState(f"尚不构成违约 not breached yet: {found.reason}", article=found.article)
        if seen_by_officer(work.item, row):
            raise WrongState("由部门核查，申请人无须提交 the applicant has nothing to hand in", do="核验承诺 verify it")
        if row.evidence_at is not None:
            raise WrongState(
                "证明材料已提交，等待核验 the evidence is in and waits for an officer", do="核验承诺 verify it"
            )
        return _breach(work, row, "late-commitment", found.reason)

    actor = by or Actor.system(zone, "承诺监管 commitments")
    key = f"breach:{case_id}:{material}"
    return perform("mark-breach", zone=zone, case_id=case_id, by=actor, at=at, body=body, key=key)


def seen_by_officer(item: Item, row: Commitment) -> bool:
    """Whether an officer looks for themselves, so that the applicant has nothing to hand in and cannot be late with it."""
    return row.kind == "promised" and item.material(row.material).promise.evidence_from == "officer"


def standing_of(item: Item, row: Commitment, now: dt.datetime) -> Finding:
    """How one commitment stands at `now`."""
    if row.due_at is None:
        return Finding(Standing.OPEN, f"{row.within} 内提交，日历未公布 the calendar is not published", "")
    moments = (row.due_at, row.closed_at, row.breached_at, row.correct_by, row.revoked_at)
    return standing(item, Dates(*(moment and localtime(moment) for moment in moments)), now, rulebook.calendar())


def _open(work: Work, material: str) -> Commitment:
    row = Commitment.objects.filter(zone=work.case.zone, case=work.case, material=material).first()
    if row is None:
        raise NotFound(f"没有这项承诺 no such commitment: {material}", do="核对承诺清单", article=work.act.article)
    if row.closed_at or row.revoked_at:
        raise WrongState("承诺已经了结 the commitment is settled", do="核对承诺清单", article=work.act.article)
    if row.breached_at and work.act.name == "mark-breach":
        raise WrongState("违约已经登记 the breach is recorded", article=work.act.article)
    return row


def _breach(work: Work, row: Commitment, kind: str, reason: str) -> dict[str, Any]:
    case, item, at = work.case, work.item, work.at
    grace = item.limits.evidence_grace
    basis = grace.basis if grace else (item.commitment.basis if item.commitment else item.basis)
    article = "；".join(str(reference) for reference in basis)
    row.breached_at = row.breached_at or at
    row.correct_by = row.correct_by or correct_by(item, at, rulebook.calendar())
    row.save(update_fields=["breached_at", "correct_by"])
    day = rulebook.calendar().local(at).date()
    parties.note_credit(
        zone=case.zone, party_id=case.applicant_id, kind=kind, since=day, source=f"case:{case.number}", article=article,
        ref=f"{case.number}/{row.material}",
    )  # fmt: skip
    work.detail = {**work.detail, "material": row.material, "credit": kind, "correct_by": row.correct_by}
    told = [("承诺", row.evidence), ("认定", reason)]
    if row.correct_by:
        told.append(("限期改正", f"{rulebook.calendar().local(row.correct_by):%Y-%m-%d %H:%M}"))
    return {"breached": True, "credit": kind, "notice": tell(work, "breached", told, article=article)}
