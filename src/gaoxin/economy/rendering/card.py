"""The report card as Word (letter.py) and as PDF (assets/card/card.typ)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from docxtpl import DocxTemplate

from gaoxin.economy.rendering import letter
from gaoxin.trust.rendering import FONT, check_glyphs

FOLDER = Path(__file__).parent.parent / "assets" / "card"


def word(data: Mapping[str, Any]) -> bytes:
    """The .docx. data: title, sections (title, text), audit_title, audits (title, text), basis_title, heads, note,
    figures (name, value, interval, basis, source)."""
    template = DocxTemplate(letter.template())
    template.render(dict(data), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def pdf(data: Mapping[str, Any]) -> bytes:
    """The PDF, same data with author and foot. Raises MissingGlyph naming the characters that the face lacks."""
    text = json.dumps(data, ensure_ascii=False).replace("−", "-")  # the face has no minus sign
    check_glyphs(text)
    made = typst.compile(
        str(FOLDER / "card.typ"), root=str(FOLDER), font_paths=[str(FONT.parent)], ignore_system_fonts=True, format="pdf",
        sys_inputs={"data": text},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
