"""A lead comes into being, is completed, and is given to somebody."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.core.identifiers import check_uscc
from gaoxin.core.pinyin import spelled
from gaoxin.core.uuid7 import uuid7
from gaoxin.investment.models import Ambassador, Lead, Promoter, Team, TeamMembership
from gaoxin.investment.rules.leads import access, duplicates
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_duplicates import Found, alike
from gaoxin.investment.selectors.leads_scope import Whose, whose
from gaoxin.investment.services.leads.acts import changed, day, digest, log, note, other_contents, taken
from gaoxin.parties import selectors as parties

TEXTS = {"title": 200, "investor": 200, "contact_name": 100, "contact_phone": 40, "note": 5_000}
MOST_K = 10**12


class DuplicateLead(Conflict):
    """There are leads on what may be the same investor. found: which; nothing was written."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        super().__init__(
            f"可能已有 {len(found)} 条同一投资方的线索 there may be leads on the same investor",
            why="；".join(f"{one.number} {one.match.reason}" for one in found),
            do="核对后合并，或者确认不是同一家再登记 look, then merge, or confirm that it is another one",
        )  # fmt: skip


class Registered(NamedTuple):
    """repeated: the same key came before and nothing was written."""

    lead: Lead
    repeated: bool


def register_lead(
    *, zone: str, by: Actor, at: dt.datetime, key: str = "", despite: frozenset[str] = frozenset(), **details: Any
) -> Registered:
    """A new lead at the first stage. details: title, investor, mode and what else is known (`cleaned`).

    despite: keys of leads that the actor has looked at and says are on somebody else. An ambassador is told of none: what others
    pursue is not theirs to know, and the office merges. The same key again changes nothing.
    Raises Conflict for a known key with other details, DuplicateLead, Invalid, NotAllowed
    for who has no part in promotion, an ambassador out of term or with an interest.
    """
    access.check_works(by)
    with transaction.atomic():
        scope = whose(zone=zone, by=by, on=day(at))
        asked = digest(details) if key else ""
        if key and (known := Lead.objects.filter(zone=zone, key=_key(by, key)).first()):
            return _again(known, asked)
        held = _held(zone, scope, details)
        values = cleaned(zone, details | held) | held
        if scope.reach != "own":
            found = [
                one for one in alike(zone=zone, investor=values["investor"], identifier=values["identifier"])
                if str(one.id) not in despite
            ]  # fmt: skip
            if found and key and (known := Lead.objects.filter(zone=zone, key=_key(by, key)).first()):
                return _again(known, asked)  # the same form came twice at once: what is alike is the other one's lead
            if found:
                raise DuplicateLead(found)
        lead, made = _created(zone, values | {"asked": asked}, _key(by, key) if key else None, at)
        if not made:  # the same form came twice at once, and the other one was first
            return _again(lead, asked)
        log(lead, to=lead.stage, on=lead.opened_on, at=at, by=by, here="")
        told = {"number": lead.number, "mode": lead.mode, "despite": sorted(despite)}
        note(by, zone, "register-lead", f"lead:{lead.id}", at, told)
    return Registered(lead, False)


def complete_lead(
    *, zone: str, pk: uuid.UUID, version: int, by: Actor, at: dt.datetime, **details: Any
) -> Lead:  # fmt: skip
    """Correct and complete what is known. Raises Conflict where somebody else changed it meanwhile."""
    access.check_works(by)
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        values = cleaned(zone, details)
        before = {name: getattr(lead, name) for name in values}
        changed(lead, **values, touched_on=day(at))
        told = [
            name for name, value in values.items() if before[name] != value and name not in ("spelled", "core", "sound")
        ]
        note(by, zone, "complete-lead", f"lead:{lead.id}", at, {"changed": told})
    return lead


def assign(
    *, zone: str, pk: uuid.UUID, team: uuid.UUID | None, by: Actor, at: dt.datetime, reason: str = "",
    owner: uuid.UUID | None = None, version: int | None = None,
) -> Lead:  # fmt: skip
    """Give a lead to a team, or back to the pool (team None). A promoter takes one from the pool for a team of theirs, or gives one
    of theirs back; the head gives any to any.

    Raises NotAllowed, NotFound, Conflict where another team was faster, Invalid for an owner who is not in the team.
    """
    access.check_promoter(by)
    with transaction.atomic():
        scope = whose(zone=zone, by=by, on=day(at))
        if scope.reach == "team" and team is not None and team not in scope.teams:
            raise NotAllowed(
                "只能为自己的队伍认领 only for a team of your own", do="由负责人指派 ask the head to assign it"
            )
        chosen = _team(zone, team) if team else None
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        if scope.reach == "team" and lead.team_id and team and team != lead.team_id:
            raise Conflict("线索已有队伍 the lead has a team", do="由负责人调整 ask the head")
        if owner:
            _check_owner(zone, chosen, owner, day(at))
        old = lead.team.name if lead.team else "公共池 pool"
        changed(lead, team=chosen, owner_id=owner, touched_on=day(at))
        new = chosen.name if chosen else "公共池 pool"
        log(lead, to=lead.stage, on=day(at), at=at, by=by, reason=f"{old} → {new} {reason}".strip()[:500])
        note(by, zone, "assign-lead", f"lead:{lead.id}", at, {"from": old, "to": new, "reason": reason})
    return lead


