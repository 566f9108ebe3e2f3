"""catalogue/policies as this installation has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.innovation.rules.policies.book import Book, Policy
from gaoxin.innovation.rules.policies.reading import make_book, read_book


def book() -> Book:
    """The folder, read once."""
    return _book(settings.CATALOGUE)


def with_draft(draft: Policy) -> Book:
    """The book with a draft in place of the policy of its code, or beside the others. Raises Invalid for a wrong one."""
    now = book()
    return make_book(now.facts, now.groups, [*(one for one in now.policies.values() if one.code != draft.code), draft])


@lru_cache(maxsize=4)
def _book(root: Path) -> Book:
    return read_book(root / "policies")
