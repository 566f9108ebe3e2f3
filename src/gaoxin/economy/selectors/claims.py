"""Figures of texts and files, read and audited. Nothing is kept: the text is the reader's own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.audits.claims.audit import Audit, audit
from gaoxin.economy.rules.audits.claims.files import read_document, read_text
from gaoxin.economy.rules.audits.claims.telling import as_dict
from gaoxin.economy.rules.audits.reading.figures import Figure
from gaoxin.economy.rules.audits.reading.writing import as_list, as_yaml, figures_of

MOST_SIGNS = 200_000  # of a text; the grammar looks at every sign of it


@dataclass(frozen=True, slots=True)
class Read:
    """figures: of a text, each once. yaml: the same as the file that the audit takes. rows: the same as data."""

    figures: tuple[Figure, ...]
    yaml: str
    rows: tuple[dict[str, Any], ...]


def read(text: str) -> Read:
    """The figures of a Chinese text. Raises Invalid where it is too long."""
    if len(text) > MOST_SIGNS:
        raise Invalid(
            f"文本过长 the text is too long: {len(text):,}", do=f"分段，每段不超过 split it, at most {MOST_SIGNS:,}"
        )
    found = figures_of(text)
    return Read(tuple(found), as_yaml(found), tuple(as_list(found)))


def audited(text: str, *, left_out: Collection[str] = ()) -> Audit:
    """Claims of YAML or JSON, judged without those left out. Raises Invalid with the line of each complaint."""
    document = read_document(text)
    if left_out:
        document = replace(document, claims=tuple(one for one in document.claims if one.id not in left_out))
    return audit(document)


def told(one: Audit) -> dict[str, Any]:
    """An audit as data."""
    return as_dict(one)


__all__ = ["Read", "audited", "read", "read_text", "told"]
