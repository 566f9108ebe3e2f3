"""What the holder reports about the works, and what follows (建筑法 9, 10). Rows are appended, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import HoldingReport
from gaoxin.approvals.rules.cases.holding import (
    Report,
    check_report,
    check_start_extension,
    holding,
    must_reverify,
)
from gaoxin.approvals.rules.items.model import Keep
from gaoxin.approvals.selectors import decision_of, reports_of
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.runtime.prepared import insert
from gaoxin.trust import selectors as trust

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
            check_start_extension(keep, reports, at, calendar)
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
        return _next(keep, (*reports, (kind, at)), at)

    return perform(
        ACTS[kind], zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"kind": kind, "note": note}
    )


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
