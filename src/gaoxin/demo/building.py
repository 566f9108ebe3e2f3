"""Builds the demo zone once: accounts, parties, mandate, and the decided cases of 2024. Every step may be repeated."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from itertools import accumulate
from pathlib import Path

from django.conf import settings

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts import services as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import define, load_all
from gaoxin.approvals.services.drafting import reforms_for
from gaoxin.approvals.services.importing import COLUMNS, import_decided
from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import due_at
from gaoxin.core.errors import Conflict, NotAllowed
from gaoxin.core.limits import parse_limit
from gaoxin.demo.plan import DemoZone, History, Plan
from gaoxin.parties import selectors as party_log
from gaoxin.parties import services as parties

SOURCE = "演示生成 generated for the demo"


def build_people(zone: str, plan: Plan) -> dict[str, str]:
    """Accounts with their roles, and the authority and enterprises as parties; the mandates of the applicant and the agent.

    Returns the password of each account that is new, by login: random, told by the caller once, kept nowhere.
    Raises NotAllowed in a zone that is no demo: nobody there may have an account that a program made up.
    """
    if not settings.DEMO_ZONE or zone != settings.ZONE:
        raise NotAllowed(
            f"{zone} 不是演示园区 is no demo zone", why="演示账号只在 demo- 开头的园区 demo accounts belong to demo zones only",
            do="GAOXIN_ZONE=demo-qingyuan ./gaoxin demo",
        )  # fmt: skip
    by = Actor.system(zone, "演示 demo")
    founded = plan.zone.founded
    passwords: dict[str, str] = {}
    for person in plan.zone.people:
        login, password = f"{person.login}@{zone}", accounts.random_password()
        try:
            accounts.create_user(
                zone=zone, login=login, name=person.name, roles=person.roles, at=founded, by=by,
                department=person.department, password=password,
            )  # fmt: skip
        except Conflict:
            continue
        passwords[login] = password
    registered = [("agency", plan.zone.authority.name, plan.zone.authority.identifier, {})]
    registered += [
        ("enterprise", e.name, e.identifier,
         {"industry": e.industry, "legal_representative": e.legal_representative, "region": plan.project.region})
        for e in plan.zone.enterprises
    ]  # fmt: skip
    for kind, name, identifier, details in registered:
        try:
            parties.register_party(
                zone=zone, kind=kind, name=name, identifier=identifier, source=SOURCE, at=founded, by=by, **details
            )
        except Conflict:
            continue
    party = party_log.party(zone=zone, identifier=plan.zone.enterprise(plan.project.applicant).identifier)
    for login, scope in (("applicant", ()), ("agent", ("construction-permit",))):
        user = account_log.actor(zone=zone, login=f"{login}@{zone}", at=founded)
        if not account_parties(zone, user, founded):
            parties.grant_mandate(
                zone=zone, party_id=party.id, user_id=account_log.key_of(user), at=founded, by=by, scope=scope
            )
    return passwords


def account_parties(zone: str, actor: Actor, at: dt.datetime) -> frozenset[str]:
    """Parties the account may act for."""
    return party_log.parties_of(zone=zone, user_id=account_log.key_of(actor), at=at)


def build_history(zone: str, plan: Plan, folder: Path, at: dt.datetime) -> int:
    """The decided cases of the year as a CSV file, imported as any former system's. Returns how many were new."""
    by = Actor.system(zone, "演示 demo")
    load_all(zone=zone, at=plan.zone.founded, by=by)
    text = history_csv(plan.zone, plan.history, rulebook.calendar())
    path = folder / f"history-{plan.history.year}.csv"
    path.write_text(text, encoding="utf-8")
    return import_decided(zone=zone, text=text, source=SOURCE, by=by, at=at).added


def history_csv(zone: DemoZone, history: History, calendar: WorkCalendar) -> str:
    """`history.cases` rows, `history.online` of them online without a visit; dates inside each item's own limit."""
    chance = random.Random(history.seed)  # noqa: S311
    codes, bounds = list(history.weights), list(accumulate(history.weights.values()))
    channels = ["online"] * history.online + ["window"] * (history.cases - history.online)
    chance.shuffle(channels)
    days = _workdays(calendar, history.year)
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for index, channel in enumerate(channels):
        code = chance.choices(codes, cum_weights=bounds)[0]
        received = _moment(chance, calendar, days[index * len(days) // history.cases])
        accepted = calendar.add_minutes(received, chance.randint(5, calendar.day_minutes))
        item = define(code, received.date(), reforms_for(code, received.date(), commits=False))
        due = due_at(accepted, parse_limit(item.limits.promised.limit), calendar)
        allowed = calendar.working_minutes(accepted, due)
        decided = calendar.add_minutes(accepted, max(1, round(allowed * chance.uniform(0.15, 0.95))))
        delivered = calendar.add_minutes(decided, chance.randint(5, 2 * calendar.day_minutes))
        rows.writerow({
            "number": f"H{history.year}-{index + 1:04d}", "item": code,
            "applicant": chance.choice(zone.enterprises).identifier, "channel": channel,
            "visits": 0 if channel == "online" else chance.choice((1, 2)), "received": _text(received),
            "accepted": _text(accepted), "decided": _text(decided), "delivered": _text(delivered),
            "supervisor": "former-system",
        })  # fmt: skip
    return out.getvalue()


def _workdays(calendar: WorkCalendar, year: int) -> list[dt.date]:
    """Workdays early enough for every decision to fall into the year: the last two months only receive."""
    first = calendar.workday_from(dt.date(year, 1, 2))
    start = calendar.workdays_through(first)
    end = calendar.workdays_through(dt.date(year, 10, 31))
    return [calendar.nth_workday(number) for number in range(start, end + 1)]


def _moment(chance: random.Random, calendar: WorkCalendar, day: dt.date) -> dt.datetime:
    opening = dt.datetime.combine(day, dt.time(8, 30), calendar.tz)
    return calendar.add_minutes(opening, chance.randint(1, calendar.day_minutes - 60))


def _text(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
