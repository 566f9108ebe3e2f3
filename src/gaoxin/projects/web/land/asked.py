"""What every page of land needs of its request: who, when, with which key, and the fields of a form as numbers and days."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid
from gaoxin.projects.models import Parcel
from gaoxin.projects.rules.land.book import Category, Use
from gaoxin.projects.rules.land.rows import day as day_of


def officer(request: HttpRequest) -> Actor:
    """The signed-in officer; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def zone_of(request: HttpRequest) -> str:
    """The zone whose pages these are, for the public too."""
    actor = request.actor  # type: ignore[attr-defined]
    return actor.zone if actor else settings.ZONE


def to(request: HttpRequest) -> dict[str, Any]:
    """Whose, where and when, as the services that need the day of the zone take it, with the form's key."""
    actor = officer(request)
    key = request.POST.get("key", "").strip()[:36]
    return {"zone": actor.zone, "by": actor, "at": timezone.now(), "today": timezone.localdate(), "key": key}


def text(request: HttpRequest, name: str) -> str:
    """A field as typed, without blanks around it."""
    return request.POST.get(name, "").strip()


def number(typed: str, name: str, times: int = 1) -> int | None:
    """A field as a whole number of the unit that is kept; None where it is empty. times: typed unit to kept unit."""
    typed = typed.replace(",", "").replace("，", "").strip()
    if not typed:
        return None
    try:
        value = float(typed) * times
        if not abs(value) < 1e13:
            raise ValueError(typed)
    except ValueError:
        raise Invalid(f"{name}：{typed[:40]!r} 不是数字 is not a number", do="填写数字 write a number") from None
    return round(value)


def day(typed: str, name: str) -> dt.date | None:
    """A field as a day; None where it is empty."""
    return day_of(typed, name)


def required_day(typed: str, name: str) -> dt.date:
    """A field as a day. Raises Invalid where it is empty."""
    found = day(typed, name)
    if found is None:
        raise Invalid(f"没有填写{name} the day is missing", do="填写日期 write it")
    return found


def new_key() -> str:
    return uuid.uuid4().hex


def word(thing: Category | Use) -> str:
    """The name of a category or use in the reader's language."""
    return thing.english if get_language() == "en" else thing.name


def ratio_of(row: Parcel) -> str:
    """The plot ratio as plans write it; empty where nobody knows it."""
    return "" if row.plot_ratio_pct is None else f"{row.plot_ratio_pct / 100:.2f}"


def grids() -> list[tuple[str, int]]:
    """The Gauss–Krüger grids that can be chosen: EPSG code and central meridian."""
    return [(f"EPSG:{4534 + place}", 75 + 3 * place) for place in range(21)]
