"""What is typed about a mandate: for which items, until when, and whose login."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.core.errors import Invalid


def scope_of(typed: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Item codes, empty for all. Raises Invalid where some are meant and none is chosen."""
    if typed["extent"] != "some":
        return ()
    chosen = tuple(code for code in titles if code in typed["scope"])
    if not chosen:
        raise Invalid(
            "没有选择事项 no item is chosen", do="至少勾选一个事项，或者选择“全部事项” tick one, or choose all"
        )
    return chosen


def end_of(text: str) -> dt.datetime | None:
    """The end of that day in the zone's time; None for no end. Raises Invalid."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid("日期不正确 not a date", do="按 年-月-日 填写 write YYYY-MM-DD") from None
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def whole_login(text: str) -> str:
    """The login with its zone; characters that cannot be seen are no part of one."""
    login = "".join(character for character in text if character.isprintable()).strip().lower()
    return login if "@" in login else f"{login}@{settings.ZONE}"
