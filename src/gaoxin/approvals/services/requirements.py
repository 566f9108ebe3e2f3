"""How each document of a case is met, from the vault, the registries, the commitments and the files, kept as rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from gaoxin.approvals.models import Case, Requirement
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.materials import Available, burden, to_type
from gaoxin.approvals.selectors import uploads_of
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Work
from gaoxin.core.due import due_at
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.runtime.prepared import Read, add, update
from gaoxin.trust import selectors as trust

RECEIVED_ON = "received_on"


class Stored(NamedTuple):
    """One row, as far as it is compared."""

    id: uuid.UUID
    material: str
    way: str
    why: str
    article: str
    ref: str


_ROWS = Read(
    lambda zone, case_id: Requirement.objects.filter(zone=zone, case_id=case_id).values_list(*Stored._fields),
    zone="<zone>", case_id=uuid.UUID(int=1),
)  # fmt: skip


def facts_at(case: Case, at: dt.datetime) -> dict[str, object]:
    """What the rules see: the case's facts, and the day it was received (the day of the act while it is a draft)."""
    received = rulebook.calendar().local(case.submitted_at or at).date()
    return {**case.facts, RECEIVED_ON: received.isoformat()}


def resolve(
    work: Work, *, deferred: Collection[str] = (), signed: Mapping[str, str] | None = None
) -> tuple[burden.Requirement, ...]:
    """How each document is met now. signed: documents the platform wrote and the applicant signed in this act."""
    case, item = work.case, work.item
    facts = facts_at(case, work.at)
    day = rulebook.calendar().local(work.at).date()
    wanted = burden.asked(item, facts)
    kinds = {burden.vault_kind(m) for m in wanted if "held" in m.ways}
    held = trust.held_documents(
        zone=case.zone, holder_id=case.applicant_id, kinds=kinds, on=day, scope=case.project_code
    )
    uploaded = uploads_of(case.zone, case.id) | {
        code: Available(ref, "申请人签署 signed by the applicant") for code, ref in (signed or {}).items()
    }
    return burden.resolve(
        item,
        facts,
        held={kind: Available(d.ref, f"{d.title} {d.number}（{d.issuer}）") for kind, d in held.items()},
        fetched=_fetched(item, case),
        uploaded=uploaded,
        commits=case.commits,
        deferred=deferred,
    )


def stored(zone: str, case_id: uuid.UUID) -> dict[str, Stored]:
    """The rows of the case by material."""
    return {row[1]: Stored(*row) for row in _ROWS(zone=zone, case_id=case_id)}


def signed_before(rows: Mapping[str, Stored]) -> dict[str, str]:
    """Documents the platform wrote and the applicant signed when the application was handed in."""
    return {row.material: row.ref for row in rows.values() if row.ref.startswith("document:")}


def keep(work: Work, found: Collection[burden.Requirement], rows: Mapping[str, Stored]) -> None:
    """Make the rows say what `found` says; rows that say so already are left alone. rows: what `stored` gave."""
    case, left, new = work.case, dict(rows), list[dict[str, Any]]()
    for need in found:
        row = left.pop(need.material, None)
        if row is not None and row[1:] == (need.material, need.way, need.why, need.article, need.ref):
            continue
        values = {"way": need.way, "why": need.why, "article": need.article, "ref": need.ref}
        if row is None:
            new.append({"zone": case.zone, "case_id": case.id, "material": need.material, **values})
        else:
            update(Requirement(id=row.id, zone=case.zone, **values), tuple(values))
    if left:
        Requirement.objects.filter(zone=case.zone, id__in=[row.id for row in left.values()]).delete()
    add(Requirement, *new)


def check_complete(work: Work, found: Collection[burden.Requirement]) -> None:
    """Raises Invalid listing every document and field that is still missing, all at once (行政许可法 32(4))."""
    documents = [work.item.material(need.material).name.zh for need in found if need.way == burden.MISSING]
    fields = [field.name.zh for field in to_type(work.item, work.case.facts)]
    if documents or fields:
        raise Invalid(
            f"申请尚不完整 not complete: {'、'.join((*documents, *fields))}",
            why=f"缺 {len(documents)} 份材料、{len(fields)} 个表单项 {len(documents)} documents, {len(fields)} fields",
            do="补齐后再办；坚持提交的，窗口应当收件并一次性告知补正 complete it, or hand it in as it is",
            article="行政许可法 31；32",
        )


def commitment_due(at: dt.datetime, within: str) -> dt.datetime:
    """By when what was promised must follow. Raises CalendarMissing where the calendar does not reach."""
    return due_at(at, parse_limit(within), rulebook.calendar())


def _fetched(item: Item, case: Case) -> dict[str, Available]:
    """Documents that an authority shares, and those the platform writes from the form."""
    found: dict[str, Available] = {}
    for material in item.materials:
        if "fetched" not in material.ways:
            continue
        registry = material.issuer.registry
        if material.generated:
            found[material.code] = Available(f"form:{case.id}", "申请表单 the form")
        elif registry and (answer := case.sources.get(f"@{registry}")):
            provisional = "，暂用上次数据，稍后核对 provisional" if answer["provisional"] else ""
            found[material.code] = Available(f"registry:{registry}", f"{registry} {answer['at'][:10]}{provisional}")
    return found
