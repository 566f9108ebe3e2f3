"""What the pages show of a file: words and signs of states, its clock as a band, whose move it is, remedies with their last days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gaoxin.labour.rules.disputes import deciding, ledger
from gaoxin.labour.rules.disputes.ledger import Event
from gaoxin.labour.selectors.disputes.lists import Line
from gaoxin.labour.selectors.disputes.whole import Whole
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.web.harmony.asking import badge, new_key
from gaoxin.ui.shapes import Mark, NextStep, Ribbon, Segment

STATES: dict[str, tuple[Any, str, str]] = {
    "filed": (gettext_lazy("待受理"), "waiting", "◔"),
    "correcting": (gettext_lazy("待补正"), "attention", "◕"),
    "accepted": (gettext_lazy("审理中"), "waiting", "◑"),
    "refused": (gettext_lazy("不予受理"), "decided", "×"),
    "settled": (gettext_lazy("调解结案"), "good", "✓"),
    "awarded": (gettext_lazy("已裁决"), "good", "✓"),
    "withdrawn": (gettext_lazy("已撤回"), "quiet", "○"),
}
ASKED: dict[str, tuple[Any, str, str]] = {
    "asked": (gettext_lazy("待决定"), "waiting", "◔"),
    "granted": (gettext_lazy("准许"), "good", "✓"),
    "refused": (gettext_lazy("不准许"), "decided", "×"),
}
HEARINGS: dict[str, tuple[Any, str, str]] = {
    "set": (gettext_lazy("已排定"), "waiting", "◔"),
    "held": (gettext_lazy("已开庭"), "good", "✓"),
    "postponed": (gettext_lazy("已延期"), "quiet", "○"),
}
SIDES: dict[str, Any] = {
    "claimant": gettext_lazy("申请人（劳动者）"),
    "respondent": gettext_lazy("被申请人（用人单位）"),
}
WHO: dict[str, Any] = {
    "clerk": pgettext_lazy("who", "仲裁庭书记员"),
    "respondent": pgettext_lazy("who", "用人单位"),
    "tribunal": pgettext_lazy("who", "仲裁庭"),
    "claimant": pgettext_lazy("who", "申请人"),
}
DUES: dict[str, Any] = {
    "accept": gettext_lazy("决定是否受理"),
    "serve": gettext_lazy("送达申请书副本"),
    "answer": gettext_lazy("提交答辩书"),
    "forward": gettext_lazy("转送答辩书"),
    "tribunal": gettext_lazy("组成仲裁庭并告知双方"),
    "challenge": gettext_lazy("决定回避申请"),
    "counter": gettext_lazy("决定是否受理反申请"),
    "award": gettext_lazy("作出裁决"),
}
EVENTS: dict[Event, Any] = {
    Event.FILED: gettext_lazy("收到仲裁申请"),
    Event.CORRECTION_ASKED: gettext_lazy("一次告知补正"),
    Event.CORRECTED: gettext_lazy("收到补正材料"),
    Event.ACCEPTED: gettext_lazy("受理仲裁申请"),
    Event.REFUSED: gettext_lazy("决定不予受理"),
    Event.COPY_SERVED: gettext_lazy("副本送达用人单位"),
    Event.ANSWERED: gettext_lazy("用人单位答辩"),
    Event.ANSWER_FORWARDED: gettext_lazy("答辩书转送申请人"),
    Event.TRIBUNAL_TOLD: gettext_lazy("组成仲裁庭"),
    Event.RECKONED_ANEW: gettext_lazy("请求变更，重新计算期限"),
    Event.SUSPENDED: gettext_lazy("中止审理"),
    Event.RESUMED: gettext_lazy("恢复审理"),
    Event.EXTENDED: gettext_lazy("延长审理期限"),
    Event.HEARING_SET: gettext_lazy("排定开庭"),
    Event.POSTPONED: gettext_lazy("开庭延期"),
    Event.MEDIATION_FAILED: gettext_lazy("调解未成"),
    Event.SETTLED: gettext_lazy("达成调解协议"),
    Event.AWARDED: gettext_lazy("裁决已作出"),
    Event.WITHDRAWN: gettext_lazy("撤回或者视为撤回"),
    Event.CHALLENGED: gettext_lazy("申请回避"),
    Event.CHALLENGE_UPHELD: gettext_lazy("准许回避申请"),
    Event.CHALLENGE_REJECTED: gettext_lazy("驳回回避申请"),
    Event.CLAIMS_ASKED: gettext_lazy("申请增加或者变更请求"),
    Event.CLAIMS_CHANGED: gettext_lazy("受理变更的请求，重新答辩"),
    Event.CLAIMS_KEPT: gettext_lazy("不受理变更的请求"),
    Event.CLAIMS_WITHDRAWN: gettext_lazy("撤回请求，反申请继续审理"),
    Event.COUNTER_FILED: gettext_lazy("提出反申请"),
    Event.COUNTER_ACCEPTED: gettext_lazy("受理反申请"),
    Event.COUNTER_REFUSED: gettext_lazy("不予受理反申请"),
    Event.COUNTER_WITHDRAWN: gettext_lazy("反申请视为撤回"),
    Event.SEAT_LOST: gettext_lazy("仲裁员不能履行职责"),
    Event.REHEARING_ASKED: gettext_lazy("请求重新开庭"),
    Event.REHEARING_GRANTED: gettext_lazy("准许重新开庭"),
    Event.REHEARING_REFUSED: gettext_lazy("不重新开庭"),
    Event.REOPENED: gettext_lazy("文书无人签名，继续审理"),
    Event.ARCHIVED: gettext_lazy("案卷归档封存"),
}
_OVER: dict[str, Any] = {
    "refused": gettext_lazy("不予受理，理由和去处见通知书"),
    "settled": gettext_lazy("已经调解结案，调解书签收后生效"),
    "awarded": gettext_lazy("已经裁决，救济途径和期限见下"),
    "withdrawn": gettext_lazy("申请已经撤回；时效未满的，可以再次申请"),
}


def line(one: Line) -> dict[str, Any]:
    """A file in a list."""
    return {
        "one": one, "badge": badge(STATES, one.row.state), "left": one.left,
        "due": {"what": DUES[one.due.what], "who": WHO[one.due.who], "one": one.due} if one.due else None,
    }  # fmt: skip


def context(found: Whole, now: dt.datetime, by: str = "") -> dict[str, Any]:
    """What the page of one file needs, whoever reads it. by: the key of the reader, for what is theirs to sign."""
    kinds, rooms = {one.code: one.name for one in book().kinds}, {one.code: one.name for one in book().rooms}
    modes, grounds = {one.code: one.name for one in book().modes}, {one.code: one.name for one in book().relations}
    return {
        "found": found, "row": found.row, "badge": badge(STATES, found.row.state), "ribbon": ribbon(found, now),
        "step": next_step(found), "book": book(), "over": found.standing.over, "kinds": kinds,
        "dues": [{"what": DUES[one.what], "who": WHO[one.who], "one": one} for one in found.standing.dues],
        "people": [{"one": one, "side": SIDES[one.side]} for one in found.people],
        "claims": [
            {"one": one, "name": kinds.get(one.kind, one.kind), "side": SIDES[one.side], "asked": money(one.amount_fen),
             "typed": plain(one.amount_fen), "awarded": None if one.awarded_fen is None else money(one.awarded_fen)}
            for one in found.claims
        ],
        "events": [{"one": one, "word": EVENTS.get(Event(one.event), one.event)} for one in reversed(found.entries)],
        "hearings": [
            {"one": one, "badge": badge(HEARINGS, one.state), "room": rooms.get(one.room, "")} for one in found.hearings
        ],
        "papers": [
            {"one": one.row, "ready": one.ready, "signatures": one.signatures,
             "mine": one.row.waits and found.sits and by not in {str(sign.arbitrator_id) for sign in one.signatures},
             "served": [{"one": s, "mode": modes.get(s.mode, s.mode)} for s in one.services]}
            for one in found.papers
        ],
        "evidence": [{"one": one, "side": SIDES[one.side]} for one in found.evidence],
        "challenges": [
            {"one": one, "badge": badge(ASKED, one.state), "ground": grounds.get(one.ground, one.ground), "side": SIDES[one.side]}
            for one in found.challenges
        ],
        "requests": [
            {"one": one, "badge": badge(ASKED, one.state), "side": one.side,
             "items": [
                 {"told": item, "name": kinds.get(item["kind"], item["kind"]), "asked": money(item["amount_fen"])} for item in one.items
             ]}
            for one in found.requests
        ],
        "rehearings": [{"one": one, "badge": badge(ASKED, one.state), "side": SIDES[one.side]} for one in found.rehearings],
        "remedies": remedies(found), "first_claimant": found.people[0].party.name if found.people else "",
        "keys": Keys(),
    }  # fmt: skip


def money(fen: int) -> str:
    """Yuan with thousands marked."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def plain(fen: int) -> str:
    """Yuan as one types them."""
    return f"{fen // 100}.{fen % 100:02d}" if fen else ""


