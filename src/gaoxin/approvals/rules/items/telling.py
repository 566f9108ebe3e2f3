"""An item told whole as titled tables: every element with its article, and how certain that article is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from gaoxin.approvals.rules.items.findings import below_high, law_of
from gaoxin.approvals.rules.items.model import Basis, Bound, Item, Material, Rule, Text

Row = tuple[str, ...]
ARTICLE = "依据 article"
DOUBT = {"medium": "△", "low": "▽"}
SIGNS = {"is_": "=", "not_": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "before": "不晚于 by"}
WAYS = {
    "held": "已有 held",
    "fetched": "共享 fetched",
    "promised": "承诺 promised",
    "deferred": "容缺 deferred",
    "uploaded": "提交 uploaded",
}
DUTIES = {
    "start_within": "开工 start within",
    "start_extension": "每次延期 each extension",
    "stop_report": "停工报告 report a stop",
    "reverify_after": "停工复核 verify again after",
    "renew_before": "延续 renew before its end",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One table. columns: its headings, empty where the rows need none."""

    title: str
    columns: Row
    rows: tuple[Row, ...]


def sections(item: Item) -> tuple[Section, ...]:
    """All of the item in the order a reader needs it; empty tables are left out."""
    code, name, text = "代码 code", "名称 name", "内容 text"
    found = (
        Section("概要 Summary", (), tuple(_summary(item))),
        Section("时限 Limits", ("", "时限 limit", ARTICLE), tuple(_limits(item))),
        Section("材料 Documents", (code, name, "出具 issuer", "方式 how", ARTICLE), tuple(_materials(item))),
        Section("情形 Situations", (code, name, "条件 when", "材料 documents", ARTICLE), tuple(_situations(item))),
        Section("表单 Form", (code, name, "类型 type", "来源 source"), tuple(_fields(item))),
        Section("条件 Conditions", (code, text, "核对 check", ARTICLE), tuple(_conditions(item))),
        Section("环节 Steps", ("次序 order", "环节 step", "角色 role", "人数 officers", ARTICLE), tuple(_steps(item))),
        Section("结果 Result", ("", text, ARTICLE), tuple(_result(item))),
        Section("告知承诺 Commitment", ("", text, ARTICLE), tuple(_commitment(item))),
        Section(
            "分阶段 Phases", (code, name, "之后 after", "日期 dates", "结转 carries", ARTICLE), tuple(_phases(item))
        ),
        Section("不予许可的理由 Grounds of refusal", (code, text, ARTICLE), tuple(_grounds(item))),
        Section("救济 Remedies", (text, ARTICLE), tuple(_remedies(item))),
        Section("存疑 In doubt", ("确信度 confidence", ARTICLE, "来源 source", "说明 note"), tuple(_doubts(item))),
    )
    return tuple(section for section in found if section.rows)


def cite(basis: Basis) -> str:
    """Articles in one line; △ medium and ▽ low mark those that were not read as statute text."""
    return "；".join(f"{reference}{DOUBT.get(reference.confidence, '')}" for reference in basis)


def say(rule: Rule | None) -> str:
    """A rule in words and signs."""
    if rule is None:
        return "人工判断 judged by a person"
    for parts, word in ((rule.all, " 且 and "), (rule.any, " 或 or ")):
        if parts is not None:
            return word.join(f"({say(part)})" if part.fact is None else say(part) for part in parts)
    if rule.none is not None:
        return "非 not (" + " 或 or ".join(say(part) for part in rule.none) + ")"
    told = [f"{sign} {_value(getattr(rule, name))}" for name, sign in SIGNS.items() if getattr(rule, name) is not None]
    if rule.in_ is not None:
        told.append("∈ " + "、".join(rule.in_))
    if rule.known is not None:
        told.append("已知 known" if rule.known else "未知 unknown")
    return f"{rule.fact} {' '.join(told)}" if rule.fact else "总是 always"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _summary(item: Item) -> Iterable[Row]:
    service = item.service
    yield "事项 item", f"{_both(item.name)}（{item.code}）"
    yield "版本 version", f"{item.valid_from} … {item.valid_to or ''}"
    yield "类型 kind", f"{item.kind}，{item.stage}，风险 risk: {item.risk} {item.risk_reason}".strip()
    yield "机关 authority", f"{_both(item.authority.name)} {item.authority.code}：{item.authority.competence}"
    yield "申请人 applicants", "、".join(item.applicants)
    yield "依据 basis", cite(item.basis)
    if item.applies is not None:
        yield "适用 applies", f"{say(item.applies)} — {cite(item.applies_basis)}"
    if item.prerequisites:
        yield "前置 prerequisites", "、".join(item.prerequisites)
    yield "到场 visits", f"{service.visits} {service.visit_reason}".strip()
    yield "网办 online", f"{service.online}，{'、'.join(service.channels)}"
    ink = "手写 ink" if service.wet_signature else "电子签名 e-signature"
    yield "签章 signing", f"{ink}，{'实物印章 physical seal' if service.physical_seal else '电子印章 e-seal'}"
    yield "收费 fee", cite(service.fee_basis) if service.fee else "不收费 none"
    yield "时间地点 when, where", f"{service.hours}；{service.place}"
    yield "咨询 / 投诉 phones", f"{service.enquiry} / {service.complaint}"
    if item.transformed_by:
        told = "；".join(f"{mark.reform}（{cite(mark.basis)}）" for mark in item.transformed_by)
        yield "改革 reforms", told


