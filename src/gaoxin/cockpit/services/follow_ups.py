"""督办: a task from a figure is opened, answered, sent back, handed over, closed. Each act is one entry and one audit row."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit import permissions
from gaoxin.cockpit.models import FollowUp, FollowUpEntry
from gaoxin.cockpit.rules.access import OWNERS
from gaoxin.cockpit.selectors.board import figure_now
from gaoxin.cockpit.selectors.settings import book
from gaoxin.cockpit.services.acting import record, repeated
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """card, year: the figure. owner: login of who answers for it. due_on: the last day."""

    card: str
    year: int
    ask: str
    owner: str
    due_on: dt.date


def open_task(*, zone: str, asked: Asked, by: Actor, at: dt.datetime, today: dt.date, key: str = "") -> str:
    """Its number. The figure is kept as it stands now. The same key again gives the same number.

    Raises NotAllowed, NotFound for no such card, Invalid for no text, a deadline that is past or too far, or an owner who cannot be.
    """
    permissions.check_opens(by, zone)
    card = book().card(asked.card)
    ask = _text(asked.ask, "没有写要求 the task says nothing", "写明要做什么 say what is to be done")
    if not today <= asked.due_on <= today + dt.timedelta(days=book().follow_up.longest_days):
        raise Invalid(
            f"期限不对 the deadline cannot be: {asked.due_on}",
            why=f"今天起 {book().follow_up.longest_days} 天以内 within so many days from today", do="改期限 choose another day",
        )  # fmt: skip
    owner = _owner(zone, asked.owner, at)
    said = [asked.card, asked.year, ask, asked.owner, asked.due_on]
    try:
        with transaction.atomic():
            before = repeated(zone, by, "follow-up-open", key, at, said)
            if before is not None:
                return before["subject"]
            name, value = figure_now(zone=zone, card=card, year=asked.year)
            count = FollowUp.objects.filter(zone=zone, opened_at__year=at.year).count()
            row = FollowUp(
                zone=zone, number=f"DB-{at.year}-{count + 1:04}", card=card.code, year=asked.year, name=name, value=value, ask=ask,
                owner_id=owner, opened_by_id=accounts.key_of(by), opened_at=at, due_on=asked.due_on,
            )  # fmt: skip
            row.save(force_insert=True)
            _entry(row, "opened", ask, by, at)
            record(
                "follow-up-open", row.number, zone=zone, by=by, at=at, said=said, key=key, result={"subject": row.number},
                card=card.code, year=asked.year, value=value, owner=asked.owner, due=asked.due_on.isoformat(),
            )  # fmt: skip
            return row.number
    except IntegrityError as error:
        raise Conflict(
            "同时有人发起了督办 another task was opened at that moment", do="再提交一次 send it again"
        ) from error


def answer(*, zone: str, number: str, text: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """What its owner did. Raises NotFound, NotAllowed, Invalid, WrongState once it is answered or closed."""
    said = _text(text, "没有写答复 the answer says nothing", "写明做了什么 say what was done")
    with transaction.atomic():
        row = _locked(zone, number, by)
        if repeated(zone, by, "follow-up-answer", key, at, [number, said]) is not None:
            return
        permissions.check_owns(by, row.owner_id)
        _check_state(row, "open")
        _move(row, "answered", at)
        _entry(row, "answered", said, by, at)
        record("follow-up-answer", row.number, zone=zone, by=by, at=at, said=[number, said], key=key)


def send_back(
    *, zone: str, number: str, text: str, by: Actor, at: dt.datetime, today: dt.date, due_on: dt.date | None = None, key: str = ""
) -> None:  # fmt: skip
    """The answer is not enough. due_on: another deadline, None for the same. Raises as `answer`."""
    said = _text(text, "没有写哪里不够 what is lacking is not said", "写明还要做什么 say what is to be done still")
    if due_on is not None and not today <= due_on <= today + dt.timedelta(days=book().follow_up.longest_days):
        raise Invalid(f"期限不对 the deadline cannot be: {due_on}", do="改期限 choose another day")
    with transaction.atomic():
        row = _locked(zone, number, by)
        if repeated(zone, by, "follow-up-send-back", key, at, [number, said, due_on]) is not None:
            return
        permissions.check_judges(by, row.opened_by_id)
        _check_state(row, "answered")
        row.due_on = due_on or row.due_on
        _move(row, "open", at)
        _entry(row, "sent-back", said, by, at)
        record(
            "follow-up-send-back", row.number, zone=zone, by=by, at=at, said=[number, said, due_on], key=key,
            due=row.due_on.isoformat(),
        )  # fmt: skip


def close(*, zone: str, number: str, text: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """Done, and what came of it; also without an answer, with the reason. Raises as `answer`."""
    said = _text(text, "没有写结果 the result is not said", "写一句 one sentence")
    with transaction.atomic():
        row = _locked(zone, number, by)
        if repeated(zone, by, "follow-up-close", key, at, [number, said]) is not None:
            return
        permissions.check_judges(by, row.opened_by_id)
        _check_state(row, "open", "answered")
        _move(row, "closed", at)
        _entry(row, "closed", said, by, at)
        record("follow-up-close", row.number, zone=zone, by=by, at=at, said=[number, said], key=key)


def hand_over(*, zone: str, number: str, to: str, text: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """To another owner (a login), by its owner or who judges it. Raises as `answer`."""
    said = _text(text, "没有写移交理由 the reason is not said", "写明为什么移交 say why")
    owner = _owner(zone, to, at)
    with transaction.atomic():
        row = _locked(zone, number, by)
        if repeated(zone, by, "follow-up-hand-over", key, at, [number, said, to]) is not None:
            return
        if by.id != str(row.owner_id):
            permissions.check_judges(by, row.opened_by_id)
        _check_state(row, "open")
        if owner == row.owner_id:
            raise Invalid("已经是责任人 that is the owner already", do="选另一个人 choose somebody else")
        row.owner_id = owner
        row.save(update_fields=["owner_id"])
        _entry(row, "handed-over", said, by, at)
        record("follow-up-hand-over", row.number, zone=zone, by=by, at=at, said=[number, said, to], key=key, to=to)


def _locked(zone: str, number: str, by: Actor) -> FollowUp:
    row = FollowUp.objects.select_for_update().filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound("没有这项督办 no such task", do="从督办清单进入 start from the list")
    permissions.check_sees(by, zone, row.owner_id, row.opened_by_id)
    return row


def _check_state(row: FollowUp, *states: str) -> None:
    if row.state not in states:
        raise WrongState(
            f"督办现在是 {row.state} the task is not open for this", why="别人可能刚刚办理 somebody else may have acted",
            do="刷新页面 look again",
        )  # fmt: skip


def _move(row: FollowUp, state: str, at: dt.datetime) -> None:
    row.state = state
    row.closed_at = at if state == "closed" else None
    row.save(update_fields=["state", "closed_at", "due_on"])


def _entry(row: FollowUp, act: str, text: str, by: Actor, at: dt.datetime) -> None:
    number = FollowUpEntry.objects.filter(zone=row.zone, follow_up=row).count() + 1
    FollowUpEntry(
        zone=row.zone, follow_up=row, number=number, act=act, text=text, by_id=accounts.key_of(by), at=at
    ).save(force_insert=True)


def _owner(zone: str, login: str, at: dt.datetime) -> uuid.UUID:
    for one in accounts.officers(zone=zone, roles=OWNERS, at=at):
        if one.login == login:
            return one.id
    raise Invalid(
        f"{login[:60] or '—'} 不能做责任人 cannot be its owner", why="只能是在职的工作人员 only an officer in service",
        do="从名单里选 choose one of the list",
    )  # fmt: skip


def _text(text: str, what: str, do: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(what if not said else f"文字过长 the text is too long: {len(said)}", do=do)
    return said
