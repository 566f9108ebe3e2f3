"""Pinned definitions: a case keeps the exact item it was opened under, by digest, whatever the catalogue says later."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import ItemVersion
from gaoxin.approvals.rules.items.model import Item, decode, digest, encode
from gaoxin.approvals.rules.reforms import apply_reforms, phase_item
from gaoxin.approvals.services import rulebook
from gaoxin.audit import services as audit
from gaoxin.runtime.prepared import Read

MOST_KEPT = 4096
_DIGESTS: dict[int, tuple[Item, str]] = {}
_PINNED = Read(
    lambda zone, digest: ItemVersion.objects.filter(zone=zone, digest=digest).values_list("id"),
    zone="<zone>", digest="<digest>",
)  # fmt: skip


def define(code: str, on: dt.date, reforms: Sequence[str], phase: str = "") -> Item:
    """The item in force on `on`, with these reforms, for one phase. Pure of the database; the same call, the same object."""
    return _defined(rulebook.edition(), code, on, tuple(reforms), phase)


@lru_cache(maxsize=MOST_KEPT)
def _defined(_edition: rulebook.Edition, code: str, on: dt.date, reforms: tuple[str, ...], phase: str) -> Item:
    item = rulebook.catalogue().on(code, on)
    item = apply_reforms(item, reforms, rulebook.reforms(), on)
    return phase_item(item, phase) if phase else item


def pin(*, zone: str, item: Item, at: dt.datetime) -> uuid.UUID:
    """Key of the stored definition equal to `item`, stored now if it is new. Safe when two processes pin the same one."""
    mark = _digest_of(item)
    if row := _PINNED.one(zone=zone, digest=mark):
        return row[0]
    return ItemVersion.objects.get_or_create(
        zone=zone,
        digest=mark,
        defaults={
            "code": item.code,
            "valid_from": item.valid_from,
            "valid_to": item.valid_to,
            "reforms": list(item.reforms),
            "phase": item.phase or "",
            "body": encode(item).decode(),
            "loaded_at": at,
        },
    )[0].id


def _digest_of(item: Item) -> str:
    """The digest, reckoned once an object: an item is immutable, and large."""
    kept = _DIGESTS.get(id(item))
    if kept is None or kept[0] is not item:
        if len(_DIGESTS) >= MOST_KEPT:
            _DIGESTS.clear()
        _DIGESTS[id(item)] = kept = (item, digest(item))
    return kept[1]


def load_all(*, zone: str, at: dt.datetime, by: Actor) -> tuple[int, int]:
    """Pin every version in the catalogue. Returns (versions in the files, newly stored); one audit row if any is new."""
    with transaction.atomic():
        known = set(ItemVersion.objects.filter(zone=zone).values_list("digest", flat=True))
        versions = [item for code in rulebook.catalogue().codes() for item in rulebook.catalogue().items[code]]
        new = [item for item in versions if digest(item) not in known]
        for item in new:
            pin(zone=zone, item=item, at=at)
        if new:
            audit.record(
                zone=zone,
                actor=by,
                act="load-catalogue",
                subject=f"zone:{zone}",
                at=at,
                article="国办发〔2020〕42号",
                detail={"items": sorted({item.code for item in new}), "versions": len(new)},
            )
    return len(versions), len(new)


@lru_cache(maxsize=MOST_KEPT)
def item_of(version_id: uuid.UUID) -> Item:
    """The pinned item. Cached for good: a version row is never changed."""
    return decode(ItemVersion.objects.values_list("body", flat=True).get(id=version_id))
