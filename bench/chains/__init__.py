"""`bench chains`: ranking a zone's gaps on the table of 135 sectors, beside the libraries that compute single terms of it."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Against, Aim, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race

TITLE = "产业链缺口 ranking the gaps of a zone on 135 sectors"
OURS, COLD = "gaoxin", "gaoxin, from files"
DENSITY, PATHS, FLOOR = "econcomplex, density only", "networkx, betweenness only", "numpy, three products"
WANTED_MS = Aim("value", "<=", 200)
MODULES = {
    OURS: ("bench.chains.ours", {"cold": False}),
    COLD: ("bench.chains.ours", {"cold": True}),
    DENSITY: ("bench.chains.peers", {"which": "density"}),
    PATHS: ("bench.chains.peers", {"which": "paths"}),
    FLOOR: ("bench.chains.peers", {"which": "floor"}),
}


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that everyone finds the same densities, and report."""
    report = Report("chains", machine=machine())
    workers: list[Worker] = []
    try:
        workers += [Worker(name, module, options) for name, (module, options) in MODULES.items()]
        report.missing = {worker.name: worker.missing for worker in workers if worker.missing}
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    _check(found)
    beside = [
        Against("floor" if name == FLOOR else "peer", name, median(found[name].cpu_ms()))
        for name in (DENSITY, PATHS, FLOOR)
        if name in found
    ]
    report.figures = [
        spread(f"{name} 一次排序 one ranking", found[name].cpu_ms(), "ms", against, WANTED_MS)
        for name in (OURS, COLD)
        for against in beside
    ]
    report.notes = [
        "gaoxin 给出三类缺口、每一项和来由 ours gives all three kinds, every term and its origin; each peer one term only",
        "from files：每次重读表格并重算介数 the table is read and betweenness computed anew each time",
    ]
    return report


def _check(found: dict[str, Measured]) -> None:
    """Raises Broken where anybody's density differs from ours."""
    ours = found[OURS].outcome["density"]
    for name in (DENSITY, FLOOR):
        if name in found and any(abs(a - b) > 1e-9 for a, b in zip(ours, found[name].outcome["density"], strict=True)):
            raise Broken(f"{name} 的密度与本系统不同 finds other densities")
