"""Mail that goes out once: a row claims it before it is sent.

What the server refuses is tried again; what was being sent when its worker died may have arrived, so it is not sent again.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, models, transaction

from gaoxin.core.errors import GaoxinError
from gaoxin.runtime.rows import ZoneRow

log = logging.getLogger("gaoxin.mail")


class MailRow(ZoneRow):
    """One mail. state: sending, sent, failed. A mail that was being sent when its worker died stays `sending`.

    Subclasses say in a unique constraint what is sent once.
    """

    state = models.CharField(max_length=8)
    tries = models.PositiveIntegerField(default=1)
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True


def is_set_up() -> bool:
    """Whether there is a mail server at all."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def claim(kind: type[Any], *, zone: str, tries: int, at: dt.datetime, **key: Any) -> Any:
    """The right to send it: a new row of `kind` with this key, or one that failed and has tries left. None where another has it, or
    had it."""
    try:
        with transaction.atomic():
            made = kind(zone=zone, state="sending", at=at, **key)
            made.save(force_insert=True)
            return made
    except IntegrityError:
        pass
    known = kind.objects.get(zone=zone, **key)
    again = kind.objects.filter(zone=zone, id=known.id, state="failed", tries=known.tries, tries__lt=tries)
    return known if again.update(state="sending", tries=known.tries + 1, at=at) else None


def send(claimed: Any, make: Callable[[], EmailMessage], at: dt.datetime) -> bool:
    """Make the mail, hand it to the server, and keep on its row what became of it. True when it was handed over.

    make: may raise a problem of ours, which is kept as the reason.
    """
    note = ""
    try:
        make().send()
    except (GaoxinError, smtplib.SMTPException, OSError) as error:
        log.warning("mail %s not sent: %s", claimed.id, error)
        note = f"{type(error).__name__}: {error}"
    type(claimed).objects.filter(zone=claimed.zone, id=claimed.id).update(
        state="failed" if note else "sent", note=note[:500], at=at
    )
    return not note


def letter(subject: str, body: str, to: str, name: str) -> EmailMessage:
    """A mail of the platform's. name: the same for what is the same mail."""
    return EmailMessage(
        subject, body, settings.DEFAULT_FROM_EMAIL, [to],
        headers={"Message-ID": f"<{name}@gaoxin>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
