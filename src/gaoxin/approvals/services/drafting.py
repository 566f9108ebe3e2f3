"""Opening a case: which law it pins, what registries already know, what is typed and handed in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case, Upload
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.cases.papers import SIGNED_PAPER
from gaoxin.approvals.rules.items.conditions import facts_of
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.rules.materials import check_form, prefill
from gaoxin.approvals.rules.materials.form import Check, sources_of
from gaoxin.approvals.rules.reforms import ImpossibleReform, phase_open
from gaoxin.approvals.rules.reforms.commitments import may_commit
from gaoxin.approvals.selectors import granted_phases
from gaoxin.approvals.services import files, naming, rulebook
from gaoxin.approvals.services.act import Done, Work, acted_for, fingerprint, perform, repeated, whose_own
from gaoxin.approvals.services.definitions import define, pin
from gaoxin.approvals.services.renewal import former_case
from gaoxin.approvals.services.requirements import RECEIVED_ON
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.core.identifiers import industry, region
from gaoxin.core.uuid7 import uuid7
from gaoxin.parties import selectors as parties
from gaoxin.parties.models import Party
from gaoxin.parties.rules.registries import Reading
from gaoxin.parties.services import read_registries
from gaoxin.runtime.prepared import insert

OPENING = "行政许可法 29"


def reforms_for(item_code: str, on: dt.date, *, commits: bool) -> tuple[str, ...]:
    """Every reform in force that covers the item and that it can take; 告知承诺 only where the applicant chose it."""
    known = rulebook.reforms()
    wanted = [
        code
        for code, reform in sorted(known.by_code.items())
        if reform.in_force(on) and reform.parameters(item_code) is not None and (commits or code != "notify-and-commit")
    ]
    chosen: list[str] = []
    for code in wanted:
        try:
            define(item_code, on, [*chosen, code])
        except ImpossibleReform:
            continue
        chosen.append(code)
    return tuple(chosen)


def start_case(
    *, zone: str, item_code: str, applicant: str, by: Actor, at: dt.datetime, channel: str = "online",
    reforms: Sequence[str] | None = None, phase: str = "", project_code: str = "", commits: bool = False,
    former: str = "", facts: Mapping[str, object] | None = None, key: str = "",
) -> Done:  # fmt: skip
    """Open a draft under the law of that day and fill what registries know.

    applicant: identifier of the party. reforms: None for all that apply that day, else exactly these. commits: the
    applicant chooses 告知承诺. phase: one phase only (分阶段许可). former: number of the case whose licence is renewed.
    facts: first values of the form. Raises NotAllowed, ImpossibleReform, Invalid; then nothing was created.
    """
    party = parties.party(zone=zone, identifier=applicant)
    _check_may_apply(zone, party, by, item_code, channel)
    request = {
        "item": item_code, "applicant": applicant, "channel": channel, "reforms": reforms, "phase": phase,
        "project": project_code, "commits": commits, "former": former, "facts": facts,
    }  # fmt: skip
    mark = fingerprint("start-case", applicant, by, request)
    if earlier := repeated(zone, key, mark):
        return _started(earlier)
    day = rulebook.calendar().local(at).date()
    chosen = tuple(reforms) if reforms is not None else reforms_for(item_code, day, commits=commits)
    item = define(item_code, day, chosen, phase)
    _check_opening(zone, item, party, day, channel=channel, phase=phase, project_code=project_code, commits=commits)
    renewed = former_case(zone=zone, number=former, item=item, holder_id=party.id, day=day) if former else None
    values, sources = _prefilled(item, _read(zone, item, party.identifier, project_code, at))
    typed = _checked(item, dict(facts or {}), sources)
    sources |= {name: {"how": "typed", "at": at.isoformat()} for name in typed if name not in sources}
    identity = uuid7()
    case = Case(
        id=identity, zone=zone, number=f"{day:%Y%m%d}-{identity.hex[-8:].upper()}", item_code=item_code, phase=phase,
        applicant=party, former=renewed, project_code=project_code, channel=channel, commits=commits,
        facts={**values, **typed}, sources=sources, created_at=at,
    )  # fmt: skip
    try:
        return _open(case, item, by, key, mark)
    except IntegrityError as error:
        if earlier := repeated(zone, key, mark):  # the same request came twice at the same moment
            return _started(earlier)
        raise Conflict("同一请求正在办理 the same request is being handled", do="稍后查看结果 look again") from error


def _open(case: Case, item: Item, by: Actor, key: str, mark: str) -> Done:
    """The draft and its audit row, together."""
    result = {"case": str(case.id), "number": case.number}
    with transaction.atomic():
        naming.name_project(case)
        case.item_version_id = pin(zone=case.zone, item=item, at=case.created_at)
        insert(case)
        own = by.may_act_for(case.applicant_id, item.code)
        audit.record(
            zone=case.zone, actor=by, act="start-case", subject=f"case:{case.id}", at=case.created_at, article=OPENING,
            key=key, fingerprint=mark, result=result,
            detail={"item": item.code, "reforms": list(item.reforms), "phase": case.phase}
            | ({} if own else acted_for(case.applicant_id)),
        )  # fmt: skip
    return Done(case.id, State.DRAFT, result)


def _started(earlier: Mapping[str, Any]) -> Done:
    return Done(uuid.UUID(earlier["case"]), State.DRAFT, earlier, repeated=True)


def _check_may_apply(zone: str, party: Party, by: Actor, item_code: str, channel: str) -> None:
    if permissions.may_write(by, zone, party.id, item_code, channel=channel):
        return
    if permissions.may_write(by, zone, party.id, item_code, channel=channel, draft=False):
        raise whose_own(OPENING)
    raise NotAllowed(
        f"无权为 {party.name} 申请 may not apply for this party",
        why="没有覆盖本事项的有效委托 there is no mandate for this item",
        do="由该主体授权后再办 have it give a mandate",
        article=OPENING,
    )


def save_draft(
    *, zone: str, case_id: uuid.UUID, values: Mapping[str, object], by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """Type values into the form. What a registry filled and locks may be disputed, not overwritten."""

    def body(work: Work) -> dict[str, Any]:
        typed = _checked(work.item, dict(values), work.case.sources)
        work.case.facts = {**work.case.facts, **typed}
        marks = {name: {**work.case.sources.get(name, {}), "how": "typed", "at": at.isoformat()} for name in typed}
        work.case.sources = {**work.case.sources, **marks}
        work.detail = {"fields": sorted(typed)}
        return {"typed": sorted(typed)}

    return perform(
        "save-draft", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"values": dict(values)}
    )


def upload(
    *, zone: str, case_id: uuid.UUID, material: str, name: str, data: bytes, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """Hand in a file for a material. The same file twice is one upload, and counts as the newest again.

    The result's `scanned` says whether the scanner found it clean, or did not look (`unchecked`: none is installed, or it is
    down). Raises Invalid where the file is not what its name says, empty, too large, not a medium the item takes, or malware.
    """
    kept = files.examine(name, data)
    request = {"material": material, "sha256": kept.sha256}

    def body(work: Work) -> dict[str, Any]:
        papers = (SIGNED_PAPER,) if work.case.channel != permissions.ONLINE else ()
        wanted = next((m for m in (*work.item.materials, *papers) if m.code == material), None)
        if wanted is None:
            known = ", ".join(m.code for m in work.item.materials)
            raise Invalid(
                f"事项不要求该材料 not a document of this item: {material!r}",
                do=f"可选 choose from: {known}",
                article="行政许可法 31",
            )
        if kept.media not in wanted.media:
            raise Invalid(
                f"{wanted.name.zh} 应为 {', '.join(wanted.media)}，收到的是 {kept.media} wrong kind of file",
                do="转换格式后重新上传 convert it and send it again",
                article="行政许可法 31",
            )
        repeated(
            zone, key, fingerprint("upload", str(case_id), by, request)
        )  # a key in use: refused before a file is left
        files.keep(zone, kept, data)
        Upload.objects.update_or_create(
            zone=zone, case=work.case, material=material, sha256=kept.sha256,
            defaults={"name": kept.name, "media": kept.media, "size": len(data), "at": at, "by": by.id},
        )  # fmt: skip
        work.detail = {"material": material, "sha256": kept.sha256, "scanned": kept.scanned}
        return {"sha256": kept.sha256, "scanned": kept.scanned}

    return perform("upload", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request=request)


def _check_opening(
    zone: str, item: Item, party: Party, day: dt.date, *, channel: str, phase: str, project_code: str, commits: bool
) -> None:
    if party.kind not in item.applicants:
        raise Invalid(
            f"{item.name.zh} 的申请人应为 the applicant must be: {', '.join(item.applicants)}",
            why=f"{party.name} 是 is {party.kind}",
            do="以符合条件的主体申请 apply as such a party",
            article="；".join(str(reference) for reference in item.basis[:1]),
        )
    if channel not in item.service.channels:
        raise Invalid(
            f"{item.name.zh} 不能由此渠道申请 not by this channel: {channel}",
            do=f"可选 choose: {', '.join(item.service.channels)}",
            article="行政许可法 29",
        )
    if commits:
        findings = parties.credit_findings(zone=zone, party_id=party.id, on=day)
        verdict = may_commit(item, findings)
        if not verdict:
            raise ImpossibleReform(
                verdict.reason,
                why=f"信用记录 credit records: {', '.join(findings) or '—'}",
                do="按一般程序申请（不选告知承诺），或者先修复信用 apply the ordinary way, or repair the credit first",
                article=verdict.article,
            )
    if phase:
        if not project_code:
            raise Invalid(
                "分阶段许可须写明项目代码 a phase belongs to a project: give its code",
                why="后一阶段以同一项目的前一阶段为前提 a later phase looks for the former of the same works",
                do="填写项目代码 fill in the project code",
                article="；".join(str(reference) for p in item.phases if p.code == phase for reference in p.basis),
            )
        granted = granted_phases(zone=zone, item_code=item.code, applicant_id=party.id, project_code=project_code)
        open_yet = phase_open(item, phase, granted)
        if not open_yet:
            raise ImpossibleReform(
                open_yet.reason, do="先办理前一阶段 apply for the former phase first", article=open_yet.article
            )


def _read(zone: str, item: Item, identifier: str, project_code: str, at: dt.datetime) -> dict[str, Reading]:
    """Ask every registry the item names; before the transaction, since one that is down takes its time."""
    known = rulebook.registries()
    subjects: dict[str, str] = {}
    for registry in sources_of(item):
        subject = project_code if known[registry].subject == "project" else identifier
        if subject:
            subjects[registry] = subject
    return read_registries(zone=zone, subjects=subjects, at=at)


def _prefilled(item: Item, readings: Mapping[str, Reading]) -> tuple[dict[str, object], dict[str, Any]]:
    """Values from registries; and for each field, and each registry as a whole, where it came from and when."""
    values: dict[str, object] = {}
    sources: dict[str, Any] = {}
    for filled in prefill(item, readings):
        values[filled.field] = filled.value
        sources[filled.field] = {
            "how": "registry", "registry": filled.registry, "provisional": filled.provisional, "locked": filled.locked,
            "at": filled.fetched_at.isoformat() if filled.fetched_at else "", "reason": filled.reason,
        }  # fmt: skip
    for registry, reading in readings.items():
        if reading.values or reading.down:
            at = reading.fetched_at.isoformat() if reading.fetched_at else ""
            sources[f"@{registry}"] = {"at": at, "provisional": reading.provisional, "reason": reading.reason}
    return values, sources


def _checked(item: Item, values: dict[str, object], sources: Mapping[str, Any]) -> dict[str, object]:
    """Values of fields and of facts that the item's rules ask for. Raises Invalid for anything else."""
    locked = [name for name in values if sources.get(name, {}).get("locked")]
    if locked:
        raise Invalid(
            f"来自登记库的数据不能改写 filled from a registry and locked: {', '.join(locked)}",
            why="政府已有的数据以登记为准 what government holds is taken from its register",
            do="有误的，向登记机关申请更正 have the register corrected",
            article="国务院令716号 7",
        )
    form = {field.code for field in item.fields}
    answers = _facts_asked(item) - form - {RECEIVED_ON}
    told = {name: value for name, value in values.items() if name in answers}
    if any(not isinstance(value, str | int | float | bool) for value in told.values()):
        raise Invalid("情形的回答应为文字、数字或是否 answers are text, numbers or yes/no", article="行政许可法 31")
    codes = rulebook.codes()
    checks: dict[str, Check] = {"region": lambda c: region(codes, c), "industry": lambda c: industry(codes, c)}
    return told | check_form(item, {name: value for name, value in values.items() if name not in told}, checks)


def _facts_asked(item: Item) -> frozenset[str]:
    rules = [
        item.applies,
        *(s.when for s in item.situations),
        *(m.when for m in item.materials),
        *(s.when for s in item.steps),
        *(c.rule for c in item.conditions),
    ]
    return frozenset(name for rule in rules for name in facts_of(rule)) | frozenset(item.facts)