class Keys(Mapping[str, str]):
    """A new key for every form that asks for one."""

    def __getitem__(self, name: str) -> str:
        return new_key()

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def next_step(found: Whole) -> NextStep:
    """Whose move it is, what it is, by when."""
    if found.leaderless and not found.seats:
        return NextStep(str(WHO["clerk"]), _("另行组成仲裁庭，重新裁决"), mine=found.registry)
    if found.waits:
        return NextStep(str(WHO["tribunal"]), _("仲裁员签名后，盖章送达"), mine=found.sits)
    if found.standing.over:
        return NextStep(_("已结案"), str(_OVER[found.row.state]))
    if found.row.state == "correcting":
        return NextStep(str(WHO["claimant"]), _("按通知补正后，受理期限重新计算"), mine=found.side == "claimant")
    if found.standing.clock.suspended:
        return NextStep(str(WHO["tribunal"]), _("中止审理，期限不计算"), mine=found.presides)
    if not found.standing.dues:
        return NextStep(str(WHO["tribunal"]), _("审理"), mine=found.presides)
    due = found.standing.dues[0]
    mine = {"clerk": found.registry, "respondent": found.side == "respondent", "tribunal": found.sits}.get(
        due.who, False
    )
    return NextStep(str(WHO[due.who]), str(DUES[due.what]), _stamp(due.at), mine=mine)


