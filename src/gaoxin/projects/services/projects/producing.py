"""When a project began to produce: the enterprise says so, an officer who is another person confirms or rejects it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.projects.models import ProductionNotice
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.stewards.access import speaks_for
from gaoxin.projects.selectors.projects import by_number
from gaoxin.projects.services.stewards.act import record, repeated

SHORTEST = 4


def declare_production(
    *, zone: str, number: str, on: dt.date, words: str, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """The enterprise's word. Raises NotFound for anybody else's project, Invalid for a day in the future or before the file, or for
    no words, WrongState where one waits or was confirmed, Conflict for a key that served for something else."""
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        if project.party_id is None or not speaks_for(by, zone, project.party_id):
            raise NotFound(
                f"没有这个项目 no such project: {number[:40]}", do="从“我的项目”进入 start from your own projects"
            )
        said = [number, on, words.strip()]
        if (before := repeated(zone, by, "project-production", key, at, said)) is not None:
            return uuid.UUID(before["notice"])
        if on > at.date() or on < project.opened_on:
            raise Invalid(
                f"投产日期须在立项之后、今天之前 not between the file and today: {on}",
                do="填实际投产的日期 the actual day",
            )
        if len(words.strip()) < SHORTEST:
            raise Invalid(
                "没有写依据 no evidence is named",
                do="写明首批产品、发票或者用电 name the first goods, invoice or power",
            )
        rows = ProductionNotice.objects.filter(zone=zone, project=project)
        if rows.filter(answered_at=None).exists() or rows.filter(confirmed=True).exists():
            raise WrongState(
                "已经申报过 it was declared already", do="等待核实，或者联系专员 wait, or ask your steward"
            )
        row = ProductionNotice.objects.create(
            zone=zone, project=project, seq=rows.count() + 1, on=on, words=words.strip(), declared_by_id=accounts.key_of(by),
            declared_at=at,
        )  # fmt: skip
        record(
            "project-production", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key,
            result={"notice": str(row.pk)}, number=number, on=on.isoformat(), words=row.words,
        )  # fmt: skip
    return row.pk


def answer_production(
    *, zone: str, number: str, confirm: bool, answer: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """Confirmed, or rejected with the reason. Raises NotAllowed, NotFound, Invalid, WrongState where none waits."""
    check(by, zone, "dispatch")
    if not confirm and len(answer.strip()) < SHORTEST:
        raise Invalid("退回须写理由 a rejection needs its reason", do="写明缺什么 say what is lacking")
    with transaction.atomic():
        project = by_number(zone, number, lock=True)
        said = [number, confirm, answer.strip()]
        if repeated(zone, by, "project-production-answer", key, at, said) is not None:
            return
        row = ProductionNotice.objects.filter(zone=zone, project=project, answered_at=None).first()
        if row is None:
            raise WrongState("没有待核实的投产申报 no notice of production waits", do="刷新页面 look again")
        row.confirmed, row.answer, row.answered_at = confirm, answer.strip(), at
        row.answered_by_id = accounts.key_of(by)
        row.save(update_fields=["confirmed", "answer", "answered_at", "answered_by"])
        record(
            "project-production-answer", f"project:{project.id}", zone=zone, by=by, at=at, said=said, key=key, result={},
            number=number, confirmed=str(confirm), answer=row.answer,
        )  # fmt: skip
