"""One operation for every act that a person may do on a case: `POST /cases/{case}/ACT`.

The table says which service an act is and what it takes; the operations are made from it. Who may do the act, and from which
state, says `rules.cases.acts`; nothing here decides.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from ninja import File, Form, Header, Path, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from gaoxin.accounts.rules.roles import as_supervisor
from gaoxin.approvals import selectors
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.services import (
    deciding,
    delivery,
    drafting,
    holding,
    intake,
    promises,
    ratings,
    reconciling,
    reviewing,
    standing,
    submission,
)
from gaoxin.approvals.services.act import Done
from gaoxin.audit.rules.chain import canonical
from gaoxin.runtime import replays
from gaoxin.runtime.api import Request, answers

router = Router(tags=["办件操作 acts"])
Reference = Annotated[str, Path(max_length=40, description="number or key of the case", examples=["20260302-0A1B2C3D"])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=50,
        pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries",
        examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]
Line = Annotated[str, StringConstraints(max_length=200)]
Code = Annotated[str, StringConstraints(max_length=64)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Whole = Annotated[int, Field(ge=-(10**15), le=10**15)]
Value = str | bool | Whole | float | None


class ActDone(Schema):
    """What an act left behind. state: where it brought the case; null where an act leaves it as it was."""

    case: uuid.UUID
    act: str = Field(examples=["accept"])
    state: str | None = Field(examples=["accepted"])
    result: dict[str, Any] = Field(
        examples=[{"notice": "0198c5a0-7b7e-7c31-8a53-0d9a3f1f2b11", "due": "2026-03-02T17:30:00+08:00"}]
    )


class Nothing(Schema):
    """The act needs no more than its case."""


class Values(Schema):
    values: dict[Code, Value] = Field(max_length=500, examples=[{"contact_name": "陈工"}])


class Submission(Schema):
    """agrees: signs the commitment letter. deferred: documents that follow later (容缺). as_it_is: hand in what is incomplete."""

    agrees: bool = False
    deferred: list[Code] = Field(default_factory=list, max_length=100)
    as_it_is: bool = False


class Corrections(Schema):
    corrections: dict[Code, Words] = Field(max_length=200, examples=[{"safety-measures": "缺少第3页签字"}])


class Answers(Schema):
    answers: dict[Code, Words] = Field(max_length=200, examples=[{"safety-measures": "已补签"}])


class Escalation(Schema):
    """question: what the window cannot settle. instead: where and how the applicant can go on meanwhile."""

    question: Words
    instead: Words


class Answer(Schema):
    answer: Words


class NotAccepted(Schema):
    because: Code = Field(examples=["no-licence-needed", "wrong-authority"])
    reasons: Words
    instead: Words


class Opinion(Schema):
    step: Code = Field(examples=["technical-review"])
    agrees: bool
    text: Words = ""
    place: Line = ""


class Suspension(Schema):
    procedure: Code = Field(examples=["expert-review"])
    length: Annotated[str, StringConstraints(max_length=16)] = Field(examples=["Nwd"])
    note: Words = ""


class Note(Schema):
    note: Words = ""


class Reason(Schema):
    reason: Words


class MaybeReason(Schema):
    reason: Words = ""


class Text(Schema):
    text: Words = ""


class Reasons(Schema):
    reasons: Words


class Refusal(Schema):
    ground: Code
    reasons: Words
    instead: Words


class Ending(Schema):
    ground: Code = Field(examples=["commitment-breach"])
    reasons: Words


class Material(Schema):
    material: Code = Field(examples=["safety-measures"])


class Finding(Schema):
    material: Code
    kept: bool
    text: Words


class Grade(Schema):
    grade: Code = Field(examples=["very-satisfied"])
    text: Words = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """An act as an operation. by_supervisor: its service takes a `Supervisor`, which no other actor can be turned into."""

    act: str
    summary: str
    service: Callable[..., Done]
    body: type[Schema] = Nothing
    by_supervisor: bool = False
    keyed: bool = True


def _report(kind: Report) -> Callable[..., Done]:
    def service(**told: Any) -> Done:
        return holding.report(kind=kind, **told)

    return service


OPERATIONS = (
    Operation("save-draft", "保存申请表 save the form", drafting.save_draft, Values),
    Operation("submit", "提交申请 hand the application in", submission.submit, Submission),
    Operation("request-corrections", "一次性告知补正 the one-time notice", intake.request_corrections, Corrections),
    Operation("submit-corrections", "提交补正 answer the notice", submission.submit_corrections, Answers),
    Operation("accept", "受理 accept", intake.accept),
    Operation("escalate", "登记窗口不能解决的事项 register what the window cannot settle", intake.escalate, Escalation),
    Operation("answer-window", "答复登记事项 answer a registered matter", intake.answer_window, Answer),
    Operation("not-accept", "不予受理 not accept", intake.not_accept, NotAccepted, by_supervisor=True),
    Operation("give-opinion", "出具审查意见 give an opinion", reviewing.give_opinion, Opinion),
    Operation("suspend", "特别程序开始 a special procedure begins", reviewing.suspend, Suspension),
    Operation("resume", "特别程序结束 a special procedure ends", reviewing.resume, Note),
    Operation("extend", "延长期限 extend the period", reviewing.extend, Reason),
    Operation("recommend", "提出审查建议 recommend", reviewing.recommend, Text),
    Operation("send-back", "退回审查 send back to review", reviewing.send_back, Reason),
    Operation("grant", "准予 grant", deciding.grant),
    Operation("refuse", "不予许可 refuse", deciding.refuse, Refusal, by_supervisor=True),
    Operation("seal", "用印 seal the licence", delivery.seal),
    Operation("deliver", "送达 deliver the licence", delivery.deliver),
    Operation("withdraw", "撤回申请 withdraw", submission.withdraw, MaybeReason),
    Operation("submit-evidence", "提交承诺的证明 hand in what was promised", promises.submit_evidence, Material),
    Operation("verify-commitment", "核验承诺 verify a commitment", promises.verify_commitment, Finding),
    Operation("mark-breach", "登记承诺违约 record a breach", promises.mark_breach, Material, keyed=False),
    Operation("rate", "评价 rate", ratings.rate, Grade),
    Operation("answer-rating", "答复差评 answer a bad rating", ratings.answer_rating, Answer),
    Operation("reconcile", "重新核对登记数据 ask the registries again", reconciling.reconcile),
    Operation("report-start", "报告开工 report that works began", _report(Report.STARTED), Note),
    Operation("extend-start", "延期开工 extend the time to begin", _report(Report.START_EXTENDED), Note),
    Operation("ask-start-extension", "申请延期开工 ask for more time to begin", holding.ask_start_extension, Reason),
    Operation(
        "refuse-start-extension",
        "不予延期开工 do not extend the time to begin",
        holding.refuse_start_extension,
        Reasons,
        by_supervisor=True,
    ),  # fmt: skip
    Operation("report-stop", "报告中止施工 report that works stopped", _report(Report.STOPPED), Note),
    Operation("report-resume", "报告恢复施工 report that works resumed", _report(Report.RESUMED), Note),
    Operation("reverify", "核验施工许可证 verify the permit again", _report(Report.REVERIFIED), Note),
    Operation("revoke", "撤销证照 revoke the licence", standing.revoke, Ending, by_supervisor=True),
    Operation("cancel", "注销证照 cancel the licence", standing.cancel, Ending, by_supervisor=True),
)


def key_for(request: Request, key: str) -> str:
    """The caller's key, told apart from every other caller's and from the platform's own."""
    return f"api:{request.actor.id}:{key}"


