"""A worker files a claim, corrects it, or takes it back; the employer answers it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotAllowed
from gaoxin.labour.models import Dispute, DisputeClaim, DisputeParty
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import claiming, deciding, ledger
from gaoxin.labour.rules.disputes.book import DisputeKind, cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import act
from gaoxin.parties import selectors as parties
from gaoxin.parties import services as registering

SELF_TOLD = "申请人填报，立案时核验身份证 told by the claimant, identity checked on acceptance"
MOST_CLAIMS, MOST_WORKERS, MOST_FEN = 20, 500, 10**13


@dataclass(frozen=True, slots=True)
class Worker:
    """A natural person. identifier: citizen number. representative: speaks for the others of a collective dispute."""

    name: str
    identifier: str
    representative: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """kind: code of the book. amount_fen: 0 where no money is asked for."""

    kind: str
    amount_fen: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a claimant tells. employer: its credit code, or its name where only one enterprise fits."""

    employer: str
    workers: Sequence[Worker]
    claims: Sequence[Claim]
    facts: str
    phone: str
    known_on: dt.date
    employed: bool
    left_on: dt.date | None = None
    interruptions: Sequence[dt.date] = field(default_factory=tuple)
    suspensions: Sequence[tuple[dt.date, dt.date]] = field(default_factory=tuple)

    @property
    def circumstances(self) -> claiming.Circumstances:
        return claiming.Circumstances(self.known_on, self.employed, self.left_on, self.interruptions, self.suspensions)


def file(*, zone: str, told: Told, by: Actor, at: dt.datetime, key: str = "") -> uuid.UUID:
    """A claim, in time and against an employer of the zone. Its receipt is written with it.

    Raises NotAllowed for an officer, Invalid with the article for a claim after its year or anything that cannot be, NotFound or
    Conflict for an employer or a person that does not fit.
    """
    permissions.check_files(by, zone)
    with transaction.atomic():
        if (before := act.repeated(zone, by, "file-claim", key, at, asdict(told))) is not None:
            return uuid.UUID(before["dispute"])
        facts, phone = act.check_words(told.facts, "事实和理由"), act.check_words(told.phone, "联系电话")[:40]
        today = calendar().local(at).date()
        _check_claims(told, today)
        employer = employer_of(zone, told.employer)
        check_one_side(by, employer)
        deciding.check_collective(len(told.workers), sum(one.representative for one in told.workers), book())
        people = _people(zone, told.workers)
        row = _opened(zone, told, facts, phone, employer, by, at, today)
        _members(row, people, told.workers)
        for number, claim in enumerate(told.claims, start=1):
            DisputeClaim.objects.create(zone=zone, dispute=row, number=number, kind=claim.kind, amount_fen=claim.amount_fen,
                                        text=claim.text.strip()[: book().most_characters])  # fmt: skip
        work = act.Work(row, by, at, [])
        work.happen(Event.FILED, "劳动争议调解仲裁法 28")
        limit = book().limits.accept
        act.paper(
            work, "劳动人事争议仲裁申请收件回执", "Receipt of a claim", told.workers[0].name,
            f"收到仲裁申请。自收到之日起五个工作日内决定是否受理；逾期未决定的，可以向人民法院提起诉讼（{cited(limit.basis)}）。",
            [("被申请人", parties.party_name(zone=zone, party_id=employer)), ("申请人人数", str(len(told.workers))),
             ("决定受理的最后时间", f"{work.standing().dues[0].at:%Y-%m-%d %H:%M}")], kind="receipt",
        )  # fmt: skip
        row.save()
        act.record("file-claim", f"dispute:{row.id}", zone=zone, by=by, at=at, said=asdict(told), key=key,
                   result={"dispute": str(row.id)}, article=work.article, number=row.number, workers=row.workers)  # fmt: skip
    return row.id


