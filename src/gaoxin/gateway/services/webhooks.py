"""Webhooks: an account asks to be told of acts on the cases it may see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.rules.cases.acts import ACTS
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.gateway.models import Webhook
from gaoxin.gateway.rules.addresses import check_url
from gaoxin.gateway.selectors import webhook
from gaoxin.runtime.once import once

EVENTS = frozenset({"start-case", *ACTS})
MOST_HOOKS = 20  # of one account
ARTICLE = "GB/T 22239-2019"


def may_loop_back() -> bool:
    """A demo zone may send to this machine."""
    return settings.ZONE.startswith("demo-")


def secret_of(row: Webhook) -> str:
    """The signing secret. Derived, never stored: from the installation's key, the row and its generation."""
    return "whsec_" + salted_hmac("gaoxin.webhook", f"{row.id}:{row.generation}", algorithm="sha256").hexdigest()


def check_chosen(events: Iterable[str]) -> None:
    """Raises Invalid where somebody wants only some events and names none, which would mean all of them."""
    if not list(events):
        raise Invalid(
            "没有选择事件 no event is chosen", do="至少勾选一个事件，或者选择“全部事件” tick one, or choose all of them"
        )


def subscribe(*, zone: str, url: str, events: Iterable[str], by: Actor, at: dt.datetime, key: str = "") -> Webhook:
    """Tell this address of every act from now on that is named in `events` (none: all) and whose case `by` may see.

    key: of the form that asks; the same one again makes no second webhook. Raises Invalid, and Conflict for a key that was used
    or an account that has too many.
    """
    check_url(url, loopback=may_loop_back())
    wanted = sorted(set(events))
    if strange := [name for name in wanted if name not in EVENTS]:
        raise Invalid(
            f"没有这种事件 no such event: {'、'.join(strange)}", do=f"可选 choose from: {', '.join(sorted(EVENTS))}"
        )
    user = accounts.key_of(by)
    with transaction.atomic():
        if key and not once(zone=zone, key=f"webhook:{user}:{key[:64]}", at=at):
            raise Conflict(
                "这次提交已订阅 this form has subscribed already",
                do="没有记下密钥就更换密钥 renew the secret if it was not kept",
            )
        if Webhook.objects.filter(zone=zone, user_id=user, ended_at=None).count() >= MOST_HOOKS:
            raise Conflict(
                f"每个账号最多 {MOST_HOOKS} 个推送 at most so many webhooks", do="先结束不用的 end one first"
            )
        newest = audit_log.entries(zone, limit=1)
        row = Webhook(
            zone=zone, user_id=user, url=url, events=wanted, created_at=at, next_at=at,
            last_seq=newest[-1].seq if newest else 0,
        )  # fmt: skip
        row.save(force_insert=True)
        _audit(zone, by, "subscribe", row, at)
    return row


def unsubscribe(*, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime) -> None:
    """Tell it nothing more. Raises NotFound."""
    _change(zone, pk, by, at, "unsubscribe", ended_at=at)


def renew_secret(*, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime) -> Webhook:
    """A new signing secret, at once. Raises NotFound."""
    row = webhook(zone=zone, pk=pk, by=by)
    return _change(zone, pk, by, at, "renew-webhook-secret", generation=row.generation + 1)


def resume_webhook(*, zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime) -> Webhook:
    """Go on after it was disabled, from where it stood: nothing that happened meanwhile is lost. Raises NotFound."""
    return _change(zone, pk, by, at, "resume-webhook", disabled_at=None, failures=0, next_at=at, note="")


def _change(zone: str, pk: uuid.UUID, by: Actor, at: dt.datetime, act: str, **values: object) -> Webhook:
    with transaction.atomic():
        row = webhook(zone=zone, pk=pk, by=by)
        Webhook.objects.filter(zone=zone, id=pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        _audit(zone, by, act, row, at)
    return row


def _audit(zone: str, by: Actor, act: str, row: Webhook, at: dt.datetime) -> None:
    detail = {"url": row.url, "events": row.events}
    audit.record(zone=zone, actor=by, act=act, subject=f"webhook:{row.id}", at=at, article=ARTICLE, detail=detail)
