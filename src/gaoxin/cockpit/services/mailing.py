"""The cockpit as PDF by mail: whoever reads it subscribes; the worker sends each once a period.

What the server refuses is tried again in the same period; what was being sent when its worker died is not sent again, and the
subscriber's page says so (`runtime.mailing`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.cockpit import permissions
from gaoxin.cockpit.models import MailSent, Subscription
from gaoxin.cockpit.rules.schedule import slot
from gaoxin.cockpit.selectors import sheets
from gaoxin.cockpit.selectors.board import board, newest_year
from gaoxin.cockpit.selectors.settings import book
from gaoxin.core.addresses import check_address
from gaoxin.core.errors import Conflict, NotFound
from gaoxin.runtime import mailing

WHY = "驾驶舱的内容不寄给园区以外 what leaders see is not mailed outside"
SUBJECT = {"zh": "驾驶舱 {slot}", "en": "Cockpit {slot}"}
BODY = {
    "zh": "附件是 {year} 年驾驶舱，截至 {at}。\n到发布时间以前不公布的数字不在其中。\n退订：登录后在“驾驶舱 → 邮件订阅”里停止。",
    "en": "Attached: the cockpit of {year} as of {at}.\nWithout figures under embargo.\nTo stop: sign in, Cockpit, mail.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did."""

    sent: int = 0
    failed: int = 0


def subscribe(*, zone: str, address: str, frequency: str, language: str, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Raises NotAllowed, Invalid for an address or frequency that cannot be, Conflict for one that the reader has already."""
    permissions.check_reads(by, zone)
    checked = check_address(address, settings.MAIL_DOMAINS, WHY)
    slot(frequency, at.date())
    try:
        with transaction.atomic():
            row = Subscription(
                zone=zone, user_id=accounts.key_of(by), address=checked, frequency=frequency,
                language="en" if language == "en" else "zh-hans", begun_at=at,
            )  # fmt: skip
            row.save(force_insert=True)
            audit.record(
                zone=zone, actor=by, act="cockpit-subscribe", subject=str(row.id), at=at,
                detail={"address": checked, "frequency": frequency},
            )  # fmt: skip
            return row.id
    except IntegrityError as error:
        raise Conflict("已经订阅了这个周期 you have that subscription", do="先停止原来的 stop it first") from error


def stop(*, zone: str, subscription: uuid.UUID, by: Actor, at: dt.datetime) -> None:
    """One's own. Stopping twice is the same. Raises NotFound."""
    with transaction.atomic():
        rows = Subscription.objects.select_for_update().filter(zone=zone, id=subscription, user_id=by.id)
        row = rows.first()
        if row is None:
            raise NotFound("没有这个订阅 no such subscription", do="从订阅页面进入 start from the list")
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            audit.record(zone=zone, actor=by, act="cockpit-unsubscribe", subject=str(row.id), at=at)


def send_due(*, zone: str, at: dt.datetime) -> Told:
    """at: on the zone's clock. Nothing where no mail server is set up, or before the hour of the catalogue. Any number at once."""
    if not mailing.is_set_up() or at.hour < book().mail.hour:
        return Told()
    sent = failed = 0
    for row in Subscription.objects.filter(zone=zone, ended_at=None).select_related("user").order_by("id"):
        period = slot(row.frequency, at.date())
        claimed = mailing.claim(MailSent, zone=zone, tries=book().mail.tries, at=at, subscription=row, slot=period)
        if claimed is not None:
            done = mailing.send(claimed, partial(_mail, row, period, at), at)
            sent, failed = sent + done, failed + (not done)
    return Told(sent, failed)


def _mail(row: Subscription, period: str, at: dt.datetime) -> EmailMessage:
    """Raises NotAllowed where the reader may not see the cockpit any more."""
    language: sheets.Language = "en" if row.language == "en" else "zh"
    by = accounts.actor(zone=row.zone, login=row.user.login, at=at)
    permissions.check_reads(by, row.zone)
    seen = board(zone=row.zone, by=by, year=newest_year(zone=row.zone, today=at.date()), at=at, today=at.date())
    mail = mailing.letter(
        SUBJECT[language].format(slot=period), BODY[language].format(year=seen.year, at=f"{at:%Y-%m-%d %H:%M}"), row.address,
        f"{row.id}.{period}",
    )  # fmt: skip
    mail.attach(f"cockpit-{period}.pdf", sheets.pdf(seen, language, outside=True), "application/pdf")
    return mail
