"""Who has a case in hand. Assigning gives nobody a power that the role has not; it says whose work the case is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case, CaseAssignment
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.services.act import Done, fingerprint, no_case, repeated
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, GaoxinError, Invalid, NotAllowed, NotFound, WrongState

ARTICLE = "行政许可法 34"
ASSIGNING = frozenset({Role.SUPERVISOR, Role.HEAD})


def may_assign(by: Actor) -> bool:
    """Whether this actor says whose work a case is."""
    return bool(by.roles & ASSIGNING)


def assign(
    *, zone: str, case_id: uuid.UUID, officer: Actor, by: Actor, at: dt.datetime, step: str = "", key: str = ""
) -> Done:
    """Put the case, or one step of it, into an officer's hands; the officer may read it from now on, and finds it under "mine".

    Raises NotAllowed for anyone but supervisors and the head, Invalid where `officer` is no officer of the zone, Conflict
    where the officer has it already, WrongState for a draft.
    """

    def body(case: Case) -> dict[str, Any]:
        if officer.zone != zone or not officer.roles & permissions.HANDS:
            raise Invalid(
                f"{officer.name} 不是本区经办人员 is no officer of this zone",
                do="选择有窗口、审查或者主管角色的人员",
                article=ARTICLE,
            )
        if case.state == State.DRAFT:
            raise WrongState("申请尚未提交 not handed in yet", do="提交后再分派 assign it afterwards", article=ARTICLE)
        if _open(case, officer.id).filter(step=step).exists():
            raise Conflict(
                f"已在 {officer.name} 手上 the officer has it already",
                do="核对分派 check the assignment",
                article=ARTICLE,
            )
        CaseAssignment.objects.create(
            zone=zone, case=case, officer=officer.id, name=officer.name, department=officer.department, step=step,
            since=at, by=by.id,
        )  # fmt: skip
        return {"officer": officer.id, "name": officer.name, "step": step}

    return _do("assign", zone, case_id, by, at, key, {"officer": officer.id, "step": step}, body)


def release(*, zone: str, case_id: uuid.UUID, officer: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Take the case out of that officer's hands. Raises NotFound where the officer does not have it."""

    def body(case: Case) -> dict[str, Any]:
        if not _open(case, officer).update(until=at):
            raise NotFound(
                "该人员手上没有此办件 the officer does not have it", do="核对分派 check the assignment", article=ARTICLE
            )
        return {"officer": officer}

    return _do("release", zone, case_id, by, at, key, {"officer": officer}, body)


def _open(case: Case, officer: str) -> Any:
    return CaseAssignment.objects.filter(zone=case.zone, case=case, officer=officer, until=None)


def _do(
    name: str, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, key: str, request: Mapping[str, Any],
    body: Callable[[Case], dict[str, Any]],
) -> Done:  # fmt: skip
    """Check, lock, write and audit in one transaction; a retry with the same key changes nothing."""
    if not may_assign(by):
        raise NotAllowed(
            "分派由主管或者局长作出 assigning is not an act of this role",
            do="交由主管 ask a supervisor",
            article=ARTICLE,
        )
    mark = fingerprint(name, str(case_id), by, request)
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(zone=zone, id=case_id).first()
            if case is None or not permissions.may_see(by, case.zone, case.applicant_id, case.item_code):
                raise no_case()
            result = body(case)
            audit.record(
                zone=zone, actor=by, act=name, subject=f"case:{case.id}", at=at, article=ARTICLE, detail=result, key=key,
                fingerprint=mark, result=result,
            )  # fmt: skip
            return Done(case.id, State(case.state), result)
    except (GaoxinError, IntegrityError) as error:
        if (earlier := repeated(zone, key, mark)) is not None:
            present = Case.objects.values_list("state", flat=True).get(zone=zone, id=case_id)
            return Done(case_id, State(present), earlier, repeated=True)
        if isinstance(error, GaoxinError):
            raise
        raise Conflict("另一个操作同时改变了分派 assigned by another act", do="刷新 reload", article=ARTICLE) from error
