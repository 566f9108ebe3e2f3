"""What the acts share: the file under lock, its ledger, the key of a form, papers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, WrongState
from gaoxin.labour.models import (
    ArbitratorChallenge,
    ClaimRequest,
    Dispute,
    DisputeEntry,
    DisputeParty,
    RehearingRequest,
)
from gaoxin.labour.rules.disputes import ledger
from gaoxin.labour.rules.disputes.book import cited
from gaoxin.labour.rules.disputes.ledger import OVER, Event, Happened
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.trust import services as trust

_KEYED = Keyed("ld")
repeated, record = _KEYED.repeated, _KEYED.record
OPEN = ("filed", "correcting", "accepted")
CLOSED = ("refused", "settled", "awarded", "withdrawn")
SIDES = ("claimant", "respondent")


@dataclass
class Work:
    """One act on one file. ledger: its entries, grown by `happen`. detail: for the audit row."""

    dispute: Dispute
    by: Actor
    at: dt.datetime
    ledger: list[Happened]
    article: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def me(self) -> uuid.UUID:
        return accounts.key_of(self.by)

    def happen(
        self, event: Event, article: str, *, at: dt.datetime | None = None, note: str = "", limit: str = ""
    ) -> None:
        """One more entry. Raises ClockBackwards, Conflict where somebody wrote the same entry at this moment."""
        new = Happened(event, at or self.at, article, note, limit)
        ledger.entries_of([*self.ledger, new])
        self.ledger.append(new)
        self.article = self.article or article
        self.dispute.version += 1
        DisputeEntry.objects.create(
            zone=self.dispute.zone, dispute=self.dispute, number=self.dispute.version, event=event, at=new.at, article=article,
            note=note, limit=limit, by_id=self.me,
        )  # fmt: skip
        if event in OVER:
            self.dispute.closed_at = self.at

    def standing(self) -> ledger.Standing:
        """Of the ledger as it is now."""
        return ledger.standing(self.ledger, book(), calendar(), self.at)

    def parties(self, side: str = "") -> list[DisputeParty]:
        rows = DisputeParty.objects.select_related("party").filter(zone=self.dispute.zone, dispute=self.dispute)
        return list((rows.filter(side=side) if side else rows).order_by("side", "-representative", "party__name", "id"))


Body = Callable[[Work], Mapping[str, Any] | None]


def perform(
    name: str, *, zone: str, dispute_id: uuid.UUID, by: Actor, at: dt.datetime, key: str, said: Sequence[Any], states: Sequence[str],
    body: Body, version: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Do the act on the file under lock; what `body` returns is given back again to a repeated key.

    version: of the file as it was read; refused where it has changed since. Raises NotFound for a file that is not the actor's,
    Conflict, WrongState for a state in which there is no such act, or what `body` raises; then nothing changed.
    """
    told = [str(dispute_id), *said]
    with transaction.atomic():
        if (before := repeated(zone, by, name, key, at, told)) is not None:
            return before
        row = Dispute.objects.select_for_update().filter(zone=zone, id=dispute_id).first()
        if row is None or not seen.visible(zone, by).filter(id=dispute_id).exists():
            raise seen.nothing()
        if row.archived_at is not None:
            raise WrongState(
                f"案卷已于 {calendar().local(row.archived_at):%Y-%m-%d} 归档封存 the file is sealed",
                why="归档后只能查阅 it can only be read", do="另有争议的另行申请 file another claim",
                article=cited(book().archive),
            )  # fmt: skip
        if version is not None and version != row.version:
            raise Conflict(
                "案件刚被别人办理过 somebody acted on this file meanwhile", why="同一案件的操作依次进行 acts follow each other",
                do="刷新后再决定 reload, then decide",
            )  # fmt: skip
        if row.state not in states:
            raise WrongState(
                f"案件状态为 {row.state}，不能办理这一步 there is no such act in this state",
                do="刷新页面查看进度 reload the page",
            )
        work = Work(row, by, at, seen.ledgers(zone, [row.id])[row.id])
        result = dict(body(work) or {})
        row.save()
        record(name, f"dispute:{row.id}", zone=zone, by=by, at=at, said=told, key=key, result=result, article=work.article,
               **work.detail)  # fmt: skip
    return result


