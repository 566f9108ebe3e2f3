"""Tokens and webhooks of the caller's own account, and who the platform takes the caller to be."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from gaoxin.gateway import selectors
from gaoxin.gateway.models import Webhook
from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services import tokens, webhooks
from gaoxin.runtime.api import Request, answers

router = Router(tags=["程序接入 programs"])


class Me(Schema):
    """The caller. scopes: those of the token; all where a session is used."""

    id: str
    name: str
    zone: str
    roles: list[str]
    department: str
    scopes: list[str]


class NewToken(Schema):
    name: Annotated[str, Field(min_length=1, max_length=100)] = Field(examples=["ERP 系统"])
    scopes: list[Annotated[str, Field(max_length=32)]] = Field(max_length=20, examples=[["cases:read"]])
    days: Annotated[int, Field(ge=1, le=tokens.LONGEST_DAYS)] = 90


class Token(Schema):
    """A token as its owner sees it afterwards: without its text."""

    id: uuid.UUID
    name: str
    hint: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class MadeToken(Token):
    token: str = Field(description="shown this once")


class Tokens(Schema):
    tokens: list[Token]


class NewHook(Schema):
    """events: names of acts; none for all."""

    url: Annotated[str, Field(max_length=500)] = Field(examples=["https://example.org/gaoxin"])
    events: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list, max_length=100, examples=[["accept", "grant"]]
    )


class Hook(Schema):
    """last_seq: told up to this entry of the audit chain. note: what went wrong last."""

    id: uuid.UUID
    url: str
    events: list[str]
    created_at: dt.datetime
    last_seq: int
    failures: int
    next_at: dt.datetime
    told_at: dt.datetime | None
    disabled_at: dt.datetime | None
    note: str


class HookWithSecret(Hook):
    secret: str = Field(description="signs each delivery; shown now, and never stored")


class Hooks(Schema):
    webhooks: list[Hook]


class Ended(Schema):
    ended: bool


@router.get("/me", response=answers(Me), url_name="me", operation_id="me", summary="我是谁 who the caller is")
def me(request: Request) -> Any:
    """Roles as of now, and what a token leaves of them."""
    by = request.actor
    return {
        "id": by.id, "name": by.name, "zone": by.zone, "roles": sorted(by.roles), "department": by.department,
        "scopes": sorted(getattr(request, "scopes", SCOPES)),
    }  # fmt: skip


@router.get("/tokens", response=answers(Tokens), url_name="tokens", operation_id="tokens", summary="我的令牌 my tokens")
def token_list(request: Request) -> Any:
    """Newest first, ended ones too. Only from a session."""
    return {"tokens": [_told(row, Token) for row in selectors.tokens_of(zone=request.zone, by=request.actor)]}


@router.post(
    "/tokens",
    response=answers(MadeToken),
    url_name="create-token",
    operation_id="create-token",
    summary="建立令牌 make a token",
)
def create_token(request: Request, body: NewToken) -> Any:
    """Its text is in this answer and nowhere else. Only from a session: a token makes no tokens."""
    row, text = tokens.create_token(
        zone=request.zone, name=body.name, scopes=body.scopes, days=body.days, by=request.actor, at=request.at
    )
    return {**_told(row, Token), "token": text}


@router.delete(
    "/tokens/{uuid:pk}",
    response=answers(Ended),
    url_name="revoke-token",
    operation_id="revoke-token",
    summary="撤销令牌 end a token",
)
def revoke_token(request: Request, pk: uuid.UUID) -> Any:
    """From now on it opens nothing. Only from a session."""
    tokens.revoke_token(zone=request.zone, pk=pk, by=request.actor, at=request.at)
    return {"ended": True}


@router.get(
    "/webhooks",
    response=answers(Hooks),
    url_name="webhooks",
    operation_id="webhooks",
    summary="我的事件推送 my webhooks",
)
def webhook_list(request: Request) -> Any:
    """With how far each was told, and why one was disabled."""
    return {"webhooks": [_told(row, Hook) for row in selectors.webhooks_of(zone=request.zone, by=request.actor)]}


@router.post(
    "/webhooks", response=answers(HookWithSecret), url_name="create-webhook", operation_id="create-webhook",
    summary="订阅事件 subscribe",
)  # fmt: skip
def create_webhook(request: Request, body: NewHook) -> Any:
    """Acts from now on, on cases the account may see, in order, at least once. See docs/reference/api.md."""
    row = webhooks.subscribe(zone=request.zone, url=body.url, events=body.events, by=request.actor, at=request.at)
    return _with_secret(row)


@router.delete(
    "/webhooks/{uuid:pk}",
    response=answers(Ended),
    url_name="end-webhook",
    operation_id="end-webhook",
    summary="结束订阅 unsubscribe",
)
def end_webhook(request: Request, pk: uuid.UUID) -> Any:
    """It is told nothing more."""
    webhooks.unsubscribe(zone=request.zone, pk=pk, by=request.actor, at=request.at)
    return {"ended": True}


@router.post(
    "/webhooks/{uuid:pk}/secret", response=answers(HookWithSecret), url_name="renew-webhook-secret",
    operation_id="renew-webhook-secret", summary="更换签名密钥 a new signing secret",
)  # fmt: skip
def renew_webhook_secret(request: Request, pk: uuid.UUID) -> Any:
    """The former secret signs nothing more."""
    return _with_secret(webhooks.renew_secret(zone=request.zone, pk=pk, by=request.actor, at=request.at))


@router.post(
    "/webhooks/{uuid:pk}/resume", response=answers(Hook), url_name="resume-webhook", operation_id="resume-webhook",
    summary="恢复推送 go on after it was disabled",
)  # fmt: skip
def resume_webhook(request: Request, pk: uuid.UUID) -> Any:
    """From where it stood: nothing that happened meanwhile is lost."""
    return _told(webhooks.resume_webhook(zone=request.zone, pk=pk, by=request.actor, at=request.at), Hook)


def _with_secret(row: Webhook) -> dict[str, Any]:
    return {**_told(row, Hook), "secret": webhooks.secret_of(row)}


def _told(row: Any, shape: type[Schema]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}