def told(done: Done, act: str) -> dict[str, Any]:
    """The answer to an act, the same for its retries; those are noted."""
    if done.repeated:
        replays.note()
    to = ACTS[act].to
    return {"case": done.case_id, "act": act, "state": to and to.value, "result": json.loads(canonical(done.result))}


def _add(operation: Operation) -> None:
    act = ACTS[operation.act]

    def run(request: Request, case: Any, key: Any, **sent: Any) -> dict[str, Any]:
        case_id = selectors.case(zone=request.zone, reference=case, by=request.actor).id
        by = as_supervisor(request.actor) if operation.by_supervisor else request.actor
        keyed = {"key": key_for(request, key)} if operation.keyed else {}
        values = sent["body"].dict() if "body" in sent else {}
        done = operation.service(zone=request.zone, case_id=case_id, by=by, at=request.at, **keyed, **values)
        return told(done, operation.act)

    def bare(request: Request, case: Any, key: Any) -> dict[str, Any]:
        return run(request, case, key)

    def full(request: Request, case: Any, key: Any, body: Any) -> dict[str, Any]:
        return run(request, case, key, body=body)

    view = bare if operation.body is Nothing else full
    view.__annotations__ = {
        "request": Request,
        "case": Reference,
        "key": Key,
        "body": operation.body,
    }
    if operation.body is Nothing:
        del view.__annotations__["body"]
    view.__name__ = f"act_{operation.act.replace('-', '_')}"
    router.post(
        f"/cases/{{case}}/{operation.act}", response=answers(ActDone), url_name=f"act-{operation.act}",
        operation_id=operation.act, summary=operation.summary, description=f"依据 {act.article}",
    )(view)  # fmt: skip


for _operation in OPERATIONS:
    _add(_operation)


@router.post(
    "/cases/{case}/upload", response=answers(ActDone), url_name="act-upload", operation_id="upload",
    summary="上传材料 hand in a file", description="依据 行政许可法 31",
)  # fmt: skip
def upload(
    request: Request, case: Reference, key: Key, material: Annotated[str, Form(max_length=64)],
    file: Annotated[UploadedFile, File()],
) -> Any:  # fmt: skip
    """A file for a material. What it is, is known by its contents."""
    case_id = selectors.case(zone=request.zone, reference=case, by=request.actor).id
    done = drafting.upload(
        zone=request.zone, case_id=case_id, material=material, name=file.name or "", data=file.read(), by=request.actor,
        at=request.at, key=key_for(request, key),
    )  # fmt: skip
    return told(done, "upload")
