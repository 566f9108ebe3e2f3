"""Teams and their rosters, and ambassadors: single acts, and whole rosters taken over at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.core.identifiers import check_uscc
from gaoxin.investment.models import Ambassador, Promoter, Team, TeamMembership
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.services.leads.acts import day, note, past


class RosterRow(NamedTuple):
    """One person of one team. login: of the person's account, empty for none. duty: lead or member."""

    team: str
    team_name: str
    mode: str
    territory: str
    person: str
    name: str
    duty: str
    since: dt.date
    login: str = ""


class Taken(NamedTuple):
    """How many teams, people and memberships were new."""

    teams: int
    people: int
    memberships: int


def import_roster(*, zone: str, rows: Sequence[RosterRow], source: str, by: Actor, at: dt.datetime) -> Taken:
    """Take over whole rosters; what is there already stays as it is. One audit row, none where nothing was new.

    Raises Invalid for an unknown mode or duty, NotFound for an unknown login.
    """
    access.check_head(by)
    made = [0, 0, 0]
    with transaction.atomic():
        for row in rows:
            team, new_team = Team.objects.get_or_create(
                zone=zone, code=row.team,
                defaults={
                    "name": row.team_name, "mode": book().mode(row.mode).code, "territory": row.territory, "opened_on": row.since,
                },
            )  # fmt: skip
            user = accounts.account(zone=zone, login=row.login, at=at).id if row.login else None
            person, new_person = Promoter.objects.get_or_create(
                zone=zone, code=row.person, defaults={"name": row.name, "user_id": user}
            )
            _check_duty(row.duty)
            held, new = TeamMembership.objects.get_or_create(
                zone=zone, team=team, promoter=person, since=row.since, defaults={"duty": row.duty}
            )
            del held
            made = [count + added for count, added in zip(made, (new_team, new_person, new), strict=True)]
        taken = Taken(*made)
        if any(taken):
            note(
                by, zone, "import-roster", f"zone:{zone}", at, {"source": source, "rows": len(rows), **taken._asdict()}
            )
    return taken


def team_told(*, name: str, mode: str, territory: str, capacity: int, nodes: Sequence[str]) -> dict[str, Any]:
    """What a team is called and looks after, as it is kept. nodes: `CHAIN/NODE`. Raises Invalid for what cannot be."""
    if not name.strip() or len(name) > 100 or len(territory) > 200 or not 0 < capacity < 1000:
        raise Invalid("队伍名称、片区或者容量不正确 the name, territory or capacity cannot be", do="改正 correct them")
    for one in nodes:
        parts = one.split("/")
        if len(parts) != 2 or not all(parts) or len(one) > 64:
            raise Invalid(
                f"产业链节点应写作 CHAIN/NODE the node is written so: {one[:80]!r}",
                do="例如 for example electronics/pcb",
            )
    return {
        "name": name.strip(), "mode": book().mode(mode).code, "territory": territory.strip(), "capacity": capacity,
        "nodes": list(dict.fromkeys(nodes)),
    }  # fmt: skip


def opened(zone: str, pk: uuid.UUID) -> Team:
    """The team, locked. Raises NotFound for one that is not open."""
    row = Team.objects.select_for_update().filter(zone=zone, id=pk, closed_on=None).first()
    if row is None:
        raise NotFound(f"没有这支队伍，或者已经撤销 no such open team: {pk}", do="刷新页面 reload the page")
    return row


def open_team(
    *, zone: str, code: str, name: str, mode: str, by: Actor, at: dt.datetime, territory: str = "", capacity: int = 12,
    nodes: Sequence[str] = (),
) -> Team:  # fmt: skip
    """A new team. Raises Conflict if the code is taken, Invalid for what cannot be."""
    access.check_head(by)
    if not code.strip() or len(code) > 16:
        raise Invalid("缺少队伍编号，或者过长 the code is missing or too long", do="补填 fill it in")
    told = team_told(name=name, mode=mode, territory=territory, capacity=capacity, nodes=nodes)
    with transaction.atomic():
        try:
            with transaction.atomic():
                team = Team.objects.create(zone=zone, code=code.strip(), opened_on=day(at), **told)
        except IntegrityError:
            raise Conflict(f"队伍编号已使用 the code is taken: {code}", do="换一个编号 choose another one") from None
        note(by, zone, "open-team", f"team:{team.id}", at, {"code": team.code, "name": team.name, "mode": team.mode})
    return team


