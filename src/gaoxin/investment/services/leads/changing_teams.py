"""A team gets another name, mode, territory, capacity or other nodes, or is closed; its leads go to another team or to the pool."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Invalid
from gaoxin.investment.models import Lead, Team, TeamMembership
from gaoxin.investment.rules.leads import access
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.services.leads.acts import changed, day, log
from gaoxin.investment.services.leads.rosters import opened, team_told

_KEYED = Keyed("team")


def amend_team(
    *, zone: str, team: uuid.UUID, name: str, mode: str, territory: str, capacity: int, nodes: Sequence[str], by: Actor, at: dt.datetime,
    key: str = "",
) -> Team:  # fmt: skip
    """What the team is called and looks after from now on; nothing is written where nothing differs, or the key was used for the same
    before. nodes: `CHAIN/NODE`.

    Raises Conflict for a key that served for something else, NotFound for a team that is not open, Invalid for what cannot be.
    """
    access.check_head(by)
    wanted = team_told(name=name, mode=mode, territory=territory, capacity=capacity, nodes=nodes)
    said = [team, wanted]
    with transaction.atomic():
        if _KEYED.repeated(zone, by, "amend-team", key, at, said) is not None:
            return Team.objects.get(zone=zone, id=team)
        row = opened(zone, team)
        differs = {column: value for column, value in wanted.items() if getattr(row, column) != value}
        if differs or key:  # a key is remembered by what it wrote
            told = {"from": {column: getattr(row, column) for column in differs}, "to": differs}
            for column, value in differs.items():
                setattr(row, column, value)
            row.save(update_fields=list(differs))
            _KEYED.record(
                "amend-team", f"team:{row.id}", zone=zone, by=by, at=at, said=said, key=key, result={}, **told
            )  # fmt: skip
    return row


def close_team(
    *, zone: str, team: uuid.UUID, reason: str, by: Actor, at: dt.datetime, to: uuid.UUID | None = None, key: str = ""
) -> int:  # fmt: skip
    """The team's last day is today; its people leave it, its leads that are not landed go to another team, or to the pool where none
    is named. History and credit stay. Answers how many leads went; the same key again answers the same and changes nothing.

    Raises Conflict for a key that served for something else, NotFound for a team that is not open, Invalid without a reason or for a
    successor that cannot be.
    """
    access.check_head(by)
    if len(reason.strip()) < 4:
        raise Invalid("撤销队伍须写明理由 closing a team needs a reason", do="写明理由 write it down")
    if to == team:
        raise Invalid(
            "不能移交给要撤销的队伍 the team that is closed takes nothing over", do="选择另一支 choose another one"
        )
    today, said = day(at), [team, to, reason.strip()]
    with transaction.atomic():
        if (before := _KEYED.repeated(zone, by, "close-team", key, at, said)) is not None:
            return int(before["leads"])
        locked = {
            one: opened(zone, one) for one in sorted({team, to} - {None})
        }  # two that are closed into each other wait in turn
        row, heir = locked[team], locked[to] if to else None
        final = [stage.code for stage in book().leads.stages if stage.final]
        held = Lead.objects.select_for_update(of=("self",)).filter(zone=zone, team=row, merged_into=None)
        leads = list(held.exclude(stage__in=final).order_by("id"))
        where = heir.name if heir else "公共池 the pool"
        for lead in leads:
            log(lead, to=lead.stage, on=today, at=at, by=by, reason=f"{row.name} 撤销，转 closed, to {where}"[:200])
            changed(lead, team=heir, owner=None, touched_on=today)
        lasting = TeamMembership.objects.filter(
            Q(until=None) | Q(until__gt=today), zone=zone, team=row, since__lte=today
        )
        people = lasting.update(until=today)
        row.closed_on = today
        row.save(update_fields=["closed_on"])
        told = {
            "code": row.code,
            "reason": reason.strip()[:200],
            "to": heir.code if heir else "",
            "leads": len(leads),
            "people": people,
        }
        _KEYED.record(
            "close-team", f"team:{row.id}", zone=zone, by=by, at=at, said=said, key=key, result={"leads": len(leads)}, **told
        )  # fmt: skip
    return len(leads)
