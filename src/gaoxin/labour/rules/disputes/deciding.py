"""Who decides a dispute, who may not, which awards are final, and when a paper counts as served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from gaoxin.core.calendar import WorkCalendar
from gaoxin.core.due import natural_end
from gaoxin.core.errors import Invalid, NotAllowed, WrongState
from gaoxin.core.limits import parse_limit
from gaoxin.labour.rules.disputes.book import Book, Mode, cited, pick
from gaoxin.labour.rules.disputes.reckoning import by

# Titles of the papers that end a case on its merits; a final award is told from another by its title.
AWARD, FINAL_AWARD, SETTLEMENT = "仲裁裁决书", "仲裁裁决书（终局）", "仲裁调解书"


@dataclass(frozen=True, slots=True)
class Nature:
    """What the size of the tribunal depends on. amount_fen: the largest sum claimed. clear: facts and duties are clear; agreed: both
    sides agreed to simple handling; unreachable: the respondent cannot be found."""

    workers: int
    amount_fen: int
    clear: bool = False
    agreed: bool = False
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    members: int
    reason: str
    article: str


def size(told: Nature, book: Book) -> Size:
    """Three arbitrators with one presiding; one where the case is simple (31; 办案规则 56)."""
    rules = book.panel
    if told.workers >= book.collective.workers:
        return Size(
            rules.members, "集体劳动争议由三名仲裁员组成 collective disputes have three", cited(rules.collective_basis)
        )
    small = 0 < told.amount_fen <= rules.average_wage.yuan * 100
    if not told.unreachable and (told.clear or told.agreed or small):
        reason = "事实清楚" if told.clear else "双方同意" if told.agreed else "标的额不超过上年度职工年平均工资"
        return Size(
            rules.simple_members, f"简单争议由一名仲裁员独任 simple: one arbitrator（{reason}）", cited(rules.basis)
        )
    return Size(rules.members, "由三名仲裁员组成，设首席 three arbitrators, one presides", cited(rules.basis))


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds an arbitrator to somebody in the case. relation: code of the book. whose: the party's name."""

    relation: str
    whose: str


def check_free(name: str, ties: Collection[Tie], book: Book) -> None:
    """Raises NotAllowed with the article for an arbitrator who must withdraw."""
    for tie in ties:
        relation = pick(book.relations, tie.relation, "关系 relation")
        raise NotAllowed(
            f"{name} 应当回避 must withdraw: {relation.name.zh}（{tie.whose}）", why=relation.name.en,
            do="指定其他仲裁员 appoint another arbitrator", article=relation.article,
        )  # fmt: skip


def check_seats(members: Sequence[object], presiding: object, wanted: Size) -> None:
    """Raises Invalid unless there are as many different arbitrators as the case needs, and one of them presides."""
    if len(members) != wanted.members or len(set(members)) != len(members) or presiding not in members:
        raise Invalid(
            f"本案应由 {wanted.members} 名仲裁员组成，其中一名主持 so many different arbitrators are needed, one of whom presides",
            why=wanted.reason, do="重新选择仲裁员 choose again", article=wanted.article,
        )  # fmt: skip


def check_collective(workers: int, representatives: int, book: Book) -> None:
    """Raises Invalid where ten workers or more have not chosen three to five who speak for them, or fewer have."""
    rules = book.collective
    if workers < rules.workers:
        return
    if not rules.representatives.least <= representatives <= rules.representatives.most:
        raise Invalid(
            f"{workers} 名劳动者应当推举 {rules.representatives.least} 至 {rules.representatives.most} 名代表"
            " so many workers choose that many representatives",
            why=f"现有 {representatives} 名 there are so many", do="勾选代表 tick the representatives", article=cited(rules.basis),
        )  # fmt: skip


def minimum_wage(day: dt.date, book: Book) -> int:
    """Fen a month on that day. Raises Invalid where none is known."""
    found = [rate for rate in book.minimum_wage.rates if rate.since <= day]
    if not found:
        raise Invalid(f"没有 {day} 的最低工资标准 no minimum wage is known", do="补充 catalogue/labour/tribunal.yaml")
    return found[-1].yuan * 100


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an award. amount_fen: what is awarded. counter: to the employer, on its own claim."""

    kind: str
    amount_fen: int
    counter: bool = False


def is_final(item: Item, day: dt.date, book: Book) -> bool:
    """Whether this item takes effect with the award (47): by kind, or by kind and an amount of its own."""
    kind = pick(book.kinds, item.kind, "争议类型 kind")
    if item.counter and not book.counter.final:
        return False
    if kind.final == "standards":
        return True
    return kind.final == "amount" and item.amount_fen <= book.final.months * minimum_wage(day, book)


@dataclass(frozen=True, slots=True)
class Remedies:
    """worker_by, employer_by: the last moment. employer: annul (of a final award) or sue."""

    worker_by: dt.datetime
    employer: str
    employer_by: dt.datetime
    articles: tuple[str, str]


def remedies(*, final: bool, served: dt.datetime, book: Book, calendar: WorkCalendar) -> Remedies:
    """A final award: the worker may sue, the employer only ask to have it annulled. Any other: either may sue."""
    worker = book.limits.sue_final if final else book.limits.sue
    employer = book.limits.annul if final else book.limits.sue
    return Remedies(
        by(served, worker, calendar), "annul" if final else "sue", by(served, employer, calendar),
        (cited(worker.basis), cited(employer.basis)),
    )  # fmt: skip


def check_mediated(*, tried: bool, book: Book) -> None:
    """Raises WrongState for an award before mediation was tried."""
    if not tried:
        raise WrongState(
            "裁决前应当先行调解 mediation comes first", why="没有调解记录 no mediation is recorded",
            do="先调解并记录结果 mediate and record what came of it", article=book.articles.mediation,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper on its way. received: signed for, left or arrived. consent: to electronic service. refused: it was not taken;
    shut: the employer has shut down."""

    mode: str
    sent: dt.date
    received: dt.date | None = None
    consent: bool = False
    refused: bool = False
    shut: bool = False
    workers: int = 1


