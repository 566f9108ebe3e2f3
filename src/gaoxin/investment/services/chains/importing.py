"""Residents at nodes, their suppliers and buyers, and target firms, from a workbook: added and updated, all rows or none."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.investment.models import FirmNode
from gaoxin.investment.rules.chains.firmsheet import NUMBERS, FirmsRefused, Row, read
from gaoxin.investment.rules.leads import access
from gaoxin.investment.services.chains.act import KEYED
from gaoxin.investment.services.chains.firms import Place, Supply, Target, aimed, placed, supplied


@dataclass(frozen=True, slots=True)
class FirmsRead:
    """What was done, or with dry_run would be. places, supplies, targets: rows of each sort."""

    places: int
    supplies: int
    targets: int
    added: int
    updated: int
    unchanged: int
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


# sort -> what makes two rows say the same
ONCE = {
    "places": ("identifier", "node"), "supplies": ("identifier", "node", "supplier", "side"), "targets": ("node", "name"),
}  # fmt: skip


class _Undone(Exception):
    """Takes a dry run back."""


def import_firms(
    *, zone: str, data: bytes, source: str, by: Actor, at: dt.datetime, dry_run: bool = False, key: str = ""
) -> FirmsRead:
    """Take over a workbook. A firm that stands at the node with other numbers is placed anew, and the old row stays as history; of a
    target firm an empty cell leaves what is known. The same key again tells what the first one did; a dry run needs none.

    Raises NotAllowed unless a head or the platform does it, FirmsRefused with every row that is wrong, Conflict for a key that served
    for another file; nothing was written.
    """
    access.check_head(by)
    rows = read(data)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    sorts = {sort: sum(row.sort == sort for row in rows) for sort in ("places", "supplies", "targets")}
    told = FirmsRead(**sorts, **counts, dry_run=dry_run)
    digest = hashlib.sha256(data).hexdigest()
    key = "" if dry_run else key
    try:
        with transaction.atomic():
            if (before := KEYED.repeated(zone, by, "import-firms", key, at, digest)) is not None:
                return FirmsRead(**before)
            for done in _taken(zone, rows, by, at):
                counts[done] += 1
            told = FirmsRead(**sorts, **counts, dry_run=dry_run)
            if dry_run:
                raise _Undone
            if key or counts["added"] or counts["updated"]:
                KEYED.record(
                    "import-firms", f"zone:{zone}", zone=zone, by=by, at=at, key=key, said=digest, result=told.as_dict(),
                    source=source, sha256=digest, **sorts, **counts,
                )  # fmt: skip
    except _Undone:
        pass
    return told


def _taken(zone: str, rows: list[Row], by: Actor, at: dt.datetime) -> list[str]:
    """What became of each row. Those that leave or shrink come first, so that shares may move from node to node in one file."""
    problems: list[str] = []
    done: list[str] = []
    seen: set[tuple[str, ...]] = set()
    waiting: list[tuple[Row, Place]] = []
    for row in rows:
        values = row.values
        mark = (row.sort, *(str(values[name]).upper() for name in ONCE[row.sort]))
        if mark in seen:
            problems.append(f"{row.place}: 与另一行重复 another row says the same")
            continue
        seen.add(mark)
        try:
            if row.sort != "places":
                with transaction.atomic():
                    done.append(
                        supplied(zone, _supply(values), at)
                        if row.sort == "supplies"
                        else aimed(zone, _target(values), at)
                    )
            else:
                place = _place(values)
                ended = _ended(zone, place, at)
                if ended == "unchanged":
                    done.append(ended)
                else:
                    waiting.append((row, place))
                    done.append(ended)
        except GaoxinError as error:
            problems.append(f"{row.place}: {error.what}")
    for row, place in waiting:
        try:
            with transaction.atomic():
                placed(zone, place, by, at)
        except GaoxinError as error:
            problems.append(f"{row.place}: {error.what}")
    if problems:
        raise FirmsRefused(problems)
    return done


def _ended(zone: str, place: Place, at: dt.datetime) -> str:
    """Ends the lasting row that says something else: added, updated or unchanged."""
    held = (
        FirmNode.objects.select_for_update()
        .filter(zone=zone, node=place.node, party__identifier=place.identifier, ended_at=None)
        .first()
    )
    if held is None:
        return "added"
    now = (held.main, held.share_bp, held.evidence, held.confidence_bp, held.on)
    if now == (place.main, place.share_bp, place.evidence.strip()[:300], place.confidence_bp, place.on):
        return "unchanged"
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    return "updated"


def _place(values: dict[str, Any]) -> Place:
    if not values["share"]:
        raise Invalid("收入占比须大于 0 the share must be above zero")
    return Place(
        values["node"], values["identifier"].upper(), values.get("main", True), values["share"], values["evidence"],
        values["confidence"], values["on"],
    )  # fmt: skip


def _supply(values: dict[str, Any]) -> Supply:
    return Supply(
        values["identifier"].upper(), values["supplier"], values["node"], values["share"], values["source"], values["on"],
        values["side"], values.get("other", "").upper(),
    )  # fmt: skip


def _target(values: dict[str, Any]) -> Target:
    return Target(
        values["node"], values["name"], values["source"], values["on"], identifier=values.get("identifier", "").upper(),
        **{name: values.get(name) for name in NUMBERS},
    )  # fmt: skip
