"""The cockpit as PDF on A4 (assets/board/board.typ)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from gaoxin.trust.rendering import FONT, MissingGlyph, check_glyphs

FOLDER = Path(__file__).parent.parent / "assets" / "board"
BLANK = "〓"  # the printers' sign for a character that is not in the case (GB/T 9704 has none of its own)


def pdf(data: Mapping[str, Any]) -> bytes:
    """data: title, foot, author, summary, heads, cards (name, value, target, light, rule, owner), panels (name, light, lines, rows).
    A character that the face lacks is printed as 〓: a mail with one such name is better than none."""
    text = _printable(json.dumps(data, ensure_ascii=False).replace("−", "-"))
    made = typst.compile(
        str(FOLDER / "board.typ"), root=str(FOLDER), font_paths=[str(FONT.parent)], ignore_system_fonts=True, format="pdf",
        sys_inputs={"data": text},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _printable(text: str) -> str:
    return "".join(one if one.isspace() or _has(one) else BLANK for one in text)


def _has(character: str) -> bool:
    try:
        check_glyphs(character)
    except MissingGlyph:
        return False
    return True
