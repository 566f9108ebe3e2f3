"""Queries about reports are explained by the enterprise, and accepted or refused by the statistician."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotAllowed, NotFound, WrongState
from gaoxin.economy.models import Query, QueryEntry
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports.validation import check_explanation
from gaoxin.economy.selectors.settings import checks
from gaoxin.economy.services import keyed


def explain(*, zone: str, query_id: uuid.UUID, text: str, by: Actor, at: dt.datetime, key: str = "") -> None:
    """What happened, in words. An open query or a refused explanation becomes answered.

    Raises NotFound for none and another's, Invalid for words that explain nothing, WrongState for one that waits or is settled.
    """
    with transaction.atomic():
        if keyed.repeated(zone, by, "explain-query", key, at, [str(query_id), text]) is not None:
            return
        query = _locked(zone, query_id, by)
        said = check_explanation(text, checks().explanations)
        if query.state not in ("open", "refused"):
            raise WrongState(
                "这条核实不在等待说明 this query does not wait for an explanation", do="刷新页面 reload the page"
            )
        _entry(query, "explained", said, by, at)
        _move(query, "answered")
        keyed.record(
            "explain-query", str(query.id), zone=zone, by=by, at=at, said=[str(query_id), text], key=key, result={},
            article=permissions.ARTICLE, rule=query.rule,
        )  # fmt: skip


def settle(
    *, zone: str, query_id: uuid.UUID, accept: bool, text: str, by: Actor, at: dt.datetime, key: str = ""
) -> None:
    """Accept the explanation or refuse it with words. Raises NotAllowed for the one who explained it, and as `explain`."""
    permissions.check_statistician(by, zone, "审定核实说明 settle queries")
    said, act = [str(query_id), accept, text], "accepted" if accept else "refused"
    with transaction.atomic():
        if keyed.repeated(zone, by, "settle-query", key, at, said) is not None:
            return
        query = _locked(zone, query_id, by)
        if query.state != "answered":
            raise WrongState("还没有说明，或者已经审定 nothing to settle", do="刷新页面 reload the page")
        last = query.entries.order_by("-number").first()
        if last is not None and last.by_id == accounts.key_of(by) and query.asked == "enterprise":
            raise NotAllowed(
                "说明人不能审定自己的说明 who explained it does not settle it",
                do="由另一名统计人员审定 another one does",
            )
        if not accept and not text.strip():
            raise Invalid("退回要写理由 a refusal needs words", do="写明还缺什么 say what is missing")
        _entry(query, act, text.strip()[: checks().explanations.most], by, at)
        _move(query, act)
        keyed.record(
            "settle-query", str(query.id), zone=zone, by=by, at=at, said=said, key=key, result={}, article=permissions.ARTICLE,
            outcome=act,
        )  # fmt: skip


def _locked(zone: str, query_id: uuid.UUID, by: Actor) -> Query:
    query = (
        Query.objects.select_for_update(of=("self",))
        .select_related("filing__unit")
        .filter(zone=zone, id=query_id)
        .first()
    )
    if query is None:
        raise NotFound("没有这条核实 no such query", do="从清单进入 start from the list")
    permissions.check_files_for(by, zone, query.filing.unit.party_id)
    if query.asked == "statistician" and not permissions.may_see_all(by, zone):
        raise NotFound("没有这条核实 no such query", do="从清单进入 start from the list")
    return query


def _entry(query: Query, act: str, text: str, by: Actor, at: dt.datetime) -> None:
    number = query.entries.count() + 1
    QueryEntry.objects.create(
        zone=query.zone, query=query, number=number, act=act, text=text, by_id=accounts.key_of(by), at=at
    )


def _move(query: Query, state: str) -> None:
    query.state = state
    query.save(update_fields=["state"])
