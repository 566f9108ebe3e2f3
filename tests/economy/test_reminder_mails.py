"""Reminders by mail: one for each due day, to whoever asked and still files for the enterprise, over SMTP as it is spoken."""

from __future__ import annotations

import smtplib
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from gaoxin.core.errors import Conflict, Invalid, NotFound
from gaoxin.economy.services import filing, reminder_mails
from tests.economy.conftest import TZ, ZONE, at, filled, rows
from tests.smtp import mail_server

BEGUN, BEFORE = at("2024-04-10T09:00"), at("2024-04-13T13:00")  # the day from which it is reminded, in the afternoon
ADDRESS = "chen@firm.example"


def subscribed(world: Any, by: str = "applicant", firm: str = "one") -> Any:
    return reminder_mails.subscribe(
        zone=ZONE, unit_id=world.units[firm], address=ADDRESS, language="zh-hans", by=world[by], at=BEGUN
    )


def sent(moment: Any) -> reminder_mails.Told:
    return reminder_mails.send_due(zone=ZONE, at=moment, tz=TZ)


def of_march() -> list[tuple[str, str]]:
    return list(rows("ReminderSent").filter(due_on="2024-04-16").values_list("state", "note"))


def test_one_mail_for_each_due_day_says_what_is_missing_and_no_figure(world: Any, settings: Any):
    subscribed(world)
    figures = filled("output", output_month=987_654, output_ytd=987_654)
    march = [filing.Incoming(world.units["one"], "output", 202403, figures)]
    filing.file(zone=ZONE, rows=march, source="form", by=world["statistician"], at=BEGUN, today=BEGUN.date())
    with mail_server(settings) as received:
        assert sent(at("2024-04-13T07:59")) == reminder_mails.Told()  # before the hour of the catalogue
        assert sent(BEFORE).sent >= 1 and sent(at("2024-04-17T09:00")) == reminder_mails.Told()
    mails = [message_from_bytes(one, policy=policy.default) for one in received]
    [mail] = [one for one in mails if "2024-04-16" in str(one["Subject"])]
    text = mail.get_content()
    assert mail["To"] == ADDRESS and "清远演示电路有限公司" in text and "202403" in text
    assert "财务" in text and "产值" not in text and "987654" not in text  # what was filed is not asked for again
    assert of_march() == [("sent", "")]


def test_what_the_server_refuses_is_tried_again(world: Any, settings: Any, monkeypatch: pytest.MonkeyPatch):
    subscribed(world)

    def refused(*_: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"busy")})

    with mail_server(settings) as received:
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMessage.send", refused)
            assert sent(BEFORE).failed >= 1
        assert [state for state, _ in of_march()] == ["failed"] and not received
        assert sent(at("2024-04-13T19:00")).sent >= 1 and of_march() == [("sent", "")]


def test_only_who_files_for_the_enterprise(world: Any, settings: Any):
    for by, firm in (("statistician", "one"), ("applicant", "two")):
        with pytest.raises(NotFound):
            subscribed(world, by, firm)
    with pytest.raises(Invalid):
        reminder_mails.subscribe(
            zone=ZONE, unit_id=world.units["one"], address="nobody", language="", by=world["applicant"], at=BEGUN
        )
    assert not rows("ReminderMail").exists()
    key = subscribed(world)
    with pytest.raises(Conflict):
        subscribed(world)
    with pytest.raises(NotFound):
        reminder_mails.stop(zone=ZONE, subscription=key, by=world["head"], at=BEGUN)
    for _ in range(2):
        reminder_mails.stop(zone=ZONE, subscription=key, by=world["applicant"], at=BEGUN)
    with mail_server(settings) as received:
        assert sent(BEFORE) == reminder_mails.Told() and not received


def test_the_page(world: Any, client: Any):
    client.force_login(get_user_model().objects.get(pk=world.ids["applicant"]))
    unit = world.units["one"]
    wrong = client.post(f"/reports/units/{unit}/mail/", {"address": "nobody"})
    assert wrong.status_code == 422 and 'value="nobody"' in wrong.content.decode() and not rows("ReminderMail").exists()
    assert client.post(f"/reports/units/{unit}/mail/", {"address": ADDRESS}).status_code == 302
    assert ADDRESS in client.get("/reports/").content.decode()
    key = rows("ReminderMail").get().pk
    assert client.post(f"/reports/mail/{key}/stop/").status_code == 302
    assert rows("ReminderMail").get().ended_at is not None
    assert client.post(f"/reports/units/{world.units['two']}/mail/", {"address": ADDRESS}).status_code == 404
