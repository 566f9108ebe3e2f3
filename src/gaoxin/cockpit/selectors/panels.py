"""Counts of what must not be, each with its first rows. A panel without a source says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import F

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.services.supervising import supervision
from gaoxin.cockpit.models import FollowUp
from gaoxin.cockpit.rules.book import Words
from gaoxin.cockpit.selectors.follow_ups import seen
from gaoxin.core.errors import GaoxinError
from gaoxin.economy.selectors.opendata.compiling import split_name
from gaoxin.investment.selectors import chains
from gaoxin.labour.selectors import figures_labour as disputes
from gaoxin.labour.selectors.harmony import warned
from gaoxin.projects.selectors import campaigns, investment
from gaoxin.projects.selectors.land import ledgers
from gaoxin.talent.selectors import demand
from gaoxin.talent.selectors.settings import book as occupations

FIRST = 5
KINDS = {
    "supplement": Words("补链", "supplement"), "extend": Words("延链", "extend"), "strengthen": Words("强链", "strengthen")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel. route, key: where its own page is, empty for none."""

    zh: str
    en: str
    route: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """count: what the light looks at. lines: what there is in all, in words. source: the query."""

    count: int
    lines: tuple[Row, ...]
    rows: tuple[Row, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose view, of which year, when."""

    zone: str
    by: Actor
    year: int
    at: dt.datetime
    today: dt.date


def blocks(ask: Asking) -> Counted:
    """Open blocks; red cards are past their deadline."""
    found = campaigns.open_blocks(zone=ask.zone, by=ask.by, today=ask.today)
    red = [one for one in found if one.card == "red"]
    up = sum(1 for one in found if one.escalated)
    rows = tuple(
        Row(
            f"{one.project}：{one.title}（{one.office}，{_days(one.days)[0]}）",
            f"{one.project}: {one.title} ({one.office}, {_days(one.days)[1]})",
            "projects:file",
            one.number,
        )
        for one in found[:FIRST]
    )  # fmt: skip
    line = Row(
        f"未销堵点 {len(found)}，红牌 {len(red)}，已上交局长 {up}",
        f"{len(found)} open blocks, {len(red)} red cards, {up} gone to the head",
    )
    return Counted(len(red), (line,), rows, "projects.selectors.campaigns.open_blocks")


def limits(ask: Asking) -> Counted:
    """Counts only: whose cases they are, the supervision page tells whoever may see them."""
    counts = Actor(ask.by.id, ask.by.name, ask.zone, frozenset({Role.SUPERVISOR}))
    found = supervision(zone=ask.zone, by=counts, at=ask.at, year=ask.year)
    assert found is not None
    risks = found.risks
    late, today, soon = risks["late"], risks["today"], risks["soon"]
    line = Row(
        f"在办 {risks['whole']}：已超期 {late}，今天到期 {today}，即将到期 {soon}，没有分派 {found.unassigned}",
        f"{risks['whole']} open: {late} late, {today} due today, {soon} due soon, {found.unassigned} unassigned",
    )
    rows = tuple(
        Row(
            f"{item['name']}：超期 {item['late']}，今天 {item['today']}，即将 {item['soon']}",
            f"{item['item_code']}: {item['late']} late, {item['today']} today, {item['soon']} soon",
        )
        for item in found.items[:FIRST]
        if item["late"] or item["today"] or item["soon"]
    )
    return Counted(late + today, (line,), rows, "approvals.services.supervising.supervision")


def gaps(ask: Asking) -> Counted | None:
    """None where no firm stands at a node with an industry."""
    told = chains.gaps(zone=ask.zone)
    if told.found is None:
        return None
    lines = tuple(
        Row(f"{KINDS[kind].zh} {len(ranked)}", f"{KINDS[kind].en}: {len(ranked)}")
        for kind, ranked in told.ranked.items()
    )
    rows = tuple(
        Row(f"{KINDS[kind].zh}：{one.gap.name}", f"{KINDS[kind].en}: {one.gap.sector}")
        for kind, ranked in told.ranked.items()
        for one in ranked[:2]
    )
    return Counted(sum(len(ranked) for ranked in told.ranked.values()), lines, rows, "investment.selectors.chains.gaps")


def land(ask: Asking) -> Counted:
    """The ledgers, and parcels that may be idle."""
    found = ledgers.suspects(zone=ask.zone, today=ask.today)
    idle = [pair for pair in found if pair[1].code == "idle"]
    lines = tuple(
        Row(f"{one.category.name} {one.mu} 亩", f"{one.category.english}: {one.mu} mu")
        for one in ledgers.totals(zone=ask.zone)
        if one.category.ledger
    )
    rows = tuple(
        Row(
            f"{row.parcel.number}：{state.why}",
            f"{row.parcel.number}: {state.english}",
            "land:parcel",
            row.parcel.number,
        )
        for row, state in found[:FIRST]
    )
    return Counted(len(idle), lines, rows, "projects.selectors.land.ledgers.suspects")


def money(ask: Asking) -> Counted:
    """Completed investment by month, against the same months of the year before; months to come are not counted."""
    now = investment.by_month(zone=ask.zone, year=ask.year)
    before = investment.by_month(zone=ask.zone, year=ask.year - 1)
    filled = [(a, b) for a, b in zip(now, before, strict=True) if a.completed_k]
    below = [a for a, b in filled if a.completed_k < b.completed_k]
    whole, base = sum(a.completed_k for a, _ in filled), sum(b.completed_k for _, b in filled)
    change = f"{100 * (whole - base) / base:+.1f}%" if base else "—"
    line = Row(
        f"有数的 {len(filled)} 个月完成 {whole / 100_000:.2f} 亿元，同期 {base / 100_000:.2f} 亿元，{change}",
        f"{len(filled)} months with records: {whole / 100_000:.2f} (100m yuan), the year before {base / 100_000:.2f}, {change}",
    )
    rows = tuple(Row(f"{a.month:%m} 月低于上年同期", f"{a.month:%Y-%m} below the year before") for a in below[:FIRST])
    return Counted(len(below), (line,), rows, "projects.selectors.investment.by_month")


def tasks(ask: Asking) -> Counted:
    """Tasks that are not closed, the most overdue first: how many there are, and those of them that the reader may open."""
    standing = FollowUp.objects.filter(zone=ask.zone).exclude(state="closed")
    late = standing.filter(due_on__lt=ask.today, state="open")
    waiting = standing.filter(state="answered").count()
    line = Row(
        f"未办结 {standing.count()}，逾期 {late.count()}，已答复待办结 {waiting}",
        f"{standing.count()} not closed, {late.count()} overdue, {waiting} answered",
    )
    rows = tuple(
        Row(
            f"{one.number} {name.zh}：{one.who}，{one.due_on}", f"{one.number} {name.en}: {one.who}, {one.due_on}",
            "cockpit:follow-up", one.number,
        )
        for one in seen(ask.zone, ask.by).exclude(state="closed").annotate(who=F("owner__name")).order_by("due_on", "number")[:FIRST]
        for name in (split_name(one.name),)
    )  # fmt: skip
    return Counted(late.count(), (line,), rows, "cockpit.selectors.panels.tasks")


def wages(ask: Asking) -> Counted:
    """Open warnings of unpaid wages, as numbers: which firms, the labour officers' desk tells whoever may see them."""
    still, opened, closed = warned.standing(zone=ask.zone, year=ask.year)
    line = Row(
        f"未关闭预警 {still}；{ask.year} 年启动 {opened}，关闭 {closed}",
        f"{still} warnings open; in {ask.year} {opened} opened, {closed} closed",
    )
    return Counted(still, (line,), (), "labour.selectors.harmony.warned.standing")


def talent(ask: Asking) -> Counted | None:
    """Posts of this year and the next two for which no programme has a seat. None where nobody demands anything."""
    found, undated = demand.gaps_of(zone=ask.zone, today=ask.today)
    short = [one for one in found if one.missing > 0]
    if not found:
        return None
    needed, seats = sum(one.demand for one in found), sum(one.seats for one in found)
    missing = sum(one.missing for one in short)
    line = Row(
        f"三年需要 {needed}，可供 {seats}，各职业缺口之和 {missing}，{len(undated)} 个项目没有投产日期",
        f"{needed} needed in three years, {seats} seats, {missing} short by occupation; {len(undated)} projects say no day",
    )
    names = occupations().occupations
    rows = tuple(
        Row(
            f"{one.year} {names.one(one.occupation).name.zh}：缺 {one.missing}（需 {one.demand}，其中推算 {one.assumed}）",
            f"{one.year} {names.one(one.occupation).name.en}: {one.missing} short of {one.demand}, {one.assumed} assumed",
        )
        for one in short[:FIRST]
    )
    return Counted(missing, (line,), rows, "talent.selectors.demand.gaps_of")


def open_disputes(ask: Asking) -> Counted:
    """A number and nothing else: the files are closed (劳动争议调解仲裁法 26)."""
    count = disputes.open_disputes(zone=ask.zone)
    line = Row(f"已受理未结 {count}", f"{count} accepted and not closed")
    return Counted(count, (line,), (), "labour.selectors.figures_labour.open_disputes")


# A panel of the catalogue without an entry here has no source.
SOURCES: Mapping[str, Callable[[Asking], Counted | None]] = {
    "blocks": blocks, "limits": limits, "gaps": gaps, "land": land, "investment": money, "follow-ups": tasks,
    "talent": talent, "disputes": open_disputes, "wages": wages,
}  # fmt: skip


def counted(code: str, ask: Asking) -> Counted | None:
    """None where there is no source, or where its records are not there or not this reader's to see."""
    source = SOURCES.get(code)
    try:
        return source(ask) if source else None
    except GaoxinError:
        return None


def _days(days: int) -> tuple[str, str]:
    if days < 0:
        return f"逾期 {-days} 天", f"{-days} days overdue"
    return f"还有 {days} 天", f"{days} days left"
