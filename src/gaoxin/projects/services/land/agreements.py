"""Land agreements: signed once for a parcel, followed on the site, compared with what came of them, and ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import Max

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelResult, Project
from gaoxin.projects.permissions.land import check_keeper
from gaoxin.projects.rules.land.results import Result
from gaoxin.projects.rules.land.terms import Found, Terms, check_found, check_result, check_terms
from gaoxin.projects.selectors.land import book
from gaoxin.projects.services.land import ledger
from gaoxin.projects.services.land.act import locked_parcel, record_keyed, repeated


def sign(
    *, zone: str, parcel_number: str, terms: Terms, at: dt.datetime, by: Actor, today: dt.date, project_number: str = "",
    key: str = "",
) -> ParcelAgreement | None:  # fmt: skip
    """Give a parcel to somebody for a promise; the ledger has it in use from then on. The same form again changes nothing (None).

    key: of the form; one that served for something else is a Conflict. project_number: links the project, and its lead and enterprise.
    Raises NotAllowed, NotFound, Invalid for terms that cannot be, Conflict where somebody has the parcel already, also where another
    officer gives it at this moment.
    """
    check_keeper(by, zone)
    check_terms(terms, today)
    said = [parcel_number, asdict(terms), project_number]
    with transaction.atomic():
        if repeated(zone, by, "land-sign", key, at, said) is not None:
            return None
        parcel = locked_parcel(zone, parcel_number)
        if parcel.held_by:
            raise _taken(parcel)
        project = _project(zone, project_number)
        row = _new(parcel, terms, project)
        parcel.held_by = terms.holder
        parcel.save(update_fields=["held_by"])
        given, since = book.categories().given, max(terms.signed_on, parcel.category_since)
        if parcel.category != given:
            ledger.add(parcel, given, since, f"用地协议 {terms.number}", at=at, by=by, today=today)
        record_keyed(
            "land-sign", f"parcel:{parcel.id}", zone=zone, at=at, by=by, said=said, key=key, number=parcel.number,
            agreement=terms.number, holder=terms.holder, project=project_number,
            promised={"output_k": terms.output_k, "tax_k": terms.tax_k, "energy_kgce": terms.energy_kgce},
        )  # fmt: skip
    return row


def report_works(
    *, zone: str, agreement: str, found: Found, at: dt.datetime, by: Actor, today: dt.date, key: str = ""
) -> ParcelAgreement:
    """What was found on the site: delivery, start, stop, completion, and the shares when work stopped. Raises as `sign` does."""
    check_keeper(by, zone)
    told = asdict(found)
    said = [agreement, told]
    with transaction.atomic():
        if repeated(zone, by, "land-works", key, at, said) is not None:
            return ParcelAgreement.objects.get(zone=zone, number=agreement)
        row = _standing(zone, agreement)
        check_found(found, row.signed_on, today)
        for name, value in told.items():
            setattr(row, name, value)
        row.save(update_fields=list(told))
        record_keyed(
            "land-works", f"parcel:{row.parcel_id}", zone=zone, at=at, by=by, said=said, key=key, agreement=agreement,
            found={name: str(value) for name, value in told.items() if value is not None},
        )  # fmt: skip
    return row


def record_result(
    *, zone: str, agreement: str, result: Result, at: dt.datetime, by: Actor, today: dt.date, key: str = ""
) -> None:
    """What a year brought on the land. A later record of the year corrects the former, which stays as it was."""
    check_keeper(by, zone)
    said = [agreement, asdict(result)]
    with transaction.atomic():
        if repeated(zone, by, "land-result", key, at, said) is not None:
            return
        row = ParcelAgreement.objects.select_for_update().filter(zone=zone, number=agreement).first()
        if row is None:
            raise _unknown(agreement)
        check_result(result.year, (result.output, result.tax, result.energy), result.source, row.signed_on, today)
        before = ParcelResult.objects.filter(zone=zone, agreement=row, year=result.year)
        serial = (before.aggregate(last=Max("serial"))["last"] or 0) + 1
        ParcelResult.objects.create(
            zone=zone, agreement=row, year=result.year, output_k=result.output, tax_k=result.tax, energy_kgce=result.energy,
            source=result.source.strip(), at=at, by=by.name, serial=serial,
        )  # fmt: skip
        record_keyed(
            "land-result", f"parcel:{row.parcel_id}", zone=zone, at=at, by=by, said=said, key=key, agreement=agreement,
            year=result.year, serial=serial, output_k=result.output, tax_k=result.tax, energy_kgce=result.energy, source=result.source,
        )  # fmt: skip


def end(
    *, zone: str, agreement: str, ended_on: dt.date, reason: str, at: dt.datetime, by: Actor, today: dt.date,
    category: str = "", key: str = "",
) -> None:  # fmt: skip
    """The agreement ends and the parcel is free. category: what it is then, by default what the zone's book says."""
    check_keeper(by, zone)
    if not 4 <= len(reason.strip()) <= 200 or not reason.isprintable():
        raise Invalid("没有写明终止原因 the reason is missing", do="写明原因，4 至 200 字 write it")
    said = [agreement, ended_on, reason, category]
    with transaction.atomic():
        if repeated(zone, by, "land-end", key, at, said) is not None:
            return
        row = _standing(zone, agreement)
        parcel = locked_parcel(zone, row.parcel.number)
        if not row.signed_on <= ended_on <= today:
            raise Invalid(
                f"终止日期不正确 not a day of ending: {ended_on}", do="签订以后、今天以前 between signing and today"
            )
        row.ended_on, row.ended_for = ended_on, reason.strip()
        row.save(update_fields=["ended_on", "ended_for"])
        parcel.held_by = ""
        parcel.save(update_fields=["held_by"])
        then = category or book.categories().returned
        if parcel.category != then:
            since = max(ended_on, parcel.category_since)
            ledger.add(parcel, then, since, f"用地协议 {agreement} 终止", at=at, by=by, today=today)
        record_keyed(
            "land-end", f"parcel:{parcel.id}", zone=zone, at=at, by=by, said=said, key=key, number=parcel.number,
            agreement=agreement, reason=reason, category=then,
        )  # fmt: skip


