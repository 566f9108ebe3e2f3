"""`bench due`: due dates a second on one core, beside a day-by-day peer and numpy's array arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

from bench.figures import Against, Aim, Figure, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race

WANTED = 100_000  # due dates a second on one core
OURS, PURE = "gaoxin", "gaoxin, whole working days"
PEER, EACH, ARRAY = "chinesecalendar", "numpy, one by one", "numpy, one array"
TITLE = "期限计算 due dates a second on one core"


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure, check that everyone finds the same days, and report."""
    report = Report("due", machine=machine())
    for package in ("chinesecalendar", "numpy"):
        try:
            report.machine[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    modules = {
        OURS: ("bench.due.ours", {"load": "mixed"}),
        PURE: ("bench.due.ours", {"load": "pure"}),
        PEER: ("bench.due.chinese", {}),
        EACH: ("bench.due.floor", {"array": False}),
        ARRAY: ("bench.due.floor", {"array": True}),
    }
    workers: list[Worker] = []
    try:
        for name, (module, options) in modules.items():
            workers.append(Worker(name, module, options))
        report.missing = {worker.name: worker.missing for worker in workers if worker.missing}
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    _check_agreement(found)
    report.figures = _figures(found)
    report.notes = _notes(found)
    return report


def _figures(found: dict[str, Measured]) -> list[Figure]:
    unit = "due dates/s"
    beside: dict[str, Against] = {}
    for name in (PEER, EACH, ARRAY):
        if name in found:
            beside[name] = Against("floor" if name == ARRAY else "peer", name, median(found[name].cpu_rates()))
    floor = beside.get(ARRAY)
    figures = [spread("混合 mixed load", found[OURS].cpu_rates(), unit, floor, Aim("value", ">=", WANTED))]
    whole = found[PURE].cpu_rates()
    figures += [spread("整工作日 whole working days", whole, unit, against) for against in beside.values()]
    return figures + [
        Figure(f"　{kind}", rate, unit, against=floor) for kind, rate in found[OURS].outcome["kinds"].items()
    ]


def _notes(found: dict[str, Measured]) -> list[str]:
    agreed = [name for name in (PEER, EACH, ARRAY) if name in found]
    cases = len(found[PURE].outcome["days"])
    checked = f"{cases} 个日期与 {'、'.join(agreed)} 逐一相符 every one of {cases:,} days agrees with them"
    return [
        *([checked] if agreed else []),
        "混合 = 20wd、7wd、0.5wd、4wh、15d，各为无扣除、一段扣除、两段扣除；四分之一的起点为 UTC "
        "mixed: each limit with none, one and two excluded periods; a quarter of the starts are in UTC",
        "对照只算整工作日、无扣除 the others know only whole working days and nothing excluded",
        "每秒指 CPU 秒，别的程序占用机器时不受影响 a second is a CPU second, so that a busy machine does not count against anyone",
        "numpy 一次算一批，不解释、不校验 numpy takes a whole array at once and explains nothing",
    ]


def _check_agreement(found: dict[str, Measured]) -> None:
    """Raises Broken where anyone finds another day than we do."""
    ours = found[PURE].outcome["days"]
    for name in (PEER, EACH, ARRAY):
        if name not in found:
            continue
        theirs = found[name].outcome["days"]
        wrong = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine != other]
        if wrong:
            raise Broken(f"{name} 与本系统的日期不同 finds other days in {len(wrong)} cases, first {wrong[0]}")
