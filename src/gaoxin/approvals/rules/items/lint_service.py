"""Lint of how an item is served: limits, visits, fee, phones, steps, result (实施清单, rules as a city's own script checks)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gaoxin.approvals.rules.items.findings import Problem
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.items.vocabulary import Vocabulary
from gaoxin.core.errors import Invalid
from gaoxin.core.identifiers import check_uscc
from gaoxin.core.limits import Limit, parse_limit

LEAST_STEPS = 5  # of a licence: acceptance, review, decision, making the licence, delivery
LIST = "GB/T 39554"
ONLINE = "国务院令716号"


def immediate(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """即办 ⇔ 即办件: done on the spot means promised in less than a working day, and the other way round."""
    fast = _under_a_day(parse_limit(item.limits.promised.limit))
    if item.service.immediate and not fast:
        text = f"即办件的承诺时限须短于一个工作日 an immediate item promises {item.limits.promised.limit}"
        yield Problem(("limits", "promised", "limit"), text, item.limits.promised.basis)
    if fast and not item.service.immediate:
        text = f"承诺 {item.limits.promised.limit} 办结的应标为即办件 done within a day but not called immediate"
        yield Problem(("service", "immediate"), text, law=LIST)


def visits(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """A visit has a reason; 全程网办 (level IV) has none, and neither ink nor a physical seal."""
    service = item.service
    if service.visits < 0:
        yield Problem(("service", "visits"), f"次数不能为负 {service.visits}", law=LIST)
    if service.visits > 0 and not service.visit_reason.strip():
        yield Problem(("service", "visit_reason"), "到现场须写明原因 a visit needs its reason", law=LIST)
    if service.online == "IV":
        if service.visits:
            text = f"全程网办不得要求到现场 fully online means no visit, not {service.visits}"
            yield Problem(("service", "visits"), text, law=ONLINE)
        if service.wet_signature or service.physical_seal:
            text = "全程网办不得要求手写签名或实物印章 fully online takes neither ink nor a physical seal"
            yield Problem(("service", "online"), text, law=ONLINE)
        if "online" not in service.channels:
            text = "全程网办须有网上渠道 fully online without an online channel"
            yield Problem(("service", "channels"), text, law=LIST)


def fee(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """A fee has a basis, and a basis a fee."""
    if item.service.fee and not item.service.fee_basis:
        yield Problem(("service", "fee"), "收费须有依据 a fee needs a legal basis", law="行政许可法 58")
    if item.service.fee_basis and not item.service.fee:
        yield Problem(
            ("service", "fee_basis"), "不收费却写了收费依据 no fee, yet a basis for one", item.service.fee_basis
        )


def phones(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """Both can be called, and a complaint does not ring where the enquiry did."""
    enquiry, complaint = item.service.enquiry.strip(), item.service.complaint.strip()
    for name, value in (("enquiry", enquiry), ("complaint", complaint)):
        if not value:
            yield Problem(("service", name), "缺少电话 the phone is missing", law=LIST)
    if enquiry and enquiry == complaint:
        yield Problem(
            ("service", "complaint"), "咨询与投诉不得是同一电话 enquiry and complaint share a phone", law=LIST
        )


def result(item: Item, words: Vocabulary) -> Iterator[Problem]:
    """A result can be shown before it is applied for, and shows only what the form knows."""
    made = item.result
    if made.sample not in words.templates:
        text = f"结果样本须是可渲染的模板 the sample must be one of: {', '.join(sorted(words.templates))}"
        yield Problem(("result", "sample"), text, law=LIST)
    if len(made.type_code) != 21:
        yield Problem(
            ("result", "type_code"), "证照类型代码应为 21 位 should have 21 characters", law="GB/T 36904-2018"
        )
    fields = {field.code for field in item.fields}
    for index, name in enumerate(made.shows):
        if name not in fields:
            yield Problem(("result", "shows", index), f"表单没有 {name} the form has no such field", made.basis)
    if made.renewable and not made.valid_for:
        yield Problem(("result", "renewable"), "可延续的须有有效期 renewable without a term", made.basis)
    if made.renewable and not made.keep.renew_before:
        text = "可延续的须写明届满前多久提出 renewable, but asked for how long before its end?"
        yield Problem(("result", "renewable"), text, law="行政许可法 50")


def steps(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """A licence has its five steps; steps go forward; a supervisor or head decides; a site check takes two officers."""
    if item.kind == "licence" and len(item.steps) < LEAST_STEPS:
        text = f"许可事项至少 {LEAST_STEPS} 个环节，现有 {len(item.steps)} a licence has at least five steps"
        yield Problem(("steps",), text, law=LIST)
    for index, (former, step) in enumerate(pairwise(item.steps), 1):
        if step.order < former.order:
            text = f"环节顺序倒退 order {former.order} → {step.order} goes backwards"
            yield Problem(("steps", index, "order"), text, step.basis)
    if not any(step.role in ("supervisor", "head") for step in item.steps):
        yield Problem(("steps",), "没有决定环节 no step decides", law="行政许可法 34")
    for index, step in enumerate(item.steps):
        if step.onsite and step.officers < 2:
            yield Problem(
                ("steps", index, "officers"), "现场核查应当两人以上 needs two officers", law="行政许可法 34(3)"
            )
        if step.officers < 1:
            yield Problem(("steps", index, "officers"), f"人数须为正 {step.officers}", step.basis)


def limits(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """What is promised is no longer than what the law allows."""
    statutory, promised = parse_limit(item.limits.statutory.limit), parse_limit(item.limits.promised.limit)
    if statutory.unit == promised.unit and promised.amount > statutory.amount:
        text = f"承诺 {promised} 长于法定 {statutory} the promise is longer than the law allows"
        yield Problem(("limits", "promised", "limit"), text, item.limits.statutory.basis)
    if statutory.unit != promised.unit and not _under_a_day(promised):
        text = f"承诺与法定时限单位不同 units differ: {promised} / {statutory}"
        yield Problem(("limits", "promised", "limit"), text, item.limits.promised.basis, level="warning")
    promises = any(material.promise.allowed for material in item.materials)
    if promises and item.limits.evidence_grace is None:
        text = "可承诺的材料须写明逾期宽限 documents may be promised, yet no grace is set"
        yield Problem(("limits",), text, level="warning", law="国办发〔2020〕42号")


def authority(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """The deciding body has a credit code that checks."""
    try:
        check_uscc(item.authority.code)
    except Invalid as error:
        yield Problem(("authority", "code"), f"{error.what}: {error.why}", law=error.article)


def risk(item: Item, _: Vocabulary) -> Iterator[Problem]:
    """A high risk says why, and offers no commitment."""
    if item.risk == "high" and not item.risk_reason.strip():
        yield Problem(("risk",), "高风险须写明理由 a high risk needs its reason", law="国办发〔2020〕42号")
    if item.risk == "high" and item.commitment is not None:
        text = "高风险事项不得提供告知承诺 a high-risk item may not offer a commitment"
        yield Problem(("commitment",), text, item.commitment.basis)


CHECKS = (immediate, visits, fee, phones, result, steps, limits, authority, risk)


def _under_a_day(limit: Limit) -> bool:
    return limit.unit == "wh" or (limit.unit == "wd" and limit.amount < 1)
