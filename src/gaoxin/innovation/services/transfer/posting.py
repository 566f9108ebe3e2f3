"""Demands of enterprises, results of universities and institutes, each side's own ranking, and who speaks for a university."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.innovation.models import (
    Patent,
    ResultPatent,
    TransferDemand,
    TransferMatch,
    TransferResult,
    TransferWish,
    University,
    UniversityVoice,
)
from gaoxin.innovation.permissions.register import check_keeper, check_speaks_for, may_keep
from gaoxin.innovation.permissions.transfer import check_offers
from gaoxin.innovation.rules.patents.numbers import parse
from gaoxin.innovation.rules.transfer.terms import amount, check_budget, check_maturity, check_seats, words
from gaoxin.innovation.selectors.patents import book as patent_book
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import act

MOST_PATENTS, MOST_WISHES = 20, 20


@dataclass(frozen=True, slots=True)
class NewDemand:
    """low_k, high_k: the budget in thousand yuan, None where open. maturity: at least that level."""

    title: str
    field: str
    maturity: int
    deadline: dt.date
    detail: str = ""
    low_k: int | None = None
    high_k: int | None = None


@dataclass(frozen=True, slots=True)
class NewResult:
    """Of a university, or of an institute by name. price_k: None where to be agreed. seats: how many enterprises may have it."""

    title: str
    field: str
    maturity: int
    university_id: uuid.UUID | None = None
    institute: str = ""
    detail: str = ""
    price_k: int | None = None
    seats: int = 1
    patents: tuple[str, ...] = ()


def post_demand(
    *, zone: str, party_id: uuid.UUID, told: NewDemand, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """Raises NotFound for anybody else's firm, Invalid for a field, a budget below zero or the wrong way round, a day that is over."""
    laws = book()
    if not may_keep(by, zone):
        check_speaks_for(by, zone, party_id)
    act.check_firm(zone, party_id)
    check_budget(told.low_k, told.high_k, laws)
    check_maturity(told.maturity, laws)
    if told.deadline < act.day_of(at):
        raise Invalid(f"截止日期已过 the deadline is over: {told.deadline}", do="填写以后的日期 write a later day")
    made = {
        "title": words(told.title, "需求名称 title", 200),
        "detail": words(told.detail, "需求说明 detail", laws.limits.text, may_lack=True),
        "field": laws.field(told.field).code,
    }
    with act.at_once():
        if (before := act.repeated(zone, by, "demand-post", key, at, [party_id, told])) is not None:
            return uuid.UUID(before["demand"])
        row = TransferDemand.objects.create(
            zone=zone, number=act.numbered(TransferDemand, zone, "XQ", at), party_id=party_id, maturity=told.maturity,
            low_k=told.low_k, high_k=told.high_k, deadline=told.deadline, at=at, by_id=accounts.key_of(by), **made,
        )  # fmt: skip
        act.record(
            "demand-post", f"demand:{row.id}", zone=zone, by=by, at=at, key=key, said=[party_id, told],
            result={"demand": str(row.id)}, number=row.number, title=row.title, field=row.field,
        )  # fmt: skip
    return row.id


