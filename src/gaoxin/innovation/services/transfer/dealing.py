"""From a proposal to talks, and to a deal or not; licences of patents, and their filing with the patent office."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound, WrongState
from gaoxin.innovation.models import (
    Patent,
    PatentLicence,
    ResultPatent,
    TransferDeal,
    TransferDemand,
    TransferMatch,
    TransferResult,
    UniversityAgreement,
)
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.permissions.transfer import check_may_move
from gaoxin.innovation.rules.patents.numbers import parse
from gaoxin.innovation.rules.transfer.book import Kind
from gaoxin.innovation.rules.transfer.terms import amount, check_term, check_within, moved, words
from gaoxin.innovation.selectors.patents import book as patent_book
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import act
from gaoxin.innovation.services.transfer.posting import close


@dataclass(frozen=True, slots=True)
class NewDeal:
    """amount_k: thousand yuan. stake_bp: of a stake, hundredths of a percent. agreement_id: under which it was made.

    licence: kind of the licence for the result's registered patents, of a deal that is one. until: its last day.
    """

    kind: str
    amount_k: int
    signed_on: dt.date
    evidence: str
    stake_bp: int | None = None
    agreement_id: uuid.UUID | None = None
    licence: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NewLicence:
    """Of one patent to one enterprise, outside the platform."""

    number: str
    party_id: uuid.UUID
    kind: str
    since: dt.date
    evidence: str
    until: dt.date | None = None
    amount_k: int | None = None


def begin_talks(*, zone: str, match_id: uuid.UUID, at: dt.datetime, by: Actor, key: str = "") -> None:
    """Either side, or the officer, takes the proposal up. Raises NotFound for anybody else's, WrongState."""
    with act.at_once():
        if act.repeated(zone, by, "match-talks", key, at, [match_id]) is not None:
            return
        row = _mine(zone, match_id, by)
        _move(row, "talks", "talks", at)
        act.record("match-talks", f"match:{row.id}", zone=zone, by=by, at=at, key=key, said=[match_id])


def fail_match(*, zone: str, match_id: uuid.UUID, reason: str, at: dt.datetime, by: Actor, key: str = "") -> None:
    """It comes to nothing, in words; the demand waits anew and the pair is not proposed again. Raises NotFound, WrongState, Invalid."""
    said = [match_id, reason]
    with act.at_once():
        if act.repeated(zone, by, "match-fail", key, at, said) is not None:
            return
        row = _mine(zone, match_id, by)
        row.words = words(reason, "未成原因 reason", 300)
        _move(row, "fail", "posted", at)
        act.record("match-fail", f"match:{row.id}", zone=zone, by=by, at=at, key=key, said=said, reason=row.words)


def record_deal(
    *, zone: str, match_id: uuid.UUID, deal: NewDeal, at: dt.datetime, by: Actor, key: str = ""
) -> uuid.UUID:
    """Once a match. Raises NotAllowed, NotFound, WrongState unless in talks or for an agreement that does not run, Invalid,
    Conflict where the whole result is sold while others talk about it."""
    check_keeper(by, zone)
    laws = book()
    kind, licence = laws.deal(deal.kind), _licence_of(deal)
    most = laws.limits.budget_k
    amount(deal.amount_k, "成交金额 amount", most)
    evidence = words(deal.evidence, "合同编号或者凭证 paper", 200)
    if (deal.stake_bp is not None) is not (kind.code == "stake") or not 1 <= (deal.stake_bp or 1) <= 10_000:
        raise Invalid(
            "股权比例只用于作价投资，0.01% 至 100% a share belongs to a stake", do="核对成交方式和比例 check both"
        )
    act.check_past(deal.signed_on, at, "签订日期 signed")
    with act.at_once():
        if (before := act.repeated(zone, by, "match-deal", key, at, [match_id, deal])) is not None:
            return uuid.UUID(before["deal"])
        row, demand = _held(zone, match_id)
        moved("deal", row.state)
        result: TransferResult = act.held(TransferResult, zone, row.result_id, "成果")
        _check_agreement(zone, deal, demand, result)
        whole = kind.whole or (licence is not None and licence.whole)
        if whole:
            _take_whole(row, result, at)
        made = TransferDeal.objects.create(
            zone=zone, match=row, number=act.numbered(TransferDeal, zone, "CJ", at), kind=kind.code, amount_k=deal.amount_k,
            stake_bp=deal.stake_bp, signed_on=deal.signed_on, agreement_id=deal.agreement_id, evidence=evidence, at=at,
        )  # fmt: skip
        _move(row, "deal", "deal", at)
        if licence is not None:
            _license(made, demand, result, licence, deal, at)
        act.record(
            "match-deal", f"match:{row.id}", zone=zone, by=by, at=at, key=key, said=[match_id, deal],
            article=str(kind.basis) if kind.basis else "", result={"deal": str(made.id)}, number=made.number, kind=made.kind,
            amount_k=made.amount_k,
        )  # fmt: skip
    return made.id


