"""A file of patents as rows of text: workbook, CSV in the usual encodings, or WIPO ST.96 XML. What is hostile is refused whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import opened
from gaoxin.innovation.rules.patents.book import PatentBook

RECORDS = ("BibliographicData", "PatentGrant", "PatentPublication", "PatentRecord")
# ST.96 names a party by its organisation, as an entity, or as a person; a title may hold marked-up words.
NAMES = ("OrganizationStandardName", "OrganizationName", "EntityName", "PersonFullName")
HOLDERS = {"Assignee", "PatentGrantee", "Holder"}
MIXED = ("InventionTitle",)
DATES = {"FilingDate": "applied_on", "GrantDate": "granted_on"}


@dataclass(frozen=True, slots=True)
class Line:
    """row: in the file, the heading being 1; of XML the record's place. values: text by field. wrong: cells that no program can trust."""

    row: int
    values: Mapping[str, str]
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """Rows of cells: their number, text, and what is wrong with single cells."""

    rows: list[tuple[int, list[str], list[str]]] = field(default_factory=list[tuple[int, list[str], list[str]]])


def read(data: bytes, book: PatentBook, mapping: Mapping[str, str] | None = None) -> list[Line]:
    """mapping: column of the file -> field, beside those that the book knows. Raises Invalid for what is no such file."""
    if len(data) > book.limits.bytes:
        raise Invalid(
            f"文件超过 {book.limits.bytes // 1_000_000} MB the file is too large", do="分批导入 import in parts"
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        lines = list(_xml(data, book))
    else:
        sheet = _workbook(data) if data[:2] == b"PK" else _text(data)
        lines = list(_lines(sheet, book, mapping or {}))
    if not lines:
        raise Invalid("没有数据行 there are no rows", do="核对文件 check the file")
    if len(lines) > book.limits.rows:
        raise Invalid(f"超过 {book.limits.rows:,} 行 too many rows", do="分批导入 import in parts")
    return lines


def _lines(sheet: Sheet, book: PatentBook, mapping: Mapping[str, str]) -> Iterator[Line]:
    place, columns = _heading(sheet, book, mapping)
    for row, cells, wrong in sheet.rows[place + 1 :]:
        values = {code: cells[at] for at, code in columns.items() if at < len(cells) and cells[at]}
        if values or wrong:
            yield Line(row, values, (*wrong, *_long(values, book)))


def _long(values: Mapping[str, str], book: PatentBook) -> list[str]:
    return [f"{code} 过长 too long" for code, text in values.items() if len(text) > book.limits.cell]


def _heading(sheet: Sheet, book: PatentBook, mapping: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """The first of ten rows that names what is needed. Exports put a title above it."""
    if unknown := sorted(set(mapping.values()) - set(book.columns)):
        raise Invalid(f"没有这些字段 no such fields: {'、'.join(unknown)}", do=f"可用 known: {', '.join(book.columns)}")
    names = {name.lower(): code for code, known in book.columns.items() for name in (code, *known)}
    names |= {name.strip().lower(): code for name, code in mapping.items()}
    best: dict[int, str] = {}
    for place, (_, cells, _wrong) in enumerate(sheet.rows[:10]):
        found = {at: names[cell.lower()] for at, cell in enumerate(cells) if cell.lower() in names}
        if len(found) > len(best):
            best = found
        if set(book.needed) <= set(found.values()):
            twice = sorted({code for code in found.values() if list(found.values()).count(code) > 1})
            chosen = {name.strip().lower() for name in mapping}
            if twice:  # both 申请人 and 当前权利人: the one that the mapping names, else the first of the book's list
                found = _preferred(found, cells, book, chosen)
            return place, found
    lacking = [book.columns[code][0] for code in book.needed if code not in best.values()]
    raise Invalid(
        f"缺少列 columns missing: {'、'.join(lacking)}", why=f"找到 found: {'、'.join(best.values()) or '—'}",
        do="核对表头，或者用 --map 列名=字段 指定 check the heading, or map columns",
    )  # fmt: skip


def _preferred(found: Mapping[int, str], cells: list[str], book: PatentBook, chosen: set[str]) -> dict[int, str]:
    kept: dict[str, int] = {}
    for at, code in found.items():
        rank = -1 if cells[at].lower() in chosen else _rank(cells[at], book.columns[code])
        if code not in kept or rank < (
            -1 if cells[kept[code]].lower() in chosen else _rank(cells[kept[code]], book.columns[code])
        ):
            kept[code] = at
    return {at: code for code, at in kept.items()}


def _rank(cell: str, known: tuple[str, ...]) -> int:
    lower = [name.lower() for name in known]
    return lower.index(cell.lower()) if cell.lower() in lower else len(lower)


def _text(data: bytes) -> Sheet:
    """UTF-8, GB 18030 (of which GBK is a part), or UTF-16 with its mark; comma, semicolon or tab."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid(
            "文字编码不能识别 the encoding is not known", do="另存为 UTF-8 的 CSV 或者 .xlsx save as UTF-8 or .xlsx"
        )
    if "\0" in text:
        raise Invalid("文件不是表格 the file is no table", do="另存为 .xlsx 或者 CSV save it as .xlsx or CSV")
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    sheet = Sheet()
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1):
            sheet.rows.append((row, [_clean(cell) for cell in cells], []))
    except csv.Error as error:
        raise Invalid(f"CSV 不完整 broken CSV: {str(error)[:80]}", do="另存为 .xlsx save it as .xlsx") from error
    return sheet


def _clean(cell: str) -> str:
    """Exports write ="2021…" so that a spreadsheet keeps the digits."""
    text = cell.strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text.lstrip("'")


def _workbook(data: bytes) -> Sheet:
    found = opened(data).worksheets[0]
    sheet = Sheet()
    merged: dict[int, list[str]] = {}
    for area in found.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1) if area.max_row > area.min_row else ():
            merged.setdefault(row, []).append(str(area))
    for cells in found.iter_rows():
        row = int(getattr(cells[0], "row", 0) or 0) if cells else 0
        texts, wrong = _cells(cells)
        wrong += [f"{area} 合并单元格，请取消合并 merged cells" for area in merged.get(row, ())]
        sheet.rows.append((row, texts, wrong))
    return sheet


def _cells(cells: Iterable[Any]) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    wrong: list[str] = []
    for cell in cells:
        kind, value = getattr(cell, "data_type", ""), cell.value
        if kind in ("f", "e"):
            what = "公式，请粘贴为数值 a formula; paste it as a value" if kind == "f" else "错误值 an error value"
            wrong.append(f"{cell.coordinate} 是{what}")
            value = None
        if isinstance(value, dt.datetime | dt.date):
            value = value.strftime("%Y-%m-%d")
        if isinstance(value, float) and value.is_integer():
            if abs(value) >= 10**15:
                wrong.append(f"{cell.coordinate} 数字超过 15 位已失真，请存为文本 digits were lost; keep it as text")
            value = int(value)
        texts.append("" if value is None else _clean(str(value)))
    return texts, wrong


def _xml(data: bytes, book: PatentBook) -> Iterator[Line]:
    """Records of ST.96 by their local names, whatever the version of the namespace."""
    _check_harmless(data, book.limits.depth)
    try:
        root = ET.fromstring(data)  # noqa: S314  no document type, no entities: see above
    except ET.ParseError as error:
        raise Invalid(f"XML 不完整 broken XML: {error}", do="重新导出 export it again") from error
    tops = [one for one in root.iter() if _local(one) == "BibliographicData"] or [
        one for one in root.iter() if _local(one) in RECORDS
    ]
    for place, record in enumerate(tops, start=1):
        values = _record(record)
        yield Line(place, values, tuple(_long(values, book)))


def _record(record: ET.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    owners: list[str] = []
    applicants: list[str] = []
    for one, above in _walk(record, ()):
        name = _local(one)
        text = "".join(one.itertext() if name in MIXED else (one.text or "",)).strip()
        if not text:
            continue
        if name == "ApplicationNumberText" and not {"PriorityClaim", "RelatedDocument"} & set(above):
            found.setdefault("number", text)
        elif name == "InventionTitle":
            _titled(found, text, one)
        elif name in DATES and "PriorityClaim" not in above:
            found.setdefault(DATES[name], text[:10])
        elif name == "PublicationDate" and "PatentGrantIdentification" in above:
            found.setdefault("granted_on", text[:10])
        elif name in NAMES:
            into = owners if HOLDERS & set(above) else applicants
            if "Applicant" in above or into is owners:
                into.append(text)
        elif name == "ApplicationStatusCategory":
            found.setdefault("status", text)
    if owners or applicants:
        found["owners"] = ";".join(dict.fromkeys(owners or applicants))
    return found


def _titled(found: dict[str, str], text: str, title: ET.Element) -> None:
    """The Chinese title goes before those of other languages."""
    language = next((value for key, value in title.attrib.items() if key.rsplit("}", 1)[-1] == "languageCode"), "")
    if language.lower().startswith("zh"):
        found["title"] = text
    else:
        found.setdefault("title", text)


def _walk(element: ET.Element, above: tuple[str, ...]) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    inside = (*above, _local(element))
    for child in element:
        yield child, inside
        yield from _walk(child, inside)


def _local(element: ET.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _check_harmless(data: bytes, depth: int) -> None:
    """Raises Invalid for a document type (entities may read files, or grow without end), or nesting without reason."""
    parser = expat.ParserCreate()
    level = 0

    def refuse(*_told: Any) -> None:
        raise Invalid(
            "XML 含有文档类型声明或者实体 a document type or entities in the XML",
            why="实体会读取文件或者无限展开 they can read files or grow", do="去掉 DOCTYPE 后再导入 remove it",
        )  # fmt: skip

    def down(*_told: Any) -> None:
        nonlocal level
        level += 1
        if level > depth:
            raise Invalid(f"XML 嵌套超过 {depth} 层 nested too deeply", do="核对文件 check the file")

    def up(*_told: Any) -> None:
        nonlocal level
        level -= 1

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = down, up
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Invalid(f"XML 不完整 broken XML: {error}", do="重新导出 export it again") from error
