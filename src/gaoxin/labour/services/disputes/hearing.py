"""The tribunal is named, hearings are set and postponed; nobody and no room is booked twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.labour.models import ArbitratorTie, Hearing, TribunalSeat
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.disputes import deciding, ledger, slots
from gaoxin.labour.rules.disputes.book import cited, pick
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.disputes import seen
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services import taking
from gaoxin.labour.services.disputes import act, filing, signing
from gaoxin.parties import selectors as parties

SEAT, ENDED = "arbitrator:", ("awarded", "settled")


def appoint(
    *, zone: str, dispute_id: uuid.UUID, arbitrators: Sequence[uuid.UUID], presiding: uuid.UUID, by: Actor, at: dt.datetime,
    clear: bool = False, agreed: bool = False, unreachable: bool = False, key: str = "", version: int | None = None,
) -> None:  # fmt: skip
    """One arbitrator or three, as the case needs; a new tribunal takes the place of the former.

    Raises NotAllowed with the article for an arbitrator who must withdraw, Invalid for the wrong number or somebody who is none.
    Before acceptance one arbitrator may be named, to decide on a refusal. After an award or a settlement that nobody can sign any more
    (`signing.reopen`) the new tribunal hears the case on: the period has run all the time, and it may hold another hearing.
    """
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> None:
        chosen = list(dict.fromkeys(arbitrators))
        if work.dispute.state in ENDED:
            signing.reopen(work)
        wanted = _wanted(work, clear=clear, agreed=agreed, unreachable=unreachable)
        deciding.check_seats(chosen, presiding, wanted)
        people = {one.id: one for one in accounts.officers(zone=zone, roles=[Role.ARBITRATOR], at=at)}
        for pk in chosen:
            if pk not in people:
                raise Invalid(
                    "选择的人不是仲裁员 somebody chosen is no arbitrator", do="从名单选择 choose from the list"
                )
            deciding.check_free(people[pk].name, ties_of(work, pk), book())
        if Hearing.objects.filter(zone=zone, dispute=work.dispute, state="set").exists():
            raise WrongState("已有排定的开庭 a hearing is set", do="先改期，再更换仲裁员 postpone it first")
        TribunalSeat.objects.filter(zone=zone, dispute=work.dispute, until=None).update(until=at)
        for pk in chosen:
            TribunalSeat.objects.create(
                zone=zone, dispute=work.dispute, arbitrator_id=pk, presiding=pk == presiding, since=at
            )
        names = "、".join(people[pk].name for pk in chosen)
        if work.dispute.state == "accepted":
            work.happen(Event.TRIBUNAL_TOLD, cited(book().limits.tribunal.basis), note=names)
            for side in ("claimant", "respondent"):
                act.paper(work, "仲裁庭组成通知书", "Who is on the tribunal", work.parties(side)[0].party.name,
                          "仲裁庭组成如下；有回避情形的，可以申请回避（劳动争议调解仲裁法 33）。",
                          [("仲裁员", names), ("主持", people[presiding].name), ("组成理由", wanted.reason),
                           ("已开过庭的", _heard_before(work))])  # fmt: skip
        work.detail = {"arbitrators": [str(pk) for pk in chosen], "why": wanted.reason}

    said = [[str(one) for one in arbitrators], str(presiding), clear, agreed, unreachable]
    act.perform("appoint-tribunal", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said,
                states=("filed", "accepted", *ENDED), body=body, version=version)  # fmt: skip


def _heard_before(work: act.Work) -> str:
    """What the sides may ask for where somebody on the new tribunal was not in the hearing; empty where nobody was held."""
    sitting, heard = seen.bench(work.dispute)
    if not heard or sitting <= heard:
        return ""
    return f"可以请求重新开庭，是否准许由仲裁庭决定并在裁决书中说明（参照 {cited(book().unable.again)}）"


def _wanted(work: act.Work, *, clear: bool, agreed: bool, unreachable: bool) -> deciding.Size:
    """How many arbitrators the case needs as it stands."""
    if work.dispute.state != "accepted":
        return deciding.Size(1, "是否受理由一名仲裁员决定 one arbitrator decides on acceptance", book().articles.panel)
    amount = max((one.amount_fen for one in work.dispute.claims.all()), default=0)
    return deciding.size(deciding.Nature(work.dispute.workers, amount, clear, agreed, unreachable), book())


def ties_of(work: act.Work, arbitrator: uuid.UUID) -> list[deciding.Tie]:
    """What binds the arbitrator to somebody in the file: ties on record, mandates, and having filed it."""
    named = {one.party_id: one.party.name for one in work.parties()}
    rows = ArbitratorTie.objects.filter(zone=work.dispute.zone, arbitrator_id=arbitrator, party_id__in=list(named))
    found = [deciding.Tie(row.relation, named[row.party_id]) for row in rows.order_by("noted_at", "id")]
    acts_for = parties.parties_of(zone=work.dispute.zone, user_id=arbitrator, at=work.at)
    found += [
        deciding.Tie("agent", name) for pk, name in named.items() if any(text.startswith(str(pk)) for text in acts_for)
    ]
    return found + ([deciding.Tie("party", "申请人 the claimant")] if work.dispute.filed_by_id == arbitrator else [])


def note_tie(
    *,
    zone: str,
    arbitrator_id: uuid.UUID,
    party_id: uuid.UUID,
    relation: str,
    note: str,
    by: Actor,
    at: dt.datetime,
    key: str = "",
) -> uuid.UUID:
    """An arbitrator tells a tie of their own, or the registry notes one. It keeps them out of that party's cases."""
    with transaction.atomic():
        said = [str(arbitrator_id), str(party_id), relation, note]
        if (before := act.repeated(zone, by, "note-tie", key, at, said)) is not None:
            return uuid.UUID(before["tie"])
        if by.id != str(arbitrator_id):
            permissions.check_registry(by, zone)
        pick(book().relations, relation, "关系 relation")
        if parties.by_key(zone=zone, party_id=party_id) is None:
            raise NotFound("没有这个主体 no such party", do="从名单选择 choose from the list")
        row, _ = ArbitratorTie.objects.get_or_create(
            zone=zone, arbitrator_id=arbitrator_id, party_id=party_id, relation=relation,
            defaults={"note": note[:200], "noted_by_id": accounts.key_of(by), "noted_at": at},
        )  # fmt: skip
        act.record("note-tie", f"party:{party_id}", zone=zone, by=by, at=at, said=said, key=key, result={"tie": str(row.id)},
                   article=book().articles.conflict, relation=relation)  # fmt: skip
    return row.id


