"""The interface's words: msgids are Chinese; English lies in `locale/en`. Compiled on start into the installation's folder.

Compiled catalogues are made, not committed; Babel writes them, so that no machine needs gettext's own tools.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parent / "locale"


def compile_catalogues(target: Path) -> list[Path]:
    """Write `target/LANG/LC_MESSAGES/django.mo` for each language whose source is newer. Returns those written."""
    written: list[Path] = []
    for source in sorted(SOURCE.glob("*/LC_MESSAGES/django.po")):
        made = target / source.relative_to(SOURCE).with_suffix(".mo")
        if made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file)
        handle, temporary = tempfile.mkstemp(prefix=".mo-", dir=made.parent)
        with os.fdopen(handle, "wb") as file:
            write_mo(file, catalogue)
        os.replace(temporary, made)
        written.append(made)
    return written