def join(
    *, zone: str, team: uuid.UUID, name: str, by: Actor, at: dt.datetime, code: str = "", login: str = "",
    duty: str = "member", since: dt.date | None = None,
) -> TeamMembership:  # fmt: skip
    """A person joins a team. code: of somebody known already, who then is in both. Raises Conflict for who is in it already."""
    access.check_head(by)
    _check_duty(duty)
    first = since or day(at)
    past(first, at, "入队日期 the first day ")
    with transaction.atomic():
        row = opened(zone, team)
        if first < row.opened_on:
            raise Invalid(
                f"入队早于队伍成立 the first day lies before the team's: {row.opened_on}",
                do="改正日期 correct the date",
            )
        user = accounts.account(zone=zone, login=login, at=at).id if login else None
        person = Promoter.objects.filter(zone=zone, code=code).first() if code else None
        if code and person is None and not name.strip():
            raise NotFound(
                f"没有这个人员编号 no promoter has this code: {code}",
                do="核对编号，或者填写姓名 check it or give the name",
            )
        if person is None and user is not None:
            person = Promoter.objects.filter(zone=zone, user_id=user).first()
        if person is None:
            if not name.strip() or len(name) > 100:
                raise Invalid("缺少姓名 the name is needed", do="补填 fill it in")
            code = code or f"{row.code}-{TeamMembership.objects.filter(zone=zone, team=row).count() + 1:02d}"
            person = Promoter.objects.create(zone=zone, code=code[:24], name=name.strip(), user_id=user)
        lasting = TeamMembership.objects.filter(
            Q(until=None) | Q(until__gte=first), zone=zone, team=row, promoter=person
        )
        if lasting.exists():
            raise Conflict(f"{person.name} 已在队伍中 is in the team already", do="刷新页面 reload the page")
        member = TeamMembership.objects.create(zone=zone, team=row, promoter=person, duty=duty, since=first)
        note(
            by, zone, "join-team", f"team:{team}", at, {"person": person.name, "duty": duty, "since": first.isoformat()}
        )
    return member


def leave(*, zone: str, membership: uuid.UUID, until: dt.date, by: Actor, at: dt.datetime) -> None:
    """A person's last day in a team. Their leads stay with the team. Raises Invalid for a day before the first."""
    access.check_head(by)
    with transaction.atomic():
        rows = TeamMembership.objects.select_for_update(of=("self",)).select_related("promoter")
        row = rows.filter(zone=zone, id=membership, until=None).first()
        if row is None:
            raise NotFound(f"没有在任的成员 no lasting membership: {membership}", do="刷新页面 reload the page")
        if until < row.since:
            raise Invalid(
                f"离队日期早于入队日期 the last day lies before the first: {until}", do="改正日期 correct the date"
            )
        row.until = until
        row.save(update_fields=["until"])
        told = {"person": row.promoter.name, "until": until.isoformat()}
        note(by, zone, "leave-team", f"team:{row.team_id}", at, told)


