"""好差评: five grades, one rating a matter, silence counts as basically satisfied after the stated days, bad ones are mended.

The days are in `catalogue/ratings.yaml` with their sources; this module only reads them.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from gaoxin.approvals.rules.items.model import Basis, LimitText
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import due_at
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit

GRADES = ("very-unsatisfied", "unsatisfied", "basically-satisfied", "satisfied", "very-satisfied")
BAD = frozenset(GRADES[:2])


class RatingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """silence: after which no rating means `silence_grade`. mend: how long an authority has to mend a bad one."""

    silence: LimitText
    silence_grade: str
    mend: LimitText
    basis: Basis


def check_grade(grade: str) -> str:
    """The grade, or Invalid naming the five."""
    if grade not in GRADES:
        raise Invalid(
            f"没有这个评价等次 unknown grade {grade!r}",
            do=f"可选 choose: {', '.join(GRADES)}",
            article="国办发〔2019〕51号",
        )
    return grade


def silence_due(rules: RatingRules, asked_at: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """When silence becomes a rating."""
    return due_at(asked_at, parse_limit(rules.silence), calendar)


def mend_due(rules: RatingRules, rated_at: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """By when a bad rating must be mended and answered."""
    return due_at(rated_at, parse_limit(rules.mend), calendar)
