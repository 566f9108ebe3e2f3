"""Rows that have a `name` and, beside it, `spelled`, its pinyin: found by either."""

from __future__ import annotations

from django.db.models import Q

from gaoxin.core.pinyin import letters


def named(text: str, prefix: str = "") -> Q:
    """Rows with the text in their name or, read as pinyin in full or by initials, in its spelling. prefix: of a relation."""
    found = Q(**{f"{prefix}name__icontains": text})
    if pinyin := letters(text):
        found |= Q(**{f"{prefix}spelled__contains": pinyin})
    return found
