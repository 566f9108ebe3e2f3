"""Finding rows by what people type: a `name` or, beside it, `spelled`, its pinyin; and text by how it begins."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

from gaoxin.core.pinyin import letters


def named(text: str, prefix: str = "") -> Q:
    """Rows with the text in their name or, read as pinyin in full or by initials, in its spelling. prefix: of a relation."""
    found = Q(**{f"{prefix}name__icontains": text})
    if pinyin := letters(text):
        found |= Q(**{f"{prefix}spelled__contains": pinyin})
    return found


def beginning(column: str, text: str) -> Q:
    """Rows whose column begins with the text, found in an index of it. SQLite's own LIKE reads every row; its order is that of
    the code points, so that what begins alike lies together. PostgreSQL has an index for LIKE, and an order of another kind."""
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": f"{text}\U0010ffff"})
    return Q(**{f"{column}__startswith": text})
