"""What every request of an officer brings: who asks, in which zone, with which key, at which moment."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.selectors import CaseView


@dataclass(frozen=True, slots=True)
class Asked:
    """One act that a form asks for. `to`: whose, where, when and with which key, as every service takes it."""

    act: str
    view: CaseView
    actor: Actor
    at: dt.datetime
    request: HttpRequest

    @property
    def post(self) -> QueryDict:
        return self.request.POST

    def text(self, name: str) -> str:
        """A field of the form, '' where it was left out."""
        return self.post.get(name, "").strip()

    @property
    def to(self) -> dict[str, Any]:
        key = self.text("key")
        return {
            "zone": self.actor.zone, "case_id": self.view.id, "by": self.actor, "at": self.at,
            "key": f"desk:{self.act}:{key}" if key else "",
        }  # fmt: skip


def officer(request: HttpRequest) -> Actor:
    """The signed-in officer; the access table lets nobody else in."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def now() -> dt.datetime:
    """The moment of a request."""
    return timezone.now()


def new_key() -> str:
    """An idempotency key for the forms of one page."""
    return uuid.uuid4().hex


def swaps(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment; going back in history wants the whole page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
