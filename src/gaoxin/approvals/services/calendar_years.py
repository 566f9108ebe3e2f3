"""The years of the working calendar as an administrator sees them, and the import of the next one."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals.services import rulebook
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.calendar_files import NOTICE, CalendarYear, check_fits, read_year, write_year
from gaoxin.core.errors import Invalid, NotAllowed

ACT = "import-calendar"
LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class YearDraft:
    """A year that may be added. doubts: what a person should look at. replaces: there is one of that year already."""

    year: CalendarYear
    doubts: tuple[str, ...]
    replaces: bool


def years() -> list[CalendarYear]:
    """Every year that is there, newest first."""
    return [_read_once(path, path.stat().st_mtime_ns) for path in sorted(_folder().glob("cn-*.yaml"), reverse=True)]


@lru_cache(maxsize=64)
def _read_once(path: Path, written: int) -> CalendarYear:
    """A file is read again only when it was `written` again: YAML takes a tenth of a second a year."""
    return read_year(path)


def last_day() -> dt.date:
    """Up to when dates can be computed by this process."""
    return rulebook.calendar().last


def check(*, name: str, text: str, replace: bool = False) -> YearDraft:
    """What the import would add. Writes nothing. Raises Invalid for a file that is no such year, Conflict for one that is
    there already and shall not be replaced."""
    with _file(name, text) as path:
        found = read_year(path)
        replaces = (_folder() / f"cn-{found.year}.yaml").exists()
        return YearDraft(found, check_fits(path, found, _folder(), replace=replace), replaces)


def add(
    *, zone: str, name: str, text: str, by: Actor, at: dt.datetime, replace: bool = False, key: str = ""
) -> CalendarYear:
    """Write the year beside the others, one audit row; a repeated key does nothing more.

    It takes effect when processes restart. Raises NotAllowed unless `by` is a system administrator, and what `check` raises.
    """
    if not by.has(Role.SYSTEM_ADMIN):
        raise NotAllowed("只有系统管理员可以导入日历 only a system administrator imports", do="交由系统管理员办理")
    digest = hashlib.sha256(text.encode()).hexdigest()
    if audit_log.earlier(zone, key):
        with _file(name, text) as path:
            return read_year(path)
    found = check(name=name, text=text, replace=replace).year
    with transaction.atomic():
        audit.record(
            zone=zone, actor=by, act=ACT, subject=f"calendar:{found.year}", at=at, article=NOTICE, key=key,
            fingerprint=digest, detail={"year": found.year, "source": found.source, "sha256": digest},
        )  # fmt: skip
        try:
            write_year(found, _folder())
        except OSError as error:
            raise Invalid(
                "日历目录不能写入 the folder of calendars cannot be written",
                why=str(error.strerror),
                do="./gaoxin calendar import FILE --into DIR，或者放开目录权限 or make the folder writable",
            ) from error
    return found


def _folder() -> Path:
    return settings.CATALOGUE / "calendars"


@contextmanager
def _file(name: str, text: str) -> Iterator[Path]:
    """The text as a file of the kind its name says, for as long as it is read."""
    if len(text.encode()) > LARGEST:
        raise Invalid(f"文件超过 {LARGEST // 1024} KB the file is too large", do="只上传一个年份 one year at a time")
    suffix = ".json" if name.lower().endswith(".json") else ".yaml"
    with tempfile.TemporaryDirectory(prefix="gaoxin-calendar-") as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_text(text, encoding="utf-8")
        yield path
