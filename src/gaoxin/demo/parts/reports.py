"""The demo's share of 企业报表 enterprise reports: synthetic above-scale enterprises and two years of what they file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from itertools import groupby

from django.conf import settings
from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.demo import industry
from gaoxin.demo.plan import Enterprise, Plan
from gaoxin.economy.selectors import filed, registers
from gaoxin.economy.selectors.settings import book
from gaoxin.economy.services import answering, estimating, filing, units
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering

SCOPE = "above_scale"
LATE_MONTH = 6
EXPLANATION = "企业电话说明（演示）：十二月集中发放全年奖金，人均薪酬高于平时 a bonus for the year was paid in December"
SOURCE = "演示生成 generated for the demo"


def build(zone: str, plan: Plan, at: dt.datetime, tell: Callable[[str], None]) -> None:
    """Register the units, admit them, and file month by month, each at the day it was due."""
    told = industry.read_industry(settings.CATALOGUE / "demo")
    made = industry.enterprises(told, lambda code: book().value_added_rate(code, told.year * 100 + 12))
    by = accounts.actor(zone=zone, login=f"statistician@{zone}", at=at)
    with transaction.atomic():
        firms = {unit.serial: _firm(zone, unit, at, by) for unit in made}
    _admit(zone, told, made, firms, by)
    _admit_applicant(zone, plan, told.applicant_since, by)
    keys = registers.units(zone=zone)
    numbered = {serial: keys[party] for serial, party in firms.items()}
    late = {numbered[unit.serial] for unit in made if unit.late}
    count = sum(_file(zone, batch, numbered, told.year, late, by) for batch in _batches(told, made))
    _end(zone, told.year, [numbered[unit.serial] for unit in made if not unit.leaver], by)
    if count:
        _explain(zone, by)
        tell(f"企业报表：{len(made)} 家规上企业（演示），{count} 份报表 above-scale enterprises and their reports")


def _firm(zone: str, unit: industry.Unit, at: dt.datetime, by: Actor) -> uuid.UUID:
    firm = Enterprise(unit.serial, f"清远演示规上企业{unit.serial}号（演示）", unit.industry, "演示法人")
    found = parties.search(zone=zone, text=firm.identifier, limit=1)
    if found:
        return found[0].id
    return registering.register_party(
        zone=zone, kind="enterprise", name=firm.name, identifier=firm.identifier, source=SOURCE, at=at, by=by, industry=firm.industry
    ).id  # fmt: skip


def _admit(
    zone: str, told: industry.IndustryPlan, made: Sequence[industry.Unit], firms: dict[int, uuid.UUID], by: Actor
) -> None:
    for since, wanted in (((told.year - 1) * 100 + 1, False), (told.year * 100 + 1, True)):
        rows = [
            units.Entrance(firms[unit.serial], unit.industry, since, f"{SOURCE}：入库申报表")
            for unit in made
            if unit.entrant == wanted
        ]
        units.enter(zone=zone, scope=SCOPE, rows=rows, by=by, at=_moment(since, 15))
    keys = registers.units(zone=zone)
    until = (told.year - 1) * 100 + 12
    _leave(zone, [keys[firms[unit.serial]] for unit in made if unit.leaver], until, "关停 closed", by)


def _end(zone: str, year: int, every: Sequence[uuid.UUID], by: Actor) -> None:
    """Nothing is generated after the calibrated year: nobody is asked for a month that no generated enterprise could file."""
    _leave(zone, every, year * 100 + 12, "演示到此为止 the demo ends here", by)


def _leave(zone: str, leaving: Sequence[uuid.UUID], until: int, reason: str, by: Actor) -> None:
    inside = registers.in_scope(zone=zone, scope=SCOPE, period=until + 90)
    wanted = [key for key in leaving if key in inside]
    units.leave(zone=zone, unit_ids=wanted, scope=SCOPE, until=until, reason=reason, by=by, at=_moment(until, 28))


def _admit_applicant(zone: str, plan: Plan, since: int, by: Actor) -> None:
    """So that whoever enters as the enterprise finds forms to file."""
    party = parties.party(zone=zone, identifier=plan.zone.enterprise(plan.project.applicant).identifier)
    row = units.Entrance(party.id, plan.project.industry, since, f"{SOURCE}：入库申报表")
    units.enter(zone=zone, scope=SCOPE, rows=[row], by=by, at=_moment(since, 15))


def _batches(told: industry.IndustryPlan, made: Sequence[industry.Unit]) -> list[list[industry.Report]]:
    """By period, first filings before revisions."""
    found = industry.reports(told, made)
    return [list(rows) for _, rows in groupby(found, key=lambda report: (report.period, report.kind == "revised"))]


def _file(
    zone: str, batch: list[industry.Report], keys: dict[int, uuid.UUID], year: int, late: set[uuid.UUID], by: Actor
) -> int:
    revised = batch[0].kind == "revised"
    # Last year's figures are revised with the yearly report, before the new year's first month is filed.
    at = _moment(year * 100 + 1, 20) if revised else _moment(batch[0].period, 10, months_after=1)
    reason = "年报核对后更正 corrected after the yearly report" if revised else ""
    known = registers.filed(zone=zone, period=batch[0].period, revised=revised)
    rows = [
        filing.Incoming(keys[one.serial], one.form, one.period, one.values, one.kind, reason)
        for one in batch
        if (keys[one.serial], one.form) not in known
    ]
    if not rows:
        return 0
    if batch[0].period != year * 100 + LATE_MONTH:
        return _take(zone, rows, by, at)
    in_time = [row for row in rows if row.unit_id not in late]
    done = _take(zone, in_time, by, at)
    for form in sorted({row.form for row in rows}):
        estimating.estimate(
            zone=zone, form=form, period=batch[0].period, by=by, at=at + dt.timedelta(days=7), today=at.date()
        )
    return done + _take(zone, [row for row in rows if row.unit_id in late], by, at + dt.timedelta(days=10))


def _take(zone: str, rows: list[filing.Incoming], by: Actor, at: dt.datetime) -> int:
    taken = filing.file(zone=zone, rows=rows, source="import", by=by, at=at, today=at.date())
    if taken.problems:
        raise taken.problems[0].error
    return len(taken.filings)


def _explain(zone: str, by: Actor) -> None:
    """Of the queries to enterprises the first is explained, the others wait."""
    for one in filed.queries(zone=zone, parties=None, states=("open",)):
        if one.asked == "enterprise":
            answering.explain(
                zone=zone, query_id=one.id, text=EXPLANATION, by=by, at=one.raised_at + dt.timedelta(days=2)
            )
            return


def _moment(period: int, day: int, *, months_after: int = 0) -> dt.datetime:
    year, month = divmod(period, 100)
    year, month = year + (month - 1 + months_after) // 12, (month - 1 + months_after) % 12 + 1
    return dt.datetime(year, month, day, 10, tzinfo=rulebook.calendar().tz)
