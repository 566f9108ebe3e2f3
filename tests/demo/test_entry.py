"""The demo's door: open where the installation says that it is a demo, and nowhere else; no password is known beforehand."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from gaoxin.accounts.models import User
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import NotAllowed
from gaoxin.demo.building import build_people
from gaoxin.demo.plan import Plan, read_plan
from tests.approvals.conftest import ZONE, refused

DOOR = "/demo/enter/"


@pytest.fixture
def plan(settings) -> Plan:
    settings.DEMO_ENTRY = True
    return read_plan(settings.CATALOGUE / "demo")


@pytest.fixture
def people(db, plan) -> dict[str, str]:
    return build_people(ZONE, plan)


def test_every_person_has_a_password_of_their_own_once(people, plan):
    assert set(people) == {f"{person.login}@{ZONE}" for person in plan.zone.people}
    assert len(set(people.values())) == len(people)
    assert all(len(password) >= 20 for password in people.values())
    stored = User.objects.get(login=f"clerk@{ZONE}").password
    assert stored.startswith("argon2") and people[f"clerk@{ZONE}"] not in stored
    assert build_people(ZONE, plan) == {}, "a second run makes nothing and tells nothing"


def test_no_made_up_accounts_outside_a_demo_zone(db, plan, settings):
    settings.DEMO_ZONE = False
    with refused(NotAllowed):
        build_people(ZONE, plan)
    settings.DEMO_ZONE = True
    with refused(NotAllowed):
        build_people("qingyuan", plan)


@pytest.mark.slow
@pytest.mark.usefixtures("permit_only")
def test_the_command_tells_them_once(db, capsys):
    call_command("demo", "--no-serve", "--json")
    told = capsys.readouterr()
    assert f"clerk@{ZONE}" in told.err
    assert "password" not in told.out
    call_command("demo", "--no-serve", "--json")
    assert "clerk@" not in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["applicant", "clerk", "security-admin"])
def test_one_click_enters(client, plan, login):
    build_people(ZONE, plan)
    page = client.get(DOOR)
    assert "不核实身份" in page.content.decode()
    assert client.post(DOOR, {"login": login}).status_code == 302
    me = client.get("/account/me/")
    assert f"{login}@{ZONE}" in me.content.decode()
    assert "演示登录" in me.content.decode()
    assert audit_log.entries(ZONE)[-1].act == "sign-in"
    assert '"demo"' in audit_log.entries(ZONE)[-1].detail


def test_an_officer_of_the_demo_works_without_a_second_factor(client, people):
    client.post(DOOR, {"login": "clerk"})
    assert client.get("/account/mandates/").status_code == 403  # the role's own refusal, not the factor's redirection
    assert client.get("/account/2fa/totp/activate/").status_code == 200, "no visitor is asked for a password"


def test_the_door_shut_ends_what_came_in_by_it(client, people, settings):
    client.post(DOOR, {"login": "clerk"})
    settings.DEMO_ENTRY = False
    assert client.get("/account/mandates/")["Location"].startswith("/account/2fa/")
    for answer in (client.get(DOOR), client.post(DOOR, {"login": "clerk"})):
        assert answer.status_code == 404


def test_only_people_of_the_plan(client, people):
    for login in ("nobody", f"clerk@{ZONE}", ""):
        assert client.post(DOOR, {"login": login}).status_code == 404
    assert client.get("/account/me/").status_code == 302


def test_the_door_needs_its_token(people):
    assert Client(enforce_csrf_checks=True).post(DOOR, {"login": "clerk"}).status_code == 403


def test_entering_anew_leaves_the_former_person_behind(client, people):
    client.post(DOOR, {"login": "clerk"})
    before = client.cookies["sessionid"].value
    client.post(DOOR, {"login": "applicant"})
    assert client.cookies["sessionid"].value != before
    assert f"applicant@{ZONE}" in client.get("/account/me/").content.decode()
    assert client.get("/account/mandates/").status_code == 200


def test_the_agent_acts_for_one_item(client, people):
    client.post(DOOR, {"login": "agent"})
    page = client.get("/account/mandates/").content.decode()
    assert "您受委托办理部分事项" in page