def _new(parcel: Parcel, terms: Terms, project: Project | None) -> ParcelAgreement:
    """Raises Conflict where the number is used, or the database finds that an agreement stands."""
    if ParcelAgreement.objects.filter(zone=parcel.zone, number=terms.number).exists():
        raise Conflict(f"合同编号 {terms.number} 已登记 the agreement is registered", do="核对编号 check the number")
    try:
        with transaction.atomic():
            return ParcelAgreement.objects.create(
                zone=parcel.zone, parcel=parcel, area_m2=parcel.area_m2, project=project,
                party_id=project.party_id if project else None, lead_id=project.lead_id if project else None, **asdict(terms),
            )  # fmt: skip
    except IntegrityError:
        raise _taken(parcel) from None


def _project(zone: str, number: str) -> Project | None:
    if not number:
        return None
    row = Project.objects.filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound(f"没有这个项目 no such project: {number[:60]}", do="核对项目编号 check the number")
    return row


def _standing(zone: str, number: str) -> ParcelAgreement:
    row = (
        ParcelAgreement.objects.select_for_update(of=("self",))
        .select_related("parcel")
        .filter(zone=zone, number=number)
    ).first()
    if row is None:
        raise _unknown(number)
    if row.ended_on is not None:
        raise WrongState(
            f"协议 {number} 已于 {row.ended_on} 终止 the agreement has ended", do="查看地块的现行协议 see the parcel"
        )
    return row


def _unknown(number: str) -> NotFound:
    return NotFound(f"没有这份用地协议 no such agreement: {number[:60]}", do="核对合同编号 check the number")


def _taken(parcel: Parcel) -> Conflict:
    found = ParcelAgreement.objects.filter(zone=parcel.zone, parcel=parcel, ended_on=None)
    row = found.values_list("number", "holder", "signed_on").first()
    told = f"{row[1]}（{row[0]}，{row[2]}）" if row else parcel.held_by
    return Conflict(
        f"地块 {parcel.number} 已给 was given to {told}",
        why="一个地块只有一份有效的用地协议 one agreement stands for a parcel",
        do="选择别的地块，或者先终止该协议 choose another, or end that agreement first",
    )
