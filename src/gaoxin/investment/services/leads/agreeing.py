"""The entry board, agreements with their promises, what came of them, and what promotion cost."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.investment.models import (
    AgreementPromise,
    EntryScore,
    InvestmentAgreement,
    PromiseResult,
    PromotionCost,
)
from gaoxin.investment.rules.leads import access, entry
from gaoxin.investment.selectors.leads_agreements import record_for
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.services.leads.acts import changed, day, note, past, same, taken


class Promised(NamedTuple):
    """One promise. value: of an amount (千元, 人); None for a date. due_on: by when."""

    code: str
    value: int | None
    due_on: dt.date


def score_entry(
    *, zone: str, pk: uuid.UUID, inputs: entry.Inputs, by: Actor, at: dt.datetime, version: int | None = None
) -> EntryScore:
    """The board scores a lead; every judgement stays. Raises Invalid for inputs that cannot be."""
    access.check_promoter(by)
    verdict = entry.score(book().board, inputs)
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        row = EntryScore.objects.create(
            zone=zone, lead=lead, inputs=inputs.as_dict(), terms=[term.as_dict() for term in verdict.terms],
            score=verdict.score, passed=verdict.passed, version=verdict.version, at=at, by_name=by.name,
        )  # fmt: skip
        changed(lead, touched_on=day(at))
        told = {"score": str(verdict.score), "passed": verdict.passed, "inputs": inputs.as_dict()}
        note(by, zone, "score-entry", f"lead:{pk}", at, told)
    return row


def overrule(*, zone: str, pk: uuid.UUID, passed: bool, reason: str, by: Actor, at: dt.datetime) -> EntryScore:
    """The head decides against the last score, with a reason. Raises WrongState without one to overrule."""
    access.check_head(by)
    if len(reason.strip()) < 4:
        raise Invalid("改变评审结论须写明理由 overruling needs a reason", do="写明理由 write it down")
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at)
        last = EntryScore.objects.filter(zone=zone, lead=lead).order_by("-at", "-id").first()
        if last is None or last.passed == passed:
            raise WrongState("没有可改变的评审结论 there is no verdict to overrule", do="先评分 score it first")
        row = EntryScore.objects.create(
            zone=zone, lead=lead, inputs=last.inputs, terms=last.terms, score=last.score, passed=passed, overruled=True,
            reason=reason.strip()[:500], version=last.version, at=at, by_name=by.name,
        )  # fmt: skip
        note(by, zone, "overrule-entry", f"lead:{pk}", at, {"passed": passed, "reason": reason.strip()})
    return row


def sign_agreement(
    *, zone: str, pk: uuid.UUID, number: str, signed_on: dt.date, promises: Sequence[Promised], by: Actor, at: dt.datetime,
    remedies: str = "", version: int | None = None,
) -> InvestmentAgreement:  # fmt: skip
    """Record a signed agreement with what it promises. Raises Invalid for a promise that cannot be, Conflict if the number is taken."""
    access.check_promoter(by)
    if not number.strip() or len(number) > 64 or not promises:
        raise Invalid("缺少协议编号或者承诺 the number and at least one promise are needed", do="补填 fill them in")
    past(signed_on, at, "签订日期 the day of signing ")
    for promise in promises:
        _check_promise(promise, signed_on)
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        try:
            with transaction.atomic():
                row = InvestmentAgreement.objects.create(
                    zone=zone, lead=lead, number=number.strip(), signed_on=signed_on, remedies=remedies.strip(), at=at,
                    by_name=by.name,
                )  # fmt: skip
                AgreementPromise.objects.bulk_create(
                    [AgreementPromise(zone=zone, agreement=row, **promise._asdict()) for promise in promises]
                )
        except IntegrityError:
            raise Conflict(
                f"协议已登记，或者同一承诺写了两次 the agreement is recorded, or one promise stands twice: {number}",
                do="核对协议编号和承诺 check number and promises",
            ) from None
        changed(lead, touched_on=day(at))
        told = {"number": row.number, "promises": [{**p._asdict(), "due_on": p.due_on.isoformat()} for p in promises]}
        note(by, zone, "sign-agreement", f"lead:{pk}", at, told)
    return row


def record_result(
    *,
    zone: str,
    promise_id: uuid.UUID,
    value: int | None,
    on: dt.date,
    source: str,
    by: Actor,
    at: dt.datetime,
    key: str,
) -> PromiseResult:
    """What was found for a promise on that day, and where it comes from. The same key again changes nothing.

    Raises WrongState where a project's records say it already, Conflict for a known key with other contents, NotFound where the actor
    does not see the lead, Invalid for an amount without value, or a day that has not come.
    """
    access.check_promoter(by)
    past(on, at, "日期 the day ")
    if not source.strip() or len(source) > 200 or not key or len(key) > 38:
        raise Invalid(
            "须写明数据来源 say where it comes from", do="例如完税证明、验收报告 for example a tax certificate"
        )
    with transaction.atomic():
        promise = AgreementPromise.objects.select_related("agreement").filter(zone=zone, id=promise_id).first()
        if promise is None:
            raise NotFound(f"没有这项承诺 no such promise: {promise_id}", do="核对编号 check it")
        lead = taken(zone=zone, pk=promise.agreement.lead_id, by=by, at=at, merged=True)
        own = f"{by.id[:40]}:{key}"
        if known := PromiseResult.objects.filter(zone=zone, key=own).first():
            same(known, promise_id=promise_id, value=value, on=on, source=source.strip())
            return known
        if told := record_for(promise, day(at)):
            raise WrongState(
                "结果由项目记录得出，不再手工登记 a project's records say this; it is not typed again",
                why=f"{told.source.zh} {told.source.en}", do="在项目中更正 correct it on the project",
            )  # fmt: skip
        amount = book().promise(promise.code).kind == "amount"
        if amount != (value is not None) or (value is not None and value < 0):
            raise Invalid("数值与承诺的种类不符 the value does not fit the promise", do="数量填数值，时间只填日期")
        row = PromiseResult.objects.create(
            zone=zone, promise=promise, value=value, on=on, source=source.strip(), at=at, by_name=by.name, key=own
        )
        told = {"promise": promise.code, "value": value, "on": on.isoformat(), "source": source.strip()}
        note(by, zone, "record-result", f"lead:{lead.id}", at, told)
    return row


def spend(
    *, zone: str, mode: str, on: dt.date, amount_fen: int, what: str, by: Actor, at: dt.datetime, key: str,
    lead: uuid.UUID | None = None,
) -> PromotionCost:  # fmt: skip
    """What was spent on one mode, or on one lead, and then on the lead's mode. The same key again changes nothing.

    Raises NotAllowed unless a head does it, Invalid, Conflict for a known key with other contents.
    """
    access.check_head(by)
    past(on, at, "日期 the day ")
    code = book().mode(mode).code
    if amount_fen <= 0 or not what.strip() or len(what) > 200 or not key or len(key) > 80:
        raise Invalid(
            "费用须大于零并写明用途 an amount above zero and what it was for are needed", do="补填 fill them in"
        )
    with transaction.atomic():
        if lead is not None:
            code = taken(zone=zone, pk=lead, by=by, at=at, merged=True).mode
        told = {"mode": code, "lead_id": lead, "on": on, "amount_fen": amount_fen, "what": what.strip()}
        row, added = PromotionCost.objects.get_or_create(zone=zone, key=key, defaults=told)
        same(row, **told)
        if added:
            subject = f"lead:{lead}" if lead else f"mode:{code}"
            note(by, zone, "spend-on-promotion", subject, at, {"fen": amount_fen, "mode": code, "what": what.strip()})
    return row


def _check_promise(promise: Promised, signed_on: dt.date) -> None:
    kind = book().promise(promise.code)
    if (kind.kind == "amount") != (promise.value is not None) or (promise.value is not None and promise.value <= 0):
        raise Invalid(
            f"承诺“{kind.name.zh}”的数值不正确 the value of {kind.name.en} cannot be", do="数量须大于零，时间只填日期"
        )
    if promise.due_on < signed_on:
        raise Invalid(
            f"承诺“{kind.name.zh}”的期限早于签订日期 {kind.name.en} is due before the agreement",
            do="改正日期 correct the date",
        )


def as_inputs(sent: Any) -> entry.Inputs:
    """The board's inputs from what was typed. Raises Invalid for what is no whole number."""
    numbers: dict[str, int] = {}
    for name in ("investment_k", "output_k", "tax_k", "land_m2", "energy_tce"):
        text = str(sent.get(name, "")).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise Invalid(f"{name} 应为非负整数 must be a whole number: {text!r}", do="改正 correct it")
        numbers[name] = int(text)
    return entry.Inputs(**numbers, safety=str(sent.get("safety", "")))
