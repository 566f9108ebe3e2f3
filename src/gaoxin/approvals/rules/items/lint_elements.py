"""Lint of what an item asks and by which law: bases, documents, situations, conditions, phases, facts and rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from gaoxin.approvals.rules.items.conditions import facts_of
from gaoxin.approvals.rules.items.findings import Problem
from gaoxin.approvals.rules.items.model import Basis, Bound, Extension, Item, Keep, Limits, Material, Phase, Rule
from gaoxin.approvals.rules.items.places import Step
from gaoxin.approvals.rules.items.vocabulary import Vocabulary

COMPARISONS = ("is_", "not_", "in_", "gt", "ge", "lt", "le", "before", "known")
SHARE = "国务院令716号 7"
LICENSING = "行政许可法"
PROMISE = "国办发〔2020〕42号"
DEFER = "广东省优化营商环境条例 32"
BINDING_LISTS = (
    "materials", "situations", "conditions", "steps", "post_verification", "refusal_grounds", "phases",
)  # fmt: skip
LISTS = ("fields", *BINDING_LISTS)


def based(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """Everything that binds a person stands on an article."""
    for path, basis in _binding(item):
        if not basis:
            yield Problem(path, "缺少法律依据 no legal basis")
    for path, basis in _all_bases(item):
        for index, reference in enumerate(basis):
            if not reference.article and reference.confidence == "high":
                text = f"{reference.act} 没有条款号，确信度不能为 high an act without an article cannot be certain"
                yield Problem((*path, index), text, (reference,))
            if reference.confidence != "high" and not (reference.source or reference.note):
                yield Problem(
                    (*path, index), "存疑的依据须写来源或说明 a doubt needs its source or a note", (reference,)
                )
    if not item.refusal_grounds:
        yield Problem(
            ("refusal_grounds",), "没有不予许可的法定理由 no statutory ground of refusal", law="行政许可法 38"
        )


def analogies(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """行政许可法 binds licences; where it sets the time of anything else it is applied by analogy, and is marked so."""
    if item.kind == "licence":
        return
    for path, basis in _bounds(("limits",), item.limits):
        for index, reference in enumerate(basis):
            if reference.act == LICENSING and reference.confidence == "high":
                text = f"{item.kind} 不是行政许可，{reference} 只能参照 applies by analogy only and must be marked"
                yield Problem((*path, "basis", index), text, (reference,))


def unique(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """No list holds one code twice: a later one would hide the earlier."""
    for name in LISTS:
        seen: set[str] = set()
        for index, element in enumerate(getattr(item, name)):
            if element.code in seen:
                yield Problem((name, index, "code"), f"代码重复 code used twice: {element.code}")
            seen.add(element.code)


def fields(item: Item, words: Vocabulary) -> Iterator[Problem]:
    """A choice has choices; what is filled or locked has a source; the source is a registry we know."""
    for index, field in enumerate(item.fields):
        here = ("fields", index)
        if (field.type == "choice") != bool(field.choices):
            yield Problem((*here, "choices"), "选择项与选项不一致 a choice has choices, and only a choice", field.basis)
        if (field.prefill or field.locked) and field.source is None:
            yield Problem(here, "预填或锁定的须有来源 prefilled or locked without a source", field.basis)
        if field.source and field.source.registry not in words.registries:
            text = f"没有登记库 no registry {field.source.registry!r} in registries.yaml"
            yield Problem((*here, "source", "registry"), text, law=SHARE)


def materials(item: Item, words: Vocabulary) -> Iterator[Problem]:
    """Who issues, who holds, what may be promised, what may wait."""
    situational = {code for situation in item.situations for code in situation.adds}
    phases = {phase.code for phase in item.phases}
    for index, material in enumerate(item.materials):
        here = ("materials", index)
        yield from _issued(material, here, words)
        yield from _promised(material, here)
        if (material.necessity == "conditional") != bool(material.when) and material.code not in situational:
            text = "有条件的材料须写明条件，且只有它写 a conditional document has a `when`, and no other has"
            yield Problem((*here, "when"), text, material.basis)
        for code in material.phases:
            if code not in phases:
                yield Problem((*here, "phases"), f"没有阶段 no phase {code!r}", material.basis)


def commitment(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """What the letter may replace exists and may be promised, and the item verifies it afterwards."""
    offer = item.commitment
    known = {material.code: material for material in item.materials}
    if offer is None:
        return
    for index, code in enumerate(offer.materials):
        here = ("commitment", "materials", index)
        if code not in known:
            yield Problem(here, f"没有材料 no document {code!r}", offer.basis)
        elif not known[code].promise.allowed:
            yield Problem(here, f"{code} 不得承诺 may not be promised", known[code].promise.basis or offer.basis)
    for index, material in enumerate(item.materials):
        if material.promise.allowed and material.code not in offer.materials:
            text = "可承诺但承诺书未列 may be promised, yet the letter does not name it"
            yield Problem(("materials", index, "promise"), text, material.promise.basis, level="warning")
    if not offer.terms:
        yield Problem(("commitment", "terms"), "承诺书没有条款 the letter has no terms", offer.basis)
    if not item.post_verification:
        yield Problem(("commitment",), "承诺须有事后核验 a commitment needs verification afterwards", offer.basis)


def references(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """Situations and conditions name documents that exist."""
    known = {material.code for material in item.materials}
    phases = {phase.code for phase in item.phases}
    for index, situation in enumerate(item.situations):
        for key, codes in (("adds", situation.adds), ("drops", situation.drops)):
            for place, code in enumerate(codes):
                if code not in known:
                    yield Problem(("situations", index, key, place), f"没有材料 no document {code!r}", situation.basis)
        if not situation.adds and not situation.drops:
            yield Problem(("situations", index), "情形没有效果 the situation changes nothing", situation.basis)
    for index, condition in enumerate(item.conditions):
        here = ("conditions", index)
        if condition.material is not None and condition.material not in known:
            yield Problem((*here, "material"), f"没有材料 no document {condition.material!r}", condition.basis)
        for code in condition.phases:
            if code not in phases:
                yield Problem((*here, "phases"), f"没有阶段 no phase {code!r}", condition.basis)


def phases(item: Item, words: Vocabulary) -> Iterator[Problem]:
    """Phases go forward, carry documents that exist, and wait for dates of the project."""
    known = {phase.code: phase for phase in item.phases}
    documents = {material.code: material for material in item.materials}
    dates = words.project_dates | {field.code for field in item.fields if field.type == "date"}
    for index, phase in enumerate(item.phases):
        here = ("phases", index)
        for place, code in enumerate(phase.after):
            if code not in known:
                yield Problem((*here, "after", place), f"没有阶段 no phase {code!r}", phase.basis)
        if _comes_back(phase, known):
            yield Problem((*here, "after"), f"阶段 {phase.code} 先后成环 the phase comes before itself", phase.basis)
        for place, code in enumerate(phase.carries):
            if code not in documents:
                yield Problem((*here, "carries", place), f"没有材料 no document {code!r}", phase.basis)
            elif documents[code].phase_scoped:
                text = f"{code} 只用于一个阶段，不能结转 serves one phase only and cannot be carried"
                yield Problem((*here, "carries", place), text, phase.basis)
        for place, code in enumerate(phase.facts):
            if code not in dates:
                yield Problem((*here, "facts", place), f"不是项目日期 not a dated fact: {code!r}", phase.basis)
    for place, code in enumerate(item.facts):
        if code not in dates:
            yield Problem(("facts", place), f"不是项目日期 not a dated fact: {code!r}")


def rules(item: Item, words: Vocabulary) -> Iterator[Problem]:
    """Every rule compares something, and reads only facts that somebody states."""
    stated = {field.code for field in item.fields} | set(words.facts)
    for path, rule, basis in _rules(item):
        if flaw := _flaw(rule):
            yield Problem(path, flaw, basis)
        for name in sorted(facts_of(rule) - stated):
            text = f"{name} 既非表单项，也未在 facts.yaml 声明 is neither a field nor declared in facts.yaml"
            yield Problem(path, text, basis)


CHECKS = (based, analogies, unique, fields, materials, commitment, references, phases, rules)


def _issued(material: Material, here: tuple[Step, ...], words: Vocabulary) -> Iterator[Problem]:
    issuer = material.issuer
    if issuer.holder == "share" and issuer.registry is None:
        yield Problem((*here, "issuer"), "共享获取须写明登记库 shared, but by which registry?", law=SHARE)
    if issuer.registry is not None and issuer.registry not in words.registries:
        text = f"没有登记库 no registry {issuer.registry!r} in registries.yaml"
        yield Problem((*here, "issuer", "registry"), text, law=SHARE)
    if issuer.registry is not None and issuer.holder != "share":
        yield Problem((*here, "issuer"), "写了登记库却不共享 a registry, yet it is not shared", law=SHARE)
    if issuer.kind == "authority" and not issuer.holder:
        text = "政府出具的材料不应由申请人提交 an authority issued it, so the applicant should not have to bring it"
        yield Problem((*here, "issuer"), text, level="warning", law=SHARE)
    if not material.proves and not material.generated:
        yield Problem((*here, "proves"), "未写明证明什么 what does it prove?", material.basis, level="warning")


def _promised(material: Material, here: tuple[Step, ...]) -> Iterator[Problem]:
    promise, defer = material.promise, material.defer
    if promise.allowed and not (promise.evidence and promise.within):
        text = "可承诺的须写明证据和期限 a promise needs its evidence and its time"
        yield Problem((*here, "promise"), text, promise.basis, law="" if promise.basis else PROMISE)
    if promise.allowed and promise.why_not:
        yield Problem((*here, "promise"), "既可承诺又写了不可的理由 allowed, yet with a reason why not", promise.basis)
    if defer.allowed and material.main:
        yield Problem((*here, "defer"), "主要材料不得容缺 a main document may not wait", law=DEFER)
    if defer.allowed and not defer.within:
        yield Problem((*here, "defer"), "容缺须写明补交期限 by when must it follow?", law=DEFER)


def _comes_back(phase: Phase, known: dict[str, Phase]) -> bool:
    waiting, seen = list(phase.after), set[str]()
    while waiting:
        code = waiting.pop()
        if code == phase.code:
            return True
        if code in known and code not in seen:
            seen.add(code)
            waiting += known[code].after
    return False


def _rules(item: Item) -> Iterator[tuple[tuple[Step, ...], Rule, Basis]]:
    if item.applies is not None:
        yield ("applies",), item.applies, item.applies_basis
    for name in ("materials", "situations", "steps"):
        for index, element in enumerate(getattr(item, name)):
            if element.when is not None:
                yield (name, index, "when"), element.when, element.basis
    for index, condition in enumerate(item.conditions):
        if condition.rule is not None:
            yield ("conditions", index, "rule"), condition.rule, condition.basis


def _flaw(rule: Rule) -> str:
    """Why the rule says nothing, or more than one thing; empty where it is sound."""
    parts = [part for part in (rule.all, rule.any, rule.none) if part is not None]
    compared = [name for name in COMPARISONS if getattr(rule, name) is not None]
    if rule.fact is None and not parts:
        return "空规则 an empty rule holds for everyone"
    if (rule.fact is not None and parts) or len(parts) > 1:
        return "一条规则只能比较一个事实或者组合一组规则 a rule compares one fact or combines one list"
    if rule.fact is None and compared:
        return "有比较而没有事实 a comparison without a fact"
    if rule.fact is not None and not compared:
        return f"{rule.fact} 没有比较 is compared with nothing"
    if any(not part for part in parts):
        return "组合为空 the combination is empty"
    return next((flaw for part in parts for inner in part if (flaw := _flaw(inner))), "")


def _binding(item: Item) -> Iterator[tuple[tuple[Step, ...], Basis]]:
    """Every element that binds somebody, with its basis, empty where it has none."""
    yield from _bounds(("limits",), item.limits)
    yield from _bounds(("result", "keep"), item.result.keep)
    for name in BINDING_LISTS:
        for index, element in enumerate(getattr(item, name)):
            yield (name, index), element.basis
    for index, material in enumerate(item.materials):
        if material.promise.allowed or material.promise.why_not:
            yield ("materials", index, "promise"), material.promise.basis
        if material.defer.allowed:
            yield ("materials", index, "defer"), material.defer.basis
    if item.applies is not None:
        yield ("applies",), item.applies_basis
    if item.commitment is not None:
        yield ("commitment",), item.commitment.basis
    for name in ("result", "window", "remedies"):
        yield (name,), getattr(item, name).basis


def _bounds(path: tuple[Step, ...], limits: Limits | Keep) -> Iterator[tuple[tuple[Step, ...], Basis]]:
    for field in msgspec.structs.fields(limits):
        bound = getattr(limits, field.name)
        if isinstance(bound, Bound | Extension):
            yield (*path, field.name), bound.basis


def _all_bases(item: Item) -> Sequence[tuple[tuple[Step, ...], Basis]]:
    """The item's own basis, and every basis that `_binding` names."""
    where = {"applies": ("applies_basis",)}
    named = ((where.get(str(path[0]), (*path, "basis")), basis) for path, basis in _binding(item))
    return ((("basis",), item.basis), *named)
