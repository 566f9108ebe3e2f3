"""好差评 of a matter: once online, once a visit at the window; bad ones are answered in time, silence is counted."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import Rating
from gaoxin.approvals.rules.cases import ratings
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.runtime.prepared import insert


def rate(*, zone: str, case_id: uuid.UUID, grade: str, text: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Rate the matter. The occasion is `online`, or the day of the visit. A bad grade must be mended by a due date."""

    def body(work: Work) -> dict[str, Any]:
        ratings.check_grade(grade)
        case = work.case
        day = rulebook.calendar().local(at).date()
        occasion = "online" if case.channel == "online" else day.isoformat()
        if Rating.objects.filter(zone=zone, case=case, occasion=occasion, by_default=False).exists():
            raise Conflict(
                "该次服务已评价 this occasion is rated already", do="可对下一次服务评价", article="国办发〔2019〕51号"
            )
        mend = _mend_due(at) if grade in ratings.BAD else None
        Rating.objects.update_or_create(
            zone=zone, case=case, occasion=occasion,
            defaults={"grade": grade, "text": text, "at": at, "mend_due_at": mend, "by_default": False},
        )  # fmt: skip
        work.detail = {"occasion": occasion, "grade": grade, "text": text}
        return {"occasion": occasion, "mend_due": mend and mend.isoformat()}

    return perform(
        "rate", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"grade": grade, "text": text}
    )


def default_rating(*, zone: str, case_id: uuid.UUID, at: dt.datetime) -> Done:
    """Silence after the stated days counts as the stated grade. Raises WrongState before that."""

    def body(work: Work) -> dict[str, Any]:
        case, rules = work.case, rulebook.rating_rules()
        if Rating.objects.filter(zone=zone, case=case).exists():
            raise WrongState("已有评价 it is rated", article=work.act.article)
        if case.decided_at is None or at <= ratings.silence_due(rules, case.decided_at, rulebook.calendar()):
            raise WrongState("评价期未满 the time to rate is not over", article=work.act.article)
        insert(Rating(
            zone=zone, case=case, occasion="online" if case.channel == "online" else "silence", by_default=True,
            grade=rules.silence_grade, at=at,
        ))  # fmt: skip
        work.detail = {"grade": rules.silence_grade}
        return {}

    by = Actor.system(zone, "默认评价 silence")
    return perform(
        "default-rating", zone=zone, case_id=case_id, by=by, at=at, body=body, key=f"default-rating:{case_id}"
    )


def answer_rating(*, zone: str, case_id: uuid.UUID, answer: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Mend the oldest bad rating and answer it."""

    def body(work: Work) -> dict[str, Any]:
        row = Rating.objects.filter(
            zone=zone, case=work.case, grade__in=ratings.BAD, answered_at=None
        ).order_by("at", "id").first()  # fmt: skip
        if row is None:
            raise NotFound("没有待整改的差评 no bad rating waits", do="核对办件", article=work.act.article)
        if len(answer.strip()) < 4:
            raise Invalid("须写明整改情况 say what was mended", article=work.act.article)
        row.answer, row.answered_at = answer, at
        row.save(update_fields=["answer", "answered_at"])
        work.detail = {"answer": answer, "late": bool(row.mend_due_at and at > row.mend_due_at)}
        return {"late": work.detail["late"]}

    return perform(
        "answer-rating", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"answer": answer}
    )


def _mend_due(at: dt.datetime) -> dt.datetime | None:
    try:
        return ratings.mend_due(rulebook.rating_rules(), at, rulebook.calendar())
    except CalendarMissing:
        return None