def appoint(
    *, zone: str, code: str, name: str, since: dt.date, until: dt.date, declared_on: dt.date, by: Actor, at: dt.datetime,
    organisation: str = "", login: str = "", interests: Sequence[str] = (), statement: str = "",
) -> Ambassador:  # fmt: skip
    """Appoint an ambassador for a term, with the interests they declared. Raises Conflict if the code is taken,
    Invalid for a term, a name or a declaration that cannot be."""
    access.check_head(by)
    if until < since or not name.strip() or len(name) > 100 or not code.strip() or len(code) > 24:
        raise Invalid("编号、姓名或者聘期不正确 the code, the name or the term cannot be", do="改正 correct them")
    declared = _declared(interests, statement, declared_on, at)
    with transaction.atomic():
        user = accounts.account(zone=zone, login=login, at=at).id if login else None
        try:
            with transaction.atomic():
                row = Ambassador.objects.create(
                    zone=zone, code=code.strip(), name=name.strip(), organisation=organisation.strip()[:200], user_id=user, since=since,
                    until=until, **declared,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(f"编号已使用 the code is taken: {code}", do="换一个编号 choose another one") from None
        told = {"code": code, "since": since.isoformat(), "until": until.isoformat(), "interests": len(interests)}
        note(by, zone, "appoint-ambassador", f"ambassador:{row.id}", at, told)
    return row


def renew(
    *, zone: str, ambassador: uuid.UUID, until: dt.date, declared_on: dt.date, by: Actor, at: dt.datetime,
    interests: Sequence[str] = (), statement: str = "",
) -> Ambassador:  # fmt: skip
    """A longer term, for which interests are declared anew. Raises NotFound, Invalid for a term that is not longer or a declaration
    older than the last one."""
    access.check_head(by)
    declared = _declared(interests, statement, declared_on, at)
    with transaction.atomic():
        row = _appointed(zone, ambassador)
        if until <= max(row.until, day(at)):
            raise Invalid(
                f"续聘须晚于今天和现聘期 a renewal must outlast today and the term: {row.until}",
                do="改正日期 correct the date",
            )
        if declared_on < row.declared_on:
            raise Invalid(
                f"续聘须重新申报利益关系 interests must be declared anew: {row.declared_on}",
                do="请大使重新申报 ask for it",
            )
        before, row.until, row.ended_for = row.until, until, ""
        for name, value in declared.items():
            setattr(row, name, value)
        row.save(update_fields=["until", "ended_for", *declared])
        told = {"from": before.isoformat(), "until": until.isoformat(), "interests": len(row.interests)}
        note(by, zone, "renew-ambassador", f"ambassador:{row.id}", at, told)
    return row


def dismiss(
    *, zone: str, ambassador: uuid.UUID, on: dt.date, reason: str, by: Actor, at: dt.datetime
) -> Ambassador:  # fmt: skip
    """The term ends early, with a reason; the leads that were filed and the credit stay. Raises NotFound, Invalid."""
    access.check_head(by)
    if len(reason.strip()) < 4:
        raise Invalid("解聘须写明理由 ending a term needs a reason", do="写明理由 write it down")
    with transaction.atomic():
        row = _appointed(zone, ambassador)
        if not row.since <= on < row.until:
            raise Invalid(
                f"不在聘期内 not within the term: {row.since} – {row.until}", do="填写聘期内的日期 give a day within it"
            )
        row.until, row.ended_for = on, reason.strip()[:200]
        row.save(update_fields=["until", "ended_for"])
        note(by, zone, "end-ambassador", f"ambassador:{row.id}", at, {"until": on.isoformat(), "reason": row.ended_for})
    return row


def _appointed(zone: str, ambassador: uuid.UUID) -> Ambassador:
    row = Ambassador.objects.select_for_update(of=("self",)).filter(zone=zone, id=ambassador).first()
    if row is None:
        raise NotFound(f"没有这位招商大使 no such ambassador: {ambassador}", do="刷新页面 reload the page")
    return row


def _declared(interests: Sequence[str], statement: str, on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """The columns of a declaration of interests. Raises Invalid for a wrong credit code or a day that has not come."""
    past(on, at, "申报日期 the declaration ")
    codes = [check_uscc(text.strip().upper()) for text in interests if text.strip()]
    if len(statement) > 500:
        raise Invalid("申报超过 500 字 the statement is longer than 500", do="缩短 shorten it")
    return {"interests": list(dict.fromkeys(codes)), "statement": statement.strip(), "declared_on": on}


def _check_duty(duty: str) -> None:
    if duty not in ("lead", "member"):
        raise Invalid(f"未知的职责 unknown duty: {duty!r}", do="可选 choose: lead, member")
