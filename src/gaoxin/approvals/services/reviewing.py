"""Review: opinions of as many officers as the item asks, excluded time, one extension, and the recommendation."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.models import Opinion
from gaoxin.approvals.rules.cases.decisions import machine_verdicts
from gaoxin.approvals.rules.cases.review import check_opinion, missing
from gaoxin.approvals.rules.clock.ledger import Kind
from gaoxin.approvals.selectors import opinions_of
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.act import Done, Work, perform
from gaoxin.approvals.services.requirements import facts_at
from gaoxin.approvals.services.telling import tell
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.core.limits import in_words, parse_limit
from gaoxin.runtime.prepared import insert


def give_opinion(
    *, zone: str, case_id: uuid.UUID, step: str, agrees: bool, text: str, by: Actor, at: dt.datetime, place: str = "",
    key: str = "",
) -> Done:  # fmt: skip
    """One officer's opinion on one step. A site check says where it was made; a dissent says why (行政许可法 34)."""

    def body(work: Work) -> dict[str, Any]:
        found = check_opinion(work.item, facts_at(work.case, at), opinions_of(zone, work.case.id), step, by.id)
        if found.onsite and not place.strip():
            raise Invalid("现场核查须写明地点 say where the site check was made", article="行政许可法 34(3)")
        if not agrees and len(text.strip()) < 4:
            raise Invalid("不同意的须写明理由 a dissent states its reasons", article="行政许可法 34")
        insert(Opinion(
            zone=zone, case=work.case, step=step, officer=by.id, agrees=agrees, text=text, place=place, at=at
        ))  # fmt: skip
        work.detail = {"step": step, "agrees": agrees, "text": text, "place": place}
        return {"step": step}

    return perform(
        "give-opinion", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"step": step, "agrees": agrees, "text": text, "place": place},
    )  # fmt: skip


def suspend(
    *, zone: str, case_id: uuid.UUID, procedure: str, length: str, note: str, by: Actor, at: dt.datetime, key: str = ""
) -> Done:
    """A special procedure begins: its time does not count, and its length is told in writing (行政许可法 45).

    procedure: one of `catalogue/special-procedures.yaml`. length: the time it is expected to take, such as `10wd`.
    """

    def body(work: Work) -> dict[str, Any]:
        known = rulebook.special_procedures()
        found = known.get(procedure)
        if found is None:
            raise Invalid(
                f"不是法定的特别程序 not a special procedure: {procedure!r}",
                why="只有法律列明的程序所需时间不计入期限",
                do=f"可选 choose from: {', '.join(known)}",
                article="行政许可法 45",
            )
        parse_limit(length)
        if work.suspended:
            raise WrongState("已经中止计时 it is suspended already", do="先恢复 resume first", article="行政许可法 45")
        article = "；".join(str(reference) for reference in found.basis)
        work.log(Kind.SUSPENDED, note=f"{found.name.zh} {note}".strip(), limit=length, article=article)
        work.detail = {"procedure": procedure, "length": length, "note": note}
        told = [("程序", found.name.zh), ("所需时间", in_words(length)), ("说明", note or "—")]
        return {"notice": tell(work, "suspended", told, article=article)}

    return perform(
        "suspend", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key,
        request={"procedure": procedure, "length": length, "note": note},
    )  # fmt: skip


def resume(*, zone: str, case_id: uuid.UUID, note: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The special procedure is over: the period counts on, and the due date moves by what it took."""

    def body(work: Work) -> dict[str, Any]:
        if not work.suspended:
            raise WrongState("没有中止 nothing is suspended", do="核对办件时间线", article="行政许可法 45")
        work.log(Kind.RESUMED, note=note)
        due = work.due()
        work.detail = {"note": note, "due": due}
        return {"due": due and due.isoformat()}

    return perform("resume", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"note": note})


def extend(*, zone: str, case_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The head of the authority extends the period, as long and as often as the item allows, with reasons told (42)."""

    def body(work: Work) -> dict[str, Any]:
        allowed, clock = work.item.limits.extension, work.known_clock()
        used = sum(entry.kind is Kind.EXTENDED for entry in work.entries)
        if allowed is None or used >= allowed.times:
            times = allowed.times if allowed else 0
            raise WrongState(
                f"延长以 {times} 次为限，已用 {used} 次 no extension is left",
                do="在期限内作出决定 decide in time",
                article="行政许可法 42",
            )
        if len(reason.strip()) < 4:
            raise Invalid("延长须写明理由 an extension states its reason", article="行政许可法 42")
        if clock and clock.due and at > clock.due:
            raise WrongState(
                "期限已经届满，不能再延长 the period is over", do="立即作出决定 decide now", article="行政许可法 42"
            )
        article = "；".join(str(reference) for reference in allowed.basis)
        work.log(Kind.EXTENDED, limit=allowed.limit, note=reason, article=article)
        due = work.due()
        work.detail = {"reason": reason, "limit": allowed.limit, "due": due}
        told = [("理由", reason), ("延长", in_words(allowed.limit))]
        if due:
            told.append(("新的期限", f"{due:%Y-%m-%d %H:%M}"))
        return {"notice": tell(work, "extended", told, article=article), "due": due and due.isoformat()}

    return perform("extend", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"reason": reason})


def recommend(*, zone: str, case_id: uuid.UUID, text: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The review is complete and goes to a supervisor, with what machines and officers found on every condition."""

    def body(work: Work) -> dict[str, Any]:
        if work.suspended:
            raise WrongState("计时中止中，特别程序尚未结束 a special procedure is still open", do="先恢复 resume first")
        facts = facts_at(work.case, at)
        opinions = opinions_of(zone, work.case.id)
        if open_steps := missing(work.item, facts, opinions):
            raise WrongState(
                "审查环节未完成 the review is not complete: "
                + "、".join(f"{code} 尚缺 {n} 人" for code, n in open_steps),
                do="由相应人员出具意见 the officers give their opinions",
                article="行政许可法 34",
            )
        work.case.recommended_by = by.id
        failed = [v.code for v in machine_verdicts(work.item, facts) if v.holds is False]
        work.detail = {
            "text": text, "conditions_failed": failed, "dissent": sum(not opinion.agrees for opinion in opinions)
        }  # fmt: skip
        return work.detail

    return perform("recommend", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"text": text})


def send_back(*, zone: str, case_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime, key: str = "") -> Done:
    """The supervisor wants the review to go on. The clock runs as before."""

    def body(work: Work) -> dict[str, Any]:
        if len(reason.strip()) < 4:
            raise Invalid("退回须写明原因 say why it goes back", article="行政许可法 34")
        work.case.recommended_by = ""
        work.detail = {"reason": reason}
        return {}

    return perform(
        "send-back", zone=zone, case_id=case_id, by=by, at=at, body=body, key=key, request={"reason": reason}
    )