def withdraw_demand(*, zone: str, demand_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> None:
    """With its proposal, unless talks have begun. Raises NotFound for anybody else's, WrongState."""
    with act.at_once():
        if act.repeated(zone, by, "demand-withdraw", key, at, [demand_id]) is not None:
            return
        row = own_demand(zone, demand_id, by)
        if row.state not in ("posted", "matched"):
            raise WrongState("洽谈或者成交后不能撤回 it is in talks, or over", do="先结束洽谈 end the talks first")
        TransferMatch.objects.filter(zone=zone, demand=row, state="proposed").update(state="superseded", moved_at=at)
        row.state = "withdrawn"
        row.save(update_fields=["state"])
        act.record(
            "demand-withdraw", f"demand:{row.id}", zone=zone, by=by, at=at, key=key, said=[demand_id], number=row.number
        )


def post_result(*, zone: str, told: NewResult, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Raises NotAllowed unless for the actor's university, Invalid for a field, price, seats or a number that is no patent's."""
    laws = book()
    check_offers(by, zone, told.university_id)
    institute = words(told.institute, "院所名称 institute", 100, may_lack=True)
    if (told.university_id is None) is not bool(institute):
        raise Invalid(
            "高校和院所写一个 a university or an institute, one of both", do="选择高校，或者填写院所名称 choose one"
        )
    if told.university_id and not University.objects.filter(zone=zone, id=told.university_id).exists():
        raise NotFound("没有这所高校 no such university", do="先登记高校 add it first")
    check_maturity(told.maturity, laws)
    check_seats(told.seats, laws)
    amount(told.price_k, "期望价格 price", laws.limits.budget_k)
    if len(told.patents) > MOST_PATENTS:
        raise Invalid(f"专利超过 {MOST_PATENTS} 件 too many patents", do="分成几项成果发布 post it in parts")
    numbers = list(dict.fromkeys(parse(one, patent_book()).text for one in told.patents))
    made = {
        "title": words(told.title, "成果名称 title", 200),
        "detail": words(told.detail, "成果说明 detail", laws.limits.text, may_lack=True),
        "field": laws.field(told.field).code,
    }
    with act.at_once():
        if (before := act.repeated(zone, by, "result-post", key, at, [told])) is not None:
            return uuid.UUID(before["result"])
        row = TransferResult.objects.create(
            zone=zone, number=act.numbered(TransferResult, zone, "CG", at), university_id=told.university_id, institute=institute,
            maturity=told.maturity, price_k=told.price_k, seats=told.seats, at=at, by_id=accounts.key_of(by), **made,
        )  # fmt: skip
        known = dict(Patent.objects.filter(zone=zone, number__in=numbers).values_list("number", "id"))
        ResultPatent.objects.bulk_create(
            ResultPatent(zone=zone, result=row, number=one, patent_id=known.get(one)) for one in numbers
        )
        act.record(
            "result-post", f"result:{row.id}", zone=zone, by=by, at=at, key=key, said=[told], result={"result": str(row.id)},
            number=row.number, title=row.title, field=row.field, patents=numbers,
        )  # fmt: skip
    return row.id


def close_result(*, zone: str, result_id: uuid.UUID, reason: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """No longer offered; what is in talks goes on. Raises NotFound, NotAllowed, WrongState for the second time."""
    said = [result_id, reason]
    with act.at_once():
        if act.repeated(zone, by, "result-close", key, at, said) is not None:
            return
        row: TransferResult = act.held(TransferResult, zone, result_id, "成果")
        check_offers(by, zone, row.university_id)
        if row.closed_on is not None:
            raise WrongState("这项成果已下架 it is closed already", do="刷新页面 reload the page")
        close(row, words(reason, "下架原因 reason", 300), at)
        act.record("result-close", f"result:{row.id}", zone=zone, by=by, at=at, key=key, said=said, number=row.number)


def close(row: TransferResult, reason: str, at: dt.datetime) -> None:
    """Inside another act: closed, and its proposals fall back."""
    row.closed_on, row.closed_for = act.day_of(at), reason
    row.save(update_fields=["closed_on", "closed_for"])
    fallen = TransferMatch.objects.filter(zone=row.zone, result=row, state="proposed")
    TransferDemand.objects.filter(zone=row.zone, id__in=list(fallen.values_list("demand_id", flat=True))).update(
        state="posted"
    )
    fallen.update(state="superseded", moved_at=at)


def rank_results(
    *, zone: str, demand_id: uuid.UUID, order: Sequence[uuid.UUID], refused: Sequence[uuid.UUID] = (), at: dt.datetime, by: Actor,
    key: str = "",
) -> None:  # fmt: skip
    """The firm's own order of results before every score, and those it will not have. It takes the place of the one before."""
    with act.at_once():
        said = [demand_id, list(order), list(refused)]
        if act.repeated(zone, by, "demand-rank", key, at, said) is not None:
            return
        row = own_demand(zone, demand_id, by)
        _rank(zone, "demand", row.id, TransferResult, order, refused, at)
        act.record(
            "demand-rank", f"demand:{row.id}", zone=zone, by=by, at=at, key=key, said=said, order=[str(one) for one in order],
            refused=[str(one) for one in refused],
        )  # fmt: skip


def rank_demands(
    *, zone: str, result_id: uuid.UUID, order: Sequence[uuid.UUID], refused: Sequence[uuid.UUID] = (), at: dt.datetime, by: Actor,
    key: str = "",
) -> None:  # fmt: skip
    """The university's own order of demands, and those it will not have."""
    with act.at_once():
        said = [result_id, list(order), list(refused)]
        if act.repeated(zone, by, "result-rank", key, at, said) is not None:
            return
        row: TransferResult = act.held(TransferResult, zone, result_id, "成果")
        check_offers(by, zone, row.university_id)
        _rank(zone, "result", row.id, TransferDemand, order, refused, at)
        act.record(
            "result-rank", f"result:{row.id}", zone=zone, by=by, at=at, key=key, said=said, order=[str(one) for one in order],
            refused=[str(one) for one in refused],
        )  # fmt: skip


def name_voice(
    *, zone: str, university_id: uuid.UUID, user_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """An account of a school speaks for the university. Raises NotAllowed, NotFound, Invalid for an account of another role, Conflict."""
    check_keeper(by, zone)
    said = [university_id, user_id]
    with act.at_once():
        if act.repeated(zone, by, "university-voice", key, at, said) is not None:
            return
        university: University = act.held(University, zone, university_id, "高校")
        if Role.SCHOOL not in accounts.roles_kept(zone=zone, user_id=user_id, at=at)[1]:
            raise Invalid("不是院校人员的账号 no account of a school", do="先给账号院校人员角色 give it the role first")
        UniversityVoice.objects.create(zone=zone, university=university, user_id=user_id, at=at)
        act.record(
            "university-voice",
            f"university:{university.id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            user=str(user_id),
        )


def end_voice(
    *, zone: str, university_id: uuid.UUID, user_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = ""
) -> None:
    """The account speaks for it no more; what it posted stays. Raises NotAllowed, NotFound where it does not."""
    check_keeper(by, zone)
    said = [university_id, user_id]
    with act.at_once():
        if act.repeated(zone, by, "university-voice-end", key, at, said) is not None:
            return
        rows = UniversityVoice.objects.filter(zone=zone, university_id=university_id, user_id=user_id, ended_at=None)
        if not rows.update(ended_at=at):
            raise NotFound("没有这项授权 it does not speak for it", do="刷新页面 reload the page")
        act.record(
            "university-voice-end",
            f"university:{university_id}",
            zone=zone,
            by=by,
            at=at,
            key=key,
            said=said,
            user=str(user_id),
        )


def own_demand(zone: str, demand_id: uuid.UUID, by: Actor) -> TransferDemand:
    """The firm's own, or any for the keeper, held. Raises NotFound."""
    row: TransferDemand = act.held(TransferDemand, zone, demand_id, "需求")
    if not may_keep(by, zone) and str(row.party_id) not in by.parties:
        raise NotFound("没有这项需求 no such record", do="从清单进入 start from the list")
    return row


def _rank(
    zone: str, side: str, mine: uuid.UUID, others: type[TransferDemand] | type[TransferResult], order: Sequence[uuid.UUID],
    refused: Sequence[uuid.UUID], at: dt.datetime,
) -> None:  # fmt: skip
    every = [*order, *refused]
    if len(every) > MOST_WISHES or len(set(every)) != len(every):
        raise Invalid(f"最多 {MOST_WISHES} 项，不能重复 so many at most, each once", do="减少后再提交 leave some out")
    if others.objects.filter(zone=zone, id__in=every).count() != len(every):
        raise NotFound("清单里有不存在的项 one of them is not there", do="从清单选择 choose from the list")
    other = "result" if side == "demand" else "demand"
    TransferWish.objects.filter(zone=zone, side=side, **{f"{side}_id": mine}).delete()
    places = [*((one, at + 1) for at, one in enumerate(order)), *((one, 0) for one in refused)]
    TransferWish.objects.bulk_create(
        TransferWish(zone=zone, side=side, place=place, at=at, **{f"{side}_id": mine, f"{other}_id": one})
        for one, place in places
    )
