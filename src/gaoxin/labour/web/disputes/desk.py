"""The tribunal's desk: files by days left, one file with every act, the rooms of a week."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.labour.rules.disputes import access as permissions
from gaoxin.labour.rules.harmony.access import READS
from gaoxin.labour.selectors.disputes import lists, totals, whole
from gaoxin.labour.selectors.settings import book, calendar
from gaoxin.labour.services.disputes import (
    challenging,
    changing,
    closing,
    deciding,
    hearing,
    papers,
    receiving,
    rehearing,
    replacing,
    signing,
)
from gaoxin.labour.web.disputes import forms, showing
from gaoxin.labour.web.harmony.asking import acted, day, does, key_of, new_key, text, the_day, who
from gaoxin.parties import selectors as parties

WEEK = dt.timedelta(7)
Acts = dict[str, tuple[Any, Any]]


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """Files by what is due first; `?state=closed` shows those that are over. Whoever answers for the zone reads numbers, and no file."""
    by, state = who(request), "closed" if request.GET.get("state") == "closed" else "open"
    if not permissions.is_desk(by, by.zone):
        told = totals.totals(zone=by.zone, by=by, now=timezone.now())
        return render(
            request, "labour/disputes/home.html", {"totals": told, "book": book(), "harmony": bool(by.roles & READS)}
        )
    typed = request.GET.get("page", "")
    page = min(max(1, int(typed)), 1000) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    rows, many = lists.desk(zone=by.zone, by=by, now=timezone.now(), state=state, page=page)
    context = {
        "rows": [showing.line(one) for one in rows], "many": many, "state": state, "before": page - 1,
        "later": page + 1 if page * lists.PAGE < many else 0, "book": book(), "registry": permissions.is_registry(by, by.zone),
        "late": sum(one.left is not None and one.left < 0 for one in rows), "harmony": bool(by.roles & READS),
    }  # fmt: skip
    return render(request, "labour/disputes/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rooms(request: HttpRequest) -> HttpResponse:
    """Rooms of a week, and ties that keep arbitrators out of cases."""
    by, today = who(request), timezone.localdate()

    def page(problem: GaoxinError | None) -> HttpResponse:
        try:
            since = day(request.GET.get("since", ""), empty=True) or today
        except GaoxinError:
            since = today
        since = min(max(since, calendar().first), calendar().last)
        days = lists.rooms(zone=by.zone, by=by, since=since)
        registry = permissions.is_registry(by, by.zone)
        people = whole.arbitrators(zone=by.zone, at=timezone.now())
        context = {
            "days": [
                {"one": one, "rooms": [
                    {"room": room, "taken": one.booked[room.code], "free": one.free[room.code]} for room in book().rooms
                ]}
                for one in days
            ],
            "since": since, "before": since - WEEK, "later": since + WEEK, "book": book(), "problem": problem, "typed": request.POST,
            "people": people if registry else [one for one in people if str(one[0]) == by.id], "key": new_key(),
        }  # fmt: skip
        return render(request, "labour/disputes/rooms.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    told = does(request)
    acts: Acts = {"tie": (lambda: _tie(request, told), _("已登记；该仲裁员不能审理这一方的案件。"))}
    return acted(request, acts, reverse("labour:rooms"), page)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, dispute: uuid.UUID) -> HttpResponse:
    """One file: what the registry and its tribunal may do in it. Raises NotFound for a file that is not the reader's."""
    by, now = who(request), timezone.now()

    def page(problem: GaoxinError | None) -> HttpResponse:
        found = whole.whole(zone=by.zone, dispute_id=dispute, by=by, now=now)
        shown = showing.context(found, now, by.id)
        context = shown | {
            "problem": problem, "typed": request.POST, "today": timezone.localdate(), "desk": True,
            "arbitrators": whole.arbitrators(zone=by.zone, at=now) if found.registry else [],
            "decided": [one for one in found.claims if not one.withdrawn], "mediated": bool(found.mediations),
            "lacks": any(one.what == "tribunal" for one in found.standing.dues),
            "sendable": [one for one in shown["papers"] if one["ready"]],
            "begun": found.hearing is not None and found.hearing.starts_at <= now,
            "unsigned": any(not one.ready and not one.row.held for one in found.papers), "room": request.GET.get("room", ""),
            "starts": request.GET.get("starts", ""), "closed": found.standing.over and found.row.archived_at is None,
        }  # fmt: skip
        return render(request, "labour/disputes/case.html", context, status=422 if problem else 200)

    if request.method != "POST":
        return page(None)
    found = whole.whole(zone=by.zone, dispute_id=dispute, by=by, now=now)
    told = does(request) | {"dispute_id": dispute}
    acts = _registry(request, told) | _tribunal(
        request, told, [one.number for one in found.claims if not one.withdrawn and one.awarded_fen is None]
    )
    return acted(request, acts, reverse("labour:case", args=[dispute]), page)


