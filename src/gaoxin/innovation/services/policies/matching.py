"""All firms are matched with all benefits: who gets what unasked, with the reasons kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.innovation.models import Entitlement, MatchRun
from gaoxin.innovation.permissions.policies import check_pays
from gaoxin.innovation.rules.policies.engine import Verdict, evaluate_firm
from gaoxin.innovation.rules.policies.telling import told
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book
from gaoxin.innovation.services.policies.act import record, repeated


def match_all(*, zone: str, day: dt.date, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """The list of that day. What waits for a firm is computed anew or taken off; what a firm has answered stays as it is.

    Raises NotAllowed, Invalid for a day to come, and Conflict while another run writes the same list.
    """
    check_pays(by, zone)
    if day > timezone.localdate(at):
        raise Invalid(f"日期未到 a day to come: {day}", do="选择今天或者以前的一天 choose today or an earlier day")
    try:
        with transaction.atomic():
            return _matched(zone, day, at, by, key)
    except IntegrityError:
        raise Conflict(
            "同一时刻另有一次匹配 another run writes the list at this moment",
            do="稍后再匹配 match again a little later",
        ) from None


def _matched(zone: str, day: dt.date, at: dt.datetime, by: Actor, key: str) -> uuid.UUID:
    laws = book()
    if (before := repeated(zone, by, "policy-match", key, at, [day])) is not None:
        return uuid.UUID(before["run"])
    every = firms(zone=zone, day=day, book=laws)
    digest = hashlib.sha256(msgspec.json.encode(laws)).hexdigest()[:32]
    run = MatchRun.objects.create(
        zone=zone, day=day, at=at, by_id=by.id, by_name=by.name, book=digest, firms=len(every), listed=0, yuan=0
    )
    kept = {
        (row.party_id, row.policy): row
        for row in Entitlement.objects.select_for_update().filter(zone=zone, year=day.year)
    }
    for party, firm in every.items():
        for code, verdict in evaluate_firm(laws, firm, day).items():
            _list(run, party, verdict, kept.pop((party, code), None))
    for row in kept.values():
        if row.state == "listed":
            Entitlement.objects.filter(pk=row.pk).update(state="withdrawn", run=run)
    rows = Entitlement.objects.filter(zone=zone, run=run, state="listed")
    run.listed, run.yuan = rows.count(), sum(rows.values_list("yuan", flat=True))
    run.save(update_fields=["listed", "yuan"])
    record(
        "policy-match", f"match:{run.id}", zone=zone, by=by, at=at, key=key, said=[day], result={"run": str(run.id)},
        day=day.isoformat(), firms=run.firms, listed=run.listed, yuan=run.yuan, book=digest,
    )  # fmt: skip
    return run.id


def _list(run: MatchRun, party: uuid.UUID, verdict: Verdict, row: Entitlement | None) -> None:
    gets = verdict.outcome == "eligible" and verdict.policy.way == "paid"
    if row is not None and row.state not in ("listed", "withdrawn"):
        return
    if not gets:
        if row is not None and row.state == "listed":
            row.state, row.run = "withdrawn", run
            row.save(update_fields=["state", "run"])
        return
    assert verdict.version is not None
    now = {
        "version": verdict.version.since, "day": run.day, "run": run, "yuan": verdict.yuan, "trace": told(verdict),
        "state": "listed",
    }  # fmt: skip
    if row is None:
        Entitlement.objects.create(zone=run.zone, party_id=party, policy=verdict.policy.code, year=run.day.year, **now)
        return
    Entitlement.objects.filter(pk=row.pk).update(**now)
