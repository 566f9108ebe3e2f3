"""Endpoints of patents."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from gaoxin.core.errors import Invalid
from gaoxin.innovation.api.innovation import InnovationDone, Short
from gaoxin.innovation.api.policies import Key
from gaoxin.innovation.permissions.register import check_reader
from gaoxin.innovation.rules.patents.numbers import shown
from gaoxin.innovation.rules.patents.rows import Owner
from gaoxin.innovation.selectors import patents as patent_log
from gaoxin.innovation.services import patents
from gaoxin.runtime.api import Request, answers

router = Router(tags=["科技创新 innovation"])


class PatentTold(Schema):
    """number: digits and check digit. owners: with the share in hundredths of a percent where it is known. fee: the next annual one."""

    number: str
    shown: str
    kind: str
    title: str
    status: str
    applied_on: dt.date
    granted_on: dt.date | None
    expires_on: dt.date
    owners: list[dict[str, Any]]
    fee: dict[str, Any] | None


class PatentPage(Schema):
    """fees: with `due`, how many there are by standing."""

    patents: list[PatentTold]
    next: str
    fees: dict[str, int] = {}


class PatentYears(Schema):
    """all, and by kind: granted in the year, in the year before (the exact base), growth in percent."""

    year: int
    kinds: dict[str, dict[str, Any]]


class PatentFile(Schema):
    """mapping: lines of COLUMN=FIELD for columns that are not known."""

    source: Annotated[str, StringConstraints(max_length=200)] = ""
    dry_run: bool = False
    mapping: Annotated[str, StringConstraints(max_length=2000)] = ""


class PatentsTaken(Schema):
    rows: int
    new: int
    changed: int
    same: int
    repeated: int
    written: bool
    dry_run: bool
    errors: list[dict[str, Any]]


class PatentOwnerTold(Schema):
    name: Short
    share_bp: Annotated[int, Field(ge=1, le=10_000)] | None = None


class NewPatentOwners(Schema):
    owners: Annotated[list[PatentOwnerTold], Field(min_length=1, max_length=50)]
    on: dt.date
    evidence: Short


class PatentFeePaid(Schema):
    """year: of the patent, up to which the annual fee is paid."""

    year: Annotated[int, Field(ge=1, le=20)]
    evidence: Short


@router.get(
    "/patents", response=answers(PatentPage), url_name="patents", operation_id="patents", summary="专利 patents"
)
def patents_of(
    request: Request, kind: Annotated[str, Query(max_length=16)] = "", status: Annotated[str, Query(max_length=16)] = "",
    text: Annotated[str, Query(max_length=100)] = "", year: Annotated[int | None, Query(ge=1985, le=2200)] = None,
    due: Annotated[bool, Query(description="only those whose annual fee is due within 90 days, or late")] = False,
    standing: Annotated[Literal["", "due", "grace", "overdue"], Query(description="of the fees due, those of one standing")] = "",
    cursor: Annotated[str, Query(max_length=30)] = "",
) -> Any:  # fmt: skip
    """Newest applications first; with `due` those whose fee ends soonest."""
    check_reader(request.actor, request.zone)
    today = timezone.localdate(request.at)
    if due:
        fees = patent_log.fees_due(zone=request.zone, today=today, standing=standing, after=cursor)
        return {"patents": [_patent(row) for row in fees.rows], "next": fees.next, "fees": fees.counts}
    rows, more = patent_log.page(
        zone=request.zone, today=today, kind=kind, status=status, text=text, year=year, after=cursor
    )
    return {"patents": [_patent(row) for row in rows], "next": rows[-1].number if more else ""}


@router.get(
    "/patents/years/{year}", response=answers(PatentYears), url_name="patent-years", operation_id="patent-years",
    summary="专利授权同比 a year beside the one before",
)  # fmt: skip
def patent_years(request: Request, year: int) -> Any:
    """Counted from records, each with its exact base."""
    check_reader(request.actor, request.zone)
    if not 1986 <= year <= 2200:
        raise Invalid(f"年份不正确 no such year: {year}", do="1986–2200")
    whole, kinds = patent_log.years_beside(zone=request.zone, year=year)
    told = {"all": whole, **kinds}
    return {
        "year": year,
        "kinds": {
            name: {"granted": one.granted, "base": one.base, "growth": None if one.growth is None else str(one.growth)}
            for name, one in told.items()
        },
    }


@router.post(
    "/patents/import", response=answers(PatentsTaken), url_name="import-patents", operation_id="import-patents",
    summary="导入专利 import patents",
)  # fmt: skip
def import_file(request: Request, body: Form[PatentFile], file: File[UploadedFile], key: Key) -> Any:
    """All rows or none; `errors` names what is wrong with which row. A refused file leaves the key free."""
    if (file.size or 0) > patent_log.book().limits.bytes:
        raise Invalid(f"文件过大 the file is too large: {file.size:,} B", do="分批导入 import in parts")
    found = patents.import_patents(
        zone=request.zone, data=file.read(), source=body.source or file.name or "", at=request.at, by=request.actor,
        today=timezone.localdate(request.at), dry_run=body.dry_run, mapping=_mapping(body.mapping), key=key,
    )  # fmt: skip
    return {
        "rows": len(found.rows), **{kind: found.count(kind) for kind in ("new", "changed", "same", "repeated")},
        "written": found.written, "dry_run": found.dry_run,
        "errors": [
            {"row": row.row, "number": row.number, "problems": [{"code": one.code, "what": one.what, "do": one.do} for one in row.problems]}
            for row in found.wrong[:200]
        ],
    }  # fmt: skip


@router.post(
    "/patents/{patent}/owners", response=answers(InnovationDone), url_name="transfer-patent", operation_id="transfer-patent",
    summary="权利转移 a transfer",
)  # fmt: skip
def transfer(request: Request, patent: str, body: NewPatentOwners, key: Key) -> Any:
    """Other owners from a day on, by a paper; shares sum to the whole where they are told."""
    patents.transfer(
        zone=request.zone, number=patent, owners=[Owner(one.name, one.share_bp) for one in body.owners], on=body.on,
        evidence=body.evidence, at=request.at, by=request.actor, key=key,
    )  # fmt: skip
    return {"done": True}


@router.post(
    "/patents/{patent}/fees", response=answers(InnovationDone), url_name="record-patent-fee", operation_id="record-patent-fee",
    summary="登记年费 an annual fee is paid",
)  # fmt: skip
def record_fee(request: Request, patent: str, body: PatentFeePaid, key: Key) -> Any:
    """Up to a year of the patent, by a receipt."""
    patents.record_fee(
        zone=request.zone,
        number=patent,
        year=body.year,
        evidence=body.evidence,
        at=request.at,
        by=request.actor,
        key=key,
    )
    return {}


def _mapping(text: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in text.splitlines() if line.strip()]
    if any(not sign or not field.strip() for _, sign, field in pairs):
        raise Invalid("列的对应写法不正确 not COLUMN=FIELD", do="例如 件号=number write like this")
    return {column.strip(): field.strip() for column, _, field in pairs}


def _patent(view: patent_log.PatentView) -> dict[str, Any]:
    due = view.due
    return {
        "number": view.number, "shown": shown(view.number), "kind": view.kind, "title": view.title, "status": view.status,
        "applied_on": view.applied_on, "granted_on": view.granted_on, "expires_on": view.expires_on,
        "owners": [{"name": name, "share_bp": share, "party": party} for name, share, party in view.owners],
        "fee": due and {"year": due.year, "on": due.on, "late_until": due.late_until, "yuan": due.yuan, "standing": due.standing},
    }  # fmt: skip
