"""一企一档: what the platform knows of one enterprise, by module and by time; each line with its source, each module with its readers.

A module is a provider in `PROVIDERS`, or of a later slice and named in the setting `ENTERPRISE_FILE_MODULES`. Statistical survey
data has no provider, and none may be written (统计法 28): what an enterprise tells the statistician serves statistics only.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals import selectors as approvals
from gaoxin.investment.selectors import by_party as investment
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import (
    DeclaredSignal,
    EntrustedTask,
    Inquiry,
    LadderEntry,
    ParcelAgreement,
    PowerReading,
    ReturnDeclaration,
    StewardVisit,
    Wish,
)
from gaoxin.projects.rules.stewards.access import speaks_for
from gaoxin.projects.selectors import projects
from gaoxin.projects.selectors.stewards import serving
from gaoxin.projects.selectors.stewards.settings import book, calendar

MOST = 100
OFFICERS = frozenset({Role.STEWARD, Role.HEAD, Role.AUDITOR, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. day: when it happened. state: a code of its own register. source: the register it is kept in."""

    module: str
    day: dt.date
    title: str
    detail: str
    source: str
    state: str = ""


Read = Callable[[str, uuid.UUID, Actor], list[Line]]


@dataclass(frozen=True, slots=True)
class Module:
    """A provider. enterprise: whether the enterprise itself reads it too. rule: who reads it, in words."""

    code: str
    name: Any
    rule: Any
    read: Read
    enterprise: bool = True


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module with its lines, the newest first. hidden: how many modules the reader may not see is told by the page."""

    code: str
    name: Any
    rule: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """The whole file. timeline: all lines, the newest first. closed: modules that this reader may not see, without any line."""

    party: Any
    modules: tuple[ModuleView, ...]
    timeline: tuple[Line, ...]
    closed: tuple[Module, ...]


def enterprise_file(*, zone: str, party_id: uuid.UUID, by: Actor) -> FileView:
    """For whoever serves the enterprise, reads all, or is the enterprise. Raises NotFound for everybody else."""
    party = serving.seen(zone=zone, party_id=party_id, by=by)
    own = speaks_for(by, zone, party_id) and not by.roles & OFFICERS
    every = modules()
    shown = [module for module in every if module.enterprise or not own]
    views = []
    for module in shown:
        lines = sorted(module.read(zone, party_id, by), key=lambda line: line.day, reverse=True)
        views.append(ModuleView(module.code, module.name, module.rule, tuple(lines)))
    timeline = sorted((line for view in views for line in view.lines), key=lambda line: line.day, reverse=True)
    return FileView(party, tuple(views), tuple(timeline[: 3 * MOST]), tuple(m for m in every if m not in shown))


def _day(moment: dt.datetime) -> dt.date:
    return calendar().local(moment).date()


def _reading(by: Actor, party_id: uuid.UUID) -> Actor:
    """The reader as far as this enterprise goes: the file was opened to them above, so its cases are too."""
    return Actor(by.id, by.name, by.zone, by.roles, by.department, frozenset({str(party_id)}))


def _cases(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    found = approvals.own_cases(zone=zone, by=_reading(by, party_id), applicant_id=party_id, limit=MOST)
    return [
        Line("cases", _day(case.submitted_at or case.created_at), case.number, case.item_code, "审批办件", case.state)
        for case in found
        if case.state != "draft" or speaks_for(by, zone, party_id)
    ]


def _licences(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    found = approvals.own_licences(zone=zone, by=_reading(by, party_id), applicant_id=party_id, limit=MOST)
    return [Line("licences", one.valid_from, one.title, one.number, "证照库", one.status) for one in found]


def _projects(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    return [
        Line("projects", one.opened_on, one.name, one.number, "项目档案")
        for one in projects.of_party(zone, party_id)[:MOST]
    ]


def _land(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    rows = (
        ParcelAgreement.objects.select_related("parcel")
        .filter(zone=zone, party_id=party_id)
        .order_by("-signed_on", "-id")
    )
    return [
        Line("land", row.signed_on, row.parcel.number, f"{row.number} · {row.area_m2:,} m²", "用地台账")
        for row in rows[:MOST]
    ]


def _promotion(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    leads = investment.leads_of(zone=zone, party_id=party_id)
    signed = investment.agreements_of(zone=zone, party_id=party_id)
    return [Line("promotion", one.opened_on, one.title, one.mode, "招商线索", one.stage) for one in leads] + [
        Line("promotion", one.signed_on, one.number, one.lead, "投资协议") for one in signed
    ]


def _inquiries(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    rows = Inquiry.objects.filter(zone=zone, party_id=party_id).order_by("-asked_at", "-id")[:MOST]
    return [
        Line("inquiries", _day(row.asked_at), row.subject, "★" * (row.stars or 0), "企业咨询",
             "closed" if row.closed_at else "answered" if row.first_answer_at else "waiting")
        for row in rows
    ]  # fmt: skip


def _care(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    of = {"zone": zone, "party_id": party_id}
    visits = StewardVisit.objects.filter(**of).order_by("-day", "-id")[:MOST]
    wishes = Wish.objects.filter(**of).order_by("-wished_at", "-id")[:MOST]
    tasks = EntrustedTask.objects.filter(**of).order_by("-opened_at", "-id")[:MOST]
    return [
        *[Line("care", row.day, row.place, row.findings[:80], "走访记录") for row in visits],
        *[Line("care", _day(row.wished_at), row.text[:80], row.outcome[:80], "企业诉求", row.state) for row in wishes],
        *[Line("care", _day(row.opened_at), row.item, row.words[:80], "全托事项", row.state) for row in tasks],
    ]


def _returns(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    rows = (
        ReturnDeclaration.objects.select_related("round").filter(zone=zone, party_id=party_id).order_by("-day", "-id")
    )
    return [
        Line("returns", row.day, str(row.round.year), f"{row.capacity}% · {row.workers_back}/{row.workers}", "复工复产填报",
             "confirmed" if row.confirmed_at else "waiting")
        for row in rows[:MOST]
    ]  # fmt: skip


def _credit(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    return [
        Line("credit", one.since, one.kind, one.article, one.source, "repaired" if one.repaired else "standing")
        for one in parties.credit_records(zone=zone, party_id=party_id)[:MOST]
    ]


def _signals(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    of = {"zone": zone, "party_id": party_id}
    names = {signal.code: signal.name.zh for signal in book().warnings.signals}
    rows = DeclaredSignal.objects.filter(**of).order_by("-day", "-id")[:MOST]
    power = PowerReading.objects.filter(**of).order_by("-month")[:24]
    return [
        *[
            Line("signals", row.day, names.get(row.code, row.code), row.words[:80], row.source,
                 "ended" if row.ended_on else "standing")
            for row in rows
        ],
        *[Line("signals", row.month, f"{row.month:%Y-%m}", f"{row.kwh:,} kWh", row.source) for row in power],
    ]  # fmt: skip


def _ladder(zone: str, party_id: uuid.UUID, by: Actor) -> list[Line]:
    rows = LadderEntry.objects.filter(zone=zone, party_id=party_id).order_by("-since")
    return [
        Line("ladder", row.since, row.name, f"{row.target_k:,} 千元 / {row.target_year}", "3+3 培育") for row in rows
    ]


BOTH = _("企业本人、服务专员、负责人、审计")
INSIDE = _("服务专员、负责人、审计")
PROVIDERS: tuple[Module, ...] = (
    Module("licences", _("证照"), BOTH, _licences),
    Module("cases", _("办件"), BOTH, _cases),
    Module("projects", _("项目"), BOTH, _projects),
    Module("land", _("用地"), BOTH, _land),
    Module("promotion", _("招商与协议"), INSIDE, _promotion, enterprise=False),
    Module("inquiries", _("咨询"), BOTH, _inquiries),
    Module("care", _("走访、诉求与代办"), BOTH, _care),
    Module("returns", _("复工复产"), BOTH, _returns),
    Module("credit", _("信用"), BOTH, _credit),
    Module("signals", _("预警与用电"), INSIDE, _signals, enterprise=False),
    Module("ladder", _("培育"), BOTH, _ladder),
)


def modules() -> tuple[Module, ...]:
    """All of them: those of this slice, then those of the slices that come after it in the life of a firm."""
    return (*PROVIDERS, *(import_string(path) for path in settings.ENTERPRISE_FILE_MODULES))
