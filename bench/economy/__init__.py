"""`bench economy`: every cell of the indicator tree from ten million rows, beside a bare scan, pandas and polars."""

from __future__ import annotations

import math
from collections.abc import Callable

from bench.figures import Against, Aim, Figure, Report, machine, spread
from bench.harness import Broken, Measured, Worker, median, race

TITLE = "指标树 the whole indicator tree over ten million rows"
ROWS = 10_000_000
OURS, SCAN, STORED = "gaoxin", "DuckDB, bare scan", "gaoxin, stored leaves"
LEAVES, REPLACED = "gaoxin, a month's leaves", "gaoxin, a month's facts and leaves"
PANDAS, POLARS = "pandas", "polars"
MODULES = {
    OURS: ("ours", "tree"), SCAN: ("ours", "scan"), STORED: ("ours", "stored"), LEAVES: ("ours", "leaves"),
    REPLACED: ("ours", "replaced"), PANDAS: ("peers", "pandas"), POLARS: ("peers", "polars"),
}  # fmt: skip


def run(*, rounds: int, say: Callable[[str], None], rows: int = 0) -> Report:
    """Measure, check that everyone finds the same cells, and report. Wall time: each library uses all cores as it does by itself."""
    report = Report("economy", machine=machine())
    report.machine["rows"] = rows or ROWS
    workers: list[Worker] = []
    try:
        for name, (module, which) in MODULES.items():
            say(f"准备 preparing {name}")
            workers.append(Worker(name, f"bench.economy.{module}", {"which": which, "rows": rows or ROWS}))
        report.missing = {worker.name: worker.missing for worker in workers if worker.missing}
        found = race(workers, rounds=rounds, say=say)
    finally:
        for worker in workers:
            worker.close()
    _check(found)
    report.figures = _figures(found)
    report.notes = [
        f"{found[OURS].outcome['count']:,} 格，各有水平、上年同期、增速、比重、贡献率、拉动 cells of six values",
        "各方算出的格逐一相同 everyone's cells are the same: sums, squares, blanks and a thousand single ones of each kind are compared",
        "都在内存中，按月和行业排好；墙上时间，两核都用 in memory, in order of month and class; wall time, all cores",
    ]
    return report


def _figures(found: dict[str, Measured]) -> list[Figure]:
    tree, scan = _ms(found[OURS]), Against("floor", SCAN, median(_ms(found[SCAN])))
    told = [spread("整棵树 whole tree", tree, "ms", scan, Aim("ratio", "<=", 3))]
    told += [
        spread("整棵树 whole tree", tree, "ms", Against("peer", name, median(_ms(found[name]))), Aim("ratio", "<=", 1))
        for name in (PANDAS, POLARS)
        if name in found
    ]
    return [
        *told,
        spread("从已存的叶表 from the stored leaf table", _ms(found[STORED]), "ms", aim=Aim("value", "<=", 200)),
        spread("一个月的叶重算 a month's leaves made anew", _ms(found[LEAVES]), "ms", aim=Aim("value", "<=", 50)),
        spread("一个月的行也换掉 and its facts replaced", _ms(found[REPLACED]), "ms"),
    ]


def _ms(one: Measured) -> list[float]:
    return [1000 / rate for rate in one.rates()]


def _check(found: dict[str, Measured]) -> None:
    """Raises Broken where anybody's cells differ from ours."""
    ours = found[OURS].outcome["cells"]
    for name in (STORED, PANDAS, POLARS):
        if name not in found:
            continue
        theirs = found[name].outcome["cells"]
        for kind, values in ours.items():
            pairs = zip(values, theirs[kind], strict=True)
            if not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) for a, b in pairs):
                raise Broken(f"{name}: {kind} 与本系统不同 differs from ours")
