"""Tokens: made by a signed-in person, shown once, ended at any time; each use says which account, and no more than its scopes."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.gateway.models import ApiToken
from gaoxin.gateway.rules.scopes import check_scopes
from gaoxin.gateway.selectors import owner
from gaoxin.runtime.once import once

PREFIX = "gx_"
LONGEST_DAYS = 366
LONGEST_NAME = 100
NOTED_EVERY = dt.timedelta(minutes=1)  # so that a busy program does not write a row at each request
ARTICLE = "GB/T 22239-2019"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a token, and the scopes that narrow it."""

    actor: Actor
    scopes: tuple[str, ...]


def create_token(
    *, zone: str, name: str, scopes: Iterable[str], days: int, by: Actor, at: dt.datetime, key: str = ""
) -> tuple[ApiToken, str]:
    """A new token of the actor's own account and its text, which is shown this once. One audit row, without the text.

    key: of the form that asks; the same one again makes no second token. Raises Invalid, and Conflict for a key that was used.
    """
    wanted = check_scopes(scopes)
    if not 1 <= days <= LONGEST_DAYS or not name.strip():
        raise Invalid(
            "令牌须有名称和有效期 a token has a name and an end", why=f"有效期 1—{LONGEST_DAYS} 日 days",
            do="写明用途和天数 say what it is for, and for how many days", article=ARTICLE,
        )  # fmt: skip
    if len(name.strip()) > LONGEST_NAME:
        raise Invalid("名称过长 the name is too long", do=f"最多 {LONGEST_NAME} 个字 at most so many characters")
    text, user = PREFIX + secrets.token_urlsafe(32), accounts.key_of(by)
    row = ApiToken(
        zone=zone, user_id=user, name=name.strip(), hint=text[:8], digest=_digest(text), scopes=list(wanted),
        created_at=at, expires_at=at + dt.timedelta(days=days),
    )  # fmt: skip
    with transaction.atomic():
        if key and not once(zone=zone, key=f"token:{user}:{key[:64]}", at=at):
            raise Conflict(
                "这次提交已建立令牌 this form has made its token already", why="令牌只显示一次 a token is shown once",
                do="没有记下就结束它，再建一个 if its text was not kept, end it and make another", article=ARTICLE,
            )  # fmt: skip
        row.save(force_insert=True)
        _audit(zone, by, "create-token", row, at)
    return row, text


def revoke_token(*, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime) -> None:
    """End one of the account's tokens now; ending it again changes nothing. Raises NotFound, also for somebody else's."""
    with transaction.atomic():
        row = ApiToken.objects.select_for_update().filter(zone=zone, id=pk, user_id=accounts.key_of(by)).first()
        if row is None:
            raise NotFound(f"没有令牌 no such token: {pk}", do="核对编号 check its key")
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            _audit(zone, by, "revoke-token", row, at)


def caller(*, zone: str, text: str, at: dt.datetime) -> Caller | None:
    """Who may act with this text now; None where it is unknown, expired or revoked, or its account is not active."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    row = ApiToken.objects.select_related("user").filter(zone=zone, digest=_digest(text)).first()
    if row is None or row.revoked_at is not None or row.expires_at <= at:
        return None
    try:
        actor = owner(row, at)
    except NotFound:
        return None
    if row.last_used_at is None or at - row.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(zone=zone, id=row.id).update(last_used_at=at)
    return Caller(actor, tuple(row.scopes))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _audit(zone: str, by: Actor, act: str, row: ApiToken, at: dt.datetime) -> None:
    detail = {"name": row.name, "hint": row.hint, "scopes": row.scopes, "expires_at": row.expires_at}
    audit.record(zone=zone, actor=by, act=act, subject=f"token:{row.id}", at=at, article=ARTICLE, detail=detail)
