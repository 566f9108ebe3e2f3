"""Firms at which wages may go unpaid: what is known, weighed on the day, ranked; warnings with their entries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast

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
    """(firms of that page, the worst first; how many there are). A fixed number of queries. Raises NotAllowed.

    Ten thousand firms are ranked by which signals stand; the evidence is read for those of the page alone.
    """
    check_reads(by, zone)
    order = wages.by_rank(_points(zone, today), book().wages, level)
    shown = [uuid.UUID(key) for key in order[(page - 1) * PAGE : page * PAGE]]
    weighed = weigh(zone=zone, parties=shown, today=today)
    names = parties.names(zone=zone, keys=shown)
    areas = dict(FirmArea.objects.filter(zone=zone, party_id__in=shown).values_list("party_id", "area"))
    opened = {row.party_id: row for row in WageWarning.objects.filter(zone=zone, state="open", party_id__in=shown)}
    rows = [Ranked(pk, names[pk], areas.get(pk, ""), weighed[pk], opened.get(pk)) for pk in shown if pk in names]
    # What stewards saw was weighed some hours ago; the rows are told, and stand, as they are now.
    now = sorted((row for row in rows if row.weighed.level), key=lambda row: (-row.weighed.points, str(row.party_id)))
    return now, len(order)


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


def weigh(*, zone: str, parties: Collection[uuid.UUID], today: dt.date) -> dict[uuid.UUID, Weighed]:
    """Each of them, with its evidence. A fixed number of queries. The caller has asked whether it may be seen."""
    return {pk: wages.weigh(told, today, book().wages) for pk, told in _known(zone, today, parties).items()}


def weigh_one(*, zone: str, party_id: uuid.UUID, today: dt.date) -> Weighed:
    """The caller has asked whether it may be seen."""
    return weigh(zone=zone, parties=[party_id], today=today)[party_id]


def standing(*, zone: str, year: int) -> tuple[int, int, int]:
    """(open now, opened that year, closed that year) of warnings: for leaders, numbers and no name."""
    since, until = (dt.datetime(one, 1, 1, tzinfo=calendar().tz) for one in (year, year + 1))
    found = WageWarning.objects.filter(zone=zone).aggregate(
        open=Count("id", filter=Q(state="open")),
        opened=Count("id", filter=Q(opened_at__gte=since, opened_at__lt=until)),
        closed=Count("id", filter=Q(closed_at__gte=since, closed_at__lt=until)),
    )
    return found["open"], found["opened"], found["closed"]


def _points(zone: str, today: dt.date) -> dict[str, int]:
    """Firm, its key as the database writes it -> points, of every firm of which something is known. Five queries."""
    rules = book().wages
    since, told = today - dt.timedelta(rules.window_days), defaultdict[str, list[str]](list)
    facts = WageFact.objects.filter(_stands(today), zone=zone, day__lte=today)
    for key, code in facts.values_list(Cast("party_id", CharField()), "code"):
        told[key].append(code)
    claims = _claims(zone, since).values(key=Cast("respondent_id", CharField())).annotate(people=Sum("workers"))
    for row in claims.values_list("key", "people"):
        told[row[0]] += [one.code for one in rules.signals if one.kind == "claims" and row[1] >= one.least]
    there = {one.code_there: one.code for one in rules.signals if one.kind == "steward"}
    for key, codes in hints.standing(zone=zone, codes=there.keys()).items():
        told[key] += [there[code] for code in codes]
    for signal in rules.signals:
        if signal.kind == "heard":
            for key in hints.named(zone=zone, since=since, words=signal.words):
                told[key].append(signal.code)
    table = wages.worth(rules)
    return {key: wages.points((code for code in codes if code in table), table) for key, codes in told.items()}


def _known(zone: str, today: dt.date, only: Collection[uuid.UUID]) -> dict[uuid.UUID, Known]:
    rules = book().wages
    since = today - dt.timedelta(rules.window_days)
    words = {word for signal in rules.signals for word in signal.words}
    claimed, facts = _claimed(zone, since, only), _facts(zone, today, only)
    steward = hints.signals(zone=zone, today=today, only=only)
    heard = hints.heard(zone=zone, since=since, words=words, only=only)
    return {
        pk: Known(claimed.get(pk), tuple(_told(found) for found in steward.get(pk, ())), tuple(heard.get(pk, ())),
                  tuple(facts.get(pk, ())))
        for pk in only
    }  # fmt: skip


def _claims(zone: str, since: dt.date) -> QuerySet[Dispute]:
    """Files about pay that were not refused or withdrawn. Counts alone leave the files."""
    pay = [kind.code for kind in tribunal().kinds if kind.arrears]
    begin = dt.datetime.combine(since, dt.time(), calendar().tz)
    rows = Dispute.objects.filter(zone=zone, filed_at__gte=begin).exclude(state__in=("refused", "withdrawn"))
    return rows.filter(id__in=Dispute.objects.filter(zone=zone, claims__kind__in=pay).values("id"))


def _claimed(zone: str, since: dt.date, only: Collection[uuid.UUID]) -> dict[uuid.UUID, Claimed]:
    """How many pay claims stand against an employer."""
    rows = _claims(zone, since).filter(respondent_id__in=list(only))
    counted = rows.values("respondent_id").annotate(files=Count("id"), people=Sum("workers"), last=Max("filed_at"))
    return {
        row["respondent_id"]: Claimed(row["files"], row["people"], calendar().local(row["last"]).date())
        for row in counted
    }


def _stands(today: dt.date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=today)


def _facts(zone: str, today: dt.date, only: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Told]]:
    rows = WageFact.objects.filter(_stands(today), zone=zone, party_id__in=list(only))
    found: dict[uuid.UUID, list[Told]] = defaultdict(list)
    for pk, code, day, words, source, ended in rows.values_list(
        "party_id", "code", "day", "words", "source", "ended_on"
    ):
        found[pk].append(Told(code, day, Phrase(words, words), Phrase(source, source), ended))
    return found


def _told(found: Any) -> Told:
    evidence, source = found.evidence, found.source
    return Told(found.signal.code, found.day, Phrase(evidence.zh, evidence.en), Phrase(source.zh, source.en))
