"""What each reform does to an item. Each is a pure function; together they commute, since each one only lowers a burden:
a way is added at its place in a fixed order, a limit becomes the shorter, a duty of the zone is added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from gaoxin.approvals.rules.items.model import (
    Basis,
    Bound,
    Issuer,
    Item,
    Limits,
    LimitText,
    Material,
    PostCheck,
    Struct,
    Text,
    Way,
)
from gaoxin.approvals.rules.reforms.load import ImpossibleReform, Reform
from gaoxin.core.limits import parse_limit

WAYS: tuple[str, ...] = get_args(Way)
LETTER = "commitment-letter"


class NoParameters(Struct, frozen=True):
    """A reform that needs none."""


class CommitParameters(Struct, frozen=True):
    """limit: the promised time with a commitment, where it is shorter. verify_within: by when the postponed site checks
    are made; needed only where the item postpones one and says nothing about it itself."""

    limit: LimitText | None = None
    verify_within: LimitText | None = None


class NoVetoParameters(Struct, frozen=True):
    """reply_within: a matter that the window could not settle is answered by then."""

    reply_within: LimitText


class SaturdayParameters(Struct, frozen=True):
    """hours: as told to the public. counts: whether Saturday hours count as statutory time; no law says so by itself."""

    hours: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Transform:
    """parameters: type of the reform's parameters. barred: why the law keeps the item from it, whatever the zone lists,
    or ''. impossible: why the finished item contradicts the reform, or ''."""

    apply: Callable[[Item, Any, Reform], Item]
    parameters: type[Struct] = NoParameters
    barred: Callable[[Item], str] = lambda _: ""
    impossible: Callable[[Item], str] = lambda _: ""


def _commit(item: Item, parameters: CommitParameters, reform: Reform) -> Item:
    """告知承诺: listed documents may be promised, site checks follow the decision, and the promised time is shorter."""
    offer = item.commitment
    if offer is None:
        return item
    materials = [
        _with_way(m, "promised") if m.code in offer.materials and m.promise.allowed else m for m in item.materials
    ]
    onsite = [step for step in item.steps if step.onsite]
    later = [] if any(check.onsite for check in item.post_verification) else onsite
    return msgspec.structs.replace(
        item,
        materials=tuple(m for m in materials if m.code != LETTER) + (_letter(offer.basis or reform.acts),),
        limits=_promising(item, parameters.limit, reform.acts),
        steps=tuple(step for step in item.steps if not step.onsite),
        post_verification=(
            *item.post_verification,
            *(PostCheck(s.code, s.name, _by_when(item, parameters), onsite=True, basis=s.basis) for s in later),
        ),
    )


def _by_when(item: Item, parameters: CommitParameters) -> LimitText:
    if parameters.verify_within is None:
        raise ImpossibleReform(
            f"{item.code} 后置的现场核查没有期限 by when is the postponed site check made?",
            do="在改革参数中写明 verify_within set it in the reform's parameters",
        )
    return parameters.verify_within


def _commit_barred(item: Item) -> str:
    return f"高风险事项不得以承诺替代审查 high risk: {item.risk_reason}" if item.risk == "high" else ""


def _commit_impossible(item: Item) -> str:
    if item.commitment is None or not item.commitment.terms:
        return "事项没有告知承诺条款 the item offers no terms of commitment"
    if not any("promised" in m.ways for m in item.materials):
        return "没有可以承诺的材料 none of its documents may be promised"
    return ""


def _phased(item: Item, _: NoParameters, __: Reform) -> Item:
    """分阶段许可: the item's phases may be applied for one by one; see `phases.phase_item` for what each asks."""
    return item


def _phased_impossible(item: Item) -> str:
    return "" if item.phases else "事项没有划分阶段 the item has no phases"


def _four_exemptions(item: Item, _: NoParameters, __: Reform) -> Item:
    """四免: what government issued or the form already says is not asked for; e-signature and e-seal serve as ink."""
    fields = tuple(msgspec.structs.replace(f, prefill=True) if f.source else f for f in item.fields)
    service = msgspec.structs.replace(item.service, wet_signature=False, physical_seal=False)
    materials = tuple(_exempt(m) for m in item.materials)
    return msgspec.structs.replace(item, fields=fields, service=service, materials=materials)


