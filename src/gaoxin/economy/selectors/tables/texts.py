"""A file of text as UTF-8 with a known separator and heading: GBK, UTF-16, byte order marks, title lines above the table."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaoxin.core.errors import Invalid

CHUNK = 1 << 20
HEAD = 1 << 18  # characters from which separator and heading are read
TRIED = 40  # lines among which the heading is looked for
SEPARATORS = (",", "\t", ";", "|", "，")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Plain:
    """path: UTF-8. skip: lines above the first data row. names: of the columns."""

    path: Path
    separator: str
    skip: int
    names: tuple[str, ...]
    said: dict[str, Any]


def plain(path: Path, folder: Path) -> Plain:
    """The file as DuckDB can read it; a copy in `folder` where it is not UTF-8 already. Raises Invalid."""
    encoding = _encoding(path)
    if encoding != "utf-8":
        path = _recoded(path, folder, encoding)
    with path.open(encoding="utf-8", newline="") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Invalid("文件是空的 the file is empty", do="核对文件 check the file")
    separator = _separator(head)
    lines = _lines(head, separator)
    at = heading(lines)
    names, headed = titles(lines[at])
    if len(names) > 10_000:
        raise Invalid("列太多 too many columns", do="核对分隔符 check the separator")
    said = {"encoding": encoding, "separator": separator, "title_lines": at}
    return Plain(path, separator, _skipped(head, separator, at + (1 if headed else 0)), names, said)


def _encoding(path: Path) -> str:
    """utf-8, utf-8-sig, utf-16 or gb18030: whichever decodes the whole file. Raises Invalid for a binary file."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with path.open("rb") as file:
                while block := file.read(CHUNK):
                    if b"\0" in block:
                        raise Invalid(
                            "不是文本文件 this is no text file",
                            do="另存为 CSV（UTF-8）或 .xlsx save it as CSV or .xlsx",
                        )
                    decoder.decode(block)
                decoder.decode(b"", True)
            return name
        except UnicodeDecodeError:
            continue
    raise Invalid(
        "文字编码不是 UTF-8 也不是 GBK neither UTF-8 nor GBK", do="另存为 CSV（UTF-8） save it as CSV (UTF-8)"
    )


def _recoded(path: Path, folder: Path, encoding: str) -> Path:
    made = folder / "recoded.csv"
    try:
        with path.open(encoding=encoding, newline="") as source, made.open("w", encoding="utf-8", newline="") as target:
            while block := source.read(CHUNK):
                target.write(block)
    except UnicodeError as error:
        raise Invalid(
            f"文字编码不是 {encoding} the text is not {encoding}", do="另存为 CSV（UTF-8） save it as CSV (UTF-8)"
        ) from error
    return made


def _separator(head: str) -> str:
    """The one that splits most lines into the same number of cells, more than one."""
    best, liked = ",", 0.0
    for separator in SEPARATORS:
        widths = Counter(len(line) for line in _lines(head, separator) if any(line))
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        like = (often / sum(widths.values())) * (1 + min(width, 50) / 100) if width > 1 else 0.0
        if like > liked + 1e-9:
            best, liked = separator, like
    return best


def _lines(head: str, separator: str) -> list[list[str]]:
    lines: list[list[str]] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    try:
        for line in itertools.islice(reader, TRIED):
            lines.append([cell.strip().lstrip("\ufeff") for cell in line])
    except csv.Error:  # a cell longer than csv allows, or a quote that never ends
        pass
    return lines or [[head[:100]]]


def heading(lines: list[list[str]]) -> int:
    """The line of the heading: the first that is nearly as wide as most lines; titles and units above it are narrow."""
    filled = [sum(1 for cell in line if cell) for line in lines]
    usual = Counter(one for one in filled if one).most_common(1)
    width = usual[0][0] if usual else 1
    return next((at for at, one in enumerate(filled) if one >= max(1, 0.6 * width)), 0)


def titles(line: list[str]) -> tuple[tuple[str, ...], bool]:
    """Names of the columns, each once; and whether the line is a heading at all (a line of numbers is none)."""
    headed = not line or any(not _number(cell) for cell in line if cell)
    names: list[str] = []
    for at, cell in enumerate(line):
        name = " ".join(cell.split())[:120] if headed and cell.strip() else f"column {at + 1}"
        names.append(name if name not in names else f"{name} ({at + 1})")
    return tuple(names), headed


def _number(cell: str) -> bool:
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return False
    return True


def _skipped(head: str, separator: str, records: int) -> int:
    """Lines of the file that so many records take."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    for _ in range(records):
        next(reader, None)
    return reader.line_num
