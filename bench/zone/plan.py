"""The largest baseline there may be, 500 works in 20 groups over 36 months, and a report of each leaf for each month."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from gaoxin.projects.rules.progress.value import Done, last_of_month
from gaoxin.projects.rules.progress.works import MOST_WORKS, WHOLE, Link, Work

GROUPS, A_GROUP, DAYS, MONTHS, QUANTITY = 20, 24, 30, 36, 1200
STARTS_ON = dt.date(2023, 2, 1)


def works() -> list[Work]:
    """A group is a chain of 24 works of 30 working days; every fourth waits for the group before too."""
    made: list[Work] = []
    for group in range(GROUPS):
        top = f"G{group:02d}"
        made.append(Work(top, f"合成单位工程{group:02d}", weight=WHOLE // GROUPS))
        for place in range(A_GROUP):
            after = [Link(f"{top}.{place - 1:02d}")] if place else []
            if group and place % 4 == 1:
                after.append(Link(f"G{group - 1:02d}.{place - 1:02d}"))
            weight = WHOLE // A_GROUP + (WHOLE % A_GROUP if not place else 0)
            made.append(Work(f"{top}.{place:02d}", f"合成分项{place:02d}", top, weight, "layer", "m³",
                             Decimal(QUANTITY), DAYS - group, None, tuple(after)))  # fmt: skip
    assert len(made) == MOST_WORKS
    return made


def months() -> list[dt.date]:
    ends = [last_of_month(STARTS_ON)]
    while len(ends) < MONTHS:
        ends.append(last_of_month(ends[-1] + dt.timedelta(1)))
    return ends


def reports() -> list[Done]:
    """At each month's end the quantity to date of every leaf: it begins with its place in the chain and takes four months."""
    told: list[Done] = []
    leaves = [work for work in works() if work.quantity is not None]
    for number, day in enumerate(months()):
        for leaf in leaves:
            begins = Fraction(int(leaf.code[-2:]) * MONTHS, A_GROUP)
            done = max(Fraction(0), min(Fraction(1), (number + 1 - begins) / 4))
            told.append(Done(leaf.code, day, Decimal(int(done * QUANTITY)), f"{number:02d}"))
    return told
