"""A text made ready: one width of digits and signs, broken lines joined, sentences and clauses, every place kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDTHS = str.maketrans("０１２３４５６７８９％．，；：（）＋－　", "0123456789%.,;:()+- ")
_ENDS = "。！？…!?;"
_CLOSING = "”’」』》）)"
HEADING = 24  # a line shorter than this that ends without a stop is a heading, not half a sentence
_CLAUSES = re.compile(r"[,;:。！？…!?\n](?<!\d,(?=\d{3}))")
_SENTENCES = re.compile(r"[。！？…!?;\n]")


@dataclass(frozen=True, slots=True)
class Text:
    """plain: without blanks, `\\n` only between paragraphs that are not one sentence. places: of every character in the original."""

    original: str
    plain: str
    places: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of `plain` stands in the original."""
        return self.places[start], self.places[end - 1] + 1

    def sentences(self) -> list[tuple[int, int]]:
        return _cut(_SENTENCES, self.plain, 0, len(self.plain))

    def clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        return _cut(_CLAUSES, self.plain, start, end)


def prepare(original: str) -> Text:
    """The text without its layout."""
    wide = original.translate(_WIDTHS)
    kept: list[str] = []
    places: list[int] = []
    for number, sign in enumerate(wide):
        if not sign.isspace():
            kept.append(sign)
            places.append(number)
        elif sign == "\n" and kept and kept[-1] != "\n" and _ends_here(kept):
            kept.append("\n")
            places.append(number)
        elif kept and kept[-1].isdigit() and _next(wide, number).isdigit():
            kept.append(" ")
            places.append(number)
    return Text(original, "".join(kept), tuple(places))


def _next(text: str, number: int) -> str:
    return next((sign for sign in text[number : number + 40] if not sign.isspace()), "")


def _ends_here(kept: list[str]) -> bool:
    """Whether a line ends a sentence, or is a heading."""
    last = len(kept) - 1
    while last > 0 and kept[last] in _CLOSING:
        last -= 1
    if kept[last] in _ENDS:
        return True
    line = 0
    for sign in reversed(kept):
        if sign == "\n" or line >= HEADING:
            break
        line += 1
    return line < HEADING


def _cut(at: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    for found in at.finditer(text, start, end):
        if found.start() > start:
            parts.append((start, found.start()))
        start = found.end()
    if end > start:
        parts.append((start, end))
    return parts
