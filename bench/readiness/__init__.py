"""`bench readiness`: both checks over 10,000 firms, all at once beside row by row by the same rules."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Against, Aim, Report, machine, spread
from bench.harness import Broken, Worker, median, race
from bench.readiness.firms import FIRMS

TITLE = f"达标自评 readiness checks of {FIRMS:,} firms, all at once and row by row"
ALL, ROWS = "all at once", "row by row"
WANTED_MS = Aim("value", "<=", 1000)


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that both find the same for every firm and condition, and report."""
    report = Report("readiness", machine=machine())
    workers = [Worker(name, "bench.readiness.ours", {"rows": name == ROWS}) for name in (ALL, ROWS)]
    try:
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    if found[ALL].outcome != found[ROWS].outcome:
        raise Broken("两种算法结果不同 the two differ")
    beside = Against("peer", ROWS, median(found[ROWS].cpu_ms()))
    report.figures = [
        spread(f"{ALL} 两种评价 both checks, {FIRMS:,} firms", found[ALL].cpu_ms(), "ms", beside, WANTED_MS)
    ]
    report.notes = [
        "包括从企业申报的字典到列 from what each firm declared (dictionaries) to columns and back, every condition and the points",
        "逐行计算同时给出每条理由 row by row gives the words of each reason too, as one firm asks for them",
    ]
    return report