def _exempt(material: Material) -> Material:
    electronic = msgspec.structs.replace(material, form="electronic", original=False)
    if material.generated and material.issuer.holder == "zone":
        return _with_way(electronic, "fetched")
    if material.issuer.holder == "zone":
        return _with_way(electronic, "held")
    if material.issuer.holder == "share":
        return _with_way(electronic, "fetched")
    return electronic


def _no_veto(item: Item, parameters: NoVetoParameters, reform: Reform) -> Item:
    """窗口无否决权: the counter redirects or registers for reply; a missing secondary document may follow (容缺)."""
    window = msgspec.structs.replace(
        item.window, redirect_required=True, reply_within=parameters.reply_within, basis=reform.acts
    )
    materials = tuple(_with_way(m, "deferred") if m.defer.allowed and not m.main else m for m in item.materials)
    return msgspec.structs.replace(item, window=window, materials=materials)


def _saturday(item: Item, parameters: SaturdayParameters, _: Reform) -> Item:
    """周六不打烊: more service time. Statutory periods stay as they are unless the reform itself says they count."""
    hours = item.service.hours
    if parameters.hours not in hours:
        hours = "；".join(filter(None, (hours, parameters.hours)))
    service = msgspec.structs.replace(item.service, saturday=True, hours=hours)
    limits = msgspec.structs.replace(item.limits, count_service=item.limits.count_service or parameters.counts)
    return msgspec.structs.replace(item, service=service, limits=limits)


def _fully_online(item: Item, _: NoParameters, __: Reform) -> Item:
    """不见面审批: no visit at any point; the licence arrives as a file, and by post where paper is wanted."""
    channels = ("online", *(c for c in item.service.channels if c != "online"))
    channels = channels if "post" in channels else (*channels, "post")
    service = msgspec.structs.replace(item.service, visits=0, visit_reason="", online="IV", channels=channels)
    return msgspec.structs.replace(item, service=service)


def _fully_online_impossible(item: Item) -> str:
    if item.service.wet_signature or item.service.physical_seal:
        return (
            "仍要求手写签名或实物印章，须同时适用四免 ink or a physical seal is still asked: apply four-exemptions too"
        )
    paper = [m.code for m in item.materials if m.form == "paper" or m.original]
    return f"仍要求纸质原件 paper originals are still asked: {', '.join(paper)}" if paper else ""


def _full_service(item: Item, _: NoParameters, __: Reform) -> Item:
    """全托式服务: one named steward goes with the applicant through the whole matter."""
    return msgspec.structs.replace(item, service=msgspec.structs.replace(item.service, steward=True))


TRANSFORMS = {
    "notify-and-commit": Transform(_commit, CommitParameters, _commit_barred, _commit_impossible),
    "phased": Transform(_phased, impossible=_phased_impossible),
    "four-exemptions": Transform(_four_exemptions),
    "no-veto": Transform(_no_veto, NoVetoParameters),
    "saturday": Transform(_saturday, SaturdayParameters),
    "fully-online": Transform(_fully_online, impossible=_fully_online_impossible),
    "full-service": Transform(_full_service),
}


def _with_way(material: Material, way: Way) -> Material:
    ways = sorted({*material.ways, way}, key=WAYS.index)
    return msgspec.structs.replace(material, ways=tuple(ways))


def _promising(item: Item, limit: LimitText | None, acts: Basis) -> Limits:
    """The item's limits with the promised one shortened to `limit`, if that is shorter."""
    if limit is None:
        return item.limits
    now, offered = parse_limit(item.limits.promised.limit), parse_limit(limit)
    if now.unit != offered.unit:
        raise ImpossibleReform(
            f"时限单位不同，无法比较 limits in different units: {now} / {offered}", do="改用同一单位 use one unit"
        )
    if offered.amount >= now.amount:
        return item.limits
    return msgspec.structs.replace(item.limits, promised=Bound(limit, acts))


def _letter(basis: Basis) -> Material:
    return Material(
        code=LETTER,
        name=Text("告知承诺书", "Commitment letter"),
        issuer=Issuer("applicant", "申请人"),
        form="electronic",
        generated=True,
        phase_scoped=True,
        proves="申请人知悉条件并承诺已经符合",
        basis=basis,
    )
