"""Who stands at a node, from whom residents buy, which firms are wanted, how nodes are graded, and what staff overrule."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.investment.models import FirmNode, FirmSupplier, GapRuling, NodeAssessment, TargetFirm
from gaoxin.investment.rules.chains import judging
from gaoxin.investment.rules.chains.gaps import KINDS
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import chains
from gaoxin.investment.selectors.chain_tables import table_in_force
from gaoxin.parties import selectors as parties


class Place(NamedTuple):
    """A firm at a node (`CHAIN/NODE`): by credit code. Shares in basis points."""

    node: str
    identifier: str
    main: bool
    share_bp: int
    evidence: str
    confidence_bp: int
    on: dt.date


class Supply(NamedTuple):
    """A resident (by credit code) buys from that supplier."""

    identifier: str
    supplier: str
    node: str
    share_bp: int
    source: str
    on: dt.date


class Target(NamedTuple):
    """A firm from outside. revenue_k in 千元, land_m2 in m², energy_tce in 吨标准煤 a year; None where not known."""

    node: str
    name: str
    source: str
    on: dt.date
    revenue_k: int | None = None
    distance_km: int | None = None
    land_m2: int | None = None
    energy_tce: int | None = None


def place_firm(*, zone: str, place: Place, by: Actor, at: dt.datetime) -> FirmNode:
    """Place a resident at a node. Raises Conflict where it stands there, Invalid where its shares would sum to more than the whole."""
    access.check_promoter(by)
    with transaction.atomic():
        row = _placed(zone, place, by, at)
        detail = {"node": row.node, "share_bp": row.share_bp, "confidence_bp": row.confidence_bp}
        audit.record(zone=zone, actor=by, act="place-firm", subject=f"party:{row.party_id}", at=at, detail=detail)
    return row


def import_places(*, zone: str, places: Iterable[Place], source: str, by: Actor, at: dt.datetime) -> int:
    """Place many at once, all or none; those that stand there already are left as they are. How many were added."""
    access.check_head(by)
    with transaction.atomic():
        known = set(FirmNode.objects.filter(zone=zone, ended_at=None).values_list("node", "party__identifier"))
        new = [place for place in places if (place.node, place.identifier) not in known]
        for place in new:
            _placed(zone, place, by, at)
        if new:
            detail = {"added": len(new), "source": source}
            audit.record(zone=zone, actor=by, act="import-places", subject=f"zone:{zone}", at=at, detail=detail)
    return len(new)


def review_firm(*, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime) -> FirmNode:
    """A second person confirms the evidence. Raises NotAllowed for whoever wrote it."""
    access.check_promoter(by)
    with transaction.atomic():
        row = _firm(zone, pk)
        if row.by_id == by.id:
            raise NotAllowed("不能复核自己的登记 nobody reviews what they wrote", do="请另一人复核 ask a second person")
        row.reviewer = by.name
        row.save(update_fields=["reviewer"])
        audit.record(
            zone=zone, actor=by, act="review-firm", subject=f"party:{row.party_id}", at=at, detail={"node": row.node}
        )
    return row


def withdraw_firm(*, zone: str, pk: uuid.UUID, reason: str, by: Actor, at: dt.datetime) -> FirmNode:
    """A firm no longer stands at a node; the row stays as history."""
    access.check_promoter(by)
    _check_reason(reason)
    with transaction.atomic():
        row = _firm(zone, pk)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        detail = {"node": row.node, "reason": reason.strip()}
        audit.record(zone=zone, actor=by, act="withdraw-firm", subject=f"party:{row.party_id}", at=at, detail=detail)
    return row


def assess(*, zone: str, ref: str, by: Actor, at: dt.datetime, grade: str = "", reason: str = "") -> NodeAssessment:
    """Grade a node by the rules; with a grade, staff overrule it and say why. Raises Invalid for another grade without a reason."""
    access.check_promoter(by)
    code, _, name = ref.partition("/")
    with transaction.atomic():
        chain = chains.version(zone=zone, code=code)
        chains.node(zone=zone, chain=chain, code=name)
        view = chains.chain_view(zone=zone, chain=chain)
        found = chains.graded(name, chains.firms_by_node(zone=zone, chain=code), view.links, code)
        if grade and grade not in judging.GRADES:
            raise Invalid(f"没有这个等级 no such grade: {grade!r}", do="strong、potential、missing、threatened")
        final = grade or found.grade
        if final != found.grade:
            access.check_head(by)
            _check_reason(reason)
        row = NodeAssessment.objects.create(
            zone=zone, node=ref, on=localtime(at).date(), computed=found.grade, grade=final, at=at, by_name=by.name,
            terms={"score": found.score, **found.terms}, reason=reason.strip() if final != found.grade else "",
        )  # fmt: skip
        detail = {"grade": final, "computed": found.grade, "score": str(found.score), "reason": row.reason}
        audit.record(zone=zone, actor=by, act="assess-node", subject=f"node:{ref}", at=at, detail=detail)
    return row


def rule_gap(*, zone: str, kind: str, sector: str, ruling: str, reason: str, by: Actor, at: dt.datetime) -> GapRuling:
    """Put a gap first, drop it, or return it to its score; always with a reason. The scores stay as they are."""
    access.check_promoter(by)
    _check_reason(reason)
    if kind not in KINDS or ruling not in ("first", "drop", "computed") or sector not in table_in_force(zone).index:
        raise Invalid(
            f"没有这个缺口或者认定 no such gap or ruling: {kind} {sector} {ruling}", do="看缺口排序 see the ranking"
        )
    with transaction.atomic():
        row = GapRuling.objects.create(
            zone=zone, kind=kind, sector=sector, ruling=ruling, reason=reason.strip(), at=at, by_name=by.name
        )
        detail = {"ruling": ruling, "reason": row.reason}
        audit.record(zone=zone, actor=by, act="rule-gap", subject=f"gap:{kind}:{sector}", at=at, detail=detail)
    return row


def record_supplies(*, zone: str, supplies: Iterable[Supply], by: Actor, at: dt.datetime) -> int:
    """From whom residents say they buy; what is known is brought up to date. All or none; how many rows."""
    access.check_promoter(by)
    count = 0
    with transaction.atomic():
        for one in supplies:
            _check_ref(zone, one.node)
            if not 0 < one.share_bp <= 10_000 or not one.supplier.strip() or not one.source.strip():
                raise Invalid(
                    f"供应商记录不完整 the supplier's row is not whole: {one.supplier!r}", do="补填占比和来源"
                )
            party = parties.party(zone=zone, identifier=one.identifier)
            values = {"share_bp": one.share_bp, "source": one.source, "on": one.on}
            FirmSupplier.objects.update_or_create(
                zone=zone, party_id=party.id, supplier=one.supplier.strip(), node=one.node, defaults=values
            )
            count += 1
        audit.record(zone=zone, actor=by, act="record-supplies", subject=f"zone:{zone}", at=at, detail={"rows": count})
    return count


def record_targets(*, zone: str, targets: Iterable[Target], by: Actor, at: dt.datetime) -> int:
    """Firms from outside that would fill a node; what is known is brought up to date. All or none; how many rows."""
    access.check_promoter(by)
    count = 0
    with transaction.atomic():
        for one in targets:
            _check_ref(zone, one.node)
            numbers = (one.revenue_k, one.distance_km, one.land_m2, one.energy_tce)
            if (
                any(value is not None and value < 0 for value in numbers)
                or not one.name.strip()
                or not one.source.strip()
            ):
                raise Invalid(
                    f"目标企业记录不完整 the target's row is not whole: {one.name!r}", do="补填名称和来源，数值不为负"
                )
            values: dict[str, Any] = one._asdict()
            node, name = values.pop("node"), values.pop("name").strip()
            TargetFirm.objects.update_or_create(zone=zone, node=node, name=name, defaults=values)
            count += 1
        audit.record(zone=zone, actor=by, act="record-targets", subject=f"zone:{zone}", at=at, detail={"rows": count})
    return count


def _placed(zone: str, place: Place, by: Actor, at: dt.datetime) -> FirmNode:
    _check_ref(zone, place.node)
    party = parties.party(zone=zone, identifier=place.identifier)
    if not 0 < place.share_bp <= 10_000 or not 0 <= place.confidence_bp <= 10_000 or not place.evidence.strip():
        raise Invalid(
            "须有证据，占比和可信度在 0 到 100% 之间 evidence, and shares between 0 and 100 %",
            do="改正后再登记 correct them",
        )
    if place.on > localtime(at).date():
        raise Invalid(f"日期在将来 the day lies in the future: {place.on}", do="改正日期 correct it")
    held = list(FirmNode.objects.filter(zone=zone, party_id=party.id, ended_at=None).values_list("node", "share_bp"))
    if place.node not in dict(held) and sum(share for _, share in held) + place.share_bp > 10_000:
        raise Invalid(
            "各环节占比合计超过 100% the firm's shares sum to more than the whole", do="改正占比 correct them"
        )
    try:
        with transaction.atomic():
            return FirmNode.objects.create(
                zone=zone, node=place.node, party_id=party.id, main=place.main, share_bp=place.share_bp,
                evidence=place.evidence.strip()[:300], confidence_bp=place.confidence_bp, on=place.on, at=at, by_id=by.id,
                by_name=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            f"企业已在该环节 the firm stands there already: {place.node}", do="先撤下再登记 withdraw it first"
        ) from None


def _firm(zone: str, pk: uuid.UUID) -> FirmNode:
    row = FirmNode.objects.select_for_update().filter(zone=zone, id=pk, ended_at=None).first()
    if row is None:
        raise NotFound("没有这条挂链记录 no such firm at a node", do="刷新页面 reload the page")
    return row


def _check_ref(zone: str, ref: str) -> None:
    code, _, name = ref.partition("/")
    chains.node(zone=zone, chain=chains.version(zone=zone, code=code), code=name)


def _check_reason(reason: str) -> None:
    if not 4 <= len(reason.strip()) <= 500:
        raise Invalid("须写明理由（四至五百字） a reason of 4 to 500 characters is needed", do="写明理由 write it down")
