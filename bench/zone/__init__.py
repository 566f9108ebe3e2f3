"""`bench zone`: lists, boards and maps of investment and projects over 100,000 leads and 10,000 projects, beside a bare view."""

from __future__ import annotations

from collections.abc import Callable

from bench.figures import Report, machine
from bench.pages import beside
from gaoxin.config.paths import var_dir

TITLE = "招商与项目 pages over 100,000 leads and 10,000 projects: median, p95 and queries"
LEADS, PROJECTS = 100_000, 10_000


def run(*, rounds: int, say: Callable[[str], None]) -> Report:
    """Measure on SQLite. The filled database is kept under var/bench and used again."""
    report = Report("zone", machine=machine())
    home = var_dir() / "bench"
    home.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{home / f'zone-{LEADS}.sqlite3'}"
    fill = ("bench.zone.fill", str(LEADS), str(PROJECTS))
    say(f"{LEADS:,} 条线索 leads，{PROJECTS:,} 个项目 projects")
    beside(report, "SQLite", url, home, fill, ("bench.zone.ours", "bench.pages.bare"), rounds, say)
    return report
