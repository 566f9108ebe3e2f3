"""Pay-out within the year's budget, claim back, note what came back, answer objections."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, NotFound, WrongState
from gaoxin.innovation.models import BudgetYear, Entitlement, Objection
from gaoxin.innovation.permissions.policies import check_pays
from gaoxin.innovation.rules.policies.book import Policy
from gaoxin.innovation.rules.policies.engine import evaluate_firm
from gaoxin.innovation.rules.policies.states import check_budget, check_reclaimed, check_words, moved
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies import act


def pay(*, zone: str, entitlement_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> None:
    """One pay-out: the budget of its year is held, the firm is asked of the rules once more, and all or nothing is written.

    Raises NotAllowed, NotFound, WrongState unless the firm consented and no objection is open, Conflict where the budget does not
    hold it or the firm no longer gets so much.
    """
    check_pays(by, zone)
    with transaction.atomic():
        if act.repeated(zone, by, "policy-pay", key, at, [entitlement_id]) is not None:
            return
        row = act.locked(zone, entitlement_id)
        state = moved("pay", row.state)
        policy = book().policy(row.policy)
        _check_undisputed(row)
        article = _check_still(row, policy)
        budget = _budget(zone, row, policy)
        check_budget(budget=budget.budget, spent=budget.spent, yuan=row.yuan, policy=policy.name.zh, article=article)
        budget.spent += row.yuan
        budget.save(update_fields=["spent"])
        row.state, row.paid_at, row.paid_by_id = state, at, by.id
        row.save(update_fields=["state", "paid_at", "paid_by_id"])
        act.record(
            "policy-pay", f"entitlement:{row.id}", zone=zone, by=by, at=at, key=key, said=[entitlement_id], article=article,
            policy=row.policy, party=str(row.party_id), yuan=row.yuan, account=row.account[-4:], spent=budget.spent,
        )  # fmt: skip


def claw_back(
    *, zone: str, entitlement_id: uuid.UUID, yuan: int, reason: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """The whole or a part is claimed back, once, under the policy's article. Raises NotAllowed, NotFound, WrongState, Invalid."""
    check_pays(by, zone)
    said = [entitlement_id, yuan, reason]
    with transaction.atomic():
        if act.repeated(zone, by, "policy-claw-back", key, at, said) is not None:
            return
        row = act.locked(zone, entitlement_id)
        row.state = moved("claw-back", row.state)
        check_reclaimed(yuan, row.yuan)
        row.reclaimed, row.reclaimed_for, row.reclaimed_at = yuan, check_words(reason, "追回理由 the reason"), at
        row.save(update_fields=["state", "reclaimed", "reclaimed_for", "reclaimed_at"])
        basis = book().policy(row.policy).clawback
        act.record(
            "policy-claw-back", f"entitlement:{row.id}", zone=zone, by=by, at=at, key=key, said=said,
            article=str(basis) if basis else "", policy=row.policy, yuan=yuan, reason=row.reclaimed_for,
        )  # fmt: skip


def note_returned(*, zone: str, entitlement_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> None:
    """What was claimed back has come: the year's budget has it again. Raises NotAllowed, NotFound, WrongState."""
    check_pays(by, zone)
    with transaction.atomic():
        if act.repeated(zone, by, "policy-returned", key, at, [entitlement_id]) is not None:
            return
        row = act.locked(zone, entitlement_id)
        row.state, row.returned_at = moved("note-returned", row.state), at
        budget = BudgetYear.objects.select_for_update().get(zone=zone, policy=row.policy, year=row.year)
        budget.spent -= row.reclaimed
        budget.save(update_fields=["spent"])
        row.save(update_fields=["state", "returned_at"])
        act.record(
            "policy-returned", f"entitlement:{row.id}", zone=zone, by=by, at=at, key=key, said=[entitlement_id],
            policy=row.policy, yuan=row.reclaimed,
        )  # fmt: skip


def answer(
    *, zone: str, objection_id: uuid.UUID, upheld: bool, text: str, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """An objection is answered in words, once. Upheld: the officer corrects the facts and matches anew."""
    check_pays(by, zone)
    said = [objection_id, upheld, text]
    with transaction.atomic():
        if act.repeated(zone, by, "policy-answer", key, at, said) is not None:
            return
        row = Objection.objects.select_for_update().filter(zone=zone, id=objection_id).first()
        if row is None:
            raise NotFound("没有这项异议 no such objection", do="从异议列表进入 start from the list")
        if row.answered_at is not None:
            raise WrongState("已经答复 it was answered already", do="刷新页面 reload the page")
        row.upheld, row.answer, row.answered_at, row.answered_by_id = (
            upheld,
            check_words(text, "答复 the answer"),
            at,
            by.id,
        )
        row.save(update_fields=["upheld", "answer", "answered_at", "answered_by_id"])
        act.record(
            "policy-answer",
            f"party:{row.party_id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            policy=row.policy,
            upheld=upheld,
        )


def _check_undisputed(row: Entitlement) -> None:
    of = {"zone": row.zone, "party_id": row.party_id, "policy": row.policy, "year": row.year}
    if Objection.objects.filter(**of, answered_at=None).exists():
        raise WrongState("企业的异议尚未答复 the firm's objection is open", do="先答复异议 answer it first")


def _check_still(row: Entitlement, policy: Policy) -> str:
    """The article of the version; raises Conflict where the firm's facts of now give less, or nothing."""
    laws = book()
    firm = firms(zone=row.zone, day=row.day, book=laws, only=[row.party_id])[row.party_id]
    now = evaluate_firm(laws, firm, row.day)[policy.code]
    if now.outcome != "eligible" or now.yuan < row.yuan:
        raise Conflict(
            f"按现有数据不再是这个金额 the facts of now give another amount: {now.yuan:,} 元",
            why=f"名单上 listed {row.yuan:,} 元；现在 now {now.outcome}", do="请企业放弃后重新匹配 let the firm decline and match anew",
            article=now.article,
        )  # fmt: skip
    return now.article


def _budget(zone: str, row: Entitlement, policy: Policy) -> BudgetYear:
    """The year's budget, held; made from the version in force when the first one is paid."""
    version = policy.on(row.day)
    BudgetYear.objects.get_or_create(
        zone=zone, policy=row.policy, year=row.year, defaults={"budget": version.budget if version else None}
    )
    return BudgetYear.objects.select_for_update().get(zone=zone, policy=row.policy, year=row.year)
