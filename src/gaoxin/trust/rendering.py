"""Contents to PDF: typst templates, the embedded face, the QR code. A character the face lacks is an error, never a blank."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from fontTools.ttLib import TTFont

from gaoxin.core.errors import Invalid

ASSETS = Path(__file__).parent / "assets"
FONT = ASSETS / "fonts" / "GaoxinSerif-Regular.otf"
TEMPLATES = {"licence": "licence.typ", "receipt": "notice.typ", "notice": "notice.typ", "letter": "letter.typ"}


class MissingGlyph(Invalid):
    """A character that the embedded face cannot show."""


def render(kind: str, data: Mapping[str, Any], *, qr: str, image: bool = False) -> bytes:
    """The PDF (PDF/A-2b) of one document; with `image` its first page as PNG. qr: the text of its code.

    Raises MissingGlyph naming the characters.
    """
    whole = {**data, "qr": qr_svg(qr)}
    check_glyphs(json.dumps(data, ensure_ascii=False))
    made = typst.compile(
        str(ASSETS / "templates" / TEMPLATES[kind]),
        root=str(ASSETS / "templates"),
        font_paths=[str(FONT.parent)],
        ignore_system_fonts=True,
        format="png" if image else "pdf",
        sys_inputs={"data": json.dumps(whole, ensure_ascii=False)},
        pdf_standards=None if image else "a-2b",
    )
    return made[0] if isinstance(made, list) else made


def qr_svg(text: str) -> str:
    """A QR code, error correction M, as SVG."""
    return str(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg())


def check_glyphs(text: str) -> None:
    """Raises MissingGlyph where a character of `text` is not in the face."""
    lacking = sorted({c for c in text if ord(c) not in _cmap() and not c.isspace()})
    if lacking:
        raise MissingGlyph(
            "字体缺少字符 the face lacks: " + " ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:10]),
            why="证照上的字不得缺失或替代 a licence may not show blanks in place of a name",
            do="由管理员补充字体后重试 add a face that has it, then try again",
        )


@lru_cache(maxsize=1)
def _cmap() -> frozenset[int]:
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())