def served_on(told: Sent, book: Book) -> dt.date | None:
    """From which day the paper counts as served; None while it does not. Raises Invalid where this mode may not be used."""
    mode: Mode = pick(book.modes, told.mode, "送达方式 mode")
    if told.received is not None and told.received < told.sent:
        raise Invalid(
            "收到早于发出 it was received before it was sent", do="核对日期 check the days", article=cited(mode.basis)
        )
    if mode.effect == "arrived" and not told.consent:
        raise Invalid(
            "受送达人没有同意电子送达 there is no consent to electronic service", do="取得同意，或者改用其他方式 get it or use another",
            article=cited(mode.basis),
        )  # fmt: skip
    if mode.effect == "posted" and not (told.refused or (told.shut and told.workers >= book.collective.workers)):
        raise Invalid(
            "不符合张贴送达的条件 it may not be served by posting",
            why="须拒绝签收，或者停业且劳动者一方十人以上 only after a refusal, or where a shut employer faces ten workers",
            do="改用其他送达方式 use another mode", article=cited(mode.basis),
        )  # fmt: skip
    if mode.effect == "posted":
        return natural_end(told.sent, parse_limit(book.limits.posted.limit))
    if mode.effect == "announced":
        return natural_end(told.sent, parse_limit(book.limits.announced.limit))
    return told.received


def check_rehearing(sitting: Collection[str], heard: Collection[str], book: Book) -> None:
    """Raises WrongState unless somebody sits who was not in the hearing that was held."""
    if not sitting or not heard or set(sitting) <= set(heard):
        raise WrongState(
            "开庭以后没有更换仲裁员 the tribunal is as it was at the hearing, or none was held",
            why="更换后的仲裁员没有听过双方质证和辩论的，才可以请求 it is asked for where somebody came later",
            do="对仲裁员有异议的，申请回避 challenge an arbitrator instead", article=cited(book.unable.again),
        )  # fmt: skip


class Asked(Protocol):
    """A request to hear the case anew."""

    side: Any
    state: Any
    decided_at: Any


def in_the_way(asked: Iterable[Asked], side: str, since: dt.datetime) -> Literal["", "waits", "granted", "refused"]:
    """Why the side may not ask it of the tribunal that sits since then: one request waits, it was granted, or the side was answered."""
    of_now = [one for one in asked if one.decided_at is None or one.decided_at >= since]
    states = {one.state for one in of_now}
    if "asked" in states:
        return "waits"
    if "granted" in states:
        return "granted"
    return "refused" if any(one.side == side for one in of_now) else ""


def check_heard(
    sitting: Collection[str], heard: Collection[str], stands: str, book: Book, *, granted: bool = False
) -> None:
    """sitting: who decides; heard: who sat in a hearing that was held. stands: why what was done need not be done once more. granted:
    this tribunal promised another hearing.

    Raises WrongState without a hearing, or where somebody decides who heard nobody and the tribunal does not say why that does, or said
    that it would hear the case anew.
    """
    if not heard:
        raise WrongState("还没有开庭 no hearing was held", do="先开庭 hold one first", article=book.articles.default)
    if granted and not set(sitting) <= set(heard):
        raise WrongState(
            "已准许重新开庭，还没有开庭 another hearing was granted and not yet held", do="先重新开庭 hold it first",
            article=cited(book.unable.again),
        )  # fmt: skip
    if not set(sitting) <= set(heard) and not stands.strip():
        raise WrongState(
            "开庭以后更换过仲裁员 the tribunal changed since the hearing",
            why="更换后的仲裁员没有听过双方质证和辩论，是否重新开庭由仲裁庭决定 who came later heard neither side; the tribunal decides",
            do="重新开庭，或者写明已进行的程序不再重新进行的理由 hold another hearing, or say why it is not held again",
            article=cited(book.unable.again),
        )  # fmt: skip