def correct(*, zone: str, dispute_id: uuid.UUID, facts: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """What was asked to be completed; the five days to accept begin anew."""

    def body(work: act.Work) -> None:
        act.check_side(work, "claimant")
        work.dispute.facts, work.dispute.state = act.check_words(facts, "事实和理由"), "filed"
        work.happen(Event.CORRECTED, book().articles.anew)

    act.perform("correct-claim", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[facts], states=("correcting",),
                body=body)  # fmt: skip


def withdraw(*, zone: str, dispute_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The claimant takes the claim back; it may be filed again while its year lasts. A counter-claim that was accepted goes on."""

    def body(work: act.Work) -> None:
        act.check_side(work, "claimant")
        give_up(work, "claimant", act.check_words(reason, "撤回理由"))

    act.perform(
        "withdraw-claim",
        zone=zone,
        dispute_id=dispute_id,
        by=by,
        at=at,
        key=key,
        said=[reason],
        states=act.OPEN,
        body=body,
    )


def answer(*, zone: str, dispute_id: uuid.UUID, words: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """The employer's answer; to give none does not stop the case (30(2))."""

    def body(work: act.Work) -> None:
        act.check_side(work, "respondent")
        told = ledger.exchange(work.ledger)
        if told.served is None:
            raise Invalid("申请书副本尚未送达 the copy has not been served yet", do="等待送达 wait for it")
        if told.answered is not None:
            raise Conflict("已经提交过答辩 it was answered before", do="补充意见在开庭时提出 say more at the hearing")
        work.happen(Event.ANSWERED, cited(book().limits.answer.basis), note=act.check_words(words, "答辩意见"))

    act.perform(
        "answer-claim",
        zone=zone,
        dispute_id=dispute_id,
        by=by,
        at=at,
        key=key,
        said=[words],
        states=("accepted",),
        body=body,
    )


def _check_claims(told: Told, today: dt.date) -> None:
    if not 0 < len(told.claims) <= MOST_CLAIMS or not 0 < len(told.workers) <= MOST_WORKERS:
        raise Invalid("没有仲裁请求或者申请人，或者太多 no claim or no claimant, or too many", do="至少填写一项请求 state at least one",
                      article="劳动争议调解仲裁法 28")  # fmt: skip
    for claim in told.claims:
        kind = pick(book().kinds, claim.kind, "争议类型 kind")
        check_claim(kind, claim.amount_fen)
        claiming.check_in_time(told.circumstances, kind, today, book(), calendar())


def give_up(work: act.Work, side: str, note: str) -> None:
    """One side's claims are taken back, or deemed to be; the file is over where nothing of the other side's is left."""
    mine = work.dispute.claims.filter(side=side, withdrawn=False)
    if work.dispute.claims.filter(withdrawn=False).exclude(side=side).exists():
        mine.update(withdrawn=True)
        work.happen(
            Event.CLAIMS_WITHDRAWN if side == "claimant" else Event.COUNTER_WITHDRAWN,
            book().articles.default,
            note=note,
        )
        return
    work.happen(Event.WITHDRAWN, book().articles.default, note=note)
    work.dispute.state = "withdrawn"


def check_one_side(by: Actor, employer: uuid.UUID) -> None:
    """Raises NotAllowed for somebody who speaks for the employer: nobody acts for both sides."""
    if employer in permissions.whole_parties(by):
        raise NotAllowed(
            f"{by.name} 是用人单位的代理人 speaks for the employer", why="同一人不能代理双方 nobody acts for both sides",
            do="由劳动者本人或者其他代理人申请 the worker or another agent files it", article="民法典 168",
        )  # fmt: skip


def check_claim(kind: DisputeKind, amount_fen: int) -> None:
    """Raises Invalid for an amount that cannot be."""
    if not 0 <= amount_fen <= MOST_FEN:
        raise Invalid(f"{kind.name.zh}：金额不正确 not an amount", do="填写 0 或者正数 write 0 or more")
    if kind.final == "amount" and amount_fen == 0:
        raise Invalid(f"{kind.name.zh}：没有填写金额 the amount is missing", do="填写要求的金额 write the sum",
                      article="劳动争议调解仲裁法 28")  # fmt: skip


def employer_of(zone: str, text: str) -> uuid.UUID:
    """The one enterprise of the register with that credit code or name. Raises Invalid with those that come near."""
    found = [one for one in parties.search(zone=zone, text=text, limit=6) if one.kind == "enterprise"]
    exact = [one for one in found if text.strip() in (one.name, one.identifier)]
    chosen = exact if len(exact) == 1 else found
    if len(chosen) != 1:
        names = "、".join(one.name for one in found)
        raise Invalid(
            f"没有唯一的用人单位 not one employer: {text.strip()[:60]!r}", why=f"登记中的 in the register: {names or '—'}",
            do="写全称或者信用代码；不在本园区的，向劳动合同履行地的仲裁委申请 write its full name or code",
            article="劳动争议调解仲裁法 21",
        )  # fmt: skip
    return chosen[0].id


def _people(zone: str, workers: Sequence[Worker]) -> list[uuid.UUID]:
    found = [
        registering.note_person(zone=zone, name=one.name, identifier=one.identifier, source=SELF_TOLD)
        for one in workers
    ]
    if len(set(found)) != len(found):
        raise Invalid("同一人填写了两次 somebody is named twice", do="每人一行 one line each")
    return found


def _opened(
    zone: str, told: Told, facts: str, phone: str, employer: uuid.UUID, by: Actor, at: dt.datetime, today: dt.date
) -> Dispute:
    """Under the next number of the year. Raises Conflict where another claim took it at this moment."""
    serial = (Dispute.objects.filter(zone=zone, year=today.year).aggregate(n=Max("serial"))["n"] or 0) + 1
    circumstances: dict[str, Any] = {
        "interruptions": [day.isoformat() for day in told.interruptions],
        "suspensions": [[a.isoformat(), b.isoformat()] for a, b in told.suspensions],
    }
    try:
        with transaction.atomic():
            return Dispute.objects.create(
                zone=zone, year=today.year, serial=serial, number=book().number.format(year=today.year, serial=serial),
                respondent_id=employer, filed_by_id=accounts.key_of(by), filed_at=at, facts=facts, phone=phone,
                known_on=told.known_on, employed=told.employed, left_on=told.left_on, circumstances=circumstances,
                workers=len(told.workers), collective=len(told.workers) >= book().collective.workers,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(
            "另一件申请刚取了这个编号 another claim took this number", do="再提交一次 send it again"
        ) from None


def _members(row: Dispute, people: Sequence[uuid.UUID], workers: Sequence[Worker]) -> None:
    alone = len(workers) == 1
    for party, worker in zip(people, workers, strict=True):
        DisputeParty.objects.create(zone=row.zone, dispute=row, party_id=party, side="claimant",
                                    representative=alone or worker.representative)  # fmt: skip
    DisputeParty.objects.create(
        zone=row.zone, dispute=row, party_id=row.respondent_id, side="respondent", representative=True
    )
