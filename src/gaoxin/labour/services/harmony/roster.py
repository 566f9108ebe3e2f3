"""Who is at which counter on which day."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.labour.models import CounterTurn
from gaoxin.labour.rules.harmony import booking
from gaoxin.labour.rules.harmony.access import CLERKS, check_runs
from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.settings import calendar
from gaoxin.labour.services.harmony import act


def set_clerk(
    *, zone: str, clerk_id: uuid.UUID, desk: str, day: dt.date, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """A clerk at the next free counter. Raises NotFound for nobody of the counters, Invalid for a desk with lawyers or a day on which it is
    shut, Conflict for a clerk who has a turn that day or a desk whose counters are all taken."""
    check_runs(by, zone)
    said = [str(clerk_id), desk, str(day)]
    with transaction.atomic():
        if act.repeated(zone, by, "set-counter-turn", key, at, said) is not None:
            return
        person = next((one for one in accounts.officers(zone=zone, roles=CLERKS, at=at) if one.id == clerk_id), None)
        if person is None:
            raise NotFound("没有这位窗口人员 nobody of the counters", do="从名单选择 choose from the list")
        found = desks.desk(desk)
        if found.adviser:
            raise Invalid(f"{found.name.zh} 由律师值班 lawyers are there", do="安排律师值班 give lawyers their turns")
        if day < act.today(at) or not booking.times(found, day, calendar()):
            raise Invalid(
                f"{day} 不开放 the desk is shut that day, or it is over", why=calendar().reason(day), do="换一天 choose another day"
            )  # fmt: skip
        if CounterTurn.objects.filter(zone=zone, clerk_id=clerk_id, day=day).exists():
            raise Conflict(f"{person.name} 当天已有窗口 has a turn that day", do="换一天或者换人 choose another")
        taken = set(CounterTurn.objects.filter(zone=zone, desk=desk, day=day).values_list("counter", flat=True))
        counter = next((number for number in range(1, found.counters + 1) if number not in taken), None)
        if counter is None:
            raise Conflict(
                f"{found.name.zh} 的 {found.counters} 个窗口都已排满 every counter has somebody",
                do="换一天或者换服务 choose another day or desk",
            )
        try:
            with transaction.atomic():
                CounterTurn.objects.create(zone=zone, clerk_id=clerk_id, desk=desk, day=day, counter=counter)
        except IntegrityError:
            raise Conflict("刚有人排过 somebody has just given it", do="刷新页面再排 look again") from None
        act.record("set-counter-turn", f"user:{clerk_id}", zone=zone, by=by, at=at, said=said, key=key, result={}, desk=desk,
                   day=str(day), counter=counter)  # fmt: skip


def clear_clerk(*, zone: str, turn_id: uuid.UUID, by: Actor, at: dt.datetime, key: str = "") -> None:
    """A turn that is still to come is taken back. Raises NotFound for none, or one that is over."""
    check_runs(by, zone)
    with transaction.atomic():
        if act.repeated(zone, by, "clear-counter-turn", key, at, [str(turn_id)]) is not None:
            return
        row = CounterTurn.objects.select_for_update().filter(zone=zone, id=turn_id, day__gte=act.today(at)).first()
        if row is None:
            raise NotFound(
                "没有这个窗口值班 no such turn", why="过去的值班保留 what is over stays", do="刷新页面 reload the page"
            )
        clerk, desk, day = row.clerk_id, row.desk, row.day
        row.delete()
        act.record("clear-counter-turn", f"user:{clerk}", zone=zone, by=by, at=at, said=[str(turn_id)], key=key, result={},
                   desk=desk, day=str(day))  # fmt: skip
