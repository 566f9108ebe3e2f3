"""Two leads on one investor are made one, without losing what was written on either, and apart again; and who has the credit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound, WrongState
from gaoxin.investment.models import Ambassador, CreditShare, Lead, LeadMerge, Team
from gaoxin.investment.rules.leads import access, credit
from gaoxin.investment.rules.leads.book import Book
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_facts import shares_of, shares_or_equal
from gaoxin.investment.services.leads.acts import changed, day, note, taken
from gaoxin.parties import selectors as parties

# What the kept lead takes over where its own is empty. Land and its use only together.
LAND = ("need_area_m2", "need_use")
FILLED = (
    "identifier", "node", "contact_name", "contact_phone", "investment_k", *LAND, "need_power_kva", "need_building_m2", "need_water_m3",
    "need_gas_m3",
)  # fmt: skip


def merge(
    *, zone: str, kept: uuid.UUID, gone: uuid.UUID, reason: str, by: Actor, at: dt.datetime,
    versions: tuple[int, int] | None = None,
) -> LeadMerge:  # fmt: skip
    """Make one of two. The kept one keeps team, owner and stage, and shows the visits and moves of both; the credit is shared by halves.

    versions: of kept and gone as the actor saw them. Raises NotFound for a lead that the actor does not see, Conflict where one
    changed meanwhile, WrongState for a merged one or one that landed as the one to go, Invalid for a lead with itself.
    """
    access.check_promoter(by)
    if kept == gone:
        raise Invalid("不能与自己合并 a lead cannot be merged with itself", do="选择另一条 choose another one")
    if len(reason.strip()) < 4:
        raise Invalid("合并须写明理由 a merge needs a reason", do="写明为什么是同一家 write why they are one investor")
    seen = dict(zip((kept, gone), versions or (None, None), strict=True))
    with transaction.atomic():
        rows = {pk: taken(zone=zone, pk=pk, by=by, at=at, version=seen[pk]) for pk in sorted((kept, gone))}
        left, right = rows[kept], rows[gone]
        if book().stage(right.stage).final:
            raise WrongState(
                f"线索 {right.number} 已落地，不能并入别的线索 it has landed and cannot go",
                why="它已有项目 it has a project", do="保留已落地的那条 keep the one that landed",
            )  # fmt: skip
        before = {"kept": shares_of(zone=zone, pk=kept), "gone": shares_of(zone=zone, pk=gone)}
        shares = credit.merged_shares(shares_or_equal(left), shares_or_equal(right))
        filled = _filled(left, right)
        row = LeadMerge.objects.create(
            zone=zone, kept=left, gone=right, reason=reason.strip()[:500], at=at, by_name=by.name,
            before={**before, "filled": filled, "furthest": left.furthest},
        )  # fmt: skip
        _settle(zone, kept, shares, at)
        _settle(zone, gone, {}, at)
        changed(right, merged_into=left)
        changed(left, **filled, furthest=_furthest(book(), left, right), touched_on=day(at))
        told = {"gone": str(gone), "numbers": [left.number, right.number], "reason": reason.strip(), "credit": shares}
        note(by, zone, "merge-leads", f"lead:{kept}", at, told)
    return row


def undo_merge(*, zone: str, merge_id: uuid.UUID, by: Actor, at: dt.datetime) -> None:
    """Make two of one again: each has the credit and the columns it had. What was written since stays where it was written.

    Raises NotFound where the actor does not see the kept lead, WrongState if it was undone before or a later merge stands on it.
    """
    access.check_promoter(by)
    with transaction.atomic():
        row = LeadMerge.objects.select_for_update(of=("self",)).filter(zone=zone, id=merge_id).first()
        if row is None:
            raise NotFound(f"没有这次合并 no such merge: {merge_id}", do="核对编号 check it")
        kept = taken(zone=zone, pk=row.kept_id, by=by, at=at, merged=True)
        if row.undone_at is not None:
            raise WrongState("合并已撤销 the merge was undone before", do="刷新页面 reload the page")
        later = LeadMerge.objects.filter(zone=zone, kept=kept, undone_at=None, id__gt=row.id).exists()
        if kept.merged_into_id or later:
            raise WrongState(
                "之后又有合并 a later merge stands on this one", do="先撤销后来的合并 undo the later one first"
            )
        gone = Lead.objects.select_for_update(of=("self",)).get(zone=zone, id=row.gone_id)
        row.undone_at, row.undone_by = at, by.name
        row.save(update_fields=["undone_at", "undone_by"])
        _settle(zone, kept.id, row.before["kept"], at)
        _settle(zone, gone.id, row.before["gone"], at)
        changed(gone, merged_into=None)
        taken_over: dict[str, Any] = row.before["filled"]
        empty: dict[str, Any] = {
            name: "" if isinstance(value, str) else 0
            for name, value in taken_over.items()
            if getattr(kept, name) == value
        }
        if not all(name in empty for name in LAND):
            empty = {name: value for name, value in empty.items() if name not in LAND}
        changed(kept, **empty, furthest=max(row.before["furthest"], book().order(kept.stage)))
        note(
            by, zone, "undo-merge", f"lead:{kept.id}", at, {"gone": str(gone.id), "numbers": [kept.number, gone.number]}
        )


def set_credit(
    *, zone: str, pk: uuid.UUID, shares: Mapping[str, int], reason: str, by: Actor, at: dt.datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """Settle who has the credit. shares: basis points by `team:KEY`, `ambassador:KEY` or `party:KEY`; the former ones end.

    Raises Invalid unless they sum to 100 %, a holder is unknown, or a reason is missing.
    """
    access.check_promoter(by)
    credit.check_shares(shares)
    if len(reason.strip()) < 4:
        raise Invalid("份额须写明理由 shares need a reason", do="写明依据 write what they rest on")
    with transaction.atomic():
        lead = taken(zone=zone, pk=pk, by=by, at=at, version=version)
        for holder in shares:
            _check_holder(zone, holder)
        _settle(zone, pk, shares, at)
        changed(lead, touched_on=day(at))
        note(by, zone, "set-credit", f"lead:{pk}", at, {"shares": dict(shares), "reason": reason.strip()})


def _settle(zone: str, pk: uuid.UUID, shares: Mapping[str, int], at: dt.datetime) -> None:
    CreditShare.objects.filter(zone=zone, lead_id=pk, ended_at=None).update(ended_at=at)
    for holder, share in shares.items():
        kind, _, key = holder.partition(":")
        CreditShare.objects.create(zone=zone, lead_id=pk, share_bp=share, since=at, **{f"{kind}_id": uuid.UUID(key)})


def _check_holder(zone: str, holder: str) -> None:
    kind, _, text = holder.partition(":")
    try:
        key = uuid.UUID(text)
    except ValueError:
        key = None
    known = key is not None and (
        (kind == "team" and Team.objects.filter(zone=zone, id=key).exists())
        or (kind == "ambassador" and Ambassador.objects.filter(zone=zone, id=key).exists())
        or (kind == "party" and parties.by_key(zone=zone, party_id=key) is not None)
    )
    if not known:
        raise Invalid(f"没有这个引荐人 no such holder of credit: {holder}", do="重新选择 choose another one")


def _filled(kept: Lead, gone: Lead) -> dict[str, Any]:
    return {name: getattr(gone, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}


def _furthest(known: Book, kept: Lead, gone: Lead) -> int:
    return max(kept.furthest, gone.furthest, known.order(kept.stage))


def name_of(zone: str, holder: str) -> str:
    """The name of a holder of credit."""
    kind, _, key = holder.partition(":")
    if kind == "party":
        found = parties.by_key(zone=zone, party_id=key)
        return found.name if found else "—"
    model = Team if kind == "team" else Ambassador
    return model.objects.filter(zone=zone, id=key).values_list("name", flat=True).first() or "—"
