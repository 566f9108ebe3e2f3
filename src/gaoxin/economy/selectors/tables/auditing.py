"""The audit of a file, and of what somebody sent."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.tables.auditing import Report, audit
from gaoxin.economy.selectors.tables import book as kept
from gaoxin.economy.selectors.tables.reading import read


def audited(path: Path, unit: str = "", period: str = "") -> Report:
    """The report of a file on this machine. Raises NotFound or Invalid."""
    book = kept.book()
    return audit(read(path, book.limits), book, kept.lists(), unit, period)


def audited_bytes(name: str, data: bytes, unit: str = "", period: str = "") -> Report:
    """The report of a file that was sent; it is not kept. Raises Invalid, also where it is too large."""
    book = kept.book()
    if len(data) > book.limits.web_bytes:
        raise Invalid(
            f"文件超过 {book.limits.web_bytes // 1_000_000} MB the file is too large",
            do="用命令行审核 use ./gaoxin data audit",
        )
    limits = msgspec.structs.replace(book.limits, cells=book.limits.cells // 10)
    with tempfile.TemporaryDirectory(prefix="gaoxin-sent-") as folder:
        path = Path(folder) / "sent"
        path.write_bytes(data)
        return audit(read(path, limits, Path(name).name[:200]), book, kept.lists(), unit, period)
