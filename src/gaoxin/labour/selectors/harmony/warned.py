"""Firms at which wages may go unpaid: what is known, weighed on the day, ranked; warnings with their entries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.labour.models import Dispute, FirmArea, WageFact, WageWarning, WageWarningEntry
from gaoxin.labour.rules.disputes.book import Phrase
from gaoxin.labour.rules.harmony import wages
from gaoxin.labour.rules.harmony.access import check_reads
from gaoxin.labour.rules.harmony.wages import Claimed, Known, Told, Weighed
from gaoxin.labour.selectors.harmony.settings import book
from gaoxin.labour.selectors.settings import book as tribunal
from gaoxin.labour.selectors.settings import calendar
from gaoxin.parties import selectors as parties
from gaoxin.projects.selectors.stewards import hints

PAGE = 30


@dataclass(frozen=True, slots=True)
class Ranked:
    """A firm with a level. warning: the one that is open."""

    party_id: uuid.UUID
    name: str
    area: str
    weighed: Weighed
    warning: WageWarning | None


@dataclass(frozen=True, slots=True)
class Watched:
    """One firm: how it stands now, facts on record, the open warning and every entry, the newest first."""

    party_id: uuid.UUID
    name: str
    weighed: Weighed
    facts: Sequence[WageFact]
    warning: WageWarning | None
    entries: Sequence[WageWarningEntry]


def ranked(*, zone: str, by: Actor, today: dt.date, level: str = "", page: int = 1) -> tuple[list[Ranked], int]:
    """(firms of that page, the worst first; how many there are). A fixed number of queries. Raises NotAllowed."""
    check_reads(by, zone)
    weighed = weigh_all(zone=zone, today=today)
    order = [pk for pk in wages.by_rank(weighed) if not level or _level(weighed[pk]) == level]
    shown = order[(page - 1) * PAGE : page * PAGE]
    names = {firm.key: firm.name for firm in parties.register(zone=zone)} if shown else {}
    areas = dict(FirmArea.objects.filter(zone=zone, party_id__in=shown).values_list("party_id", "area"))
    opened = {row.party_id: row for row in WageWarning.objects.filter(zone=zone, state="open", party_id__in=shown)}
    rows = [Ranked(pk, names[pk], areas.get(pk, ""), weighed[pk], opened.get(pk)) for pk in shown if pk in names]
    return rows, len(order)


def one(*, zone: str, party_id: uuid.UUID, by: Actor, today: dt.date) -> Watched:
    """Raises NotAllowed, NotFound for what is no enterprise of the zone."""
    check_reads(by, zone)
    firm = parties.by_key(zone=zone, party_id=party_id)
    if firm is None or firm.kind != "enterprise":
        raise NotFound("没有这家企业 no such enterprise", do="从预警清单进入 start from the list")
    entries = WageWarningEntry.objects.select_related("by", "warning").filter(zone=zone, warning__party_id=party_id)
    return Watched(
        party_id, firm.name, weigh_one(zone=zone, party_id=party_id, today=today),
        list(WageFact.objects.select_related("noted_by").filter(zone=zone, party_id=party_id).order_by("-day", "-id")),
        WageWarning.objects.filter(zone=zone, party_id=party_id, state="open").first(),
        list(entries.order_by("-at", "-id")),
    )  # fmt: skip


def firms(*, zone: str, by: Actor, text: str) -> list[tuple[uuid.UUID, str]]:
    """(key, name) of enterprises that fit the text: a first report may come of one about which nothing is known. Raises NotAllowed."""
    check_reads(by, zone)
    found = parties.search(zone=zone, text=text[:100])
    return [(one.id, one.name) for one in found if one.kind == "enterprise"]


def weigh_all(*, zone: str, today: dt.date) -> dict[uuid.UUID, Weighed]:
    """Every firm of which something is known. The caller has asked whether it may be seen."""
    return {pk: wages.weigh(told, today, book().wages) for pk, told in _known(zone, today, None).items()}


def weigh_one(*, zone: str, party_id: uuid.UUID, today: dt.date) -> Weighed:
    """The caller has asked whether it may be seen."""
    told = _known(zone, today, party_id).get(party_id, Known())
    return wages.weigh(told, today, book().wages)


def standing(*, zone: str, year: int) -> tuple[int, int, int]:
    """(open now, opened that year, closed that year) of warnings: for leaders, numbers and no name."""
    since, until = (dt.datetime(one, 1, 1, tzinfo=calendar().tz) for one in (year, year + 1))
    found = WageWarning.objects.filter(zone=zone).aggregate(
        open=Count("id", filter=Q(state="open")),
        opened=Count("id", filter=Q(opened_at__gte=since, opened_at__lt=until)),
        closed=Count("id", filter=Q(closed_at__gte=since, closed_at__lt=until)),
    )
    return found["open"], found["opened"], found["closed"]


def _level(weighed: Weighed) -> str:
    return weighed.level.code if weighed.level else ""


def _known(zone: str, today: dt.date, only: uuid.UUID | None) -> dict[uuid.UUID, Known]:
    rules = book().wages
    since = today - dt.timedelta(rules.window_days)
    claimed = _claimed(zone, since, only)
    words = {word for signal in rules.signals for word in signal.words}
    codes = {signal.code_there for signal in rules.signals if signal.code_there}
    steward = hints.signals(zone=zone, today=today, codes=codes, only=None if only is None else [only])
    heard = hints.heard(zone=zone, since=since, words=words)
    facts = _facts(zone, today, only)
    keys = {*claimed, *steward, *heard, *facts} if only is None else {only}
    return {
        pk: Known(claimed.get(pk), tuple(_told(found) for found in steward.get(pk, ())), tuple(heard.get(pk, ())),
                  tuple(facts.get(pk, ())))
        for pk in keys
    }  # fmt: skip


def _claimed(zone: str, since: dt.date, only: uuid.UUID | None) -> dict[uuid.UUID, Claimed]:
    """How many pay claims stand against an employer: of files that were not refused or withdrawn. Counts alone leave the files."""
    pay = [kind.code for kind in tribunal().kinds if kind.arrears]
    begin = dt.datetime.combine(since, dt.time(), calendar().tz)
    rows = Dispute.objects.filter(zone=zone, filed_at__gte=begin).exclude(state__in=("refused", "withdrawn"))
    rows = rows.filter(id__in=_with_claims(zone, pay))
    if only is not None:
        rows = rows.filter(respondent_id=only)
    counted = rows.values("respondent_id").annotate(files=Count("id"), people=Sum("workers"), last=Max("filed_at"))
    return {
        row["respondent_id"]: Claimed(row["files"], row["people"], calendar().local(row["last"]).date())
        for row in counted
    }


def _with_claims(zone: str, kinds: Sequence[str]) -> Any:
    return Dispute.objects.filter(zone=zone, claims__kind__in=kinds).values("id")


def _facts(zone: str, today: dt.date, only: uuid.UUID | None) -> dict[uuid.UUID, list[Told]]:
    rows = WageFact.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), zone=zone)
    if only is not None:
        rows = rows.filter(party_id=only)
    found: dict[uuid.UUID, list[Told]] = defaultdict(list)
    for pk, code, day, words, source, ended in rows.values_list(
        "party_id", "code", "day", "words", "source", "ended_on"
    ):
        found[pk].append(Told(code, day, Phrase(words, words), Phrase(source, source), ended))
    return found


def _told(found: Any) -> Told:
    evidence, source = found.evidence, found.source
    return Told(found.signal.code, found.day, Phrase(evidence.zh, evidence.en), Phrase(source.zh, source.en))
