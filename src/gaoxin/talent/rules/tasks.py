"""What a post does, as a list of tasks, from the text in which firms describe it."""

from __future__ import annotations

import re

# 1. 1、 1) （1） ① 一、 and bullets, at the beginning or behind a space or a mark; a number such as 3.5 is none of them.
_MARK = (
    r"(?:\d{1,2}[.．、)）](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、|[•·●▪◆■※*–—-](?=\s|[^\W\d_]))"
)
_ENDS = re.compile(rf"[\n\r。；;！!]+|(?:^|(?<=[\s：:，,、]))\s*(?={_MARK})", re.MULTILINE)
_BEGINS = re.compile(rf"^\s*{_MARK}\s*")
_HEADING = re.compile(
    r"^[^：:]{0,8}(?:职责|要求|内容|任务|描述|说明|技能|duties|tasks|responsibilities|requirements|skills)\s*[：:]\s*",
    re.IGNORECASE,
)


def tasks_of(text: str) -> tuple[str, ...]:
    """Each once, in the text's order, without numbering; a heading (岗位职责：) is no task."""
    found = (_BEGINS.sub("", piece).strip(" \t，,、.：") for piece in _ENDS.split(_unheaded(text)))
    return tuple(dict.fromkeys(one for one in found if one))


def _unheaded(text: str) -> str:
    """Each line without the heading before its first task; a line that is a heading is empty then."""
    return "\n".join(_HEADING.sub("", line.strip()) for line in text.splitlines())
