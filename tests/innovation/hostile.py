"""Workbooks that are made to hurt whoever opens them, and patents as an officer would send them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable

import openpyxl

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
HEADS = ["申请号", "发明名称", "申请日", "授权公告日", "专利权人"]
Change = Callable[[bytes], Iterable[bytes]]


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADS, *lines):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Change) -> bytes:
    """The same workbook with one part made anew, piece by piece."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), part]):
            if name != part:
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w", force_zip64=True) as stream:
                for piece in change(old.read(name) if name in old.namelist() else b""):
                    stream.write(piece)
    return out.getvalue()


def within(pattern: str, text: str) -> Change:
    """What matches has this in its place."""
    return lambda old: [re.sub(pattern, text, old.decode(), count=1).encode()]


def _huge(before: bytes, megabytes: int, after: bytes) -> Change:
    return lambda _old: (before, *[b"x" * 1_000_000] * megabytes, after)


def more(text: str, *, after: bool = False) -> Change:
    """At the end of the sheet's rows, or after them."""
    return within("</sheetData>", f"</sheetData>{text}" if after else f"{text}</sheetData>")


LAUGHS = '<!DOCTYPE sst [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
PASSWORDS = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
NESTED = b"<a>" * 200 + b"</a>" * 200
LONG = _huge(b'<worksheet><sheetData><row><c t="str"><v>', 200, b"</v></c></row></sheetData></worksheet>")
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
MERGED = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
LINKED = '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'
AGAIN = r'\1<sheet name="again" sheetId="9" state="visible" r:id="rId1"/>'
# name -> the part that is changed, how, and what the officer is told
HOSTILE: dict[str, tuple[str, Change, str]] = {
    "a bomb of zeros": ("xl/media/image1.png", _huge(b"", 401, b""), "展开后过大"),
    "a cell of 200 MB": (SHEET, LONG, "一个单元格的文字"),
    "entities in the strings": (STRINGS, lambda _: [LAUGHS.encode()], "实体"),
    "entities in the sheet": (SHEET, within("<worksheet", PASSWORDS), "实体"),
    "nested without end": (STRINGS, lambda _: [NESTED], "嵌套"),
    "a cell at the far corner": (SHEET, more(FAR), "单元格超过"),
    "all of it merged": (SHEET, more(MERGED, after=True), "单元格超过"),
    "a link over all of it": (SHEET, more(LINKED, after=True), "单元格超过"),
    "one sheet under two names": (BOOK, within("(<sheet [^>]*/>)", AGAIN), "出现两次"),
    "no place of a cell": (SHEET, within('r="A1"', 'r="A1_0"'), "位置不正确"),
    "broken within": (SHEET, more("<row>"), "不是 Excel 工作簿"),
}
