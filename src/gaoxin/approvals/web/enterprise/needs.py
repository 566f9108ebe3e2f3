"""What do I need? A stage and a few plain questions lead to the items, their documents, their time, and a start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gaoxin.approvals.rules.comparison.differences import documents_asked
from gaoxin.approvals.rules.items.conditions import evaluate
from gaoxin.approvals.rules.items.model import Item, Stage
from gaoxin.approvals.rules.materials import burden
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import define
from gaoxin.approvals.services.drafting import reforms_for
from gaoxin.approvals.web.enterprise.own import cited, say
from gaoxin.approvals.web.enterprise.questions import Question, plain_reason, questions, read
from gaoxin.approvals.web.ribbon import burden_of
from gaoxin.ui.shapes import Burden
from gaoxin.ui.templatetags.law import limit

STAGES: dict[Stage, tuple[Any, Any]] = {
    "enterprise": (gettext_lazy("办企业"), gettext_lazy("设立企业、取得生产经营的许可")),
    "project-initiation": (gettext_lazy("立项和用地"), gettext_lazy("项目备案或者核准、取得土地")),
    "construction-planning": (gettext_lazy("规划和设计"), gettext_lazy("规划许可、环评、水保等开工前的准备")),
    "construction": (gettext_lazy("开工建设"), gettext_lazy("施工许可和施工期间的许可")),
    "completion": (gettext_lazy("竣工验收"), gettext_lazy("验收、备案、登记、投产前的许可")),
    "labour": (gettext_lazy("用工"), gettext_lazy("劳务派遣、特殊工时、集体合同、工伤")),
    "talent": (gettext_lazy("人才"), gettext_lazy("来华工作、人才认定、技能补贴")),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of an item before anybody starts: who already has it, or what the applicant prepares."""

    name: str
    way: str
    why: str
    proves: str
    media: str
    article: str
    deferrable: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An item as the zone offers it today. needed: True, False, or None where nobody can say yet; `reason` says why."""

    item: Item
    name: str
    needed: bool | None
    reason: str
    article: str
    burden: Burden
    documents: tuple[Document, ...]
    statutory: str
    promised: str
    reforms: tuple[str, ...]


@require_safe
def need(request: HttpRequest) -> HttpResponse:
    """Stages; for one of them, its questions and the items with what they ask. The answers stay in the address."""
    stage = request.GET.get("stage", "")
    context: dict[str, Any] = {
        "stages": [{"code": code, "name": name, "about": about} for code, (name, about) in STAGES.items()]
    }
    if stage in get_args(Stage):
        day = timezone.localdate()
        items = [item for item in in_force(day) if item.stage == stage]
        asked = questions(items, {name: request.GET.get(name, "") for name in request.GET})
        facts = facts_from(asked, request.GET)
        found = sorted((offer(item, day, facts) for item in items), key=lambda o: (_ORDER[o.needed], o.item.code))
        context |= {"stage": stage, "stage_name": STAGES[stage][0], "questions": asked, "offers": found}
        context |= {"answers": request.GET.urlencode(), "answered": bool(facts)}
    return render(request, "approvals/my/need.html", context)


_ORDER = {True: 0, None: 1, False: 2}


def in_force(day: dt.date) -> list[Item]:
    """Every item in force on that day."""
    versions = [item for found in rulebook.catalogue().items.values() for item in found]
    return [item for item in versions if item.valid_from <= day and (item.valid_to is None or day <= item.valid_to)]


def facts_from(asked: list[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that were given, as the rules read them."""
    found = {question.code: read(question.widget, str(answers.get(question.code, ""))) for question in asked}
    return {name: value for name, value in found.items() if value not in ("", None)}


def offer(item: Item, day: dt.date, facts: dict[str, Any], *, commits: bool = True, phase: str = "") -> Offer:
    """The item with every reform in force that it can take, over what is known so far."""
    reforms = reforms_for(item.code, day, commits=commits)
    reformed = define(item.code, day, reforms, phase)
    finding = evaluate(reformed.applies, facts) if reformed.applies else None
    known = {**facts, "received_on": day.isoformat()}
    before, after = burden.plan(item, known), burden.plan(reformed, known)
    names = rulebook.reforms().by_code
    return Offer(
        item=reformed,
        name=say(reformed.name),
        needed=finding.holds if finding else None,
        reason=plain_reason(finding.reason, [reformed]) if finding else "",
        article=cited(reformed.applies_basis),
        burden=burden_of(after, documents_asked(before)),
        documents=tuple(_document(reformed, found) for found in after),
        statutory=limit(reformed.limits.statutory.limit),
        promised=limit(reformed.limits.promised.limit),
        reforms=tuple(say(names[code].name) for code in reformed.reforms),
    )


def _document(item: Item, found: burden.Requirement) -> Document:
    material = item.material(found.material)
    after = _("受理后 %(limit)s 内提交：%(evidence)s")
    why = {
        "held": _("%(who)s已有，不用交") % {"who": material.issuer.name},
        "fetched": _("由表单生成")
        if material.generated
        else _("向%(who)s共享取得，不用交") % {"who": material.issuer.name},
        "promised": after % {"limit": limit(found.within), "evidence": material.promise.evidence}
        if found.within
        else "",
    }.get(found.way, material.proves)
    deferrable = "deferred" in material.ways and material.defer.allowed
    return Document(
        say(material.name),
        found.way,
        why,
        material.proves,
        "、".join(material.media).upper(),
        cited(material.basis),
        deferrable,
    )
