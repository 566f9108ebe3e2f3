"""The burden solver: each document is held, fetched, promised, deferred or uploaded, in that order, and says why.

What government holds or can fetch may not be asked of the applicant (国务院令716号 7).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gaoxin.approvals.rules.items.conditions import Facts, evaluate, holds
from gaoxin.approvals.rules.items.model import Item, Material

MISSING = "missing"
NOT_ASKED = frozenset({"held", "fetched", "promised", "deferred"})


@dataclass(frozen=True, slots=True)
class Available:
    """A document that exists somewhere: `ref` finds it again, `text` says what and where it is."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """How one document is met. way: one of `Way`, or `missing`. within: limit for what must follow, else ''."""

    material: str
    way: str
    why: str
    article: str
    ref: str = ""
    within: str = ""


def asked(item: Item, facts: Facts) -> tuple[Material, ...]:
    """The documents this case needs: situations and conditions applied, optional ones left out.

    A condition whose fact is unknown does not add a document; a situation whose fact is unknown drops none.
    """
    optional_by_situation = {code for s in item.situations for code in s.adds}
    added = {code for s in item.situations for code in s.adds if holds(s.when, facts)}
    dropped = {code for s in item.situations for code in s.drops if holds(s.when, facts)}
    found: list[Material] = []
    for material in item.materials:
        code = material.code
        if code in dropped or material.necessity == "optional":
            continue
        if code in optional_by_situation and code not in added:
            continue
        if material.necessity == "conditional" and code not in added and not holds(material.when, facts):
            continue
        found.append(material)
    return tuple(found)


def resolve(
    item: Item,
    facts: Facts,
    *,
    held: Mapping[str, Available],
    fetched: Mapping[str, Available],
    uploaded: Mapping[str, Available],
    commits: bool = False,
    deferred: Collection[str] = (),
) -> tuple[Requirement, ...]:
    """How each document of this case is met.

    held: vault kind -> document; fetched, uploaded: material code -> document; commits: the applicant chose 告知承诺 and
    may; deferred: secondary documents the applicant promises to send later (容缺).
    """
    return tuple(
        _one(m, held=held, fetched=fetched, uploaded=uploaded, commits=commits, deferred=deferred)
        for m in asked(item, facts)
    )


def plan(item: Item, facts: Facts) -> tuple[Requirement, ...]:
    """How each document would be met if every registry answers and the vault holds what the zone issued."""
    everywhere = asked(item, facts)
    return resolve(
        item,
        facts,
        held={vault_kind(m): Available("", m.issuer.name) for m in everywhere},
        fetched={m.code: Available("", m.issuer.registry or m.issuer.name) for m in everywhere},
        uploaded={m.code: Available("", m.issuer.name) for m in everywhere},
        commits=True,
    )


def vault_kind(material: Material) -> str:
    """The licence vault's word for this document."""
    return material.vault_kind or material.code


def why_asked(item: Item, material: str, facts: Facts) -> str:
    """Why this case needs the document, or why not: the condition or situation, with what was compared."""
    for situation in item.situations:
        if material in (*situation.adds, *situation.drops):
            finding = evaluate(situation.when, facts)
            return f"{situation.name.zh}: {finding.reason}"
    found = item.material(material)
    return evaluate(found.when, facts).reason if found.when else found.proves


def _one(
    material: Material,
    *,
    held: Mapping[str, Available],
    fetched: Mapping[str, Available],
    uploaded: Mapping[str, Available],
    commits: bool,
    deferred: Collection[str],
) -> Requirement:
    code = material.code
    for way in material.ways:
        if way == "held" and (found := held.get(vault_kind(material))):
            why = f"证照库已有，免提交 in the licence vault: {found.text}"
            return Requirement(code, way, why, "国务院令716号 第7条", found.ref)
        if way == "fetched" and (found := fetched.get(code)):
            source = "由表单生成 written from the form" if material.generated else f"共享获取 fetched: {found.text}"
            return Requirement(code, way, source, "国务院令716号 第7条", found.ref)
        if way == "promised" and commits and material.promise.allowed:
            why = f"以承诺替代，须在 {material.promise.within} 内提交：{material.promise.evidence}"
            return Requirement(code, way, why, _cited(material.promise.basis), within=material.promise.within or "")
        if way == "deferred" and code in deferred and material.defer.allowed and code not in uploaded:
            why = f"容缺受理，须在 {material.defer.within} 内补交 may follow later"
            return Requirement(code, way, why, _cited(material.defer.basis), within=material.defer.within or "")
        if way == "uploaded" and (found := uploaded.get(code)):
            word = "由申请人签署提交 signed by the applicant" if material.generated else "由申请人提交 handed in"
            return Requirement(code, way, f"{word}：{material.proves}", _cited(material.basis), found.ref)
    return Requirement(code, MISSING, f"尚缺 still missing：{material.proves}", _cited(material.basis))


def _cited(basis: tuple[object, ...]) -> str:
    return "；".join(str(reference) for reference in basis)
