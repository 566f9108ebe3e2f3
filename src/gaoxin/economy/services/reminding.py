"""Units are reminded of what is due and late: a sweep that may run at any time, any number of times."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.economy.models import Reminder
from gaoxin.economy.rules.reports.due import months_through
from gaoxin.economy.selectors import late
from gaoxin.economy.selectors.settings import book, reminding
from gaoxin.runtime.once import once

LOOK_BACK = dt.timedelta(days=120)


def remind(*, zone: str, at: dt.datetime, tz: dt.tzinfo) -> int:
    """Remind every unit in scope without a report of what is due by the stage that has come, once a stage. Returns how many."""
    today = at.astimezone(tz).date()
    return sum(
        _remind(zone, form, period, at, tz)
        for form in book().forms
        for period in months_through(today - LOOK_BACK, today, book())
    )


def _remind(zone: str, form: str, period: int, at: dt.datetime, tz: dt.tzinfo) -> int:
    due = book().due(form, period, tz)
    stage = reminding().stage(due, at)
    if stage is None:
        return 0
    with transaction.atomic():
        told = set(
            Reminder.objects.filter(zone=zone, form=form, period=period, stage=stage.code).values_list(
                "unit_id", flat=True
            )
        )
        missing = [
            row.unit_id
            for row in late.response(zone=zone, form=form, period=period, tz=tz).rows
            if row.state in ("missing", "estimated") and row.unit_id not in told
        ]
        # Two sweeps at once: the second waits here, and finds the key taken.
        if not missing or not once(zone=zone, key=f"remind:{form}:{period}:{stage.code}:{len(told)}", at=at):
            return 0
        Reminder.objects.bulk_create(
            [
                Reminder(zone=zone, unit_id=unit, form=form, period=period, stage=stage.code, due_at=due, at=at)
                for unit in missing
            ],
            batch_size=500,
        )
        audit.record(
            zone=zone, actor=Actor.system(zone, "定时催报 remind"), act="remind-reports", subject=f"{form} {period}", at=at,
            detail={"stage": stage.code, "units": len(missing)},
        )  # fmt: skip
    return len(missing)
