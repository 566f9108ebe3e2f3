"""Parcels that end: retired, or merged into one, which can be taken back while nothing rests on it. What they were stays to be read, and
the map of a former day still shows them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, WrongState
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelStatus
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land import geometry
from gaoxin.projects.rules.land.changes import check_reason, may_unmerge
from gaoxin.projects.rules.land.rows import check_since, stated
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land import versions
from gaoxin.projects.services.land.act import locked_boundary, locked_parcel, record_keyed, repeated
from gaoxin.projects.services.land.parcels import Line, against_registered, against_zone

MOST_PARTS = 50


def retire(
    *, zone: str, number: str, on: dt.date, reason: str, at: dt.datetime, by: Actor, today: dt.date, key: str = ""
) -> Parcel:
    """From that day on it is no parcel: not on the map, in no ledger, nobody's overlap. The same key again changes nothing.

    Raises NotAllowed, NotFound, WrongState where it is retired, Conflict while an agreement on it stands, Invalid for a day to come or
    before its present version, or no reason.
    """
    check_keeper(by, zone)
    told = check_reason(reason)
    said = [number, on, told]
    with transaction.atomic():
        locked_boundary(zone)
        if repeated(zone, by, "land-retire", key, at, said) is not None:
            return Parcel.objects.get(zone=zone, number=number)
        row = locked_parcel(zone, number)
        _check_free([row], on, today)
        _end(row, on, told, None)
        record_keyed(
            "land-retire", f"parcel:{row.id}", zone=zone, at=at, by=by, said=said, key=key, result={}, number=number,
            on=on.isoformat(), reason=told,
        )  # fmt: skip
    return row


def merge(
    *, zone: str, numbers: Sequence[str], number: str, category: str, on: dt.date, evidence: str, at: dt.datetime, by: Actor,
    today: dt.date, name: str = "", key: str = "",
) -> Parcel:  # fmt: skip
    """Adjoining parcels become one under a new number: the outline is theirs together, power, water, gas and price are their sums (not
    known where one is not), use and plot ratio are those that they share. They are retired on that day. The same key again changes nothing.

    Raises as `retire`, and Invalid where they do not adjoin, are of several uses, or the new number or evidence cannot be.
    """
    check_keeper(by, zone)
    wanted = sorted({one.strip() for one in numbers if one.strip()})
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise Invalid(
            f"合并需要 2 至 {MOST_PARTS} 个地块 two parcels at least", do="写明各地块编号，用逗号分开 name them"
        )
    if number.strip() in wanted:
        raise Invalid(
            f"新编号不能是被合并地块的编号 the new number is one of the parts': {number}",
            why="原编号和它的历史留给原地块 the old number keeps its own past", do="写一个新编号 choose a new one",
        )  # fmt: skip
    said = [wanted, number, name, category, on, evidence]
    with transaction.atomic():
        boundary = locked_boundary(zone)
        if repeated(zone, by, "land-merge", key, at, said) is not None:
            return Parcel.objects.get(zone=zone, number=number)
        rows = [locked_parcel(zone, one) for one in wanted]
        _check_free(rows, on, today)
        cells, problems = stated(_cells(rows, number, name, category, on, evidence), categories=book.categories(),
                                 matching=book.matching(), today=today)  # fmt: skip
        found, wrong = geometry.outline(geometry.together([row.geometry for row in rows]), book.checks())
        line = Line(1, cells.number, found.area_m2 if found else 0, [*problems, *wrong])
        if found is not None:
            taken = [(line, cells, found)]
            against_zone([line], taken, boundary)
            against_registered(zone, [line], taken, {row.number: row for row in rows})
        if found is None or line.problems:
            raise Invalid(line.problems[0].what, do=line.problems[0].do)
        source = f"合并 merged: {'、'.join(wanted)}"[:200]
        versions.create(zone, [(cells, found)], versions.Told(at, by, today, source, evidence.strip()))
        made = Parcel.objects.get(zone=zone, number=cells.number)
        for row in rows:
            _end(row, on, f"并入 merged into {made.number}：{evidence.strip()}"[:200], made)
        record_keyed(
            "land-merge", f"parcel:{made.id}", zone=zone, at=at, by=by, said=said, key=key, result={}, number=made.number,
            parts=wanted, on=on.isoformat(), evidence=evidence, area_m2=made.area_m2,
        )  # fmt: skip
    return made


def unmerge(
    *, zone: str, number: str, reason: str, at: dt.datetime, by: Actor, today: dt.date, key: str = ""
) -> list[Parcel]:
    """A merger is taken back as if it had not been: its parts are parcels again, as they were; the merged parcel is retired from its first
    day on, so that no day's map has both. Its number stays used. Parts that were on the public map are published anew.

    Raises NotAllowed, NotFound, Invalid without a reason, WrongState where it was not merged or is no parcel any more, Conflict once an
    agreement, a new version or a new entry of the ledger stands on it. The same key again changes nothing.
    """
    check_keeper(by, zone)
    told = check_reason(reason)
    said = [number, told]
    with transaction.atomic():
        locked_boundary(zone)
        if (before := repeated(zone, by, "land-unmerge", key, at, said)) is not None:
            return list(Parcel.objects.filter(zone=zone, number__in=before["parts"]).order_by("number"))
        _check_not_merged_on(zone, number)
        row = locked_parcel(zone, number)
        parts = list(Parcel.objects.select_for_update().filter(zone=zone, merged_into=row).order_by("number"))
        if not parts:
            raise WrongState(
                f"地块 {number} 不是合并而来 the parcel was not merged from others", do="核对地块编号 check the number"
            )
        agreements = list(
            ParcelAgreement.objects.filter(zone=zone, parcel=row).order_by("number").values_list("number", flat=True)
        )
        entries = ParcelStatus.objects.filter(zone=zone, parcel=row).count()
        if problem := may_unmerge(number=number, agreements=agreements, version=row.version, entries=entries):
            raise Conflict(problem.what, why="合并后的地块上已有后来的记录 later records rest on it", do=problem.do)
        since = row.category_since
        for part in parts:
            part.retired_on, part.retired_for, part.merged_into = None, "", None
            part.save(update_fields=["retired_on", "retired_for", "merged_into"])
        names = [part.number for part in parts]
        _end(row, since, f"撤销合并 merger undone（{'、'.join(names)}）：{told}"[:200], None)
        record_keyed(
            "land-unmerge", f"parcel:{row.id}", zone=zone, at=at, by=by, said=said, key=key, result={"parts": names},
            number=number, parts=names, merged_on=since.isoformat(), reason=told,
        )  # fmt: skip
    return parts


def _check_not_merged_on(zone: str, number: str) -> None:
    """Raises WrongState for a parcel that was merged once more."""
    row = Parcel.objects.filter(zone=zone, number=number).select_related("merged_into").first()
    if row is not None and row.merged_into is not None:
        raise WrongState(
            f"地块 {number} 后来又并入 {row.merged_into.number} it was merged once more", why="从最后一次合并往回 the last one first",
            do=f"先撤销 {row.merged_into.number} 的合并 undo that one first",
        )  # fmt: skip


def _cells(
    rows: Sequence[Parcel], number: str, name: str, category: str, on: dt.date, evidence: str
) -> dict[str, object]:
    uses = sorted({row.use for row in rows})
    if len(uses) > 1:
        raise Invalid(
            f"规划用途不同 the parcels are of several uses: {'、'.join(uses)}",
            do="先按规划更新用途，再合并 renew their use by the plan first",
        )
    ratios = {row.plot_ratio_pct for row in rows}
    ratio = ratios.pop() if len(ratios) == 1 else None
    return {
        "number": number, "name": name, "use": uses[0], "category": category, "since": on, "evidence": evidence,
        "plot_ratio": None if ratio is None else ratio / 100,
        **{name: _sum(getattr(row, name) for row in rows) for name in ("power_kva", "water_m3", "gas_m3", "price_k")},
        "ready_on": max((row.ready_on for row in rows if row.ready_on), default=None),
    }  # fmt: skip


def _sum(amounts: Iterable[int | None]) -> int | None:
    """None, not known, where one of them is."""
    found = list(amounts)
    return None if None in found else sum(one or 0 for one in found)


def _check_free(rows: Sequence[Parcel], on: dt.date, today: dt.date) -> None:
    """Raises Invalid for the day, Conflict where somebody has the land."""
    check_since(on, today)
    days = versions.last_days(rows)
    for row in rows:
        last = max(days[row.pk], row.category_since)
        if on < last:
            raise Invalid(
                f"日期 {on} 早于地块 {row.number} 现行记载 {last} the day is before the parcel's present entry",
                do="核对日期 check the day",
            )
    stands = ParcelAgreement.objects.filter(zone=rows[0].zone, parcel__in=rows, ended_on=None).select_related("parcel")
    for agreement in stands.order_by("number"):
        raise Conflict(
            f"地块 {agreement.parcel.number} 有现行协议 {agreement.number} an agreement on the parcel stands",
            why="注销地块会使协议没有标的 the agreement would be about nothing", do="先终止协议 end it first",
        )  # fmt: skip


def _end(row: Parcel, on: dt.date, reason: str, into: Parcel | None) -> None:
    row.retired_on, row.retired_for, row.merged_into, row.published_at = on, reason, into, None
    row.save(update_fields=["retired_on", "retired_for", "merged_into", "published_at"])
