"""`bench pages`: the worklist, the case page and searches over many cases, beside a bare Django view, with their queries."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Against, Aim, Figure, Report, machine
from bench.harness import Broken, Worker
from bench.pages.keeping import kept_server
from gaoxin.config.paths import var_dir
from gaoxin.config.throwaway import NoServer

TITLE = "页面 worklist, case page and search over many cases: median, p95 and queries"
CASES, SCALE, PARTIES_A_CASE = 10_000, 1_000_000, 50
MEDIAN_MS, P95_MS = Aim("value", "<=", 100), Aim("value", "<=", 250)
A_ROUND = 10  # requests of each kind


def run(
    *, rounds: int, say: Callable[[str], None], database: str = "sqlite", cases: int = 0, scale: bool = False
) -> Report:
    """Measure on SQLite with 10,000 cases; with `scale`, or where asked, on PostgreSQL with 1,000,000.

    The filled databases are kept under var/bench and used again.
    """
    report = Report("pages", machine=machine())
    home = var_dir() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    if database != "postgresql" and not scale:
        count = cases or CASES
        _measure(report, "SQLite", f"sqlite:///{home / f'pages-{count}.sqlite3'}", home, count, rounds, say)
    if database == "postgresql" or scale:
        count = cases or (SCALE if scale else CASES)
        try:
            with kept_server(home / f"pages-{count}.postgresql") as url:
                _measure(report, "PostgreSQL", url, home, count, rounds, say)
        except NoServer as error:
            report.missing["PostgreSQL"] = str(error)
    return report


def _measure(
    report: Report, title: str, url: str, home: Path, count: int, rounds: int, say: Callable[[str], None]
) -> None:
    say(f"{title}：{count:,} 件 cases")
    fill = ("bench.pages.fill", str(count), str(max(count // PARTIES_A_CASE, 12)))
    beside(report, f"{title} {count:,}", url, home, fill, ("bench.pages.ours", "bench.pages.bare"), rounds, say)


def beside(
    report: Report, title: str, url: str, home: Path, fill: Sequence[str], modules: tuple[str, str], rounds: int,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Fill the database of `url` by the module and arguments of `fill`, then ask our pages and the floor's in turn."""
    environment = {
        "GAOXIN_DATABASE_URL": url, "GAOXIN_VAR": str(home / "files"), "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
    }  # fmt: skip
    filled = subprocess.run([sys.executable, "-m", *fill], env=os.environ | environment, check=False)
    if filled.returncode:
        raise Broken(f"{title}: the database could not be filled")
    workers = [Worker(module.rsplit(".", 1)[-1], module, {"django": True}, environment) for module in modules]
    try:
        for number in range(rounds):
            say(f"第 {number + 1}/{rounds} 轮 round")
            for worker in workers:
                worker.work(A_ROUND)
        ours, bare = (worker.finish() for worker in workers)
    finally:
        for worker in workers:
            worker.close()
    _tell(report, title, ours.outcome, bare.outcome)
    absent = ours.facts["absent"]
    if absent:
        report.missing[title] = "没有这些页面 no such pages: " + "、".join(absent)


def _tell(report: Report, title: str, outcome: Mapping[str, Any], bare: Mapping[str, Any]) -> None:
    """Median and p95 of each kind beside the floor's, the CPU of our own process, and how many queries each took."""
    floor, idle = ([1000 * s for s in bare[name]["bare"]] for name in ("seconds", "cpu"))
    beside = Against("floor", "bare Django view", statistics.median(floor))
    worked = Against("floor", "bare Django view", statistics.median(idle))
    for name, seconds in outcome["seconds"].items():
        spent = sorted(1000 * s for s in seconds)
        report.figures.append(
            Figure(f"{title} {name}: median", statistics.median(spent), "ms", spent[0], spent[-1], beside, MEDIAN_MS)
        )
        report.figures.append(Figure(f"{title} {name}: p95", _p95(spent), "ms", against=beside, aim=P95_MS))
        cpu = sorted(1000 * s for s in outcome["cpu"][name])
        report.figures.append(Figure(f"{title} {name}: CPU", statistics.median(cpu), "ms", cpu[0], cpu[-1], worked))
        counts = outcome["queries"][name]
        report.figures.append(
            Figure(f"{title} {name}: queries", statistics.median(counts), "", min(counts), max(counts))
        )


def _p95(ordered: Sequence[float]) -> float:
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
