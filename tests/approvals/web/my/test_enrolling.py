"""The window registers an enterprise and who acts for it: once, from originals, for an account that its owner opened."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.web.proofs import SET_UP
from gaoxin.audit import selectors as audit_log
from gaoxin.core.errors import NotAllowed
from gaoxin.parties import selectors as parties
from gaoxin.parties.models import Mandate, Party
from gaoxin.parties.rules.enrolment import Checked
from gaoxin.parties.services import enrol
from gaoxin.runtime.models import Effect
from tests.approvals.conftest import CLERK, SUPERVISOR, ZONE, at, refused
from tests.approvals.web.my.conftest import PERMIT, Web, text

PAGE = "/desk/window/enterprises/"
CODE, NAME = "91441802MA5FT89H4E", "清远新来智能装备有限公司"


@pytest.fixture
def clerk(web: Web) -> Client:
    client = web.client("clerk")
    session = client.session
    session[SET_UP] = str(web.clients[-1][1].pk)
    session.save()
    web.person("newcomer", Role.APPLICANT)
    return client


def send(clerk: Client, **changed: Any) -> Any:
    """The legal representative of a new enterprise comes, with licence and identity card."""
    values: dict[str, Any] = {
        "key": str(uuid.uuid4()), "name": NAME, "identifier": CODE.lower(), "kind": "enterprise",
        "legal_representative": "newcomer", "login": "newcomer", "presenter": "representative", "person": "newcomer",
        "seen": ["licence", "identity"], "letter": "", "extent": "all", "until": "",
    }  # fmt: skip
    return clerk.post(PAGE, values | changed)


def acts_for(web: Web, name: str = "newcomer") -> frozenset[str]:
    return parties.parties_of(zone=ZONE, user_id=web.keys[name], at=timezone.now())


def counts() -> tuple[int, int, int, int]:
    """Parties, mandates, keys that were used, rows of the log."""
    return Party.objects.count(), Mandate.objects.count(), Effect.objects.count(), len(audit_log.entries(ZONE))


def test_a_new_enterprise_and_its_legal_representative(web, clerk):
    page = clerk.get(f"/desk/window/?q={CODE}").content.decode()
    assert f"{PAGE}?q={CODE}" in page
    form = clerk.get(f"{PAGE}?q={CODE}").content.decode()
    assert f'value="{CODE}"' in form and "/account/signup/" in form and 'href="/desk/window/"' in form
    assert f'name="name" value="{NAME}"' in clerk.get(f"{PAGE}?q={NAME}").content.decode()
    before = len(audit_log.entries(ZONE))
    response = send(clerk)
    party = parties.party(zone=ZONE, identifier=CODE)
    assert response["Location"] == f"/desk/window/?party={party.id}", text(response)
    assert (party.name, party.kind, party.legal_representative) == (NAME, "enterprise", "newcomer")
    assert acts_for(web) == {str(party.id)}
    row = Mandate.objects.get(party_id=party.id)
    assert (row.until, row.revoked_at, row.scope) == (None, None, [])
    entries = audit_log.entries(ZONE, subject=f"party:{party.id}")
    assert [(entry.act, entry.actor_name) for entry in entries] == [("enrol", "clerk")]
    assert len(audit_log.entries(ZONE)) == before + 1
    told = json.loads(entries[0].detail)
    assert told["added"] is True and told["seen"] == ["licence", "identity"] and "letter" not in told
    page = clerk.get(response["Location"]).content.decode()
    assert "企业和委托已登记" in page and NAME in page and f"{PAGE}?party={party.id}" in page
    assert NAME in text(web.client("newcomer").get("/account/mandates/"))


def test_a_registered_enterprise_only_gets_the_mandate(web, clerk):
    party, until = web.zone.party, timezone.localdate() + dt.timedelta(days=90)
    form = clerk.get(f"{PAGE}?party={party.id}").content.decode()
    assert party.name in form and 'id="identifier"' not in form
    before = counts()
    response = send(
        clerk, party=str(party.id), name="", identifier="", presenter="letter", seen=["licence", "identity", "letter"],
        letter="委〔2026〕3 号", extent="some", scope=[PERMIT, "no-such-item"], until=until.isoformat(),
    )  # fmt: skip
    assert response["Location"] == f"/desk/window/?party={party.id}", text(response)
    assert counts() == (before[0], before[1] + 1, before[2] + 1, before[3] + 1)
    assert acts_for(web) == {f"{party.id}/{PERMIT}"}
    assert timezone.localtime(Mandate.objects.get(user_id=web.keys["newcomer"]).until).date() == until
    told = json.loads(audit_log.entries(ZONE, subject=f"party:{party.id}")[-1].detail)
    assert (told["added"], told["letter"], told["presenter"]) == (False, "委〔2026〕3 号", "letter")


def test_by_its_code_a_registered_enterprise_is_found_again(web, clerk):
    send(clerk)
    web.person("second", Role.AGENT)
    until = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    letter = {"presenter": "letter", "seen": ["licence", "identity", "letter"], "letter": "3", "until": until}
    response = send(clerk, login="second", person="second", legal_representative="别人", name=f" {NAME} ", **letter)
    assert response.status_code == 302, text(response)
    party = Party.objects.get(identifier=CODE)
    assert party.legal_representative == "newcomer"
    assert acts_for(web, "second") == {str(party.id)}
    before = counts()
    assert send(clerk, login="second", person="second", **letter).status_code == 409
    assert counts() == before, "a mandate that lasts as long is there"


def test_a_double_click_registers_once(web, clerk):
    key, before = str(uuid.uuid4()), counts()
    first, again = send(clerk, key=key), send(clerk, key=key)
    assert first["Location"] == again["Location"]
    assert counts() == (before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 1)
    web.person("second", Role.AGENT)
    other = send(clerk, key=key, login="second", person="second")
    assert other.status_code == 409 and "内容不同" in text(other)
    assert acts_for(web, "second") == frozenset()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "nobody"}, "请本人在 /account/signup/ 注册"),
        ({"login": ""}, "没有填写来人的登录名"),
        ({"login": "clerk"}, "工作人员不得代办"),
        ({"login": "applicant"}, "姓名与身份证不一致"),
        ({"person": ""}, "姓名与身份证不一致"),
        ({"login": "applicant", "person": "applicant"}, "不是法定代表人"),
        ({"identifier": CODE[:-1] + "X"}, "校验码不符"),
        ({"identifier": "91350100M000100Y43"}, "已登记为“清远演示新材料有限公司”"),
        ({"name": " "}, "名称不正确"),
        ({"name": "清远\x00公司"}, "名称不正确"),
        ({"kind": "zone"}, "没有选择主体类型"),
        ({"presenter": ""}, "没有选择来人是谁"),
        ({"seen": ["licence"]}, "没有核验 not looked at: 身份证"),
        ({"presenter": "letter", "letter": "3", "until": "2030-01-01"}, "授权委托书 letter of authority"),
        ({"presenter": "letter", "seen": ["licence", "identity", "letter"], "until": "2030-01-01"}, "没有填写授权委托书编号"),
        ({"presenter": "letter", "seen": ["licence", "identity", "letter"], "letter": "3"}, "没有填写到期日"),
        ({"until": "2020-01-01"}, "到期日已过"),
        ({"until": "soon"}, "日期不正确"),
        ({"extent": "some"}, "没有选择事项"),
        ({"party": "nothing"}, "没有登记的主体"),
    ],
)  # fmt: skip
def test_what_cannot_be_changes_nothing(web, clerk, changed, said):
    before = counts()
    response = send(clerk, **changed)
    assert response.status_code in (404, 409, 422)
    assert said in response.content.decode().replace("&#x27;", "'")
    assert counts() == before


def test_what_was_typed_stays_and_the_same_form_may_be_sent_again(web, clerk):
    key = str(uuid.uuid4())
    page = send(clerk, key=key, login="nobody", extent="some", scope=[PERMIT]).content.decode()
    for kept in (key, NAME, CODE.lower(), "nobody"):
        assert f'value="{kept}"' in page
    assert 'id="seen-identity" checked' in page and f'id="scope-{PERMIT}" checked' in page
    assert send(clerk, key=key).status_code == 302


def test_only_a_clerk_registers(web, clerk, applicant):
    before = counts()
    assert applicant.get(PAGE).status_code == 403
    assert send(applicant).status_code == 403
    outsider = replace(CLERK, zone="elsewhere")
    for by in (SUPERVISOR, outsider):
        with refused(NotAllowed, "无权登记企业和委托"):
            enrol(
                zone=ZONE, name=NAME, identifier=CODE, login=f"newcomer@{ZONE}", key="k", by=by,
                checked=Checked("representative", "newcomer", ("licence", "identity")), at=at("2026-03-02T10:00"),
            )  # fmt: skip
    assert counts() == before