def ribbon(found: Whole, now: dt.datetime) -> Ribbon:
    """From filing to the end, or to the last thing that is due; suspended time is hatched, what is late stands out."""
    entries, dues = ledger.entries_of(found.happened), found.standing.dues
    start, now = entries[0].at, calendar().local(now)
    until = dues[-1].at if dues else None
    end = entries[-1].at if found.standing.over else max(filter(None, (entries[-1].at, now, until)))
    span = max(end - start, dt.timedelta(hours=1)) * 1.02

    def scale(moment: dt.datetime) -> float:
        return round(1000 * ((moment - start) / span), 1)

    segments: list[Segment] = []
    runs, text = "waiting", _("等待受理")
    points = [(one.at, one.kind.value) for one in entries] + ([] if found.standing.over else [(min(now, end), "now")])
    for (a, kind), (b, _next) in zip(points, points[1:], strict=False):
        runs, text = _RUNS.get(kind, (runs, text))
        if b > a:
            segments.append(Segment(scale(a), max(scale(b) - scale(a), 0.5), runs, str(text)))
    if not found.standing.over and end > now:
        segments.append(Segment(scale(now), scale(end) - scale(now), "waiting", _("剩余时间")))
    award = found.standing.clock.due
    if award is not None and start < award < now and not found.standing.over:
        segments.append(Segment(scale(award), scale(min(now, end)) - scale(award), "late", _("已超过期限")))
    marks = [
        Mark(scale(max(one.at, start)), str(_MARKS.get(one.event, "received")), f"{_stamp(one.at)} {EVENTS[one.event]}", one.article)
        for one in found.happened
    ]  # fmt: skip
    marks += [
        Mark(scale(one.at), "due", f"{_stamp(one.at)} {DUES[one.what]}（{WHO[one.who]}）", one.article) for one in dues
    ]
    if not found.standing.over:
        marks.append(Mark(min(scale(now), 1000.0), "now", _("现在 %(day)s") % {"day": _stamp(now)}))
    return Ribbon(sentence(found), segments, sorted(marks, key=lambda one: one.at))


def sentence(found: Whole) -> str:
    """The band in words."""
    last = found.happened[-1]
    told = f"{_stamp(last.at)} {EVENTS[last.event]}"
    if found.standing.over:
        days = (found.happened[-1].at.date() - found.happened[0].at.date()).days + 1
        return _("%(told)s；从收到申请起共 %(days)s 天") % {"told": told, "days": days}
    if not found.standing.dues:
        return _("%(told)s；现在不计算期限") % {"told": told}
    due = found.standing.dues[0]
    return _("%(told)s；%(due)s 前应当%(what)s") % {"told": told, "due": _stamp(due.at), "what": DUES[due.what]}


def remedies(found: Whole) -> list[dict[str, Any]]:
    """What each side may still do about an award that was served on it, and until when (47–50)."""
    told: list[dict[str, Any]] = []
    for paper in found.papers:
        if paper.row.title not in (deciding.AWARD, deciding.FINAL_AWARD):
            continue
        final = paper.row.title == deciding.FINAL_AWARD
        for one in paper.services:
            if one.effective_on is None:
                continue
            served = dt.datetime.combine(one.effective_on, dt.time(12), calendar().tz)
            may = deciding.remedies(final=final, served=served, book=book(), calendar=calendar())
            worker = one.party_id != found.row.respondent_id
            told.append({"party": one.party.name, "final": final, "act": "sue" if worker else may.employer,
                         "by": may.worker_by if worker else may.employer_by, "article": may.articles[0 if worker else 1]})  # fmt: skip
    return told


def _stamp(moment: dt.datetime) -> str:
    return f"{calendar().local(moment):%Y-%m-%d %H:%M}"


# What runs after an entry of the clock.
_RUNS: dict[str, tuple[str, Any]] = {
    "received": ("waiting", gettext_lazy("等待受理")),
    "correction-noticed": ("suspended", gettext_lazy("等待补正，不计时")),
    "corrected": ("waiting", gettext_lazy("等待受理")),
    "accepted": ("working", gettext_lazy("审理计时")),
    "suspended": ("suspended", gettext_lazy("中止，不计时")),
    "resumed": ("working", gettext_lazy("审理计时")),
}
_MARKS: dict[Event, str] = {
    Event.ACCEPTED: "accepted",
    Event.AWARDED: "decided",
    Event.SETTLED: "decided",
    Event.SUSPENDED: "suspended",
}
