"""An audit in words, Chinese and English, and as data for `--json` and the API."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gaoxin.economy.rules.audits.claims.audit import Audit, Contradiction, Derived, Need
from gaoxin.economy.rules.audits.claims.claim import Claim, Kind, Subject
from gaoxin.economy.rules.audits.claims.interval import Interval

KIND_ZH = {
    Kind.LEVEL: "", Kind.TOTAL: "合计", Kind.COUNT: "", Kind.GROWTH: "增长", Kind.COUNT_GROWTH: "增长", Kind.SHARE: "比重",
    Kind.SHARE_CHANGE: "比重变化", Kind.PULL: "拉动", Kind.CONTRIBUTION: "贡献率",
}  # fmt: skip
KIND_EN = {
    Kind.LEVEL: "level", Kind.TOTAL: "total", Kind.COUNT: "count", Kind.GROWTH: "growth", Kind.COUNT_GROWTH: "growth of the count",
    Kind.SHARE: "share", Kind.SHARE_CHANGE: "change of share", Kind.PULL: "pull", Kind.CONTRIBUTION: "contribution",
}  # fmt: skip
DERIVED = {
    "level": ("数值", "level"), "base": ("基数", "base"), "growth": ("增长", "growth"), "share": ("比重", "share"),
    "base_share": ("基期比重", "base weight"), "share_change": ("比重变化", "change of share"), "pull": ("拉动", "pull"),
    "contribution": ("贡献率", "contribution"),
}  # fmt: skip


def as_dict(told: Audit) -> dict[str, Any]:
    """All of it, numbers as JSON numbers, intervals rounded outwards."""
    plain = _without_one_period(told)
    return {
        "claims": len([name for name in told.claims if not name.endswith(".direction")]),
        "consistent": not told.contradictions,
        "contradictions": [_contradiction(plain, one) for one in told.contradictions],
        "derived": [
            {**_derived(one), "period": full.subject.period} for one, full in zip(plain.derived, told.derived, strict=True)
        ],
        "implied": {name: _ends(value, told.claims[name].decimals + 2) for name, value in told.implied.items() if value},
        "untested": list(told.untested),
        "notes": notes(told),
    }  # fmt: skip


def notes(told: Audit) -> list[dict[str, str]]:
    """What a reader must know and that is no contradiction."""
    said = [
        {
            "zh": f"{now} 的增长按可比口径，{earlier} 已公布的数不当作基数；两者不同时应说明基数为何修订。",
            "en": f"The growth of {now} is comparable: the published level of {earlier} is not taken as its base; explain a revised base.",
        }
        for now, earlier in told.unlinked
    ]
    if any(not one.complete for one in told.contradictions):
        said.append({"zh": "矛盾很多，没有列全。", "en": "There are many contradictions; not all sets are listed."})
    return said


def _without_one_period(told: Audit) -> Audit:
    """The same with names that leave out the period where there is only one."""
    if len({claim.subject.period for claim in told.claims.values()}) > 1:
        return told
    claims = {
        name: claim.about(_bare(claim.subject), claim.whole and _bare(claim.whole))
        for name, claim in told.claims.items()
    }
    derived = tuple(
        replace(one, subject=_bare(one.subject), whole=one.whole and _bare(one.whole)) for one in told.derived
    )
    return replace(told, claims=claims, derived=derived)


def _bare(subject: Subject) -> Subject:
    return replace(subject, period="")


def named_en(claim: Claim) -> str:
    """The same in English, the words of the text left as they are."""
    if claim.id.endswith(".direction"):
        return f"the {'rise' if claim.printed.hi > 0 else 'fall'} of the share of {claim.subject}"
    whole = f" in {claim.whole}" if claim.whole else ""
    return f"{KIND_EN[claim.kind]} of {claim.subject}{whole}"


def unit_en(name: str) -> str:
    return {"个百分点": "pp", "百分点": "pp", "亿元": "亿元 (100m yuan)", "万元": "万元 (10k yuan)"}.get(name, name)


def named(claim: Claim) -> str:
    """`“3+1”·工业增加值→工业增加值 拉动`."""
    if claim.id.endswith(".direction"):
        return f"{claim.subject} 比重上升" if claim.printed.hi > 0 else f"{claim.subject} 比重下降"
    whole = f"→{claim.whole}" if claim.whole else ""
    return f"{claim.subject}{whole} {KIND_ZH[claim.kind]}".strip()


def printed(claim: Claim) -> str:
    """The figure as printed: bound, digits, unit."""
    bound = {"near": "近", "~": "约"}.get(claim.bound, claim.bound)
    return f"{bound}{claim.value:,f}{'' if claim.unit.name == '%' else ' '}{claim.unit.name}"


def span(value: Interval, places: int) -> str:
    """`8.21 (8.18–8.24)`, `≥ 8.18`, `≤ 8.24`, `1,011`."""
    told = value.outward(places)
    if told.bounded:
        if told.lo == told.hi:
            return f"{told.lo:,f}"
        middle = ((value.lo + value.hi) / 2).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return f"{middle:,f} ({told.lo:,f}–{told.hi:,f})"
    if told.lo.is_finite():
        return f"≥ {told.lo:,f}"
    return f"≤ {told.hi:,f}" if told.hi.is_finite() else "—"


def places_of(claim: Claim) -> int:
    """One more digit than printed; none of a count."""
    return 0 if claim.unit.exact and not claim.decimals else claim.decimals + 1


def derived_name(one: Derived) -> tuple[str, str]:
    """What a derived quantity is, Chinese and English."""
    zh, en = DERIVED[one.kind]
    whole = f"→{one.whole}" if one.whole else ""
    return f"{one.subject}{whole} {zh}", f"{one.subject}{whole} {en}"


def derived_span(one: Derived) -> str:
    return span(one.value, one.decimals)


def reason(told: Audit, one: Contradiction) -> dict[str, str]:
    """Why, and what would repair it, in both languages."""
    suspect, others = told.claims[one.suspects[0]], [told.claims[name] for name in one.claims[1:]]
    value = span(one.interval, places_of(suspect))
    others_zh = "、".join(f"{named(other)} {_shown(other)}".strip() for other in others)
    others_en = ", ".join(f"{named_en(other)} {_shown_en(other)}".strip() for other in others)
    zh = [
        f"{named(suspect)} {printed(suspect)} 与 {others_zh} 不能同时成立",
        f"按同一口径，其余数字给出 {value} {suspect.unit.name}",
    ]
    en = [
        f"{named_en(suspect)} {_shown_en(suspect)} cannot be true together with {others_en}",
        f"on the same basis the others give {value} {unit_en(suspect.unit.name)}",
    ]
    for need in one.needs:
        if need.claim == suspect.id or (need.claim and not need.alone):
            continue
        amount = span(need.needed, need.decimals + 1)
        if need.claim:
            zh.append(f"或者 {named(told.claims[need.claim])} 应为 {amount} {need.unit}")
            en.append(f"or {named_en(told.claims[need.claim])} would have to be {amount} {unit_en(need.unit)}")
        elif need.rest is not None:
            rest = span(need.rest, need.decimals + 1)
            zh.append(f"它需要基期比重 {amount} %，而其余数字给出 {rest} %")
            en.append(f"it needs a base weight of {amount} %, the others give {rest} %")
    return {"zh": "；".join(zh) + "。", "en": "; ".join(en) + "."}


def _shown_en(claim: Claim) -> str:
    return _shown(claim).replace("个百分点", "pp")


def _shown(claim: Claim) -> str:
    return "" if claim.id.endswith(".direction") else printed(claim)


def _contradiction(told: Audit, one: Contradiction) -> dict[str, Any]:
    suspect = told.claims[one.suspects[0]]
    return {
        "claims": list(one.claims), "suspect": suspect.id, "suspects": list(one.suspects), "printed": float(suspect.value),
        "interval": _ends(one.interval, suspect.decimals + 2), "value": _middle(one.interval, suspect.decimals + 1),
        "unit": suspect.unit.name, "would_need": [_need(told, need) for need in one.needs], "sets": [list(s) for s in one.sets],
        "reason": reason(told, one),
        "figures": [
            {"id": name, "text": told.claims[name].text, "name": named(told.claims[name]), "printed": _shown(told.claims[name]),
             "line": told.claims[name].line}
            for name in one.claims
        ],
    }  # fmt: skip


def _need(told: Audit, need: Need) -> dict[str, Any]:
    common = {
        "interval": _ends(need.needed, need.decimals + 2), "value": _middle(need.needed, need.decimals + 1), "unit": need.unit,
        "repairs_all": need.alone, "shown": f"{span(need.needed, need.decimals + 1)} {need.unit}",
    }  # fmt: skip
    if need.claim:
        claim = told.claims[need.claim]
        return {"claim": need.claim, "name": named(claim), "printed": _shown(claim), **common}
    kind, claim = need.name.partition(":")[0], told.claims[need.name.partition(":")[2]]
    rest = _ends(need.rest, need.decimals + 2) if need.rest else None
    return {"derived": kind, "name": f"{claim.subject}→{claim.whole} {DERIVED[kind][0]}", "others_give": rest, **common,
            "printed": f"{span(need.rest, need.decimals + 1)} %" if need.rest else ""}  # fmt: skip


def _derived(one: Derived) -> dict[str, Any]:
    zh, en = derived_name(one)
    places = one.decimals
    return {
        "kind": one.kind, "indicator": one.subject.indicator, "scope": one.subject.scope, "period": one.subject.period,
        "whole": str(one.whole) if one.whole else "", "unit": one.unit, "interval": _ends(one.value, places),
        "value": _middle(one.value, places), "name": zh, "name_en": en, "shown": f"{derived_span(one)} {one.unit}",
    }  # fmt: skip


def _ends(value: Interval | None, places: int) -> list[float | int | None]:
    if value is None:
        return [None, None]
    told = value.outward(places)
    ends = (told.lo, told.hi)
    return [None if not end.is_finite() else float(end) if places > 0 else int(end) for end in ends]


def _middle(value: Interval, places: int) -> float | None:
    if not value.bounded:
        return None
    return float(((value.lo + value.hi) / 2).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
