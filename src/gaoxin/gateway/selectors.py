"""Reading tokens and webhooks of one account, and the account behind each as it stands now."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import NotFound
from gaoxin.gateway.models import ApiToken, Webhook
from gaoxin.parties import selectors as parties


def tokens_of(*, zone: str, by: Actor) -> list[ApiToken]:
    """The account's tokens, newest first, ended ones too."""
    return list(ApiToken.objects.filter(zone=zone, user_id=accounts.key_of(by)).order_by("-id")[:200])


def webhooks_of(*, zone: str, by: Actor) -> list[Webhook]:
    """The account's webhooks that it has not ended, newest first."""
    return list(Webhook.objects.filter(zone=zone, user_id=accounts.key_of(by), ended_at=None).order_by("-id")[:200])


def webhook(*, zone: str, pk: uuid.UUID, by: Actor) -> Webhook:
    """One of the account's webhooks. Raises NotFound, also for somebody else's."""
    row = Webhook.objects.filter(zone=zone, id=pk, user_id=accounts.key_of(by), ended_at=None).first()
    if row is None:
        raise NotFound(f"没有事件推送 no such webhook: {pk}", do="核对编号 check its key")
    return row


def owner(row: ApiToken | Webhook | Any, at: dt.datetime) -> Actor:
    """The account behind a row, with its roles and mandates of that moment. Raises NotFound where it is no longer active."""
    acts_for = parties.parties_of(zone=row.zone, user_id=row.user_id, at=at)
    return accounts.actor(zone=row.zone, login=row.user.login, at=at, parties=acts_for)
