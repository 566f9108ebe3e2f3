"""The guide to one item as everybody may read it: the law as it stands, what the reforms make of it, and its history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml

from gaoxin.approvals.rules.comparison.differences import Change, compare, documents_asked
from gaoxin.approvals.rules.items.findings import below_high, law_of
from gaoxin.approvals.rules.items.model import Item, Material
from gaoxin.approvals.rules.materials.burden import Requirement, plan
from gaoxin.approvals.rules.reforms.load import Reform
from gaoxin.approvals.services import rulebook
from gaoxin.portal.rules import finding
from gaoxin.portal.selectors.offers import STAGES, with_every_reform
from gaoxin.ui.shapes import Burden

PLAIN_WORDS = Path(__file__).parent.parent / "assets" / "plain-words.yaml"
WAYS = ("held", "fetched", "promised", "deferred", "uploaded", "missing")
NOT_SHOWN = ("valid_from", "valid_to", "transformed_by")


@dataclass(frozen=True, slots=True)
class Document:
    """One document: how it had to be met before, how it is met now, and why. before, after: a way, empty for not asked."""

    material: Material
    before: str
    after: str
    why: str
    article: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reference that was not read as statute text."""

    law: str
    confidence: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a version changed against the one before it."""

    version: Item
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """`law`: the version in force. `item`: the same with every reform in force that it can take."""

    law: Item
    item: Item
    burden: Burden
    documents: tuple[Document, ...]
    optional: tuple[Material, ...]
    reforms: tuple[Reform, ...]
    versions: tuple[Amendment, ...]
    doubts: tuple[Doubt, ...]
    prerequisites: tuple[Item, ...]


def guide(code: str, day: dt.date) -> Guide:
    """The guide as of that day. Raises NotFound for an unknown item or a day without a version."""
    return _guide(rulebook.edition(), code, day)


def find(query: str, day: dt.date) -> list[str]:
    """Codes of the items in force that the words mean, best first."""
    return finding.search(_index(rulebook.edition(), day), query)


@lru_cache(maxsize=512)
def _guide(_edition: rulebook.Edition, code: str, day: dt.date) -> Guide:
    catalogue = rulebook.catalogue()
    law = catalogue.on(code, day)
    item = with_every_reform(law, day)
    before, after = plan(law, {}), plan(item, {})
    ways = Counter(need.way for need in after)
    asked = {need.material for need in (*before, *after)}
    known = rulebook.reforms()
    return Guide(
        law=law,
        item=item,
        burden=Burden([(way, ways[way]) for way in WAYS if ways[way]], documents_asked(before), documents_asked(after)),
        documents=tuple(_documents(law, item, before, after)),
        optional=tuple(material for material in item.materials if material.code not in asked),
        reforms=tuple(known.get(reform) for reform in item.reforms),
        versions=tuple(_history(catalogue.items[code])),
        doubts=tuple(_doubts(law)),
        prerequisites=tuple(_in_force(catalogue.items[c], day) for c in law.prerequisites if c in catalogue.items),
    )


def _documents(
    law: Item, item: Item, before: tuple[Requirement, ...], after: tuple[Requirement, ...]
) -> Iterator[Document]:
    materials = {m.code: m for m in (*law.materials, *item.materials)}
    old, new = {need.material: need for need in before}, {need.material: need for need in after}
    for code in dict.fromkeys((*new, *old)):
        need = new.get(code) or old[code]
        material = materials[code]
        yield Document(
            material,
            old[code].way if code in old else "",
            new[code].way if code in new else "",
            need.why,
            need.article,
            any(reference.confidence != "high" for reference in material.basis),
        )


def _history(versions: tuple[Item, ...]) -> Iterator[Amendment]:
    """Newest first; the first version has no changes."""
    for index in range(len(versions) - 1, -1, -1):
        found = compare(versions[index - 1], versions[index]).changes if index else ()
        told = tuple(change for change in found if change.path.split(".")[0] not in NOT_SHOWN)
        yield Amendment(versions[index], told)


def _doubts(item: Item) -> Iterator[Doubt]:
    found = (told for _, told in below_high(msgspec.to_builtins(item)) if "act" in told)
    rows = dict.fromkeys((law_of(t, ""), t["confidence"], t["source"], t["note"]) for t in found)
    return (Doubt(*row) for row in rows)


def _in_force(versions: tuple[Item, ...], day: dt.date) -> Item:
    """The version of that day, else the newest."""
    return next(
        (i for i in versions if i.valid_from <= day and (i.valid_to is None or day <= i.valid_to)), versions[-1]
    )


@lru_cache(maxsize=8)
def _index(_edition: rulebook.Edition, day: dt.date) -> tuple[finding.Entry, ...]:
    plain: dict[str, list[str]] = yaml.safe_load(PLAIN_WORDS.read_text(encoding="utf-8"))
    made: list[finding.Entry] = []
    for code, versions in sorted(rulebook.catalogue().items.items()):
        item = _in_force(versions, day)
        if not (item.valid_from <= day and (item.valid_to is None or day <= item.valid_to)):
            continue
        others = [*STAGES[item.stage], item.result.name.zh, item.result.name.en.lower(), item.authority.name.zh]
        others += [text for m in item.materials for text in (m.name.zh, m.name.en)]
        made.append(finding.entry(code, (item.name.zh, item.name.en, *plain.get(code, ())), others))
    return tuple(made)
