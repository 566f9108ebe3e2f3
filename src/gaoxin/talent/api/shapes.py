"""What the endpoints of talent share: keys, words, months, moments, and who asks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.utils import timezone
from ninja import Header, Schema
from pydantic import AfterValidator, Field, StringConstraints

from gaoxin.runtime.api import Request
from gaoxin.talent.rules import entry
from gaoxin.talent.rules.book import Rule, Words
from gaoxin.talent.selectors.settings import book

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Code = Annotated[str, StringConstraints(max_length=32)]
Short = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=2000)]
Reason = Annotated[str, StringConstraints(max_length=500)]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
# Counts below zero come as far as the service, which refuses them with its reason.
Count = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Degrees = Annotated[float, Field(ge=-180, le=180)]
FIRST_YEAR, LAST_YEAR = 2000, 2200


def _moment(value: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("the year cannot be")
    return value if value.tzinfo else timezone.make_aware(value)


Moment = Annotated[dt.datetime, AfterValidator(_moment)]


class TalentSaid(Schema):
    """The same in both languages."""

    zh: str
    en: str


class TalentOccupation(TalentSaid):
    """By the national classification of occupations."""

    code: str


class TalentRule(Schema):
    """What the law says of a post. effect: bar, no such student is sent there; warn, in principle."""

    rule: str
    effect: str
    says: TalentSaid
    article: str


class TalentIdMade(Schema):
    id: uuid.UUID


class TalentNumberMade(Schema):
    number: str


class TalentCountMade(Schema):
    count: int


class TalentDone(Schema):
    done: bool = True


def does(request: Request, key: str) -> dict[str, Any]:
    """What every act takes."""
    return {"zone": request.zone, "by": request.actor, "at": request.at, "key": key}


def said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def occupation(code: str) -> dict[str, str]:
    return {"code": code, **said(book().occupations.one(code).name)}


def rules(found: tuple[Rule, ...]) -> list[dict[str, Any]]:
    laws = book().safety
    return [
        {"rule": one.code, "effect": one.effect, "says": said(one.says), "article": laws.cite(one)} for one in found
    ]


def month(text: str) -> dt.date:
    """Its first day. Raises Invalid for the year 0."""
    return entry.month_of(text)


def shown(day: dt.date) -> str:
    return f"{day:%Y-%m}"
