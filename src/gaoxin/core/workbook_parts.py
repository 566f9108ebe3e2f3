"""What a packed workbook would become in memory, told from its parts before anything is made of them.

A few hundred bytes can name a cell at the far corner, a merged area of the whole sheet or an entity that grows without end; a
reader that believes them never comes back. Every part is read once as a stream and only counted.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from gaoxin.core.errors import Invalid

MOST_UNPACKED, MOST_PARTS, MOST_DEPTH = 400_000_000, 5_000, 100
MOST_CELLS = 2_000_000  # told, or within the rectangle around them, or within areas that are made of cells
MOST_TEXT = 1_000_000  # characters in one element; Excel itself keeps 32,767 in a cell
AREAS = frozenset({"mergeCell", "hyperlink", "comment"})  # what their `ref` names becomes cells
_BLOCK = 1 << 16
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ENCODINGS = frozenset({18, 19})  # expat: an encoding that it does not know, or that is not the one declared


def check_parts(packed: zipfile.ZipFile) -> None:
    """Raises Invalid for what would become too large, or for a part with entities."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Invalid("文件展开后过大 the file is too large when unpacked", do="分批导入 import in parts")
    cells = 0
    for part in parts:
        with packed.open(part) as stream:
            told = _Part(part.filename)
            told.read(stream)
        cells += told.cells
        if cells > MOST_CELLS:
            raise too_many(part.filename)


def too_many(part: str) -> Invalid:
    """The workbook has, or would need, more cells than are read."""
    return Invalid(
        f"单元格超过 {MOST_CELLS:,} 个 more cells than that: {part[:80]}",
        why="远处的单元格、整列整行的合并也算在内 cells far off and merged whole columns count too",
        do="删去空白的行列和合并，只留需要的数据 remove blank rows, columns and merged areas",
    )


@dataclass(slots=True)
class _Part:
    """One part as it streams by."""

    name: str
    cells: int = 0
    areas: int = 0
    row: int = 0
    column: int = 0
    far_row: int = 0
    far_column: int = 0
    depth: int = 0
    text: int = 0
    sheets: set[str] = field(default_factory=set[str])
    targets: set[str] = field(default_factory=set[str])

    def read(self, stream: IO[bytes]) -> None:
        block = stream.read(_BLOCK)
        if block.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] != b"<":
            return  # a picture, or what no reader of XML takes
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._down, self._up
        parser.CharacterDataHandler = self._said
        try:
            while block:
                parser.Parse(block, False)
                block = stream.read(_BLOCK)
        except expat.ExpatError as error:
            if error.code in _ENCODINGS:
                raise Invalid(
                    f"文字编码不能识别 the encoding is not known: {self.name[:80]}", do="另存为 save it anew"
                ) from error
            return  # broken: its reader says so, having seen no more of it than was counted here

    def _refuse(self, *_told: object) -> None:
        raise Invalid(
            f"工作簿里有文档类型声明或者实体 a document type or entities in the workbook: {self.name[:80]}",
            why="实体会读取文件或者无限展开 they can read files or grow", do="用 Excel 另存后再导入 save it anew with Excel",
        )  # fmt: skip

    def _said(self, text: str) -> None:
        self.text += len(text)
        if self.text > MOST_TEXT:
            raise Invalid(
                f"一个单元格的文字超过 {MOST_TEXT:,} 字 too long a text in one cell: {self.name[:80]}",
                do="核对这个单元格 check that cell",
            )

    def _up(self, _name: str) -> None:
        self.depth -= 1
        self.text = 0

    def _down(self, name: str, told: Mapping[str, str]) -> None:
        self.depth += 1
        self.text = 0
        if self.depth > MOST_DEPTH:
            raise Invalid(f"嵌套超过 {MOST_DEPTH} 层 nested too deeply: {self.name[:80]}", do="核对文件 check the file")
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._cell(told.get("r"))
        elif kind == "row":
            self._next_row(told.get("r"))
        elif kind in AREAS and "ref" in told:
            self._area(told["ref"])
        elif kind == "sheet":
            self._once(self.sheets, next((value for key, value in told.items() if key.endswith(":id")), ""))
        elif kind == "Relationship" and self.name.endswith("workbook.xml.rels"):
            self._once(self.targets, posixpath.basename(posixpath.normpath(told.get("Target", ""))).lower())

    def _once(self, seen: set[str], one: str) -> None:
        """The same part under two names would be read, and held, twice."""
        if one and one in seen:
            raise Invalid(
                f"同一张工作表出现两次 a sheet stands twice: {one[:80]}", do="用 Excel 另存 save it anew with Excel"
            )
        seen.add(one)

    def _next_row(self, told: str | None) -> None:
        number = (told or "").partition(".")[0]
        self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
        self.column = 0
        self._count(1, 0, 0)

    def _cell(self, told: str | None) -> None:
        if told is None:
            self.column += 1
        else:
            self.row, self.column = _place(told)
        self._count(1, self.row, self.column)

    def _area(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.areas += (abs(bottom - top) + 1) * (abs(right - left) + 1)
        self._count(0, max(top, bottom), max(left, right))

    def _count(self, more: int, row: int, column: int) -> None:
        self.cells += more
        self.far_row, self.far_column = max(self.far_row, row), max(self.far_column, column)
        if max(self.cells, self.areas, self.far_row * self.far_column) > MOST_CELLS:
            raise too_many(self.name)


def _place(ref: str) -> tuple[int, int]:
    found = _CELL.fullmatch(ref.strip())
    if found is None:
        raise Invalid(f"单元格位置不正确 no place of a cell: {ref[:40]!r}", do="用 Excel 另存 save it anew with Excel")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