def cleaned(zone: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of what was typed, checked. Raises Invalid naming what cannot be."""
    values: dict[str, Any] = {name: str(details.get(name) or "").strip() for name in TEXTS}
    for name, most in TEXTS.items():
        if len(values[name]) > most:
            raise Invalid(f"{name} 超过 {most} 字 is longer than {most}", do="缩短 shorten it")
    if not values["title"] or not values["investor"]:
        raise Invalid("缺少项目名称或者投资方 the title and the investor are needed", do="补填 fill them in")
    values["mode"] = book().mode(str(details.get("mode") or "")).code
    code = str(details.get("identifier") or "").strip()
    values["identifier"] = check_uscc(code) if code else ""
    values["node"] = _node(str(details.get("node") or "").strip())
    values["investment_k"] = _amount(details.get("investment_k"))
    if details.get("referrer"):
        values["referrer_id"] = _party(zone, check_uscc(str(details["referrer"])))
    if values["identifier"]:
        values["party_id"] = _party(zone, values["identifier"], needed=False)
    return values | named(values["investor"])


def named(investor: str) -> dict[str, str]:
    """The columns by which an investor is found."""
    rules = book().leads.duplicates
    return {
        "spelled": spelled(investor)[:1000], "core": duplicates.trade_name(investor, rules)[:200],
        "sound": duplicates.sound(investor, rules),
    }  # fmt: skip


def new_number(pk: uuid.UUID, on: dt.date) -> str:
    """`L260302-7K3QX9`: the day and six signs of the key."""
    return f"L{on:%y%m%d}-{base64.b32encode(pk.bytes[-4:]).decode()[:6]}"


def _again(known: Lead, asked: str) -> Registered:
    if known.asked and known.asked != asked:
        raise other_contents()
    return Registered(known, True)


def _created(zone: str, values: Mapping[str, Any], key: str | None, at: dt.datetime) -> tuple[Lead, bool]:
    """The lead, and whether it is new: under the key there may be one by now."""
    for _attempt in range(3):
        pk = uuid7()
        try:
            with transaction.atomic():
                made = Lead.objects.create(
                    id=pk, zone=zone, number=new_number(pk, day(at)), stage=book().way[0].code, opened_on=day(at),
                    touched_on=day(at), key=key, **values,
                )  # fmt: skip
                return made, True
        except IntegrityError:
            if key and (known := Lead.objects.filter(zone=zone, key=key).first()):
                return known, False
    raise Conflict("编号冲突 the number was taken", do="再试一次 try again")


def _held(zone: str, scope: Whose, details: Mapping[str, Any]) -> dict[str, Any]:
    """Who holds a new lead: the ambassador, the promoter's team (or the pool), or whichever team the head names."""
    if scope.reach == "own":
        mine = Ambassador.objects.filter(zone=zone, id=scope.ambassador).first()
        if mine is None or not scope.in_term:
            raise NotAllowed(
                "不在招商大使聘期内 your term as an ambassador does not last", do="联系招商局 ask the office"
            )
        if str(details.get("identifier") or "").strip().upper() in {str(code) for code in mine.interests}:
            raise NotAllowed(
                "与您申报的利益相关企业不能由您登记 you declared an interest in this firm",
                why="避免利益冲突 no conflict of interest", do="由招商局直接登记 the office registers it",
            )  # fmt: skip
        return {"ambassador_id": mine.id, "mode": "ambassador"}
    team = details.get("team") or (scope.teams[0] if scope.teams else None)
    if team is None:
        return {}
    chosen = _team(zone, uuid.UUID(str(team)))
    if scope.reach == "team" and chosen.id not in scope.teams:
        raise NotAllowed(
            "只能登记到自己的队伍 only for a team of your own", do="由负责人指派 ask the head to assign it"
        )
    owner = scope.promoter if chosen.id in scope.teams else None
    return {"team_id": chosen.id, "owner_id": owner}


def _team(zone: str, pk: uuid.UUID) -> Team:
    """The open team, locked before any lead is, as closing one does: until the act is done it stays open."""
    team = Team.objects.select_for_update(no_key=True).filter(zone=zone, id=pk, closed_on=None).first()
    if team is None:
        raise Invalid(f"没有这支队伍 no such team: {pk}", do="重新选择 choose another one")
    return team


def _check_owner(zone: str, team: Team | None, owner: uuid.UUID, on: dt.date) -> None:
    lasting = TeamMembership.objects.filter(zone=zone, team=team, promoter_id=owner, since__lte=on)
    known = Promoter.objects.filter(zone=zone, id=owner).exists()
    if team is None or not known or not any(row.until is None or row.until >= on for row in lasting):
        raise Invalid("负责人不在这支队伍 the owner is not in this team", do="重新选择 choose somebody of the team")


def _party(zone: str, identifier: str, *, needed: bool = True) -> uuid.UUID | None:
    try:
        return parties.party(zone=zone, identifier=identifier).id
    except NotFound:
        if not needed:
            return None
        raise Invalid(
            f"没有登记的推荐企业 the resident is not registered: {identifier}", do="先登记主体 register it first"
        ) from None


def _node(text: str) -> str:
    parts = text.split("/")
    if text and (len(parts) != 2 or not all(parts) or len(text) > 64):
        raise Invalid(
            f"产业链节点应写作 CHAIN/NODE the node is written so: {text!r}", do="例如 for example electronics/pcb"
        )
    return text


def _amount(value: Any) -> int:
    text = str(value if value is not None else "").strip() or "0"
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_K:
        raise Invalid(
            f"计划投资应为非负整数（千元） planned investment must be a whole number of 千元: {text!r}",
            do="改正 correct it",
        )
    return int(text)


def _key(by: Actor, key: str) -> str:
    return f"{by.id[:40]}:{key}"[:80]
