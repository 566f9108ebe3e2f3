"""Names by their pinyin, in full and by initials, so that they are found by whoever types Latin letters."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

HAN = re.compile(r"[\u4e00-\u9fff]")
_GAP = re.compile(r"[\s'’·-]+")


def spell(text: str, *, initials: bool = False) -> str:
    """Pinyin without tones and gaps: 施工许可 is shigongxuke, by initials sgxk."""
    style = Style.FIRST_LETTER if initials else Style.NORMAL
    syllables: list[str] = lazy_pinyin(text, style=style)  # pyright: ignore[reportUnknownVariableType]
    return "".join(re.sub(r"[^a-z0-9]", "", syllable.lower()) for syllable in syllables)


def spelled(name: str) -> str:
    """What is stored beside a name: its pinyin in full and its initials, apart by a space, which no query holds."""
    return f"{spell(name)} {spell(name, initials=True)}"


def letters(query: str) -> str:
    """The query as pinyin to look for in `spelled`, small and without gaps; empty where it is none, or a single letter."""
    bare = _GAP.sub("", query.lower())
    return bare if len(bare) > 1 and bare.isascii() and bare.isalnum() and not bare.isdigit() else ""
