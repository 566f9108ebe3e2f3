"""`bench transfer`: demands to results, all of it at the size that was asked for, and the stable matching alone beside a library."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Against, Aim, Figure, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race

TITLE = "供需匹配 matching 10,000 demands with 5,000 results, stable on both sides"
WHOLE = "gaoxin, 10000 × 5000, scored and explained"
ALONE, LIBRARY = "gaoxin, 1000 × 500, from rankings", "matching 1.4, 1000 × 500, from rankings"
FULL, TENTH = {"demands": 10_000, "results": 5000}, {"demands": 1000, "results": 500}
WANTED_MS = Aim("value", "<=", 30_000)
LEVEL = Aim("ratio", "<=", 1.0)
MODULES = {
    WHOLE: ("bench.transfer.ours", FULL | {"alone": False}),
    ALONE: ("bench.transfer.ours", TENTH | {"alone": True}),
    LIBRARY: ("bench.transfer.peer", TENTH),
}


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that both find the same matching, and report."""
    report = Report("transfer", machine=machine())
    workers: list[Worker] = []
    try:
        workers += [Worker(name, module, options) for name, (module, options) in MODULES.items()]
        report.missing = {worker.name: worker.missing for worker in workers if worker.missing}
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    _check(found)
    report.figures.append(spread(f"{WHOLE} 一次匹配 one matching", found[WHOLE].cpu_ms(), "ms", None, WANTED_MS))
    against = Against("peer", LIBRARY, median(found[LIBRARY].cpu_ms())) if LIBRARY in found else None
    aim = LEVEL if against else None
    report.figures.append(spread(f"{ALONE} 一次匹配 one matching", found[ALONE].cpu_ms(), "ms", against, aim))
    report.figures += [
        Figure(f"{name} 配成 pairs", len(found[name].outcome["pairs"]), "对") for name in MODULES if name in found
    ]
    report.notes = [
        "整体匹配含双方评分、意向和每一对的理由 the whole includes both sides' scores and the reasons of every pair",
        "并列比较只给双方的排序，名额相同；结果须完全一致 side by side both are given rankings and seats, and must find the same",
    ]
    return report


def _check(found: dict[str, Measured]) -> None:
    """Raises Broken where the library finds another matching."""
    if LIBRARY in found and sorted(found[ALONE].outcome["pairs"]) != sorted(found[LIBRARY].outcome["pairs"]):
        raise Broken("同一市场的匹配不同 the two find different matchings of one market")
