"""Patents: a file of them is imported whole or not at all; owners change by a transfer with its paper."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.innovation.models import Patent, PatentOwner, PatentTransfer, TransferDeal
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.rules.patents import fees, files, numbers, rows
from gaoxin.innovation.rules.patents.rows import Owner, Row, Stated
from gaoxin.innovation.selectors import patents as log
from gaoxin.innovation.services import register_act as act
from gaoxin.parties import selectors as parties

FIELDS = ("kind", "title", "applied_on", "granted_on", "status", "ended_on", "fees_year")
BATCH = 500
TRANSFER = "专利法 10"


@dataclass(frozen=True, slots=True)
class PatentImport:
    """What an import found. written: the rows were taken."""

    rows: tuple[Row, ...]
    written: bool
    dry_run: bool
    repeated: bool = False

    @property
    def wrong(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.problems)

    def count(self, kind: str) -> int:
        """Rows that are new, changed, same, or repeated within the file."""
        return sum(1 for row in self.rows if row.kind == kind and not row.problems)


def import_patents(
    *, zone: str, data: bytes, source: str, at: dt.datetime, by: Actor, today: dt.date, dry_run: bool = False,
    mapping: Mapping[str, str] | None = None, key: str = "",
) -> PatentImport:  # fmt: skip
    """All rows or none. A known number is brought up to date; with other owners it is wrong, since only a transfer changes those.

    mapping: column of the file -> field. Raises NotAllowed, Invalid where the whole file cannot be read, Conflict where others import
    the same again and again. Row errors are in the outcome.
    """
    check_keeper(by, zone)
    found = rows.rows(files.read(data, log.book(), mapping), log.book(), today)
    digest = hashlib.sha256(data + json.dumps(dict(mapping or {}), sort_keys=True).encode()).hexdigest()
    what = _File(zone, tuple(found), source[:200], digest, at, by, key, dry_run)
    try:
        return _taken(what)
    except IntegrityError:  # somebody imported one of these numbers meanwhile: they are known now
        pass
    try:
        return _taken(replace(what, rows=tuple(rows.rows(files.read(data, log.book(), mapping), log.book(), today))))
    except IntegrityError:
        raise Conflict(
            "同一时刻有人导入了同样的专利 somebody imports the same patents at this moment",
            why="一件专利只登记一次 a patent is there once", do="稍后再导入 import again a little later",
        ) from None  # fmt: skip


@dataclass(frozen=True, slots=True)
class _File:
    """What is imported: rows that were read, of a file with its digest."""

    zone: str
    rows: tuple[Row, ...]
    source: str
    digest: str
    at: dt.datetime
    by: Actor
    key: str
    dry_run: bool


def _taken(file: _File) -> PatentImport:
    """One transaction. Raises IntegrityError where a number was entered since this one looked."""
    zone, at, by, key, found, said = file.zone, file.at, file.by, file.key, file.rows, [file.digest, file.source]
    with transaction.atomic():
        if not file.dry_run and act.repeated(zone, by, "patent-import", key, at, said) is not None:
            return PatentImport(found, written=False, dry_run=False, repeated=True)
        known = _known(zone, [row.stated.number for row in found if row.stated])
        _against_register(zone, found, known)
        outcome = PatentImport(found, written=False, dry_run=file.dry_run)
        if file.dry_run or outcome.wrong:
            transaction.set_rollback(True)  # the form may be sent again once the file is mended
            return outcome
        _create(zone, [row.stated for row in found if row.stated and row.kind == "new"], file.source, at)
        _renew(zone, [row.stated for row in found if row.stated and row.kind == "changed"], known)
        outcome = PatentImport(found, written=True, dry_run=False)
        act.record(
            "patent-import", f"patents:{zone}", zone=zone, by=by, at=at, key=key, said=said, source=file.source, sha256=file.digest,
            new=outcome.count("new"), changed=[row.number for row in found if row.kind == "changed"][:200],
        )  # fmt: skip
    return outcome


def transfer(
    *, zone: str, number: str, owners: Sequence[Owner], on: dt.date, evidence: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:  # fmt: skip
    """Other owners from a day on, by a paper. Raises NotAllowed, NotFound, Invalid for shares that are not the whole, or no paper."""
    check_keeper(by, zone)
    plain = numbers.parse(number, log.book()).text
    told = [one.share_bp for one in owners if one.share_bp is not None]
    if (
        not owners
        or len({one.name for one in owners}) != len(owners)
        or (told and (sum(told) != rows.WHOLE or len(told) != len(owners)))
    ):
        raise Invalid(
            "权利人或者份额不正确 the owners or shares are not valid",
            why="份额合计 100% shares sum to 100 %",
            do="核对 check",
        )
    if not evidence.strip():
        raise Invalid(
            "缺少转移凭证 the paper of the transfer is missing", why="专利权的转让自登记之日起生效 it takes effect with its entry",
            do="写明登记簿副本或者手续合格通知书 name it", article=TRANSFER,
        )  # fmt: skip
    said = [plain, [[one.name, one.share_bp] for one in owners], on, evidence]
    with transaction.atomic():
        if act.repeated(zone, by, "patent-transfer", key, at, said) is not None:
            return
        row = Patent.objects.select_for_update().filter(zone=zone, number=plain).first()
        if row is None:
            raise NotFound(f"没有登记这件专利 no such patent: {numbers.shown(plain)}", do="先导入 import it first")
        before, after = change_owners(
            row, log.owners_of(zone=zone, numbers=[plain]).get(plain, ()), owners, Paper(on, evidence.strip()[:200]), at
        )
        act.record(
            "patent-transfer", f"patent:{row.id}", zone=zone, by=by, at=at, key=key, said=said, before=before, after=after,
            evidence=evidence, article=TRANSFER,
        )  # fmt: skip


def record_fee(*, zone: str, number: str, year: int, evidence: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """The annual fee is paid up to that year of the patent, by a receipt. Raises NotAllowed, NotFound, Invalid for a year after its
    last or no receipt, WrongState unless in force, Conflict for a year that is on record."""
    check_keeper(by, zone)
    plain, laws = numbers.parse(number, log.book()).text, log.book().fees
    paper = evidence.strip()[:200]
    if not paper:
        raise Invalid("缺少缴费凭证 the receipt is missing", do="写明收据号 name it", article=laws.article)
    said = [plain, year, paper]
    with transaction.atomic():
        if act.repeated(zone, by, "patent-fee", key, at, said) is not None:
            return
        row = Patent.objects.select_for_update().filter(zone=zone, number=plain).first()
        if row is None:
            raise NotFound(f"没有登记这件专利 no such patent: {numbers.shown(plain)}", do="先导入 import it first")
        if row.status != "granted":
            raise WrongState(
                "专利不在有效状态，没有年费 not in force, so there is no fee", do="核对法律状态 check its standing"
            )
        last = fees.last_year(row.kind, row.applied_on, log.book())
        if not 1 <= year <= last:
            raise Invalid(
                f"年费年度应为 1–{last} a year of the patent: {year}", do="核对 check it", article=laws.article
            )
        if year <= row.fees_year:
            raise Conflict(
                f"年费已缴至第 {row.fees_year} 年 it is on record up to that year",
                do="填写以后的年度 write a later year",
            )
        before, row.fees_year, row.version = row.fees_year, year, row.version + 1
        row.save(update_fields=["fees_year", "version"])
        act.record(
            "patent-fee", f"patent:{row.id}", zone=zone, by=by, at=at, key=key, said=said, before=before, after=year,
            evidence=paper, article=laws.article,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """By which owners change, and from which day. consent: of those who own it too. deal: of the platform."""

    on: dt.date
    evidence: str
    consent: str = ""
    deal: TransferDeal | None = None


def change_owners(
    patent: Patent, before: Sequence[Owner], after: Sequence[Owner], paper: Paper, at: dt.datetime,
    known: Mapping[str, Any] | None = None,
) -> list[list[list[object]]]:  # fmt: skip
    """Within an act's transaction, the patent held: its owners of now, and in its history those before with the paper.

    known: name -> enterprise, where the name alone would leave it open. Raises Invalid for a day before its application or the last change.
    """
    zone, on = patent.zone, paper.on
    last = PatentTransfer.objects.filter(zone=zone, patent=patent).aggregate(on=Max("on"))["on"]
    if on < max(patent.applied_on, last or patent.applied_on):
        raise Invalid(
            f"转移日早于申请日或者上次转移 before it was applied for, or changed hands last: {last or patent.applied_on}",
            do="核对日期 check the day",
        )
    told = [[[one.name, one.share_bp] for one in owners] for owners in (before, after)]
    PatentTransfer.objects.create(
        zone=zone, patent=patent, on=on, before=told[0], after=told[1], evidence=paper.evidence, consent=paper.consent,
        deal=paper.deal, at=at,
    )  # fmt: skip
    PatentOwner.objects.filter(zone=zone, patent=patent).delete()
    names = {**_enterprises(zone), **(known or {})}
    PatentOwner.objects.bulk_create(_owner_rows(zone, patent, after, names))
    return told


def _known(zone: str, wanted: Sequence[str]) -> dict[str, Patent]:
    found: dict[str, Patent] = {}
    for start in range(0, len(wanted), BATCH):
        batch = Patent.objects.select_for_update().filter(zone=zone, number__in=wanted[start : start + BATCH])
        found |= {row.number: row for row in batch}
    return found


def _against_register(zone: str, found: Sequence[Row], known: Mapping[str, Patent]) -> None:
    owners = log.owners_of(zone=zone, numbers=list(known))
    for row in found:
        present = known.get(row.stated.number) if row.stated else None
        if row.stated is None or present is None or row.kind == "repeated":
            continue
        here = owners.get(present.number, ())
        if not rows.same_owners(row.stated.owners, here):
            row.problems.append(rows.differs(row.stated, here, "已登记的 registered ones"))
            continue
        shares = rows.with_shares(row.stated.owners, here)
        if (problem := rows.wrong_shares(shares)) is not None:
            row.problems.append(problem)
            continue
        now = _merged(row.stated, present)
        told = any(getattr(present, name) != value for name, value in now.items())
        row.kind = "changed" if told or rows.owners_of(shares) != rows.owners_of(here) else "same"


def _merged(stated: Stated, present: Patent) -> dict[str, Any]:
    """What the row makes of the registered patent: cells that it leaves empty stay."""
    told = {name: getattr(stated, name) for name in FIELDS}
    return {name: value if value not in (None, 0) else getattr(present, name) for name, value in told.items()}


def _create(zone: str, stated: Sequence[Stated], source: str, at: dt.datetime) -> None:
    made = [
        Patent(zone=zone, number=one.number, source=source, at=at, **{name: getattr(one, name) for name in FIELDS})
        for one in stated
    ]
    Patent.objects.bulk_create(made, batch_size=BATCH)
    names = _enterprises(zone)
    owners = [
        owner for row, one in zip(made, stated, strict=True) for owner in _owner_rows(zone, row, one.owners, names)
    ]
    PatentOwner.objects.bulk_create(owners, batch_size=BATCH)


def _renew(zone: str, stated: Sequence[Stated], known: Mapping[str, Patent]) -> None:
    for one in stated:
        row = known[one.number]
        for name, value in _merged(one, row).items():
            setattr(row, name, value)
        row.version += 1
    Patent.objects.bulk_update([known[one.number] for one in stated], [*FIELDS, "version"], batch_size=BATCH)
    for one in stated:
        for owner in one.owners:
            if owner.share_bp is not None:
                PatentOwner.objects.filter(zone=zone, patent=known[one.number], name=owner.name).update(
                    share_bp=owner.share_bp
                )


def _enterprises(zone: str) -> dict[str, Any]:
    """Name -> key; a name that two enterprises bear leads to none."""
    found: dict[str, Any] = {}
    for one in parties.register(zone=zone):
        found[one.name] = None if one.name in found else one.key
    return found


def _owner_rows(zone: str, row: Patent, owners: Sequence[Owner], names: Mapping[str, Any]) -> list[PatentOwner]:
    return [
        PatentOwner(
            zone=zone, patent=row, place=place, name=one.name, share_bp=one.share_bp, party_id=names.get(one.name)
        )
        for place, one in enumerate(owners)
    ]
