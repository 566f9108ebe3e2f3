"""`bench zone`: lists, boards and maps of investment and projects over 100,000 leads and 10,000 projects, beside a bare view, and the
progress of the largest baseline there may be."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Against, Aim, Report, machine, spread
from bench.harness import Broken, Worker, median, race
from bench.pages import beside
from bench.pages.keeping import kept_server
from gaoxin.config.paths import var_dir
from gaoxin.config.throwaway import NoServer

TITLE = "招商与项目 pages over 100,000 leads and 10,000 projects; progress of 500 works over 36 months"
LEADS, PROJECTS = 100_000, 10_000
WANTED_MS = Aim("value", "<=", 100)
COMPUTED = {
    "进度汇总 roll-up": ("roll-up", "floor", "floor-roll-up", "numpy, one product of floats"),
    "S 曲线 S-curve": ("curve", "floor", "floor-curve", "numpy, one product of floats, actual line only"),
    "关键路径 critical path": ("path", "peer", "peer-path", "networkx, length of the longest path only"),
}


def run(*, rounds: int, say: Callable[[str], None], database: str = "both") -> Report:
    """Measure on both databases. The filled ones are kept under var/bench and used again."""
    report = Report("zone", machine=machine())
    _compute(report, rounds, say)
    home = var_dir() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    fill = ("bench.zone.fill", str(LEADS), str(PROJECTS))
    modules = ("bench.zone.ours", "bench.pages.bare")
    if database != "postgresql":
        say(f"SQLite：{LEADS:,} 条线索 leads，{PROJECTS:,} 个项目 projects")
        beside(report, "SQLite", f"sqlite:///{home / f'zone-{LEADS}.sqlite3'}", home, fill, modules, rounds, say)
    if database != "sqlite":
        say(f"PostgreSQL：{LEADS:,} 条线索 leads，{PROJECTS:,} 个项目 projects")
        try:
            with kept_server(home / f"zone-{LEADS}.postgresql") as url:
                beside(report, "PostgreSQL", url, home, fill, modules, rounds, say)
        except NoServer as error:
            report.missing["PostgreSQL"] = str(error)
    return report


def _compute(report: Report, rounds: int, say: Callable[[str], None]) -> None:
    """CPU of one computation each, beside what computes the same numbers. Raises Broken where they differ."""
    say("500 项工程 works，36 个月 months")
    for name, (ours, role, other, told) in COMPUTED.items():
        workers = [Worker(which, "bench.zone.progress", {"which": which}) for which in (ours, other)]
        try:
            found = race(workers, rounds=rounds, say=say)
        finally:
            for worker in workers:
                worker.close()
        pairs = zip(found[ours].outcome["found"], found[other].outcome["found"], strict=True)
        if any(abs(a - b) > 1e-9 for a, b in pairs):
            raise Broken(f"{name} 与对照不同 differs from what it is compared with")
        against = Against(role, told, median(found[other].cpu_ms()))
        report.figures.append(spread(f"{name}: 500 works × 36 months", found[ours].cpu_ms(), "ms", against, WANTED_MS))
