"""What the holder reports about the works, and what follows (建筑法 9, 10). Rows are appended, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from gaoxin.accounts.rules.roles import Actor, Supervisor
from gaoxin.approvals.models import HoldingReport, StartRequest
from gaoxin.approvals.rules.cases.holding import (
    Report,
    check_report,
    check_start_extension,
    holding,
    must_reverify,
    start_due,
)
from gaoxin.approvals.rules.items.model import Keep
from gaoxin.approvals.selectors import decision_of, reports_of
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.telling import tell
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.runtime.prepared import insert
from gaoxin.trust import selectors as trust

UNKNOWN = "待工作日历公布后告知"
ACTS = {
    Report.STARTED: "report-start",
    Report.START_EXTENDED: "extend-start",
    Report.STOPPED: "report-stop",
    Report.RESUMED: "report-resume",
    Report.REVERIFIED: "reverify",
}


def report(
    *, zone: str, case_id: uuid.UUID, kind: Report, note: str, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """One dated report: started, start extended, stopped, resumed, re-verified. The result says what is due next.

    Raises WrongState where the licence no longer stands, the report does not follow the last, no extension is left, or
    works that stopped for a year would resume without re-verification.
    """

    def body(work: Work) -> dict[str, Any]:
        reports = reports_of(zone, work.case.id)
        keep, calendar = work.item.result.keep, rulebook.calendar()
        if not reports:
            raise WrongState("本证照没有持证义务 this licence asks for no reports", article=work.act.article)
        _check_standing(work)
        check_report(reports, kind, at)
        if kind is Report.START_EXTENDED:
            if len(note.strip()) < 4:
                raise Invalid("延期须写明理由 an extension states its reason", article=work.act.article)
            asked = _waiting(work)
            check_start_extension(keep, reports, asked.asked_at if asked else at, calendar)
            _decided(work, asked, granted=True, answer=note)
        if kind is Report.RESUMED and must_reverify(keep, reports, at, calendar):
            raise WrongState(
                "中止施工满一年，恢复前须核验施工许可证 stopped for a year: verify the permit first",
                do="申请核验 have it re-verified",
                article="建筑法 10(2)",
            )
        insert(HoldingReport(
            zone=zone, case=work.case, seq=len(reports) + 1, kind=kind, at=at, note=note, by=by.id
        ))  # fmt: skip
        work.detail = {"kind": kind, "note": note}
        following = _next(keep, (*reports, (kind, at)), at)
        if kind is Report.START_EXTENDED:
            lines = [("理由", note), ("应当开工", str(following["due"] or "")[:10] or UNKNOWN)]
            following["notice"] = tell(work, "start-extended", lines)
        return following

    return perform(
        ACTS[kind], zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"kind": kind, "note": note}
    )


def ask_start_extension(
    *, zone: str, case_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """The holder asks for more time to start, before the time is over (建筑法 9). A supervisor decides; a receipt follows.

    Raises Invalid without a reason, WrongState where one waits already, none is left, the works have begun, the period is
    over, or the licence no longer stands.
    """

    def body(work: Work) -> dict[str, Any]:
        keep, reports = work.item.result.keep, reports_of(zone, work.case.id)
        if not reports or keep.start_within is None:
            raise WrongState("本证照没有开工期限 this licence has no starting limit", article=work.act.article)
        _check_standing(work)
        if len(reason.strip()) < 4:
            raise Invalid(
                "延期须写明理由 an extension states its reason",
                why="因故不能按期开工的，应当申请延期",
                do="写明不能按期开工的原因 say why the works cannot start",
                article=work.act.article,
            )
        if _waiting(work):
            raise WrongState(
                "已有一项延期申请等待决定 a request is waiting already",
                do="等待主管决定 wait for the decision",
                article=work.act.article,
            )
        check_start_extension(keep, reports, at, rulebook.calendar())
        due = _start_by(keep, reports)
        insert(StartRequest(zone=zone, case=work.case, reason=reason, asked_at=at, asked_by=by.id, due_at=due))
        work.detail = {"reason": reason, "due": due}
        lines = [("理由", reason), ("现应开工", f"{due:%Y-%m-%d}" if due else UNKNOWN)]
        return {"receipt": tell(work, "extension-asked", lines), "due": due and due.isoformat()}

    return perform(
        "ask-start-extension", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"reason": reason}
    )


def refuse_start_extension(
    *, zone: str, case_id: uuid.UUID, reasons: str, by: Supervisor, at: dt.datetime, key: str = ""
) -> Done:
    """A supervisor's no to the request that waits: with reasons, and the remedies in the notice.

    Raises NotFound where nothing was asked for, Invalid without reasons.
    """

    def body(work: Work) -> dict[str, Any]:
        asked = _waiting(work)
        if asked is None:
            raise NotFound(
                "没有等待决定的延期申请 no request is waiting", do="核对办件 check the case", article=work.act.article
            )
        if len(reasons.strip()) < 4:
            raise Invalid(
                "不予延期须写明理由 say why it is not extended",
                do="写明理由 write the reasons",
                article=work.act.article,
            )
        _decided(work, asked, granted=False, answer=reasons)
        work.detail = {"reasons": reasons}
        return {"notice": tell(work, "start-not-extended", [("申请的理由", asked.reason), ("不予延期的理由", reasons)])}

    return perform(
        "refuse-start-extension", zone=zone, case_id=case_id, by=by.actor, at=at, body=body, key=key,
        request={"reasons": reasons},
    )  # fmt: skip


def _start_by(keep: Keep, reports: Sequence[tuple[Report, dt.datetime]]) -> dt.datetime | None:
    """By when the works are to begin as it stands; None while the calendar of that year is not published."""
    try:
        return start_due(keep, reports, rulebook.calendar())
    except CalendarMissing:
        return None


def _waiting(work: Work) -> StartRequest | None:
    """The request that nobody has decided, if there is one."""
    return StartRequest.objects.filter(zone=work.case.zone, case=work.case, decided_at=None).first()


def _decided(work: Work, asked: StartRequest | None, *, granted: bool, answer: str) -> None:
    """What became of the request, where one waits: an extension of the officer's own motion answers none."""
    if asked is not None:
        asked.decided_at, asked.decided_by, asked.granted, asked.answer = work.at, work.by.id, granted, answer
        asked.save(update_fields=["decided_at", "decided_by", "granted", "answer"])


def _next(keep: Keep, reports: Sequence[tuple[Report, dt.datetime]], at: dt.datetime) -> dict[str, Any]:
    """What is due next; its day is None while the calendar of that year is not published."""
    try:
        now = holding(keep, reports, at, rulebook.calendar())
    except CalendarMissing as error:
        return {"due": None, "duty": error.what, "article": error.article}
    return {"due": now.due and now.due.isoformat(), "duty": now.duty, "article": now.article}


def _check_standing(work: Work) -> None:
    decision = decision_of(work.case.zone, work.case.id)
    licence = trust.licence(zone=work.case.zone, pk=decision.licence_id) if decision and decision.licence_id else None
    if licence is None or licence.status != "valid":
        state = licence.status if licence else "—"
        raise WrongState(
            f"证照已失效 the licence no longer stands: {state}", do="重新申请 apply anew", article=work.act.article
        )
