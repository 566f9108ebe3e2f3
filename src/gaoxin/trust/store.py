"""Sealed files: content-addressed names under `VAR/sealed/zone/year`, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from gaoxin.core.errors import GaoxinError


class NotStored(GaoxinError):
    """The file could not be written; no part of it is left."""


def put(root: Path, folder: str, name: str, data: bytes) -> tuple[str, str]:
    """Write `data` as `folder/name-HASH.pdf` below `root`. Returns (path relative to root, SHA-256)."""
    digest = hashlib.sha256(data).hexdigest()
    relative = f"{folder}/{name}-{digest[:12]}.pdf"
    target = root / relative
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise NotStored(
            f"文件未能写入，未用印 the file could not be written, nothing was sealed: {error.strerror}",
            why=f"errno {error.errno}",
            do="检查磁盘空间和权限后重试 check disk space and permissions, then try again",
        ) from error
    return relative, digest


def discard(root: Path, relative: str) -> None:
    """Remove a file that nothing refers to."""
    with contextlib.suppress(OSError):
        (root / relative).unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
