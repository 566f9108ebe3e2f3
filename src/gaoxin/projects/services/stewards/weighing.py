"""Keeping how each enterprise stands, and answering a warning with an act.

Acts that change a signal weigh their enterprise again in their own transaction; what time alone changes is weighed by a timer.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import WrongState
from gaoxin.projects.models import Stewardship, StewardVisit, WarningAnswer, WarningStanding
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.rules.stewards.access import check_serves
from gaoxin.projects.selectors.stewards import warned
from gaoxin.projects.selectors.stewards.settings import book, calendar
from gaoxin.projects.services.stewards import act

CHUNK = 500


def weigh(zone: str, parties: Collection[uuid.UUID], at: dt.datetime) -> None:
    """How these enterprises stand now, kept for the list. Call it last in an act's transaction."""
    today = calendar().local(at).date()
    until = warned.as_of(zone=zone, today=today)
    judged = warned.judge(zone=zone, parties=list(parties), today=today)
    answers = warned.answers_of(zone=zone, parties=list(parties))
    rows = [
        WarningStanding(
            zone=zone, party_id=pk, day=today, as_of=until, points=min(found.points, 32_000), level=found.level.code if found.level else "",
            codes=found.codes, answered=bool(found.found) and not warned.open_codes(found, answers[pk]),
        )
        for pk, found in judged.items()
    ]  # fmt: skip
    WarningStanding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["zone", "party"],
        update_fields=["day", "as_of", "points", "level", "codes", "answered"],
    )  # fmt: skip


def weigh_all(*, zone: str, at: dt.datetime) -> int:
    """Every enterprise that has a steward; so many at a time, each lot in its own transaction. Returns how many."""
    keys = list(
        Stewardship.objects.filter(zone=zone, until=None).order_by("party_id").values_list("party_id", flat=True)
    )
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            weigh(zone, keys[start : start + CHUNK], at)
    return len(keys)


def answer(
    *, zone: str, party_id: uuid.UUID, words: str, at: dt.datetime, by: Actor, day: dt.date | None = None, place: str = "",
    key: str = "",
) -> uuid.UUID:  # fmt: skip
    """What is done about the signals that stand: with day and place a visit, else a note. It hides nothing: they stand until over.

    Raises NotAllowed and NotFound as other acts on an enterprise do, Invalid without words, WrongState where no signal stands.
    """
    check_serves(by, zone)
    told = answering.check_words(words, book().service, "应对情况")
    where = answering.check_words(place, book().service, "地点")[:200] if day else ""
    if day is not None:
        answering.check_past(day, act.today(at), "走访日期")
    said = [told, str(day), where]
    with transaction.atomic():
        if (before := act.repeated(zone, by, "warning-answer", key, at, said)) is not None:
            return uuid.UUID(before["answer"])
        act.check_serves_party(by, zone, party_id)
        judged = warned.judge(zone=zone, parties=[party_id], today=act.today(at))[party_id]
        if not judged.found:
            raise WrongState(
                "没有需要应对的信号 no signal stands",
                why="预警可能已解除 it may be over already",
                do="刷新后核对 reload and look again",
            )
        visit = None
        if day is not None:
            visit = StewardVisit.objects.create(
                zone=zone, party_id=party_id, steward_id=act.me(by), day=day, place=where, findings=told, at=at
            )
        row = WarningAnswer.objects.create(
            zone=zone, party_id=party_id, kind="visit" if visit else "note", words=told, codes=judged.codes,
            points=min(judged.points, 32_000), visit=visit, by_id=act.me(by), at=at,
        )  # fmt: skip
        weigh(zone, [party_id], at)
        act.record(
            "warning-answer", f"party:{party_id}", zone=zone, by=by, at=at, key=key, result={"answer": str(row.id)}, said=said,
            kind=row.kind, codes=judged.codes,
        )  # fmt: skip
    return row.id
