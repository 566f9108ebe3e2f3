"""All open demands matched with all open results by a worker: stable on both sides, each match with its reasons."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import GaoxinError, Invalid
from gaoxin.innovation.models import TransferDemand, TransferMatch, TransferResult, TransferRun
from gaoxin.innovation.permissions.register import check_keeper
from gaoxin.innovation.rules.transfer.book import TransferBook
from gaoxin.innovation.rules.transfer.fit import Offered, Wanted, both, plain_score
from gaoxin.innovation.rules.transfer.matching import Above, Matched, match
from gaoxin.innovation.rules.transfer.terms import OPEN_RUN
from gaoxin.innovation.selectors.transfer.known import MATCHABLE, offered, wanted
from gaoxin.innovation.selectors.transfer.lists import run_stalled
from gaoxin.innovation.selectors.transfer.settings import book
from gaoxin.innovation.services.transfer import act
from gaoxin.runtime import jobs

BATCH = 500
_GONE = {
    "what": "匹配中断，没有改动 the matching broke off and changed nothing", "why": "执行它的进程已停止 its worker is gone",
    "do": "重新匹配；仍不行请管理员看 ./gaoxin worker match anew, or have ./gaoxin worker looked at",
}  # fmt: skip


def start(*, zone: str, at: dt.datetime, by: Actor, key: str = "") -> uuid.UUID:
    """Ask a worker to make proposals that nobody has answered anew. While a run is open it is that one; one whose worker is gone
    is closed as failed first.

    Raises NotAllowed, Invalid where there are more than can be matched at once, Conflict while another officer asks.
    """
    check_keeper(by, zone)
    with act.at_once():
        if (before := act.repeated(zone, by, "transfer-match", key, at, [])) is not None:
            return uuid.UUID(before["run"])
        open_ = TransferRun.objects.select_for_update().filter(zone=zone, state__in=OPEN_RUN).first()
        if open_ and run_stalled(open_, at):
            _fail(open_, at, _GONE)
            open_ = None
        run = open_ or _ask(zone, at, by)
        act.record(
            "transfer-match", f"transfer:{run.id}", zone=zone, by=by, at=at, key=key, said=[], result={"run": str(run.id)},
            joined=open_ is not None,
        )  # fmt: skip
    return run.id


def _ask(zone: str, at: dt.datetime, by: Actor) -> TransferRun:
    today = act.day_of(at)
    demands = TransferDemand.objects.filter(zone=zone, state__in=MATCHABLE, deadline__gte=today).count()
    _check_size(demands, TransferResult.objects.filter(zone=zone, closed_on=None).count(), book())
    run = TransferRun.objects.create(zone=zone, at=at, by_id=by.id, by_name=by.name, state="waiting")
    jobs.ask(JOB, zone=zone, key=str(run.id))
    return run


def work(*, zone: str, key: str, at: dt.datetime, clock: jobs.Clock, attempt: int = 1) -> str:
    """What the worker does for the run of that key: all of it in one transaction, or nothing. Talks and deals stay, and keep their
    seats.

    Returns the run's state. Whoever calls it for a run that is over, or that a later attempt took over, changes nothing.
    """
    run = _taken(zone, key, at, attempt)
    if run is None:
        return TransferRun.objects.get(zone=zone, pk=key).state
    try:
        return _matched(run, at, clock)
    except GaoxinError as error:
        return _given_up(_still(run), at, error.as_dict())


def failed(*, zone: str, key: str, at: dt.datetime, tries: int) -> str:
    """The run of that key broke at every try: it says so, and the next may be asked for."""
    why = {
        "what": "匹配失败，没有改动 the matching failed and changed nothing", "why": f"试了 {tries} 次都出错 it broke at {tries} tries",
        "do": "请管理员看日志，再重新匹配 have the log looked at, then match anew",
    }  # fmt: skip
    return _given_up(TransferRun.objects.filter(zone=zone, pk=key, state__in=OPEN_RUN), at, why)


JOB = jobs.Job(f"{__name__}.JOB", work, failed)


def _taken(zone: str, key: str, at: dt.datetime, attempt: int) -> TransferRun | None:
    with transaction.atomic():
        row = TransferRun.objects.select_for_update().filter(zone=zone, pk=key, state__in=OPEN_RUN, tries__lt=attempt)
        run = row.first()
        if run is None:
            return None
        run.state, run.tries, run.began_at, run.beat_at, run.seen = "working", attempt, at, at, 0
        run.save(update_fields=["state", "tries", "began_at", "beat_at", "seen"])
    return run


def _still(run: TransferRun) -> QuerySet[TransferRun]:
    """The run, if nobody has taken it over."""
    return TransferRun.objects.filter(zone=run.zone, pk=run.pk, state="working", tries=run.tries)


def _matched(run: TransferRun, at: dt.datetime, clock: jobs.Clock) -> str:
    zone, laws, today = run.zone, book(), act.day_of(at)
    demands, results, found = _weighed(run, today, laws, clock)  # before anything is held: it takes seconds
    with transaction.atomic():
        if not _still(run).select_for_update().exists():
            return TransferRun.objects.get(zone=zone, pk=run.pk).state
        # Held, so that nobody posts, withdraws or begins talks between what is read and what is written.
        waiting = TransferDemand.objects.select_for_update(no_key=True).filter(zone=zone, state__in=MATCHABLE)
        list(waiting.order_by("id").values_list("id"))
        if (demands, results) != (wanted(zone=zone, today=today), offered(zone=zone, today=today)):
            demands, results, found = _weighed(run, today, laws, clock)  # somebody acted meanwhile
        run.state, run.done_at, run.book = "done", at, _digest(laws)
        run.inputs = _digest([list(demands.values()), list(results.values())])
        run.demands, run.results, run.seen = len(demands), len(results), len(demands)
        run.pairs, run.weighed = len(found.pairs), found.weighed
        run.save()
        TransferMatch.objects.filter(zone=zone, state="proposed").update(state="superseded", moved_at=at)
        _write(run, at, demands, results, found, laws)
        act.record(
            "transfer-matched", f"transfer:{run.id}", zone=zone, by=Actor.system(zone, "供需匹配 transfer"), at=at,
            demands=run.demands, results=run.results, pairs=run.pairs, book=run.book, inputs=run.inputs,
        )  # fmt: skip
    return "done"


def _given_up(open_: QuerySet[TransferRun], at: dt.datetime, why: dict[str, str]) -> str:
    with transaction.atomic():
        row = open_.select_for_update().first()
        if row is not None:
            _fail(row, at, why)
    return "failed"


def _fail(run: TransferRun, at: dt.datetime, why: dict[str, str]) -> None:
    run.state, run.done_at, run.why = "failed", at, why
    run.save(update_fields=["state", "done_at", "why"])
    act.record(
        "transfer-match-failed", f"transfer:{run.id}", zone=run.zone, by=Actor.system(run.zone, "供需匹配 transfer"), at=at,
        what=why["what"],
    )  # fmt: skip


def _digest(told: Any) -> str:
    """Of what a matching stands on: the same for the same, whatever the order of sets."""
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:32]


def _weighed(
    run: TransferRun, today: dt.date, laws: TransferBook, clock: jobs.Clock
) -> tuple[dict[uuid.UUID, Wanted], dict[uuid.UUID, Offered], Matched]:
    """What is open, and its matching. The run tells meanwhile how far it is."""
    demands, results = wanted(zone=run.zone, today=today), offered(zone=run.zone, today=today)
    _check_size(len(demands), len(results), laws)

    def tell(seen: int) -> None:
        _still(run).update(seen=seen, demands=len(demands), results=len(results), beat_at=clock())

    tell(0)
    return demands, results, match(list(demands.values()), list(results.values()), laws, tell)


def _check_size(demands: int, results: int, laws: TransferBook) -> None:
    most = laws.limits.open
    if max(demands, results) > most:
        raise Invalid(
            f"一次最多匹配 {most:,} 项 so many at once: {demands:,} × {results:,}", do="先关闭过期的需求和成果 close what is over first"
        )  # fmt: skip


def _write(
    run: TransferRun,
    at: dt.datetime,
    demands: dict[uuid.UUID, Wanted],
    results: dict[uuid.UUID, Offered],
    found: Matched,
    laws: TransferBook,
) -> None:
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
                zone=run.zone, run=run, demand_id=demand, result_id=result, ours=ours, theirs=theirs, trace=trace, at=at,
                moved_at=at,
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
