"""When units are reminded, and what stands for a report that did not come: `catalogue/indicators/reminding.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.reports.book import Book, Form, Phrase

Values = Mapping[str, int]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Stage(_Part, frozen=True):
    """days: from the due moment on."""

    code: str
    days: int
    name: Phrase


class Estimate(_Part, frozen=True):
    """least_peers: in the unit's own industry, else the whole scope's growth is taken."""

    least_peers: int
    method: Phrase


class Mail(_Part, frozen=True):
    """hour: of the zone's day, before which none is sent. tries: of each. subject takes {due}; body {name}, {lines}; line {period}, {form},
    {due}."""

    hour: int
    tries: int
    subject: Phrase
    body: Phrase
    line: Phrase


class Reminding(_Part, frozen=True):
    """The whole file. until: days after which nobody is reminded any more."""

    source: str
    confidence: str
    stages: tuple[Stage, ...]
    until: int
    mail: Mail
    estimate: Estimate

    def stage(self, due: dt.datetime, now: dt.datetime) -> Stage | None:
        """The newest stage that has come; None before the first and after `until`."""
        if now > due + dt.timedelta(days=self.until):
            return None
        come = [stage for stage in self.stages if now >= due + dt.timedelta(days=stage.days)]
        return max(come, key=lambda stage: stage.days, default=None)


def read_reminding(root: Path) -> Reminding:
    """Reads `root/indicators/reminding.yaml`. Raises Invalid naming the mistake."""
    path = root / "indicators" / "reminding.yaml"
    try:
        return msgspec.convert(yaml.safe_load(path.read_bytes()), Reminding)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error


def months_through(since: dt.date, until: dt.date, book: Book) -> list[int]:
    """Periods (YYYYMM) that are filed, from the month of one day to the month of another."""
    found: list[int] = []
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        period = year * 100 + month
        if book.last_of(period) == period:
            found.append(period)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def growth(form: Form, peers: Sequence[Values]) -> dict[str, Fraction]:
    """Item -> what the peers together are of their bases; 1 where the bases are not above zero."""
    found: dict[str, Fraction] = {}
    for item in form.items:
        flow = next((kind for kind in item.kinds if kind != "stock"), None)
        if flow is None:
            continue
        now = sum(values.get(f"{item.code}.{flow}", 0) for values in peers)
        base = sum(values.get(f"{item.code}.{flow}.base", 0) for values in peers)
        found[item.code] = Fraction(now, base) if base > 0 else Fraction(1)
    return found


def estimated(form: Form, rates: Mapping[str, Fraction], last: Values, before: Values | None, opening: bool) -> dict[str, int]:  # fmt: skip
    """A questionnaire that keeps every identity. last: the same month of last year. before: this year's month before, None for none.

    Without the month before, in a month that does not open the year, the year to date is last year's times the growth too.
    """
    told: dict[str, int] = {}
    for item in form.items:
        code = item.code
        if "stock" in item.kinds:
            told[f"{code}.stock"] = (before or last).get(f"{code}.stock", 0)
            continue
        rate, base = rates[code], last[f"{code}.ytd"]
        through = before[f"{code}.ytd"] if before else 0
        base_through = before[f"{code}.ytd.base"] if before else 0
        month_base = last.get(f"{code}.month", base - base_through)
        known = opening or before is not None
        month = round(month_base * rate)
        total = (
            through + month if known else max(round(base * rate), month if item.sign == "nonnegative" else -(10**15))
        )
        if "month" in item.kinds:
            told |= {f"{code}.month": month, f"{code}.month.base": last[f"{code}.month"]}
        told |= {f"{code}.ytd": total, f"{code}.ytd.base": base}
    return told
