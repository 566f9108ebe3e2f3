"""Questions a page asks before and in the form: the facts an item's rules read, as inputs a person can answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from gaoxin.approvals.rules.items.conditions import facts_of
from gaoxin.approvals.rules.items.model import Field, Item
from gaoxin.approvals.rules.items.vocabulary import DeclaredFact, load_vocabulary
from gaoxin.approvals.web.enterprise.own import say
from gaoxin.approvals.web.enterprise.plain import plain

NUMBERS = frozenset({"integer", "number", "money", "area"})
WIDGETS = {"date": "date", "boolean": "boolean", "choice": "choice", "phone": "tel"} | dict.fromkeys(NUMBERS, "number")


@dataclass(frozen=True, slots=True)
class Question:
    """One input. value: as typed or stored, as text. widget: text, number, date, boolean, choice, tel."""

    code: str
    label: str
    widget: str
    choices: tuple[str, ...]
    value: str
    required: bool = False
    article: str = ""
    error: str = ""
    limit: int = 2000


def asked_by(item: Item, *, opening: bool) -> frozenset[str]:
    """Facts that decide whether the item applies, which of its situations hold, and which documents they ask for.

    opening: only these. Otherwise also the project's dates that the item's phases wait for.
    """
    rules = [item.applies, *(s.when for s in item.situations), *(m.when for m in item.materials)]
    found = {name for rule in rules for name in facts_of(rule)}
    if not opening:
        found |= {name for name in item.facts if (fact := declared().get(name)) and fact.by == "project"}
    return frozenset(name for name in found if name not in declared() or declared()[name].by == "project")


def questions(items: Iterable[Item], answers: Mapping[str, str]) -> list[Question]:
    """Every fact that decides about these items, once, in the order of their forms."""
    found: dict[str, Question] = {}
    for item in items:
        fields = {field.code: field for field in item.fields}
        for code in sorted(asked_by(item, opening=True)):
            if code in fields and code not in found:
                found[code] = of_field(fields[code], answers.get(code, ""))
            elif code in declared() and code not in found:
                found[code] = of_fact(code, declared()[code], answers.get(code, ""))
    return list(found.values())


def of_field(field: Field, value: str, error: str = "") -> Question:
    """An entry of the form as a question."""
    article = "；".join(str(reference) for reference in field.basis)
    return Question(
        field.code,
        say(field.name),
        WIDGETS.get(field.type, "text"),
        field.choices,
        value,
        field.required,
        article,
        error,
    )


def of_fact(code: str, fact: DeclaredFact, value: str, error: str = "") -> Question:
    """A fact that no form asks for, such as a date of the project, as a question that may stay open."""
    return Question(code, say(fact.name), WIDGETS[fact.type], (), value, False, "", error)


def read(question_type: str, text: str) -> Any:
    """What was typed, as the rules read it: a number, yes or no, or text. What is no number stays as it was typed."""
    text = text.strip()
    if question_type == "boolean":
        return {"true": True, "false": False}.get(text, "")
    if question_type == "number" and text:
        plain = text.replace(",", "").replace("，", "")
        try:
            number = float(plain)
        except ValueError:
            return text
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    return text


def shown(value: Any) -> str:
    """A stored value as its input shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def spoken(value: Any) -> str:
    """A stored value as a sentence says it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def plain_reason(reason: str, items: Iterable[Item]) -> str:
    """A finding's reason with the names of the facts instead of their codes."""
    names = {field.code: say(field.name) for item in items for field in item.fields}
    names |= {code: say(fact.name) for code, fact in declared().items()}
    for code in sorted(names, key=len, reverse=True):
        reason = reason.replace(code, names[code])
    return plain(reason)


def declared() -> Mapping[str, DeclaredFact]:
    """Facts that rules may read although no form asks for them."""
    return _declared(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _declared(catalogue: Path) -> Mapping[str, DeclaredFact]:
    return load_vocabulary(catalogue, ()).facts
