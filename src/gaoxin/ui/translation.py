"""The interface's words: msgids are Chinese; English lies in `locale/en/parts`, one file a part of the interface.

Compiled on start into the installation's folder. Compiled catalogues are made, not committed; Babel writes them, so that no
machine needs gettext's own tools.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parent / "locale"
KIT = "ui"  # its words win where two parts translate the same one


def parts_of(language: str) -> list[Path]:
    """The files of a language in the order of their say: the kit's first, then by name."""
    return sorted((SOURCE / language / "parts").glob("*.po"), key=lambda path: (path.stem != KIT, path.stem))


def merged(language: str) -> Catalog:
    """One catalogue of all parts. The first part that translates a msgid (in its context) has the say."""
    whole = Catalog(locale=language, fuzzy=False)
    for path in parts_of(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and whole.get(_key(message.id), message.context) is None:
                    whole.add(message.id, message.string, context=message.context)
    return whole


def compile_catalogues(target: Path) -> list[Path]:
    """Write `target/LANG/LC_MESSAGES/django.mo` for each language of which a part is newer. Returns those written."""
    written: list[Path] = []
    for language in sorted(folder.name for folder in SOURCE.iterdir() if (folder / "parts").is_dir()):
        made = target / language / "LC_MESSAGES" / "django.mo"
        newest = max((path.stat().st_mtime_ns for path in parts_of(language)), default=0)
        if made.exists() and made.stat().st_mtime_ns >= newest:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".mo-", dir=made.parent)
        with os.fdopen(handle, "wb") as file:
            write_mo(file, merged(language))
        os.replace(temporary, made)
        written.append(made)
    return written


def _key(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]
