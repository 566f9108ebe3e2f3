"""`bench cases`: complete cases a second and CPU a case, beside commits alone, a bare state machine and two engines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.cases import shape
from bench.cases.stores import Store, sqlite_version
from bench.figures import Against, Aim, Figure, Report, machine, spread
from bench.harness import Measured, Worker, median, race
from bench.postgres import server
from gaoxin.config.throwaway import NoServer

TITLE = "完整办件 complete cases a second, and CPU a case"
OURS, RAW, ORM, SPIFF, VIEWFLOW = "gaoxin", "raw commits", "bare Django ORM", "SpiffWorkflow", "django-viewflow"
AGAINST_ORM = Aim("ratio", "<=", 2.0)  # although it does far more
LESS, FASTER = Aim("ratio", "<=", 1.0), Aim("ratio", ">=", 1.0)
FILES = "files"


def run(*, rounds: int, say: Callable[[str], None], database: str = "both") -> Report:
    """Measure on SQLite, and on PostgreSQL where one is to be had."""
    report = Report("cases", machine={**machine(), "sqlite": sqlite_version()})
    for package in ("Django", "SpiffWorkflow", "django-viewflow"):
        try:
            report.machine[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    if database != "postgresql":
        with tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder:
            urls = {name: f"sqlite:///{folder}/{number}.sqlite3" for number, name in enumerate(_names())}
            _measure(report, "SQLite", urls, Path(folder), rounds, say)
    if database != "sqlite":
        try:
            with server() as found, tempfile.TemporaryDirectory(prefix="gaoxin-bench-") as folder:
                report.machine["postgresql"] = found.version
                if not found.durable:
                    report.notes.append("该 PostgreSQL 提交时不等磁盘 this server does not wait for the disk at commit")
                urls = {name: found.database(f"s{number}") for number, name in enumerate(_names())}
                _measure(report, "PostgreSQL", urls, Path(folder), rounds, say)
        except NoServer as error:
            report.missing["PostgreSQL"] = str(error)
    return report


def _names() -> tuple[str, ...]:
    return OURS, RAW, ORM, SPIFF, VIEWFLOW


def _measure(
    report: Report, database: str, urls: dict[str, str], folder: Path, rounds: int, say: Callable[[str], None]
) -> None:
    """One race on one kind of database, added to the report."""
    say(f"{database}：准备 setting up")
    workers: list[Worker] = []
    try:
        ours = Worker(
            OURS, "bench.cases.ours", {"django": True}, _environment(folder, urls[OURS], "gaoxin.config.settings")
        )
        workers.append(ours)
        weight = {name: ours.measured.facts[name] for name in ("commits", "writes", "bytes")}
        for name, module, options, apps in (
            (RAW, "bench.cases.raw", weight, ""),
            (ORM, "bench.cases.orm", {"django": True}, "bench.cases.plain"),
            (SPIFF, "bench.cases.spiff", {}, ""),
            (VIEWFLOW, "bench.cases.viewflow_cases", {"django": True}, "viewflow,viewflow.workflow,bench.cases.flow"),
        ):
            environment = _environment(folder, urls[name], "bench.cases.peer_settings", apps)
            workers.append(Worker(name, module, {**options, "url": urls[name]}, environment))
        report.missing |= {worker.name: worker.missing for worker in workers if worker.missing}
        before: dict[str, int] = {}
        found = race(
            workers,
            rounds=rounds,
            say=lambda text: say(f"{database}：{text}"),
            warm=lambda: before.update({name: _size(url) for name, url in urls.items()}),
        )
        kept = {name: (_size(urls[name]) - before[name]) / 1024 / found[name].units for name in found}
    finally:
        for worker in workers:
            worker.close()
    report.figures += _figures(database, found, kept)
    report.notes += [note for note in _notes(database, found) if note not in report.notes]


def _environment(folder: Path, url: str, settings: str, apps: str = "") -> dict[str, str]:
    return {
        "GAOXIN_VAR": str(folder), "GAOXIN_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings, "BENCH_APPS": apps,
        "GAOXIN_DEBUG": "0",
    }  # fmt: skip


def _figures(database: str, found: dict[str, Measured], kept: dict[str, float]) -> list[Figure]:
    ours = found[OURS]
    aims = {ORM: AGAINST_ORM, SPIFF: LESS, VIEWFLOW: LESS}
    figures: list[Figure] = []
    for name in (RAW, ORM, SPIFF, VIEWFLOW):
        if name in found:
            role: Any = "floor" if name == RAW else "peer"
            cpu = Against(role, name, median(found[name].cpu_ms()))
            figures.append(spread(f"{database}: CPU", ours.cpu_ms(), "ms/case", cpu, aims.get(name)))
    for name in (RAW, ORM, SPIFF, VIEWFLOW):
        if name in found:
            role = "floor" if name == RAW else "peer"
            rate = Against(role, name, median(found[name].rates()))
            figures.append(
                spread(
                    f"{database}: 办件 cases",
                    ours.rates(),
                    "cases/s",
                    rate,
                    FASTER if name in (SPIFF, VIEWFLOW) else None,
                )
            )
    bare = Against("peer", ORM, median(found[ORM].cpu_ms()))
    figures.append(spread(f"{database}: CPU 含文件 with its files", ours.cpu_ms(apart=FILES), "ms/case", bare))
    for name in (ORM, SPIFF, VIEWFLOW):
        if name in kept:
            figures.append(
                Figure(f"{database}: 占用 stored", kept[OURS], "KB/case", against=Against("peer", name, kept[name]))
            )
    return figures


def _size(url: str) -> int:
    store = Store(url)
    try:
        return store.size()
    finally:
        store.close()


def _notes(database: str, found: dict[str, Measured]) -> list[str]:
    facts = found[OURS].facts
    return [
        f"{facts['item']}，改革 reforms: {', '.join(facts['reforms'])}；{shape.DURABLE} 步，每步一个事务 "
        f"steps, each durable in its own transaction: open, submit, accept, two opinions, recommend, decide with the licence row",
        f"{database} 每件 a case: {facts['reads']} reads, {facts['writes']} writes, {facts['bytes']:,} bytes; "
        f"裸提交写同样多的语句和字节 raw commits writes as many statements and bytes",
        f"上传 {facts['files']} 份文件单独计（同业不收文件） handing in {facts['files']} files is timed apart: peers take none; "
        "PDF 制证用印不在路径内（同业不出证） sealing PDFs is not in the path: peers issue nothing",
        "CPU 只计各自进程，不计数据库服务器 CPU is that of each subject's own process; a database server's is not counted",
        "对照只写状态；本系统另有时限台账、材料清单、承诺、回执通知、证照、幂等键、审计链 the peers write states only; ours also "
        "keeps the clock ledger, requirements, commitments, receipts, the licence, idempotency keys and the audit chain",
    ]
