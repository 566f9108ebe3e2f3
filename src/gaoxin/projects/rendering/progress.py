"""A project's progress on A4 and as a picture: the drawings of the page, set by typst in the face that licences are set in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from gaoxin.trust.rendering import FONT, check_glyphs

FOLDER = Path(__file__).parent.parent / "assets" / "progress"
FACE = "Gaoxin Serif"
POINTS_PER_INCH = 144


def sheet(data: Mapping[str, Any]) -> bytes:
    """The PDF (A4): sentence, earned value, S-curve, Gantt chart, table of works. data: as `sheet.typ` reads it, texts and SVG.

    Raises MissingGlyph naming the characters that the face lacks.
    """
    return _compile("sheet.typ", data, "pdf")


def picture(title: str, svg: str) -> bytes:
    """One drawing as PNG on white, with its title."""
    return _compile("picture.typ", {"title": title, "svg": svg}, "png")


def _compile(template: str, data: Mapping[str, Any], form: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    check_glyphs(re.sub(r"\\n", " ", text))
    made = typst.compile(
        str(FOLDER / template), root=str(FOLDER), font_paths=[str(FONT.parent)], ignore_system_fonts=True, format=form,
        ppi=POINTS_PER_INCH if form == "png" else None, sys_inputs={"data": text},
    )  # fmt: skip
    assert made is not None
    return made[0] if isinstance(made, list) else made
