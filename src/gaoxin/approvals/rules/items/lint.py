"""Lint of definitions: what JSON Schema cannot see, as remarks with their place, element and law.

Errors keep a definition from being law; warnings are for a person to judge. Facts whose law was not read as statute text
(`confidence` below high) are a list of their own: they are known doubts, not mistakes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast

import msgspec

from gaoxin.approvals.rules.items import lint_elements, lint_service
from gaoxin.approvals.rules.items.findings import Problem, below_high, cited, law_of
from gaoxin.approvals.rules.items.load import Catalogue
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.items.places import Places, Step
from gaoxin.approvals.rules.items.vocabulary import Vocabulary

Check = Callable[[Item, Vocabulary], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (*lint_service.CHECKS, *lint_elements.CHECKS)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend or to judge. element: its path in the file's own words."""

    level: Literal["error", "warning"]
    item: str
    version: dt.date
    file: str
    line: int
    element: str
    text: str
    law: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.element}: {self.text}" + (f" [{self.law}]" if self.law else "")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact of law that was not read as statute text. source: where it was taken from."""

    item: str
    file: str
    line: int
    element: str
    law: str
    confidence: Literal["medium", "low"]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """All remarks on a catalogue. It may be law where `ok`."""

    errors: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    uncertain: tuple[Doubt, ...]

    @property
    def ok(self) -> bool:
        return not self.errors


def lint(catalogue: Catalogue, words: Vocabulary, places: Places) -> Report:
    """Every remark on every version, in file order; what versions share is told once."""
    remarks: dict[tuple[object, ...], Remark] = {}
    doubts: dict[tuple[object, ...], Doubt] = {}
    versions = [item for code in catalogue.codes() for item in catalogue.items[code]]
    for item in versions:
        found = [problem for check in CHECKS for problem in check(item, words)]
        for problem in (*found, *_across(item, catalogue)):
            remark = _remark(item, problem, places)
            remarks.setdefault((remark.file, remark.line, remark.element, remark.text), remark)
        for doubt in _doubts(item, places):
            doubts.setdefault((doubt.file, doubt.line, doubt.element, doubt.law), doubt)
    for file, line, code, key in places.idle():
        item = catalogue.items[code][0]
        text = "每个版本都改写了它，此处不起作用 every version overrides it, so it says nothing here"
        remarks[file, line, key] = Remark(
            "warning", code, item.valid_from, file, line, key, text, cited(item.basis[:1])
        )
    ordered = sorted(remarks.values(), key=lambda r: (r.file, r.line, r.element))
    return Report(
        errors=tuple(r for r in ordered if r.level == "error"),
        warnings=tuple(r for r in ordered if r.level == "warning"),
        uncertain=tuple(sorted(doubts.values(), key=lambda d: (d.file, d.line, d.element))),
    )


def _across(item: Item, catalogue: Catalogue) -> Iterator[Problem]:
    """What only the whole catalogue shows: types used twice, papers that nobody issues, days without a version."""
    everything = [other for versions in catalogue.items.values() for other in versions]
    twins = sorted({o.code for o in everything if o.result.type_code == item.result.type_code} - {item.code})
    if twins:
        text = f"证照类型代码与 {', '.join(twins)} 相同 two kinds of licence share a type"
        yield Problem(("result", "type_code"), text, law="GB/T 36904-2018")
    issued = {kind for other in everything for kind in other.result.provides}
    for index, material in enumerate(item.materials):
        kind = material.vault_kind or material.code
        if material.issuer.kind == "authority" and material.issuer.holder == "zone" and kind not in issued:
            text = f"证照库中的 {kind} 没有任何事项签发 no item issues it, so it can never be held"
            yield Problem(("materials", index, "vault_kind"), text, material.basis)
    for earlier, later in pairwise(catalogue.items[item.code]):
        if later is item and earlier.valid_to and later.valid_from - earlier.valid_to > dt.timedelta(1):
            text = f"{earlier.valid_to} 之后无版本 no version in force until {later.valid_from}"
            yield Problem(("from",), text, item.basis, level="warning")


def _remark(item: Item, problem: Problem, places: Places) -> Remark:
    file, line = places.place(item, problem.path)
    law = problem.law or cited(problem.basis) or cited(item.basis[:1])
    element = _element(item, problem.path)
    return Remark(problem.level, item.code, item.valid_from, file, line, element, problem.text, law)


def _doubts(item: Item, places: Places) -> Iterator[Doubt]:
    body = cast("dict[str, Any]", msgspec.to_builtins(item))
    for path, told in below_high(body):
        file, line = places.place(item, path if "act" in told else (*path, "confidence"))
        law = law_of(told, cited(item.result.basis))
        yield Doubt(
            item.code, file, line, _element(item, path), law, told["confidence"], told.get("source", ""),
            told.get("note", ""),
        )  # fmt: skip


def _element(item: Item, path: tuple[Step, ...]) -> str:
    """The path with codes in place of positions: `materials.safety-measures.basis`."""
    names: list[str] = []
    here: Any = item
    for step in path:
        if isinstance(step, int):
            here = here[step] if here is not None and step < len(here) else None
            code = getattr(here, "code", None)
            names += [str(code)] if code else []
        else:
            here = getattr(here, step, None)
            names.append(step)
    return ".".join(names) or "(item)"


def by_law(doubts: Iterable[Doubt]) -> dict[tuple[str, str, str, str], list[Doubt]]:
    """Doubts of one file about one article from one source, together: (file, law, confidence, source) -> doubts."""
    found: dict[tuple[str, str, str, str], list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        found[doubt.file, doubt.law, doubt.confidence, doubt.source].append(doubt)
    return found