def set_hearing(
    *, zone: str, dispute_id: uuid.UUID, room: str, starts_at: dt.datetime, minutes: int, by: Actor, at: dt.datetime, link: str = "",
    key: str = "", version: int | None = None,
) -> uuid.UUID:  # fmt: skip
    """A hearing in a room, from afar by an https link, or both; both sides are written to.

    Raises Conflict where the room or an arbitrator is taken then, Invalid for a time outside office hours or with too little notice.
    """
    permissions.check_registry(by, zone)

    def body(work: act.Work) -> dict[str, str]:
        seats = list(
            TribunalSeat.objects.filter(zone=zone, dispute=work.dispute, until=None).values_list(
                "arbitrator_id", flat=True
            )
        )
        if not seats or ledger.lacks_tribunal(work.ledger) is not None:
            raise WrongState("还没有组成仲裁庭 there is no tribunal yet", do="先指定仲裁员 appoint it first",
                             article=book().articles.panel)  # fmt: skip
        if Hearing.objects.filter(zone=zone, dispute=work.dispute, state="set").exists():
            raise Conflict("已有排定的开庭 a hearing is set already", do="先改期 postpone that one")
        url = check_link(link)
        if not room and not url:
            raise Invalid("没有选择仲裁庭，也没有远程链接 neither a room nor a link", do="至少选一项 choose one")
        if room:
            pick(book().rooms, room, "仲裁庭 room")
        starts = slots.slots(starts_at, minutes, book().slot_minutes, calendar())
        ledger.check_notice(at, starts_at, book(), calendar())
        row = Hearing.objects.create(zone=zone, dispute=work.dispute, room=room, link=url, starts_at=starts[0],
                                     ends_at=starts[-1] + dt.timedelta(minutes=book().slot_minutes))  # fmt: skip
        holders = [f"{SEAT}{pk}" for pk in seats] + ([f"room:{room}"] if room else [])
        taking.take(zone=zone, holders=holders, starts=starts, ref=row.id)
        _tell_hearing(work, row)
        work.happen(
            Event.HEARING_SET, cited(book().limits.notice.basis), note=f"{calendar().local(starts_at):%Y-%m-%d %H:%M}"
        )
        work.detail = {"room": room, "starts": row.starts_at.isoformat()}
        return {"hearing": str(row.id)}

    said = [room, starts_at.isoformat(), minutes, link]
    done = act.perform("set-hearing", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=said, states=("accepted",),
                       body=body, version=version)  # fmt: skip
    return uuid.UUID(done["hearing"])


