"""Handing in: the application, the corrections, and taking it back. Each gives a dated receipt (行政许可法 32(2))."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import Correction
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.rules.cases.papers import SIGNED_PAPER, papers
from gaoxin.approvals.rules.clock.ledger import Kind
from gaoxin.approvals.rules.materials.burden import MISSING
from gaoxin.approvals.rules.reforms import ImpossibleReform, phase_open
from gaoxin.approvals.rules.reforms.commitments import letter, may_commit
from gaoxin.approvals.rules.reforms.transforms import LETTER
from gaoxin.approvals.selectors import granted_phases, uploads_of
from gaoxin.approvals.services import requirements, rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.renewal import former_case
from gaoxin.approvals.services.telling import tell
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import in_words
from gaoxin.parties import selectors as parties
from gaoxin.trust import services as trust


def submit(
    *, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime, agrees: bool = False, deferred: Collection[str] = (),
    as_it_is: bool = False, key: str = "",
) -> Done:  # fmt: skip
    """Hand the application in. The clock's first entry; a signed receipt follows.

    agrees: the applicant signs the commitment letter, which 告知承诺 needs. A clerk signs nothing for an applicant: whoever came
    to the window signs on paper, and the scans are handed in first. deferred: secondary documents that will follow
    (容缺). as_it_is: hand it in although something is missing; the window must then take it and tell everything at once.
    """

    def body(work: Work) -> dict[str, Any]:
        case = work.case
        _check_open(work)
        _check_still_allowed(work)
        shown = _shown_papers(work)
        signed = {} if shown else _sign_letter(work, agrees)
        found = requirements.resolve(work, deferred=_deferrable(work, deferred), signed=signed)
        if not as_it_is:
            requirements.check_complete(work, found)
        case.submitted_at = at
        case.visits += case.channel == "window"
        requirements.keep(work, found, {})
        work.log(Kind.RECEIVED, note=f"渠道 {case.channel}")
        receipt = tell(work, "received", _told_requirements(work, found))
        ways = {need.material: need.way for need in found}
        work.detail = {"requirements": ways, "deferred": sorted(deferred), "commits": case.commits, **shown}
        return {"receipt": receipt, "asked": sum(way in ("uploaded", MISSING) for way in ways.values())}

    request = {"agrees": agrees, "deferred": sorted(deferred), "as_it_is": as_it_is}
    return perform("submit", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request=request)


def submit_corrections(
    *, zone: str, case_id: uuid.UUID, answers: Mapping[str, str], by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """Answer every line of the one-time notice (行政许可法 32(5)). answers: element -> what was done about it."""

    def body(work: Work) -> dict[str, Any]:
        case = work.case
        _check_open(work)
        open_lines = list(Correction.objects.filter(zone=zone, case=case, answered_at=None).order_by("id"))
        unanswered = [line.element for line in open_lines if not answers.get(line.element, "").strip()]
        strange = sorted(set(answers) - {line.element for line in open_lines})
        if unanswered or strange:
            raise Invalid(
                f"补正须逐项答复 every line is to be answered: {', '.join(unanswered or strange)}",
                why=f"未告知的项目 not asked: {', '.join(strange)}" if strange else "按要求提交全部补正材料",
                do="补齐后一次提交 answer them all at once",
                article="行政许可法 32(5)",
            )
        rows = requirements.stored(zone, case.id)
        found = requirements.resolve(work, signed=requirements.signed_before(rows))
        still = [need.material for need in found if need.way == MISSING and need.material in answers]
        if still:
            raise Invalid(
                f"材料仍未上传 still not handed in: {', '.join(still)}",
                do="先上传材料再提交补正",
                article="行政许可法 32(5)",
            )
        for line in open_lines:
            line.answer, line.answered_at = answers[line.element], at
            line.save(update_fields=["answer", "answered_at"])
        case.visits += case.channel == "window"
        requirements.keep(work, found, rows)
        work.log(Kind.CORRECTED)
        work.detail = {"answers": dict(answers)}
        lines = [("已补正", f"{line.element}：{line.answer}") for line in open_lines]
        return {"receipt": tell(work, "received", lines)}

    return perform(
        "submit-corrections", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"answers": dict(answers)},
    )  # fmt: skip


def withdraw(*, zone: str, case_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """Take the application back before it is decided. No reason is demanded; one that is given is kept."""

    def body(work: Work) -> dict[str, Any]:
        work.detail = {"reason": reason}
        if work.case.state == State.DRAFT:
            return {}
        work.log(Kind.STOPPED, note=f"申请人撤回 withdrawn {reason}".strip())
        return {"receipt": tell(work, "withdrawn", [("说明", reason or "—")])}

    return perform("withdraw", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"reason": reason})


def _check_open(work: Work) -> None:
    """The window must be open that day; online and post are always (周六不打烊 opens it on Saturdays)."""
    calendar = rulebook.calendar()
    day = calendar.local(work.at).date()
    if work.case.channel != "window" or calendar.hours(day, service=work.item.service.saturday):
        return
    raise Invalid(
        f"{day} 窗口不办公 the window is closed that day",
        why=calendar.reason(day) or "休息日 a rest day",
        do=f"在 {calendar.next_opening(work.at, service=work.item.service.saturday):%Y-%m-%d} 到窗口，或者改为网上提交",
        article="行政许可法 82",
    )


def _check_still_allowed(work: Work) -> None:
    """What was true when the draft was opened may have changed: the credit bar, the former phase, the time to renew."""
    case, item = work.case, work.item
    day = rulebook.calendar().local(work.at).date()
    if case.former:
        former_case(zone=case.zone, number=case.former.number, item=item, holder_id=case.applicant_id, day=day)
    if case.commits:
        verdict = may_commit(item, parties.credit_findings(zone=case.zone, party_id=case.applicant_id, on=day))
        if not verdict:
            raise ImpossibleReform(
                verdict.reason, do="撤回后按一般程序申请 withdraw and apply the ordinary way", article=verdict.article
            )
    if case.phase:
        granted = granted_phases(
            zone=case.zone, item_code=case.item_code, applicant_id=case.applicant_id, project_code=case.project_code
        )
        verdict = phase_open(item, case.phase, granted)
        if not verdict:
            raise ImpossibleReform(verdict.reason, do="先办理前一阶段 the former phase first", article=verdict.article)


def _sign_letter(work: Work, agrees: bool) -> dict[str, str]:
    """The commitment letter, written from the item and signed by the applicant; nothing where 告知承诺 was not chosen."""
    case = work.case
    if not case.commits:
        return {}
    if not agrees:
        raise Invalid(
            "选择告知承诺的，须签署承诺书 the commitment letter is not signed",
            why="申请人书面承诺已经符合条件并承担责任 the applicant commits in writing",
            do="阅读承诺书后签署，或者改按一般程序 sign it, or apply the ordinary way",
            article="国办发〔2020〕42号",
        )
    content = letter(
        work.item, applicant=case.applicant.name, identifier=case.applicant.identifier, number=case.number,
        at=rulebook.calendar().local(work.at),
    )  # fmt: skip
    content["replaces"] = [{**row, "within": row["within"] and in_words(row["within"])} for row in content["replaces"]]
    signed = {"signed_by": work.by.name, "signed_at": f"{rulebook.calendar().local(work.at):%Y-%m-%d %H:%M}"}
    pk = trust.issue_document(
        zone=case.zone, kind="letter", subject=f"case:{case.id}", title=content["title"], content={**content, **signed},
        at=work.at,
    )  # fmt: skip
    return {LETTER: f"document:{pk}"}


def _shown_papers(work: Work) -> dict[str, Any]:
    """What the applicant signed on paper, where a clerk hands in for it: paper -> digest of the scan. Empty where it does so
    itself. Raises Invalid naming the papers that are not there."""
    case = work.case
    if work.by.may_act_for(case.applicant_id, case.item_code):
        return {}
    there, names = uploads_of(case.zone, case.id), {LETTER: "承诺书 the commitment letter"}
    names[SIGNED_PAPER.code] = "申请表 the application"
    wanted = papers(commits=case.commits)
    if missing := [names[code] for code in wanted if code not in there]:
        raise Invalid(
            f"缺少申请人签字的文件 not signed by the applicant: {'、'.join(missing)}",
            why="窗口代为提交，不能代为签字；申请人对材料的真实性负责 the window hands in, the applicant signs",
            do="打印后由申请人阅读、签字，上传扫描件；或者请申请人在自己的账号中提交 upload what was signed",
            article="行政许可法 29；31",
        )
    return {"signed": {code: there[code].ref.removeprefix("upload:") for code in wanted}}


def _deferrable(work: Work, deferred: Collection[str]) -> Collection[str]:
    """The chosen documents, if each may follow later. Raises Invalid naming those that may not."""
    may = {m.code for m in work.item.materials if "deferred" in m.ways and m.defer.allowed}
    if refused := sorted(set(deferred) - may):
        raise Invalid(
            f"不能容缺 may not follow later: {', '.join(refused)}",
            why="容缺只适用于清单列明的次要材料 only secondary documents on the list may follow",
            do=f"可以容缺的 those that may: {'、'.join(sorted(may)) or '—'}",
            article="广东省优化营商环境条例 32",
        )
    return deferred


def _told_requirements(work: Work, found: Collection[Any]) -> list[tuple[str, str]]:
    words = {
        "held": "证照库已有，免提交", "fetched": "共享获取，免提交", "promised": "以承诺替代", "deferred": "容缺后补",
        "uploaded": "已提交", MISSING: "尚缺",
    }  # fmt: skip
    grouped: dict[str, list[str]] = {}
    for need in found:
        grouped.setdefault(words[need.way], []).append(work.item.material(need.material).name.zh)
    return [(word, "、".join(names)) for word, names in grouped.items()]
