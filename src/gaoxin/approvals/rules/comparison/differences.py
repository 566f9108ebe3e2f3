"""Two definitions side by side: documents, fields, visits, limits, roles, and every other element, with the articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import msgspec

from gaoxin.approvals.rules.items.model import Bound, Item, Material
from gaoxin.approvals.rules.materials.burden import Requirement, plan


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the item after the change: how it is met, and why."""

    code: str
    name: str
    way: str
    article: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One element that differs, by its path in the definition."""

    path: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """Everything that differs. Counts are of what an applicant has to hand in, type, sign or travel for."""

    before: Item
    after: Item
    documents_before: int
    documents_after: int
    documents: tuple[Document, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    fields_before: int
    fields_after: int
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`: the keys of the contract, then the rest."""
        old, new = self.before, self.after
        return {
            "item": new.code,
            "reforms": list(new.reforms),
            "documents": {
                "before": self.documents_before,
                "after": self.documents_after,
                "why": [_row(d) for d in self.documents],
                "added": list(self.added),
                "removed": list(self.removed),
            },
            "fields": {"before": self.fields_before, "after": self.fields_after},
            "limit": {
                "before": old.limits.promised.limit,
                "after": new.limits.promised.limit,
                "statutory": new.limits.statutory.limit,
                "article": _cited(new.limits.promised),
            },
            "visits": {"before": old.service.visits, "after": new.service.visits},
            "signatures": {
                "ink": [old.service.wet_signature, new.service.wet_signature],
                "physical_seal": [old.service.physical_seal, new.service.physical_seal],
            },
            "steps": {"before": _steps(old), "after": _steps(new)},
            "changes": [{"path": c.path, "before": c.before, "after": c.after} for c in self.changes],
            "acts": {mark.reform: [str(reference) for reference in mark.basis] for mark in new.transformed_by},
        }


def compare(before: Item, after: Item) -> ItemDifference:
    """The differences, computed from the two definitions alone."""
    old, new = plan(before, {}), plan(after, {})
    names: dict[str, Material] = {m.code: m for m in (*before.materials, *after.materials)}
    documents = tuple(Document(r.material, names[r.material].name.zh, r.way, r.article, r.why) for r in new)
    old_codes, new_codes = [r.material for r in old], [r.material for r in new]
    return ItemDifference(
        before=before,
        after=after,
        documents_before=documents_asked(old),
        documents_after=documents_asked(new),
        documents=documents,
        added=tuple(c for c in new_codes if c not in old_codes),
        removed=tuple(c for c in old_codes if c not in new_codes),
        fields_before=fields_typed(before),
        fields_after=fields_typed(after),
        changes=_changes(before, after),
    )


def documents_asked(requirements: tuple[Requirement, ...]) -> int:
    """How many documents the applicant has to hand in."""
    return sum(r.way in ("uploaded", "missing") for r in requirements)


def fields_typed(item: Item) -> int:
    """How many required fields the applicant types, if every registry answers."""
    return sum(f.required and not f.prefill for f in item.fields)


def _row(document: Document) -> dict[str, str]:
    return {
        "code": document.code,
        "name": document.name,
        "way": document.way,
        "article": document.article,
        "why": document.why,
    }


def _steps(item: Item) -> list[dict[str, object]]:
    return [{"code": s.code, "role": s.role, "officers": s.officers} for s in item.steps]


def _changes(before: Item, after: Item) -> tuple[Change, ...]:
    old, new = cast("dict[str, Any]", msgspec.to_builtins(before)), cast("dict[str, Any]", msgspec.to_builtins(after))
    found: list[Change] = []
    for key in sorted({*old, *new}):
        if key not in ("transformed_by",):
            _walk(key, old.get(key), new.get(key), found)
    return tuple(found)


def _walk(path: str, old: Any, new: Any, found: list[Change]) -> None:
    """Leaves that differ; lists of coded elements are matched by code, so that an insertion is one change."""
    if old == new:
        return
    change = Change(path, old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        left, right = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
        for key in sorted({*left, *right}):
            _walk(f"{path}.{key}", left.get(key), right.get(key), found)
        return
    before, after = _coded(old), _coded(new)
    if before is not None and after is not None:
        for code in dict.fromkeys((*before, *after)):
            _walk(f"{path}.{code}", before.get(code), after.get(code), found)
        return
    found.append(change)


def _coded(value: Any) -> dict[str, object] | None:
    """The elements of a list by their code; None where it is no list of coded elements."""
    if not isinstance(value, list | tuple):
        return None
    elements = cast("tuple[Any, ...]", value)
    if not all(isinstance(element, dict) and "code" in element for element in elements):
        return None
    return {element["code"]: element for element in cast("tuple[dict[str, Any], ...]", elements)}


def _cited(bound: Bound) -> str:
    return "；".join(str(reference) for reference in bound.basis)
