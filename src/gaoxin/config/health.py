"""The checks of `./gaoxin doctor`. Each says what it found, whether that will do, why it matters, and what to type."""

from __future__ import annotations

import datetime as dt
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.db import connection
from fontTools.ttLib import TTFont, TTLibError

from gaoxin.approvals.services import rulebook
from gaoxin.config.throwaway import server_binaries
from gaoxin.core.errors import GaoxinError
from gaoxin.runtime.database import place, readiness
from gaoxin.runtime.keeper import waiting
from gaoxin.runtime.sqlite_gate.driver import FIRST_FIXED
from gaoxin.trust.rendering import FONT

State = Literal["ok", "warn", "missing"]
_NEEDED_MB = 500  # free disk below which a demo, its files and its write-ahead log may not fit
_TOOLS = (
    ("pdfsig", "poppler-utils", "以他人软件核验证照 licences judged by software that is not ours"),
    ("certutil", "libnss3-tools", "pdfsig 所用的信任库 the trust store that pdfsig reads"),
    ("openssl", "openssl", "核验时间戳与国密证书 timestamps and SM2 certificates"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """state: `ok`; `warn`, it runs with less; `missing`, something needed to run is not there. do: what to type."""

    name: str
    state: State
    found: str
    why: str = ""
    do: str = ""


def examine(*, zone: str, day: dt.date) -> list[Finding]:
    """Every check, in the order a person would fix them. Never raises for something that is missing."""
    return [
        _python(),
        _venv(),
        _writable(),
        _disk(),
        _sqlite(),
        *_database(zone),
        _catalogue(),
        _calendar(day),
        _guarded("字体 typeface", _font),
        _guarded("排版 typst", _typst),
        *(_tool(*tool) for tool in _TOOLS),
        _postgresql(),
        _chromium(),
    ]


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info >= (3, 14):
        return Finding(
            "Python", "warn", version, "锁定文件按 3.11–3.13 编制 the lock is made for 3.11 to 3.13", "python3.13"
        )
    return Finding("Python", "ok", version)


def _venv() -> Finding:
    name = "venv, ensurepip"
    if find_spec("venv") and find_spec("ensurepip"):
        return Finding(name, "ok", "有 present")
    return Finding(name, "warn", "缺少 absent", "重建 .venv needs it", "apt-get install -y python3-venv")


def _writable() -> Finding:
    name = "数据目录 var"
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.VAR):
            return Finding(name, "ok", str(settings.VAR))
    except OSError as error:
        return Finding(
            name, "missing", f"{settings.VAR}: {error.strerror}", "数据库和密钥存放处", "GAOXIN_VAR=可写目录"
        )


def _disk() -> Finding:
    existing = next(p for p in (settings.VAR, *settings.VAR.parents) if p.exists())
    free = shutil.disk_usage(existing).free // 2**20
    state: State = "ok" if free >= _NEEDED_MB else "warn"
    return Finding(
        "磁盘 disk", state, f"{free} MB 可用 free", f"不足 below {_NEEDED_MB} MB", "清理磁盘，或 GAOXIN_VAR=其他磁盘"
    )


def _sqlite() -> Finding:
    # django.db has been imported: where pysqlite3 exists, sqlite3 already means that library
    version = sqlite3.sqlite_version_info
    carried = find_spec("pysqlite3") is not None
    found = f"{sqlite3.sqlite_version} ({'pysqlite3' if carried else '系统库 system library'})"
    if version >= FIRST_FIXED:
        return Finding("SQLite", "ok", found)
    why = "3.7–3.51.2 的 WAL 重置缺陷可能损坏数据库 the WAL-reset bug can corrupt the database"
    return Finding("SQLite", "warn", found, why, "升级 SQLite 到 3.51.3 以上，或使用 PostgreSQL: --db postgres://…")


def _database(zone: str) -> list[Finding]:
    name, state = "数据库 database", readiness()
    if not state.reachable:
        return [
            Finding(
                name, "missing", f"{place()}: {state.error}", "一切办理都需要它", "检查 GAOXIN_DATABASE_URL 或 --db"
            )
        ]
    if state.empty:
        return [
            Finding(
                name, "warn", f"{place()}: 尚未建立 not made yet", "办件之前 before the first case", "./gaoxin migrate"
            )
        ]
    if state.pending:
        found = f"{place()}: {len(state.pending)} 项待迁移 migrations pending"
        return [
            Finding(name, "missing", found, "没有表就不能办件 nothing works without its tables", "./gaoxin migrate")
        ]
    jobs = waiting(zone=zone)
    stuck: State = "warn" if jobs["given_up"] else "ok"
    told = ", ".join(f"{key} {count}" for key, count in jobs.items())
    return [
        Finding(name, "ok", f"{place()} ({connection.vendor})"),
        Finding(
            "任务 jobs",
            stuck,
            told,
            "多次失败的任务需要人看 jobs that failed at every attempt",
            "./gaoxin worker 的日志",
        ),
    ]


def _catalogue() -> Finding:
    try:
        count = len(rulebook.catalogue().codes())
    except (GaoxinError, OSError) as error:
        return Finding("事项目录 catalogue", "missing", str(error), "法律即数据", "./gaoxin item lint")
    return Finding("事项目录 catalogue", "ok", f"{count} 个事项 items")


def _calendar(day: dt.date) -> Finding:
    name, do = "工作日历 calendar", "./gaoxin calendar import FILE"
    try:
        calendar = rulebook.calendar()
    except (GaoxinError, OSError) as error:
        return Finding(name, "missing", str(error), "期限无从计算 no deadline can be computed", do)
    found = f"{calendar.first} … {calendar.last}"
    if not calendar.first <= day <= calendar.last:
        return Finding(name, "missing", found, f"没有 {day.year} 年 the present year is not there", do)
    if calendar.last.year <= day.year:
        why = f"{day.year + 1} 年尚未装入，跨年期限无法计算 deadlines that reach next year cannot be computed"
        return Finding(name, "warn", found, why, f"{do}（国务院办公厅公布后 once it is announced）")
    return Finding(name, "ok", found)


def _font() -> Finding:
    with TTFont(FONT, lazy=True) as face:
        return Finding("字体 typeface", "ok", f"{FONT.name}: {face['maxp'].numGlyphs} 字形 glyphs")


def _typst() -> Finding:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "probe.typ"
        source.write_text("= 1", encoding="utf-8")
        made = typst.compile(str(source), font_paths=[str(FONT.parent)], ignore_system_fonts=True)
    return Finding("排版 typst", "ok", f"{getattr(typst, '__version__', '')} 出 {len(made or b'')} 字节 PDF".strip())


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """A part that the environment should have brought along; broken means that it must be installed again."""
    try:
        return check()
    except (OSError, RuntimeError, TTLibError, typst.TypstError) as error:
        return Finding(
            name, "missing", str(error), "证照无法制作 no licence can be made", "rm -rf .venv && ./gaoxin doctor"
        )


def _tool(program: str, package: str, why: str) -> Finding:
    path = shutil.which(program)
    if path:
        return Finding(program, "ok", path)
    return Finding(program, "warn", "缺少 absent", why, f"apt-get install -y {package}")


def _postgresql() -> Finding:
    folder = server_binaries()
    if folder is None:
        why = "只用于检验与大规模部署 for tests and large installations"
        return Finding("PostgreSQL", "warn", "缺少 absent", why, "apt-get install -y postgresql")
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    return Finding("PostgreSQL", "ok", told.stdout.strip() or str(folder))


def _chromium() -> Finding:
    """A browser, and letters for Chinese: without them its pictures show boxes."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    name, why, do = (
        "Chromium",
        "浏览器检验和截图 browser tests and pictures",
        "apt-get install -y chromium fonts-noto-cjk",
    )
    if not found:
        return Finding(name, "warn", "缺少 absent", why, do)
    if not _has_chinese_letters():
        return Finding(name, "warn", f"{found}，没有中文字体 no Chinese typeface", why, do)
    return Finding(name, "ok", found)


def _has_chinese_letters() -> bool:
    """Whether fontconfig names a typeface for Chinese; true where it cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    told = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) or told.returncode != 0
