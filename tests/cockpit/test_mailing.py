"""Mail: once a period, again only where the server refused it, over SMTP as it is spoken."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.core import mail

from gaoxin.accounts.rules.roles import Actor
from gaoxin.cockpit.services import mailing
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.cockpit.conftest import NOW, rows, signed_in
from tests.economy.conftest import ZONE
from tests.smtp import mail_server

People = Callable[[str], Actor]
DAY = dt.timedelta(days=1)


def subscribed(people: People, frequency: str = "daily", by: str = "leader") -> Any:
    return mailing.subscribe(
        zone=ZONE, address="li@zone.gov.cn", frequency=frequency, language="zh", by=people(by), at=NOW - DAY
    )


def test_once_a_period(people: People, figure: Any):
    subscribed(people)
    assert mailing.send_due(zone=ZONE, at=NOW.replace(hour=7)) == mailing.Told()  # before the hour
    assert mailing.send_due(zone=ZONE, at=NOW) == mailing.Told(sent=1)
    assert mailing.send_due(zone=ZONE, at=NOW.replace(hour=18)) == mailing.Told()
    assert mailing.send_due(zone=ZONE, at=NOW + DAY) == mailing.Told(sent=1)
    first = mail.outbox[0]
    assert first.to == ["li@zone.gov.cn"] and len(mail.outbox) == 2
    name, data, kind = first.attachments[0]
    assert (name, kind) == ("cockpit-2026-03-02.pdf", "application/pdf") and data.startswith(b"%PDF")


def test_what_was_being_sent_when_the_worker_died_is_not_sent_again(
    people: People, figure: Any, monkeypatch: pytest.MonkeyPatch
):
    subscribed(people)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            mailing.send_due(zone=ZONE, at=NOW)
    assert rows("MailSent").get().state == "sending"
    assert mailing.send_due(zone=ZONE, at=NOW) == mailing.Told() and mail.outbox == []
    assert "可能已经收到" in signed_in("leader").get("/cockpit/mail/").content.decode()


def test_a_refused_mail_is_tried_again_but_not_for_ever(people: People, figure: Any, monkeypatch: pytest.MonkeyPatch):
    subscribed(people)

    def refused(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({"li@zone.gov.cn": (550, b"no such user")})

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refused)
        outcomes = [mailing.send_due(zone=ZONE, at=NOW).failed for _ in range(7)]
    assert outcomes == [1, 1, 1, 1, 1, 0, 0]
    assert rows("MailSent").get().tries == 5 and "no such user" in rows("MailSent").get().note
    assert mailing.send_due(zone=ZONE, at=NOW + DAY) == mailing.Told(sent=1)


def test_subscribing_stopping_and_who(people: People, figure: Any):
    key = subscribed(people)
    with pytest.raises(Conflict):
        subscribed(people)
    with pytest.raises(NotAllowed):
        subscribed(people, by="steward")
    with pytest.raises(Invalid):
        subscribed(people, "hourly")
    with pytest.raises(NotFound):
        mailing.stop(zone=ZONE, subscription=key, by=people("head"), at=NOW)
    for _ in range(2):
        mailing.stop(zone=ZONE, subscription=key, by=people("leader"), at=NOW)
    assert mailing.send_due(zone=ZONE, at=NOW) == mailing.Told()
    subscribed(people)
    leader = signed_in("leader")
    bad = leader.post("/cockpit/mail/subscribe/", {"address": "li@zone.gov.cn\nBcc: a@b.cn", "frequency": "weekly"})
    assert bad.status_code == 422
    assert leader.post("/cockpit/mail/subscribe/", {"address": "li@zone.cn", "frequency": "weekly"}).status_code == 302


def test_nothing_is_claimed_without_a_server(people: People, figure: Any, settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    subscribed(people)
    assert mailing.send_due(zone=ZONE, at=NOW) == mailing.Told() and rows("MailSent").count() == 0
    assert "还没有设置邮件服务器" in signed_in("leader").get("/cockpit/mail/").content.decode()


def test_over_smtp(people: People, figure: Any, settings: Any):
    subscribed(people)
    with mail_server(settings) as received:
        assert mailing.send_due(zone=ZONE, at=NOW) == mailing.Told(sent=1)
    told = message_from_bytes(received[0])
    assert told["To"] == "li@zone.gov.cn" and told["Auto-Submitted"] == "auto-generated"
    paper = next(part for part in told.walk() if part.get_content_type() == "application/pdf")
    assert paper.get_payload(decode=True).startswith(b"%PDF")
