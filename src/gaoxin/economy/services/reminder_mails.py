"""Reminders by mail, to whoever files for an enterprise and asked for them: one for each due day. No figure is in them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.addresses import check_address
from gaoxin.core.errors import Conflict, NotFound
from gaoxin.economy.models import ReminderMail, ReminderSent, Unit
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports.due import months_through
from gaoxin.economy.selectors import late
from gaoxin.economy.selectors.settings import book, reminding
from gaoxin.economy.services.reminding import LOOK_BACK
from gaoxin.parties import selectors as parties
from gaoxin.runtime import mailing

Missing = dict[
    uuid.UUID, dict[dt.date, list[tuple[str, int, dt.datetime]]]
]  # unit -> due day -> form, period, due moment


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did."""

    sent: int = 0
    failed: int = 0


def subscribe(*, zone: str, unit_id: uuid.UUID, address: str, language: str, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Raises NotFound for another's unit, Invalid for what is no address, Conflict where the person has it already."""
    unit = Unit.objects.filter(zone=zone, id=unit_id).first()
    permissions.check_speaks_for(by, zone, unit.party_id if unit else None)
    checked = check_address(address)
    try:
        with transaction.atomic():
            row = ReminderMail(
                zone=zone, unit_id=unit_id, user_id=accounts.key_of(by), address=checked,
                language="en" if language.startswith("en") else "zh-hans", begun_at=at,
            )  # fmt: skip
            row.save(force_insert=True)
            audit.record(
                zone=zone, actor=by, act="remind-by-mail", subject=str(row.id), at=at, detail={"unit": str(unit_id), "address": checked}
            )  # fmt: skip
            return row.id
    except IntegrityError as error:
        raise Conflict("已经订阅了提醒 you have it already", do="先停止原来的 stop it first") from error


def stop(*, zone: str, subscription: uuid.UUID, by: Actor, at: dt.datetime) -> None:
    """One's own. Stopping twice is the same. Raises NotFound."""
    with transaction.atomic():
        rows = ReminderMail.objects.select_for_update().filter(zone=zone, id=subscription, user_id=by.id)
        row = rows.first()
        if row is None:
            raise NotFound("没有这个订阅 no such subscription", do="从“企业报表”进入 start from the list")
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            audit.record(zone=zone, actor=by, act="stop-reminders-by-mail", subject=str(row.id), at=at)


def send_due(*, zone: str, at: dt.datetime, tz: dt.tzinfo) -> Told:
    """Nothing where no mail server is set up, or before the hour of the catalogue. Any number at once."""
    now = at.astimezone(tz)
    if not mailing.is_set_up() or now.hour < reminding().mail.hour:
        return Told()
    wanted = list(
        ReminderMail.objects.filter(zone=zone, ended_at=None).select_related("user", "unit__party").order_by("id")
    )
    missing = _missing(zone, {row.unit_id for row in wanted}, now, tz)
    sent = failed = 0
    for row in wanted:
        for due_on, owed in sorted(missing.get(row.unit_id, {}).items()):
            claimed = mailing.claim(
                ReminderSent, zone=zone, tries=reminding().mail.tries, at=at, reminder_mail=row, due_on=due_on
            )
            if claimed is not None:
                done = mailing.send(claimed, partial(_mail, row, due_on, owed, at), at)
                sent, failed = sent + done, failed + (not done)
    return Told(sent, failed)


def _missing(zone: str, units: set[uuid.UUID], now: dt.datetime, tz: dt.tzinfo) -> Missing:
    """What these units owe at the stages that have come."""
    found: Missing = {}
    if not units:
        return found
    for form in book().forms:
        for period in months_through((now - LOOK_BACK).date(), now.date(), book()):
            due = book().due(form, period, tz)
            if reminding().stage(due, now) is None:
                continue
            for row in late.response(zone=zone, form=form, period=period, tz=tz).rows:
                if row.unit_id in units and row.state in ("missing", "estimated"):
                    found.setdefault(row.unit_id, {}).setdefault(due.date(), []).append((form, period, due))
    return found


def _mail(
    row: ReminderMail, due_on: dt.date, owed: list[tuple[str, int, dt.datetime]], at: dt.datetime
) -> EmailMessage:
    """Raises NotFound where the person files for the enterprise no longer."""
    acts_for = parties.parties_of(zone=row.zone, user_id=row.user_id, at=at)
    by = accounts.actor(zone=row.zone, login=row.user.login, at=at, parties=acts_for)
    permissions.check_speaks_for(by, row.zone, row.unit.party_id)
    said, side = reminding().mail, "en" if row.language == "en" else "zh"
    lines = [
        getattr(said.line, side).format(
            period=period, form=getattr(book().form(form).name, side), due=f"{due:%Y-%m-%d %H:%M}"
        )
        for form, period, due in owed
    ]
    return mailing.letter(
        getattr(said.subject, side).format(due=due_on.isoformat()),
        getattr(said.body, side).format(name=row.unit.party.name, lines="\n".join(f"- {line}" for line in lines)),
        row.address, f"{row.id}.{due_on}",
    )  # fmt: skip
