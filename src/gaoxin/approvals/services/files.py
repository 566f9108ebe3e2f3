"""Files that applicants hand in: looked at before they are kept, kept by content."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

import puremagic
from django.conf import settings

from gaoxin.approvals.services.malware import Scan, scan
from gaoxin.core.errors import GaoxinError, Invalid

SAME = {"jpeg": "jpg", "jfif": "jpg", "tiff": "tif", "htm": "html"}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as it is: its name without folders, its kind by content, its digest, and what the scanner said."""

    name: str
    media: str
    sha256: str
    scanned: Scan


def examine(name: str, data: bytes) -> Examined:
    """What the file is. Raises Invalid where it is empty, too large, unknown, not what its name says, or carries malware."""
    base = _plain(name)
    if not data:
        raise Invalid(
            f"文件是空的 the file is empty: {base}", do="重新选择文件 choose the file again", article="行政许可法 31"
        )
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Invalid(
            f"文件过大 the file is too large: {len(data):,} B",
            why=f"上限 the limit is {settings.UPLOAD_MAX_BYTES:,} B",
            do="压缩或者分拆后上传 make it smaller",
        )
    media = _kind(data)
    said = PurePath(base).suffix.lower().lstrip(".")
    said = SAME.get(said, said)
    if media != said:
        raise Invalid(
            f"文件内容与名称不符 the file is not what it says: {base} 的内容是 is {media or '未知 unknown'}",
            why="按内容识别，不按扩展名 files are known by their contents, not by their names",
            do="上传真正的文件 send the real file",
            article="行政许可法 31",
        )
    return Examined(base, media, hashlib.sha256(data).hexdigest(), scan(base, data))


def keep(zone: str, file: Examined, data: bytes) -> Path:
    """Write the file once under its digest. Raises GaoxinError with nothing left behind if the disk refuses."""
    target = path_of(zone, file.sha256)
    if target.exists():
        return target
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise GaoxinError(
            f"文件未能保存 the file could not be kept: {error.strerror}", do="稍后重试，或者联系管理员 try again later"
        ) from error
    return target


def path_of(zone: str, sha256: str) -> Path:
    """Where the file with that digest lies."""
    return settings.VAR / "uploads" / zone / sha256[:2] / sha256


def _plain(name: str) -> str:
    """The name without folders and without characters that no one can see; the suffix is kept where it is too long."""
    base = PurePath("".join(c for c in name.replace("\\", "/") if c.isprintable())).name or "file"
    suffix = PurePath(base).suffix[:16]
    return base if len(base) <= 255 else base[: 255 - len(suffix)] + suffix


def _kind(data: bytes) -> str:
    try:
        found = puremagic.from_string(data).lower().lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""
    return SAME.get(found, found)
