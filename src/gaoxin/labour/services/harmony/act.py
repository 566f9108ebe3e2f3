"""What the acts share: the key of a form, the audit row, words, days, enterprises."""

from __future__ import annotations

import datetime as dt
import uuid

from gaoxin.audit.services import Keyed
from gaoxin.core.errors import Invalid
from gaoxin.labour.selectors.settings import calendar
from gaoxin.parties import selectors as parties

_KEYED = Keyed("lh")
repeated, record = _KEYED.repeated, _KEYED.record


def today(at: dt.datetime) -> dt.date:
    return calendar().local(at).date()


def check_words(text: str, what: str, most: int) -> str:
    """What was written, without blanks around it. Raises Invalid for nothing or too much."""
    words = text.strip()
    if not words:
        raise Invalid(f"没有填写{what} nothing is written", do=f"填写{what} write it")
    if len(words) > most:
        raise Invalid(f"{what}超过 {most} 字 too long: {len(words)}", do="写要点 keep to the point")
    return words


def check_past(day: dt.date, now: dt.date) -> None:
    """Raises Invalid for a day that is yet to come."""
    if day > now:
        raise Invalid(f"{day} 还没有到 that day is yet to come", do="核对日期 check the day")


def check_enterprise(zone: str, party_id: uuid.UUID) -> None:
    """Raises Invalid for what is no enterprise of this zone."""
    found = parties.by_key(zone=zone, party_id=party_id)
    if found is None or found.kind != "enterprise":
        raise Invalid("不是本园区的企业 no enterprise of this zone", do="核对企业 check it")
