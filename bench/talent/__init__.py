"""`bench talent`: students to posts, beside a greedy floor on the same problem and a general solver on a tenth of it."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Against, Aim, Figure, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race

TITLE = "实习岗位匹配 matching 5,000 students with 1,000 posts"
OURS, GREEDY = "gaoxin, 5000 × 1000", "greedy, 5000 × 1000"
SMALL, NETWORK = "gaoxin, 500 × 100", "networkx network_simplex, 500 × 100"
WANTED_MS = Aim("value", "<=", 5000)
FULL, TENTH = {"students": 5000, "posts": 1000}, {"students": 500, "posts": 100}
MODULES = {
    OURS: ("bench.talent.ours", FULL),
    GREEDY: ("bench.talent.peers", {**FULL, "which": "greedy"}),
    SMALL: ("bench.talent.ours", TENTH),
    NETWORK: ("bench.talent.peers", {**TENTH, "which": "network"}),
}


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that nobody finds a better answer, and report."""
    report = Report("talent", machine=machine())
    workers: list[Worker] = []
    try:
        workers += [Worker(name, module, options) for name, (module, options) in MODULES.items()]
        report.missing = {worker.name: worker.missing for worker in workers if worker.missing}
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    _check(found)
    for name, other, role in ((OURS, GREEDY, "floor"), (SMALL, NETWORK, "peer")):
        against = Against(role, other, median(found[other].cpu_ms())) if other in found else None
        report.figures.append(spread(f"{name} 一次匹配 one matching", found[name].cpu_ms(), "ms", against, WANTED_MS))
    report.figures += [
        Figure(f"{name} 安排人数 placed", found[name].outcome["placed"], "人") for name in MODULES if name in found
    ]
    report.figures += [
        Figure(f"{name} 平均代价 mean cost", found[name].outcome["cost"] / found[name].outcome["placed"], "")
        for name in MODULES
        if name in found
    ]
    report.notes = [
        "gaoxin 的时间含安全规则、距离、意愿和每名未安排者的理由 ours includes rules, distances, wishes and a reason for each left",
        "greedy 和 networkx 只求解，可行的配对已给好 the others only solve: the permitted pairs are given to them",
    ]
    return report


def _check(found: dict[str, Measured]) -> None:
    """Raises Broken where greedy is better than ours, or the general solver finds another optimum."""
    ours, greedy = found[OURS].outcome, found[GREEDY].outcome
    if (ours["placed"], -ours["cost"]) < (greedy["placed"], -greedy["cost"]):
        raise Broken("贪心的结果更好 the greedy answer is better")
    small, general = found[SMALL].outcome, found[NETWORK].outcome
    if (small["placed"], small["cost"]) != (general["placed"], general["cost"]):
        raise Broken("通用求解器的结果不同 the general solver finds another optimum")
