"""What a mandate can name: given by the routes to the pages that register mandates, of which some lie below the items."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from gaoxin.approvals.services import rulebook


def titles_in_force(day: dt.date) -> dict[str, str]:
    """Title by code of each matter that is no item, then of each item in force on that day, in the reader's language, by code."""
    english = (get_language() or "").startswith("en")
    versions = [version for item in rulebook.catalogue().items.values() for version in item]
    matters = {code: one.name.en if english else one.name.zh for code, one in rulebook.matters().items()}
    return matters | {
        version.code: version.name.en if english else version.name.zh
        for version in sorted(versions, key=lambda version: version.code)
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to)
    }
