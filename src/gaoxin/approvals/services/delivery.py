"""Sealing what was granted, and delivering it (国务院令716号 9; 行政许可法 44)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import Decision
from gaoxin.approvals.rules.clock.ledger import Kind
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.core.errors import WrongState
from gaoxin.trust import selectors as trust_log
from gaoxin.trust import services as trust

CHANNELS = {"online": "网上送达", "window": "窗口领取", "post": "邮寄"}


def deliver(*, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Hand the sealed licence over by the case's channel; the last entry of its clock. Raises WrongState until it is sealed."""

    def body(work: Work) -> dict[str, Any]:
        licence = _licence(work)
        if licence.sealed_at is None:
            raise WrongState(
                "证照尚未用印 not sealed yet", do="由用印人用印 the seal keeper seals it", article="国务院令716号 9"
            )
        clock = work.known_clock()
        due = clock.delivery_due if clock else None
        work.case.visits += work.case.channel == "window"
        work.log(Kind.DELIVERED, note=CHANNELS[work.case.channel])
        work.detail = {"licence": str(licence.id), "late": bool(due and at > due)}
        return work.detail

    return perform("deliver", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key)


def seal(*, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The seal keeper orders this case's licence sealed now. The act is recorded first; the file follows outside the lock.

    Should making the file fail, the row stays unsealed and the worker makes it later (`seal_waiting`).
    """

    def body(work: Work) -> dict[str, Any]:
        licence = _licence(work)
        work.detail = {"licence": str(licence.id)}
        return work.detail

    done = perform("seal", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key)
    trust.seal_licence(zone=zone, pk=uuid.UUID(done.result["licence"]), at=at, by=by)
    return done


def _licence(work: Work) -> Any:
    decision = Decision.objects.filter(zone=work.case.zone, case=work.case).first()
    if decision is None or decision.licence_id is None:
        raise WrongState("没有证照 nothing was issued", article="行政许可法 39")
    licence = trust_log.licence(zone=work.case.zone, pk=decision.licence_id)
    if licence.status != "valid":
        raise WrongState(
            f"证照状态为 {licence.status}，不能用印或者送达 it no longer stands",
            do="核对证照状态 check its standing",
            article=work.act.article,
        )
    return licence