def paper(
    work: Work,
    title: str,
    title_en: str,
    to: str,
    opening: str,
    lines: Sequence[tuple[str, str]],
    *,
    kind: str = "notice",
) -> uuid.UUID:
    """A paper of the tribunal as part of the act; it is sealed afterwards (`papers.seal`), an award or a settlement once its arbitrators
    signed it (`signing.sign`). It is read by the sides that it is addressed to."""
    names = {side: [one.party.name for one in work.parties(side)] for side in SIDES}
    # One name alone is that side's, even where it contains a name of the other: workers are called like firms.
    sides = [side for side in SIDES if to in names[side]] or [
        side for side in SIDES if any(name in to for name in names[side])
    ]
    content = {
        "sides": sides,
        "title_en": title_en, "number": work.dispute.number, "applicant": to, "opening": opening, "authority": book().tribunal,
        "lines": [{"label": label, "text": text} for label, text in lines if text],
    }  # fmt: skip
    return trust.issue_document(
        zone=work.dispute.zone,
        kind=kind,
        subject=f"dispute:{work.dispute.id}",
        title=title,
        content=content,
        at=work.at,
        held=title in book().signatures.papers,
    )


def check_words(text: str, what: str) -> str:
    """What was written, without blanks around it. Raises Invalid for nothing or too much."""
    words, most = text.strip(), book().most_characters
    if not words:
        raise Invalid(f"没有填写{what} nothing is written", do=f"填写{what} write it")
    if len(words) > most:
        raise Invalid(f"{what}超过 {most} 字 too long: {len(words)}", do="写要点 keep to the point")
    return words


def check_sits(work: Work, *, presiding: bool = False) -> None:
    """Raises NotAllowed unless the actor is on the tribunal, or presides over it; WrongState while somebody asks them to withdraw."""
    if not seen.sits(work.dispute, work.by, presiding=presiding):
        raise NotAllowed(
            f"{work.by.name} 不主持本案 does not preside over this case" if presiding else f"{work.by.name} 不是本案仲裁员 is not on it",
            do="由本案首席或者独任仲裁员办理 the presiding arbitrator does it", article=book().articles.panel,
        )  # fmt: skip
    if ArbitratorChallenge.objects.filter(dispute=work.dispute, arbitrator_id=work.me, state="asked").exists():
        raise WrongState(
            "回避申请尚未决定，暂停参与本案 a challenge waits for its decision", why="决定作出前应当暂停参与 whoever is challenged rests",
            do="等待决定 wait for it", article=cited(book().challenge.decided),
        )  # fmt: skip


def check_nothing_waits(work: Work) -> None:
    """Raises WrongState while a challenge, or a request about claims or another hearing, waits: nothing is heard or decided over it."""
    if ArbitratorChallenge.objects.filter(dispute=work.dispute, state="asked").exists():
        raise WrongState(
            "回避申请尚未决定 a challenge waits for its decision", why="先决定回避，再继续审理 that comes first",
            do="由书记员登记决定 the registry notes the decision", article=cited(book().challenge.decided),
        )  # fmt: skip
    if ClaimRequest.objects.filter(dispute=work.dispute, state="asked").exists():
        raise WrongState(
            "增加变更请求或者反申请尚未决定 a request about claims waits", why="每一项请求都要处理 each is to be answered",
            do="先决定是否受理 decide on it first", article=cited(book().change.basis),
        )  # fmt: skip
    if RehearingRequest.objects.filter(dispute=work.dispute, state="asked").exists():
        raise WrongState(
            "重新开庭的请求尚未决定 a request to hear the case anew waits", why="是否重新开庭由仲裁庭决定 the tribunal decides",
            do="先决定是否重新开庭 decide on it first", article=cited(book().unable.again),
        )  # fmt: skip


def check_side(work: Work, side: str) -> None:
    """Raises NotAllowed unless the actor speaks for that side."""
    if not seen.speaks_for(work.dispute, work.by, side):
        raise NotAllowed(
            f"{work.by.name} 不代表这一方 does not speak for this side", do="由该方当事人或者代理人办理 the party or its agent does it",
            article="劳动争议调解仲裁法 24",
        )  # fmt: skip


def side_of(work: Work) -> str:
    """The side that the actor speaks for. Raises NotAllowed for neither."""
    for side in SIDES:
        if seen.speaks_for(work.dispute, work.by, side):
            return side
    check_side(work, "claimant")
    return ""


def check_past(day: dt.date, today: dt.date) -> None:
    """Raises Invalid for a day that is yet to come."""
    if day > today:
        raise Invalid(f"{day} 还没有到 that day is yet to come", do="核对日期 check the day")


def yuan(fen: int) -> str:
    """An amount as papers say it."""
    return f"{fen // 100:,}.{fen % 100:02d} 元"
