"""Published figures of the legal desks and of self-checks. They count and name nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from gaoxin.core.figures import Figure
from gaoxin.labour.models import Appointment, HarmonyCheck
from gaoxin.labour.rules.harmony.booking import share_of_saturdays
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import calendar

HERE = "labour.selectors.figures_harmony.figures"


def figures(*, zone: str, year: int) -> list[Figure]:
    """Nothing where nobody came that year."""
    since, until = (dt.datetime(one, 1, 1, tzinfo=calendar().tz) for one in (year, year + 1))
    rows = Appointment.objects.filter(zone=zone, starts_at__gte=since, starts_at__lt=until, state="kept")
    came = [(desk, calendar().local(moment).date()) for desk, moment in rows.values_list("desk", "starts_at")]
    found: list[Figure] = []
    if came:
        basis = (
            "当年预约并到场办理的，不含取消和未到 booked and kept that year; cancelled and missed ones are not counted"
        )
        total, by_desk = len(came), Counter(desk for desk, _ in came)
        found.append(Figure("legal.bookings", total, "次", basis, HERE, total, name="预约服务 visits booked and kept"))
        for desk in book().desks.desks:
            if by_desk[desk.code]:
                name = f"预约服务：{desk.name.zh} visits: {desk.name.en}"
                key = f"legal.bookings.{desk.code}"
                found.append(Figure(key, by_desk[desk.code], "次", basis, HERE, by_desk[desk.code], name=name))
        saturdays, _ = share_of_saturdays(Counter(day for _, day in came))
        share = (Decimal(100 * saturdays) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
        basis = "到场办理的预约中在周六的，四舍五入到 0.1 of those kept, on a Saturday; half up to 0.1"
        found.append(Figure("legal.saturday.share", share, "%", basis, HERE, total, name="周六办理占比 on Saturdays"))
    confirmed = HarmonyCheck.objects.filter(zone=zone, year=year, state="confirmed").count()
    if confirmed:
        basis = "当年自查经协调员核实通过的企业 firms whose self-check of the year was confirmed"
        found.append(
            Figure("harmony.confirmed", confirmed, "家", basis, HERE, confirmed, name="和谐劳动关系自查通过 self-checks confirmed")
        )  # fmt: skip
    return found