def ask_postponement(
    *, zone: str, dispute_id: uuid.UUID, words: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """A side asks, with good reason, three days before the hearing at the latest. The tribunal decides."""

    def body(work: act.Work) -> None:
        row = _hearing(work)
        if not any(_speaks(work, side) for side in ("claimant", "respondent")):
            act.check_side(work, "claimant")
        if row.asked_at is not None:
            raise Conflict("已有延期申请 it was asked for already", do="等待仲裁庭决定 wait for the decision")
        ledger.check_postponement(at, row.starts_at, book(), calendar())
        row.asked_by_id, row.asked_at, row.asked_words = work.me, at, act.check_words(words, "延期理由")
        row.save(update_fields=["asked_by", "asked_at", "asked_words"])
        work.article = cited(book().limits.postpone.basis)

    act.perform("ask-postponement", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[words], states=("accepted",),
                body=body)  # fmt: skip


def decide_postponement(
    *, zone: str, dispute_id: uuid.UUID, granted: bool, words: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """By whoever presides. Granted: the hearing is off, its room and people are free again, and a new one is to be set."""
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        row = _hearing(work)
        if row.asked_at is None:
            raise WrongState("没有延期申请 nobody asked for it", do="由当事人先申请 a side asks first")
        row.answer = act.check_words(words, "决定理由")
        work.article = cited(book().limits.postpone.basis)
        if granted:
            row.state = "postponed"
            taking.free(zone=zone, ref=row.id)
            work.happen(Event.POSTPONED, work.article, note=row.answer)
        else:
            row.asked_at = None
        row.save()
        told = "准许延期，另行通知开庭时间。" if granted else "不准许延期，按原定时间开庭。"
        for side in act.SIDES:
            act.paper(
                work,
                "延期开庭决定书",
                "Decision on postponement",
                work.parties(side)[0].party.name,
                told,
                [("理由", row.answer)],
            )
        work.detail = {"granted": granted}

    act.perform("decide-postponement", zone=zone, dispute_id=dispute_id, by=by, at=at, key=key, said=[granted, words],
                states=("accepted",), body=body)  # fmt: skip


def hold(*, zone: str, dispute_id: uuid.UUID, absent: str = "", by: Actor, at: dt.datetime, key: str = "") -> None:
    """The hearing took place. absent: `respondent` where the employer did not come (decided in its absence); a claimant who stays away
    without good reason is deemed to withdraw (36)."""
    permissions.check_tribunal(by, zone)

    def body(work: act.Work) -> None:
        act.check_sits(work, presiding=True)
        act.check_nothing_waits(work)
        row = _hearing(work)
        if at < row.starts_at:
            raise WrongState("还没有到开庭时间 it has not begun", do="开庭后再记录 record it afterwards")
        if absent not in ("", "respondent", "claimant"):
            raise Invalid("缺席方不正确 no such side", do="选择申请人、被申请人或者无人缺席 choose one")
        row.state = "held"
        row.save(update_fields=["state"])
        work.article, work.detail = book().articles.default, {"absent": absent}
        if absent == "claimant":
            filing.give_up(work, "claimant", "申请人无正当理由拒不到庭，视为撤回 deemed withdrawn")
        elif absent and work.dispute.claims.filter(side="respondent", withdrawn=False).exists():
            filing.give_up(work, "respondent", "反申请人无正当理由拒不到庭，视为撤回反申请 deemed withdrawn")

    act.perform(
        "hold-hearing",
        zone=zone,
        dispute_id=dispute_id,
        by=by,
        at=at,
        key=key,
        said=[absent],
        states=("accepted",),
        body=body,
    )


def call_off(work: act.Work, article: str, why: str) -> bool:
    """The hearing that is set is off, its room and people are free again; whether there was one. Part of the caller's act."""
    row = Hearing.objects.filter(zone=work.dispute.zone, dispute=work.dispute, state="set").first()
    if row is None:
        return False
    row.state, row.answer = "postponed", why
    row.save(update_fields=["state", "answer"])
    taking.free(zone=work.dispute.zone, ref=row.id)
    work.happen(Event.POSTPONED, article, note=why)
    for side in act.SIDES:
        act.paper(work, "延期开庭通知书", "The hearing is off", work.parties(side)[0].party.name, "原定开庭取消，另行通知时间。",
                  [("原定时间", f"{calendar().local(row.starts_at):%Y-%m-%d %H:%M}"), ("理由", why)])  # fmt: skip
    return True


def check_link(text: str) -> str:
    """An https address, or empty. Raises Invalid."""
    url = text.strip()
    if url and (
        not url.startswith("https://") or any(char.isspace() or char in "<>\"'" for char in url) or len(url) > 300
    ):
        raise Invalid("远程链接不正确 not a link", do="粘贴以 https:// 开头的会议链接 paste one that begins so")
    return url


def _hearing(work: act.Work) -> Hearing:
    row = Hearing.objects.select_for_update().filter(zone=work.dispute.zone, dispute=work.dispute, state="set").first()
    if row is None:
        raise WrongState("没有排定的开庭 no hearing is set", do="先排期 set one first")
    return row


def _speaks(work: act.Work, side: str) -> bool:
    try:
        act.check_side(work, side)
    except NotAllowed:
        return False
    return True


def _tell_hearing(work: act.Work, row: Hearing) -> None:
    where = pick(book().rooms, row.room, "仲裁庭 room").name.zh if row.room else "远程开庭"
    lines = [("时间", f"{calendar().local(row.starts_at):%Y-%m-%d %H:%M}"), ("地点", where), ("远程链接", row.link)]
    lines.append(("延期", f"有正当理由的，开庭三日前申请（{cited(book().limits.postpone.basis)}）"))
    for side in ("claimant", "respondent"):
        act.paper(work, "开庭通知书", "Notice of the hearing", work.parties(side)[0].party.name, "请按时到庭。", lines)
