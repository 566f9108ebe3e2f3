"""All open demands matched with all open results: stable on both sides, each match with its reasons."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import msgspec

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.innovation.models import TransferDemand, TransferMatch, TransferRun
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.rules.transfer.book import TransferBook
from gaoxin.innovation.rules.transfer.fit import Offered, Wanted, both, plain_score
from gaoxin.innovation.rules.transfer.matching import Above, Matched, match
from gaoxin.innovation.selectors.transfer.known import MATCHABLE, offered, wanted
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import act

BATCH = 500


def match_all(*, zone: str, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Proposals that nobody has answered are made anew; talks and deals stay, and keep their seats.

    Raises NotAllowed, Invalid where there are more than can be matched at once, Conflict while another run writes.
    """
    check_keeper(by, zone)
    laws, today = book(), act.day_of(at)
    demands, results, found = _weighed(
        zone, today, laws
    )  # before anything is held: it takes seconds where there are thousands
    with act.at_once():
        if (before := act.repeated(zone, by, "transfer-match", key, at, [])) is not None:
            return uuid.UUID(before["run"])
        # Held, so that nobody posts, withdraws or begins talks between what is read and what is written.
        waiting = TransferDemand.objects.select_for_update(no_key=True).filter(zone=zone, state__in=MATCHABLE)
        list(waiting.order_by("id").values_list("id"))
        if (demands, results) != (wanted(zone=zone, today=today), offered(zone=zone, today=today)):
            demands, results, found = _weighed(zone, today, laws)  # somebody acted meanwhile
        run = TransferRun.objects.create(
            zone=zone, at=at, by_id=by.id, by_name=by.name, book=hashlib.sha256(msgspec.json.encode(laws)).hexdigest()[:32],
            demands=len(demands), results=len(results), pairs=len(found.pairs), weighed=found.weighed,
        )  # fmt: skip
        TransferMatch.objects.filter(zone=zone, state="proposed").update(state="superseded", moved_at=at)
        _write(run, demands, results, found, laws)
        act.record(
            "transfer-match", f"transfer:{run.id}", zone=zone, by=by, at=at, key=key, said=[], result={"run": str(run.id)},
            demands=run.demands, results=run.results, pairs=run.pairs, book=run.book,
        )  # fmt: skip
    return run.id


def _weighed(
    zone: str, today: dt.date, laws: TransferBook
) -> tuple[dict[uuid.UUID, Wanted], dict[uuid.UUID, Offered], Matched]:
    """What is open, and its matching."""
    demands, results = wanted(zone=zone, today=today), offered(zone=zone, today=today)
    _check_size(len(demands), len(results), laws)
    return demands, results, match(list(demands.values()), list(results.values()), laws)


def _check_size(demands: int, results: int, laws: TransferBook) -> None:
    most = laws.limits.open
    if max(demands, results) > most:
        raise Invalid(
            f"一次最多匹配 {most:,} 项 so many at once: {demands:,} × {results:,}", do="先关闭过期的需求和成果 close what is over first"
        )  # fmt: skip


def _write(
    run: TransferRun, demands: dict[uuid.UUID, Wanted], results: dict[uuid.UUID, Offered], found: Matched, laws: TransferBook
) -> None:  # fmt: skip
    keys, offers = {one.number: key for key, one in demands.items()}, {one.number: key for key, one in results.items()}
    made: list[TransferMatch] = []
    for pair in found.pairs:
        demand, result = keys[pair.demand], offers[pair.result]
        terms, ours, theirs = both(demands[demand], results[result], laws)
        trace = {
            "terms": terms, "weights": {"demand": _plain(laws.scoring.demand), "result": _plain(laws.scoring.result)},
            "rank": pair.rank, "choices": pair.choices, "above": [_told(one) for one in pair.above],
            "wished": {"demand": pair.ours > ours, "result": pair.theirs > theirs},
        }  # fmt: skip
        made.append(
            TransferMatch(
                zone=run.zone, run=run, demand_id=demand, result_id=result, ours=ours, theirs=theirs, trace=trace, at=run.at,
                moved_at=run.at,
            )
        )  # fmt: skip
    TransferMatch.objects.bulk_create(made, batch_size=BATCH)
    matched = {row.demand_id for row in made}
    left = {
        keys[one.demand]: {"reason": one.reason, "choices": one.choices, "above": [_told(a) for a in one.above]}
        for one in found.left
    }
    changed = [
        TransferDemand(id=key, state="matched" if key in matched else "posted", left=left.get(key, {})) for key in demands
    ]  # fmt: skip
    TransferDemand.objects.filter(zone=run.zone).bulk_update(changed, ["state", "left"], batch_size=BATCH)
    late = TransferDemand.objects.filter(zone=run.zone, state="matched").exclude(id__in=_held(run.zone))
    late.update(state="posted")


def _held(zone: str) -> Any:
    """Demands with a proposal: a deadline that is over takes a demand out of the run, and its old proposal with it."""
    return TransferMatch.objects.filter(zone=zone, state="proposed").values("demand_id")


def _plain(weights: Any) -> dict[str, int]:
    return msgspec.to_builtins(weights)


def _told(one: Above) -> dict[str, Any]:
    """wished: that the result's own ranking, not the score, put the others first."""
    return {
        "result": one.result, "seats": one.seats, "holds": plain_score(one.holds), "makes": plain_score(one.makes),
        "wished": one.holds != plain_score(one.holds),
    }  # fmt: skip