def _registry(request: HttpRequest, told: dict[str, Any]) -> Acts:
    """The clerk's acts; the clerk has none that refuses."""
    kept, words = told | {"version": forms.version(request)}, text(request, "words")
    return {
        "accept": (
            lambda: receiving.accept(**kept, identity_checked=request.POST.get("identity") == "1"), _("已受理，审理期限开始计算。"),
        ),
        "ask": (lambda: receiving.ask_corrections(**kept, words=words), _("已一次告知补正。")),
        "appoint": (lambda: _appoint(request, kept), _("仲裁庭已组成并告知双方。")),
        "seal": (lambda: papers.seal(**{name: told[name] for name in ("zone", "dispute_id", "by", "at")}), _("文书已签章。")),
        "serve": (lambda: _serve(request, told), _("送达已登记。")),
        "forward": (lambda: receiving.forward_answer(**told), _("答辩书已转送。")),
        "hearing": (lambda: _hearing(request, kept), _("开庭已排定并通知双方。")),
        "challenge": (lambda: _challenged(request, kept), _("回避决定已登记。")),
        "unable": (lambda: replacing.cannot_go_on(**kept, arbitrator_id=key_of(request, "arbitrator"), ground=text(request, "ground"),
                                                  approval=text(request, "approval"), words=words),
                   _("已登记并告知双方。")),
        "archive": (lambda: closing.archive(**kept), _("案卷已归档封存。")),
    }  # fmt: skip


def _tribunal(request: HttpRequest, told: dict[str, Any], numbers: list[int]) -> Acts:
    kept, words = told | {"version": forms.version(request)}, text(request, "words")

    def request_(granted: bool) -> Any:
        return lambda: changing.decide_request(
            **kept,
            request_id=key_of(request, "request"),
            granted=granted,
            words=words,
            waived=request.POST.get("waived") == "1",
        )

    def postponed(granted: bool) -> Any:
        return lambda: hearing.decide_postponement(**told, granted=granted, words=words)

    def anew(granted: bool) -> Any:
        return lambda: rehearing.decide(**kept, request_id=key_of(request, "request"), granted=granted, words=words)

    def mediated(settled: bool) -> Any:
        return lambda: deciding.mediate(**kept, settled=settled, words=words)

    return {
        "refuse": (lambda: receiving.refuse(**kept, ground=text(request, "ground"), reasons=words), _("已决定不予受理，通知书写明去处。")),
        "postpone-yes": (postponed(True), _("已准许延期，仲裁庭和房间已释放。")), 
        "postpone-no": (postponed(False), _("不准许延期，按原时间开庭。")),
        "anew-yes": (anew(True), _("已准许重新开庭，请排定时间。")), "anew-no": (anew(False), _("已决定不重新开庭并说明理由。")),
        "hold": (lambda: hearing.hold(**told, absent=text(request, "absent")), _("已记录开庭。")),
        "settled": (mediated(True), _("调解成功，调解书待签章送达。")), "unsettled": (mediated(False), _("已记录调解未成。")),
        "extend": (lambda: deciding.extend(**kept, approval=text(request, "approval"), reason=words), _("已延长期限并通知双方。")),
        "suspend": (lambda: deciding.suspend(**told, reason=words), _("已中止，期限不计算。")),
        "resume": (lambda: deciding.resume(**told, reason=words), _("已恢复审理。")),
        "award": (lambda: deciding.award(**kept, awarded=forms.awarded(request, numbers), reasons=words,
                                         stands=text(request, "stands")), _("已裁决，裁决书待签章送达。")),
        "sign": (_signs(request, told, True), _("已签名。")), "dissent": (_signs(request, told, False), _("不同意见已记入笔录。")),
        "request-yes": (request_(True), _("已受理，审理期限重新计算。")), "request-no": (request_(False), _("已决定不予受理并说明理由。")),
    }  # fmt: skip


def _signs(request: HttpRequest, told: dict[str, Any], signs: bool) -> Any:
    return lambda: signing.sign(**told, paper_id=key_of(request, "paper"), signs=signs, words=text(request, "words"))


def _appoint(request: HttpRequest, told: dict[str, Any]) -> None:
    try:
        chosen = [uuid.UUID(one) for one in request.POST.getlist("arbitrator")]
    except ValueError:
        raise Invalid("没有选择仲裁员 nobody is chosen", do="从名单选择 choose from the list") from None
    presiding = key_of(request, "presiding")
    hearing.appoint(**told, arbitrators=list(dict.fromkeys([presiding, *chosen])), presiding=presiding,
                    **forms.ticked(request, "clear", "agreed", "unreachable"))  # fmt: skip


def _serve(request: HttpRequest, told: dict[str, Any]) -> None:
    papers.serve(
        **told, paper_id=key_of(request, "paper"), party_id=key_of(request, "party"), mode=text(request, "mode"),
        sent_on=the_day(text(request, "sent")), received_on=day(text(request, "received"), empty=True), note=text(request, "note"),
        **forms.ticked(request, "consent", "refused", "shut"),
    )  # fmt: skip


def _hearing(request: HttpRequest, told: dict[str, Any]) -> None:
    hearing.set_hearing(**told, room=text(request, "room"), starts_at=forms.moment(request, "starts"),
                        minutes=forms.whole(request, "minutes"), link=text(request, "link"))  # fmt: skip


def _challenged(request: HttpRequest, told: dict[str, Any]) -> None:
    challenging.decide_challenge(**told, challenge_id=key_of(request, "challenge"), upheld=text(request, "upheld") == "1",
                                 approval=text(request, "approval"), words=text(request, "words"))  # fmt: skip


def _tie(request: HttpRequest, told: dict[str, Any]) -> None:
    """The other side of the tie is an enterprise or person of the register, by its full name or its number."""
    wanted = text(request, "party")
    found = [
        one for one in parties.search(zone=told["zone"], text=wanted, limit=6) if wanted in (one.name, one.identifier)
    ]
    if len(found) != 1:
        raise Invalid(
            "登记中没有唯一的主体 not one party of the register",
            do="写全称、信用代码或者身份证号 write its full name or number",
        )
    hearing.note_tie(**told, arbitrator_id=key_of(request, "arbitrator"), party_id=found[0].id,
                     relation=text(request, "relation"), note=text(request, "note"))  # fmt: skip