def _limits(item: Item) -> Iterable[Row]:
    limits = item.limits
    for name, bound in (
        ("法定 statutory", limits.statutory), ("承诺 promised", limits.promised), ("补正告知 corrections", limits.correction),
        ("送达 delivery", limits.delivery), ("承诺宽限 grace of a promise", limits.evidence_grace),
    ):  # fmt: skip
        if bound is not None:
            yield name, bound.limit, cite(bound.basis)
    if limits.extension:
        yield f"延长 extension ×{limits.extension.times}", limits.extension.limit, cite(limits.extension.basis)
    if limits.count_service:
        yield "周六服务计入 Saturdays count", "", ""


def _materials(item: Item) -> Iterable[Row]:
    for material in item.materials:
        need = {"required": "", "conditional": f" 条件 if: {say(material.when)}", "optional": " 可选 optional"}
        name = f"{_both(material.name)}{need[material.necessity]}"
        yield material.code, name, material.issuer.name, "；".join(_ways(material)), cite(material.basis)


def _ways(material: Material) -> Iterable[str]:
    yield " > ".join(WAYS[way] for way in material.ways)
    if material.promise.allowed:
        yield f"可承诺 may be promised: {material.promise.evidence}，{material.promise.within}"
    elif material.promise.why_not:
        yield f"不可承诺 may not: {material.promise.why_not}"
    if material.defer.allowed:
        yield f"可容缺 may wait {material.defer.within}"


def _situations(item: Item) -> Iterable[Row]:
    for situation in item.situations:
        change = [*(f"+{code}" for code in situation.adds), *(f"−{code}" for code in situation.drops)]
        yield situation.code, _both(situation.name), say(situation.when), " ".join(change), cite(situation.basis)


def _fields(item: Item) -> Iterable[Row]:
    for field in item.fields:
        source = f"{field.source.registry}.{field.source.field}" if field.source else ""
        mark = " 预填 prefilled" if field.prefill else ""
        kind = field.type + ("" if field.required else " 可空 optional")
        yield field.code, _both(field.name), kind, source + mark


def _conditions(item: Item) -> Iterable[Row]:
    for condition in item.conditions:
        shown = f"{say(condition.rule)}" + (f"；材料 {condition.material}" if condition.material else "")
        yield condition.code, _both(condition.text), shown, cite(condition.basis)


def _steps(item: Item) -> Iterable[Row]:
    for step in item.steps:
        marks = ["现场 on site"] if step.onsite else []
        marks += ["不计入期限 excluded"] if step.excluded else []
        marks += [f"如 if {say(step.when)}"] if step.when else []
        name = _both(step.name) + (f"（{'，'.join(marks)}）" if marks else "")
        yield str(step.order), name, step.role, str(step.officers), cite(step.basis)


def _result(item: Item) -> Iterable[Row]:
    made = item.result
    yield "证照 result", f"{_both(made.name)}，{made.kind}，{made.type_code}", cite(made.basis)
    yield "样本模板 sample", made.sample, ""
    if made.valid_for:
        yield "有效期 valid for", made.valid_for + (" 可延续 renewable" if made.renewable else ""), ""
    for name, word in DUTIES.items():
        bound = getattr(made.keep, name)
        if isinstance(bound, Bound):
            yield word, bound.limit, cite(bound.basis)
    if made.provides:
        yield "入库 held as", "、".join(made.provides), ""
    for check in item.post_verification:
        onsite = "现场 on site，" if check.onsite else ""
        yield "事后核验 verified", f"{_both(check.text)}：{onsite}{check.within}", cite(check.basis)


def _commitment(item: Item) -> Iterable[Row]:
    offer = item.commitment
    if offer is None:
        return
    yield "可替代 replaces", "、".join(offer.materials), cite(offer.basis)
    yield "不适用 barred", "、".join(offer.excludes), ""
    if offer.correct_within:
        yield "限期改正 correction", offer.correct_within, ""
    for term in offer.terms:
        yield "承诺 term", _both(term), ""


def _phases(item: Item) -> Iterable[Row]:
    for phase in item.phases:
        lists = ("、".join(part) for part in (phase.after, phase.facts, phase.carries))
        yield (phase.code, _both(phase.name), *lists, cite(phase.basis))


def _grounds(item: Item) -> Iterable[Row]:
    return ((ground.code, _both(ground.text), cite(ground.basis)) for ground in item.refusal_grounds)


def _remedies(item: Item) -> Iterable[Row]:
    yield item.remedies.reconsideration, cite(item.remedies.basis)
    yield item.remedies.litigation, ""


def _doubts(item: Item) -> Iterable[Row]:
    found = (told for _, told in below_high(msgspec.to_builtins(item)) if "act" in told)
    return dict.fromkeys((t["confidence"], law_of(t, ""), t["source"], t["note"]) for t in found)
