"""Who stands at a node, from whom residents buy and to whom they sell, and which firms from outside are wanted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.core.identifiers import check_uscc
from gaoxin.investment.models import FirmNode, FirmSupplier, TargetFirm
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors import chains
from gaoxin.investment.services.chains.act import KEYED, check_reason
from gaoxin.parties import selectors as parties

SIDES = ("supplier", "buyer")


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
    """A resident (by credit code) buys from that firm, or (side buyer) sells to it. other: that firm's credit code, where known.
    node: where that firm would stand."""

    identifier: str
    supplier: str
    node: str
    share_bp: int
    source: str
    on: dt.date
    side: str = "supplier"
    other: str = ""


class Target(NamedTuple):
    """A firm from outside. revenue_k in 千元, land_m2 in m², energy_tce in 吨标准煤 a year; None where not known, as an empty
    identifier (credit code): it leaves what is known."""

    node: str
    name: str
    source: str
    on: dt.date
    revenue_k: int | None = None
    distance_km: int | None = None
    land_m2: int | None = None
    energy_tce: int | None = None
    identifier: str = ""


def place_firm(*, zone: str, place: Place, by: Actor, at: dt.datetime, key: str = "") -> FirmNode:
    """Place a resident at a node; once for each key.

    Raises Conflict where it stands there, Invalid where its shares would sum to more than the whole.
    """
    access.check_promoter(by)
    with transaction.atomic():
        if was := KEYED.repeated(zone, by, "place-firm", key, at, place):
            return FirmNode.objects.get(zone=zone, id=was["id"])
        row = placed(zone, place, by, at)
        KEYED.record(
            "place-firm", f"party:{row.party_id}", zone=zone, by=by, at=at, key=key, said=place, result={"id": str(row.id)},
            node=row.node, share_bp=row.share_bp, confidence_bp=row.confidence_bp,
        )  # fmt: skip
    return row


def import_places(*, zone: str, places: Iterable[Place], source: str, by: Actor, at: dt.datetime) -> int:
    """Place many at once, all or none; those that stand there already are left as they are. How many were added."""
    access.check_head(by)
    with transaction.atomic():
        known = set(FirmNode.objects.filter(zone=zone, ended_at=None).values_list("node", "party__identifier"))
        new = [place for place in places if (place.node, place.identifier) not in known]
        for place in new:
            placed(zone, place, by, at)
        if new:
            KEYED.record("import-places", f"zone:{zone}", zone=zone, by=by, at=at, added=len(new), source=source)
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
        KEYED.record("review-firm", f"party:{row.party_id}", zone=zone, by=by, at=at, node=row.node)
    return row


def withdraw_firm(*, zone: str, pk: uuid.UUID, reason: str, by: Actor, at: dt.datetime) -> FirmNode:
    """A firm no longer stands at a node; the row stays as history."""
    access.check_promoter(by)
    check_reason(reason)
    with transaction.atomic():
        row = _firm(zone, pk)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        KEYED.record(
            "withdraw-firm", f"party:{row.party_id}", zone=zone, by=by, at=at, node=row.node, reason=reason.strip()
        )
    return row


def record_supplies(
    *, zone: str, supplies: Iterable[Supply], by: Actor, at: dt.datetime, key: str = ""
) -> int:  # fmt: skip
    """From whom residents say they buy, and to whom they sell; what is known is brought up to date. All or none; how many rows."""
    access.check_promoter(by)
    rows = tuple(supplies)
    with transaction.atomic():
        if KEYED.repeated(zone, by, "record-supplies", key, at, rows):
            return len(rows)
        for one in rows:
            supplied(zone, one, at)
        KEYED.record(
            "record-supplies", f"zone:{zone}", zone=zone, by=by, at=at, key=key, said=rows, result={"rows": len(rows)}, rows=len(rows)
        )  # fmt: skip
    return len(rows)


def record_targets(
    *, zone: str, targets: Iterable[Target], by: Actor, at: dt.datetime, key: str = ""
) -> int:  # fmt: skip
    """Firms from outside that would fill a node; what is known is brought up to date. All or none; how many rows."""
    access.check_promoter(by)
    rows = tuple(targets)
    with transaction.atomic():
        if KEYED.repeated(zone, by, "record-targets", key, at, rows):
            return len(rows)
        for one in rows:
            aimed(zone, one, at)
        KEYED.record(
            "record-targets", f"zone:{zone}", zone=zone, by=by, at=at, key=key, said=rows, result={"rows": len(rows)}, rows=len(rows)
        )  # fmt: skip
    return len(rows)


def supplied(zone: str, one: Supply, at: dt.datetime) -> str:
    """Write one row, as part of the caller's act: added, updated or unchanged."""
    check_ref(zone, one.node)
    if not 0 < one.share_bp <= 10_000 or not one.supplier.strip() or not one.source.strip() or one.side not in SIDES:
        raise Invalid(
            f"供应商或客户记录不完整 the row of the supplier or buyer is not whole: {one.supplier!r}",
            do="补填占比和来源",
        )
    if len(one.supplier.strip()) > 200 or len(one.source) > 200 or one.on > localtime(at).date():
        raise Invalid(
            "文字过长，或者日期在将来 a text is too long, or the day lies in the future", do="改正 correct it"
        )
    party = parties.party(zone=zone, identifier=one.identifier)
    name, other = one.supplier.strip(), check_uscc(one.other) if one.other else ""
    if name == party.name or (other and other == party.identifier):
        raise Invalid(f"企业不能是自己的供应商或客户 a firm does not trade with itself: {name}", do="核对名称")
    values = {"share_bp": one.share_bp, "source": one.source.strip(), "on": one.on} | (
        {"identifier": other} if other else {}
    )
    row, added = FirmSupplier.objects.get_or_create(
        zone=zone, party_id=party.id, supplier=name, node=one.node, side=one.side, defaults=values
    )
    if added:
        return "added"
    if all(getattr(row, column) == value for column, value in values.items()):
        return "unchanged"
    for column, value in values.items():
        setattr(row, column, value)
    row.save(update_fields=list(values))
    return "updated"


