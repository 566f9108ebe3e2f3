"""The Word template of the report card: styles with the names and measures of GB/T 9704-2012 (党政机关公文格式), and where docxtpl
fills in. Made here rather than kept as a file, so that it can be read and compared."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, BODY, HEADING, NOTE, CELL = "公文标题", "公文正文", "公文一级标题", "公文附注", "公文表格"
# name: font, size, line spacing, first-line indent (points), alignment
STYLES = {
    TITLE: ("方正小标宋简体", 22, 36, 0, WD_ALIGN_PARAGRAPH.CENTER),
    BODY: ("仿宋_GB2312", 16, 28, 32, WD_ALIGN_PARAGRAPH.JUSTIFY),
    HEADING: ("黑体", 16, 28, 32, WD_ALIGN_PARAGRAPH.LEFT),
    NOTE: ("仿宋_GB2312", 10.5, 16, 0, WD_ALIGN_PARAGRAPH.LEFT),
    CELL: ("仿宋_GB2312", 9, 13, 0, WD_ALIGN_PARAGRAPH.LEFT),
}
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # millimetres, GB/T 9704 5.2.1
ROWS = (
    tuple(f"{{{{ heads[{place}] }}}}" for place in range(5)),
    ("{%tr for f in figures %}", "", "", "", ""),
    ("{{ f.name }}", "{{ f.value }}", "{{ f.interval }}", "{{ f.basis }}", "{{ f.source }}"),
    ("{%tr endfor %}", "", "", "", ""),
)


def template() -> io.BytesIO:
    """The .docx with docxtpl's tags."""
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS.items():
        setattr(page, name, Mm(millimetres))
    for name in STYLES:
        _style(made, name)
    for text, style in (
        ("{{ title }}", TITLE), ("{%p for section in sections %}", BODY), ("{{ section.title }}", HEADING),
        ("{{ section.text }}", BODY), ("{%p endfor %}", BODY), ("{{ audit_title }}", HEADING), ("{%p for audit in audits %}", BODY),
        ("{{ audit.title }}", BODY), ("{{ audit.text }}", BODY), ("{%p endfor %}", BODY), ("{{ basis_title }}", HEADING),
    ):  # fmt: skip
        made.add_paragraph(text, style=style)
    _table(made, ROWS)
    made.add_paragraph("{{ note }}", style=NOTE)
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def _style(made: Document, name: str) -> None:
    font, size, line, indent, align = STYLES[name]
    style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size = font, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    form.space_before = form.space_after = Pt(0)
    form.first_line_indent, form.alignment = Pt(indent), align


def _table(made: Document, rows: Sequence[Sequence[str]]) -> None:
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].style = CELL
            cell.paragraphs[0].add_run(text)
