"""谁可以代我们办事: given by the party, for some items or all, until a day, taken back at once; by nobody else."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.parties.models import Mandate
from gaoxin.parties.selectors import parties_of
from gaoxin.parties.services import grant_mandate, register_party
from tests.accounts.signing import BY, account, post_login
from tests.approvals.conftest import ZONE, at

pytestmark = pytest.mark.django_db
PAGE = "/account/mandates/"


def login_as(name: str) -> Client:
    client = Client()
    assert post_login(client, name).status_code == 302
    return client


@pytest.fixture
def party():
    return register_party(
        zone=ZONE, kind="enterprise", name="清远演示新材料有限公司", identifier="91350100M000100Y43", source="test",
        at=at("2026-01-05T09:00"), by=BY,
    )  # fmt: skip


@pytest.fixture
def boss(party) -> Client:
    """Signed in, with an unlimited mandate."""
    login = account("boss", Role.APPLICANT)
    grant_mandate(
        zone=ZONE, party_id=party.id, user_id=User.objects.get(login=login).id, at=at("2026-01-05T09:00"), by=BY
    )
    account("agent", Role.AGENT)
    return login_as("boss")


def give(client: Client, party, **changed):
    values = {"party": party.id, "login": "agent", "extent": "all", "key": uuid.uuid4()} | changed
    return client.post(f"{PAGE}grant/", values)


def may(name: str = "agent") -> frozenset[str]:
    return parties_of(zone=ZONE, user_id=User.objects.get(login=f"{name}@{ZONE}").id, at=timezone.now())


def test_the_life_of_a_mandate(boss, party):
    assert may() == frozenset()
    until = timezone.localdate() + dt.timedelta(days=30)
    done = give(boss, party, extent="some", scope=["construction-permit"], until=until.isoformat())
    assert done["Location"] == f"{PAGE}?party={party.id}"
    assert may() == {f"{party.id}/construction-permit"}
    row = Mandate.objects.latest("since")
    assert timezone.localtime(row.until).date() == until
    agent = login_as("agent")
    page = agent.get(PAGE).content.decode()
    assert "清远演示新材料有限公司" in page
    assert "能授权他人的，是受全部事项委托的人" in page
    assert "boss" not in page, "one who acts for a part does not see who else acts"
    assert boss.post(f"{PAGE}{row.id}/revoke/").status_code == 302
    assert may() == frozenset()
    assert "还没有受任何企业委托" in agent.get(PAGE).content.decode()


def test_a_double_click_grants_once(boss, party):
    key = uuid.uuid4()
    assert {give(boss, party, key=key).status_code for _ in range(2)} == {302}
    assert Mandate.objects.count() == 2
    again = give(boss, party)
    assert again.status_code == 422
    assert "已有这项授权" in again.content.decode()


def test_what_was_typed_stays_when_it_cannot_be(boss, party):
    page = give(boss, party, login="nobody", extent="some", scope=["construction-permit"])
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="nobody"' in text
    assert 'id="scope-construction-permit" checked' in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"extent": "some"}, "没有选择事项"),
        ({"extent": "some", "scope": "no-such-item"}, "没有选择事项"),
        ({"until": "2020-01-01"}, "到期日已过"),
        ({"until": "tomorrow"}, "日期不正确"),
        ({"login": "clerk"}, "不是申请人或代办人"),
        ({"login": "agent@elsewhere"}, "没有可用的账号"),
    ],
)
def test_no_mandate_that_cannot_be(boss, party, changed, said):
    account("clerk", Role.CLERK)
    assert said in give(boss, party, **changed).content.decode()
    assert Mandate.objects.count() == 1


def test_only_who_acts_for_all_of_it_entrusts_others(boss, party):
    give(boss, party, extent="some", scope=["construction-permit"])
    account("third", Role.APPLICANT)
    agent = login_as("agent")
    refused = give(agent, party, login="third")
    assert refused.status_code == 422
    assert "无权代该主体委托" in refused.content.decode()
    mandate = Mandate.objects.earliest("since")
    assert agent.post(f"{PAGE}{mandate.id}/revoke/").status_code == 404
    assert may("third") == frozenset()


def test_strangers_see_and_change_nothing(boss, party):
    account("stranger", Role.APPLICANT)
    stranger = login_as("stranger")
    assert party.name not in stranger.get(f"{PAGE}?party={party.id}").content.decode()
    assert give(stranger, party).status_code == 422
    mandate = Mandate.objects.get()
    assert stranger.post(f"{PAGE}{mandate.id}/revoke/").status_code == 404
    assert stranger.post(f"{PAGE}{uuid.uuid4()}/revoke/").status_code == 404
    mandate.refresh_from_db()
    assert mandate.revoked_at is None


def test_another_partys_page_is_not_found(boss, party):
    assert boss.get(f"{PAGE}?party={uuid.uuid4()}").status_code == 404
    assert boss.get(f"{PAGE}?party=x").status_code == 404