def record_licence(*, zone: str, told: NewLicence, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """A licence outside the platform. Raises NotAllowed, NotFound for a patent not on the register, Invalid, Conflict for it twice."""
    check_keeper(by, zone)
    laws = book()
    number = parse(told.number, patent_book()).text
    act.check_firm(zone, told.party_id)
    act.check_past(told.since, at, "许可生效日 from")
    amount(told.amount_k, "许可费 fee", laws.limits.budget_k)
    if told.until is not None:
        check_term(told.since, told.until)
    with act.at_once():
        if (before := act.repeated(zone, by, "patent-licence", key, at, [told])) is not None:
            return uuid.UUID(before["licence"])
        patent = Patent.objects.filter(zone=zone, number=number).first()
        if patent is None:
            raise NotFound(f"台账没有这件专利 no such patent: {number}", do="先导入专利 import it first")
        _check_granted(patent)
        row = PatentLicence.objects.create(
            zone=zone, patent=patent, party_id=told.party_id, kind=laws.licence(told.kind).code, since=told.since, until=told.until,
            amount_k=told.amount_k, evidence=words(told.evidence, "凭证 paper", 200), at=at,
        )  # fmt: skip
        act.record(
            "patent-licence", f"patent:{patent.id}", zone=zone, by=by, at=at, key=key, said=[told], article=str(laws.filing.basis),
            result={"licence": str(row.id)}, number=number, kind=row.kind,
        )  # fmt: skip
    return row.id


def note_filed(*, zone: str, licence_id: uuid.UUID, on: dt.date, at: dt.datetime, by: Actor, key: str = "") -> None:
    """Filed with the patent office. Raises NotAllowed, NotFound, Invalid for a day that cannot be, WrongState for the second time."""
    check_keeper(by, zone)
    said = [licence_id, on]
    with act.at_once():
        if act.repeated(zone, by, "licence-filed", key, at, said) is not None:
            return
        row: PatentLicence = act.held(PatentLicence, zone, licence_id, "许可")
        if row.filed_on is not None:
            raise WrongState(f"已于 {row.filed_on} 备案 it was filed", do="刷新页面 reload the page")
        act.check_past(on, at, "备案日期 filed")
        check_term(row.since, on)
        row.filed_on = on
        row.save(update_fields=["filed_on"])
        act.record(
            "licence-filed", f"patent:{row.patent_id}", zone=zone, by=by, at=at, key=key, said=said,
            article=str(book().filing.basis), on=on.isoformat(),
        )  # fmt: skip


def _mine(zone: str, match_id: uuid.UUID, by: Actor) -> TransferMatch:
    row, demand = _held(zone, match_id)
    check_may_move(by, zone, demand.party_id, row.result.university_id)
    return row


def _held(zone: str, match_id: uuid.UUID) -> tuple[TransferMatch, TransferDemand]:
    """The demand first, as a matching of all holds them, so that nobody waits for each other."""
    found = TransferMatch.objects.filter(zone=zone, id=match_id).values_list("demand_id", flat=True).first()
    if found is None:
        raise NotFound("没有这项匹配 no such match", do="从清单进入 start from the list")
    demand: TransferDemand = act.held(TransferDemand, zone, found, "需求")
    return act.held(TransferMatch, zone, match_id, "匹配"), demand


def _move(row: TransferMatch, name: str, demand: str, at: dt.datetime) -> None:
    row.state, row.moved_at = moved(name, row.state), at
    row.save(update_fields=["state", "moved_at", "words"])
    TransferDemand.objects.filter(zone=row.zone, id=row.demand_id).update(state=demand)


def _licence_of(deal: NewDeal) -> Kind | None:
    if bool(deal.licence) is not (deal.kind == "licence"):
        raise Invalid(
            "许可方式只用于许可 a kind of licence belongs to a licence, and a licence has one",
            do="选择许可方式 choose it",
        )
    if deal.until is not None:
        check_term(deal.signed_on, deal.until)
    return book().licence(deal.licence) if deal.licence else None


def _check_agreement(zone: str, deal: NewDeal, demand: TransferDemand, result: TransferResult) -> None:
    if deal.agreement_id is None:
        return
    row: UniversityAgreement = act.held(UniversityAgreement, zone, deal.agreement_id, "协议")
    if row.university_id != result.university_id or row.party_id not in (None, demand.party_id):
        raise Invalid(
            f"{row.number} 不是双方的协议 is no agreement of the two", do="选择双方的协议 choose one of theirs"
        )
    check_within(row.since, row.until, deal.signed_on, row.ended_on)


def _take_whole(row: TransferMatch, result: TransferResult, at: dt.datetime) -> None:
    """Nobody else has it, or talks about it; what was only proposed falls back."""
    others = TransferMatch.objects.filter(zone=row.zone, result=result, state__in=("talks", "deal")).exclude(id=row.id)
    if others.exists():
        raise Conflict(
            "另有企业在洽谈或者已取得这项成果 others have it or talk about it", why="整体成交或者独占只给一家 the whole goes to one",
            do="先结束其他洽谈，或者改为普通许可 end the other talks first, or license it ordinarily",
        )  # fmt: skip
    if result.closed_on is None:
        close(result, "已整体成交 taken whole", at)


def _license(
    deal: TransferDeal, demand: TransferDemand, result: TransferResult, kind: Kind, told: NewDeal, at: dt.datetime
) -> None:
    """Every patent of the result that the register knows."""
    rows = ResultPatent.objects.filter(zone=deal.zone, result=result).exclude(patent=None).select_related("patent")
    for one in rows:
        _check_granted(one.patent)
    PatentLicence.objects.bulk_create(
        PatentLicence(
            zone=deal.zone, patent=one.patent, party_id=demand.party_id, deal=deal, kind=kind.code, since=deal.signed_on,
            until=told.until, evidence=deal.evidence, at=at,
        )
        for one in rows
    )  # fmt: skip


def _check_granted(patent: Patent) -> None:
    if patent.status != "granted":
        raise WrongState(
            f"专利 {patent.number} 不在有效状态 the patent is not in force: {patent.status}", do="核对专利状态 check it"
        )