def aimed(zone: str, one: Target, at: dt.datetime) -> str:
    """Write one row, as part of the caller's act: added, updated or unchanged."""
    check_ref(zone, one.node)
    numbers = (one.revenue_k, one.distance_km, one.land_m2, one.energy_tce)
    if any(value is not None and value < 0 for value in numbers) or not one.name.strip() or not one.source.strip():
        raise Invalid(
            f"目标企业记录不完整 the target's row is not whole: {one.name!r}", do="补填名称和来源，数值不为负"
        )
    if len(one.name.strip()) > 200 or len(one.source) > 200 or one.on > localtime(at).date():
        raise Invalid(
            "文字过长，或者日期在将来 a text is too long, or the day lies in the future", do="改正 correct it"
        )
    if any(value is not None and value >= 2**31 for value in numbers[1:]) or (one.revenue_k or 0) >= 10**15:
        raise Invalid("数字过大 a number is too large", do="核对单位 check the unit")
    values: dict[str, Any] = {column: value for column, value in one._asdict().items() if value not in (None, "")}
    node, name = values.pop("node"), values.pop("name").strip()
    values["source"] = one.source.strip()
    if one.identifier:
        values["identifier"] = check_uscc(one.identifier)
    row, added = TargetFirm.objects.get_or_create(zone=zone, node=node, name=name, defaults=values)
    if added:
        return "added"
    if all(getattr(row, column) == value for column, value in values.items()):
        return "unchanged"
    for column, value in values.items():
        setattr(row, column, value)
    row.save(update_fields=list(values))
    return "updated"


def placed(zone: str, place: Place, by: Actor, at: dt.datetime) -> FirmNode:
    """A new row, as part of the caller's act; everything checked."""
    check_ref(zone, place.node)
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


def check_ref(zone: str, ref: str) -> None:
    """Raises NotFound for no node of a published chain."""
    code, _, name = ref.partition("/")
    chains.node(zone=zone, chain=chains.version(zone=zone, code=code), code=name)
