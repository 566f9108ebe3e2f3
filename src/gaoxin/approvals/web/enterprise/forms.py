"""The form of a case, built from its item: what is typed, what is filled and can be corrected, what is locked and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from gaoxin.approvals.rules.items.model import Field, Item
from gaoxin.approvals.rules.materials import to_type
from gaoxin.approvals.selectors import CaseView
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.web.enterprise.own import say
from gaoxin.approvals.web.enterprise.questions import (
    Question,
    asked_by,
    declared,
    of_fact,
    of_field,
    read,
    shown,
    spoken,
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A value that a register gave: from where, when, whether it must be looked at again, and what was said against it."""

    code: str
    label: str
    value: str
    registry: str
    at: dt.datetime | None
    provisional: bool
    dispute: str


@dataclass(frozen=True, slots=True)
class CaseForm:
    """The groups of the form. left: labels of required fields that are still empty."""

    typed: list[Question]
    prefilled: list[tuple[Question, Filled]]
    locked: list[Filled]
    answers: list[Question]
    left: list[str]

    def errors(self) -> list[Question]:
        """Every input that has a mistake, in the order of the page."""
        return [q for q in (*self.typed, *(q for q, _filled in self.prefilled), *self.answers) if q.error]


def form_of(
    view: CaseView, item: Item, *, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
    disputes: Mapping[str, str] | None = None,
) -> CaseForm:  # fmt: skip
    """The form as it stands. typed: what was just sent, shown again as it was typed; errors: field -> what is wrong."""
    typed, errors, disputes = typed or {}, errors or {}, disputes or {}
    groups = CaseForm([], [], [], [], [say(field.name) for field in to_type(item, view.facts)])
    for field in item.fields:
        source = view.sources.get(field.code, {})
        question = of_field(field, typed.get(field.code, shown(view.facts.get(field.code))), errors.get(field.code, ""))
        if source.get("locked"):
            groups.locked.append(_filled(field, view, source, disputes))
        elif source.get("registry"):
            groups.prefilled.append((question, _filled(field, view, source, disputes)))
        else:
            groups.typed.append(question)
    known = {field.code for field in item.fields}
    for code in sorted(asked_by(item, opening=False) - known):
        if code in declared():
            value = typed.get(code, shown(view.facts.get(code)))
            groups.answers.append(of_fact(code, declared()[code], value, errors.get(code, "")))
    return groups


def changed(view: CaseView, item: Item, sent: Mapping[str, str]) -> dict[str, Any]:
    """Values that differ from what is stored, as the service takes them. Locked fields are never read from the request."""
    fields = {field.code: field for field in item.fields}
    kinds = {code: of_field(field, "").widget for code, field in fields.items()}
    kinds |= {
        c: of_fact(c, declared()[c], "").widget for c in asked_by(item, opening=False) - set(fields) if c in declared()
    }
    found: dict[str, Any] = {}
    for code, kind in kinds.items():
        if code not in sent or view.sources.get(code, {}).get("locked"):
            continue
        value = read(kind, sent[code])
        stored = view.facts.get(code)
        if value != ("" if stored is None else stored) or isinstance(value, bool) != isinstance(stored, bool):
            if not (value == "" and stored is None):
                found[code] = value
    return found


def _filled(field: Field, view: CaseView, source: Mapping[str, Any], disputes: Mapping[str, str]) -> Filled:
    known = rulebook.registries().get(source.get("registry", ""))
    at = parse_datetime(source["at"]) if source.get("at") else None
    return Filled(
        field.code, say(field.name), spoken(view.facts.get(field.code, "")), say(known.name) if known else _("登记库"), at,
        bool(source.get("provisional")), disputes.get(field.code, "") or source.get("dispute", {}).get("text", ""),
    )  # fmt: skip
